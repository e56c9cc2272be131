"""Parsing: what each DAG file costs the DAG processor, and every task again."""

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import measure

RUNS = 5
DAGS = sorted((Path(__file__).parents[2] / "dags").glob("*.py"))
HEAVY = ("pandas", "great_expectations", "psycopg", "vroegeropaf.region")
SMALLEST = '''"""The smallest DAG that does something."""
from airflow.sdk import dag, task

@dag(schedule=None)
def smallest():
    @task
    def nothing() -> int:
        return 1

    nothing()

smallest()
'''


def parse(run: int, files: list[str]) -> measure.Work:
    """Import Airflow's SDK; at all later runs execute one file in a fork, as the DAG processor does."""
    if run == 0:
        return measure.Work(lambda: __import__("airflow.sdk"))
    file = files[(run - 1) % len(files)]
    return measure.Work(lambda: _in_fork(file), lambda told: told)


def _in_fork(file: str) -> dict[str, Any]:
    import json

    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        with os.fdopen(writer, "w") as answer:
            json.dump(_execute(file), answer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = json.load(answer)
    os.waitpid(pid, 0)
    return told


def _execute(file: str) -> dict[str, Any]:
    from importlib import util

    before = set(sys.modules)
    wall, cpu = time.perf_counter(), time.process_time()
    spec = util.spec_from_file_location("parsed_dag", file)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {
        "parse_s": time.perf_counter() - wall,
        "parse_cpu_s": time.process_time() - cpu,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "heavy": [name for name in HEAVY if name in sys.modules],
        "modules": len(set(sys.modules) - before),
    }


def of_fork(sample: measure.Sample) -> measure.Sample:
    """Return the sample with the times that the forks took of themselves."""
    runs = (
        measure.Run(run.facts["parse_s"], run.facts["parse_cpu_s"], run.facts["rss_mb"], facts=run.facts)
        for run in sample.runs
    )
    return measure.Sample(tuple(runs), sample.base_rss_mb)


def test_each_file(tmp_path: Path, report: Callable[[measure.Figure], None]) -> None:
    """Milliseconds that each DAG file takes beyond `import airflow.sdk`, beside the smallest DAG there is."""
    smallest = tmp_path / "smallest.py"
    smallest.write_text(SMALLEST, encoding="utf-8")
    files = [str(smallest), *map(str, DAGS)]
    env = {"AIRFLOW_HOME": str(tmp_path / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    measure.in_child(parse, 1 + len(files), env=env, files=files)  # writes Airflow's configuration, bytecode
    found = measure.in_child(parse, 1 + RUNS * len(files), env=env, files=files)
    first, parsed = found.part(0, 1), found.part(1, len(found.runs))
    floor, *products = [of_fork(parsed.nth(place, len(files))) for place in range(len(files))]
    for file, product in zip(DAGS, products, strict=True):
        heavy = sorted({name for run in product.runs for name in run.facts["heavy"]})
        facts = {"modules imported": int(product.fact("modules")), "heavy ones": heavy or "none"}
        what = ("the smallest DAG", floor)
        report(measure.timed(file.name, "ms", product, what, lambda seconds: seconds * 1000, facts))
    whole = sum(product.median("wall_s") for product in products)
    report(
        measure.Figure(
            "all DAG files",
            "s",
            measure.Side("product", whole),
            measure.Side("import airflow.sdk, once", first.median("wall_s"), first),
            whole / first.median("wall_s"),
        )
    )
