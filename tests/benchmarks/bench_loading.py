"""Loading: lists that wait in the database are read, checked and loaded on a real Postgres."""

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from benchmarks import measure

SIZES = (1_000, 10_000, *((100_000,) if os.environ.get("BENCH_LARGE") else ()))
SMALL = 50  # for the run that is not counted
RUNS = 3
KEY = "bench-hash-key"


def load(run: int, steps: list[tuple[str, str]]) -> measure.Work:
    """Judge the one list that waits in a fresh database; without one, only check the list."""
    import great_expectations  # noqa: F401 - bench_checking tells what imports cost
    from benchmarks import made

    from vroegeropaf.deliveries.check import check_file

    url, file = steps[run]
    path, region = Path(file), made.example_region()
    if url:
        return _judge(url, path, region)
    content = path.read_bytes()
    return measure.Work(lambda: check_file(content, path.name, "viveste", region, made.TODAY))


def _judge(url: str, path: Path, region: Any) -> measure.Work:
    from benchmarks import made

    from vroegeropaf.database import connect
    from vroegeropaf.deliveries.judge import judge_waiting
    from vroegeropaf.settings import Settings

    engine = connect(Settings(database_url=url))
    _take_in(engine, path)

    def tell(report: Any) -> dict[str, Any]:
        (verdict,) = report.verdicts
        return {"opened": report.signals_opened, "is_open": verdict.verdict.startswith("accepted")}

    return measure.Work(lambda: judge_waiting(engine, region, made.TODAY, KEY), tell)


def _take_in(engine: Any, path: Path) -> None:
    import hashlib
    from datetime import datetime, time

    from benchmarks import made

    from vroegeropaf import database
    from vroegeropaf.clock import AMSTERDAM
    from vroegeropaf.deliveries import names

    content = path.read_bytes()
    name = names.parse(path.name, "viveste")
    with engine.begin() as db:
        database.run(
            db,
            "deliveries/insert_delivery",
            corporation=name.corporation,
            kind=name.kind,
            file_name=name.name,
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            reference_on=name.reference_on,
            arrived_at=datetime.combine(made.TODAY, time(8), AMSTERDAM),
            arrived_on=made.TODAY,
            companion=None,
            content=content,
        )


def copy(run: int, steps: list[tuple[str, str]]) -> measure.Work:
    """Copy the same file into a table of texts."""
    import psycopg

    content = Path(steps[run][1]).read_bytes()
    headers = content.splitlines()[0].decode().split(";")
    url = steps[run][0].replace("+psycopg", "")
    with psycopg.connect(url) as db:
        db.execute(f"create table plain ({', '.join(f'{header} text' for header in headers)})")

    def act() -> None:
        with psycopg.connect(url) as db, db.cursor() as cursor:
            statement = "copy plain from stdin with (format csv, header true, delimiter ';')"
            with cursor.copy(statement) as target:
                target.write(content)

    return measure.Work(act)


@pytest.fixture
def lists(tmp_path: Path) -> Callable[[int], str]:
    """Return the file with a list of so many rows."""

    def write(rows: int) -> str:
        from benchmarks import made

        name, content = made.arrears_file(rows)
        path = tmp_path / str(rows) / name
        if not path.exists():
            path.parent.mkdir()
            path.write_bytes(content)
        return str(path)

    return write


def test_rows(
    lists: Callable[[int], str],
    databases: Callable[[int], list[str]],
    server_pid: int,
    report: Callable[[measure.Figure], None],
) -> None:
    """Milliseconds per row to read, check and load by judge_waiting, by size; is the cost linear?"""
    steps, plain = ([(databases(1)[0], lists(SMALL))] for _ in range(2))
    for rows in SIZES:
        steps += [(url, lists(rows)) for url in databases(RUNS)] + [("", lists(rows))] * RUNS
        plain += [(url, lists(rows)) for url in databases(RUNS)]
    ours = measure.in_child(load, len(steps) - 1, 1, None, server_pid, steps=steps)
    copied = measure.in_child(copy, len(plain) - 1, 1, None, server_pid, steps=plain)
    sides = {
        rows: (
            ours.part(2 * RUNS * place, RUNS),
            copied.part(RUNS * place, RUNS),
            ours.part(2 * RUNS * place + RUNS, RUNS),
        )
        for place, rows in enumerate(SIZES)
    }
    for rows, (product, floor, checked) in sides.items():
        assert all(run.facts["is_open"] for run in product.runs)
        facts = {
            "s": product.median("wall_s"),
            "signals opened": int(product.fact("opened")),
            "s of the check alone": checked.median("wall_s"),
            "server cpu s": product.median("server_cpu_s"),
            "MB of memory per 1,000 rows": (product.peak_rss_mb - product.base_rss_mb) * 1000 / rows,
        }
        what = ("plain COPY of the file", floor)
        name = f"{rows:,} rows loaded"
        report(measure.timed(name, "ms per row", product, what, lambda s, rows=rows: s * 1000 / rows, facts))
    for small, large in pairwise(SIZES):
        report(growth(small, large, sides[small][:2], sides[large][:2]))


def growth(
    small: int, large: int, less: tuple[measure.Sample, ...], more: tuple[measure.Sample, ...]
) -> measure.Figure:
    """Return how much dearer a larger list is; the ratio is to linear growth, above 1 is worse."""
    product, floor = (b.median("wall_s") / a.median("wall_s") for a, b in zip(less, more, strict=True))
    linear = large / small
    sides = measure.Side("product", product), measure.Side("plain COPY of the file", floor)
    facts = {"linear would be": linear, "ratio is product by linear": ""}
    return measure.Figure(f"cost of {large:,} by {small:,}", "times", *sides, product / linear, facts)
