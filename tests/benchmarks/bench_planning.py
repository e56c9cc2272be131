"""Planning a region: the product's plan beside those of plain heuristics and of PyVRP, and its seconds."""

from collections.abc import Callable

import pytest
from benchmarks import measure, planners
from benchmarks.planners import QUALITIES, Region

SEEDS = 3
PYVRP_CPU_S = 10
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
    there earlier). PyVRP starts from keep-and-insert, has the product's own order of aims and 10 CPU
    seconds. The checker judges every plan, from the instance alone; none may be wrong or move a sent visit.
    """
    measured = planners.samples(region, range(1, 1 + SEEDS), PYVRP_CPU_S)
    planners.tell(region.name, measured, QUALITIES, report)
