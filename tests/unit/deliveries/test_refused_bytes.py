"""Of a refused file the bytes stay only where each row was looked at and the law lets us keep all of them."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest

from vroegeropaf.deliveries import assess, profiles, refused_bytes
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.gates import Calendar
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.region import Region
from vroegeropaf.settings import INCLUDE

DAY = date(2026, 3, 16)
LIST = DeliveryName("huurachterstand_viveste_20260316.csv", "arrears", "viveste", DAY)
BOOK = DeliveryName("huurachterstand_viveste_20260316.xlsx", "arrears", "viveste", DAY)
WITHDRAWAL = DeliveryName("afmelding_viveste_20260316.csv", "withdrawal", "viveste", DAY)
STALE = Calendar(DAY, DAY, DAY + timedelta(days=1))
FUTURE = Calendar(DAY - timedelta(days=1), DAY)
NOW = Calendar(DAY, DAY)
WRONG = Companion(rows=99)
BSNS = ["111222333", "123456782"]
Refuse = Callable[..., tuple[str | None, bool]]


@pytest.fixture
def refuse(region: Region) -> Refuse:
    """Return how to check a file that must be refused: why it was, and whether its bytes must go."""

    def run(
        content: bytes,
        calendar: Calendar = NOW,
        name: DeliveryName = LIST,
        companion: Companion | None = None,
        corporation: str = "viveste",
    ) -> tuple[str | None, bool]:
        profile = profiles.load(INCLUDE / "config", corporation)
        found = assess.assess(content, name, region, calendar, profile, pytest.fail, companion)
        assert found.state == "refused"
        return found.reason, found.must_purge

    return run


def book(content: bytes) -> bytes:
    """Return the same table as a workbook."""
    made = openpyxl.Workbook()
    for line in content.decode().splitlines():
        made.active.append(line.split(";"))
    found = io.BytesIO()
    made.save(found)
    return found.getvalue()


def test_an_innocent_file_keeps_its_bytes(refuse, build):
    """Whatever it is refused for: all of it was seen, and nothing in it had to go."""
    assert refuse(build(30), STALE) == ("stale_reference_date", False)
    assert refuse(build(30), FUTURE) == ("future_reference_date", False)
    assert refuse(build(30), companion=WRONG) == ("companion_differs", False)
    assert refuse(build(30, without=("achternaam",))) == ("header_missing", False)
    assert refuse(book(build(30)), FUTURE, BOOK) == ("future_reference_date", False)
    assert refuse(b"") == ("empty_file", False)


@pytest.mark.parametrize("number", ["111222333", "111.222.333", "NL91ABNA0417164300"])
def test_citizen_numbers_under_another_header_are_purged(refuse, build, number):
    """A stale list is not read any further, but its bytes may not stay; one number is enough."""
    assert refuse(build(1, extra={"klantnr2": [number]}), STALE) == ("stale_reference_date", True)
    assert refuse(build(40, extra={"klantnr2": [""] * 39 + [number]}), STALE) == (
        "stale_reference_date",
        True,
    )


def test_citizen_numbers_in_a_workbook_are_purged(refuse, build):
    """The sheet of a workbook from the future is read for it."""
    content = book(build(2, extra={"klantnr2": BSNS}))
    assert refuse(content, FUTURE, BOOK) == ("future_reference_date", True)


def test_citizen_numbers_in_withdrawals_are_purged(refuse):
    """A file of withdrawals has no objections to look for, but it may have forbidden columns."""
    header, row = (
        b"corporatie;peildatum;huurdernummer;contractnummer;reden",
        b"viveste;16-03-2026;H1;C1;betaald",
    )
    good = header + b"\r\n" + row + b"\r\n"
    bad = header + b";klantnr2\r\n" + row + b";111222333\r\n"
    assert refuse(good, FUTURE, WITHDRAWAL) == ("future_reference_date", False)
    assert refuse(bad, FUTURE, WITHDRAWAL) == ("future_reference_date", True)


def test_citizen_numbers_are_purged_by_a_late_gate_too(refuse, build):
    """Two numbers are too few for a refusal of their own; a marker that disagrees is reason enough."""
    assert refuse(build(2, extra={"klantnr2": BSNS}), companion=WRONG) == ("companion_differs", True)


@pytest.mark.parametrize(
    "change",
    [
        {"bezwaar": "J"},
        {"bezwaar": "misschien"},
        {"soort_eenheid": "garage"},
        {"postcode": "1012 AB"},
        {"datum_contactpoging": ""},
    ],
)
def test_rows_that_the_law_forbids_are_purged(refuse, build, change):
    """One row among many, anywhere in the file, by whatever gate the file is refused."""
    assert refuse(build(300, {299: change}), companion=WRONG) == ("companion_differs", True)
    assert refuse(build(300, {299: change}), STALE) == ("stale_reference_date", True)


def test_an_objection_in_a_doubled_column_is_purged(refuse, build):
    """Of two columns of objections neither is passed over."""
    content = build(2, extra={"Bezwaar": ["N", "J"]})
    assert refuse(content) == ("header_duplicate", True)


def test_what_cannot_be_looked_at_is_purged(refuse, build, monkeypatch):
    """No text, no header, no column of objections, damaged rows, too much to look at: nobody knows."""
    book_start = book(build(1))[:400]
    assert refuse(b"%PDF-1.7") == ("not_text", True)
    assert refuse(book(build(1))) == ("not_text", True)
    assert refuse(book_start, name=BOOK) == ("excel_unreadable", True)
    assert refuse(b"naam;adres\r\na;b\r\n") == ("header_missing", True)
    assert refuse(b"naam;BSN;x\r\n1;2;3\r\n") == ("header_missing", True)
    assert refuse(build(2, without=("bezwaar",)), STALE) == ("stale_reference_date", True)
    assert refuse(build(3)[:-30]) == ("file_cut", True)
    monkeypatch.setattr(refused_bytes, "MOST_BYTES", 1_000)
    assert refuse(build(30), STALE) == ("stale_reference_date", True)


def test_a_declaration_stands_for_the_column_of_objections(refuse, build):
    """Who declared that objectors were taken out needs no column, and the file may stay."""
    content = build(2, without=("bezwaar",)).replace(b"viveste", b"mitros")
    name = DeliveryName("huurachterstand_mitros_20260316.csv", "arrears", "mitros", DAY)
    assert refuse(content, STALE, name, corporation="mitros") == ("stale_reference_date", False)
