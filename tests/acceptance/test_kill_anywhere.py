"""A worker killed between any two steps loses nothing: the whole job, cut at every commit."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from support.folder import DirectoryFolder
from support.mailer import FileMailer
from support.whole_job import HASH_KEY, whole_job

from vroegeropaf import database
from vroegeropaf.local.sample.month import Month
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("kill")]


SENDERS = ("mitros", "provides", "jutphaas_wonen")
MAILS_CUT = 3


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked process; return its exit code, negative for the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(number: int, before: bool, work: Callable[[], None]) -> Callable[[], None]:
    """Return `work` that kills its own process at its n-th commit, just before or just after it."""

    def run() -> None:
        seen = {"commits": 0}

        def strike() -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        def on_commit(connection: object) -> None:
            seen["commits"] += 1
            if before and seen["commits"] == number:
                strike()

        def on_next_begin(connection: object) -> None:
            if not before and seen["commits"] == number:
                strike()

        event.listen(Engine, "commit", on_commit)
        event.listen(Engine, "begin", on_next_begin)
        work()

    return run


def deliver(region: Region, root: Path) -> None:
    """Put Monday's files into the inboxes."""
    for file in (file for file in Month(region).monday() if file.corporation in SENDERS):
        folder = DirectoryFolder(root / file.corporation)
        folder.put(file.name, file.content)
        if file.marker is not None:
            folder.put(f"{file.name}.klaar", file.marker)


def counts(settings: Settings) -> dict[str, int]:
    """Return the row counts of all stages."""
    with database.connect(settings).connect() as db:
        return dict(database.rows(db, "local/snapshot")[0])


def outbox(settings: Settings) -> set[str]:
    """Return the Message-IDs of all mails that were ever due (how many there are is in the counts)."""
    with database.connect(settings).connect() as db:
        return set(db.exec_driver_sql("select message_id from core.outbox").scalars())


def feedback(root: Path) -> dict[str, bytes]:
    """Return what was laid in out/ for each corporation; a kill may use up a number at the name's end."""
    found = {path.name.rsplit("_", 1)[0]: path.read_bytes() for path in root.glob("*/out/*")}
    assert len(found) == len(list(root.glob("*/out/*")))
    return found


def expire_leases(settings: Settings) -> None:
    """Let the time pass after which a mail that was being sent is taken up again."""
    with database.connect(settings).begin() as db:
        db.exec_driver_sql(
            "update core.outbox set lease_until = now() - interval '1 s' where state = 'inflight'"
        )


@pytest.fixture
def fresh(postgres, tmp_path) -> Callable[[str], tuple[Settings, Path]]:
    """A maker of fresh databases and folders, one for each kill."""
    names: list[str] = []

    def drop_last() -> None:
        if names:
            postgres.administer(f"drop database {names.pop()} with (force)")

    def make(name: str) -> tuple[Settings, Path]:
        postgres.administer(
            f"create database kill_{name} template template_vroegeropaf owner template_vroegeropaf "
            "strategy file_copy"
        )
        drop_last()
        names.append(f"kill_{name}")
        url = postgres.url("template_vroegeropaf").rsplit("/", 1)[0] + f"/kill_{name}"
        root = tmp_path / name
        root.mkdir()
        return Settings(database_url=url, hash_key=HASH_KEY, stable_after_s=0), root

    yield make
    drop_last()


def commits_of(settings: Settings, region: Region, root: Path) -> tuple[int, int]:
    """Do the whole job; return how many commits it made, and how many of them before the first mail."""
    number: list[int] = []
    before_mail: list[int] = []

    def on_commit(connection: object) -> None:
        number.append(1)

    event.listen(Engine, "commit", on_commit)
    try:
        whole_job(settings, region, root, lambda: before_mail.append(len(number)))
    finally:
        event.remove(Engine, "commit", on_commit)
    return len(number), before_mail[0]


def test_a_kill_at_any_commit_loses_nothing_and_a_rerun_completes(region, fresh):
    """Killed at each commit, its effects outside done but not yet written down, then run once more.

    The same rows and mails as without a kill; at most one mail more, with the Message-ID of the first copy.
    Of the mails, which all take the same steps, the first few are cut; some cuts are right after a commit.
    """
    settings, root = fresh("calm")
    deliver(region, root)
    total, before_mail = commits_of(settings, region, root)
    wanted = counts(settings)
    assert wanted["signals"] > 20
    assert wanted["visits"] > 10
    assert wanted["mails"] > MAILS_CUT
    files = feedback(root)
    assert len(files) == len(SENDERS) - 1  # the one with a forbidden column has no rows
    assert total > before_mail > 10
    last = before_mail + 2 * MAILS_CUT
    for number, before in [(n, True) for n in range(1, last + 1)] + [
        (n, False) for n in range(3, last + 1, 5)
    ]:
        name = f"{number}_{'before' if before else 'after'}"
        settings, root = fresh(name)
        deliver(region, root)

        def work(settings: Settings = settings, root: Path = root) -> None:
            whole_job(settings, region, root)

        assert in_child(killed_at(number, before, work)) == -signal.SIGKILL, name
        expire_leases(settings)
        assert in_child(work) == 0, name
        assert counts(settings) == wanted, name
        accepted = FileMailer(root / "mail").accepted()
        assert set(accepted) == outbox(settings), name
        assert feedback(root) == files, name
        assert len(accepted) <= len(outbox(settings)) + 1, name
