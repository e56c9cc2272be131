"""The main solver in its child process, the ladder below it, and the bound above it."""

import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.planning import checker, child, greedy, solve, vroom
from vroegeropaf.planning.bound import bound
from vroegeropaf.planning.components import components
from vroegeropaf.planning.figures import figures
from vroegeropaf.planning.instance import Plan, Visit, read_instance
from vroegeropaf.planning.tours import normal

SEEDS = st.integers(0, 10**9)
SOME = settings(max_examples=12, deadline=None, derandomize=True)
MANY = settings(max_examples=60, deadline=None, derandomize=True)


@given(seed=SEEDS, cases=st.integers(0, 25), teams=st.integers(0, 4))
@SOME
def test_a_plan_is_valid_and_reaches_no_less_than_keep_and_insert(make_instance, seed, cases, teams):
    """Whatever the instance: valid, made by the main solver, at least as many due cases."""
    instance = make_instance(seed, cases, teams)
    found = solve.solve(instance)
    assert checker.check(instance, found.plan) == []
    assert found.faults == {}
    plain = greedy.solve(instance)
    assert figures(instance, found.plan).due_visited >= figures(instance, plain).due_visited


@given(seed=SEEDS)
@SOME
def test_what_was_sent_comes_back_unchanged(make_instance, seed):
    """A third of a plan is sent: it stands in the next one to the minute, though the rest is planned anew."""
    instance = make_instance(seed)
    first = solve.keep_and_insert(instance)
    sent = first.visits[::3]
    again = solve.solve(replace(instance, locked=sent, previous=first.visits))
    assert set(sent) <= set(again.plan.visits)
    assert again.faults == {}


def test_the_same_instance_gives_the_same_plan(make_instance):
    """Solved again, with yesterday's plan to begin with or without: the same plan each time."""
    instance = make_instance(4, 30, 4)
    plans = [solve.solve(instance).plan for _ in range(4)]
    assert plans[1:] == plans[:-1]
    with_yesterday = replace(instance, previous=plans[0].visits)
    assert solve.solve(with_yesterday).plan == solve.solve(with_yesterday).plan


def test_ties_fall_the_same_way_each_time():
    """Cases in the middle of a postcode area tie: asked again, the solver says the same each time."""
    tied = read_instance(Path(__file__).with_name("tied.json").read_bytes())
    asked = vroom.problem(tied)
    routes = [child.ask(asked.body, 60)["routes"] for _ in range(8)]
    steps = [
        [(step.get("id"), step["arrival"]) for route in one for step in route["steps"]] for one in routes
    ]
    assert steps[1:] == steps[:-1]


@pytest.mark.parametrize("code", ["missing", "late", "killed", "failed"])
def test_a_solver_that_fails_is_followed_by_keep_and_insert(town, monkeypatch, code):
    """However the child ends, there is a checked plan, and it says that it is a lesser one."""

    def fail(*_):
        raise child.SolverFailedError(code)

    monkeypatch.setattr(child, "ask", fail)
    found = solve.solve(town)
    assert (found.solver, found.faults) == (greedy.NAME, {code: 1})
    assert found.plan == greedy.solve(town)


def test_sharing_the_load_begins_below_the_fullest_shift(make_instance, monkeypatch):
    """Not below what a shift may have: a limit of a thousand visits is no reason for a thousand searches."""
    instance = make_instance(5, 15, 1)
    instance = replace(instance, shifts=tuple(replace(one, max_visits=1000) for one in instance.shifts))
    plan = greedy.solve(instance)
    caps = []

    def searched(part, until, max_visits, pressing_first):
        caps.append(max_visits)
        return plan

    monkeypatch.setattr(solve, "components", lambda instance: [instance])
    monkeypatch.setattr(solve, "_searched", searched)
    solve.solve(instance)
    assert 0 < len(caps) < 8


@pytest.mark.parametrize(("code", "faults"), [("late", {}), ("killed", {"killed": 1})])
def test_what_was_found_stands_when_making_it_better_fails(make_instance, monkeypatch, code, faults):
    """No time left for a better plan is no fault, and no reason to go out with a lesser one."""
    instance = next(
        instance
        for instance in (make_instance(seed, 25, 1) for seed in range(100))
        if figures(instance, solve.solve(instance).plan).rank > figures(instance, greedy.solve(instance)).rank
    )
    ask, asked = child.ask, []

    def once(*arguments):
        asked.append(arguments)
        if len(asked) > 1:
            raise child.SolverFailedError(code)
        return ask(*arguments)

    monkeypatch.setattr(child, "ask", once)
    found = solve.solve(instance)
    assert len(asked) > 1
    assert (found.solver, found.faults) == (solve.SOLVER, faults)
    assert figures(instance, found.plan).rank > figures(instance, greedy.solve(instance)).rank


def test_every_part_has_a_plan_before_one_is_made_better(make_instance, monkeypatch):
    """When time is short the large part, not the many small ones, goes out with the lesser plan."""
    near, far = make_instance(5, 40, 1), make_instance(5, 15, 1)
    instance = replace(
        near,
        teams=(*near.teams, *(replace(t, id="far", corporations=("x",)) for t in far.teams)),
        shifts=(*near.shifts, *(replace(s, id=f"far.{s.id}", team="far") for s in far.shifts)),
        cases=(
            *(replace(c, corporation="a", household=c.id, door=None) for c in near.cases),
            *(
                replace(c, id=f"far.{c.id}", corporation="x", household=f"far.{c.id}", door=None)
                for c in far.cases
            ),
        ),
    )
    ask, sizes = child.ask, []

    def counted(body, *rest):
        sizes.append(len(body["jobs"]))
        return ask(body, *rest)

    monkeypatch.setattr(child, "ask", counted)
    monkeypatch.setattr(solve, "WORKERS", 1)
    solve.solve(instance)
    assert sizes[0] < sizes[1]
    assert len(sizes) > 2


