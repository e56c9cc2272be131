"""The decisions about a delivery: verdict, law, bailiff date, arrival, lateness. All pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vroegeropaf.deliveries import arrival, lateness, legal
from vroegeropaf.deliveries.bailiff import bailiff_date
from vroegeropaf.deliveries.legal import Efforts
from vroegeropaf.deliveries.profiles import Declarations, LetterDeclaration
from vroegeropaf.deliveries.verdict import Counts, decide, decide_withdrawal
from vroegeropaf.policy import Lateness
from vroegeropaf.region import load
from vroegeropaf.settings import INCLUDE

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
QUALITY = load(INCLUDE / "config").policy.quality
DAY = date(2026, 3, 16)
SHOWN = Efforts(date(2026, 2, 6), date(2026, 2, 20), date(2026, 2, 6), date(2026, 2, 6))
LETTER = Declarations(
    debt_help_in_reminder=LetterDeclaration(letter="v3", since=date(2025, 1, 1)),
    offer_in_reminder=LetterDeclaration(letter="v3", since=date(2025, 1, 1)),
)


def counts(rows: int, rejected: int = 0, faulty: int = 0, other: int = 0, not_run: int = 0) -> Counts:
    """Return the counts of a list."""
    return Counts(rows, rejected, faulty, other, not_run)


@pytest.mark.parametrize(
    ("found", "previous", "expected"),
    [
        (counts(30), None, ("accepted", None)),
        (counts(30, rejected=4, faulty=4), 30, ("accepted_with_rejected_rows", None)),
        (counts(10), 20, ("accepted", None)),
        (counts(9), 20, ("held", "rows_below_half")),
        (counts(9), 19, ("accepted", None)),
        (counts(60), 20, ("accepted", None)),
        (counts(61), 20, ("held", "rows_above_triple")),
        (counts(0), None, ("accepted", None)),
        (counts(0), 9, ("accepted", None)),
        (counts(0), 10, ("held", "list_empty")),
        (counts(40, rejected=4, faulty=4), None, ("accepted_with_rejected_rows", None)),
        (counts(50, rejected=5, faulty=5), None, ("accepted_with_rejected_rows", None)),
        (counts(49, rejected=5, faulty=5), None, ("held", "too_many_rejected")),
        (counts(20, rejected=15, faulty=0), None, ("accepted_with_rejected_rows", None)),
        (counts(20, rejected=10, faulty=4, other=10), None, ("accepted_with_rejected_rows", None)),
        (counts(20, rejected=11, faulty=11, other=11), None, ("held", "other_corporation")),
        (counts(20, not_run=1), None, ("held", "check_not_run")),
    ],
)
def test_verdict_changes_on_its_bounds(found, previous, expected):
    """A list is held at the bounds of the file contract and nowhere before."""
    assert decide(found, previous, QUALITY) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (counts(0), ("accepted", None)),
        (counts(10, rejected=9, faulty=9), ("accepted_with_rejected_rows", None)),
        (counts(10, rejected=6, faulty=6, other=6), ("held", "other_corporation")),
    ],
)
def test_good_withdrawals_never_wait_for_bad_ones(found, expected):
    """Only a file that seems to be of another corporation is held."""
    assert decide_withdrawal(found) == expected


@pytest.mark.parametrize(
    ("handover", "due", "expected"),
    [
        (date(2026, 5, 1), date(2026, 2, 1), (date(2026, 5, 1), False)),
        (date(2026, 5, 5), date(2026, 2, 1), (date(2026, 5, 4), False)),
        (date(2026, 4, 6), date(2026, 2, 1), (date(2026, 4, 2), False)),
        (None, date(2026, 2, 2), (date(2026, 5, 1), True)),
        (date(2020, 1, 1), date(2019, 10, 1), (date(2019, 12, 31), False)),
    ],
)
def test_bailiff_date_is_rolled_back_to_a_working_day(handover, due, expected):
    """Liberation Day and Easter Monday roll back; without a date we estimate; a passed date stays passed."""
    assert bailiff_date(handover, due, 90 if due.day != 2 else 88) == expected


@pytest.mark.parametrize(
    ("modified", "seen", "expected"),
    [
        ("2026-03-16T08:00:00+01:00", "2026-03-16T09:00:00+01:00", "2026-03-16T08:00:00+01:00"),
        ("1970-01-01T00:00:00+00:00", "2026-03-16T09:00:00+01:00", "2026-03-16T09:00:00+01:00"),
        ("2099-01-01T00:00:00+00:00", "2026-03-16T09:00:00+01:00", "2026-03-16T09:00:00+01:00"),
        ("2026-03-15T23:30:00+00:00", "2026-03-16T09:00:00+01:00", "2026-03-16T00:30:00+01:00"),
    ],
)
def test_arrival_is_the_servers_time_unless_it_cannot_be_true(modified, seen, expected):
    """A time before the reference date or after our look is no arrival; the day is Amsterdam's."""
    found = arrival.arrived_at(datetime.fromisoformat(modified), datetime.fromisoformat(seen), DAY)
    assert found == datetime.fromisoformat(expected)
    assert arrival.arrived_on(found) == DAY


def test_arrival_in_a_weekend_counts_from_monday():
    """R is rolled forward to a working day."""
    assert arrival.arrived_on(datetime(2026, 3, 14, 10, tzinfo=AMSTERDAM)) == DAY


