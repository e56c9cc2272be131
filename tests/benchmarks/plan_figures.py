"""What every plan is held against: the checker, and bounds that no plan can exceed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from benchmarks import heuristics
from benchmarks.regions import SERVICE_MIN, point

from vroegeropaf.planning import checker, travel
from vroegeropaf.planning.components import components
from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance, Plan, Shift, Team


@dataclass(frozen=True)
class Most:
    """The most that any plan can reach: weight, and number of due cases."""

    weight: float
    due: int


def figures(instance: Instance, plan: Plan, most: Most | None = None) -> dict[str, Any]:
    """Return what a plan reaches, and whether the checker has nothing against it."""
    most = most or bounds(instance)
    due = due_cases(instance)
    visited = {visit.case for visit in plan.visits}
    minutes = travel_minutes(instance, plan)
    sent = set(instance.locked)
    return {
        "visits": len(visited),
        "coverage": len(visited) / len(instance.cases),
        "due": len(due & visited),
        "due_most": most.due,
        "due_of_most": len(due & visited) / max(1, most.due),
        "weight_of_bound": weight(instance, plan) / most.weight,
        "day": sum(visit.start for visit in plan.visits) / MINUTES_A_DAY / max(1, len(visited)),
        "travel_min": minutes,
        "travel_min_per_visit": minutes / max(1, len(visited)),
        "sent_moved": len(sent - set(plan.visits)),
        "violations": len(checker.check(instance, plan)),
    }


def weight(instance: Instance, plan: Plan) -> float:
    """Return the weight of the cases that are visited."""
    visited = {visit.case for visit in plan.visits}
    return sum(case.weight for case in instance.cases if case.id in visited)


def due_cases(instance: Instance) -> set[Id]:
    """Return the cases whose deadline lies inside the horizon."""
    end = instance.horizon_days * MINUTES_A_DAY
    return {case.id for case in instance.cases if case.deadline <= end}


def travel_minutes(instance: Instance, plan: Plan) -> int:
    """Return the minutes on the way of all teams, from the depot and back."""
    teams = {team.id: team for team in instance.teams}
    points = {case.id: point(case) for case in instance.cases}
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


def bounds(instance: Instance) -> Most:
    """
    Return what no plan can surpass.

    Notes
    -----
    Every case to a place in a shift that could visit it alone; a shift has no more places than visits fit
    into it with the shortest way out, between and back. What is left out (which cases share a tour) only
    helps a plan, so the best assignment bounds every plan from above. A sent visit has its place and counts.
    """
    parts = [_bounds(part) for part in components(instance) if part.cases and part.shifts]
    return Most(sum(most.weight for most in parts), sum(most.due for most in parts))


def _bounds(part: Instance) -> Most:
    teams = {team.id: team for team in part.teams}
    sent = Counter(visit.shift for visit in part.locked)
    locked = {visit.case for visit in part.locked}
    due = due_cases(part)
    alone = {
        shift.id: [
            row
            for row, case in enumerate(part.cases)
            if case.id not in locked and is_possible(part, shift, teams[shift.team], case)
        ]
        for shift in part.shifts
    }
    places = [
        shift.id
        for shift in part.shifts
        for _ in range(_places(part, teams[shift.team], shift, alone[shift.id]) - sent[shift.id])
    ]
    weights = [case.weight for case in part.cases]
    duties = [int(case.id in due) for case in part.cases]
    fixed = [row for row, case in enumerate(part.cases) if case.id in locked]
    return Most(
        _best(weights, alone, places) + sum(weights[row] for row in fixed),
        round(_best(duties, alone, places) + sum(duties[row] for row in fixed)),
    )


def is_possible(part: Instance, shift: Shift, team: Team, case: Case) -> bool:
    """Return whether a team could visit a case in a shift if it were the only one."""
    tour = heuristics.Tour(shift, team, team.depot, shift.start)
    return heuristics.append(part, tour, case) is not None


def _best(gains: list[Any], alone: dict[Id, list[int]], places: list[Id]) -> float:
    """Return the most that cases in places can be worth."""
    import numpy
    from scipy.optimize import linear_sum_assignment

    table = numpy.zeros((len(gains), len(places)))
    for column, shift in enumerate(places):
        for row in alone[shift]:
            table[row, column] = gains[row]
    chosen = linear_sum_assignment(table, maximize=True)
    return float(table[chosen].sum())


def _places(instance: Instance, team: Team, shift: Shift, possible: list[int]) -> int:
    """Return how many visits fit into a shift at most."""
    if not possible:
        return 0
    mode = instance.travel[team.mode]
    points = [point(instance.cases[place]) for place in possible]
    out = min(travel.minutes(mode, team.depot, point) for point in points)
    between = min(
        (travel.minutes(mode, a, b) for i, a in enumerate(points) for b in points[:i]), default=shift.end
    )
    fitting = (shift.end - shift.start - 2 * out + between) // (SERVICE_MIN + between)
    return max(0, min(shift.max_visits, fitting))
