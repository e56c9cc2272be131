"""A collection as the DAG does it, from an SFTP server that misbehaves towards one of two corporations."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries.judge import judge_waiting
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local import sftp_server
from vroegeropaf.local.sample.month import MONDAY, Month, SampleFile
from vroegeropaf.local.sftp_server import JailedFiles, LocalSftpServer
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

BAD, GOOD = "mitros", "viveste"
NOW = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 6, 30, tzinfo=AMSTERDAM)
HASH_KEY = "test-hash-key"
HALF_AN_HOUR = timedelta(minutes=30)
PURGED = (b"parkeerplaats", b"utrecht")  # no dwelling, out of the area: files with such rows are deleted
Told = tuple[type[VroegEropafError], str]


def ready(content: bytes, rows: int) -> bytes:
    """Return a ready marker that agrees with these bytes."""
    return json.dumps({"rijen": rows, "sha256": hashlib.sha256(content).hexdigest()}).encode()


@dataclass(frozen=True)
class Run:
    """What one run of the DAG told: the error of each task that failed, and what each fetch counted."""

    fetch: dict[str, Told] = field(default_factory=dict)
    counts: dict[str, dict[str, Any]] = field(default_factory=dict)
    judge: Told | None = None
    archive: Told | None = None


@dataclass
class Collection:
    """
    Two corporations on one server; `fault` is how the bad one's files are served, from its next login on.

    Every task body is the real one, opened and closed as its task does it.
    """

    engine: Engine
    region: Region
    settings: Settings
    server: LocalSftpServer
    connect: Callable[..., None]
    now: datetime = NOW
    fault: type[JailedFiles] = JailedFiles
    logins: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    patience: dict[str, float] = field(default_factory=dict)

    def serve(self, channel: Any, folder: Path) -> JailedFiles:
        """Serve the files of one login."""
        self.logins[folder.name] += 1
        return (self.fault if folder.name == BAD else JailedFiles)(channel, folder)

    def folder(self, corporation: str) -> Any:
        """Return the real folder; shorter of breath (see `patience`) with a server that misbehaves."""
        from vroegeropaf_airflow.sftp_folder import SftpFolder

        is_bad = corporation == BAD and self.fault is not JailedFiles
        return SftpFolder(corporation, **(self.patience if is_bad else {}))

    def file_of(self, corporation: str) -> SampleFile:
        """Return the corporation's list of the sample month, without the rows that the law lets us purge."""
        file = next(file for file in Month(self.region).monday() if file.corporation == corporation)
        lines = file.content.splitlines(keepends=True)
        kept = [line for line in lines if not any(word in line.lower() for word in PURGED)]
        content = b"".join(kept)
        marker = ready(content, len(kept) - 1) if file.marker else None
        return SampleFile(corporation, file.name, content, marker)

    def inbox(self, corporation: str = BAD) -> Path:
        """Return the local folder in which a corporation lays its files."""
        return self.server.folder(corporation) / "in"

    def put(self, name: str, content: bytes, corporation: str = BAD, age_s: float = 3600) -> Path:
        """Lay a file in an inbox, last written so many seconds before `now`."""
        path = self.inbox(corporation) / name
        path.write_bytes(content)
        written = (self.now - timedelta(seconds=age_s)).timestamp()
        os.utime(path, (written, written))
        return path

    def deliver(self) -> Path:
        """Let both corporations deliver their list; return the bad one's."""
        for corporation in (GOOD, BAD):
            file = self.file_of(corporation)
            if file.marker is not None:
                self.put(f"{file.name}.klaar", file.marker, corporation)
            path = self.put(file.name, file.content, corporation)
        return path

    def run(self) -> Run:
        """Fetch from both, the bad one first, judge, and put away; half an hour passes."""
        failed, counts = self.fetch()
        run = Run(failed, counts, self.judge(), self.put_away(list(counts)))
        self.now += HALF_AN_HOUR
        return run

    def fetch(self) -> tuple[dict[str, Told], dict[str, dict[str, Any]]]:
        """Fetch from both, the bad one first; return who failed, and what the others counted."""
        from vroegeropaf_airflow.steps import collecting

        world = self.world()
        failed, counts = {}, {}
        for corporation in (BAD, GOOD):
            told, counted = self.told(lambda corporation=corporation: collecting.fetch(world, corporation))
            if told is None:
                counts[corporation] = counted
            else:
                failed[corporation] = told
        return failed, counts

    def judge(self) -> Told | None:
        """Judge and load all that waits."""
        return self.told(lambda: judge_waiting(self.engine, self.region, self.now.date(), HASH_KEY))[0]

    def put_away(self, corporations: list[str]) -> Told | None:
        """Archive or delete what was judged."""
        from vroegeropaf_airflow.steps import collecting

        return self.told(lambda: collecting.archive(self.world(), corporations))[0]

    def world(self) -> Any:
        """Return the world of a task, at this instant."""
        from vroegeropaf_airflow.edge import Edge

        return Edge(self.settings, self.region, self.engine, self.now.date(), self.now)

    def told(self, work: Callable[[], Any]) -> tuple[Told | None, Any]:
        """Return the error that a task with this work would show, or what the work returned."""
        from vroegeropaf_airflow.edge import edge

        task = edge()
        try:
            try:
                return None, work()
            except Exception as error:
                task.__exit__(type(error), error, error.__traceback__)
                raise
        except VroegEropafError as shown:
            return (type(shown), shown.code), None

    def heal(self) -> None:
        """Let the server behave from now on."""
        self.fault = JailedFiles

    def assert_taken_up(self) -> None:
        """Whatever went wrong is over: the next run loads the file, and the one after it changes nothing."""
        self.heal()
        for run in (self.run(), self.run()):
            assert run == Run(counts=run.counts)
        assert self.is_loaded_once()
        assert self.is_loaded_once(GOOD)

    def deliveries(self, corporation: str = BAD) -> list[tuple]:
        """Return state, reason and size of all that was taken in."""
        return self.query(
            "select state, reason, size_bytes from raw.delivery where corporation = :corporation"
            " order by delivery_id",
            corporation=corporation,
        )

    def signals(self, corporation: str = BAD) -> int:
        """Return how many signals a corporation has."""
        [(number,)] = self.query(
            "select count(*) from core.signal where corporation = :corporation", corporation=corporation
        )
        return int(number)

    def archived(self, corporation: str = BAD) -> list[bytes]:
        """Return the contents of a corporation's archive, markers left out."""
        folder = self.server.folder(corporation) / "archive"
        return [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix != ".klaar"]

    def query(self, statement: str, **parameters: Any) -> list[tuple]:
        """Return the rows of a statement."""
        with self.engine.connect() as db:
            return [tuple(row) for row in db.execute(text(statement), parameters)]

    def is_loaded_once(self, corporation: str = BAD, content: bytes | None = None) -> bool:
        """Tell whether the list was taken in whole and once, gave its signals, and left the inbox."""
        whole = content or self.file_of(corporation).content
        [(state, reason, size)] = self.deliveries(corporation)
        assert state.startswith("accepted"), (state, reason)
        assert (reason, size) == (None, len(whole))
        assert self.archived(corporation) == [whole]
        assert list(self.inbox(corporation).iterdir()) == []
        assert self.signals(corporation) > 5
        return True

    def is_untouched(self, corporation: str = BAD) -> bool:
        """Tell whether nothing of a corporation was stored."""
        return self.deliveries(corporation) == [] and self.signals(corporation) == 0


