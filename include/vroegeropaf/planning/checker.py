"""An independent judgement of a plan from the instance alone. Pure; shares no code with a solver, on purpose.

A plan with a violation is never stored or sent. What was sent already is a fact: locked visits are held to
being unchanged, and the other rules only judge what a solver added to them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import asin, ceil, cos, radians, sin, sqrt

from vroegeropaf.planning.instance import REASONS, Case, Id, Instance, Plan, Shift, Team, Visit


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule and the case or shift that shows it."""

    rule: str
    place: str


def check(instance: Instance, plan: Plan) -> list[Violation]:
    """Return every violation of the plan; an empty list means that it may be stored."""
    return _Check(instance, plan).run()


class _Check:
    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance, self.plan = instance, plan
        self.cases = {case.id: case for case in instance.cases}
        self.shifts = {shift.id: shift for shift in instance.shifts}
        self.teams = {team.id: team for team in instance.teams}
        self.locked = set(instance.locked)
        self.table = instance.table
        self.known = [v for v in plan.visits if v.case in self.cases and v.shift in self.shifts]

    def run(self) -> list[Violation]:
        found = [*self._names(), *self._locks(), *self._accounts(), *self._reasons(), *self._households()]
        for visit in self.known:
            if visit not in self.locked:
                found += self._alone(visit, self.cases[visit.case], self.shifts[visit.shift])
        by_shift: dict[Id, list[Visit]] = defaultdict(list)
        for visit in self.known:
            by_shift[visit.shift].append(visit)
        for shift_id, visits in by_shift.items():
            found += self._round(self.shifts[shift_id], sorted(visits, key=lambda v: v.start))
        return found

    def _names(self) -> Iterator[Violation]:
        for visit in self.plan.visits:
            if visit.case not in self.cases:
                yield Violation("unknown_case", f"case {visit.case}")
            if visit.shift not in self.shifts:
                yield Violation("unknown_shift", f"case {visit.case}")
        for left in self.plan.unassigned:
            if left.case not in self.cases:
                yield Violation("unknown_case", f"case {left.case}")

    def _locks(self) -> Iterator[Violation]:
        kept = set(self.plan.visits)
        for visit in self.instance.locked:
            if visit not in kept:
                yield Violation("lock_changed", f"case {visit.case}")

    def _accounts(self) -> Iterator[Violation]:
        """Every case has exactly one line: one visit, or one reason."""
        visits = Counter(visit.case for visit in self.plan.visits)
        reasons = Counter(left.case for left in self.plan.unassigned)
        for case in self.cases:
            if visits[case] > 1:
                yield Violation("case_twice", f"case {case}")
            if visits[case] and reasons[case]:
                yield Violation("visited_and_unassigned", f"case {case}")
            if reasons[case] > 1:
                yield Violation("unassigned_twice", f"case {case}")
            if not visits[case] and not reasons[case]:
                yield Violation("case_missing", f"case {case}")

    def _reasons(self) -> Iterator[Violation]:
        """A reason must be one of the five, and not plainly untrue."""
        households = {self.cases[visit.case].household for visit in self.known}
        for left in self.plan.unassigned:
            case = self.cases.get(left.case)
            if left.reason not in REASONS:
                yield Violation("unknown_reason", f"case {left.case}")
            elif case is not None:
                untrue = {
                    "no_eligible_team": any(_serves(team, case) for team in self.instance.teams),
                    "household_already_visited": case.household not in households,
                    "no_location": case.lat is not None and case.lon is not None,
                    "no_capacity": not any(_serves(team, case) for team in self.instance.teams),
                }
                if untrue.get(left.reason, False):
                    yield Violation("untrue_reason", f"case {left.case}")

    def _households(self) -> Iterator[Violation]:
        by_household: dict[Id, list[Visit]] = defaultdict(list)
        for visit in self.known:
            by_household[self.cases[visit.case].household].append(visit)
        for visits in by_household.values():
            if len({v.case for v in visits}) > 1 and any(v not in self.locked for v in visits):
                yield Violation("household_twice", f"case {visits[0].case}")

    def _alone(self, visit: Visit, case: Case, shift: Shift) -> Iterator[Violation]:
        """Judge one visit apart from the others of its round."""
        where = f"case {visit.case}"
        if not _serves(self.teams[shift.team], case):
            yield Violation("not_served_by_team", where)
        if shift.day not in self.instance.workdays:
            yield Violation("not_a_workday", where)
        if case.dayparts and shift.part not in case.dayparts:
            yield Violation("wrong_day_part", where)
        if visit.start < case.ready:
            yield Violation("before_ready", where)
        if visit.start + case.service_min > case.deadline:
            yield Violation("after_deadline", where)
        if case.windows and not any(opens <= visit.start <= closes for opens, closes in case.windows):
            yield Violation("outside_windows", where)
        if case.lat is None or case.lon is None:
            yield Violation("visited_without_location", where)

    def _round(self, shift: Shift, visits: list[Visit]) -> Iterator[Violation]:
        """Drive a round: from the depot at the shift's start, past every door, and back by its end."""
        is_free = [visit not in self.locked for visit in visits]
        if len(visits) > shift.max_visits and any(is_free):
            yield Violation("too_many_visits", f"shift {shift.id}")
        team = self.teams[shift.team]
        if is_free[0] and visits[0].start < shift.start + self._drive(team, None, visits[0]):
            yield Violation("too_early", f"case {visits[0].case}")
        for (one, one_free), (two, two_free) in pairwise(zip(visits, is_free, strict=True)):
            leaves = one.start + self.cases[one.case].service_min
            if (one_free or two_free) and two.start < leaves + self._drive(team, one, two):
                yield Violation("too_early", f"case {two.case}")
        last = visits[-1]
        back = last.start + self.cases[last.case].service_min + self._drive(team, last, None)
        if is_free[-1] and back > shift.end:
            yield Violation("back_too_late", f"shift {shift.id}")

    def _drive(self, team: Team, here: Visit | None, there: Visit | None) -> int:
        """Return the minutes between two doors; None, or a sent visit without a location, is the depot."""
        lat1, lon1 = self._door(team, here)
        lat2, lon2 = self._door(team, there)
        if (lat1, lon1) == (lat2, lon2):
            return 0
        measured = self._measured(team.mode, (lat1, lon1), (lat2, lon2))
        if measured is not None:
            return measured
        mode = self.instance.travel[team.mode]
        a, b, c, d = radians(lat1), radians(lon1), radians(lat2), radians(lon2)
        half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
        kilometres = 2 * 6371.0 * asin(sqrt(min(1.0, half)))
        return mode.stop_min + ceil(mode.detour * kilometres / mode.speed_kmh * 60)

    def _measured(self, mode: str, here: tuple[float, float], there: tuple[float, float]) -> int | None:
        """Return what the instance's own table says, if it knows mode and both points."""
        if self.table is None or mode not in self.table.minutes:
            return None
        try:
            row, column = self.table.points.index(here), self.table.points.index(there)
        except ValueError:
            return None
        return self.table.minutes[mode][row][column]

    def _door(self, team: Team, visit: Visit | None) -> tuple[float, float]:
        case = self.cases[visit.case] if visit is not None else None
        if case is None or case.lat is None or case.lon is None:
            return team.depot
        return case.lat, case.lon


def _serves(team: Team, case: Case) -> bool:
    return case.corporation in team.corporations and case.municipality in team.municipalities
