"""Arrears files of invented persons, an inbox in memory, and short ways to collect and judge."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from vroegeropaf.deliveries import collect
from vroegeropaf.deliveries.judge import JudgeReport, judge_waiting
from vroegeropaf.deliveries.remote_folder import RemoteFile
from vroegeropaf.errors import PermanentError, TransientError
from vroegeropaf.region import Region

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=AMSTERDAM)
KEY = "test-hash-key"
CELLS = {
    "corporatie": "viveste",
    "peildatum": "16-03-2026",
    "huurdernummer": "H1",
    "contractnummer": "C1",
    "soort_eenheid": "woning",
    "voorletters": "J.P.",
    "achternaam": "Voorbeeld",
    "geboortedatum": "04-05-1980",
    "straat": "Teststraat",
    "huisnummer": "12",
    "postcode": "3991 AB",
    "plaats": "Houten",
    "maandhuur": "612,50",
    "achterstand": "1.225,00",
    "aantal_maanden": "2",
    "oudste_vervaldatum": "01-02-2026",
    "datum_herinnering": "06-02-2026",
    "datum_contactpoging": "20-02-2026",
    "schuldhulp_gewezen": "06-02-2026",
    "datum_aanbod": "06-02-2026",
    "bezwaar": "N",
    "datum_14dagenbrief": "",
    "datum_overdracht": "01-05-2026",
    "huur_vanaf": "",
    "huur_tot": "",
}
LIST = "huurachterstand_viveste_20260316.csv"


NAMES = ("aker", "bruk", "cold", "dwin", "elst", "fonk", "gris", "holm", "iers", "jupt")


def born(number: int) -> str:
    """Return the birth date of a made-up tenant; no two in a row are alike."""
    return f"{1 + number * 7 % 28:02}-{1 + number * 5 % 12:02}-{1940 + number * 13 % 60}"


def arrears(
    rows: int = 1,
    changes: dict[int, dict[str, str]] | None = None,
    without: tuple[str, ...] = (),
    same_tenant: bool = False,
) -> bytes:
    """Return a list of `rows` rows, of as many tenants or of one; `changes` per record number."""
    headers = [header for header in CELLS if header not in without]
    lines = [";".join(headers)]
    for number in range(1, rows + 1):
        row = CELLS | {
            "huurdernummer": f"H{number}",
            "contractnummer": f"C{number}",
            "huisnummer": str(number),
            "achterstand": f"{1000 + number},50",
        }
        if (
            number > 1 and not same_tenant
        ):  # somebody else: one name and birth date in one street would be one person
            row |= {
                "achternaam": NAMES[number % 10] * 2 + NAMES[number // 10 % 10],
                "geboortedatum": born(number),
            }
        row |= (changes or {}).get(number, {})
        lines.append(";".join(row[header] for header in headers))
    return ("\r\n".join(lines) + "\r\n").encode()


def withdrawals(*rows: tuple[str, str], day: str = "17-03-2026") -> bytes:
    """Return a file of withdrawals of (number, reason)."""
    lines = ["corporatie;peildatum;huurdernummer;contractnummer;reden"]
    lines += [f"Viveste;{day};H{number};C{number};{reason}" for number, reason in rows]
    return ("\n".join(lines) + "\n").encode()


@dataclass
class Inbox:
    """A RemoteFolder in memory; `broken` names files whose reading fails once with a code."""

    files: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    archived: dict[str, bytes] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    loses_answers: bool = False

    def put(self, name: str, content: bytes, at: datetime = NOW - timedelta(hours=1)) -> None:
        self.files[name] = (content, at)

    def list_inbox(self) -> list[RemoteFile]:
        return [RemoteFile(name, len(content), at) for name, (content, at) in self.files.items()]

    def read(self, file: RemoteFile, max_bytes: int) -> bytes:
        if code := self.broken.pop(file.name, None):
            raise TransientError(code, "the line broke")
        content = self.files[file.name][0]
        if len(content) > max_bytes:
            raise PermanentError("too_large", "too large")
        return content

    def is_replaced(self, file: RemoteFile) -> bool:
        return any(now.name == file.name and now != file for now in self.list_inbox())

    def archive(self, name: str, archive_name: str) -> None:
        if name in self.files:
            self.archived[archive_name] = self.files.pop(name)[0]
        if self.loses_answers:
            raise TransientError("connection_lost", "the answer was lost")

    def delete(self, name: str) -> None:
        self.deleted.append(name)
        self.files.pop(name, None)
        self.archived = {key: kept for key, kept in self.archived.items() if not key.endswith(f"-{name}")}

    def write_out(self, name: str, content: bytes) -> None:
        raise NotImplementedError


@dataclass
class Office:
    """One database, one inbox of Viveste, and the two steps of a delivery."""

    engine: Engine
    region: Region
    inbox: Inbox = field(default_factory=Inbox)
    day = DAY
    now = NOW
    key = KEY
    list_name = LIST
    arrears = staticmethod(arrears)
    withdrawals = staticmethod(withdrawals)

    def fetch(
        self, now: datetime = NOW, stable_after_s: int = 60, sleep: Callable[[float], None] | None = None
    ):
        return collect.fetch_new(
            self.engine,
            self.inbox,
            "viveste",
            self.region,
            now,
            stable_after_s,
            KEY,
            sleep or (lambda _: None),
        )

    def judge(self, today: date = DAY) -> JudgeReport:
        return judge_waiting(self.engine, self.region, today, KEY)

    def tidy(self) -> int:
        return collect.tidy_remote(self.engine, self.inbox, "viveste")

    def deliver(self, content: bytes, name: str = LIST, now: datetime = NOW) -> JudgeReport:
        """Put a file in the inbox, fetch it, judge it and tidy up."""
        self.inbox.put(name, content, now - timedelta(hours=1))
        self.fetch(now)
        report = self.judge(now.date())
        self.tidy()
        return report

    def query(self, statement: str, **parameters):
        with self.engine.connect() as db:
            return [tuple(row) for row in db.execute(text(statement), parameters)]


@pytest.fixture
def office(database: Engine, region: Region) -> Office:
    """An office with an empty database and an empty inbox."""
    return Office(database, region)
