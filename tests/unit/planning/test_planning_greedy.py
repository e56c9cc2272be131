"""Keep and insert: always valid, the same every time, what was sent never moves, who is due goes first."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.errors import PermanentError
from vroegeropaf.planning import checker, greedy, solve
from vroegeropaf.planning.instance import Case, Instance, Mode, Plan, Shift, Team, Visit

SEEDS = st.integers(0, 10**9)
SIZES = st.integers(0, 30)
MANY = settings(max_examples=60, deadline=None, derandomize=True)


@given(seed=SEEDS, cases=SIZES, teams=st.integers(0, 4))
@MANY
def test_a_plan_always_passes_the_checker(make_instance, seed, cases, teams):
    """Whatever the instance, the independent checker finds nothing."""
    instance = make_instance(seed, cases, teams)
    assert checker.check(instance, greedy.solve(instance)) == []


@given(seed=SEEDS, share=st.floats(0, 1))
@MANY
def test_replanning_keeps_what_was_sent_and_what_can_stay(make_instance, seed, share):
    """Locked visits come back unchanged; with nothing changed, so does all of yesterday's unsent plan."""
    instance = make_instance(seed)
    before = greedy.solve(instance)
    locked = before.visits[: round(share * len(before.visits))]
    again = replace(instance, locked=locked, previous=before.visits[len(locked) :])
    after = greedy.solve(again)
    assert set(after.visits) == set(before.visits)
    assert checker.check(again, after) == []


@given(seed=SEEDS, other=SEEDS)
@MANY
def test_locked_visits_stay_when_everything_else_changes(make_instance, seed, other):
    """Another day: other deadlines, day parts, eligibility, stale wishes; the plan is still valid."""
    instance = make_instance(seed)
    plan = greedy.solve(instance)
    changed = {case.id: case for case in make_instance(other).cases}
    cases = tuple(replace(changed[case.id], household=case.household) for case in instance.cases)
    tomorrow = replace(instance, cases=cases, locked=plan.visits[::3], previous=plan.visits[1::3])
    after = greedy.solve(tomorrow)
    assert set(tomorrow.locked) <= set(after.visits)
    assert checker.check(tomorrow, after) == []


@given(seed=SEEDS)
@MANY
def test_the_same_instance_gives_the_same_plan(make_instance, seed):
    """No clock, no chance, no order of a set."""
    assert greedy.solve(make_instance(seed)) == greedy.solve(make_instance(seed))


def _one_place(cases: tuple[Case, ...]) -> Instance:
    team = Team("t", ("a",), ("Noord",), (52.0, 5.1), "car")
    shift = Shift("s", "t", 1, "ochtend", 1980, 2160, 1)
    return Instance(7, (1,), {"car": _CAR}, (team,), (shift,), cases)


_CAR = Mode(35, 1.4, 4)
DUE = Case("due", "h1", "a", "Noord", "3431", 52.01, 5.1, 1440, 4000, 45, 1)
HEAVY = Case("heavy", "h2", "a", "Noord", "3431", 52.01, 5.1, 1440, 99999, 45, 100)


def test_due_goes_before_heavy():
    """A case due inside the horizon goes before one that weighs more but can wait."""
    plan = greedy.solve(_one_place((HEAVY, DUE)))
    assert [visit.case for visit in plan.visits] == ["due"]
    assert [(left.case, left.reason) for left in plan.unassigned] == [("heavy", "no_capacity")]


def test_a_due_case_takes_the_unsent_place_of_one_that_can_wait():
    """Yesterday's unsent visit makes room; a sent one does not."""
    instance = _one_place((HEAVY, DUE))
    held = Visit("heavy", "s", 2000)
    assert [v.case for v in greedy.solve(replace(instance, previous=(held,))).visits] == ["due"]
    assert greedy.solve(replace(instance, locked=(held,))).visits == (held,)


def test_an_unsent_visit_keeps_its_minute():
    """Yesterday's time stays although an earlier one is free."""
    instance = replace(_one_place((DUE,)), previous=(Visit("due", "s", 2060),))
    assert greedy.solve(instance).visits == (Visit("due", "s", 2060),)


def test_a_household_is_visited_once():
    """Two cases behind one door: one visit, and the other says why."""
    instance = _one_place((DUE, replace(HEAVY, household="h1")))
    plan = greedy.solve(replace(instance, shifts=(replace(instance.shifts[0], max_visits=4),)))
    assert len(plan.visits) == 1
    assert plan.unassigned[0].reason == "household_already_visited"


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (replace(DUE, corporation="z"), "no_eligible_team"),
        (replace(DUE, municipality="Elders"), "no_eligible_team"),
        (replace(DUE, lat=None), "no_location"),
        (replace(DUE, dayparts=("avond",)), "no_shift_before_deadline"),
        (replace(DUE, deadline=1990), "no_shift_before_deadline"),
        (replace(DUE, ready=2161), "no_shift_before_deadline"),
        (replace(DUE, windows=((1400, 1500),)), "no_shift_before_deadline"),
        (replace(DUE, lat=53.5), "no_shift_before_deadline"),
    ],
)
def test_a_case_without_a_visit_says_why(case, reason):
    """Each of the reasons that a single case can have."""
    plan = greedy.solve(_one_place((case,)))
    assert [(left.case, left.reason) for left in plan.unassigned] == [("due", reason)]


def test_solve_refuses_what_the_checker_refuses(town, monkeypatch):
    """A solver that loses a case never gets its plan out; the error has rules and counts only."""
    monkeypatch.setattr(greedy, "solve", lambda instance: Plan())
    with pytest.raises(PermanentError) as caught:
        solve.solve(town)
    assert caught.value.code == "plan_invalid"
    assert "case_missing 3 times" in caught.value.message


def test_figures_count_what_was_reached(town):
    """Visits, weight and due cases, each beside what there was."""
    figures = solve.figures(town, solve.solve(town))
    assert figures == {
        "cases": 3,
        "visits": 3,
        "weight": 30,
        "weight_visited": 30,
        "due": 3,
        "due_visited": 3,
    }