def test_a_solver_that_breaks_down_is_a_fault_and_no_end(town, monkeypatch):
    """A fault of ours in the words for the solver leaves the region with a plan, and is told."""
    monkeypatch.setattr(vroom, "problem", lambda *_: 1 / 0)
    found = solve.solve(town)
    assert (found.solver, found.faults) == (greedy.NAME, {"failed": 2})
    assert found.plan == greedy.solve(town)


def test_an_invalid_answer_is_never_a_plan(town, monkeypatch):
    """What the solver says is checked like anything else."""
    wrong = Plan((Visit(town.cases[0].id, town.shifts[0].id, 0),))
    monkeypatch.setattr(solve, "_searched", lambda *_, **__: wrong)
    found = solve.solve(town)
    assert found.faults == {"invalid": 2}
    assert checker.check(town, found.plan) == []


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import time; time.sleep(60)", "late"),
        ("import os; os.kill(os.getpid(), 9)", "killed"),
        ("import no_such_solver", "missing"),
        ("print('{')", "failed"),
        ("print('{\"code\": 2}')", "failed"),
        ("raise SystemExit(3)", "failed"),
    ],
)
def test_every_way_a_child_can_fail_has_a_code(monkeypatch, program, code):
    """A child that hangs is killed at the limit; one that dies, lies or is missing is told apart."""
    monkeypatch.setattr(child, "PROGRAM", program)
    with pytest.raises(child.SolverFailedError) as caught:
        child.ask({}, 1.0)
    assert caught.value.code == code


def test_a_missing_interpreter_is_told():
    """No child at all."""
    with pytest.raises(child.SolverFailedError, match="missing"):
        child.ask({}, 1.0, python="/no/such/python")
    assert sys.executable


@given(seed=SEEDS, cases=st.integers(0, 30), teams=st.integers(0, 4))
@MANY
def test_no_plan_exceeds_the_bound(make_instance, seed, cases, teams):
    """Visits, due cases and weight of a valid plan are never above what is said to be the most."""
    instance = make_instance(seed, cases, teams)
    most, reached = bound(instance), figures(instance, greedy.solve(instance))
    assert reached.visits <= most.visits
    assert reached.due_visited <= most.due
    assert reached.weight_visited <= most.weight


@given(seed=SEEDS)
@MANY
def test_the_bound_is_the_true_maximum_of_the_matching(make_instance, seed):
    """On a small instance no larger set of cases has a place each; tried one by one."""
    instance = make_instance(seed, 6, 2)
    shifts = tuple(replace(shift, max_visits=1) for shift in instance.shifts[:3])
    cases = tuple(replace(case, household=case.id, door=None) for case in instance.cases)
    small = replace(instance, shifts=shifts, cases=cases)
    from vroegeropaf.planning.rounds import Board

    board = Board(small)
    places = {case.id: {one.shift.id for one in board.open_to(case)} for case in cases}

    def fits(chosen):
        taken = {}

        def place(case, seen):
            for shift in sorted(places[case] - seen):
                seen.add(shift)
                if shift not in taken or place(taken[shift], seen):
                    taken[shift] = case
                    return True
            return False

        return all(place(case.id, set()) for case in chosen)

    all_that_fit = [
        chosen for size in range(len(cases) + 1) for chosen in combinations(cases, size) if fits(chosen)
    ]
    horizon_end = small.horizon_days * 1440
    most = bound(small)
    assert most.weight == max(sum(case.weight for case in chosen) for chosen in all_that_fit)
    assert most.visits == max(len(chosen) for chosen in all_that_fit)
    assert most.due == max(sum(case.deadline <= horizon_end for case in chosen) for chosen in all_that_fit)


@given(seed=SEEDS, teams=st.integers(0, 4))
@MANY
def test_parts_are_whole_and_apart(make_instance, seed, teams):
    """Every case, team and shift is in one part; no team of one part may visit a case of another."""
    instance = make_instance(seed, 20, teams)
    parts = components(instance)
    for name in ("cases", "teams", "shifts"):
        assert sorted(str(one.id) for part in parts for one in getattr(part, name)) == sorted(
            str(one.id) for one in getattr(instance, name)
        )
    for one, other in combinations(parts, 2):
        assert not any(
            case.corporation in team.corporations and case.municipality in team.municipalities
            for team in one.teams
            for case in other.cases
        )
        assert {case.household for case in one.cases}.isdisjoint(case.household for case in other.cases)


def test_a_tour_has_one_form_whichever_way_it_came(make_instance):
    """A tour and its reverse, where both fit and take as long, become the same visits."""
    instance = make_instance(11, 30, 3)
    instance = replace(
        instance, cases=tuple(replace(c, windows=(), household=c.id, door=None) for c in instance.cases)
    )
    plan = greedy.solve(instance)
    tours = normal(instance, plan.visits)
    assert normal(instance, tours) == tours
    assert checker.check(instance, Plan(tuple(tours), plan.unassigned)) == []
