"""The second visit: another day part, 2 to 7 working days later, before its deadline; else it is told."""

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf import workdays
from vroegeropaf.planning import build, second_visits, shifts, solve, teams
from vroegeropaf.planning.urgency import OpenCase

MONDAY = date(2026, 3, 2)


@pytest.fixture(scope="session")
def staff(region):
    """The example region's teams."""
    return teams.load(region)


def case_of(number: int, visited_on: date | None, part: str | None, last_by_on: date) -> OpenCase:
    """Return a case of Houten; with a visit day it was visited once, and nobody was at home."""
    return OpenCase(
        case_id=number,
        household_id=number,
        municipality="Houten",
        postcode4="3991",
        bailiff_corporation="viveste",
        earliest_handover_on=None,
        first_visit_by_on=last_by_on,
        last_visit_by_on=last_by_on,
        is_crisis=False,
        corporations=("viveste",),
        visits_made=0 if visited_on is None else 1,
        is_reached=False,
        last_visit_on=visited_on,
        last_day_part=part,
    )


cases = st.lists(
    st.tuples(
        st.none() | st.integers(0, 12),
        st.sampled_from(get_args(teams.DayPart)),
        st.integers(-5, 30),
    ),
    min_size=1,
    max_size=30,
)
absences = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 5), st.sampled_from([None, *get_args(teams.DayPart)])),
    max_size=4,
)


@given(cases=cases, absences=absences, offset=st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_each_second_visit_is_in_time_or_told(region, staff, cases, absences, offset):
    """
    Whatever the dates, leave and load: a second visit never is at the first one's day part, never before two
    working days have passed, and one that is missing or late is told; one that is in time is not.
    """
    policy = region.policy.planning
    today = workdays.add(date(2026, 1, 1) + timedelta(days=offset), 1)
    made = [
        case_of(
            number,
            None if ago is None else workdays.add(today, -ago),
            None if ago is None else part,
            today + timedelta(days=left),
        )
        for number, (ago, part, left) in enumerate(cases)
    ]
    leave = [
        shifts.Leave("htn-wil", today + timedelta(days=a), today + timedelta(days=a + n), part)
        for a, n, part in absences
    ]
    instance = build.build(today, made, [], leave, staff, region.places, policy)
    plan = solve.keep_and_insert(instance)
    told = {one.case_id: one for one in second_visits.without_place(made, instance, plan, today, policy)}
    booked = {visit.case: visit for visit in plan.visits}
    part_of = {shift.id: shift.part for shift in instance.shifts}
    for case in made:
        visit = booked.get(case.case_id)
        if case.last_visit_on is None:
            assert case.case_id not in told
            continue
        low, high = policy.second_visit_after_wd
        limit = min(workdays.add(case.last_visit_on, high), case.last_visit_by_on)
        is_in_time = False
        if visit is not None:
            day = shifts.date_of(today, visit.start)
            assert part_of[visit.shift] != case.last_day_part
            assert workdays.between(case.last_visit_on, day) >= low
            is_in_time = day <= limit
        assert (case.case_id in told) is not is_in_time


def test_a_place_in_time_is_taken_before_a_late_one(region, staff):
    """With one free shift inside the limit and many after it, the second visit takes that one."""
    case = case_of(1, MONDAY, "ochtend", date(2026, 3, 31))
    built = build.build(MONDAY, [case], [], [], staff, region.places, region.policy.planning)
    plan = solve.keep_and_insert(built)
    (visit,) = plan.visits
    assert 2 <= workdays.between(MONDAY, shifts.date_of(MONDAY, visit.start)) <= 7
    assert second_visits.without_place([case], built, plan, MONDAY, region.policy.planning) == []


def test_a_second_visit_of_a_reached_tenant_is_not_asked_for(region, staff):
    """Somebody was spoken to: there is no second visit to miss."""
    case = replace(case_of(1, MONDAY, "ochtend", date(2026, 3, 31)), is_reached=True)
    built = build.build(MONDAY, [case], [], [], staff, region.places, region.policy.planning)
    policy = region.policy.planning
    assert second_visits.without_place([case], built, solve.keep_and_insert(built), MONDAY, policy) == []
