"""Generated regions to plan in: one, one with visits that were sent, several that have nothing in common."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks import made

from vroegeropaf.planning.instance import (
    MINUTES_A_DAY,
    Case,
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
    return month(cases, teams, seed, WORKDAYS)


def month(cases: int, teams: int, seed: int, days: Sequence[int]) -> Instance:
    """Return the same kind of region with shifts on other days; of deadlines, day 0 is the day of arrival."""
    choose = random.Random(seed)
    staff = _teams(choose, teams)
    shifts = _shifts(choose, staff, days)
    people = tuple(_case(choose, number) for number in range(1, cases + 1))
    return Instance(days[-1] + 1, tuple(days), TRAVEL, staff, shifts, people)


def _shifts(choose: random.Random, staff: Sequence[Team], days: Sequence[int]) -> tuple[Shift, ...]:
    return tuple(
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
        for day in days
        for part, (start, end) in PARTS.items()
        if choose.random() < SHIFT_SHARE
    )


def apart(parts: int, cases: int, teams: int, seed: int) -> Instance:
    """Return `parts` regions in one instance, each with its own cases, teams, municipalities and country."""
    found = [_moved(instance(cases, teams, seed * 1_000 + number), number) for number in range(parts)]
    return replace(
        found[0],
        teams=tuple(team for one in found for team in one.teams),
        shifts=tuple(shift for one in found for shift in one.shifts),
        cases=tuple(case for one in found for case in one.cases),
    )


def _moved(one: Instance, number: int) -> Instance:
    """Return a region elsewhere: its names are its own, its doors half a degree north of the one before."""
    first = number * len(one.cases)
    north = 0.5 * number
    return replace(
        one,
        teams=tuple(
            replace(
                team,
                id=f"{number}.{team.id}",
                municipalities=tuple(f"{number}.{name}" for name in team.municipalities),
                depot=(team.depot[0] + north, team.depot[1]),
            )
            for team in one.teams
        ),
        shifts=tuple(
            replace(shift, id=f"{number}.{shift.id}", team=f"{number}.{shift.team}") for shift in one.shifts
        ),
        cases=tuple(
            replace(
                case,
                id=first + number_in_part,
                household=first + number_in_part,
                municipality=f"{number}.{case.municipality}",
                lat=point(case)[0] + north,
            )
            for number_in_part, case in enumerate(one.cases, 1)
        ),
    )


def with_sent(one: Instance, plan: Plan, count: int) -> Instance:
    """Return the region on the evening when the first `count` visits of a plan were sent."""
    return replace(one, locked=tuple(sorted(plan.visits, key=lambda visit: visit.start)[:count]))


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


def serves(team: Team, case: Case) -> bool:
    """Return whether the covenant lets a team visit a case."""
    return case.corporation in team.corporations and case.municipality in team.municipalities


def teams_of(instance: Instance, case: Case) -> list[Team]:
    """Return the teams that may visit a case."""
    return [team for team in instance.teams if serves(team, case)]


def told(instance: Instance, visits: Sequence[Visit]) -> Plan:
    """Return the plan of these visits, with a true reason for every other case."""
    visited = {visit.case for visit in visits}
    left = (case for case in instance.cases if case.id not in visited)
    return Plan(
        tuple(visits),
        tuple(
            Unassigned(case.id, "no_capacity" if teams_of(instance, case) else "no_eligible_team")
            for case in left
        ),
    )


def point(case: Case) -> Point:
    """Return where a generated case lives; all of them have a place."""
    assert case.lat is not None
    assert case.lon is not None
    return case.lat, case.lon
