"""Who plans side by side, as jobs; and how what their plans reach becomes figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from benchmarks import measure, pyvrp_peer

HEURISTIC = "earliest deadline, nearest tour"
NAMES = {"by_hand": HEURISTIC, "keep_and_insert": "keep and insert", "pyvrp": "PyVRP"}
Quality = tuple[str, str, Literal["less", "more"], str]
QUALITIES: tuple[Quality, ...] = (
    ("weight by provable bound", "share", "more", "weight_of_bound"),
    ("due cases by exact most", "share", "more", "due_of_most"),
    ("travel", "min a visit", "less", "travel_min_per_visit"),
    ("mean day of a visit", "day", "less", "day"),
)


@dataclass(frozen=True)
class Region:
    """A generated region: its size, how many visits of a plan by hand were sent, in how many parts."""

    name: str
    cases: int
    teams: int
    sent: int = 0
    parts: int = 1

    def __str__(self) -> str:
        return self.name

    def arguments(self, seed: int, pyvrp_cpu_s: float) -> dict[str, Any]:
        """Return the arguments of a job."""
        size = {"cases": self.cases, "teams": self.teams, "sent": self.sent, "parts": self.parts}
        return {"seed": seed, "size": size, "pyvrp_cpu_s": pyvrp_cpu_s}


def jobs() -> list[Callable[..., measure.Work]]:
    """Return the product, the two heuristics, and PyVRP where it is installed."""
    return [product, by_hand, keep_and_insert, *([pyvrp] if pyvrp_peer.IS_THERE else [])]


def samples(region: Region, seeds: Sequence[int], pyvrp_cpu_s: float) -> list[measure.Sample]:
    """Plan every region by every planner in a process of its own, one after the other."""
    by_seed = [
        measure.side_by_side(
            1,
            *(
                partial(measure.in_child, job, 1, of_children=True, **region.arguments(seed, pyvrp_cpu_s))
                for job in jobs()
            ),
        )
        for seed in seeds
    ]
    return [measure.joined(of_job) for of_job in zip(*by_seed, strict=True)]


def product(run: int, seed: int, size: dict[str, int], pyvrp_cpu_s: float) -> measure.Work:
    """Plan a region as the daily assignment does; every seed is another one."""
    from vroegeropaf.planning.solve import solve

    return _work(seed, size, lambda instance: solve(instance).plan)


def by_hand(run: int, seed: int, size: dict[str, int], pyvrp_cpu_s: float) -> measure.Work:
    """Plan the same region with a list and a map."""
    from benchmarks import heuristics

    return _work(seed, size, heuristics.plain)


def keep_and_insert(run: int, seed: int, size: dict[str, int], pyvrp_cpu_s: float) -> measure.Work:
    """Plan it by the last rung of the product."""
    from vroegeropaf.planning.solve import keep_and_insert

    return _work(seed, size, keep_and_insert)


def pyvrp(run: int, seed: int, size: dict[str, int], pyvrp_cpu_s: float) -> measure.Work:
    """Plan it by PyVRP, within the limit."""
    import pyvrp as solver  # in time, untimed
    from benchmarks import pyvrp_peer

    return _work(seed, size, lambda instance: pyvrp_peer.solve(solver, instance, pyvrp_cpu_s))


def _work(seed: int, size: dict[str, int], plan: Callable[[Any], Any]) -> measure.Work:
    from benchmarks import heuristics, plan_figures, regions

    if size["parts"] == 1:
        instance = regions.instance(size["cases"], size["teams"], seed=seed)
    else:
        instance = regions.apart(size["parts"], size["cases"], size["teams"], seed=seed)
    if size["sent"]:
        instance = regions.with_sent(instance, heuristics.plain(instance), size["sent"])
    return measure.Work(lambda: plan(instance), lambda found: plan_figures.figures(instance, found))


def tell(
    name: str,
    measured: Sequence[measure.Sample],
    qualities: Sequence[Quality],
    report: Callable[[measure.Figure], None],
) -> None:
    """Report the seconds of the product, and each quality beside each of the others; no plan may be wrong."""
    ours, *others = measured
    for sample in measured:
        assert [run.facts["violations"] for run in sample.runs] == [0] * len(sample.runs)
        assert [run.facts["sent_moved"] for run in sample.runs] == [0] * len(sample.runs)
    names = list(NAMES.values())[: len(others)]
    facts = {"visits": int(ours.fact("visits")), "due": int(ours.fact("due"))}
    for what, other in zip(names, others, strict=True):
        report(measure.timed(name, "s", ours, (what, other), facts=facts))
        facts = {}
    for title, unit, better, fact in qualities:
        for what, other in zip(names, others, strict=True):
            report(_quality(f"  {title}", unit, better, fact, ours, (what, other)))
    if not pyvrp_peer.IS_THERE:
        print(f"{name}: PyVRP is not installed, so it is left out")


def _quality(
    name: str,
    unit: str,
    better: Literal["less", "more"],
    fact: str,
    ours: measure.Sample,
    other: tuple[str, measure.Sample],
) -> measure.Figure:
    what, sample = other
    mine, theirs = ours.fact(fact), sample.fact(fact)
    facts = {"of product": [round(run.facts[fact], 3) for run in ours.runs]}
    sides = measure.Side("product", mine), measure.Side(what, theirs)
    return measure.Figure(name, unit, *sides, mine / theirs, facts, better)
