"""Generated regions to plan in, a plain heuristic, and figures that every plan can be held against."""

import random
from dataclasses import dataclass
from typing import Any

from benchmarks import made

from vroegeropaf.planning import travel
from vroegeropaf.planning.instance import (
    MINUTES_A_DAY,
    Case,
    Id,
    Instance,
    Mode,
    Plan,
    Shift,
    Team,
    Unassigned,
    Visit,
)

TRAVEL = {"car": Mode(35, 1.4, 4), "bicycle": Mode(15, 1.25, 2)}
PARTS = {"ochtend": (540, 720), "middag": (780, 1020), "avond": (1080, 1230)}
WORKDAYS = (1, 2, 3, 4, 7, 8, 9, 10, 11, 14)  # today is a Monday: the next ten working days
SHIFT_SHARE = 0.4
MAX_VISITS = 4
SERVICE_MIN = 45
Point = tuple[float, float]


def instance(cases: int, teams: int, seed: int) -> Instance:
    """
    Return a region of the five municipalities on one day.

    Notes
    -----
    Doors lie scattered within about a kilometre of the centre of their postcode area. A team serves one or
    two municipalities and all corporations but one, and goes out in four of ten day parts. Six of a hundred
    cases are a crisis, a quarter is due inside the ten days, a tenth is a second attempt at another day part.
    """
    choose = random.Random(seed)
    staff = _teams(choose, teams)
    shifts = tuple(
        Shift(
            f"{team.id}.{day}.{part}",
            team.id,
            day,
            part,
            day * MINUTES_A_DAY + start,
            day * MINUTES_A_DAY + end,
            MAX_VISITS,
        )
        for team in staff
        for day in WORKDAYS
        for part, (start, end) in PARTS.items()
        if choose.random() < SHIFT_SHARE
    )
    people = tuple(_case(choose, number) for number in range(1, cases + 1))
    return Instance(WORKDAYS[-1] + 1, WORKDAYS, TRAVEL, staff, shifts, people)


def _teams(choose: random.Random, count: int) -> tuple[Team, ...]:
    towns = sorted({area.municipality for area in made.example_region().places.values()})
    codes = sorted(made.example_region().parties.corporations)
    found = []
    for number in range(count):
        served = {towns[number % len(towns)], *choose.sample(towns, choose.randint(0, 1))}
        absent = choose.choice(codes)
        found.append(
            Team(
                f"team-{number}",
                tuple(code for code in codes if code != absent),
                tuple(sorted(served)),
                _door(choose, towns[number % len(towns)])[1],
                "car" if number % 2 else "bicycle",
            )
        )
    return tuple(found)


def _door(choose: random.Random, municipality: str | None = None) -> tuple[Any, Point]:
    areas = [
        area
        for _, area in sorted(made.example_region().places.items())
        if municipality in (None, area.municipality)
    ]
    area = choose.choice(areas)
    return area, (area.latitude + choose.gauss(0, 0.005), area.longitude + choose.gauss(0, 0.008))


