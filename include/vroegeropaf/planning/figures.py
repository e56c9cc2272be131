"""What a plan reaches, in numbers. Pure."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from itertools import pairwise

from vroegeropaf.planning.instance import MINUTES_A_DAY, Id, Instance, Plan, Visit
from vroegeropaf.planning.rounds import Board, point_of


@dataclass(frozen=True)
class Figures:
    """Visits, weight and due cases, each beside what there was; minutes of travel of all rounds."""

    cases: int
    visits: int
    weight: float
    weight_visited: float
    due: int
    due_visited: int
    travel_min: int

    @property
    def coverage(self) -> tuple[int, float, int]:
        """What comes first: due cases, then weight, then visits."""
        return (self.due_visited, self.weight_visited, self.visits)

    @property
    def rank(self) -> tuple[int, float, int, int]:
        """Better plans rank higher: coverage, then less travel."""
        return (*self.coverage, -self.travel_min)

    def to_json(self) -> dict[str, float]:
        """Return the figures as they are stored."""
        return asdict(self)


def figures(instance: Instance, plan: Plan) -> Figures:
    """Return what a plan reaches."""
    weights = {case.id: case.weight for case in instance.cases}
    due = due_cases(instance)
    visited = {visit.case for visit in plan.visits}
    return Figures(
        cases=len(weights),
        visits=len(visited),
        weight=sum(weights.values()),
        weight_visited=sum(weights[case] for case in visited),
        due=len(due),
        due_visited=len(due & visited),
        travel_min=travel_min(instance, plan),
    )


def due_cases(instance: Instance) -> set[Id]:
    """Return the cases whose deadline lies inside the plan's days."""
    horizon_end = instance.horizon_days * MINUTES_A_DAY
    return {case.id for case in instance.cases if case.deadline <= horizon_end}


def travel_min(instance: Instance, plan: Plan) -> int:
    """Return the minutes that all teams are on their way, from the depot and back."""
    board = Board(instance)
    points = {case.id: point_of(case) for case in instance.cases}
    tours: dict[Id, list[Visit]] = defaultdict(list)
    for visit in sorted(plan.visits, key=lambda visit: visit.start):
        tours[visit.shift].append(visit)
    total = 0
    for shift, tour in tours.items():
        one = board.round_of[shift]
        depot = one.team.depot
        way = [depot, *(points[visit.case] or depot for visit in tour), depot]
        total += sum(one.minutes(here, there) for here, there in pairwise(way))
    return total
