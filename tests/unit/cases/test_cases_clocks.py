"""The terms of a case: worked example, bounds and properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf import workdays
from vroegeropaf.cases.clocks import SignalDates, case_clocks
from vroegeropaf.policy import Clocks

POLICY = Clocks(
    first_visit_within_wd=10,
    first_visit_before_bailiff_wd=5,
    last_visit_before_bailiff_wd=3,
    crisis_within_wd=3,
    offer_within_days=28,
    offer_alarm_days=21,
    legal_handover_after_letter_days=17,
    default_handover_days=90,
)
R = date(2026, 11, 23)


def clocks(*signals, arrived_on=R):
    """Return the terms under the example policy."""
    return case_clocks(signals, arrived_on, POLICY)


def test_the_worked_example_with_ninety_days():
    """Rent of 1 October, list of Sunday 22 November: B 30 December, first visit by 7 December."""
    bailiff_on = workdays.roll_back(date(2026, 10, 1) + timedelta(days=90))
    found = clocks(
        SignalDates("mitros", bailiff_on, True), arrived_on=workdays.roll_forward(date(2026, 11, 22))
    )
    assert found.bailiff_on == date(2026, 12, 30)
    assert found.first_visit_by_on == date(2026, 12, 7)
    assert found.last_visit_by_on == date(2026, 12, 24)
    assert found.offer_by_on == date(2026, 12, 21)
    assert found.offer_alarm_on == date(2026, 12, 14)
    assert not found.is_crisis


def test_the_worked_example_with_sixty_days_is_a_crisis():
    """With B on 30 November there is no time: a visit within three working days of arrival."""
    found = clocks(SignalDates("mitros", date(2026, 11, 30), True))
    assert found.is_crisis
    assert found.first_visit_by_on == found.last_visit_by_on == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("bailiff_on", "is_crisis"),
    [(date(2026, 11, 30), True), (date(2026, 12, 1), False), (date(2026, 12, 2), False)],
)
def test_crisis_begins_when_last_visit_lies_before_three_working_days(bailiff_on, is_crisis):
    """B - 3 wd on R + 3 wd is no crisis yet; one working day earlier is."""
    assert clocks(SignalDates("mitros", bailiff_on, False)).is_crisis is is_crisis


def test_a_later_signal_is_a_crisis_by_its_own_arrival():
    """A claim that comes weeks later with five days to go is urgent, however long ago the case began."""
    first = SignalDates("mitros", date(2027, 2, 1), False, arrived_on=R)
    later = SignalDates("viveste", date(2026, 12, 21), False, arrived_on=date(2026, 12, 16))
    found = clocks(first, later)
    assert found.is_crisis
    assert found.first_visit_by_on == date(2026, 12, 7)
    assert found.last_visit_by_on == date(2026, 12, 21)
    assert found.offer_by_on == date(2026, 12, 21)


def test_a_bailiff_file_is_a_crisis_however_far_the_date():
    """A running bailiff file asks for a visit within three working days; the last stays that of B."""
    found = clocks(SignalDates("mitros", date(2026, 12, 30), False, has_bailiff_file=True))
    assert found.is_crisis
    assert found.first_visit_by_on == date(2026, 11, 26)
    assert found.last_visit_by_on == date(2026, 12, 24)


def test_the_earliest_bailiff_date_owns_the_case():
    """The earliest B names corporation and estimate; on a tie a named date beats an estimate."""
    early, late = date(2026, 12, 29), date(2026, 12, 30)
    found = clocks(SignalDates("mitros", late, False), SignalDates("viveste", early, True))
    assert (found.bailiff_corporation, found.is_bailiff_estimated) == ("viveste", True)
    tied = clocks(SignalDates("mitros", early, True), SignalDates("viveste", early, False))
    assert (tied.bailiff_corporation, tied.is_bailiff_estimated) == ("viveste", False)


def test_the_legal_handover_follows_the_earliest_letter():
    """Seventeen days after the letter; without a letter nothing is known."""
    base = SignalDates("mitros", date(2026, 12, 30), False)
    letter = SignalDates("viveste", date(2026, 12, 30), False, letter_14_days_on=date(2026, 11, 10))
    later = SignalDates("portaal", date(2026, 12, 30), False, letter_14_days_on=date(2026, 11, 20))
    assert clocks(base).earliest_handover_on is None
    assert clocks(base, later, letter).earliest_handover_on == date(2026, 11, 27)


def test_the_offer_alarm_rolls_back_to_a_working_day():
    """Day 21 after Friday 4 December is Christmas Day: the alarm comes the working day before."""
    found = clocks(SignalDates("mitros", date(2027, 2, 1), False), arrived_on=date(2026, 12, 4))
    assert found.offer_alarm_on == date(2026, 12, 24)


def test_no_signals_no_terms():
    """A case without open signals is closed, not timed."""
    with pytest.raises(ValueError, match="no clocks"):
        clocks()


DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
SIGNALS = st.lists(
    st.builds(
        SignalDates,
        corporation=st.sampled_from(["mitros", "viveste", "portaal"]),
        bailiff_on=DAYS.map(workdays.roll_back),
        is_bailiff_estimated=st.booleans(),
        letter_14_days_on=st.none() | DAYS,
        has_bailiff_file=st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40)
@given(signals=SIGNALS, arrived_on=DAYS.map(workdays.roll_forward), data=st.data())
def test_terms_can_always_be_kept_and_do_not_depend_on_order(signals, arrived_on, data):
    """First by last, both working days after arrival, however long B has passed, in any order."""
    found = clocks(*signals, arrived_on=arrived_on)
    assert arrived_on < found.first_visit_by_on <= found.last_visit_by_on
    assert workdays.is_workday(found.first_visit_by_on)
    assert workdays.is_workday(found.last_visit_by_on)
    assert workdays.is_workday(found.offer_alarm_on)
    assert found.first_visit_by_on <= workdays.add(arrived_on, 10)
    assert found.bailiff_on == min(signal.bailiff_on for signal in signals)
    assert found.offer_alarm_on < found.offer_by_on == arrived_on + timedelta(days=28)
    assert clocks(*data.draw(st.permutations(signals)), arrived_on=arrived_on) == found


@settings(max_examples=40)
@given(signals=SIGNALS, extra=SIGNALS, arrived_on=DAYS.map(workdays.roll_forward))
def test_more_signals_never_give_more_time(signals, extra, arrived_on):
    """A signal that joins a case may bring its first visit forward, never push it back (no crisis)."""
    before, after = clocks(*signals, arrived_on=arrived_on), clocks(*signals, *extra, arrived_on=arrived_on)
    assert after.bailiff_on <= before.bailiff_on
    assert after.is_crisis >= before.is_crisis
    if not after.is_crisis:
        assert after.first_visit_by_on <= before.first_visit_by_on


@settings(max_examples=40)
@given(signals=SIGNALS, arrived_on=DAYS.map(workdays.roll_forward))
def test_without_crisis_both_visits_lie_before_the_bailiff(signals, arrived_on):
    """Outside a crisis the first visit leaves five, the last three working days before B."""
    found = clocks(*signals, arrived_on=arrived_on)
    if not found.is_crisis:
        assert workdays.between(found.first_visit_by_on, found.bailiff_on) >= 5
        assert workdays.between(found.last_visit_by_on, found.bailiff_on) >= 3
