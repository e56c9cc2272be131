"""Quality of the linkage: the shipped model and what else could link, on the same made-up Dutch rows."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import counting, measure

# The reference seeds and fresh ones: none of them trained, tuned or set a limit.
SEEDS = (101, 102, 103, 9001, 9002, 9003)
ROWS = 10_000
BATCH_SEEDS = tuple(range(9101, 9109))
BATCH = 300
PRECISION = 0.99
PERSON_NAMES = {
    ("exact", "exact"): "exact raw surname, initials, birth date (SQL)",
    ("seven_rules", "rules"): "seven cleaned rules (SQL)",
    ("alike", "usual"): "rapidfuzz at .85",
    ("alike", "best"): "rapidfuzz, threshold by truth",
    ("plain_splink", "usual"): "plain Splink, EM, p at .5",
    ("plain_splink", "best"): "plain Splink, EM, threshold by truth",
}
HOUSEHOLD_NAMES = {
    ("door_key", "door"): "cleaned door alone",
    ("door_tie", "tie"): "door with a tie",
    ("door_tie", "tie and persons"): "door with a tie, persons by rules",
}


def product(run: int, seeds: list[int], rows: int) -> measure.Work:
    """Link made-up tenants with the shipped model, as a file is linked."""
    from benchmarks import pools

    from vroegeropaf.linkage.training.reference import Measured, measure_pool

    engine = pools.tenants(seeds[run], rows)

    def tell(found: Measured) -> dict[str, Any]:
        judged = engine.rows(pools.statement("judged_pairs"))
        zones = Counter((zone, is_true) for zone, *_, is_true in judged)
        return {
            **{name: counting.told(getattr(found, name)) for name in ("auto", "review", "household")},
            "questions": found.questions,
            "rows": found.rows,
            "wrong": dict(found.wrong),
            "zones": {zone: [zones[zone, True], zones[zone, False]] for zone in ("auto", "steward")},
            "free": [(round(bare, 3), true) for _, is_free, bare, _, true in judged if is_free],
            "all": [(round(weight, 3), true) for zone, _, _, weight, true in judged if zone != "separate"],
        }

    return measure.Work(lambda: measure_pool(engine, engine.model), tell)


def peer(run: int, seeds: list[int], rows: int, name: str, layer: str) -> measure.Work:
    """Link the same tenants by a peer."""
    from benchmarks import linkage_peers, pools

    engine = pools.tenants(seeds[run], rows)
    truth = pools.truth_of(engine, layer)
    act = (linkage_peers.PERSON_PEERS | linkage_peers.HOUSEHOLD_PEERS)[name]
    return measure.Work(partial(act, engine, truth), linkage_peers.told)


def linked(seeds: tuple[int, ...], rows: int) -> measure.Sample:
    """Return the product's sample over some seeds."""
    return measure.in_child(product, len(seeds), seeds=list(seeds), rows=rows)


def by_peer(name: str, layer: str, seeds: tuple[int, ...], rows: int) -> measure.Sample:
    """Return a peer's sample over the same seeds."""
    return measure.in_child(peer, len(seeds), seeds=list(seeds), rows=rows, name=name, layer=layer)


def total(sample: measure.Sample, layer: str) -> counting.Counts:
    """Return the counts over all seeds of a sample."""
    return counting.total(run.facts[layer] for run in sample.runs)


def beside(
    name: str,
    value: float,
    sample: measure.Sample,
    floor: measure.Side,
    facts: dict[str, Any] | None = None,
) -> measure.Figure:
    """Return a figure of quality beside its target or a peer."""
    side = measure.Side("product", value, sample)
    return measure.Figure(name, "share", side, floor, value / max(floor.value, 1e-9), facts or {}, "more")


def target(value: float) -> measure.Side:
    """Return the target of the design as the other side of a figure."""
    return measure.Side("the target of the design", value)


def said(counts: counting.Counts) -> dict[str, float]:
    """Return precision, recall and F1 as facts."""
    return {"precision": counts.precision, "recall": counts.recall, "F1": counts.f1}


