"""One team's round in one shift: who may be in it, and at which minute each visit starts. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vroegeropaf.planning.instance import Case, Instance, Shift, Team, Visit
from vroegeropaf.planning.travel import Point, Roads
from vroegeropaf.planning.travel import roads as roads_of


@dataclass(frozen=True, slots=True)
class Stop:
    """A case in a round. `locked_at`: sent, never moves. `wished_at`: yesterday's unsent minute."""

    case: Case
    point: Point
    locked_at: int | None = None
    wished_at: int | None = None


@dataclass(slots=True)
class Round:
    """One shift with its stops in driving order."""

    shift: Shift
    team: Team
    roads: Roads
    stops: list[Stop] = field(default_factory=list)

    def minutes(self, here: Point, there: Point) -> int:
        """Return the travel minutes of this team."""
        return self.roads.minutes(self.team.mode, here, there)

    def starts(self, stops: Sequence[Stop]) -> list[int] | None:
        """Return the minute of every visit, at yesterday's times where they fit, or None if impossible."""
        return self._timetable(stops, True) or self._timetable(stops, False)

    def _timetable(self, stops: Sequence[Stop], keep_wishes: bool) -> list[int] | None:
        """Return the earliest minutes. What was sent is a fact: two locked stops are never at odds."""
        free_at, place, is_fact = self.shift.start, self.team.depot, True
        result: list[int] = []
        for stop in stops:
            arrival = free_at + self.minutes(place, stop.point)
            if stop.locked_at is not None:
                if arrival > stop.locked_at and not is_fact:
                    return None
                start, is_fact = stop.locked_at, True
            else:
                wish = stop.wished_at if keep_wishes and stop.wished_at is not None else arrival
                earliest = first_start(stop.case, max(arrival, wish))
                if earliest is None:
                    return None
                start, is_fact = earliest, False
            result.append(start)
            free_at, place = start + stop.case.service_min, stop.point
        if not is_fact and free_at + self.minutes(place, self.team.depot) > self.shift.end:
            return None
        return result

    def best_place(
        self, stop: Stop, stops: Sequence[Stop], positions: Iterable[int] | None = None
    ) -> tuple[int, int, int] | None:
        """Return (added travel minutes, position, start) of the cheapest insertion that fits, or None."""
        if len(stops) >= self.shift.max_visits:
            return None
        best = None
        for position in range(len(stops) + 1) if positions is None else positions:
            before = stops[position - 1].point if position else self.team.depot
            after = stops[position].point if position < len(stops) else self.team.depot
            added = (
                self.minutes(before, stop.point)
                + self.minutes(stop.point, after)
                - self.minutes(before, after)
            )
            if best is not None and added >= best[0]:
                continue
            starts = self.starts([*stops[:position], stop, *stops[position:]])
            if starts is not None:
                best = (added, position, starts[position])
        return best


def first_start(case: Case, earliest: int) -> int | None:
    """Return the first minute from `earliest` at which the visit may start and still ends by its deadline."""
    earliest = max(earliest, case.ready)
    if case.windows:
        opened = [max(earliest, opens) for opens, closes in case.windows if max(earliest, opens) <= closes]
        if not opened:
            return None
        earliest = min(opened)
    return earliest if earliest + case.service_min <= case.deadline else None


def point_of(case: Case) -> Point | None:
    """Return where the case lives, or None when that is not known."""
    return None if case.lat is None or case.lon is None else (case.lat, case.lon)


def may_serve(team: Team, case: Case) -> bool:
    """Return whether the team works for this corporation in this municipality (the covenant's rule)."""
    return case.corporation in team.corporations and case.municipality in team.municipalities


class Board:
    """All rounds of an instance, empty, and which of them a case may enter."""

    def __init__(self, instance: Instance) -> None:
        roads = roads_of(instance)
        teams = {team.id: team for team in instance.teams}
        self.teams = instance.teams
        self.workdays = frozenset(instance.workdays)
        self.rounds = [Round(shift, teams[shift.team], roads) for shift in instance.shifts]
        self.round_of = {one.shift.id: one for one in self.rounds}

    def open_to(self, case: Case) -> list[Round]:
        """Return the rounds in which the case could be visited if it were the only one."""
        point = point_of(case)
        if point is None:
            return []
        return [
            one
            for one in self.rounds
            if self._fits(one, case) and one.best_place(Stop(case, point), []) is not None
        ]

    def _fits(self, one: Round, case: Case) -> bool:
        shift = one.shift
        return (
            shift.day in self.workdays
            and may_serve(one.team, case)
            and (not case.dayparts or shift.part in case.dayparts)
            and case.ready <= shift.end
            and shift.start <= case.deadline
        )

    def visits(self) -> list[Visit]:
        """Return what the rounds hold now, with a start for each visit."""
        found = []
        for one in self.rounds:
            starts = one.starts(one.stops)
            if starts is None:
                raise AssertionError("a round was filled with stops that do not fit")
            found += [
                Visit(stop.case.id, one.shift.id, start)
                for stop, start in zip(one.stops, starts, strict=True)
            ]
        return found
