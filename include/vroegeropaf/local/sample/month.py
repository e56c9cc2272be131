"""The story of the sample month: which tenant is behind where, and what is odd about the files."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vroegeropaf.deliveries import profiles
from vroegeropaf.local.sample.people import MARKER, MARKER_ARREARS_EUR, People, Person
from vroegeropaf.local.sample.writing import Row, Value, companion, write_csv
from vroegeropaf.region import Region

SEED = 2015
MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
REFERENCE_ON = date(2026, 11, 20)
LATE_REFERENCE_ON = MONDAY
OLDEST_DUE_ON = date(2026, 10, 1)
REMINDER_ON = date(2026, 10, 12)
CONTACT_ATTEMPT_ON = date(2026, 10, 22)

COLUMNS = (
    "corporatie", "peildatum", "huurdernummer", "contractnummer", "soort_eenheid", "voorletters", "voornaam",
    "tussenvoegsel", "achternaam", "geboortedatum", "straat", "huisnummer", "huisletter", "toevoeging",
    "postcode", "plaats", "telefoon", "email", "maandhuur", "achterstand", "aantal_maanden",
    "oudste_vervaldatum",
    "datum_herinnering", "datum_contactpoging", "schuldhulp_gewezen", "datum_aanbod", "bezwaar",
    "betalingsregeling", "deurwaarderdossier", "datum_overdracht",
)  # fmt: skip
NOT_IN_MITROS_STYLE = {"email", "schuldhulp_gewezen", "datum_aanbod", "bezwaar", "deurwaarderdossier"}


@dataclass(frozen=True)
class SampleFile:
    """One file as a corporation puts it into its own inbox; a `.klaar` beside it when `marker` is given."""

    corporation: str
    name: str
    content: bytes
    marker: bytes | None = None


class Month:
    """All files of the sample month; the same bytes for the same region."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._people = People(region.places, SEED)
        self._random = random.Random(SEED)
        self._numbers: dict[str, int] = {}
        self._rows: dict[str, list[dict[str, Value]]] = {code: [] for code in region.parties.corporations}
        self._tell()

    # ---------------------------------------------------------------- the story
    def _tell(self) -> None:
        for corporation, towns in {
            "mitros": ["Nieuwegein"] * 4 + ["Houten"] * 2 + ["Vianen"],
            "viveste": ["Houten"] * 5 + ["Nieuwegein"],
            "provides": ["IJsselstein"] * 4 + ["Nieuwegein"] * 2 + ["Lopik"],
            "portaal": ["Nieuwegein"] * 12 + ["Houten"] * 6,
            "jutphaas_wonen": ["Nieuwegein"] * 7,
            "lekstedewonen": ["Vianen"] * 7 + ["Lopik"],
        }.items():
            for town in towns:
                self._add(corporation, self._people.draw(town))
        self._tell_who_belongs_together()
        self._tell_what_is_urgent()
        self._tell_what_is_wrong()

    def _tell_who_belongs_together(self) -> None:
        for town in ("Nieuwegein", "IJsselstein", "IJsselstein"):  # one person, two corporations
            tenant = self._people.draw(town)
            self._add("mitros", tenant)
            self._add("provides", tenant)
        mother = self._people.draw("Houten")
        son = self._people.draw("Houten").behind_door_of(mother)
        self._add("viveste", mother)
        self._add("mitros", son, tussenvoegsel=mother.surname_prefix, achternaam=mother.surname)
        first = self._people.draw("Houten")  # students: one door, no tie, two households
        self._add("mitros", first)
        self._add("viveste", self._people.draw("Houten").behind_door_of(first))
        moved = self._people.draw("Nieuwegein")  # elsewhere, only a name and an initial: a steward's question
        elsewhere = self._people.draw("Nieuwegein")
        self._add("viveste", moved)
        self._add(
            "provides",
            moved.behind_door_of(elsewhere),
            geboortedatum=None,
            voornaam="",
            voorletters=moved.initials[:2],
        )

        self._add("provides", MARKER, achterstand=MARKER_ARREARS_EUR)

    def _tell_what_is_urgent(self) -> None:
        self._add("mitros", self._people.draw("Nieuwegein"), datum_overdracht=date(2026, 11, 25))  # B-2
        self._add("viveste", self._people.draw("Houten"), datum_overdracht=date(2026, 11, 30))  # B-5
        self._add(
            "provides", self._people.draw("Vianen"), datum_overdracht=date(2026, 12, 4)
        )  # no team: B-10
        self._add("provides", self._people.draw("IJsselstein"), betalingsregeling="J")  # waits for a word

    def _tell_what_is_wrong(self) -> None:
        self._add("mitros", self._people.draw("Houten"), soort_eenheid="parkeerplaats")
        self._add("provides", self._people.draw("Nieuwegein"), bezwaar="J")
        self._add("viveste", self._people.draw("Houten"), postcode="3511 AB", plaats="Utrecht")
        self._add("provides", self._people.draw("Lopik"), achterstand="n.t.b.")
        self._add("provides", self._people.draw("Lopik"), huisnummer="onbekend")
        self._add("viveste", self._people.draw("Houten"), oudste_vervaldatum="31-31-2026")
        for _ in range(6):  # a broken export: too many faults, so a steward decides
            self._add("portaal", self._people.draw("Nieuwegein"), postcode="??")

    # ---------------------------------------------------------------- the files
    def monday(self) -> Iterator[SampleFile]:
        """Five corporations deliver; one of them with a forbidden column; the sixth is late."""
        for corporation in ("mitros", "viveste", "provides", "portaal"):
            yield self._list(corporation, REFERENCE_ON)
        yield self._list("jutphaas_wonen", REFERENCE_ON, with_bsn=True)

    def tuesday(self) -> Iterator[SampleFile]:
        """The late list, and the refused one delivered anew without the forbidden column."""
        yield self._list("lekstedewonen", LATE_REFERENCE_ON)
        yield self._list("jutphaas_wonen", LATE_REFERENCE_ON)

    def withdrawal(self, corporation: str, tenant_no: str, contract_no: str, day: date) -> SampleFile:
        """Return the file in which a corporation withdraws one contract: it has been paid."""
        profile = profiles.load(self._region.config_dir, corporation)
        columns = ("corporatie", "peildatum", "huurdernummer", "contractnummer", "reden")
        row: Row = {
            "corporatie": corporation,
            "peildatum": day,
            "huurdernummer": tenant_no,
            "contractnummer": contract_no,
            "reden": "betaald",
        }
        return SampleFile(
            corporation, f"afmelding_{corporation}_{day:%Y%m%d}.csv", write_csv([row], columns, profile)
        )

    def _list(self, corporation: str, reference_on: date, with_bsn: bool = False) -> SampleFile:
        profile = profiles.load(self._region.config_dir, corporation)
        columns = [c for c in COLUMNS if corporation != "mitros" or c not in NOT_IN_MITROS_STYLE]
        rows = [row | {"peildatum": reference_on} for row in self._rows[corporation]]
        if with_bsn:
            columns.append("bsn")
            rows = [row | {"bsn": f"{111_222_000 + number * 9}"} for number, row in enumerate(rows)]
        content = write_csv(rows, columns, profile)
        name = f"huurachterstand_{corporation}_{reference_on:%Y%m%d}.csv"
        marker = None
        if corporation == "viveste":  # the only one that sends a ready marker
            amounts = [row["achterstand"] for row in rows]
            total = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))
            marker = companion(content, len(rows), total)
        return SampleFile(corporation, name, content, marker)

    def _add(self, corporation: str, person: Person, **changes: Value) -> None:
        number = self._numbers[corporation] = self._numbers.get(corporation, 0) + 1
        rent = Decimal(self._random.randrange(52_000, 88_000)) / 100
        row: dict[str, Value] = {
            "corporatie": corporation,
            "huurdernummer": f"{corporation[:2].upper()}{70_000 + number * 7}",
            "contractnummer": f"{corporation[:2].upper()}-{number:04d}-01",
            "soort_eenheid": "woning",
            "voorletters": person.initials,
            "voornaam": person.first_name,
            "tussenvoegsel": person.surname_prefix,
            "achternaam": person.surname,
            "geboortedatum": person.born_on,
            "straat": person.street,
            "huisnummer": person.house_number,
            "postcode": person.postcode,
            "plaats": person.municipality,
            "telefoon": person.phone,
            "email": person.email,
            "maandhuur": rent,
            "achterstand": rent + Decimal(self._random.randrange(0, 9_000)) / 100,
            "aantal_maanden": 1,
            "oudste_vervaldatum": OLDEST_DUE_ON,
            "datum_herinnering": REMINDER_ON,
            "datum_contactpoging": CONTACT_ATTEMPT_ON,
            "schuldhulp_gewezen": REMINDER_ON,
            "datum_aanbod": REMINDER_ON,
            "bezwaar": "N",
            "betalingsregeling": "N",
            "deurwaarderdossier": "N",
        }
        self._rows[corporation].append(row | changes)
