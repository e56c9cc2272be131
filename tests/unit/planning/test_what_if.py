"""One team more, tried on an instance: never worse, valid, and without an effect."""

from dataclasses import replace
from datetime import date

import pytest

from vroegeropaf.planning import checker, greedy, teams, what_if
from vroegeropaf.planning.instance import Instance
from vroegeropaf.planning.what_if import ExtraTeam
from vroegeropaf.region import Region

MONDAY = date(2026, 3, 2)


def extra(**changes: tuple[str, ...]) -> ExtraTeam:
    """Return a team that serves the town of the fixtures on Tuesdays and Wednesdays."""
    values = {
        "corporations": ("a", "b"),
        "municipalities": ("Noord", "Zuid"),
        "weekdays": ("dinsdag", "woensdag"),
        "parts": ("ochtend", "middag"),
    }
    return ExtraTeam(**(values | changes))


@pytest.fixture
def known(region: Region) -> teams.Teams:
    """The example region's teams; here only their day parts count."""
    return teams.load(region)


def test_a_team_where_places_lack_gives_more_visits(town: Instance, known: teams.Teams) -> None:
    """Two of three cases have no place without it; the figures are those of the two plans."""
    full = replace(town, shifts=tuple(replace(one, max_visits=1) for one in town.shifts if one.id == "t1"))
    found = what_if.compare(full, extra(), known, MONDAY, 4)
    assert (found.cases, found.visits_before, found.visits_after, found.more) == (3, 1, 3, 2)
    assert (found.due, found.due_before, found.due_after, found.more_due) == (3, 1, 3, 2)
    assert found.shifts == 4


def test_a_team_that_serves_nobody_changes_nothing(town: Instance, known: teams.Teams) -> None:
    """Another municipality: the same figures on both sides."""
    found = what_if.compare(town, extra(municipalities=("Elders",)), known, MONDAY, 4)
    assert (found.more, found.more_due) == (0, 0)


@pytest.mark.parametrize("seed", range(6))
def test_the_larger_instance_gives_a_valid_plan(make_instance, known: teams.Teams, seed: int) -> None:
    """The independent checker has nothing against it, and the first instance stays as it was."""
    before = make_instance(seed)
    kept = replace(before)
    larger, added = what_if.with_team(before, extra(), known, MONDAY, 4)
    assert checker.check(larger, greedy.solve(larger)) == []
    assert before == kept
    assert {one.day % 7 for one in added} == {1, 2}
    assert {one.part for one in added} == {"ochtend", "middag"}
