"""Two schedulers, reruns at once or at another time, the night of summer time: one file, one delivery."""

import asyncio
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from support import second_process
from support.collection import BAD, GOOD, HASH_KEY, NOW, Collection

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import arrival, collect
from vroegeropaf.local.sftp_server import JailedFiles

STABLE_AFTER_S = 60


class Slow(JailedFiles):
    """Slow enough for two readers to meet."""

    async def read(self, file_obj, offset, size):
        await asyncio.sleep(0.05)
        return super().read(file_obj, offset, 500)


def test_two_processes_at_once(collection, database_url, tmp_path):
    """Two schedulers that start in the same moment: each file is taken in and judged by one of them."""
    collection.deliver()
    collection.fault = Slow
    start = tmp_path / "start"
    environment = os.environ | {
        "VROEGEROPAF_DATABASE_URL": database_url,
        "VROEGEROPAF_HASH_KEY": HASH_KEY,
        "VROEGEROPAF_STABLE_AFTER_S": "0",
    }
    command = [sys.executable, second_process.__file__]
    both = []
    for number in range(2):
        ready = tmp_path / f"ready-{number}"
        arguments = [str(ready), str(start), NOW.isoformat(), BAD, GOOD]
        both.append(
            subprocess.Popen(
                [*command, *arguments],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=(tmp_path / f"log-{number}").open("wb"),
                text=True,
            )
        )
    try:
        wait_for([tmp_path / f"ready-{number}" for number in range(2)], both)
        start.touch()
        said = [one.communicate(timeout=60)[0] for one in both]
    finally:
        for one in both:
            one.kill()
            one.wait()
    assert [one.returncode for one in both] == [0, 0], said
    told = [json.loads(lines.splitlines()[-1]) for lines in said]
    assert sum(one["fetched"] for one in told) == 2
    assert sum(one["judged"] for one in told) == 2
    collection.assert_taken_up()


def wait_for(paths: list[Path], processes: list[subprocess.Popen]) -> None:
    """Wait until all files are there, or a process has ended."""
    until = time.monotonic() + 120
    while not all(path.exists() for path in paths):
        assert all(one.poll() is None for one in processes)
        assert time.monotonic() < until
        time.sleep(0.02)


def test_reruns_at_once(collection):
    """Four runs by hand in the same moment: nobody fails, nothing is loaded twice."""
    collection.deliver()
    collection.fault = Slow

    def rerun(_: int) -> tuple:
        failed, counts = collection.fetch()
        return failed, collection.judge(), collection.put_away(list(counts))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(rerun, range(4))) == [({}, None, None)] * 4
    collection.assert_taken_up()


@pytest.mark.parametrize("shift", [-timedelta(hours=30), -timedelta(hours=1), timedelta(days=2)])
def test_rerun_at_another_time(collection, shift):
    """A run whose clock is an hour, or days, off the one before changes nothing of what was loaded."""
    collection.deliver()
    collection.run()
    rows = collection.query("select * from core.signal order by 1")
    collection.now += shift
    run = collection.run()
    assert (run.fetch, run.judge, run.archive) == ({}, None, None)
    assert collection.query("select * from core.signal order by 1") == rows
    assert collection.is_loaded_once()


@pytest.mark.parametrize("shift", [-timedelta(hours=30), timedelta(0)])
def test_rerun_at_another_time_of_a_half_uploaded_file(collection, shift):
    """Nor does a clock that went back make a growing file whole: it waits until it was seen unchanged."""
    path = collection.deliver()
    content = path.read_bytes()
    collection.put(path.name, content[:1000])
    assert fetch(collection, NOW, lambda _: collection.put(path.name, content[:1500])) == (0, 1)
    assert fetch(collection, NOW + shift, lambda _: collection.put(path.name, content[:2000])) == (0, 1)
    collection.put(path.name, content)
    assert fetch(collection, NOW + timedelta(minutes=30)) == (1, 0)
    collection.assert_taken_up()


def fetch(collection: Collection, now: datetime, sleep=lambda _: None) -> tuple[int, int]:
    """Fetch the bad one's files with the usual minute between two looks; return how many came, and waited."""
    with collection.folder(BAD) as folder:
        report = collect.fetch_new(
            collection.engine, folder, BAD, collection.region, now, STABLE_AFTER_S, HASH_KEY, sleep
        )
    return len(report.delivery_ids), report.waiting


SPRING = datetime(2027, 3, 28, 1, 59, 50, tzinfo=AMSTERDAM)
AUTUMN = datetime(2027, 10, 31, 2, 59, 50, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("first", "later", "is_stable"),
    [
        (SPRING, datetime(2027, 3, 28, 3, 0, 10, tzinfo=AMSTERDAM), False),
        (SPRING, datetime(2027, 3, 28, 3, 0, 50, tzinfo=AMSTERDAM), True),
        (AUTUMN, datetime(2027, 10, 31, 2, 0, 10, fold=1, tzinfo=AMSTERDAM), False),
        (AUTUMN, datetime(2027, 10, 31, 2, 0, 50, fold=1, tzinfo=AMSTERDAM), True),
    ],
)
def test_a_minute_is_a_minute_when_the_clocks_change(first, later, is_stable):
    """Twenty seconds are not an hour in the night in March, and a minute is one in the night in October."""
    assert arrival.is_stable(first, later, STABLE_AFTER_S) is is_stable


class Stopped(Exception):
    """The run ends here."""


@pytest.mark.parametrize("first", [SPRING, AUTUMN], ids=["March", "October"])
def test_clock_change_while_a_file_is_uploaded(collection, database_url, first):
    """A run stopped just before the clocks change, and one twenty seconds later: no part is taken for whole.

    A minute later the whole file is fetched, once; also with a database that tells its times in our zone.
    """
    name = database_url.rsplit("/", 1)[1]
    with collection.engine.begin() as db:
        db.execute(text(f"alter database {name} set timezone to 'Europe/Amsterdam'"))
    content = collection.file_of(BAD).content
    path = collection.put(f"huurachterstand_mitros_{first:%Y%m%d}.csv", content[:1000])

    def stop(_: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        fetch(collection, first, stop)
    later = (first.astimezone() + timedelta(seconds=20)).astimezone(AMSTERDAM)
    assert fetch(collection, later, lambda _: path.write_bytes(content)) == (0, 1)
    assert fetch(collection, later + timedelta(hours=2)) == (1, 0)
    assert collection.deliveries() == [("fetched", None, len(content))]
