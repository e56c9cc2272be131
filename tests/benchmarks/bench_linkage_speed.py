"""Speed and memory of linking a file: 300 to 1,000,000 made-up rows."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from benchmarks import measure, wheels

SEED = 9001
RUNS = 3
# rows, seconds and MB of the design
TARGETS = {300: (2.0, None), 10_000: (None, None), 100_000: (3.0, None), 1_000_000: (30.0, 2_000)}


def link(run: int, path: str, out: str) -> measure.Work:
    """Link a file from a cold start: what is imported counts."""
    import time

    def act() -> tuple[Any, float]:
        start = time.perf_counter()
        from vroegeropaf.linkage.link_file import link_file

        imported = time.perf_counter() - start
        return link_file(Path(path), Path(out)), imported

    def tell(found: tuple[Any, float]) -> dict[str, float]:
        linked, imported = found
        return {"import s": imported, "persons": linked.persons, "questions": linked.questions}

    return measure.Work(act, tell)


def by_door(run: int, path: str, out: str) -> measure.Work:
    """Write which rows share a front door as written, from a cold start."""

    def act() -> None:
        import duckdb

        with duckdb.connect(config={"threads": 2}) as db:
            db.execute("set variable file = $file", {"file": path})
            query = Path(__file__).with_name("sql") / "by_door.sql"
            db.execute(f"copy ({query.read_text(encoding='utf-8')}) to '{out}' (format csv, header)")

    return measure.Work(act)


def made_file(rows: int) -> Path:
    """Return a file of made-up tenants, made once."""
    from vroegeropaf.linkage.training import delivered

    path = wheels.HOME / f"tenants_{SEED}_{rows}.csv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        delivered.write(delivered.rows(SEED, rows), part, path.with_suffix(".truth.csv"))
        part.replace(path)
    return path


@pytest.mark.parametrize("rows", TARGETS)
def test_a_file(rows: int, tmp_path: Path, report: Callable[[measure.Figure], None]) -> None:
    """Seconds and memory of `vroegeropaf link`, imports included, beside a group-by on the written door."""

    def sample(job: Callable[..., measure.Work]) -> measure.Sample:
        return measure.in_child(job, 1, path=str(made_file(rows)), out=str(tmp_path / "links.csv"))

    made_file(rows)
    product, floor = measure.side_by_side(RUNS, partial(sample, link), partial(sample, by_door))
    seconds, megabytes = TARGETS[rows]
    facts: dict[str, Any] = {"fastest s": min(run.wall_s for run in product.runs)}
    facts |= {name: product.fact(name) for name in ("import s", "persons", "questions")} | {
        "target s": seconds or "none",
        "target MB": megabytes or "none",
    }
    report(
        measure.timed(
            f"link {rows:,} rows", "s", product, ("group by the door as written", floor), facts=facts
        )
    )
