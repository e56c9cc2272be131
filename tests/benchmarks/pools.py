"""Made-up tenants for the benches of linkage: the same rows and truth for all sides."""

from pathlib import Path

import numpy as np
from benchmarks.counting import Truth

from vroegeropaf.linkage.cluster import Ids
from vroegeropaf.linkage.engine import Comparer, Limits
from vroegeropaf.linkage.model import load
from vroegeropaf.linkage.training.made_pool import made_pool

SQL = Path(__file__).with_name("sql")


def statement(name: str) -> str:
    """Return a statement of the benches."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def tenants(seed: int, rows: int) -> Comparer:
    """Return an engine with made-up tenants, cleaned, and the truth beside them."""
    engine = engine_of_bench()
    made_pool(engine, seed, rows)
    return engine


def engine_of_bench() -> Comparer:
    """Return an engine with the shipped model."""
    return Comparer(load(), Limits(memory_mb=4_000))


def truth_of(engine: Comparer, layer: str = "person") -> Truth:
    """Return the truth of made-up tenants."""
    found = engine.db.execute(f"select row_id, {layer} from truth order by row_id").fetchnumpy()
    return Truth(np.asarray(found["row_id"]), np.asarray(found[layer]))


def edges(engine: Comparer, name: str) -> Ids:
    """Return the pairs that a statement finds."""
    return edges_from(engine, statement(name))


def edges_from(engine: Comparer, query: str) -> Ids:
    """Return the pairs that a query finds."""
    found = engine.db.execute(query).fetchnumpy()
    left, right = list(found.values())[:2]
    return np.stack([np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)], axis=1)
