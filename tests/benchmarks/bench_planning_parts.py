"""Planning 2,000 and 10,000 cases, in parts that have nothing in common: what the limit of time leaves."""

from collections.abc import Callable

import pytest
from benchmarks import measure, planners
from benchmarks.planners import QUALITIES, Region

SEED = 1
PYVRP_CPU_S_A_PART = 3
REGIONS = (
    Region("2,000 cases in 4 parts", 500, 13, parts=4),
    Region("10,000 cases in 20 parts", 500, 13, parts=20),
)


@pytest.mark.parametrize("region", REGIONS, ids=str)
def test_parts(region: Region, report: Callable[[measure.Figure], None]) -> None:
    """
    What the product reaches within its own limit of 60 s, beside the others without one.

    Each part is a region of 500 cases and 13 teams. PyVRP has 3 CPU seconds a part. One instance; otherwise
    as for a region.
    """
    measured = planners.samples(region, [SEED], PYVRP_CPU_S_A_PART * region.parts)
    planners.tell(region.name, measured, QUALITIES, report)
