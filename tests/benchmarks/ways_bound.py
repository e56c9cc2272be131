"""
A weight that no plan can exceed, ways included: for scarce regions, where a bound without ways says little.

Every shift drives one tour, every case is in one tour at most: the linear relaxation of choosing tours,
solved by column generation. Prices on cases bound every plan, whatever they are: what all cases cost, and for
every shift the best tour at weights less prices. Sent visits and windows inside a day are not known here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy
from benchmarks import plan_figures, regions
from scipy.optimize import linprog
from scipy.sparse import csc_matrix

from vroegeropaf.planning import travel
from vroegeropaf.planning.components import components
from vroegeropaf.planning.instance import Instance, Plan, Shift

NEAR_ENOUGH = 0.001
NOTHING = 1e-9
Tour = tuple[int, ...]


def weight_bound(instance: Instance, plans: Sequence[Plan]) -> float:
    """Return the bound; the tours of some plans are where the search for it begins."""
    if instance.locked or any(case.windows for case in instance.cases):
        raise ValueError("no sent visits and no windows")
    parts = [part for part in components(instance) if part.cases and part.shifts]
    return sum(_of_part(part, plans) for part in parts)


def _of_part(part: Instance, plans: Sequence[Plan]) -> float:
    weights = numpy.array([float(case.weight) for case in part.cases])
    best = [_BestTour(part, shift) for shift in part.shifts]
    tours = _begin(part, plans)
    lowest = float(weights.sum())
    while True:
        reached, prices, dues = _master(weights, len(best), tours)
        found = [one.at(weights - prices) for one in best]
        lowest = min(lowest, float(prices.sum()) + sum(profit for profit, _ in found))
        new = {
            (shift, tuple(sorted(tour)))
            for shift, (profit, tour) in enumerate(found)
            if profit > dues[shift] + NOTHING * 1_000
        } - tours
        if not new or lowest - reached <= NEAR_ENOUGH * lowest:
            return lowest
        tours |= new


def _begin(part: Instance, plans: Sequence[Plan]) -> set[tuple[int, Tour]]:
    rows = {case.id: row for row, case in enumerate(part.cases)}
    shifts = {shift.id: number for number, shift in enumerate(part.shifts)}
    found: set[tuple[int, Tour]] = {(number, ()) for number in shifts.values()}
    for plan in plans:
        tours: dict[int, list[int]] = defaultdict(list)
        for visit in plan.visits:
            if visit.case in rows:
                tours[shifts[visit.shift]].append(rows[visit.case])
        found |= {(shift, tuple(sorted(tour))) for shift, tour in tours.items()}
    return found


def _master(
    weights: numpy.ndarray, shifts: int, tours: set[tuple[int, Tour]]
) -> tuple[float, numpy.ndarray, numpy.ndarray]:
    """Return the best mixture of the known tours, the prices of the cases and the dues of the shifts."""
    columns = sorted(tours)
    rows = [row for shift, tour in columns for row in (*tour, len(weights) + shift)]
    numbers = [number for number, (_, tour) in enumerate(columns) for _ in range(len(tour) + 1)]
    size = (len(weights) + shifts, len(columns))
    holds = csc_matrix((numpy.ones(len(rows)), (rows, numbers)), shape=size)
    gains = numpy.array([weights[list(tour)].sum() for _, tour in columns])
    solved = linprog(-gains, A_ub=holds, b_ub=numpy.ones(size[0]), method="highs")
    duals = -solved.ineqlin.marginals
    return -solved.fun, duals[: len(weights)], duals[len(weights) :]


@dataclass
class _BestTour:
    """
    The most profitable tour of a shift, found by trying all that could be better.

    Notes
    -----
    A tour stays possible when a case is left out, so only cases with a profit are tried.
    """

    part: Instance
    shift: Shift
    _ways: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._team = next(team for team in self.part.teams if team.id == self.shift.team)
        self._alone = [
            row
            for row, case in enumerate(self.part.cases)
            if plan_figures.is_possible(self.part, self.shift, self._team, case)
        ]

    def at(self, profits: numpy.ndarray) -> tuple[float, Tour]:
        """Return the highest profit and its tour."""
        tried = sorted((row for row in self._alone if profits[row] > NOTHING), key=lambda row: -profits[row])
        self._profits = {row: float(profits[row]) for row in tried}
        self._best: tuple[float, Tour] = (0.0, ())
        self._go_on((), self.shift.start, 0.0)
        return self._best

    def _go_on(self, tour: Tour, free_at: int, profit: float) -> None:
        if profit > self._best[0] + NOTHING:
            self._best = profit, tour
        room = self.shift.max_visits - len(tour)
        for row, gain in self._profits.items():
            if profit + gain * room <= self._best[0] + NOTHING:
                return
            if row in tour:
                continue
            case = self.part.cases[row]
            arrival = free_at + self._way(tour[-1] if tour else -1, row)
            end = max(arrival, case.ready) + case.service_min
            if end <= case.deadline and end + self._way(row, -1) <= self.shift.end:
                self._go_on((*tour, row), end, profit + gain)

    def _way(self, here: int, there: int) -> int:
        key = (here, there)
        if key not in self._ways:
            points = [
                self._team.depot if row < 0 else regions.point(self.part.cases[row]) for row in (here, there)
            ]
            self._ways[key] = travel.minutes(self.part.travel[self._team.mode], *points)
        return self._ways[key]
