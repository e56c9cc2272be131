"""The ladder's decisions: which step is due today."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vroegeropaf import workdays
from vroegeropaf.escalation.ladder import LADDER, Situation, Step, due_steps, is_offer_alarm_due, step_on
from vroegeropaf.policy import Escalation

POLICY = Escalation(
    coordinator_before_bailiff_wd=10, wil_lead_before_bailiff_wd=5, postponement_before_bailiff_wd=2
)
B = date(2026, 3, 30)
CASE = Situation(
    bailiff_on=B,
    offer_alarm_on=date(2026, 6, 1),
    is_crisis=False,
    is_closed=False,
    has_first_visit=False,
    has_attempt=False,
    is_settled=False,
    fired=frozenset(),
)

bailiff_dates = st.dates(date(2026, 1, 5), date(2027, 12, 31)).map(workdays.roll_back)


def fire(case: Situation, steps: tuple[Step, ...]) -> Situation:
    """Return the case after these steps fired for its present B."""
    return replace(case, fired=case.fired | {(step, case.bailiff_on) for step in steps})


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 13), ()),
        (date(2026, 3, 16), (Step.B10,)),
        (date(2026, 3, 20), (Step.B10,)),
        (date(2026, 3, 23), (Step.B5,)),
        (date(2026, 3, 25), (Step.B5,)),
        (date(2026, 3, 26), (Step.B2,)),
        (date(2026, 3, 31), (Step.B2,)),
        (date(2026, 5, 1), (Step.B2,)),
    ],
)
def test_only_the_highest_passed_step_fires(today, expected):
    """A case that is first looked at late gets one step: the highest whose day has come."""
    assert due_steps(CASE, today, POLICY) == expected


def test_the_days_are_dutch_working_days():
    """Easter, King's Day, 5 May and Ascension Day do not count towards the working days before B."""
    assert step_on(Step.B10, date(2026, 5, 18), POLICY) == date(2026, 4, 30)
    assert step_on(Step.B2, date(2026, 4, 7), POLICY) == date(2026, 4, 1)


def test_a_booked_first_visit_silences_only_the_coordinators_step():
    """With a visit by the first-visit limit b10 stays away; b5 and b2 ask whether somebody was reached."""
    booked = replace(CASE, has_first_visit=True)
    assert due_steps(booked, date(2026, 3, 16), POLICY) == ()
    assert due_steps(booked, date(2026, 3, 23), POLICY) == (Step.B5,)


@pytest.mark.parametrize("change", [{"is_closed": True}, {"is_settled": True}])
def test_nobody_is_alarmed_about_a_reached_or_closed_case(change):
    """Reached, settled and closed cases fire nothing, not even in a crisis."""
    case = replace(CASE, is_crisis=True, offer_alarm_on=date(2026, 1, 1), **change)
    assert due_steps(case, B, POLICY) == ()


def test_a_crisis_asks_for_postponement_at_once_and_the_ladder_goes_on():
    """A crisis fires on its first day, long before B - 2, and once; WIL still hears at B - 5."""
    crisis = replace(CASE, is_crisis=True)
    assert due_steps(crisis, date(2026, 1, 5), POLICY) == (Step.CRISIS,)
    asked = fire(crisis, (Step.CRISIS,))
    assert due_steps(asked, date(2026, 1, 6), POLICY) == ()
    assert due_steps(asked, date(2026, 3, 23), POLICY) == (Step.B5,)


def test_a_crisis_that_arrives_within_two_working_days_asks_once():
    """B - 2 asks for postponement itself, so the crisis step stays away that day and after it."""
    crisis = replace(CASE, is_crisis=True)
    assert due_steps(crisis, date(2026, 3, 27), POLICY) == (Step.B2,)
    assert due_steps(fire(crisis, (Step.B2,)), date(2026, 3, 30), POLICY) == ()


def test_a_crisis_that_arrives_at_b5_tells_wil_and_asks_for_postponement():
    """Both are due at once: the WIL lead hears of it, and the corporation is asked to wait."""
    crisis = replace(CASE, is_crisis=True)
    assert due_steps(crisis, date(2026, 3, 23), POLICY) == (Step.B5, Step.CRISIS)