def of_zones(sample: measure.Sample) -> dict[str, Any]:
    """Return pairs, precision and share of all true pairs per zone; questions; wrong links by kind."""
    true = total(sample, "auto").true
    facts: dict[str, Any] = {}
    for zone in ("auto", "steward"):
        right, wrong = (sum(run.facts["zones"][zone][place] for run in sample.runs) for place in (0, 1))
        facts |= {
            f"{zone} pairs": right + wrong,
            f"{zone} precision": right / max(right + wrong, 1),
            f"{zone} recall": right / true,
        }
    rows = sum(run.facts["rows"] for run in sample.runs)
    questions = sum(run.facts["questions"] for run in sample.runs)
    kinds = sum((Counter(run.facts["wrong"]) for run in sample.runs), Counter[str]())
    return facts | {
        "questions per 300 rows": 300 * questions / rows,
        "wrong automatic pairs": kinds.total(),
        **{f"of them {kind}": number for kind, number in kinds.most_common()},
        "true pairs": true,
        "rows": rows,
    }


def report_product(report: Callable[[measure.Figure], None], sample: measure.Sample, of: str) -> None:
    """Report what the product does, beside the targets of the design."""
    auto, review, household = (total(sample, layer) for layer in ("auto", "review", "household"))
    true = auto.true
    report(beside(f"persons with review, F1, {of}", review.f1, sample, target(0.95), said(review)))
    free, every = (
        [tuple(pair) for run in sample.runs for pair in run.facts[kind]] for kind in ("free", "all")
    )
    recall, weight = counting.recall_at(PRECISION, free, true)
    of_all, weight_of_all = counting.recall_at(PRECISION, every, true)
    facts = {
        "from weight": weight,
        "any pair that is not separate, by weight alone": of_all,
        "from that weight": weight_of_all,
        "as shipped": auto.recall,
        "from": load_auto_bits(),
    }
    report(beside(f"auto recall at precision .99, {of}", recall, sample, target(0.88), facts))
    report(beside(f"auto precision as shipped, {of}", auto.precision, sample, target(0.99), of_zones(sample)))
    report(beside(f"households, F1, {of}", household.f1, sample, target(0.956), said(household)))


def load_auto_bits() -> float:
    """Return the weight from which the shipped model links by itself."""
    from vroegeropaf.linkage.model import load

    return load().auto_bits


def report_peers(
    report: Callable[[measure.Figure], None],
    sample: measure.Sample,
    layer: str,
    names: dict[tuple[str, str], str],
    rival: Callable[[str], measure.Sample],
    of: str,
) -> None:
    """Report the product's automatic persons, or its households, beside each peer's."""
    mine = total(sample, "auto" if layer == "person" else "household")
    samples = {name: rival(name) for name in dict.fromkeys(name for name, _ in names)}
    for (name, kind), what in names.items():
        theirs = total(samples[name], kind)
        facts = {f"product {key}": value for key, value in said(mine).items()}
        facts |= {f"peer {key}": value for key, value in said(theirs).items()}
        title = f"{layer}s{' automatic' if layer == 'person' else ''}, F1, {of}"
        report(beside(title, mine.f1, sample, measure.Side(what, theirs.f1, samples[name]), facts))


def test_tenants(report: Callable[[measure.Figure], None]) -> None:
    """
    Shares of pairs on six pools of 10,000 made-up Dutch rows that taught the model nothing.

    Precision, recall and F1 are over pairs of rows within the groups. With review: as if stewards confirmed
    each question more likely true than not. Peers get our cleaned rows, all but the raw rule; a threshold by
    truth is one that nobody could choose without it.
    """
    sample = linked(SEEDS, ROWS)
    report_product(report, sample, f"{ROWS:,} rows")
    for layer, names in (("person", PERSON_NAMES), ("household", HOUSEHOLD_NAMES)):
        rival = partial(_rival, layer=layer, seeds=SEEDS, rows=ROWS)
        report_peers(report, sample, layer, names, rival, f"{ROWS:,} rows")


def test_batches(report: Callable[[measure.Figure], None]) -> None:
    """The same on eight batches of 300 rows, a month of a region each, linked on their own."""
    sample = linked(BATCH_SEEDS, BATCH)
    report_product(report, sample, f"{BATCH} rows")
    rival = partial(_rival, layer="person", seeds=BATCH_SEEDS, rows=BATCH)
    report_peers(report, sample, "person", PERSON_NAMES, rival, f"{BATCH} rows")


def _rival(name: str, layer: str, seeds: tuple[int, ...], rows: int) -> measure.Sample:
    return by_peer(name, layer, seeds, rows)
