"""
What is put to a solver that knows no households and doors: what goes in one job, in which rounds it may go.

A household sends one case, two households behind one door go as one job, a sent visit stays in its round.
Pure.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance, Visit
from vroegeropaf.planning.rounds import Board, Round

# the most pressing cases, by weight, are wished on the first day that a team can be there
PRESSING_SHARE = 0.95
# what may be visited before every deadline
NO_END = 10**9


@dataclass(frozen=True)
class Job:
    """
    Cases that are visited one after the other, without a way between them.

    Parameters
    ----------
    cases
        One, or two behind one door.
    rounds
        Where they may go, in the order of the instance; of a sent visit the one it stands in.
    sent
        The visit that was sent, of a job of one case.
    """

    cases: tuple[Case, ...]
    rounds: Sequence[Round]
    sent: Visit | None = None

    @property
    def service_min(self) -> int:
        """Return the minutes behind the door."""
        return sum(case.service_min for case in self.cases)

    @property
    def weight(self) -> float:
        """Return the weight of the most pressing case."""
        return max(case.weight for case in self.cases)

    @property
    def windows(self) -> list[tuple[int, int]]:
        """Return the first and last minutes at which the job may begin."""
        if self.sent is not None:
            return [(self.sent.start, self.sent.start)]
        first, last = _window(self.cases)
        if not self.cases[0].windows:
            return [(first, last)]
        return [
            (max(first, opens), min(last, closes))
            for opens, closes in sorted(self.cases[0].windows)
            if max(first, opens) <= min(last, closes)
        ]

    def is_due(self, horizon_end: int) -> bool:
        """Return whether one of its cases is due inside the horizon."""
        return any(case.deadline <= horizon_end for case in self.cases)


def jobs(instance: Instance, board: Board, pressing_first: bool = False) -> list[Job]:
    """
    Return what can be visited, by the order of the cases.

    Parameters
    ----------
    instance
        One connected part.
    board
        Its rounds.
    pressing_first
        Whether the most pressing cases may only go on their first possible day.
    """
    locked = {visit.case: visit for visit in instance.locked}
    open_rounds: dict[Id, Sequence[Round]] = {case.id: board.open_to(case) for case in instance.cases}
    if pressing_first:
        open_rounds = _first_days(instance, open_rounds)
    chosen = _one_a_household(instance, open_rounds, locked)
    return [
        Job(own, [board.round_of[locked[own[0].id].shift]], locked[own[0].id])
        if own[0].id in locked
        else Job(own, _common(own, open_rounds))
        for own in _in_one_go(chosen, open_rounds, locked)
    ]


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


def _in_one_go(
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
    first, last, spent = 0, NO_END, 0
    for case in own:
        first = max(first, case.ready - spent)
        spent += case.service_min
        last = min(last, case.deadline - spent)
    return first, last
