"""Planning a region: the product's plan beside those of plain heuristics and of PyVRP, and its seconds."""

from collections.abc import Callable

import pytest
from benchmarks import measure, planners
from benchmarks.planners import HEURISTIC, QUALITIES, Region

SEEDS = 3
PYVRP_CPU_S = 5
REGIONS = (
    Region("60 cases, 5 teams", 60, 5),
    Region("120 cases, 6 teams", 120, 6),
    Region("300 cases, 8 teams", 300, 8),
    Region("300 cases, 4 teams", 300, 4),
    Region("120 cases, 6 teams, 36 sent", 120, 6, sent=36),
    Region("300 cases, 8 teams, 69 sent", 300, 8, sent=69),
)


@pytest.mark.parametrize("region", REGIONS, ids=str)
def test_region(region: Region, report: Callable[[measure.Figure], None]) -> None:
    """
    Seconds for ten working days, and what the plan reaches.

    Medians over three regions, each planned by all: share of the weight and of the due cases that no plan can
    surpass (ways left out), minutes of travel per visit, the day of the visits (a plan may travel more to be
    there earlier). PyVRP starts from keep-and-insert, has the product's own order of aims and 5 CPU
    seconds. The checker judges every plan, from the instance alone; none may be wrong or move a sent visit.
    """
    measured = planners.samples(region, range(1, 1 + SEEDS), PYVRP_CPU_S)
    planners.tell(region.name, measured, QUALITIES, report)


def scarce(run: int, seed: int) -> measure.Work:
    """Plan 300 cases with four teams; what is told takes longer than the plan."""
    from benchmarks import heuristics, plan_figures, regions, ways_bound

    from vroegeropaf.planning.solve import solve

    instance = regions.instance(300, 4, seed)

    def tell(plan: object) -> dict[str, float]:
        by_hand = heuristics.plain(instance)
        most = ways_bound.weight_bound(instance, [plan, by_hand])
        ours, theirs = plan_figures.weight(instance, plan), plan_figures.weight(instance, by_hand)
        loose = plan_figures.bounds(instance).weight
        return {"ours": ours / most, "by_hand": theirs / most, "bound": most / loose}

    return measure.Work(lambda: solve(instance).plan, tell)


def test_scarce(report: Callable[[measure.Figure], None]) -> None:
    """
    The share of the weight that no plan of four teams for 300 cases can exceed, ways included.

    Medians over three regions. The bound, by column generation, is at most a thousandth above the linear
    relaxation; it is told as a share of the bound without ways.
    """
    by_seed = [measure.in_child(scarce, 1, of_children=True, seed=seed) for seed in range(1, 1 + SEEDS)]
    sample = measure.joined(by_seed)
    ours, theirs = sample.fact("ours"), sample.fact("by_hand")
    facts = {name: [round(run.facts[name], 4) for run in sample.runs] for name in ("ours", "bound")}
    sides = measure.Side("product", ours, sample), measure.Side(HEURISTIC, theirs)
    name = "300 cases, 4 teams: weight by bound with ways"
    report(measure.Figure(name, "share", *sides, ours / theirs, facts, "more"))
