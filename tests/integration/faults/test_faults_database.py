"""Postgres killed as by a power cut, at any step: nothing is lost, and the next run completes."""

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from support import collection as module
from support.collection import BAD, GOOD, Collection

from vroegeropaf import database as database_module
from vroegeropaf.errors import TransientError, VroegEropafError
from vroegeropaf.local.ports import free_port
from vroegeropaf.local.postgres import LocalPostgres
from vroegeropaf.local.sftp_server import JailedFiles
from vroegeropaf.settings import Settings

pytestmark = pytest.mark.xdist_group("durable")
DOWN = (TransientError, "database_unreachable")


@pytest.fixture(scope="module")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPostgres]:
    """A Postgres of our own that keeps its promises, to be killed."""
    state = tmp_path_factory.mktemp("durable")
    passwords = {"postgres": "test-superuser", "vroegeropaf": "test-owner"}
    server = LocalPostgres(state, free_port(), passwords, state / "log", databases=("vroegeropaf",))
    server.start()
    yield server
    server.stop()
    server.forget()


@pytest.fixture
def killable(durable, region, tmp_path_factory, monkeypatch) -> Iterator[Collection]:
    """A collection on an empty database of that server."""
    durable.administer("drop database if exists vroegeropaf with (force)")
    durable.administer("create database vroegeropaf owner vroegeropaf")
    settings = Settings(database_url=durable.url("vroegeropaf"), hash_key=module.HASH_KEY)
    engine = database_module.connect(settings)
    database_module.migrate(engine)
    made = module.start(engine, region, settings, tmp_path_factory.mktemp("faults"), monkeypatch)
    yield made
    made.server.stop()


def test_killed_while_a_file_is_fetched(killable, durable):
    """The file that came in meanwhile is not lost, nor stored in part; with a database again it is loaded."""

    class KillsPostgres(JailedFiles):
        def read(self, file_obj, offset, size):
            durable.kill()
            return super().read(file_obj, offset, size)

    killable.deliver()
    killable.fault = KillsPostgres
    run = killable.run()
    assert (run.fetch, run.judge) == ({BAD: DOWN, GOOD: DOWN}, DOWN)
    durable.start()
    assert killable.is_untouched()
    killable.assert_taken_up()


def test_killed_while_a_file_is_judged(killable, durable):
    """What was fetched is still there, not judged by half, and is judged by the next run."""
    killable.deliver()
    assert killable.fetch()[0] == {}
    told = []
    with killable.engine.connect() as holder:
        holder.execute(text("lock table core.signal in share mode"))  # so that the judge stops half-way
        judge = threading.Thread(target=lambda: told.append(killable.judge()))
        judge.start()
        until_somebody_waits(killable)
        durable.kill()
        judge.join(60)
        holder.invalidate()
    assert told == [(VroegEropafError, "judging_failed")]
    durable.start()
    assert [state for state, _, _ in killable.deliveries()] == ["fetched"]
    assert killable.signals() == 0
    killable.assert_taken_up()


def until_somebody_waits(collection: Collection) -> None:
    """Wait until a session waits for a lock."""
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    until = time.monotonic() + 60
    while collection.query(waiting) == [(0,)]:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_killed_while_a_file_is_put_away(killable, durable):
    """Moved on the server, not written down by us: it stays loaded once, and the next run finds it moved."""

    class MovesAndKills(JailedFiles):
        def posix_rename(self, oldpath, newpath):
            super().posix_rename(oldpath, newpath)
            durable.kill()

    killable.deliver()
    killable.fault = MovesAndKills
    run = killable.run()
    assert (run.fetch, run.judge, run.archive) == ({}, None, (TransientError, "archive_failed"))
    durable.start()
    assert killable.query("select count(*) from raw.delivery where tidied_at is null") == [(2,)]
    killable.assert_taken_up()
    assert killable.query("select count(*) from raw.delivery where tidied_at is null") == [(0,)]
