"""Planning: generated regions, the product's plan beside that of a plain heuristic."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import pytest
from benchmarks import measure

SEEDS = 3
HEURISTIC = "earliest deadline, nearest tour"
QUALITIES: tuple[tuple[str, str, Literal["less", "more"], str], ...] = (
    ("coverage", "share", "more", "coverage"),
    ("coverage of due cases", "share", "more", "due_coverage"),
    ("weight by provable bound", "share", "more", "weight_of_bound"),
    ("travel", "min a visit", "less", "travel_min_per_visit"),
    ("mean day of a visit", "day", "less", "day"),
)


def solve(run: int, cases: int, teams: int) -> measure.Work:
    """Plan a region as the daily assignment does; every run has another one."""
    from benchmarks import regions

    from vroegeropaf.planning.solve import solve as plan

    instance = regions.instance(cases, teams, seed=run)
    return measure.Work(lambda: plan(instance).plan, lambda made: regions.figures(instance, made))


def heuristic(run: int, cases: int, teams: int) -> measure.Work:
    """Plan the same region with the plain heuristic."""
    from benchmarks import regions

    instance = regions.instance(cases, teams, seed=run)
    return measure.Work(lambda: regions.plain(instance), lambda plan: regions.figures(instance, plan))


def quality(
    name: str,
    unit: str,
    better: Literal["less", "more"],
    fact: str,
    product: measure.Sample,
    floor: measure.Sample,
) -> measure.Figure:
    """Return a figure of what the plans reach."""
    ours, theirs = product.fact(fact), floor.fact(fact)
    facts = {"of product": [round(run.facts[fact], 3) for run in product.runs]}
    sides = measure.Side("product", ours), measure.Side(HEURISTIC, theirs)
    return measure.Figure(name, unit, *sides, ours / theirs, facts, better)


@pytest.mark.parametrize(("cases", "teams"), [(60, 5), (120, 6), (300, 8)])
def test_region(cases: int, teams: int, report: Callable[[measure.Figure], None]) -> None:
    """
    Seconds for ten working days, and what the plan reaches.

    Medians over three regions: share of cases with a visit, of cases due inside the ten days, of the weight
    that no plan can surpass; minutes of travel per visit; the day of the visits (a plan may travel more to be
    there earlier). Both plans are judged by the checker.
    """
    product, floor = measure.side_by_side(
        1, *(partial(measure.in_child, job, SEEDS, 1, cases=cases, teams=teams) for job in (solve, heuristic))
    )
    size = f"{cases} cases, {teams} teams"
    facts = {
        "violations of product": sum(run.facts["violations"] for run in product.runs),
        "of floor": sum(run.facts["violations"] for run in floor.runs),
        "visits": int(product.fact("visits")),
    }
    report(measure.timed(size, "s", product, (HEURISTIC, floor), facts=facts))
    for name, unit, better, fact in QUALITIES:
        report(quality(f"  {name}", unit, better, fact, product, floor))
