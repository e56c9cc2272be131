"""
PyVRP as a peer of the planner: the same instance in its words, its answer as a plan.

One vehicle a shift on one clock. Who may visit whom goes by load: a case weighs 1 in the dimension of every
team and day part that may not visit it, and those vehicles carry 0 of it. A sent visit must be driven, at its
minute. Prizes and fixed costs are the product's own order of aims.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from benchmarks import regions

from vroegeropaf.planning import greedy, travel
from vroegeropaf.planning.components import components
from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance, Plan, Shift, Visit

IS_THERE = find_spec("pyvrp") is not None
# a visit is worth more than any way to it, and its place among the others is that of the product
MINUTES_A_PRIORITY = 100
DUE, URGENCY = 50, 48
FIXED_MIN_A_DAY = 10
NO_LIMIT = 1_000


def solve(pyvrp: Any, instance: Instance, cpu_s: float, seed: int = 1) -> Plan:
    """
    Return PyVRP's plan, part by part, each with its share of the time by its cases.

    Parameters
    ----------
    pyvrp
        The package, so that nobody else needs it.
    instance
        As the product gets it.
    cpu_s, seed
        How long it may look, in CPU seconds (others use this machine too), and where it begins.

    Raises
    ------
    RuntimeError
        When it ended with something that is no plan: that looks like one.
    """
    parts = [part for part in components(instance) if part.cases and part.shifts]
    total = sum(len(part.cases) for part in parts)
    visits = [
        visit for part in parts for visit in _solve_part(pyvrp, part, cpu_s * len(part.cases) / total, seed)
    ]
    return regions.told(instance, visits)


def _solve_part(pyvrp: Any, part: Instance, cpu_s: float, seed: int) -> list[Visit]:
    cases = [case for case in part.cases if regions.teams_of(part, case)]
    data = _data(pyvrp, part, cases)
    start = _as_solution(pyvrp, data, part, cases, greedy.solve(part))
    until = time.process_time() + cpu_s
    found = pyvrp.solve(
        data,
        lambda _: time.process_time() >= until,
        seed=seed,
        collect_stats=False,
        initial_solution=start,
    )
    if not found.best.is_feasible():
        raise RuntimeError("PyVRP ended with an infeasible solution")
    visits = []
    for route in found.best.routes():
        own = [cases[step.idx] for step in route.schedule() if step.is_client()]
        visits += _timed(part, part.shifts[route.vehicle_type()], own)
    return visits


def _data(pyvrp: Any, part: Instance, cases: Sequence[Case]) -> Any:
    import numpy

    locked = {visit.case: visit for visit in part.locked}
    kinds = sorted({_kind(shift) for shift in part.shifts})
    points = [team.depot for team in part.teams] + [regions.point(case) for case in cases]
    modes = sorted({team.mode for team in part.teams})
    matrices = [
        numpy.array([[travel.minutes(part.travel[mode], a, b) for b in points] for a in points])
        for mode in modes
    ]
    top = max(case.weight for case in part.cases)
    shifts = {shift.id: shift for shift in part.shifts}
    end = part.horizon_days * MINUTES_A_DAY
    clients = []
    for number, case in enumerate(cases):
        visit = locked.get(case.id)
        open_to = _open_to(part, case) if visit is None else {_kind(shifts[visit.shift])}
        clients.append(
            pyvrp.Client(
                location=len(part.teams) + number,
                delivery=[1, *(int(kind not in open_to) for kind in kinds)],
                service_duration=case.service_min,
                tw_early=visit.start if visit else case.ready,
                tw_late=visit.start if visit else case.deadline - case.service_min,
                prize=0 if visit else _priority(case, top, end) * MINUTES_A_PRIORITY,
                required=visit is not None,
            )
        )
    depots = {team.id: number for number, team in enumerate(part.teams)}
    mode_of = {team.id: modes.index(team.mode) for team in part.teams}
    vehicles = [
        pyvrp.VehicleType(
            capacity=[
                shift.max_visits,
                *(0 if kind == _kind(shift) else NO_LIMIT for kind in kinds),
            ],
            start_depot=depots[shift.team],
            end_depot=depots[shift.team],
            fixed_cost=FIXED_MIN_A_DAY * shift.day,
            tw_early=shift.start,
            tw_late=shift.end,
            profile=mode_of[shift.team],
        )
        for shift in part.shifts
    ]
    locations = [pyvrp.Location(lon, lat) for lat, lon in points]
    return pyvrp.ProblemData(
        locations=locations,
        clients=clients,
        depots=[pyvrp.Depot(number) for number in range(len(part.teams))],
        vehicle_types=vehicles,
        distance_matrices=matrices,
        duration_matrices=matrices,
    )


def _kind(shift: Shift) -> tuple[str, str]:
    return str(shift.team), shift.part


def _open_to(part: Instance, case: Case) -> set[tuple[str, str]]:
    """Return the teams and day parts that may visit a case."""
    return {(str(team.id), name) for team in regions.teams_of(part, case) for name in case.dayparts}


def _priority(case: Case, top: float, horizon_end: int) -> int:
    return (DUE if case.deadline <= horizon_end else 1) + round(URGENCY * case.weight / top)


def _as_solution(pyvrp: Any, data: Any, part: Instance, cases: Sequence[Case], plan: Plan) -> Any:
    numbers = {case.id: number for number, case in enumerate(cases)}
    tours: dict[Id, list[Visit]] = defaultdict(list)
    for visit in sorted(plan.visits, key=lambda visit: visit.start):
        tours[visit.shift].append(visit)
    routes = [
        pyvrp.Route(data, [numbers[visit.case] for visit in tours[shift.id]], vehicle_type=number)
        for number, shift in enumerate(part.shifts)
        if tours[shift.id]
    ]
    solution = pyvrp.Solution(data, routes)
    if not solution.is_feasible():
        raise RuntimeError("the plan to begin with is infeasible in the words of PyVRP")
    return solution


def _timed(part: Instance, shift: Shift, cases: Sequence[Case]) -> list[Visit]:
    """Return the visits of a tour, each as early as can be."""
    locked = {visit.case: visit.start for visit in part.locked}
    team = next(team for team in part.teams if team.id == shift.team)
    mode, place, free_at = part.travel[team.mode], team.depot, shift.start
    visits = []
    for case in cases:
        arrival = free_at + travel.minutes(mode, place, regions.point(case))
        start = locked.get(case.id, max(arrival, case.ready))
        visits.append(Visit(case.id, shift.id, start))
        place, free_at = regions.point(case), start + case.service_min
    return visits
