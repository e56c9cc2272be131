"""Loading: lists that wait in the database are read, checked and loaded on a real Postgres."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from benchmarks import measure

SIZES = (1_000, 10_000, 100_000)
LARGE = 1_000_000
SMALL = 50  # for the run that is not counted
RUNS = 3
KEY = "bench-hash-key"
COPY = "plain COPY of the file"


def load(run: int, urls: list[str]) -> measure.Work:
    """Judge the one list that waits in a fresh database."""
    import great_expectations  # noqa: F401 - bench_checking tells what imports cost
    from benchmarks import made

    from vroegeropaf.database import connect
    from vroegeropaf.deliveries.judge import judge_waiting
    from vroegeropaf.settings import Settings

    engine, region = connect(Settings(database_url=urls[run])), made.roomy_region()

    def tell(report: Any) -> dict[str, Any]:
        (verdict,) = report.verdicts
        return {"opened": report.signals_opened, "is_open": verdict.verdict.startswith("accepted")}

    return measure.Work(lambda: judge_waiting(engine, region, made.TODAY, KEY), tell)


def check(run: int, file: str) -> measure.Work:
    """Only check the list."""
    import great_expectations  # noqa: F401
    from benchmarks import made

    from vroegeropaf.deliveries.check import check_file

    path, region = Path(file), made.roomy_region()
    content = path.read_bytes()
    return measure.Work(lambda: check_file(content, path.name, "viveste", region, made.TODAY))


def copy(run: int, urls: list[str], files: list[str]) -> measure.Work:
    """Copy the same file into a table of texts."""
    import psycopg

    with Path(files[run]).open("rb") as file:
        headers = file.readline().decode().strip().split(";")
    url = urls[run].replace("+psycopg", "")
    with psycopg.connect(url) as db:
        db.execute(f"create table plain ({', '.join(f'{header} text' for header in headers)})")

    def act() -> None:
        statement = "copy plain from stdin with (format csv, header true, delimiter ';')"
        with (
            Path(files[run]).open("rb") as file,
            psycopg.connect(url) as db,
            db.cursor() as cursor,
            cursor.copy(statement) as target,
        ):
            while block := file.read(1 << 20):
                target.write(block)

    return measure.Work(act)


def read(run: int, file: str) -> measure.Work:
    """Read the same file as text with pandas."""
    import pandas

    return measure.Work(lambda: len(pandas.read_csv(file, sep=";", dtype=str, keep_default_na=False)))


@pytest.fixture
def lists(tmp_path: Path) -> Callable[[int], str]:
    """Return the file with a list of so many rows."""

    def write(rows: int) -> str:
        from benchmarks import made

        path = tmp_path / str(rows) / made.file_name("viveste")
        if not path.exists():
            path.parent.mkdir()
            made.write_list(path, rows)
        return str(path)

    return write


@pytest.fixture
def waiting(
    databases: Callable[[int], list[str]], lists: Callable[[int], str]
) -> Callable[[int, int], list[str]]:
    """Return fresh databases in each of which a list of so many rows waits."""

    def make(rows: int, count: int) -> list[str]:
        urls = databases(count)
        for url in urls:
            _take_in(url, Path(lists(rows)))
        return urls

    return make


def _take_in(url: str, path: Path) -> None:
    import hashlib
    from datetime import datetime, time

    from benchmarks import made

    from vroegeropaf import database
    from vroegeropaf.clock import AMSTERDAM
    from vroegeropaf.deliveries import names
    from vroegeropaf.settings import Settings

    content = path.read_bytes()
    name = names.parse(path.name, "viveste")
    with database.connect(Settings(database_url=url)).begin() as db:
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


def test_rows(
    lists: Callable[[int], str],
    waiting: Callable[[int, int], list[str]],
    databases: Callable[[int], list[str]],
    server_pid: int,
    report: Callable[[measure.Figure], None],
) -> None:
    """Milliseconds per row to read, check and load by judge_waiting, by size; is the cost linear?"""
    sides = {}
    for rows in SIZES:
        urls = waiting(SMALL, 1) + waiting(rows, RUNS)
        product = measure.in_child(load, RUNS, 1, None, server_pid, urls=urls)
        files = [lists(SMALL)] + [lists(rows)] * RUNS
        floor = measure.in_child(copy, RUNS, 1, None, server_pid, urls=databases(RUNS + 1), files=files)
        checked = measure.in_child(check, RUNS, 1, file=lists(rows))
        assert all(run.facts["is_open"] for run in product.runs)
        facts = {
            "s": product.median("wall_s"),
            "signals opened": int(product.fact("opened")),
            "s of the check alone": checked.median("wall_s"),
            "server cpu s": product.median("server_cpu_s"),
        }
        per_row = partial(milliseconds_per_row, rows)
        report(measure.timed(f"{rows:,} rows loaded", "ms per row", product, (COPY, floor), per_row, facts))
        sides[rows] = product, floor
    for small, large in pairwise(SIZES):
        report(growth(small, large, sides[small], sides[large]))


def test_a_million_rows(
    lists: Callable[[int], str],
    waiting: Callable[[int, int], list[str]],
    databases: Callable[[int], list[str]],
    server_pid: int,
    report: Callable[[measure.Figure], None],
) -> None:
    """Seconds and memory to read, check and load a list of a million rows, and whether the cost is linear."""
    base = measure.in_child(load, 1, 0, None, server_pid, urls=waiting(SIZES[-1], 1))
    base_copy = measure.in_child(copy, 1, 0, urls=databases(1), files=[lists(SIZES[-1])])
    product = measure.in_child(load, 1, 0, None, server_pid, urls=waiting(LARGE, 1))
    copied = measure.in_child(copy, 1, 0, None, server_pid, urls=databases(1), files=[lists(LARGE)])
    framed = measure.in_child(read, 1, 0, file=lists(LARGE))
    assert all(run.facts["is_open"] for run in product.runs)
    facts = {
        "signals opened": int(product.fact("opened")),
        "server cpu s": product.median("server_cpu_s"),
        "GiB at most": product.peak_rss_mb / 1024,
    }
    report(measure.timed(f"{LARGE:,} rows loaded", "s", product, (COPY, copied), facts=facts))
    report(measure.timed(f"{LARGE:,} rows loaded", "s", product, ("pandas.read_csv as text", framed)))
    report(growth(SIZES[-1], LARGE, (base, base_copy), (product, copied)))


def milliseconds_per_row(rows: int, seconds: float) -> float:
    """Return what a row costs."""
    return seconds * 1000 / rows


def growth(
    small: int, large: int, less: tuple[measure.Sample, ...], more: tuple[measure.Sample, ...]
) -> measure.Figure:
    """Return how much dearer a larger list is; the ratio is to linear growth, above 1 is worse."""
    product, floor = (b.median("wall_s") / a.median("wall_s") for a, b in zip(less, more, strict=True))
    linear = large / small
    sides = measure.Side("product", product), measure.Side(COPY, floor)
    facts = {"linear would be": linear, "ratio is product by linear": ""}
    return measure.Figure(f"cost of {large:,} by {small:,}", "times", *sides, product / linear, facts)
