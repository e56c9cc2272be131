"""One form for tours that cost the same: a solver may give either, the plan must not depend on it. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vroegeropaf.planning.instance import Id, Instance, Visit
from vroegeropaf.planning.rounds import Board, Round, Stop, point_of


def normal(instance: Instance, visits: Sequence[Visit]) -> list[Visit]:
    """
    Return the visits, each tour in the one of its two directions that comes first.

    A tour and its reverse take the same time where nothing but the road orders them. Yesterday's order goes
    first, then that with the smaller first case. Sent visits are left as they are.
    """
    board = Board(instance)
    cases = {case.id: case for case in instance.cases}
    locked = {visit.case: visit.start for visit in instance.locked}
    before = {visit.case: visit.start for visit in instance.previous}
    tours: dict[Id, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: (visit.start, str(visit.case))):
        tours[visit.shift].append(visit)
    found: list[Visit] = []
    for shift in instance.shifts:
        tour = tours.get(shift.id, [])
        one = board.round_of[shift.id]
        stops = [
            Stop(cases[visit.case], point_of(cases[visit.case]) or one.team.depot, locked.get(visit.case))
            for visit in tour
        ]
        found += _first_of(tour, stops, one, before)
    return found


def _first_of(tour: list[Visit], stops: list[Stop], one: Round, before: dict[Id, int]) -> list[Visit]:
    if len(tour) < 2 or any(stop.locked_at is not None for stop in stops):
        return tour
    back = stops[::-1]
    starts = one.starts(back)
    if starts is None or _minutes(one, back) != _minutes(one, stops):
        return tour
    turned = [replace(visit, start=start) for visit, start in zip(reversed(tour), starts, strict=True)]
    return min(tour, turned, key=lambda order: (_disorder(order, before), str(order[0].case)))


def _minutes(one: Round, stops: Sequence[Stop]) -> int:
    way = [one.team.depot, *(stop.point for stop in stops), one.team.depot]
    return sum(one.minutes(here, there) for here, there in pairwise(way))


def _disorder(order: Sequence[Visit], before: dict[Id, int]) -> int:
    known = [before[visit.case] for visit in order if visit.case in before]
    return sum(one > two for one, two in pairwise(known))