def start(
    database: Engine, region: Region, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Collection:
    """Start the server and make it two connections of Airflow."""
    monkeypatch.setenv("AIRFLOW_HOME", str(folder / "airflow"))
    made: list[Collection] = []
    server = LocalSftpServer(folder, [BAD, GOOD], files=lambda *given: made[0].serve(*given))

    def connect(corporation: str, **changes: Any) -> None:
        extra = {"key_file": str(server.key_path(corporation)), "host_key": server.host_key_line}
        connection = {"conn_type": "sftp", "host": server.host, "port": server.port, "login": corporation}
        extra |= changes.pop("extra", {})
        monkeypatch.setenv(
            f"AIRFLOW_CONN_SFTP_{corporation.upper()}", json.dumps(connection | changes | {"extra": extra})
        )

    class Counted(sftp_server.Accounts):
        def begin_auth(self, username: str) -> bool:
            made[0].tries[f"{username} begins"] += 1
            return super().begin_auth(username)

        def validate_public_key(self, username: str, key: object) -> bool:
            made[0].tries[f"{username} refused"] += 1  # asked only about keys that are not the account's
            return False

    monkeypatch.setattr(sftp_server, "Accounts", Counted)
    at_once = settings.model_copy(update={"stable_after_s": 0})
    made.append(Collection(database, region, at_once, server, connect))
    from vroegeropaf_airflow.steps import collecting

    monkeypatch.setattr(collecting, "SftpFolder", made[0].folder)
    server.start()
    for corporation in (BAD, GOOD):
        connect(corporation)
    return made[0]
