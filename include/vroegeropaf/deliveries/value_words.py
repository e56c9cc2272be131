"""What Dutch lists say for the words of the contract, and what surnames begin with. Pure data."""

UNITS = {
    **dict.fromkeys(
        (
            *(
                "woning",
                "woonruimte",
                "woongelegenheid",
                "appartement",
                "flat",
                "flatwoning",
                "eengezinswoning",
            ),
            *(
                "meergezinswoning",
                "portiekwoning",
                "galerijwoning",
                "maisonnette",
                "studio",
                "seniorenwoning",
            ),
            *("bovenwoning", "benedenwoning", "hoekwoning", "tussenwoning", "rijwoning", "huis", "kamer"),
            *(
                "zelfstandige woning",
                "onzelfstandige woning",
                "zelfstandige woonruimte",
                "etagewoning",
                "won",
            ),
            *(
                "onzelfstandige woonruimte",
                "twee onder een kap",
                "vrijstaande woning",
                "egw",
                "mgw",
                "woningen",
            ),
            *("app", "duplexwoning", "aanleunwoning", "zorgwoning", "jongerenwoning", "studentenkamer"),
        ),
        "woning",
    ),
    **dict.fromkeys(
        (
            "parkeerplaats",
            "parkeren",
            "parkeerplek",
            "pp",
            "parkeervak",
            "parkeerplaatsen",
            "stallingsplaats",
        ),
        "parkeerplaats",
    ),
    **dict.fromkeys(("garage", "garagebox", "autobox", "garages", "garageplaats"), "garage"),
    **dict.fromkeys(("berging", "schuur", "opslag", "opslagruimte", "bergruimte", "box"), "berging"),
    **dict.fromkeys(
        ("bedrijfsruimte", "winkel", "winkelruimte", "kantoor", "kantoorruimte", "bog", "praktijkruimte"),
        "bedrijfsruimte",
    ),
    **dict.fromkeys(("overig", "overige", "diversen", "reclame", "antenne", "grond", "tuin"), "overig"),
}
REASON_WORDS = {
    **dict.fromkeys(("betaald", "voldaan", "volledig betaald"), "betaald"),
    **dict.fromkeys(("regeling", "betalingsregeling", "betaalregeling"), "regeling"),
    **dict.fromkeys(("bezwaar", "bezwaar avg"), "bezwaar"),
    **dict.fromkeys(("onterecht", "fout", "ten onrechte"), "onterecht"),
    **dict.fromkeys(("overleden",), "overleden"),
    **dict.fromkeys(("verhuisd", "vertrokken"), "verhuisd"),
    **dict.fromkeys(("overgedragen", "deurwaarder", "overgedragen aan deurwaarder"), "overgedragen"),
}
PREFIXES = frozenset(
    {
        *("van", "de", "der", "den", "van de", "van der", "van den", "v.d.", "v/d", "vd", "ter", "ten", "te"),
        *("'t", "van 't", "het", "van het", "in 't", "op de", "el", "al", "la", "le", "du", "von", "in de"),
        *("uit de", "aan de", "bij de", "v.", "d'", "da", "di", "dos", "ben", "abu", "op 't", "van ter"),
    }
)
