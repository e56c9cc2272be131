"""
How housing systems and their users name the columns of the contract. Pure data.

Gathered from what Dutch housing administrations call things (Tobias, Dynamics Empire, ViewPoint, own lists)
and from abbreviations; ours to extend. ``SURE`` names leave little doubt; ``LIKELY`` ones mean something
else in some systems (Saldo may hold what is not due yet), so they never make a proposal certain.
"""

SURE: dict[str, tuple[str, ...]] = {
    "corporatie": (
        "corporatie",
        "verhuurder",
        "naam corporatie",
        "naam verhuurder",
        "verhuurder code",
        "woningcorporatie",
        "corporatie code",
    ),
    "peildatum": ("peildatum", "peildag", "stand per", "stand op", "standdatum", "datum peiling"),
    "huurdernummer": (
        *("huurdernummer", "huurder id", "huurder code", "nummer huurder", "relatienummer", "relatie id"),
        *("klantnummer", "debiteurnummer", "debiteurennummer", "debiteur code"),
    ),
    "contractnummer": (
        *("contractnummer", "contract id", "contract code", "nummer contract", "huurcontractnummer"),
        *("overeenkomst", "overeenkomstnummer", "huurovereenkomst", "huurovereenkomstnummer", "huurcontract"),
    ),
    "soort_eenheid": (
        *("soort eenheid", "eenheidsoort", "type eenheid", "eenheidtype", "objectsoort", "soort object"),
        *("objecttype", "type object", "soort vhe", "vhe soort", "type vhe", "vhe type", "soort oge"),
        *("soort verhuureenheid", "type verhuureenheid", "type oge", "oge type", "eenheid soort"),
    ),
    "voorletters": ("voorletters", "voorletter", "initialen"),
    "voornaam": ("voornaam", "voornamen", "roepnaam"),
    "tussenvoegsel": ("tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels"),
    "achternaam": ("achternaam", "familienaam", "geslachtsnaam"),
    "geboortedatum": ("geboortedatum", "geboortedag", "geboren", "geboren op", "datum geboorte"),
    "straat": ("straat", "straatnaam"),
    "huisnummer": ("huisnummer",),
    "huisletter": ("huisletter", "huisnummer letter"),
    "toevoeging": (
        *("toevoeging", "toevoegsel", "huisnummertoevoeging", "huisnummer toevoegsel", "huistoevoeging"),
    ),
    "postcode": ("postcode",),
    "plaats": ("plaats", "woonplaats", "plaatsnaam"),
    "telefoon": (
        *("telefoon", "telefoonnummer", "mobiel", "mobielnummer", "mobiel telefoonnummer", "gsm"),
        *("mobiele telefoon", "telefoon mobiel", "mobiele nummer", "telefoonnummer mobiel"),
    ),
    "email": ("email", "emailadres", "mail", "mailadres"),
    "maandhuur": (
        *("maandhuur", "huur per maand", "huur pm", "huurprijs", "brutohuur", "bruto maandhuur"),
        *("maandhuur bruto", "huurbedrag", "huurprijs per maand", "brutohuur per maand"),
    ),
    "achterstand": (
        *("achterstand", "huurachterstand", "achterstand bedrag", "bedrag achterstand", "vervallen saldo"),
        *("saldo vervallen", "achterstallige huur", "openstaand vervallen", "vervallen bedrag"),
        *("achterstandsbedrag", "bedrag huurachterstand", "vervallen openstaand"),
    ),
    "aantal_maanden": (
        *("aantal maanden", "maanden achterstand", "achterstand maanden", "achterstand in maanden"),
        *("aantal maanden achterstand",),
    ),
    "oudste_vervaldatum": (
        *(
            "oudste vervaldatum",
            "vervaldatum oudste",
            "vervaldatum oudste post",
            "oudste post",
            "eerste vervaldatum",
        ),
        *("datum oudste post", "oudste openstaande post", "oudste vervaldag", "oudste vordering"),
        *("datum oudste vordering", "oudste openstaande vervaldatum", "vervaldatum oudste vordering"),
    ),
    "datum_herinnering": (
        *("datum herinnering", "herinnering", "herinneringsdatum", "herinnering 1", "1e herinnering"),
        *("eerste herinnering", "datum eerste herinnering", "datum 1e herinnering", "herinneringsbrief"),
        *("datum herinneringsbrief", "herinnering verzonden", "datum herinnering 1", "herinnering datum"),
    ),
    "datum_contactpoging": (
        *("datum contactpoging", "contactpoging", "belpoging", "datum belpoging", "contact gezocht"),
        *(
            "laatste contactpoging",
            "datum laatste contactpoging",
            "contact gezocht op",
            "contactpoging datum",
        ),
        *("datum persoonlijk contact", "persoonlijk contact", "poging persoonlijk contact"),
    ),
    "schuldhulp_gewezen": (
        *("schuldhulp gewezen", "gewezen op schuldhulp", "gewezen op schuldhulpverlening", "shv gewezen"),
        *(
            "datum schuldhulp gewezen",
            "datum gewezen op schuldhulp",
            "gewezen op shv",
            "wijzen op schuldhulp",
        ),
        *("schuldhulpverlening gewezen", "verwezen naar schuldhulp"),
    ),
    "datum_aanbod": (
        *("datum aanbod", "aanbod doorgeven gegevens", "aanbod gegevens", "datum aanbod gegevensdeling"),
        *("aanbod vroegsignalering", "datum aanbod vroegsignalering", "aanbod datum", "aanbod doorgeven"),
        *("aanbod gegevensdeling", "datum aanbod doorgeven gegevens"),
    ),
    "bezwaar": (
        *("bezwaar", "bezwaar avg", "bezwaar gegevensdeling", "bezwaar melding", "heeft bezwaar"),
        *("bezwaar doorgeven", "bezwaar gemaakt", "bezwaar tegen melding", "bezwaar doorgeven gegevens"),
    ),
    "betalingsregeling": (
        *("betalingsregeling", "betaalregeling", "regeling", "lopende regeling", "regeling actief"),
        *("lopende betalingsregeling", "betalingsregeling actief", "heeft betalingsregeling"),
    ),
    "deurwaarderdossier": (
        *(
            "deurwaarderdossier",
            "deurwaardersdossier",
            "dossier deurwaarder",
            "bij deurwaarder",
            "deurwaarder",
        ),
        *("dossier bij deurwaarder",),
    ),
    "bewindvoerder": ("bewindvoerder", "bewindvoering", "onder bewind", "bewind"),
    "datum_14dagenbrief": (
        *("datum 14dagenbrief", "14dagenbrief", "veertiendagenbrief", "datum veertiendagenbrief"),
        *("wik brief", "datum wik brief", "14dagenbrief datum"),
    ),
    "datum_overdracht": (
        *("datum overdracht", "overdrachtsdatum", "overdracht deurwaarder", "datum overdracht deurwaarder"),
        *("naar deurwaarder", "datum naar deurwaarder", "geplande overdracht", "overdracht aan deurwaarder"),
        *("geplande overdracht deurwaarder", "verwachte overdracht", "overdracht deurwaarder per"),
    ),
    "huur_vanaf": (
        *("huur vanaf", "huur sinds", "huurder sinds", "ingangsdatum contract", "contract ingangsdatum"),
        *("begindatum contract", "ingangsdatum huur", "huur ingangsdatum", "startdatum contract"),
        *("ingangsdatum huurcontract", "contract vanaf", "begindatum huur"),
    ),
    "huur_tot": ("huur tot", "einddatum contract", "contract einddatum", "einddatum huur", "contract tot"),
    "medehuurder": ("medehuurder", "is medehuurder"),
    "reden": ("reden", "reden afmelding", "afmeldreden"),
}
LIKELY: dict[str, tuple[str, ...]] = {
    "corporatie": ("organisatie", "afzender", "bedrijf", "eigenaar", "administratie", "maatschappij"),
    "peildatum": (
        *("datum", "datum lijst", "lijstdatum", "exportdatum", "rapportdatum", "datum levering", "per"),
        *(
            "datum bestand",
            "selectiedatum",
            "rapportagedatum",
            "per datum",
            "verwerkingsdatum",
            "datum export",
        ),
    ),
    "huurdernummer": (
        "relatie",
        "debiteur",
        "huurder",
        "klant",
        "klant id",
        "persoonsnummer",
        "relatie code",
    ),
    "contractnummer": ("contract", "verbintenis", "verbintenisnummer", "dossiernummer"),
    "soort_eenheid": ("soort", "type", "categorie", "woningtype", "type woning", "soort woning", "eenheid"),
    "voorletters": ("vl",),
    "tussenvoegsel": ("vv",),
    "achternaam": (
        *("naam", "huurdernaam", "naam huurder", "contractant", "volledige naam", "zoeknaam", "relatienaam"),
        *(
            "klantnaam",
            "debiteurnaam",
            "hoofdhuurder",
            "tenaamstelling",
            "eigennaam",
            "eigen naam",
            "naam contractant",
            "huurder",
        ),
    ),
    "straat": ("adres", "woonadres"),
    "huisnummer": ("nummer",),
    "huisletter": ("letter",),
    "toevoeging": ("bus",),
    "plaats": ("gemeente", "stad"),
    "telefoon": ("telefoon vast", "vast telefoonnummer", "telefoon prive", "telefoon thuis", "telefoon 1"),
    "email": ("email 1", "email prive"),
    "maandhuur": (
        *("huur", "nettohuur", "kale huur", "netto maandhuur", "kale maandhuur", "rekenhuur"),
        *("termijnbedrag", "maandbedrag", "prolongatiebedrag", "huurtermijn"),
    ),
    "achterstand": (
        *("saldo", "openstaand", "openstaand bedrag", "openstaand saldo", "bedrag openstaand", "schuld"),
        *("vordering", "bedrag", "totaal openstaand", "openstaande huur", "huurschuld", "vervallen tm"),
        *("saldo openstaand", "bedrag vordering", "vervallen", "totale achterstand", "openstaande vordering"),
    ),
    "aantal_maanden": (
        "maanden",
        "termijnen",
        "aantal termijnen",
        "achterstallige maanden",
        "termijnen achterstand",
    ),
    "oudste_vervaldatum": (
        *(
            "vervaldatum",
            "vervaldag",
            "oudste datum",
            "ontstaansdatum",
            "achterstand sinds",
            "oudste factuur",
        ),
        *("achterstand vanaf", "datum ontstaan", "oudste factuurdatum", "oudste termijn"),
    ),
    "datum_herinnering": (
        *(
            "aanmaning",
            "datum aanmaning",
            "betalingsherinnering",
            "datum betalingsherinnering",
            "aanmaning 1",
            "1e aanmaning",
            "eerste aanmaning",
        ),
        *("datum brief", "datum laatste herinnering", "herinnering 2"),
    ),
    "datum_contactpoging": (
        *("gebeld", "gebeld op", "datum gebeld", "laatste contact", "datum laatste contact", "contact"),
        *("contactdatum", "datum contact", "contactmoment", "datum contactmoment", "telefonisch contact"),
    ),
    "schuldhulp_gewezen": ("schuldhulp", "schuldhulpverlening", "shv", "schuldhulp aangeboden"),
    "datum_aanbod": (
        "aanbod",
        "aangeboden",
        "datum aankondiging",
        "aankondiging melding",
        "vooraankondiging",
    ),
    "betalingsregeling": ("betaalafspraak", "afspraak", "btr"),
    "deurwaarderdossier": ("incasso", "overgedragen", "gerechtelijk"),
    "datum_14dagenbrief": (
        "sommatie",
        "datum sommatie",
        "laatste sommatie",
        "wik",
        "14dagen",
        "ingebrekestelling",
    ),
    "datum_overdracht": ("overdracht", "datum deurwaarder", "deurwaarder per", "overdracht incasso"),
    "huur_vanaf": (
        "ingangsdatum",
        "begindatum",
        "startdatum",
        "datum ingang",
        "ingang contract",
        "contract sinds",
        "ingang",
    ),
    "huur_tot": ("einddatum", "einde huur", "opzegdatum", "vertrekdatum"),
    "reden": ("oorzaak", "mutatiereden"),
}
