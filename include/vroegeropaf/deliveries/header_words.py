"""The words that names of columns are made of: other columns, noise, what may change them, short forms."""

# Looks like one of ours and is not: the number of a dwelling is no contract, consent is no objection.
OTHERS = (
    *("vhe nummer", "vhe", "oge nummer", "oge", "eenheidnummer", "eenheid nummer", "objectnummer", "object"),
    *("complexnummer", "complex", "cluster", "clusternummer", "wijk", "buurt", "rayon", "consulent", "land"),
    *(
        "aanhef",
        "titel",
        "geslacht",
        "volgnummer",
        "regelnummer",
        "toestemming",
        "toestemming avg",
        "akkoord",
    ),
    *("geen bezwaar", "laatste betaling", "datum laatste betaling", "boekdatum", "betaalwijze", "partner"),
    *("saldo totaal", "totaal saldo", "toegekende huurtoeslag", "huurtoeslag", "servicekosten", "borg"),
)
# A word that makes another column of it, unless the whole name is known above.
OTHER_WORDS = frozenset(
    {
        *("correspondentie", "correspondentieadres", "post", "postadres", "partner", "mede", "medehuurder"),
        *("bewindvoerder", "contactpersoon", "werk", "vorige", "oud", "oude", "nieuw", "nieuwe", "volgende"),
        *("2", "3", "4", "30", "60", "90", "dagen", "betaling", "boeking", "geen", "kosten", "gemachtigde"),
    }
)
# Words that say whose or of what, and change nothing.
NOISE = frozenset(
    {
        *(
            "huurder",
            "hoofdhuurder",
            "contractant",
            "bewoner",
            "klant",
            "object",
            "woning",
            "gehuurde",
            "eur",
        ),
        *("euro", "vhe", "oge", "jn", "j", "n", "ja", "nee", "in", "het", "de", "van", "aan", "door", "is"),
    }
)
# Words that may change what a column is, so a name without them is likely at most.
MODIFIERS = frozenset(
    {
        *(
            "datum",
            "verzenddatum",
            "laatste",
            "eerste",
            "1e",
            "1",
            "ind",
            "indicator",
            "getroffen",
            "ingediend",
        ),
        *(
            "ingeschakeld",
            "openstaande",
            "openstaand",
            "huidige",
            "totaal",
            "totale",
            "tot",
            "per",
            "peildatum",
        ),
        *(
            "bedrag",
            "verwachte",
            "geplande",
            "lopende",
            "op",
            "of",
            "ter",
            "sprake",
            "gebracht",
            "code",
            "naam",
        ),
    }
)
ABBREVIATIONS = {
    **{"nr": "nummer", "no": "nummer", "num": "nummer", "nummers": "nummer", "dat": "datum", "dd": "datum"},
    **{"dt": "datum", "geb": "geboorte", "gebdat": "geboortedatum", "gebdatum": "geboortedatum"},
    **{"hnr": "huisnummer", "huisnr": "huisnummer", "hsnr": "huisnummer", "hnrtv": "huisnummertoevoeging"},
    **{"huisnrtoev": "huisnummertoevoeging", "hnrtoev": "huisnummertoevoeging", "toev": "toevoeging"},
    **{"hltr": "huisletter", "huisltr": "huisletter", "ltr": "letter", "tel": "telefoon", "mob": "mobiel"},
    **{"mnd": "maanden", "maand": "maand", "mdn": "maanden", "vlt": "voorletters", "voorl": "voorletters"},
    **{
        "tv": "tussenvoegsel",
        "tussenv": "tussenvoegsel",
        "tussenvg": "tussenvoegsel",
        "tsv": "tussenvoegsel",
    },
    **{"voorv": "voorvoegsel", "pc": "postcode", "pcode": "postcode", "str": "straat", "wpl": "woonplaats"},
    **{"wplaats": "woonplaats", "contr": "contract", "ovk": "overeenkomst", "ovkt": "overeenkomst"},
    **{"rel": "relatie", "deb": "debiteur", "hrd": "huurder", "corp": "corporatie", "openst": "openstaand"},
    **{"verv": "verval", "vervdat": "vervaldatum", "vervd": "vervaldatum", "overdr": "overdracht"},
    **{"gdw": "deurwaarder", "dwd": "deurwaarder", "deurw": "deurwaarder", "herinn": "herinnering"},
    **{
        "herin": "herinnering",
        "achterst": "achterstand",
        "bewindv": "bewindvoerder",
        "achtern": "achternaam",
    },
    **{"voorn": "voornaam", "ingdat": "ingangsdatum", "einddat": "einddatum", "telnr": "telefoonnummer"},
    **{"huurovk": "huurovereenkomst", "vrlt": "voorletters", "dtm": "datum", "dw": "deurwaarder"},
    **{"vsw": "vroegsignalering", "vs": "vroegsignalering", "aant": "aantal", "brief14": "14dagenbrief"},
    **{"medeh": "medehuurder", "betregeling": "betalingsregeling", "bedr": "bedrag"},
}