def test_a_changed_bailiff_date_starts_a_new_ladder():
    """After b2 for the old B, a later B fires b10 on its own day, and nothing before."""
    moved = replace(fire(CASE, (Step.B2,)), bailiff_on=date(2026, 4, 30))
    assert due_steps(moved, step_on(Step.B10, moved.bailiff_on, POLICY) - timedelta(days=1), POLICY) == ()
    assert due_steps(moved, step_on(Step.B10, moved.bailiff_on, POLICY), POLICY) == (Step.B10,)


@pytest.mark.parametrize(
    ("today", "has_attempt", "expected"),
    [
        (date(2026, 5, 31), False, False),
        (date(2026, 6, 1), False, True),
        (date(2026, 7, 1), False, True),
        (date(2026, 6, 1), True, False),
    ],
)
def test_the_offer_alarm_waits_for_its_day_and_any_attempt_stops_it(today, has_attempt, expected):
    """The alarm needs its day to have come and no attempt at all."""
    assert is_offer_alarm_due(replace(CASE, has_attempt=has_attempt), today) is expected


def test_the_offer_alarm_fires_once_whatever_b_does():
    """Arrival never restarts, so another B does not repeat the alarm."""
    alarmed = replace(fire(CASE, (Step.OFFER_ALARM,)), bailiff_on=date(2026, 9, 1))
    assert due_steps(alarmed, date(2026, 6, 1), POLICY) == ()


@given(
    start=bailiff_dates,
    days=st.lists(
        st.tuples(st.booleans(), st.booleans(), st.one_of(st.none(), bailiff_dates), st.booleans()),
        min_size=1,
        max_size=25,
    ),
    offset=st.integers(-60, 20),
)
def test_whatever_happens_each_step_fires_once_upwards_and_none_is_forgotten(start, days, offset):
    """Over any history: once per step and B, never down, and no due step is forgotten."""
    case = replace(CASE, bailiff_on=start, offer_alarm_on=start - timedelta(days=30))
    today = start + timedelta(days=offset)
    for has_first_visit, is_crisis, moved, is_settled in days:
        case = replace(case, has_first_visit=has_first_visit, is_crisis=is_crisis, is_settled=is_settled)
        case = replace(case, bailiff_on=moved or case.bailiff_on)
        steps = due_steps(case, today, POLICY)
        before = {step for step, b in case.fired if b == case.bailiff_on}
        assert not before & set(steps)
        climbed = [step for step in steps if step in LADDER]
        ladder_before = [LADDER.index(step) for step in before if step in LADDER]
        assert len(climbed) <= 1
        assert all(LADDER.index(step) > max(ladder_before, default=-1) for step in climbed)
        assert not (is_settled and steps)
        case = fire(case, steps)
        if not is_settled:
            reached_rung = max(
                (LADDER.index(s) for s, b in case.fired if b == case.bailiff_on and s in LADDER), default=-1
            )
            due_rung = max(
                (LADDER.index(s) for s in LADDER[1:] if today >= step_on(s, case.bailiff_on, POLICY)),
                default=-1,
            )
            assert reached_rung >= due_rung
            asked = {Step.CRISIS, Step.B2} & {s for s, b in case.fired if b == case.bailiff_on}
            assert asked or not is_crisis
            assert has_first_visit or reached_rung >= 0 or today < step_on(Step.B10, case.bailiff_on, POLICY)
        today += timedelta(days=1)


@given(bailiff_on=bailiff_dates)
def test_the_steps_of_a_ladder_lie_in_order(bailiff_on):
    """B-10 lies before B-5, B-5 before B-2, B-2 before B, each on a working day."""
    days = [step_on(step, bailiff_on, POLICY) for step in LADDER]
    assert days == sorted(set(days))
    assert days[-1] < bailiff_on
    assert all(workdays.is_workday(day) for day in days)
