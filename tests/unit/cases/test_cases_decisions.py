"""What must happen to cases, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from vroegeropaf.cases.clocks import SignalDates
from vroegeropaf.cases.decisions import OpenCase, OpenSignal, decide, hold_reason, terms_of
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
R = date(2026, 3, 2)
SIGNAL = OpenSignal(1, 10, SignalDates("mitros", date(2026, 4, 1), False), R, "Nieuwegein", "3431")
SECOND = replace(SIGNAL, signal_id=2, arrived_on=date(2026, 3, 9))
CASE = OpenCase(100, 10, R, terms_of([SIGNAL], R, (), POLICY), R, frozenset({1}))


def changes(signals, cases):
    """Return the changes under the example policy."""
    return decide(signals, cases, POLICY)


def test_a_household_gets_one_case_over_all_its_signals():
    """Two signals of one household open one case, as of the earliest arrival."""
    found = changes([SECOND, SIGNAL], [])
    ((household_id, terms, ids),) = found.opened
    assert (household_id, terms["arrived_on"], ids) == (10, R, [1, 2])


def test_nothing_changes_when_nothing_changed():
    """A case that has its signals and terms is left alone."""
    found = changes([SIGNAL], [CASE])
    assert found == changes([], [])


def test_a_new_signal_joins_and_restarts_nothing():
    """A second signal joins the open case; arrival and terms stay those of the first."""
    found = changes([SIGNAL, SECOND], [CASE])
    assert (found.added, found.changed, found.opened) == ([(100, 2)], {}, [])


def test_an_earlier_bailiff_date_moves_the_terms_and_not_the_arrival():
    """A changed date gives new terms from the same arrival."""
    moved = replace(SIGNAL, dates=SignalDates("mitros", date(2026, 3, 12), False))
    found = changes([moved], [CASE])
    assert found.changed[100]["first_visit_by_on"] == date(2026, 3, 5)
    assert found.changed[100]["arrived_on"] == R


def test_merged_households_go_on_as_the_oldest_case():
    """The younger case is joined into the older, which keeps the earliest arrival and remembers its own."""
    own = date(2026, 3, 9)
    older = replace(CASE, started_on=own, opened_as_of=own, signal_ids=frozenset({2}))
    older = replace(older, terms=CASE.terms | {"arrived_on": own})
    found = changes([SIGNAL, SECOND], [replace(CASE, case_id=200), older])
    assert (found.joined, found.added, found.opened_as_of) == ({200: 100}, [(100, 1)], {100: own})
    assert found.changed[100]["arrived_on"] == R


def test_a_parted_case_gets_its_own_arrival_back():
    """An arrival that came along in a merge goes when nothing is joined any more."""
    found = changes([SIGNAL], [replace(CASE, started_on=date(2026, 3, 9))])
    assert found.changed[100]["arrived_on"] == date(2026, 3, 9)


def test_a_case_ends_with_its_last_signal():
    """No open signal left: the case ends, and counts how its signals ended."""
    found = changes([], [replace(CASE, end_reasons=("betaald", "betaald", "regeling"))])
    assert found.ended == {100: {"betaald": 2, "regeling": 1}}


def test_a_handled_signal_opens_no_case_but_joins_the_next():
    """What an outcome dealt with is no news; a new signal of the household opens a case over both."""
    handled = replace(SIGNAL, is_handled=True)
    assert changes([handled], []).opened == []
    ((_, terms, ids),) = changes([handled, SECOND], []).opened
    assert (terms["arrived_on"], ids) == (SECOND.arrived_on, [1, 2])


@pytest.mark.parametrize(
    ("guardian", "arrangement", "released", "expected"),
    [
        (False, False, (), None),
        (False, True, (), "arrangement"),
        (True, True, (), "guardian"),
        (True, True, ("guardian",), "arrangement"),
        (True, True, ("guardian", "arrangement"), None),
        (False, True, ("guardian",), "arrangement"),
    ],
)
def test_hold_reasons(guardian, arrangement, released, expected):
    """A guardian goes before an arrangement; what a steward released holds no more."""
    signals = [replace(SIGNAL, has_guardian=guardian), replace(SECOND, has_arrangement=arrangement)]
    assert hold_reason(signals, released) == expected


@pytest.mark.parametrize(
    ("released", "expected"),
    [
        ((), "arrangement"),
        (("arrangement",), "bailiff_file"),
        (("bailiff_file",), "arrangement"),
        (("arrangement", "bailiff_file"), None),
    ],
)
def test_a_bailiff_file_needs_a_word_of_its_own(released, expected):
    """A word on the arrangement says nothing of the bailiff, nor the other way round."""
    dates = replace(SIGNAL.dates, has_bailiff_file=True)
    signals = [replace(SIGNAL, dates=dates), replace(SECOND, has_arrangement=True)]
    assert hold_reason(signals, released) == expected


def test_the_place_is_that_of_the_latest_tenancy():
    """A person who moved is visited at the new address."""
    old = replace(SIGNAL, lives_there_since=date(2010, 1, 1))
    new = replace(SECOND, lives_there_since=date(2026, 1, 1), municipality="Houten", postcode4="3991")
    terms = terms_of([new, old], R, (), POLICY)
    assert (terms["municipality"], terms["postcode4"]) == ("Houten", "3991")
