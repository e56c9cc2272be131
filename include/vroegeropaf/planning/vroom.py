"""
A planning problem in the words of VROOM, and its answer as visits. Pure; the solver runs in a child process.

VROOM knows no teams and households: who may visit whom becomes a skill, a household sends one case, two
households behind one door go as one job, a sent visit gets the highest priority and a window of one minute.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance, Visit
from vroegeropaf.planning.rounds import Board, Round, Stop, first_start, point_of
from vroegeropaf.planning.travel import Point

NAME = "vroom"
VERSION = version("pyvroom")
# of 100: due cases before all others (reaches the maximum), a sent visit before everything
SENT, DUE, URGENCY_SHARE = 100, 50, 48
# what a round on a later day costs more, in minutes of travel: help comes early, places stay free
MINUTES_A_DAY_LATER = 10
# the most pressing cases, by weight, are wished on the first day that a team can be there
PRESSING_SHARE = 0.95


@dataclass(frozen=True)
class Problem:
    """VROOM's JSON, and which cases its numbers stand for; `rounds` are its vehicles in their order."""

    body: dict[str, Any]
    cases: dict[int, tuple[Case, ...]]
    rounds: list[Round]


@dataclass
class _Places:
    """Points and their numbers in the matrices."""

    numbers: dict[Point, int] = field(default_factory=dict)

    def of(self, point: Point) -> int:
        return self.numbers.setdefault(point, len(self.numbers))


def problem(
    instance: Instance, max_visits: int | None = None, pressing_first: bool = False
) -> Problem | None:
    """
    Return the instance as a problem, or None when there is nothing to solve.

    Parameters
    ----------
    instance
        One connected part.
    max_visits
        A lower cap of visits a shift than the instance's own, to share the load.
    pressing_first
        Whether the most pressing cases may only go on their first possible day.
    """
    board = Board(instance)
    locked = {visit.case: visit for visit in instance.locked}
    open_rounds: dict[Id, Sequence[Round]] = {case.id: board.open_to(case) for case in instance.cases}
    if pressing_first:
        open_rounds = _first_days(instance, open_rounds)
    chosen = _one_a_household(instance, open_rounds, locked)
    jobs = _jobs(chosen, open_rounds, locked)
    if not jobs or not board.rounds:
        return None
    places, skills = _Places(), _Skills()
    numbers = {id(one): number for number, one in enumerate(board.rounds)}
    top = max(max(case.weight for case in instance.cases), 1)
    horizon_end = instance.horizon_days * MINUTES_A_DAY
    cases = dict(enumerate(jobs, 1))
    found = [
        _sent_job(number, own[0], locked[own[0].id], places, board, skills)
        if own[0].id in locked
        else _job(
            number,
            own,
            [numbers[id(one)] for one in _common(own, open_rounds)],
            places,
            skills,
            top,
            horizon_end,
        )
        for number, own in cases.items()
    ]
    steps = {} if max_visits is not None else _steps(instance, board, cases, open_rounds)
    used = _used(instance)
    vehicles = [
        _vehicle(number, one, places, skills, steps, used, max_visits)
        for number, one in enumerate(board.rounds)
    ]
    body = {"vehicles": vehicles, "jobs": found, "matrices": _matrices(board.rounds, places)}
    return Problem(body, cases, board.rounds)


def visits(answer: Mapping[str, Any], asked: Problem) -> list[Visit]:
    """Return the visits of VROOM's answer, a job of two households as two visits one after the other."""
    found = []
    for route in answer["routes"]:
        shift = asked.rounds[route["vehicle"]].shift
        for step in route["steps"]:
            if step["type"] != "job":
                continue
            start = step["arrival"] + step["waiting_time"]
            for case in asked.cases[step["id"]]:
                found.append(Visit(case.id, shift.id, start))
                start += case.service_min
    return found


def _first_days(instance: Instance, open_rounds: Mapping[Id, Sequence[Round]]) -> dict[Id, Sequence[Round]]:
    """Return the rounds of each case; of the most pressing ones only those of their first day."""
    top = max((case.weight for case in instance.cases), default=0)
    horizon_end = instance.horizon_days * MINUTES_A_DAY
    found = dict(open_rounds)
    for case in instance.cases:
        if case.weight >= PRESSING_SHARE * top and case.deadline <= horizon_end and found[case.id]:
            first = min(one.shift.day for one in found[case.id])
            found[case.id] = [one for one in found[case.id] if one.shift.day == first]
    return found