@pytest.mark.parametrize(("seconds", "expected"), [(59, False), (60, True)])
def test_stability_needs_the_whole_interval(seconds, expected):
    """A file is stable from the interval on, not before."""
    start = datetime(2026, 3, 16, 9, tzinfo=AMSTERDAM)
    assert arrival.is_stable(start, start + timedelta(seconds=seconds), 60) is expected


def row(**changes):
    """Return the values of a lawful row, bent."""
    return {"unit_kind": "woning", "postcode": "3991AB", "has_objection": False} | changes


def judge(values, shown=SHOWN, unreadable=frozenset()):
    """Judge a row where only 3991 lies in the area."""
    return legal.faults(values, shown, unreadable, DAY, {"3991": "Houten"}.get)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (row(), ()),
        (row(has_objection=None), ()),
        (row(has_objection=True), (("objection", "bezwaar"),)),
        (row(unit_kind="garage"), (("not_a_home", "soort_eenheid"),)),
        (row(unit_kind="woonboot"), ()),
        (row(postcode="1012AB"), (("out_of_area", "postcode"),)),
        (row(postcode=None), ()),
    ],
)
def test_law_covers_homes_in_the_area_without_objection(values, expected):
    """Objection, other units and other places are refused; what we cannot tell is no legal matter."""
    assert judge(values) == expected


def test_objection_that_cannot_be_read_is_unclear():
    """Something else than J or N may hide an objection: refused."""
    assert judge({"unit_kind": "woning"}, unreadable=frozenset({"bezwaar"})) == (
        ("objection_unclear", "bezwaar"),
    )


@pytest.mark.parametrize("header", list(SHOWN.by_header()))
def test_each_of_the_four_efforts_is_needed(header):
    """One effort missing, or dated after the reference date, refuses the row."""
    place = list(SHOWN.by_header()).index(header)
    days = list(SHOWN.by_header().values())
    days[place] = None
    assert judge(row(), Efforts(*days)) == (("effort_missing", header),)
    days[place] = DAY + timedelta(days=1)
    assert judge(row(), Efforts(*days)) == (("effort_after_reference_date", header),)
    days[place] = DAY
    assert judge(row(), Efforts(*days)) == ()


def test_efforts_do_not_matter_outside_our_remit():
    """A garage is refused for being a garage, not for its efforts too."""
    assert judge(row(unit_kind="garage"), Efforts(None, None, None, None)) == (
        ("not_a_home", "soort_eenheid"),
    )


REMINDED = date(2026, 2, 6)
CALLED = date(2026, 2, 20)


@pytest.mark.parametrize(
    ("values", "declarations", "expected"),
    [
        ({"reminder_on": REMINDED}, Declarations(), Efforts(REMINDED, None, None, None)),
        ({"reminder_on": REMINDED}, LETTER, Efforts(REMINDED, None, REMINDED, REMINDED)),
        ({"reminder_on": date(2024, 12, 31)}, LETTER, Efforts(date(2024, 12, 31), None, None, None)),
        ({}, LETTER, Efforts(None, None, None, None)),
        (
            {"reminder_on": REMINDED, "debt_help_pointed_on": False},
            LETTER,
            Efforts(REMINDED, None, None, REMINDED),
        ),
        ({"debt_help_pointed_on": True}, Declarations(), Efforts(None, None, DAY, None)),
        (
            {
                "reminder_on": REMINDED,
                "contact_attempt_on": CALLED,
                "offer_on": CALLED,
                "debt_help_pointed_on": CALLED,
            },
            LETTER,
            Efforts(REMINDED, CALLED, CALLED, CALLED),
        ),
    ],
)
def test_efforts_come_from_columns_first_then_from_declarations(values, declarations, expected):
    """A declaration fills an empty cell for letters since its date; a plain N is never overridden."""
    assert legal.efforts(values, declarations, DAY) == expected


@pytest.mark.parametrize(
    ("month", "workday", "expected"),
    [
        (date(2026, 3, 1), 15, date(2026, 3, 20)),
        (date(2026, 4, 30), 1, date(2026, 4, 1)),
        (DAY, 1, date(2026, 3, 2)),
    ],
)
def test_expected_day_is_a_working_day_of_the_month(month, workday, expected):
    """The n-th working day counts from the first of the month."""
    assert lateness.expected_on(month, workday) == expected


@pytest.mark.parametrize(
    ("today", "listed", "expected"),
    [
        (date(2026, 3, 20), [], ()),
        (date(2026, 3, 23), [], (date(2026, 3, 20),)),
        (date(2026, 3, 23), [date(2026, 3, 16)], ()),
        (date(2026, 3, 23), [date(2026, 2, 16)], (date(2026, 3, 20),)),
        (date(2026, 4, 1), [date(2026, 2, 16)], (date(2026, 3, 20),)),
        (date(2026, 1, 2), [date(2025, 11, 17)], (date(2025, 12, 19),)),
    ],
)
def test_list_is_late_from_the_day_after(today, listed, expected):
    """Late is after the expected day; an outage hides nothing; newcomers were not late."""
    assert lateness.late_days(today, 15, listed) == expected


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 11, 20), ()),
        (date(2026, 11, 21), ()),  # a Saturday
        (date(2026, 11, 23), ("corporation",)),
        (date(2026, 11, 24), ("corporation",)),
        (date(2026, 11, 25), ("corporation", "coordinator")),
        (date(2026, 12, 31), ("corporation", "coordinator")),
    ],
)
def test_the_sender_is_reminded_before_the_coordinator_is_told(today, told):
    """The first working day after the expected one, and two working days later; an outage skips neither."""
    assert lateness.audiences(date(2026, 11, 20), today, Lateness()) == told
