# ruff: noqa: E501 - the headers of a style are read in one piece
"""Sixteen invented lists, each in the style of another housing administration. Pure data and its writer."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
from benchmarks import made

ROWS = 60
ORDER = (
    *(
        "corporatie",
        "peildatum",
        "huurdernummer",
        "contractnummer",
        "soort_eenheid",
        "voorletters",
        "voornaam",
    ),
    *("tussenvoegsel", "achternaam", "geboortedatum", "straat", "huisnummer", "huisletter", "toevoeging"),
    *("postcode", "plaats", "telefoon", "email", "maandhuur", "achterstand", "aantal_maanden"),
    *("oudste_vervaldatum", "datum_herinnering", "datum_contactpoging", "schuldhulp_gewezen", "datum_aanbod"),
    *("bezwaar", "betalingsregeling", "deurwaarderdossier", "bewindvoerder", "datum_14dagenbrief"),
    *("datum_overdracht", "huur_vanaf"),
)
# Columns that are none of ours, by their header: what row number n holds.
STRANGE: dict[str, Callable[[int], Any]] = {
    "VHE-nummer": lambda n: f"VHE{10000 + n}",
    "VHE nr": lambda n: 20000 + n,
    "OGE-nummer": lambda n: f"{300 + n}.{n}",
    "Objectnr.": lambda n: 40000 + n,
    "Complex": lambda n: 100 + n % 7,
    "Complexnr": lambda n: f"C{n % 9}",
    "Wijk": lambda n: ("Noord", "Zuid")[n % 2],
    "Aanhef": lambda n: ("Dhr.", "Mevr.")[n % 2],
    "Geslacht": lambda n: "MV"[n % 2],
    "Incassoconsulent": lambda n: ("Team 1", "Team 2")[n % 2],
    "Postcode correspondentie": lambda n: f"35{n % 90 + 10} XY",
    "Corr. postcode": lambda n: f"35{n % 90 + 10} XY",
    "Telefoon 2": lambda n: f"0301{n:06d}",
    "Telefoon werk": lambda n: f"0301{n:06d}",
    "Saldo 0-30 dagen": lambda n: Decimal(n) / 4 + 10,
    "Totaal saldo": lambda n: Decimal(n) * 3 + 500,
    "Toestemming AVG": lambda n: "JN"[n % 2],
    "Laatste betaling": lambda n: date(2026, 1, 1) + timedelta(days=n % 40),
    "Datum laatste betaling": lambda n: date(2026, 1, 1) + timedelta(days=n % 40),
    "Geboortedatum partner": lambda n: date(1980, 1, 1) + timedelta(days=n * 50),
    "Naam partner": lambda n: "Voorbeeld",
    "Betaalwijze": lambda n: ("Incasso", "Zelf")[n % 2],
    "Volgnr": lambda n: n,
    "Bouwjaar": lambda n: 1950 + n,
    "Huurtoeslag": lambda n: Decimal(n % 300),
}


@dataclass(frozen=True)
class Style:
    """How one administration writes: headers by field, strange columns, dialect, words, and what lies above."""

    name: str
    headers: Mapping[str, str]
    strange: tuple[str, ...] = ()
    delimiter: str = ";"
    encoding: str = "utf-8"
    decimal: str = ","
    days: str = "%d-%m-%Y"
    is_workbook: bool = False
    titles: int = 0
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def content(self, corporation: str = "viveste", rows: int = ROWS) -> bytes:
        """Return a list of this style as a file."""
        headers = [*self.headers.values(), *self.strange]
        table = [[self._value(key, row) for key in self.headers] for row in _rows(corporation, rows)]
        for number, line in enumerate(table):
            line.extend(STRANGE[header](number) for header in self.strange)
        return self._workbook(headers, table) if self.is_workbook else self._csv(headers, table)

    def _value(self, key: str, row: Mapping[str, Any]) -> Any:
        value = row.get(key, "")
        return self.words.get(key, {}).get(value, value)

    def _csv(self, headers: list[str], table: list[list[Any]]) -> bytes:
        target = io.StringIO()
        target.write("Huurachterstanden\r\n" * self.titles)
        writer = csv.writer(target, delimiter=self.delimiter, lineterminator="\r\n")
        writer.writerows([headers, *([self._cell(value) for value in line] for line in table)])
        return target.getvalue().encode(self.encoding)

    def _cell(self, value: Any) -> str:
        if isinstance(value, date):
            return value.strftime(self.days)
        if isinstance(value, Decimal):
            return f"{value:.2f}".replace(".", self.decimal)
        return str(value)

    def _workbook(self, headers: list[str], table: list[list[Any]]) -> bytes:
        workbook, target = openpyxl.Workbook(), io.BytesIO()
        for _ in range(self.titles):
            workbook.active.append(["Huurachterstanden"])
        for line in (headers, *table):
            workbook.active.append([float(cell) if isinstance(cell, Decimal) else cell for cell in line])
        workbook.save(target)
        return target.getvalue()


def _rows(corporation: str, count: int) -> list[dict[str, Any]]:
    rows = list(made.arrears_rows(count, corporation, 7))
    for number, row in enumerate(rows):
        row["huisnummer"] = number + 1
        row["postcode"] = row["postcode"][:5] + "AB"
        row["soort_eenheid"] = "parkeerplaats" if number % 10 == 9 else "woning"
        row["huisletter"] = "ABC"[number % 3] if number % 5 == 0 else ""
        row["toevoeging"] = "bis" if number % 7 == 0 else ""
        row["bewindvoerder"] = "J" if number % 20 == 0 else "N"
        row["datum_14dagenbrief"] = date(2026, 3, 1)
        row["huur_vanaf"] = date(2010, 1, 1) + timedelta(days=number * 60)
        row["datum_overdracht"] += timedelta(days=number % 20)
    return rows


def _style(name: str, line: str, **rest: Any) -> Style:
    """Return a style from its headers in the order of ORDER, apart with bars; "-" leaves a field out."""
    headers = (header.strip() for header in line.split("|"))
    return Style(
        name, {key: header for key, header in zip(ORDER, headers, strict=True) if header != "-"}, **rest
    )


WORDS = {"soort_eenheid": {"woning": "Eengezinswoning", "parkeerplaats": "Parkeerplaats"}}
STYLES = (
    Style("canonical", {key: key for key in ORDER}),
    _style(
        "relations",
        "Verhuurder|Stand per|Relatienr|Contractnr|Type eenheid|Voorl.|Roepnaam|Tussenv.|Achternaam|Geb. dat.|"
        "Straatnaam|Hnr|Letter|Hnrtv|Pc|Woonplaats|Tel.|E-mail|Huur p/m|Saldo|Mnd|Oudste post|Herinnering|"
        "Belpoging|Gewezen op schuldhulp|Datum aanbod|Bezwaar AVG|Regeling J/N|Deurwaarder J/N|Bewind J/N|"
        "14-dagenbrief|Datum overdracht deurwaarder|Ingangsdatum",
        strange=("VHE-nummer", "Complex"),
        encoding="cp1252",
        words=WORDS,
    ),
    _style(
        "debtors",
        "Corporatie|Peildatum|Debiteurnummer|Huurovereenkomst|Objectsoort|Voorletters|-|Voorvoegsel|Naam|"
        "Geboortedatum|Straat|Huisnummer|Huisletter|Toevoeging|Postcode|Plaats|Telefoonnummer|E-mailadres|"
        "Brutohuur|Openstaand|Aantal maanden|Oudste vervaldatum|Datum 1e herinnering|Contactpoging|"
        "Schuldhulp gewezen|Aanbod vroegsignalering|Bezwaar|Betalingsregeling|-|-|-|Overdrachtsdatum|-",
        strange=("OGE-nummer", "Totaal saldo", "Laatste betaling"),
        words={"soort_eenheid": {"woning": "Woonruimte", "parkeerplaats": "PP"}},
    ),
    _style(
        "camel case",
        "VerhuurderCode|PeilDatum|HuurderId|ContractId|SoortObject|Initialen|VoorNaam|TussenVoegsel|AchterNaam|"
        "GeboorteDatum|StraatNaam|HuisNummer|HuisLetter|HuisNummerToevoeging|PostCode|PlaatsNaam|MobielNummer|"
        "EmailAdres|HuurBedrag|BedragAchterstand|AantalMaandenAchterstand|VervaldatumOudstePost|HerinneringsDatum|"
        "DatumContactPoging|DatumGewezenOpSchuldhulp|DatumAanbodGegevensdeling|HeeftBezwaar|HeeftBetalingsregeling|"
        "DeurwaardersDossier|OnderBewind|DatumVeertiendagenbrief|GeplandeOverdracht|BegindatumContract",
        delimiter=",",
        decimal=".",
        days="%Y-%m-%d",
        strange=("Volgnr",),
    ),
    _style(
        "workbook",
        "Naam corporatie|Stand op|Klantnummer|Overeenkomstnummer|Soort VHE|Voorletters|Voornaam|Voorvoegsels|"
        "Achternaam|Geboren op|Straat|Huisnr.|Huisltr|Toev.|Postcode|Woonplaats|Mobiel|E-mail|Maandhuur|"
        "Achterstand (EUR)|Mnd achterstand|Oudste openstaande post|Herinneringsbrief|Laatste contactpoging|"
        "SHV gewezen|Datum aanbod doorgeven gegevens|Bezwaar doorgeven gegevens|Lopende betalingsregeling|"
        "Dossier bij deurwaarder|Bewindvoering|WIK-brief|Naar deurwaarder|Huurder sinds",
        is_workbook=True,
        titles=3,
        strange=("VHE nr", "Wijk", "Telefoon 2"),
        words={"soort_eenheid": {"woning": "Appartement", "parkeerplaats": "Garagebox"}},
    ),
    _style(
        "upper case",
        "CORPORATIE|PEILDATUM|HUURDERNR|CONTRACTNR|EENHEIDSOORT|VOORLETTERS|VOORNAAM|TUSSENVOEGSEL|ACHTERNAAM|"
        "GEBDAT|STRAAT|HUISNR|HUISLTR|TOEV|POSTCODE|PLAATS|TELNR|EMAIL|MAANDHUUR|ACHTERSTAND|MAANDEN|"
        "OUDSTE_VERVDAT|DAT_HERINNERING|DAT_CONTACTPOGING|SCHULDHULP_GEWEZEN|DAT_AANBOD|BEZWAAR|REGELING|"
        "DEURWAARDER|BEWINDVOERDER|14DAGENBRIEF|DAT_OVERDRACHT|HUUR_VANAF",
        delimiter="\t",
        strange=("Complexnr", "Geslacht"),
    ),
    _style(
        "tenant in every name",
        "Woningcorporatie|Peildatum|Huurdernummer|Huurcontractnummer|Type verhuureenheid|Voorletters huurder|"
        "Voornaam huurder|Tussenvoegsel huurder|Achternaam huurder|Geboortedatum huurder|Straat object|"
        "Huisnummer object|Huisletter object|Huisnummer toevoeging object|Postcode object|Plaats object|"
        "Telefoonnummer huurder|E-mailadres huurder|Maandhuur in euro|Huurachterstand in euro|"
        "Aantal maanden achterstand|Oudste vervaldatum|Datum herinnering aan huurder|Datum contactpoging huurder|"
        "Huurder gewezen op schuldhulpverlening|Datum aanbod|Bezwaar van huurder|Betalingsregeling ja/nee|"
        "Deurwaardersdossier ja/nee|Bewindvoerder ja/nee|Datum 14-dagenbrief|Datum naar deurwaarder|"
        "Ingangsdatum contract",
        strange=("Naam partner", "Geboortedatum partner", "Postcode correspondentie"),
        words=WORDS,
    ),
    _style(
        "short list without optional columns",
        "Verhuurder|Datum|Huurder|Contract|Soort|-|-|-|Naam|-|-|Nr|-|-|Pc|-|-|-|-|Bedrag|-|Vervaldatum|"
        "Herinnering|Gebeld op|Schuldhulp|Aanbod|Bezwaar|-|-|-|-|-|-",
    ),
    _style(
        "rent beside arrears",
        "Eigenaar|Per|Klantnr|Ovk|Objecttype|Vlt|Voorn.|Tv|Familienaam|Geb.datum|Adres|Huisnr|Ltr|Toevoegsel|"
        "Pcode|Wpl|Gsm|Mail|Huur|Vordering|Termijnen|Oudste factuur|Aanmaning|Laatste contact|SHV|Vooraankondiging|"
        "Bezwaar melding|Btr|Incasso|Bewind|Sommatie|Overdracht|Startdatum",
        strange=("Huurtoeslag", "Betaalwijze", "Bouwjaar"),
        words={"soort_eenheid": {"woning": "EGW", "parkeerplaats": "PP"}},
    ),
    _style(
        "balances by due date",
        "Corporatie|Peildatum|Relatienummer|Contractnummer|Type object|Voorletters|-|Tussenvoegsels|Geslachtsnaam|"
        "Geboren|Straatnaam|Huisnummer|-|Toevoeging|Postcode|Plaatsnaam|Telefoon mobiel|Email|Huurprijs|"
        "Vervallen saldo|Achterstand in maanden|Oudste vordering|Eerste herinnering|Persoonlijk contact|"
        "Gewezen op SHV|Aanbod gegevensdeling|Bezwaar gegevensdeling|Betaalregeling|-|-|-|Verwachte overdracht|"
        "Huur sinds",
        strange=("Saldo 0-30 dagen", "Totaal saldo", "Datum laatste betaling", "Toestemming AVG"),
        encoding="utf-16",
        delimiter="\t",
    ),
    _style(
        "spelling mistakes",
        "Corperatie|Peildatm|Huurdersnummer|Contractnumer|Soort eenheden|Voorleters|Voornam|Tussenvoegsl|Achternam|"
        "Geboortdatum|Straatnam|Huisnumer|Huisleter|Toevoegingen|Postkode|Woonplaat|Telefoonummer|Emailadress|"
        "Maandhuurr|Achterstant|Aantal maanden|Oudste vervaldatm|Datum herinering|Datum contactpogingen|"
        "Schuldhulp gewesen|Datum aanboden|Bezwar|Betalingsregelling|-|-|-|Datum overdragt|-",
    ),
    _style(
        "workbook with flags",
        "Verhuurder|Peildatum|Huurder nr|Contract nr|Soort eenheid|Voorletter(s)|Voornamen|Voorv.|Achternaam|"
        "Geb.datum|Straat|Huis nr|Huis letter|Huisnr toev|Postcode|Plaats|Telefoon|E-mail adres|Bruto maandhuur|"
        "Achterstand bedrag|Aantal mnd|Vervaldatum oudste vordering|Herinnering verzonden|Contact gezocht op|"
        "Verwezen naar schuldhulp|Aanbod doorgeven|Bezwaar gemaakt|Regeling actief|Bij deurwaarder|Onder bewind|"
        "Veertiendagenbrief|Geplande overdracht deurwaarder|Huur ingangsdatum",
        is_workbook=True,
        strange=("Objectnr.", "Aanhef"),
        words={"bezwaar": {"J": "X", "N": ""}, "soort_eenheid": {"woning": "Portiekwoning"}},
    ),
    _style(
        "two telephone numbers and two balances",
        "Verhuurder|Datum lijst|Debiteur|Verbintenis|Categorie|Voorletters|Roepnaam|Tussenvoegsel|Zoeknaam|"
        "Geboortedatum|Woonadres|Nummer|Letter|Bus|Postcode|Stad|Telefoon thuis|E-mail|Nettohuur|"
        "Openstaand bedrag|Aantal termijnen|Achterstand sinds|Betalingsherinnering|Telefonisch contact|"
        "Schuldhulpverlening|Aankondiging melding|Bezwaar|Betaalafspraak|-|-|Laatste sommatie|Datum deurwaarder|"
        "Begindatum",
        strange=("Telefoon werk", "Totaal saldo", "Incassoconsulent"),
        delimiter=",",
        decimal=",",
    ),
    _style(
        "line breaks and signs",
        "Naam\ncorporatie|Peil-\ndatum|Huurder-\nnummer|Contract-\nnummer|Soort\neenheid|Voor-letters|Voor-naam|"
        "Tussen-voegsel|Achter-naam|Geboorte-datum|Straat|Huis-nummer|Huis-letter|Toe-voeging|Post-code|Plaats|"
        "Tel. nr.|E-mail|Huur per maand (€)|Achterstand\n(€)|Aantal\nmaanden|Oudste\nvervaldatum|Datum\nherinnering|"
        "Datum\ncontactpoging|Schuldhulp\ngewezen|Datum\naanbod|Bezwaar\n(J/N)|Regeling\n(J/N)|-|-|"
        "14-dagen-\nbrief|Datum\noverdracht|-",
        is_workbook=True,
        titles=1,
    ),
    _style(
        "english tongue in cheek",
        "corporatie_naam|peil_datum|klant_id|huurcontract|type_vhe|initialen|roep_naam|tussenvoegsels|"
        "achternaam_klant|geboorte_datum|straat_naam|huis_nr|huis_letter|huis_toevoeging|post_code|woon_plaats|"
        "mobiele_nummer|e_mail|huur_pm|openstaand_saldo|maanden_achterstand|oudste_datum|datum_betalingsherinnering|"
        "datum_laatste_contact|schuldhulp_aangeboden|datum_aankondiging|bezwaar_jn|regeling_jn|deurwaarder_jn|"
        "bewind_jn|datum_sommatie|overdracht_deurwaarder_per|startdatum_contract",
        delimiter=",",
        decimal=".",
        days="%Y-%m-%d",
        strange=("VHE-nummer",),
    ),
    _style(
        "title lines",
        "Verhuurder|Peildatum|Relatie|Overeenkomst nr.|Type OGE|Voorletters|-|Tussenvoegsel|Naam huurder|"
        "Geb. datum|Straat|Nummer|-|Toev.|Postcode|Woonplaats|Tel|E-mail|Kale huur|Saldo vervallen|Termijnen|"
        "Oudste post|Herinnering 1|Datum belpoging|Gewezen op schuldhulp|Aanbod gegevens|Bezwaar|Lopende regeling|"
        "Deurwaarder|-|Datum WIK-brief|Geplande overdracht|Huur vanaf",
        titles=2,
        strange=("Corr. postcode", "Complex"),
        encoding="cp1252",
    ),
)
