"""A disk that is really full, ours or that of Postgres: nothing partial is stored, all goes on with room."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from support.collection import BAD, GOOD

from vroegeropaf.errors import TransientError, VroegEropafError
from vroegeropaf.local.postgres import SYSTEM_USER

BOTH_FULL = dict.fromkeys((BAD, GOOD), (TransientError, "disk_full"))
PAGE_BYTES = 4096


@pytest.fixture
def tiny_disk() -> Iterator[Path]:
    """A disk of a quarter of a megabyte, to be filled."""
    folder = Path(tempfile.mkdtemp(prefix="tiny-disk-"))
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k,mode=1777", "tiny", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        folder.rmdir()
        pytest.skip("only root can make a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def fill(disk: Path) -> Path:
    """Write until nothing fits any more."""
    junk = disk / "junk"
    with junk.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(PAGE_BYTES))
    assert shutil.disk_usage(disk).free == 0
    return junk


def test_our_disk_is_full(collection, tiny_disk, monkeypatch):
    """A file that does not fit on our own disk is told as such, and loaded when there is room again."""
    collection.deliver()
    monkeypatch.setattr(tempfile, "tempdir", str(tiny_disk))
    junk = fill(tiny_disk)
    run = collection.run()
    assert (run.fetch, run.judge, run.archive) == (BOTH_FULL, None, None)
    assert collection.is_untouched(BAD)
    assert collection.is_untouched(GOOD)
    junk.unlink()
    collection.assert_taken_up()


def test_our_disk_has_no_place_for_temporary_files(collection, monkeypatch):
    """That not even a folder for them is found, as on a full disk, is no fault of the server's."""
    collection.deliver()
    monkeypatch.setattr(tempfile, "tempdir", "/not/there")
    assert collection.run().fetch == BOTH_FULL
    monkeypatch.setattr(tempfile, "tempdir", None)
    collection.assert_taken_up()


@pytest.fixture
def kept_on(postgres, database_url, tiny_disk) -> Iterator[Callable[[str], Path]]:
    """A way to let Postgres keep a table on the tiny disk, filled to the last byte; returns what fills it."""
    place = tiny_disk / "postgres"
    place.mkdir(mode=0o700)
    owner = pwd.getpwnam(SYSTEM_USER)
    os.chown(place, owner.pw_uid, owner.pw_gid)
    name = database_url.rsplit("/", 1)[1]
    address = postgres.url(name, "postgres").replace("postgresql+psycopg", "postgresql")
    moved = []

    def move(table: str) -> Path:
        moved.append(table)
        db.execute(f"alter table {table} set tablespace tiny")
        return fill(tiny_disk)

    with psycopg.connect(address, autocommit=True) as db:
        db.execute(sql.SQL("create tablespace tiny location {}").format(sql.Literal(str(place))))
        yield move
        for table in moved:
            db.execute(f"alter table {table} set tablespace pg_default")
        db.execute("drop tablespace tiny")


def test_the_disk_of_postgres_is_full(collection, kept_on):
    """No room in the database: told as such, nothing of a file stored, loaded when there is room again."""
    collection.deliver()
    junk = kept_on("raw.delivery")
    assert collection.run().fetch == dict.fromkeys((BAD, GOOD), (TransientError, "database_full"))
    assert collection.is_untouched(BAD)
    assert collection.is_untouched(GOOD)
    junk.unlink()
    collection.assert_taken_up()


def test_the_disk_of_postgres_is_full_when_a_file_is_judged(collection, kept_on):
    """What was taken in waits unharmed until it can be loaded whole; it is not put away before."""
    path = collection.deliver()
    assert collection.fetch()[0] == {}
    junk = kept_on("core.signal")
    assert collection.judge() == (VroegEropafError, "judging_failed")
    assert collection.put_away([BAD, GOOD]) is None
    assert list(collection.inbox().iterdir()) == [path]
    assert [state for state, _, _ in collection.deliveries()] == ["fetched"]
    junk.unlink()
    collection.assert_taken_up()
