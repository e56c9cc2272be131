"""
A planning problem in the words of VROOM, and its answer as visits. Pure; the solver runs in a child process.

VROOM knows no teams: who may visit whom becomes a skill. A sent visit gets the highest priority and a window
of one minute.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance, Visit
from vroegeropaf.planning.jobs import Job, jobs
from vroegeropaf.planning.rounds import Board, Round, Stop, first_start, point_of
from vroegeropaf.planning.travel import Point

NAME = "vroom"
VERSION = version("pyvroom")
# of 100: due cases before all others (reaches the maximum), a sent visit before everything
SENT, DUE, URGENCY_SHARE = 100, 50, 48
# what a round on a later day costs more, in minutes of travel: help comes early, places stay free
MINUTES_A_DAY_LATER = 10


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
    asked = dict(enumerate(jobs(instance, board, pressing_first), 1))
    if not asked:
        return None
    places, skills = _Places(), _Skills({one.shift.id: number for number, one in enumerate(board.rounds)})
    urgent = _Urgency(instance)
    found = [_job(number, job, places, skills, urgent) for number, job in asked.items()]
    steps = {} if max_visits is not None else _steps(instance, board, asked)
    used = Counter(visit.shift for visit in instance.locked)
    vehicles = [
        _vehicle(number, one, places, skills, steps, used, max_visits)
        for number, one in enumerate(board.rounds)
    ]
    body = {"vehicles": vehicles, "jobs": found, "matrices": _matrices(board.rounds, places)}
    return Problem(body, {number: job.cases for number, job in asked.items()}, board.rounds)


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


class _Skills:
    """One skill for every set of rounds that some job may go in; `numbers` of the vehicles by shift."""

    def __init__(self, numbers: Mapping[Id, int]) -> None:
        self._numbers_of_vehicles = numbers
        self._numbers: dict[tuple[int, ...], int] = {}
        self.of_vehicle: dict[int, list[int]] = defaultdict(list)

    def of(self, rounds: Sequence[Round]) -> int:
        key = tuple(self._numbers_of_vehicles[one.shift.id] for one in rounds)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            for vehicle in key:
                self.of_vehicle[vehicle].append(self._numbers[key])
        return self._numbers[key]


class _Urgency:
    """How much more a job matters than another, 1 to 100: sent, then due inside the horizon, then weight."""

    def __init__(self, instance: Instance) -> None:
        self._top = max(max(case.weight for case in instance.cases), 1)
        self._horizon_end = instance.horizon_days * MINUTES_A_DAY

    def of(self, job: Job) -> int:
        if job.sent is not None:
            return SENT
        urgency = max(job.weight, 0) / self._top
        return (DUE if job.is_due(self._horizon_end) else 1) + round(URGENCY_SHARE * urgency)


def _job(number: int, job: Job, places: _Places, skills: _Skills, urgent: _Urgency) -> dict[str, Any]:
    return {
        "id": number,
        # only a sent visit may be without a location
        "location_index": places.of(point_of(job.cases[0]) or job.rounds[0].team.depot),
        "service": job.service_min,
        "delivery": [len(job.cases)],
        "skills": [skills.of(job.rounds)],
        "priority": urgent.of(job),
        "time_windows": [list(window) for window in job.windows],
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


def _steps(instance: Instance, board: Board, jobs: Mapping[int, Job]) -> dict[Id, list[int]]:
    """
    Return per shift the jobs of yesterday in their order, as far as they still fit: where the search starts.

    VROOM refuses the whole problem over one step that cannot be.
    """
    number_of = {job.cases[0].id: number for number, job in jobs.items() if len(job.cases) == 1}
    found: dict[Id, list[int]] = defaultdict(list)
    stops: dict[Id, list[Stop]] = defaultdict(list)
    standing = [*instance.locked, *instance.previous]
    for visit in sorted(standing, key=lambda visit: (visit.start, str(visit.case))):
        number, one = number_of.pop(visit.case, None), board.round_of.get(visit.shift)
        if number is None or one is None:
            continue
        job = jobs[number]
        if not any(other is one for other in job.rounds):
            continue
        point = point_of(job.cases[0]) or one.team.depot
        tried = [*stops[visit.shift], Stop(job.cases[0], point, job.sent.start if job.sent else None)]
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


def _matrices(rounds: Sequence[Round], places: _Places) -> dict[str, Any]:
    points = list(places.numbers)
    by_mode = {one.team.mode: one for one in rounds}
    return {
        mode: {"durations": [[one.minutes(here, there) for there in points] for here in points]}
        for mode, one in by_mode.items()
    }
