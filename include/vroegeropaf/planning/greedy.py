"""Keep and insert: what was sent stays, yesterday's plan where it can, the rest goes where it costs least.

Pure and deterministic: the same instance gives the same plan. Needs nothing but Python, so it is also what is
left when a better solver fails.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance, Plan, Unassigned, Visit
from vroegeropaf.planning.reasons import why_unassigned
from vroegeropaf.planning.rounds import Board, Round, Stop, point_of

# A day later costs the most urgent case as much as these minutes of travel, others their share (our choice).
MINUTES_A_DAY_LATER = 20

NAME = "keep_and_insert"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a case can go: into `round`, at `position` among `stops` (those that stay there)."""

    cost: float
    round: Round
    stops: list[Stop]
    position: int
    victim: Stop | None = None


def solve(instance: Instance) -> Plan:
    """
    Return a plan that keeps every locked visit exactly and inserts the most urgent cases first.

    Notes
    -----
    Order: cases due inside the horizon, then by weight. Yesterday's unsent visits are kept where they are
    still possible, but a due case that finds no place may take that of a less important one, which is then
    placed anew.
    """
    planner = _Planner(instance)
    planner.keep_locked()
    planner.keep_previous()
    planner.insert_others()
    return planner.plan()


class _Planner:
    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._board = Board(instance)
        self._cases = {case.id: case for case in instance.cases}
        self._horizon_end = instance.horizon_days * MINUTES_A_DAY
        self._top_weight = max((case.weight for case in instance.cases), default=1)
        order = sorted(range(len(instance.cases)), key=lambda i: (*self._importance(instance.cases[i]), i))
        self._in_order = [instance.cases[i] for i in order]
        self._rank = {case.id: rank for rank, case in enumerate(self._in_order)}
        self._open_rounds = {case.id: self._board.open_to(case) for case in instance.cases}
        self._booked: set[Id] = set()
        self._households: set[Id] = set()

    def _is_due(self, case: Case) -> bool:
        return case.deadline <= self._horizon_end

    def _importance(self, case: Case) -> tuple[int, float, int]:
        """Due inside the horizon first: measured to reach the proven maximum of due cases."""
        return (0 if self._is_due(case) else 1, -case.weight, case.deadline)

    def keep_locked(self) -> None:
        for visit in sorted(self._instance.locked, key=lambda v: v.start):
            case = self._cases[visit.case]
            one = self._board.round_of[visit.shift]
            one.stops.append(Stop(case, point_of(case) or one.team.depot, locked_at=visit.start))
            self._book(case)

    def keep_previous(self) -> None:
        """Keep yesterday's unsent visits in their shift and, where it can be, at their minute."""
        known = [visit for visit in self._instance.previous if visit.case in self._cases]
        for visit in sorted(known, key=lambda v: self._rank[v.case]):
            case, one = self._cases[visit.case], self._board.round_of.get(visit.shift)
            if one is None or self._is_taken(case) or one not in self._open_rounds[case.id]:
                continue
            point = point_of(case)
            if point is None or len(one.stops) >= one.shift.max_visits:
                continue
            stops = sorted([*one.stops, Stop(case, point, wished_at=visit.start)], key=_time)
            if one.starts(stops) is not None:
                one.stops = stops
                self._book(case)

    def insert_others(self) -> None:
        """Insert the cases in order of importance; whoever had to make room waits for its turn again."""
        waiting = [self._rank[case.id] for case in self._in_order if case.id not in self._booked]
        heapq.heapify(waiting)
        while waiting:
            case = self._in_order[heapq.heappop(waiting)]
            if self._is_taken(case):
                continue
            place = min(self._places(case), key=lambda p: p.cost, default=None)
            if place is None and self._is_due(case):
                place = min(self._places_by_force(case), key=self._harm, default=None)
            if place is None:
                continue
            self._insert(case, place)
            if place.victim is not None:
                self._unbook(place.victim.case)
                heapq.heappush(waiting, self._rank[place.victim.case.id])

    def plan(self) -> Plan:
        visits: list[Visit] = self._board.visits()
        left = [case for case in self._instance.cases if case.id not in self._booked]
        reasons = (
            why_unassigned(case, self._instance.teams, self._open_rounds[case.id], self._households)
            for case in left
        )
        return Plan(
            tuple(visits), tuple(Unassigned(case.id, why) for case, why in zip(left, reasons, strict=True))
        )

    def _places(self, case: Case) -> Iterator[_Place]:
        """Yield the cheapest place in each round; ties go to the earlier round of the instance."""
        for one in self._open_rounds[case.id]:
            place = self._place(case, one, one.stops, None)
            if place is not None:
                yield place

    def _places_by_force(self, case: Case) -> Iterator[_Place]:
        """Yield places that open when one unsent visit of a less important case makes room."""
        for one in self._open_rounds[case.id]:
            for i, victim in enumerate(one.stops):
                if (
                    victim.locked_at is None
                    and self._importance(victim.case)[:2] > self._importance(case)[:2]
                ):
                    place = self._place(case, one, [*one.stops[:i], *one.stops[i + 1 :]], victim)
                    if place is not None:
                        yield place

    def _place(self, case: Case, one: Round, stops: list[Stop], victim: Stop | None) -> _Place | None:
        point = point_of(case)
        found = one.best_place(Stop(case, point), stops) if point is not None else None
        if found is None:
            return None
        added_minutes, position, start = found
        days_later = max(0, start - case.ready) / MINUTES_A_DAY
        share = max(0.0, case.weight / self._top_weight) if self._top_weight > 0 else 0.0
        return _Place(added_minutes + MINUTES_A_DAY_LATER * share * days_later, one, stops, position, victim)

    def _harm(self, place: _Place) -> tuple[int, float]:
        """Order forced places: the least important victim first, then the cost."""
        return (-self._rank[place.victim.case.id] if place.victim else 0, place.cost)

    def _insert(self, case: Case, place: _Place) -> None:
        point = point_of(case)
        if point is not None:
            place.round.stops = [
                *place.stops[: place.position],
                Stop(case, point),
                *place.stops[place.position :],
            ]
            self._book(case)

    def _is_taken(self, case: Case) -> bool:
        return case.id in self._booked or case.household in self._households

    def _book(self, case: Case) -> None:
        self._booked.add(case.id)
        self._households.add(case.household)

    def _unbook(self, case: Case) -> None:
        self._booked.discard(case.id)
        self._households.discard(case.household)


def _time(stop: Stop) -> int:
    """Return yesterday's minute of a stop; all stops have one while yesterday's plan is being kept."""
    return stop.locked_at if stop.locked_at is not None else stop.wished_at or 0
