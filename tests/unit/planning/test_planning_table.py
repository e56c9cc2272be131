"""Measured ways in an instance: read and written, used by the solver, held against plans by the checker."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.planning import checker, greedy, instance, travel
from vroegeropaf.planning.instance import Instance, Plan, Table, Unassigned, Visit

LONGEST = 40


def measured(one: Instance, ways: list[int], modes: tuple[str, ...] = ("car", "bicycle")) -> Instance:
    """Return the instance with a table of all its points, filled from `ways` in turn."""
    found = {team.depot for team in one.teams}
    found |= {(c.lat, c.lon) for c in one.cases if c.lat is not None and c.lon is not None}
    points = tuple(sorted(found))
    size = len(points)
    rows = tuple(tuple(ways[(i * size + j) % len(ways)] for j in range(size)) for i in range(size))
    return replace(one, table=Table(points, dict.fromkeys(modes, rows)))


@given(seed=st.integers(0, 10**9), ways=st.lists(st.integers(0, LONGEST), min_size=1, max_size=50))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_solver_and_checker_agree_on_any_table(make_instance, seed, ways):
    """Whatever a road service measured, also one-way streets: the plan made by it passes the check by it."""
    one = measured(make_instance(seed), ways)
    assert checker.check(one, greedy.solve(one)) == []
    assert instance.read_instance(instance.write(one)) == one


@given(seed=st.integers(0, 10**9))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_an_empty_table_changes_nothing(make_instance, seed):
    """A table that knows no point or no mode leaves every plan as the formula makes it."""
    one = make_instance(seed)
    plan = greedy.solve(one)
    assert greedy.solve(replace(one, table=Table((), {}))) == plan
    assert greedy.solve(measured(one, [LONGEST], modes=())) == plan


def test_without_a_table_nothing_is_written(town):
    """The format of other planners and checkers stays as it was."""
    assert "table" not in json.loads(instance.write(town))


def test_the_checker_drives_by_the_table(town):
    """A plan that fits by the formula is too early when the measured way is longer, and the reverse."""
    plan = Plan((Visit(1, "t1", 1990), Visit(2, "t1", 2040), Visit(3, "t2", 3690)))
    assert checker.check(town, plan) == []
    assert {found.rule for found in checker.check(measured(town, [20]), plan)} == {"too_early"}
    swift = Plan((Visit(1, "t1", 1990), Visit(2, "t1", 2036), Visit(3, "t2", 3690)))
    assert {found.rule for found in checker.check(town, swift)} == {"too_early"}
    assert checker.check(measured(town, [1]), swift) == []


def test_the_table_is_read_in_its_direction(town):
    """From row to column: the way there may be longer than the way back."""
    here, there = town.teams[0].depot, (52.0 + 1 / 500, 5.1)
    table = Table((here, there), {"bicycle": ((0, 30), (3, 0))})
    ways = travel.roads(replace(town, table=table))
    assert (ways.minutes("bicycle", here, there), ways.minutes("bicycle", there, here)) == (30, 3)
    assert ways.minutes("bicycle", here, here) == 0
    assert ways.minutes("car", here, there) == travel.minutes(town.travel["car"], here, there)


def test_a_case_out_of_reach_by_road_gets_a_reason(town):
    """Four hours each way do not fit in a morning: no visit, and the reason says so."""
    free = replace(town, locked=())
    plan = greedy.solve(measured(free, [240]))
    assert plan.visits == ()
    assert set(plan.unassigned) == {Unassigned(n, "no_shift_before_deadline") for n in (1, 2, 3)}


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ({"points": [[52, 5]], "minutes": {"boat": [[0]]}}, "table.minutes.boat"),
        ({"points": [[52, 5]], "minutes": {"car": []}}, "table.minutes.car"),
        ({"points": [[52, 5], [52, 6]], "minutes": {"car": [[0, 1], [0]]}}, "table.minutes.car"),
        ({"points": [[52, 5], [52, 5]], "minutes": {}}, "table.points"),
        ({"points": [[52, 5]], "minutes": {"car": [[-1]]}}, "table.minutes.car.0.0"),
        ({"points": [[52, 5]], "minutes": {"car": [[None]]}}, "table.minutes.car.0.0"),
        ({"points": [[95, 5]], "minutes": {}}, "table.points.0.0"),
        ({"points": [[52, 5]]}, "table.minutes"),
        ("far", "table"),
    ],
)
def test_a_fault_in_a_table_is_named_with_its_place(town, table, place):
    """A table that is torn, foreign or absurd makes the instance unreadable, with the place."""
    content = json.loads(instance.write(town)) | {"table": table}
    with pytest.raises(VroegEropafError) as caught:
        instance.read_instance(json.dumps(content))
    assert caught.value.code == "instance_invalid"
    assert place in caught.value.message
