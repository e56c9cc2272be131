"""Keep and insert: what was sent stays, yesterday's plan where it can, the rest goes where it costs least.

Pure and deterministic: the same instance gives the same plan. Needs nothing but Python, so it is also what is
left when a better solver fails.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance, Plan, Unassigned, Visit
from vroegeropaf.planning.reasons import why_unassigned
from vroegeropaf.planning.rounds import Board, Round, Stop, point_of

# A day later costs the most urgent case as much as these minutes of travel, others their share (our choice).
MINUTES_A_DAY_LATER = 20
# What one trip less to a door with two households is worth, in the same minutes: about a visit (our choice).
MINUTES_OF_A_TRIP = 45

NAME = "keep_and_insert"
VERSION = "2"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a case can go: into `round`, at `position` among `stops` (those that stay there)."""

    cost: float
    round: Round
    stops: list[Stop]
    position: int
    victim: Stop | None = None
    is_beside: bool = False  # next to a visit at the same front door


def solve(instance: Instance) -> Plan:
    """
    Return a plan that keeps every locked visit exactly and inserts the most urgent cases first.

    Notes
    -----
    Order: cases due inside the horizon, then by weight. Yesterday's unsent visits are kept where they are
    still possible, but a due case that finds no place may take that of a less important one, which is then
    placed anew. Households behind one front door are visited one after the other where both can be.
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
        self._mates = _mates(instance.cases)
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
            self._bring_mates(case, place.round)

    def _bring_mates(self, case: Case, one: Round) -> None:
        """Visit the other households behind the door in the same trip, though they could wait."""
        for mate in self._mates.get(case.id, ()):
            if self._is_taken(mate) or one not in self._open_rounds[mate.id]:
                continue
            place = self._place(mate, one, one.stops, None)
            if place is not None and place.is_beside:
                self._insert(mate, place)

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
        if point is None:
            return None
        stop = Stop(case, point)
        found = one.best_place(stop, stops, _beside(case, stops)) if case.door is not None else None
        is_beside = found is not None
        if found is None:
            # not between two visits at one door, unless there is no other place
            found = one.best_place(stop, stops, _elsewhere(stops)) or one.best_place(stop, stops)
        if found is None:
            return None
        added_minutes, position, start = found
        with_it = [*stops[:position], stop, *stops[position:]]
        saved = MINUTES_OF_A_TRIP if is_beside or self._has_room_for_mate(case, one, with_it) else 0
        days_later = max(0, start - case.ready) / MINUTES_A_DAY
        share = max(0.0, case.weight / self._top_weight) if self._top_weight > 0 else 0.0
        cost = added_minutes + MINUTES_A_DAY_LATER * share * days_later - saved
        return _Place(cost, one, stops, position, victim, is_beside)

    def _has_room_for_mate(self, case: Case, one: Round, stops: list[Stop]) -> bool:
        """Return whether another household behind the door, still without a visit, can come beside it."""
        for mate in self._mates.get(case.id, ()):
            point = point_of(mate)
            if point is None or self._is_taken(mate) or one not in self._open_rounds[mate.id]:
                continue
            if one.best_place(Stop(mate, point), stops, _beside(mate, stops)) is not None:
                return True
        return False

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


def _mates(cases: Iterable[Case]) -> dict[Id, list[Case]]:
    """Return for each case the other households behind its front door, if there are any."""
    doors: dict[Id, list[Case]] = defaultdict(list)
    for case in cases:
        if case.door is not None:
            doors[case.door].append(case)
    return {
        case.id: [other for other in behind if other.household != case.household]
        for behind in doors.values()
        for case in behind
    }


def _beside(case: Case, stops: Sequence[Stop]) -> list[int]:
    """Return the positions before and after a visit at the same front door."""
    beside = {i + after for i, stop in enumerate(stops) if stop.case.door == case.door for after in (0, 1)}
    return sorted(beside)


def _elsewhere(stops: Sequence[Stop]) -> list[int]:
    """Return the positions that part no two visits at one front door."""
    doors = [stop.case.door for stop in stops]
    return [
        i
        for i in range(len(stops) + 1)
        if not (0 < i < len(stops) and doors[i] is not None and doors[i - 1] == doors[i])
    ]


def _time(stop: Stop) -> int:
    """Return yesterday's minute of a stop; all stops have one while yesterday's plan is being kept."""
    return stop.locked_at if stop.locked_at is not None else stop.wished_at or 0
