"""Which members without a team go out together, day part by day part, so that most is covered. Pure.

Within a day part the choice is the best there is: a matching of greatest weight. Over the day parts it is
made in the order of the calendar, and a case that an earlier shift has a place for counts for less; so pairs
spread over what the region needs instead of all serving the same cases.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vroegeropaf.planning import shifts as calendar
from vroegeropaf.planning.instance import Case, Shift
from vroegeropaf.planning.matching import matching
from vroegeropaf.planning.members import WEEKDAYS, DayPart
from vroegeropaf.planning.shifts import Leave
from vroegeropaf.planning.teams import Teams

# A case due inside the horizon counts before every other, as it does for the planner.
DUE_VALUE = 100
# Worth is counted in whole numbers of these parts.
SCALE = 1000
# Yesterday's pair with unsent visits stays unless another is this much better, in per cent (our choice).
CALM_PERCENT = 110
# Keeps the lower aims (fair turns) below the higher one.
FAIR = 10**6


class Engaged:
    """Where members are expected, because visits were sent: nobody is in two places in one day part."""

    def __init__(self, teams: Teams, sent: Iterable[tuple[str, date, str]]) -> None:
        """Take the sent visits, each as code of the team, day and day part."""
        self._teams = teams
        self._codes: dict[tuple[str, date, str], set[str]] = defaultdict(set)
        for code, day, part in sent:
            for member in teams.members_of(code):
                self._codes[member, day, part].add(code)

    def lets(self, code: str, day: date, part: str) -> bool:
        """Return whether nobody of this team is expected in another one then."""
        return all(
            self._codes.get((member, day, part), set()) <= {code} for member in self._teams.members_of(code)
        )


@dataclass(frozen=True)
class Slot:
    """One part of one day, and the pairs whose members both can come then."""

    day: date
    part: DayPart
    pairs: tuple[str, ...]


def slots(teams: Teams, days: Iterable[date], leave: Sequence[Leave], engaged: Engaged) -> list[Slot]:
    """Return the day parts in which at least one pair could go out, in the order of the calendar."""
    found = []
    for day in days:
        for part in sorted(teams.day_parts, key=lambda one: teams.day_parts[one].start):
            away = {one.member for one in leave if one.covers(day, part)}
            able = tuple(
                code
                for code, pair in teams.pairs.items()
                if part in pair.shifts.get(WEEKDAYS[day.weekday()], ())
                and not away.intersection(pair.members)
                and engaged.lets(code, day, part)
            )
            if able:
                found.append(Slot(day, part, able))
    return found


def possible_shifts(teams: Teams, today: date, open_slots: Sequence[Slot], max_visits: int) -> list[Shift]:
    """Return the shift of every pair that could go out: not all of them can at once."""
    return [
        calendar.shift(teams, code, today, slot.day, slot.part, max_visits)
        for slot in open_slots
        for code in slot.pairs
    ]


def form(
    teams: Teams,
    today: date,
    open_slots: Sequence[Slot],
    cases: Sequence[Case],
    others: Sequence[Shift],
    unsent: Container[str],
    horizon_end: int,
    max_visits: int,
) -> list[Shift]:
    """
    Return the shifts of the pairs that go out.

    Parameters
    ----------
    teams
        The content of teams.yaml.
    today
        Day 0 of the instance.
    open_slots
        Day parts with the pairs that could go out.
    cases
        What is to be visited.
    others
        Shifts of the fixed teams; what they have a place for counts for less.
    unsent
        Ids of shifts with unsent visits: those pairs had better form again.
    horizon_end
        Last minute of the plan: what is due before it counts first.
    max_visits
        Most visits in one shift.

    Notes
    -----
    Ties: who went out less often in this plan goes first, then the order of the codes. The same input gives
    the same pairs, and so does the same input after its plan was stored and sent: there is one best choice
    only, and whoever has visits is never worth less.
    """
    demand = _Demand(teams, cases, horizon_end, max_visits)
    for shift in sorted(others, key=lambda one: (one.start, str(one.id))):
        demand.take(str(shift.team), shift)
    turns: Counter[str] = Counter()
    formed: list[Shift] = []
    for slot in open_slots:
        shift_of = {
            code: calendar.shift(teams, code, today, slot.day, slot.part, max_visits) for code in slot.pairs
        }
        chosen = _choose(teams, shift_of, demand, unsent, turns)
        for code in chosen:
            turns.update(teams.pairs[code].members)
            demand.take(code, shift_of[code])
            formed.append(shift_of[code])
    return formed


def _choose(
    teams: Teams,
    shift_of: Mapping[str, Shift],
    demand: "_Demand",
    unsent: Container[str],
    turns: Counter[str],
) -> list[str]:
    """Return the pairs of one day part that are worth the most together."""
    weights: dict[tuple[str, str], int] = {}
    for code, shift in shift_of.items():
        worth = demand.worth(code, shift) * (CALM_PERCENT if shift.id in unsent else 100)
        if worth:
            one, two = teams.pairs[code].members
            weights[one, two] = worth * FAIR + FAIR // (2 * (1 + turns[one] + turns[two]) * len(teams.pairs))
    codes = {teams.pairs[code].members: code for code in shift_of}
    return sorted(codes[couple] for couple in matching(weights))


class _Demand:
    """What cases are worth to a pair, given in how many shifts they were counted before."""

    def __init__(self, teams: Teams, cases: Sequence[Case], horizon_end: int, max_visits: int) -> None:
        self._teams, self._max_visits = teams, max_visits
        self._taken: Counter[int] = Counter()
        self._values = [
            round(case.weight * SCALE) + (DUE_VALUE * SCALE if case.deadline <= horizon_end else 0)
            for case in cases
        ]
        self._cases: dict[tuple[str, str], list[tuple[int, Case]]] = defaultdict(list)
        for number, case in enumerate(cases):
            if case.lat is not None and case.lon is not None:
                self._cases[case.corporation, case.municipality].append((number, case))

    def worth(self, code: str, shift: Shift) -> int:
        """Return the worth of the most valuable cases that the shift has places for."""
        return sum(worth for worth, _ in self._best(code, shift))

    def take(self, code: str, shift: Shift) -> None:
        """Count the most valuable cases as visited there; each counts for less from now on."""
        self._taken.update(number for _, number in self._best(code, shift))

    def _best(self, code: str, shift: Shift) -> list[tuple[int, int]]:
        """Return (worth, number) of the cases that would fill the shift; ties go to the first of the list."""
        team = self._teams.everyone[code]
        found = [
            (self._values[number] // (1 + self._taken[number]) ** 2, number)
            for corporation in team.corporations
            for municipality in team.municipalities
            for number, case in self._cases.get((corporation, municipality), ())
            if _fits(case, shift)
        ]
        return sorted(found, key=lambda one: (-one[0], one[1]))[: self._max_visits]


def _fits(case: Case, shift: Shift) -> bool:
    return (
        (not case.dayparts or shift.part in case.dayparts)
        and case.ready <= shift.end
        and shift.start + case.service_min <= case.deadline
    )
