"""Keep and insert: always valid, the same every time, what was sent never moves, who is due goes first."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.errors import PermanentError
from vroegeropaf.planning import checker, greedy, solve
from vroegeropaf.planning.figures import figures
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
        solve.keep_and_insert(town)
    assert caught.value.code == "plan_invalid"
    assert "case_missing 3 times" in caught.value.message


def test_figures_count_what_was_reached(town):
    """Visits, weight and due cases, each beside what there was."""
    reached = figures(town, solve.keep_and_insert(town))
    assert (reached.visits, reached.cases) == (3, 3)
    assert (reached.weight_visited, reached.weight) == (30, 30)
    assert (reached.due_visited, reached.due) == (3, 3)
    assert reached.travel_min > 0


SOUTH = Case("far", "h9", "a", "Noord", "3431", 52.03, 5.12, 1440, 99999, 30, 50)
FIRST = Case("one", "h1", "a", "Noord", "3431", 52.01, 5.1, 1440, 99999, 30, 90, door=7)
SECOND = replace(FIRST, id="two", household="h2", weight=5)


def _week(cases: tuple[Case, ...], max_visits: int = 4) -> Instance:
    teams = (
        Team("t", ("a",), ("Noord",), (52.0, 5.1), "car"),
        Team("u", ("b",), ("Noord",), (52.0, 5.1), "car"),
    )
    shifts = tuple(
        Shift(f"{team.id}{day}", team.id, day, part, day * 1440 + start, day * 1440 + start + 180, max_visits)
        for team in teams
        for day, part, start in ((1, "ochtend", 540), (2, "middag", 780), (3, "ochtend", 540))
    )
    return Instance(7, (1, 2, 3), {"car": _CAR}, teams, shifts, cases)


def _places(instance: Instance) -> dict[object, Visit]:
    """Return the visit of each case in a plan that the checker has nothing against."""
    return {visit.case: visit for visit in solve.keep_and_insert(instance).visits}


def _neighbours(instance: Instance) -> tuple[bool, int]:
    """Return whether the two at one door are in one shift, and the minutes between their starts."""
    found = _places(instance)
    return found["one"].shift == found["two"].shift, abs(found["one"].start - found["two"].start)


def test_two_households_at_one_door_are_two_visits_in_one_trip():
    """Both may go together: the same shift, one after the other, also with others in that area."""
    others = tuple(
        replace(FIRST, id=f"near{n}", household=f"n{n}", door=None, weight=60 - n) for n in range(4)
    )
    assert _neighbours(_week((SOUTH, FIRST, *others, SECOND))) == (True, 30)


def test_the_first_of_two_at_one_door_waits_a_day_for_the_second():
    """The first could go on day 1, both only on day 2: one trip then, as long as no limit is passed."""
    second = replace(SECOND, dayparts=("middag",), weight=80)
    assert _neighbours(_week((FIRST, second))) == (True, 30)
    found = _places(_week((replace(FIRST, deadline=1 * 1440 + 1439), second)))
    assert [found[name].shift for name in ("one", "two")] == ["t1", "t2"]


@pytest.mark.parametrize(
    "second",
    [
        replace(SECOND, corporation="b"),
        replace(SECOND, dayparts=("middag",), deadline=3 * 1440),
        replace(SECOND, ready=3 * 1440),
    ],
)
def test_what_cannot_go_together_is_visited_apart(second):
    """Another team, day part or date: two valid visits, nobody is left out for it."""
    first = replace(FIRST, deadline=1 * 1440 + 1439)
    assert set(_places(_week((first, second)))) == {"one", "two"}
    assert not _neighbours(_week((first, second)))[0]


def test_a_sent_visit_draws_the_second_household_to_its_shift():
    """The first was sent for day 3: it stays, and the second comes right before or after it."""
    instance = replace(_week((FIRST, replace(SECOND, weight=80))), locked=(Visit("one", "t3", 4900),))
    found = _places(instance)
    assert found["one"] == Visit("one", "t3", 4900)
    assert found["two"].shift == "t3"


def test_nobody_comes_between_two_visits_at_one_door():
    """A third household in the same street is visited before or after them."""
    near = replace(FIRST, id="near", household="n", door=None, weight=1)
    assert _neighbours(_week((FIRST, SECOND, near))) == (True, 30)


def test_one_household_at_a_shared_door_is_still_visited_once():
    """Two cases of one household and a door: one visit, whatever the door says."""
    plan = solve.keep_and_insert(_week((FIRST, replace(SECOND, household="h1"))))
    assert [visit.case for visit in plan.visits] == ["one"]
    assert plan.unassigned[0].reason == "household_already_visited"
