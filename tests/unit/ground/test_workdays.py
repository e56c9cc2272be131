"""Dutch working days: the unit of every clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vroegeropaf import workdays

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2029, 12, 31))
COUNTS = st.integers(min_value=-40, max_value=40)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),  # new year
        date(2026, 4, 6),  # Easter Monday
        date(2026, 4, 27),  # King's day
        date(2026, 5, 5),  # Liberation day: every year, our choice
        date(2026, 5, 14),  # Ascension
        date(2026, 5, 25),  # Whit Monday
        date(2026, 12, 25),
        date(2026, 11, 22),  # a Sunday
    ],
)
def test_holidays_and_weekends_are_no_working_days(day):
    """Offices are closed on Dutch holidays, 5 May among them, and in weekends."""
    assert not workdays.is_workday(day)


@given(DAYS)
def test_rolling_goes_to_the_nearest_working_day_in_its_direction(day):
    """Rolling lands on a working day, skips none, and leaves a working day where it is."""
    later, earlier = workdays.roll_forward(day), workdays.roll_back(day)
    assert workdays.is_workday(later)
    assert workdays.is_workday(earlier)
    assert earlier <= day <= later
    if workdays.is_workday(day):
        assert earlier == day == later
    else:
        assert workdays.add(earlier, 1) == later


@given(DAYS, COUNTS)
def test_adding_and_counting_agree(day, count):
    """From a working day, adding n working days and counting them gives n; adding back returns."""
    start = workdays.roll_forward(day)
    end = workdays.add(start, count)
    assert workdays.between(start, end) == count
    assert workdays.add(end, -count) == start


@given(DAYS)
def test_the_day_after_a_closed_day_counts_as_one(day):
    """One working day after a Saturday is the next open day, not the one after it."""
    assert workdays.add(day, 1) == workdays.roll_forward(day + timedelta(days=1))
