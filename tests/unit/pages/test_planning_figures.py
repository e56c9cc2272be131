"""The figures of the page "Planning": load and free places, sentences about the plan, why a visit moved."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from support.staff import TWO, read_teams

from vroegeropaf.planning import teams
from vroegeropaf.planning.instance import Instance
from vroegeropaf.planning.shifts import Leave, shift, shifts
from vroegeropaf.region import Region
from vroegeropaf_airflow.pages import planning, planning_figures, planning_load, planning_moves

MONDAY = date(2026, 3, 2)
DAYS = [MONDAY + timedelta(days=n) for n in (1, 2)]


@pytest.fixture
def staff(region: Region) -> teams.Teams:
    """The example region's teams."""
    return teams.load(region)


@pytest.fixture
def instance(staff: teams.Teams) -> Instance:
    """Two days of shifts; Team Houten goes out on Tuesday (two parts) and Wednesday (two others)."""
    open_shifts = shifts(staff, MONDAY, DAYS, [], 4)
    return Instance(3, (1, 2), {}, (), tuple(open_shifts), ())


def test_free_places_are_counted_by_day_part(staff: teams.Teams, instance: Instance) -> None:
    """A full morning leaves its afternoon free; too many in one part take nothing from another."""
    places = planning_load.places(instance, MONDAY, 45)
    assert places["houten", DAYS[0], "ochtend"] == 4
    assert places["houten", DAYS[1], "avond"] == 3  # 18:00 to 20:30
    booked = {("houten", DAYS[0], "ochtend"): (5, 5), ("houten", DAYS[0], "middag"): (1, 0)}
    (houten,) = (one for one in planning_load.load(DAYS, places, booked, staff) if one.name == "Team Houten")
    first, second = houten.cells
    assert first is not None
    assert second is not None
    assert (first.visits, first.places, first.free) == (6, 8, 3)
    assert first.parts == ("ochtend 5 van 4", "middag 1 van 4")
    assert 0 < first.sent < first.booked <= planning_load.BAR
    assert (houten.visits, houten.free) == (6, 3 + second.free)


@pytest.mark.parametrize(
    ("objective", "bound", "sentences"),
    [
        (
            {"cases": 224, "visits": 131, "due": 0, "due_visited": 0},
            {"visits": 143, "due": 0, "weight": 1},
            [
                "131 van 224 zaken hebben een bezoek; "
                "143 van 224 is het hoogste dat deze teams kunnen halen.",
            ],
        ),
        ({"cases": 1200, "visits": 1}, {}, ["1 van 1.200 zaken heeft een bezoek."]),
        ({"cases": 3, "visits": 3}, {"visits": 3}, ["3 van 3 zaken hebben een bezoek: allemaal."]),
        ({}, {}, []),
    ],
)
def test_a_plan_is_told_in_sentences(objective: dict, bound: dict, sentences: list[str]) -> None:
    """With the bound where there is one; a run from before has none."""
    assert planning_figures.told(objective, bound) == sentences


@pytest.mark.parametrize(
    ("changes", "leave", "why"),
    [
        ({}, [Leave("htn-wil", DAYS[0], DAYS[0])], "verlof in het team"),
        ({}, [Leave("htn-wil", DAYS[0], DAYS[0], "avond")], "plaats voor een zaak met meer haast"),
        ({}, [Leave("nwg-wil", DAYS[0], DAYS[0])], "plaats voor een zaak met meer haast"),
        ({"is_elsewhere": True}, [], "het huishouden is verhuisd"),
        ({"old_part": "avond"}, [], "het team gaat dat dagdeel niet meer op pad"),
        ({"new_on": None, "reason": "no_capacity"}, [], "teams zitten vol"),
        ({"has_news": True}, [], "de gegevens van de zaak veranderden"),
        ({"old_team": "vertrokken"}, [], "het team gaat dat dagdeel niet meer op pad"),
    ],
)
def test_why_a_visit_moved(
    staff: teams.Teams, instance: Instance, changes: dict, leave: list[Leave], why: str
) -> None:
    """The first that holds: leave, household, team, no place, case, else the planner's weighing."""
    row = {
        "old_team": "houten",
        "old_on": DAYS[0],
        "old_part": "ochtend",
        "new_on": DAYS[1],
        "reason": None,
        "is_elsewhere": False,
        "has_news": False,
    } | changes
    assert planning_moves.why_moved(row, leave, instance, MONDAY, staff).startswith(why)


def test_pairs_are_shown_as_teams_are(region: Region, tmp_path: Path) -> None:
    """A line for each pair that goes out or has visits; leave of a member counts in all its pairs."""
    staff = read_teams(region, tmp_path, TWO)
    tuesday = DAYS[0]
    open_shifts = [shift(staff, "corp-1+wil-1", MONDAY, tuesday, "ochtend", 4)]
    instance = Instance(3, (1, 2), {}, (), tuple(open_shifts), ())
    booked = {
        ("corp-1+wil-1", tuesday, "ochtend"): (2, 2),
        ("corp-2+wil-1", DAYS[1], "avond"): (1, 0),
    }
    places = planning_load.places(instance, MONDAY, 45)
    lines = {one.name: one for one in planning_load.load(DAYS, places, booked, staff)}
    assert list(lines) == ["Duo corp-1 en wil-1", "Duo corp-2 en wil-1"]
    first = lines["Duo corp-1 en wil-1"]
    assert (first.visits, first.places, first.free) == (2, 4, 2)
    row = {"member": "wil-1", "from_on": tuesday, "to_on": DAYS[1], "day_part": None, "entered_by": "x"}
    away = planning_figures.away(row, staff, booked)
    assert (away.team, away.visits, away.sent) == ("in wisselende duo's", 3, 2)
    moved = {"old_team": "corp-2+wil-1", "old_on": tuesday, "old_part": "ochtend"}
    leave = [Leave("wil-1", tuesday, tuesday, None)]
    assert planning_moves.why_moved(moved, leave, instance, MONDAY, staff) == "verlof in het team"


def test_leave_is_read_from_its_fields(staff: teams.Teams) -> None:
    """A whole day when no part is chosen; a date that does not exist is no date."""
    good = {"lid": "htn-wil", "van": "2026-03-03", "tot": "2026-03-03", "dagdeel": ""}
    assert planning.read_leave(good, staff, MONDAY) == Leave("htn-wil", DAYS[0], DAYS[0], None)
    for field, said in (
        ("van", "2026-02-30"),
        ("tot", "3-3-2026"),
        ("tot", "2027-06-01"),
        ("dagdeel", "nacht"),
    ):
        wrong = planning.read_leave(good | {field: said}, staff, MONDAY)
        assert isinstance(wrong, planning.LeaveForm)
        assert list(wrong.faults) == [field]
