"""Which members without a team go out together, day part by day part, so that most is covered. Pure.

Within a day part the choice is the best there is: a matching of greatest weight. Over the day parts it is
made in the order of the calendar, and a case that an earlier shift has a place for counts for less; so pairs
spread over what the region needs instead of all serving the same cases.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vroegeropaf.planning import shifts as calendar
from vroegeropaf.planning.instance import Case, Shift
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


@dataclass(frozen=True)
class Slot:
    """One part of one day, and the pairs whose members both can come then."""

    day: date
    part: DayPart
    pairs: tuple[str, ...]


def slots(teams: Teams, days: Iterable[date], leave: Sequence[Leave]) -> list[Slot]:
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


@dataclass(frozen=True)
class Wishes:
    """Shift ids of pairs with visits: those that were sent must form again, unsent ones had better."""

    sent: frozenset[str] = frozenset()
    unsent: frozenset[str] = frozenset()


def form(
    teams: Teams,
    today: date,
    open_slots: Sequence[Slot],
    cases: Sequence[Case],
    others: Sequence[Shift],
    wishes: Wishes,
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
    wishes
        Pairs that have visits already.
    horizon_end
        Last minute of the plan: what is due before it counts first.
    max_visits
        Most visits in one shift.

    Notes
    -----
    Ties: who went out less often in this plan goes first, then the order of the codes. The same input gives
    the same pairs.
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
        chosen = _choose(teams, shift_of, demand, wishes, turns)
        for code in chosen:
            turns.update(teams.pairs[code].members)
            demand.take(code, shift_of[code])
            formed.append(shift_of[code])
    return formed


def _choose(
    teams: Teams, shift_of: Mapping[str, Shift], demand: "_Demand", wishes: Wishes, turns: Counter[str]
) -> list[str]:
    """Return the pairs of one day part: those with sent visits, and the best of who is left."""
    bound = [code for code, shift in shift_of.items() if shift.id in wishes.sent]
    busy = {member for code in bound for member in teams.pairs[code].members}
    weights: dict[tuple[str, str], int] = {}
    for code, shift in shift_of.items():
        one, two = teams.pairs[code].members
        if busy.intersection((one, two)):
            continue
        worth = demand.worth(code, shift) * (CALM_PERCENT if shift.id in wishes.unsent else 100)
        if worth:
            weights[one, two] = worth * FAIR + FAIR // (2 * (1 + turns[one] + turns[two]) * len(shift_of))
    codes = {teams.pairs[code].members: code for code in shift_of}
    return sorted([*bound, *(codes[couple] for couple in matching(weights))])


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


def matching(weights: Mapping[tuple[str, str], int]) -> list[tuple[str, str]]:
    """
    Return the couples of greatest total weight in which nobody is twice.

    Parameters
    ----------
    weights
        Of each couple that may be; only what adds weight is chosen.

    Notes
    -----
    Adds the alternating path of greatest gain while there is a gain, which keeps the matching the best of its
    size; gains never rise, so the end is the best of all.
    """
    edges = sorted(weights.items())
    partner: dict[str, str] = {}  # of the second member: the first
    while path := _best_path(edges, weights, partner):
        for one, two in path:
            partner[two] = one
    return sorted((one, two) for two, one in partner.items())


def _best_path(
    edges: Sequence[tuple[tuple[str, str], int]],
    weights: Mapping[tuple[str, str], int],
    partner: Mapping[str, str],
) -> list[tuple[str, str]]:
    """Return the couples to make along the path of greatest gain, or none if no path gains anything."""
    taken = set(partner.values())
    gain_of = {one: 0 for (one, _), _ in edges if one not in taken}  # of a path that ends at a first member
    gain_at: dict[str, int] = {}  # of a path that ends at a second member
    came_by: dict[str, str] = {}
    is_rising = True
    while is_rising:
        is_rising = False
        for (one, two), weight in edges:
            if one not in gain_of or partner.get(two) == one:
                continue
            gain = gain_of[one] + weight
            if two not in gain_at or gain > gain_at[two]:
                gain_at[two], came_by[two], is_rising = gain, one, True
                if two in partner:
                    gain_of[partner[two]] = gain - weights[partner[two], two]
    ends = [(gain, two) for two, gain in gain_at.items() if two not in partner and gain > 0]
    if not ends:
        return []
    return _walk_back(max(ends, key=lambda end: (end[0], end[1]))[1], came_by, partner)


def _walk_back(end: str, came_by: Mapping[str, str], partner: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the couples of the path that ends here."""
    of_first = {one: two for two, one in partner.items()}
    path, two = [], end
    while True:
        one = came_by[two]
        path.append((one, two))
        if one not in of_first:
            return path
        two = of_first[one]
