"""Fetches what is new and complete in a corporation's inbox, and tidies the inbox after judging."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries import arrival, companion, intake, names, signals
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.intake import Incoming
from vroegeropaf.deliveries.names import DeliveryName, RefusedName
from vroegeropaf.deliveries.remote_folder import RemoteFile, RemoteFolder
from vroegeropaf.errors import OutOfTimeError, PermanentError, TransientError
from vroegeropaf.region import Region

MEGABYTE = 1024 * 1024
# A file that changes while we read it is not finished yet: that is no error, it waits for a next look.
UNFINISHED = frozenset({"transfer_incomplete", "file_changed", "file_vanished"})
FOLDER_ERRORS = (PermanentError, TransientError)


@dataclass(frozen=True)
class FetchReport:
    """Deliveries to judge, files not finished yet, files left alone because of name, kind or size."""

    delivery_ids: tuple[int, ...] = ()
    waiting: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Inbox:
    """One look at an inbox: all files by name, what our ledger says of each, and when we looked."""

    files: dict[str, RemoteFile]
    looks: dict[str, RowMapping]
    looked_at: datetime


@dataclass
class _Run:
    """The fixed parts of one collection, and what it fetched so far."""

    engine: Engine
    folder: RemoteFolder
    corporation: str
    max_bytes: int
    stable_after_s: int
    delivery_ids: list[int] = field(default_factory=list)
    errors: list[PermanentError | TransientError] = field(default_factory=list)


def fetch_new(
    engine: Engine,
    folder: RemoteFolder,
    corporation: str,
    region: Region,
    now: datetime,
    stable_after_s: int,
    hash_key: str,
    sleep: Callable[[float], None] = time.sleep,
) -> FetchReport:
    """
    Take in every new and complete file of the inbox, each in one transaction.

    Parameters
    ----------
    engine, folder
        Database and the corporation's own folder.
    corporation
        Code of the corporation; a name with another code is left alone.
    region
        The policy's largest file.
    now
        Instant of the first look.
    stable_after_s
        A file without a ready marker that agrees must look the same this many seconds later; we look again in
        the same run.
    hash_key
        Key of the hashes that stay behind when a row is purged; nothing is fetched without one.
    sleep
        Waits between the two looks.

    Raises
    ------
    PermanentError, TransientError
        From the folder: the first one, after all other files had their turn. What was fetched is committed; a
        next run goes on.
    """
    signals.require_key(hash_key)
    now = now.astimezone(UTC)  # where a minute later is a minute later, also when the clocks change
    max_bytes = region.policy.quality.max_file_mb * MEGABYTE
    run = _Run(engine, folder, corporation, max_bytes, stable_after_s)
    inbox = _look(run, now)
    unfinished = _fetch_ready(run, inbox, _candidates(run, inbox), is_second_look=False)
    if unfinished and not any(isinstance(error, OutOfTimeError) for error in run.errors):
        sleep(stable_after_s)
        inbox = _look(run, now + timedelta(seconds=stable_after_s))
        again = [name for name in _candidates(run, inbox) if name in unfinished]
        unfinished = _fetch_ready(run, inbox, again, is_second_look=True)
    if run.errors:
        raise run.errors[0]
    refused = sum(look["refused_code"] is not None for look in inbox.looks.values())
    return FetchReport(tuple(run.delivery_ids), len(unfinished), refused)


def tidy_remote(engine: Engine, folder: RemoteFolder, corporation: str) -> int:
    """
    Archive the judged files of the inbox, or delete them when the law asks for it; return how many.

    Notes
    -----
    The archive name follows from the delivery, so a repeated rename after a lost answer changes nothing. A
    file that changed since we fetched it is a new delivery and stays, whatever the listing says of it.

    Raises
    ------
    PermanentError, TransientError
        From the folder: the first one, after all other files had their turn. A next run tries again.
    """
    with engine.connect() as db:
        judged = database.rows(db, "deliveries/to_tidy", corporation=corporation)
    errors: list[PermanentError | TransientError] = []
    tidied = 0
    for look in judged:
        try:
            if folder.is_replaced(RemoteFile(look["file_name"], look["size_bytes"], look["modified_at"])):
                continue
            _tidy(folder, look)
        except FOLDER_ERRORS as error:
            errors.append(error)
            continue
        tidied += 1
        with engine.begin() as db:
            database.run(
                db,
                "deliveries/forget_tidied",
                corporation=corporation,
                file_name=look["file_name"],
                size_bytes=look["size_bytes"],
                modified_at=look["modified_at"],
            )
    with engine.begin() as db:
        database.run(db, "deliveries/mark_tidied", corporation=corporation)
    if errors:
        raise errors[0]
    return tidied


def archive_name(arrived_at: datetime, sha256: str, name: str) -> str:
    """Return ``<utc>-<sha8>-<name>``, the same at every try."""
    return f"{arrived_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{sha256[:8]}-{name}"


def _look(run: _Run, looked_at: datetime) -> Inbox:
    files = {file.name: file for file in run.folder.list_inbox()}
    records = [
        {
            "file_name": file.name,
            "size_bytes": file.size_bytes,
            "modified_at": file.modified_at.isoformat(),
            "refused_code": _refused_code(run, file),
        }
        for file in files.values()
        if not names.is_aside(file.name)
    ]
    with run.engine.begin() as db:
        looks = database.rows(
            db,
            "deliveries/look",
            corporation=run.corporation,
            looked_at=looked_at,
            records=json.dumps(records),
        )
        database.run(db, "deliveries/forget_looks", corporation=run.corporation, names=list(files))
    return Inbox(files, {look["file_name"]: look for look in looks}, looked_at)


def _refused_code(run: _Run, file: RemoteFile) -> str | None:
    parsed = names.parse(file.name, run.corporation)
    if isinstance(parsed, RefusedName):
        return parsed.code
    return "too_large" if file.size_bytes > run.max_bytes else None


def _candidates(run: _Run, inbox: Inbox) -> list[DeliveryName]:
    """Return the files that may become a delivery now: a good name, and not one already."""
    found = []
    for name, look in sorted(inbox.looks.items()):
        parsed = names.parse(name, run.corporation)
        is_open = look["refused_code"] is None and look["delivery_id"] is None
        if is_open and isinstance(parsed, DeliveryName):
            found.append(parsed)
    return found


def _fetch_ready(
    run: _Run, inbox: Inbox, candidates: list[DeliveryName], is_second_look: bool
) -> list[DeliveryName]:
    """
    Take in the candidates that are complete; return those that are not.

    One file that cannot be read stops no other; it has its next chance in the next run.
    """
    unfinished = []
    for name in candidates:
        try:
            is_fetched = _fetch_one(run, inbox, name, is_second_look)
        except FOLDER_ERRORS as error:
            if error.code not in UNFINISHED:
                run.errors.append(error)
                continue
            is_fetched = False
        if not is_fetched:
            unfinished.append(name)
    return unfinished


def _fetch_one(run: _Run, inbox: Inbox, name: DeliveryName, is_second_look: bool) -> bool:
    file, look = inbox.files[name.name], inbox.looks[name.name]
    is_repeated = is_second_look or look["first_seen_at"] < inbox.looked_at
    is_stable = is_repeated and arrival.is_stable(look["same_since_at"], inbox.looked_at, run.stable_after_s)
    marker = _marker(run, inbox, name)
    if not is_stable and (marker is None or marker.sha256 is None):
        return False
    content = run.folder.read(file, run.max_bytes)
    incoming = Incoming(name, file, content, marker, look["first_seen_at"])
    if not is_stable and (marker is None or marker.sha256 != incoming.sha256):
        return False
    delivery_id, is_new = intake.take_in(run.engine, incoming)
    if is_new:
        run.delivery_ids.append(delivery_id)
    return True


def _marker(run: _Run, inbox: Inbox, name: DeliveryName) -> Companion | None:
    file = inbox.files.get(name.companion)
    if file is None or file.size_bytes > companion.LARGEST_BYTES:
        return None
    try:
        return companion.parse(run.folder.read(file, companion.LARGEST_BYTES))
    except TransientError as error:
        if error.code != "file_vanished":
            raise
        return None  # an old listing: a marker that is not there must not stop its file for ever


def _tidy(folder: RemoteFolder, look: RowMapping) -> None:
    """The marker goes first: when we are killed in between, the file is still there to find it by."""
    name = look["file_name"]
    for each in (name + names.COMPANION, name):
        if look["must_purge"]:
            folder.delete(each)
        else:
            folder.archive(each, archive_name(look["arrived_at"], look["sha256"], each))
