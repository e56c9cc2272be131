"""
What no plan of these teams could exceed: proven, and exact but for travel. Pure.

Cases are matched with places in shifts: team, day part, deadline, window and household hold, of travel only
what every visit costs at least. That is a transversal matroid: taking cases by weight, moving others out of
the way, gives the true maximum.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance
from vroegeropaf.planning.rounds import Board, Round, point_of


@dataclass(frozen=True)
class Bound:
    """Upper bounds: households visited, due cases visited, weight visited."""

    visits: int
    due: int
    weight: float


@dataclass(frozen=True)
class _Wish:
    """A household that wants one place in one of some shifts, by number."""

    weight: float
    is_due: bool
    shifts: tuple[int, ...]


def bound(instance: Instance, shared: Mapping[Id, Id] | None = None) -> Bound:
    """
    Return what no plan can exceed.

    A sent visit takes its place whatever the rules say of it, and counts.

    Parameters
    ----------
    instance
        What may be planned.
    shared
        Of shifts of which one at most can take place, a name that they have in common: together they have the
        places of the roomiest.
    """
    board = Board(instance)
    names = {one.shift.id: (shared or {}).get(one.shift.id, one.shift.id) for one in board.rounds}
    number_of = {name: number for number, name in enumerate(dict.fromkeys(names.values()))}
    numbers = {shift: number_of[name] for shift, name in names.items()}
    free, sent = _places(instance, board, numbers)
    horizon_end = instance.horizon_days * MINUTES_A_DAY
    wishes = _wishes(instance, board, numbers, sent, horizon_end)
    fixed = [case for case in instance.cases if case.id in sent]
    chosen = _matched(sorted(wishes, key=lambda wish: -wish.weight), dict(free))
    due = _matched([wish for wish in wishes if wish.is_due], dict(free))
    return Bound(
        visits=len(chosen) + len(fixed),
        due=len(due) + sum(case.deadline <= horizon_end for case in fixed),
        weight=sum(wish.weight for wish in chosen) + sum(case.weight for case in fixed),
    )


def _places(instance: Instance, board: Board, numbers: Mapping[Id, int]) -> tuple[dict[int, int], set[Id]]:
    """Return the free places of each shift, or of those that share them, and the cases that were sent."""
    eligible: dict[Id, list[Case]] = defaultdict(list)
    for case in instance.cases:
        for one in board.open_to(case):
            eligible[one.shift.id].append(case)
    free: dict[int, int] = defaultdict(int)
    for one in board.rounds:
        number = numbers[one.shift.id]
        room = _most_visits(one, eligible[one.shift.id], _least_apart(instance, one))
        free[number] = max(free[number], room)
    for visit in instance.locked:
        free[numbers[visit.shift]] -= 1
    return {number: max(0, left) for number, left in free.items()}, {visit.case for visit in instance.locked}


def _most_visits(one: Round, cases: Sequence[Case], least_apart: int) -> int:
    """Return how many visits fit at most, were every door as near as the nearest one."""
    if not cases:
        return 0
    service = min(case.service_min for case in cases)
    points = [point for case in cases if (point := point_of(case)) is not None]
    depot = one.team.depot
    out = min(one.minutes(depot, point) for point in points)
    back = min(one.minutes(point, depot) for point in points)
    # two doors at one place are no way apart
    between = 0 if len(set(points)) < len(points) else least_apart
    room = one.shift.end - one.shift.start - out - back + between
    return max(0, min(one.shift.max_visits, room // (service + between), len(cases)))


def _least_apart(instance: Instance, one: Round) -> int:
    """Return what every way between two doors costs at least: the stop, a minute; measured, nothing."""
    if instance.table is not None:
        return 0
    return instance.travel[one.team.mode].stop_min + 1


def _wishes(
    instance: Instance, board: Board, numbers: Mapping[Id, int], sent: set[Id], horizon_end: int
) -> list[_Wish]:
    """Return one wish a household: what any of its cases could have, the weight of the heaviest."""
    visited = {case.household for case in instance.cases if case.id in sent}
    members: dict[Id, list[Case]] = defaultdict(list)
    for case in instance.cases:
        if case.household not in visited:
            members[case.household].append(case)
    found = []
    for cases in members.values():
        shifts = {numbers[one.shift.id] for case in cases for one in board.open_to(case)}
        if shifts:
            is_due = any(case.deadline <= horizon_end for case in cases)
            found.append(_Wish(max(case.weight for case in cases), is_due, tuple(sorted(shifts))))
    return found


def _matched(wishes: Iterable[_Wish], free: dict[int, int]) -> list[_Wish]:
    """Return the wishes that are granted: each in turn, if earlier ones can move and keep a place."""
    held: dict[int, list[_Wish]] = defaultdict(list)
    granted = []
    for wish in wishes:
        if _grant(wish, free, held):
            granted.append(wish)
    return granted


def _grant(wish: _Wish, free: dict[int, int], held: dict[int, list[_Wish]]) -> bool:
    """Search breadth first for a chain of moves that ends at a free place; make the moves."""
    came_from: dict[int, tuple[_Wish, int | None]] = {}
    waiting: list[tuple[_Wish, int | None]] = [(wish, None)]
    for mover, leaves in waiting:
        for shift in mover.shifts:
            if shift in came_from:
                continue
            came_from[shift] = (mover, leaves)
            if free.get(shift, 0) > len(held[shift]):
                _move(shift, came_from, held)
                return True
            waiting.extend((other, shift) for other in held[shift])
    return False


def _move(shift: int, came_from: dict[int, tuple[_Wish, int | None]], held: dict[int, list[_Wish]]) -> None:
    place: int | None = shift
    while place is not None:
        mover, leaves = came_from[place]
        if leaves is not None:
            held[leaves].remove(mover)
        held[place].append(mover)
        place = leaves