def _case(choose: random.Random, number: int) -> Case:
    area, (lat, lon) = _door(choose)
    is_crisis, is_second = choose.random() < 0.06, choose.random() < 0.1
    if is_crisis:
        last_day = 3
    elif choose.random() < 0.25:
        last_day = choose.choice(WORKDAYS[3:])
    else:
        last_day = choose.randint(15, 40)
    return Case(
        id=number,
        household=number,
        corporation=choose.choice(sorted(made.example_region().parties.corporations)),
        municipality=area.municipality,
        postcode4=area.postcode4,
        lat=lat,
        lon=lon,
        ready=(3 if is_second and last_day > 3 else 1) * MINUTES_A_DAY,
        deadline=(last_day + 1) * MINUTES_A_DAY,
        service_min=SERVICE_MIN,
        weight=100 if is_crisis else max(1, 80 - 4 * last_day * 5 // 7),
        attempt=2 if is_second else 1,
        dayparts=tuple(choose.sample(list(PARTS), 2)) if is_second else tuple(PARTS),
    )


@dataclass
class _Tour:
    shift: Shift
    team: Team
    place: Point
    free_at: int
    visits: int = 0


def plain(instance: Instance) -> Plan:
    """
    Return a plan by a heuristic that a planner with a list and a map would follow.

    Notes
    -----
    Earliest deadline first, then the heavier case; each goes to the end of the tour whose last door is the
    nearest in minutes, of those that still can take it; ties go to the earlier shift.
    """
    teams = {team.id: team for team in instance.teams}
    tours = [_Tour(one, teams[one.team], teams[one.team].depot, one.start) for one in instance.shifts]
    visits: list[Visit] = []
    left: list[Unassigned] = []
    for case in sorted(instance.cases, key=lambda case: (case.deadline, -case.weight)):
        possible = [(*found, tour) for tour in tours if (found := _append(instance, tour, case)) is not None]
        if not possible:
            is_served = any(_serves(team, case) for team in instance.teams)
            left.append(Unassigned(case.id, "no_capacity" if is_served else "no_eligible_team"))
            continue
        _, start, tour = min(possible, key=lambda found: found[:2])
        visits.append(Visit(case.id, tour.shift.id, start))
        tour.place, tour.free_at = _point(case), start + case.service_min
        tour.visits += 1
    return Plan(tuple(visits), tuple(left))


def _append(instance: Instance, tour: _Tour, case: Case) -> tuple[int, int] | None:
    """Return minutes of travel and start of a visit at the end of the tour, or None when it cannot be."""
    if not _serves(tour.team, case) or tour.shift.part not in case.dayparts:
        return None
    mode = instance.travel[tour.team.mode]
    way = travel.minutes(mode, tour.place, _point(case))
    start = max(tour.free_at + way, case.ready)
    back = start + case.service_min + travel.minutes(mode, _point(case), tour.team.depot)
    is_possible = tour.visits < tour.shift.max_visits and back <= tour.shift.end
    return (way, start) if is_possible and start + case.service_min <= case.deadline else None


def _serves(team: Team, case: Case) -> bool:
    return case.corporation in team.corporations and case.municipality in team.municipalities


def _point(case: Case) -> Point:
    assert case.lat is not None
    assert case.lon is not None
    return case.lat, case.lon


def figures(instance: Instance, plan: Plan) -> dict[str, Any]:
    """Return what a plan reaches, and whether the checker has nothing against it."""
    from vroegeropaf.planning import checker

    cases = {case.id: case for case in instance.cases}
    end = instance.horizon_days * MINUTES_A_DAY
    due = {case.id for case in instance.cases if case.deadline <= end}
    visited = {visit.case for visit in plan.visits}
    weight = sum(cases[case].weight for case in visited)
    minutes = travel_minutes(instance, plan)
    return {
        "visits": len(visited),
        "coverage": len(visited) / len(cases),
        "due_coverage": len(due & visited) / max(1, len(due)),
        "weight": weight,
        "weight_of_bound": weight / weight_bound(instance),
        "day": sum(visit.start for visit in plan.visits) / MINUTES_A_DAY / max(1, len(visited)),
        "travel_min_per_visit": minutes / max(1, len(visited)),
        "violations": len(checker.check(instance, plan)),
    }


def travel_minutes(instance: Instance, plan: Plan) -> int:
    """Return the minutes on the way of all teams, from the depot and back."""
    teams = {team.id: team for team in instance.teams}
    points = {case.id: _point(case) for case in instance.cases}
    total = 0
    for shift in instance.shifts:
        stops = sorted((v for v in plan.visits if v.shift == shift.id), key=lambda visit: visit.start)
        if not stops:
            continue
        team = teams[shift.team]
        way = [team.depot, *(points[visit.case] for visit in stops), team.depot]
        mode = instance.travel[team.mode]
        total += sum(travel.minutes(mode, way[i], way[i + 1]) for i in range(len(way) - 1))
    return total


def weight_bound(instance: Instance) -> float:
    """
    Return a weight of visited cases that no plan can surpass.

    Notes
    -----
    Every case to a place in a shift that could visit it alone; a shift has no more places than visits fit
    into it with the shortest way out, between and back. What is left out (which cases share a tour) only
    helps a plan, so the best assignment bounds every plan from above.
    """
    import numpy
    from scipy.optimize import linear_sum_assignment

    teams = {team.id: team for team in instance.teams}
    alone: dict[Id, list[int]] = {}
    for shift in instance.shifts:
        tour = _Tour(shift, teams[shift.team], teams[shift.team].depot, shift.start)
        alone[shift.id] = [
            place for place, case in enumerate(instance.cases) if _append(instance, tour, case) is not None
        ]
    places = [
        shift.id
        for shift in instance.shifts
        for _ in range(_places(instance, teams[shift.team], shift, alone[shift.id]))
    ]
    gains = numpy.zeros((len(instance.cases), len(places)))
    for column, shift_id in enumerate(places):
        for row in alone[shift_id]:
            gains[row, column] = instance.cases[row].weight
    chosen = linear_sum_assignment(gains, maximize=True)
    return float(gains[chosen].sum())


def _places(instance: Instance, team: Team, shift: Shift, possible: list[int]) -> int:
    """Return how many visits fit into a shift at most."""
    if not possible:
        return 0
    mode = instance.travel[team.mode]
    points = [_point(instance.cases[place]) for place in possible]
    out = min(travel.minutes(mode, team.depot, point) for point in points)
    between = min(
        (travel.minutes(mode, a, b) for i, a in enumerate(points) for b in points[:i]), default=shift.end
    )
    fitting = (shift.end - shift.start - 2 * out + between) // (SERVICE_MIN + between)
    return max(0, min(shift.max_visits, fitting))
