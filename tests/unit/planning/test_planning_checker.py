"""The checker finds each kind of planted fault, and nothing in a good plan."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from vroegeropaf.planning import checker, greedy
from vroegeropaf.planning.instance import Instance, Plan, Unassigned, Visit

GOOD = Plan((Visit(1, "t1", 1990), Visit(2, "t1", 2040), Visit(3, "t2", 3690)))


def rules(instance: Instance, plan: Plan) -> set[str]:
    """Return the rules that the checker finds broken."""
    return {found.rule for found in checker.check(instance, plan)}


def swap(case: int, visit: Visit) -> Plan:
    """Return the good plan with another visit for one case."""
    return Plan(tuple(visit if old.case == case else old for old in GOOD.visits))


def test_a_good_plan_has_no_violation(town):
    """The plan in which faults are planted below is itself in order, and so is the solver's."""
    assert rules(town, GOOD) == set()
    assert rules(town, greedy.solve(town)) == set()


@pytest.mark.parametrize(
    ("plan", "rule"),
    [
        (swap(1, Visit(1, "t1", 1991)), "lock_changed"),
        (swap(1, Visit(1, "t2", 3750)), "lock_changed"),
        (swap(2, Visit(99, "t2", 3800)), "unknown_case"),
        (swap(2, Visit(2, "t9", 3800)), "unknown_shift"),
        (Plan(GOOD.visits[:2]), "case_missing"),
        (Plan((*GOOD.visits, Visit(2, "t2", 3800))), "case_twice"),
        (Plan(GOOD.visits, (Unassigned(2, "no_capacity"),)), "visited_and_unassigned"),
        (Plan(GOOD.visits[:2], (Unassigned(3, "no_capacity"),) * 2), "unassigned_twice"),
        (Plan(GOOD.visits, (Unassigned(99, "no_capacity"),)), "unknown_case"),
        (Plan(GOOD.visits[:2], (Unassigned(3, "no_mood"),)), "unknown_reason"),
        (Plan(GOOD.visits[:2], (Unassigned(3, "no_eligible_team"),)), "untrue_reason"),
        (Plan(GOOD.visits[:2], (Unassigned(3, "no_location"),)), "untrue_reason"),
        (Plan(GOOD.visits[:2], (Unassigned(3, "household_already_visited"),)), "untrue_reason"),
        (swap(2, Visit(2, "u1", 2040)), "not_served_by_team"),
        (swap(2, Visit(2, "t6", 9220)), "not_a_workday"),
        (swap(2, Visit(2, "t1", 2036)), "too_early"),
        (swap(3, Visit(3, "t2", 3661)), "too_early"),
        (swap(2, Visit(2, "t1", 2114)), "back_too_late"),
    ],
)
def test_a_planted_fault_is_found(town, plan, rule):
    """Each fault in the plan shows under its own rule."""
    assert rule in rules(town, plan)


def with_case(**changes: object) -> Callable[[Instance], Instance]:
    """Return how to change case 2 of the instance."""
    return lambda town: replace(
        town, cases=tuple(replace(case, **changes) if case.id == 2 else case for case in town.cases)
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (with_case(household="h1"), "household_twice"),
        (with_case(dayparts=("avond",)), "wrong_day_part"),
        (with_case(ready=2041), "before_ready"),
        (with_case(deadline=2084), "after_deadline"),
        (with_case(windows=((1980, 2039), (2041, 2100))), "outside_windows"),
        (with_case(lat=None), "visited_without_location"),
        (with_case(corporation="b"), "not_served_by_team"),
        (with_case(municipality="Zuid"), "not_served_by_team"),
        (lambda town: replace(town, workdays=(2,)), "not_a_workday"),
        (
            lambda town: replace(town, shifts=(replace(town.shifts[0], max_visits=1), *town.shifts[1:])),
            "too_many_visits",
        ),
    ],
)
def test_a_rule_of_the_instance_is_held_against_the_plan(town, change, rule):
    """The same plan under a stricter instance shows the rule that it breaks."""
    assert rules(change(town), GOOD) == {rule}


@pytest.mark.parametrize(
    ("change", "is_allowed"),
    [
        (with_case(ready=2040), True),
        (with_case(deadline=2085), True),
        (with_case(windows=((2040, 2040),)), True),
        (with_case(dayparts=("ochtend",)), True),
    ],
)
def test_bounds_are_inclusive(town, change, is_allowed):
    """Exactly on the bound is allowed."""
    assert (rules(change(town), GOOD) == set()) is is_allowed


def test_what_was_sent_is_a_fact(town):
    """A sent visit that breaks today's rules is no violation: nothing may move it any more."""
    broken = tuple(
        replace(case, corporation="z", deadline=0, dayparts=("avond",)) if case.id == 1 else case
        for case in town.cases
    )
    assert rules(replace(town, cases=broken), GOOD) == set()