class _Skills:
    """One skill for every set of vehicles that some case may be visited by."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}
        self.of_vehicle: dict[int, list[int]] = defaultdict(list)

    def for_vehicles(self, vehicles: Sequence[int]) -> int:
        key = tuple(vehicles)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            for vehicle in key:
                self.of_vehicle[vehicle].append(self._numbers[key])
        return self._numbers[key]


def _one_a_household(
    instance: Instance, open_rounds: Mapping[Id, Sequence[Round]], locked: Mapping[Id, Visit]
) -> list[Case]:
    """Return the case of each household that is planned: the sent one, else the most pressing that can be."""
    sent = {case.household for case in instance.cases if case.id in locked}
    best: dict[Id, Case] = {}
    for case in instance.cases:
        if case.id in locked or case.household in sent or not open_rounds[case.id]:
            continue
        other = best.get(case.household)
        if other is None or (case.deadline, -case.weight) < (other.deadline, -other.weight):
            best[case.household] = case
    return [case for case in instance.cases if case.id in locked or best.get(case.household) is case]


def _jobs(
    chosen: Sequence[Case], open_rounds: Mapping[Id, Sequence[Round]], locked: Mapping[Id, Visit]
) -> list[tuple[Case, ...]]:
    """Return what is visited in one go: cases behind one door that may go together, all others alone."""
    behind: dict[Id, list[Case]] = defaultdict(list)
    for case in chosen:
        if case.door is not None and case.id not in locked and not case.windows:
            behind[case.door].append(case)
    together: dict[Id, tuple[Case, ...]] = {}
    for cases in behind.values():
        pair = tuple(sorted(cases, key=lambda case: (case.deadline, str(case.id)))[:2])
        if len(pair) == 2 and _fits(pair, open_rounds):
            together |= {case.id: pair for case in pair}
    jobs = []
    for case in chosen:
        own = together.get(case.id, (case,))
        if own[0] is case:
            jobs.append(own)
    return jobs


def _fits(pair: Sequence[Case], open_rounds: Mapping[Id, Sequence[Round]]) -> bool:
    return (
        any(
            one.shift.max_visits > 1
            and one.shift.start <= _window(pair)[1]
            and one.shift.end >= _window(pair)[0]
            for one in _common(pair, open_rounds)
        )
        and pair[0].lat == pair[1].lat
        and pair[0].lon == pair[1].lon
    )


def _common(own: Sequence[Case], open_rounds: Mapping[Id, Sequence[Round]]) -> list[Round]:
    rounds = open_rounds[own[0].id]
    for case in own[1:]:
        others = {id(one) for one in open_rounds[case.id]}
        rounds = [one for one in rounds if id(one) in others]
    return list(rounds)


def _window(own: Sequence[Case]) -> tuple[int, int]:
    """Return the first and last minute at which the visits of a job may begin, one after the other."""
    first, last, spent = 0, 10**9, 0
    for case in own:
        first = max(first, case.ready - spent)
        spent += case.service_min
        last = min(last, case.deadline - spent)
    return first, last


def _windows(own: Sequence[Case]) -> list[list[int]]:
    first, last = _window(own)
    if not own[0].windows:
        return [[first, last]]
    return [
        [max(first, opens), min(last, closes)]
        for opens, closes in sorted(own[0].windows)
        if max(first, opens) <= min(last, closes)
    ]


def _job(
    number: int,
    own: Sequence[Case],
    vehicles: Sequence[int],
    places: _Places,
    skills: _Skills,
    top: float,
    horizon_end: int,
) -> dict[str, Any]:
    point = point_of(own[0])
    if point is None:
        raise AssertionError("a case without a location has no open round")
    is_due = any(case.deadline <= horizon_end for case in own)
    urgency = max(max(case.weight for case in own), 0) / top
    return {
        "id": number,
        "location_index": places.of(point),
        "service": sum(case.service_min for case in own),
        "delivery": [len(own)],
        "skills": [skills.for_vehicles(vehicles)],
        "priority": (DUE if is_due else 1) + round(URGENCY_SHARE * urgency),
        "time_windows": _windows(own),
    }


def _sent_job(
    number: int, case: Case, visit: Visit, places: _Places, board: Board, skills: _Skills
) -> dict[str, Any]:
    vehicle = next(n for n, one in enumerate(board.rounds) if one.shift.id == visit.shift)
    return {
        "id": number,
        "location_index": places.of(point_of(case) or board.rounds[vehicle].team.depot),
        "service": case.service_min,
        "delivery": [1],
        "skills": [skills.for_vehicles([vehicle])],
        "priority": SENT,
        "time_windows": [[visit.start, visit.start]],
    }


def _vehicle(
    number: int,
    one: Round,
    places: _Places,
    skills: _Skills,
    steps: Mapping[Id, list[int]],
    used: Mapping[Id, int],
    max_visits: int | None,
) -> dict[str, Any]:
    shift = one.shift
    most = shift.max_visits if max_visits is None else min(shift.max_visits, max_visits)
    depot = places.of(one.team.depot)
    vehicle: dict[str, Any] = {
        "id": number,
        "profile": one.team.mode,
        "start_index": depot,
        "end_index": depot,
        # what was sent is a fact, also where it is more than fits
        "capacity": [max(most, used.get(shift.id, 0))],
        "skills": skills.of_vehicle[number],
        "time_window": [shift.start, shift.end],
        "costs": {"fixed": MINUTES_A_DAY_LATER * shift.day},
    }
    if own := steps.get(shift.id):
        vehicle["steps"] = [{"type": "start"}, *[{"type": "job", "id": job} for job in own], {"type": "end"}]
    return vehicle


def _steps(
    instance: Instance,
    board: Board,
    jobs: Mapping[int, tuple[Case, ...]],
    open_rounds: Mapping[Id, Sequence[Round]],
) -> dict[Id, list[int]]:
    """
    Return per shift the jobs of yesterday in their order, as far as they still fit: where the search starts.

    VROOM refuses the whole problem over one step that cannot be.
    """
    number_of = {own[0].id: number for number, own in jobs.items()}
    locked = {visit.case: visit.start for visit in instance.locked}
    found: dict[Id, list[int]] = defaultdict(list)
    stops: dict[Id, list[Stop]] = defaultdict(list)
    standing = [*instance.locked, *instance.previous]
    for visit in sorted(standing, key=lambda visit: (visit.start, str(visit.case))):
        number, one = number_of.pop(visit.case, None), board.round_of.get(visit.shift)
        if number is None or one is None:
            continue
        case = jobs[number][0]
        if len(jobs[number]) > 1 or (case.id not in locked and one not in open_rounds[case.id]):
            continue
        stop = Stop(case, point_of(case) or one.team.depot, locked.get(case.id))
        tried = [*stops[visit.shift], stop]
        if len(tried) <= one.shift.max_visits and _can_be_driven(one, tried):
            stops[visit.shift] = tried
            found[visit.shift].append(number)
    return found


def _can_be_driven(one: Round, stops: Sequence[Stop]) -> bool:
    """Return whether a tour is possible by the rules alone; what was sent is no fact here."""
    free_at, place = one.shift.start, one.team.depot
    for stop in stops:
        arrival = free_at + one.minutes(place, stop.point)
        start = first_start(stop.case, arrival) if stop.locked_at is None else stop.locked_at
        if start is None or start < arrival:
            return False
        free_at, place = start + stop.case.service_min, stop.point
    return free_at + one.minutes(place, one.team.depot) <= one.shift.end


def _used(instance: Instance) -> dict[Id, int]:
    used: dict[Id, int] = defaultdict(int)
    for visit in instance.locked:
        used[visit.shift] += 1
    return used


def _matrices(rounds: Sequence[Round], places: _Places) -> dict[str, Any]:
    points = list(places.numbers)
    by_mode = {one.team.mode: one for one in rounds}
    return {
        mode: {"durations": [[one.minutes(here, there) for there in points] for here in points]}
        for mode, one in by_mode.items()
    }
