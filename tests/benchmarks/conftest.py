"""What all benches share: a durable Postgres, where results go, the table at the end."""

import itertools
import json
import os
import platform
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from benchmarks.measure import Figure, table

from vroegeropaf import database as database_module
from vroegeropaf.local.ports import free_port
from vroegeropaf.settings import Settings

if TYPE_CHECKING:
    from vroegeropaf.local.postgres import LocalPostgres

RESULTS = Path(__file__).with_name("results")
KEPT = pytest.StashKey[dict[str, list[tuple[Figure, str]]]]()
TEMPLATE = "template_vroegeropaf"
_numbers = itertools.count()


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[Figure], None]:
    """Keep a figure for the results of this bench file; what it measures is the docstring of its test."""
    bench = request.node.path.stem.removeprefix("bench_")
    measures = " ".join((request.function.__doc__ or "").split())
    kept = request.config.stash.setdefault(KEPT, {}).setdefault(bench, [])
    return lambda figure: kept.append((figure, measures))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write one file a bench, and print the table."""
    kept = config.stash.get(KEPT, {})
    if not kept:
        return
    RESULTS.mkdir(exist_ok=True)
    for bench, figures in kept.items():
        content = {
            "bench": bench,
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": {
                "cpus": len(os.sched_getaffinity(0)),
                "system": platform.system(),
                "python": platform.python_version(),
                "load_5_min": round(os.getloadavg()[1], 2),
            },
            "figures": [{**figure.to_json(), "measures": measures} for figure, measures in figures],
        }
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (RESULTS / f"{bench}.json").write_text(text, encoding="utf-8")
    terminalreporter.section("figures")
    rows = [(bench, figure) for bench, figures in kept.items() for figure, _ in figures]
    for line in table(rows):
        terminalreporter.write_line(line)
    load, cpus = os.getloadavg()[1], len(os.sched_getaffinity(0))
    terminalreporter.write_line(f"load of the last 5 minutes: {load:.1f} on {cpus} CPUs (1 is our own)")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator["LocalPostgres"]:
    """One throw-away Postgres that writes to disk as a real one does, with a migrated template database."""
    from vroegeropaf.local.postgres import LocalPostgres

    state = tmp_path_factory.mktemp("postgres")
    server = LocalPostgres(
        state_dir=state,
        port=free_port(),
        passwords={"postgres": "bench-superuser", TEMPLATE: "bench-owner"},
        log_file=state / "postgres.log",
        databases=(TEMPLATE,),
    )
    server.start()
    try:
        database_module.migrate(database_module.connect(Settings(database_url=server.url(TEMPLATE))))
        yield server
    finally:
        server.stop()
        server.forget()


@pytest.fixture
def server_pid(postgres: "LocalPostgres") -> int:
    """The first process of the server, whose CPU seconds are told apart."""
    return int((postgres.data_dir / "postmaster.pid").read_text(encoding="ascii").split()[0])


@pytest.fixture
def databases(postgres: "LocalPostgres") -> Callable[[int], list[str]]:
    """Return URLs of as many fresh, migrated databases as asked; they go with the server."""

    def make(count: int) -> list[str]:
        names = [f"bench_{next(_numbers)}" for _ in range(count)]
        for name in names:
            postgres.administer(f"create database {name} template {TEMPLATE} owner {TEMPLATE}")
        return [postgres.url(TEMPLATE).rsplit("/", 1)[0] + f"/{name}" for name in names]

    return make
