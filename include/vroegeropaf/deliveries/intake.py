"""The bytes of a file become a delivery, exactly once, whoever else takes them in at the same time."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine

from vroegeropaf import database
from vroegeropaf.deliveries import arrival
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.remote_folder import RemoteFile
from vroegeropaf.errors import TransientError


@dataclass(frozen=True)
class Incoming:
    """
    A file that was read and is complete.

    Parameters
    ----------
    name, file, content
        Its parsed name, what the server says of it, and its bytes.
    marker
        What ``<name>.klaar`` says, if it is there.
    first_seen_at
        When we saw the file first, as it is now.
    """

    name: DeliveryName
    file: RemoteFile
    content: bytes
    marker: Companion | None
    first_seen_at: datetime

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes: what tells one delivery of a day from another."""
        return hashlib.sha256(self.content).hexdigest()


def take_in(engine: Engine, incoming: Incoming) -> tuple[int, bool]:
    """
    Return the delivery of these bytes, and whether it is to be judged (again); one transaction.

    Raises
    ------
    TransientError
        ``file_changed`` when another process was taking the same bytes in and gave up.
    """
    with engine.begin() as db:
        delivery_id, is_new = _inserted(db, incoming)
        database.run(
            db,
            "deliveries/mark_fetched",
            corporation=incoming.name.corporation,
            file_name=incoming.name.name,
            size_bytes=incoming.file.size_bytes,
            modified_at=incoming.file.modified_at,
            delivery_id=delivery_id,
        )
    return delivery_id, is_new


def _inserted(db: Connection, incoming: Incoming) -> tuple[int, bool]:
    """
    Insert first: of six processes with the same file, the unique key lets one through.

    The same bytes again are the same delivery, unless another list of their day came in between: then the
    sender takes that one back, and they are a correction of it.
    """
    taken = _taken(incoming)
    delivery_id = _insert(db, incoming, taken, None)
    if delivery_id is not None:
        return delivery_id, True
    known = _known(db, incoming)
    between = database.rows(db, "deliveries/came_between", delivery_id=known)[0]["came_after_id"]
    if between is None:
        return known, database.run(db, "deliveries/take_again", delivery_id=known, **taken) == 1
    delivery_id = _insert(db, incoming, taken, between)
    return (_known(db, incoming), False) if delivery_id is None else (delivery_id, True)


def _taken(incoming: Incoming) -> dict[str, Any]:
    """Return the columns that are of this time, also when the same bytes came before."""
    name = incoming.name
    arrived = arrival.arrived_at(incoming.file.modified_at, incoming.first_seen_at, name.reference_on)
    return {
        "file_name": name.name,
        "arrived_at": arrived,
        "arrived_on": arrival.arrived_on(arrived),
        "companion": json.dumps(incoming.marker.to_json()) if incoming.marker else None,
        "content": incoming.content,
    }


def _insert(
    db: Connection, incoming: Incoming, taken: dict[str, Any], came_after_id: int | None
) -> int | None:
    row = database.one(
        db,
        "deliveries/insert_delivery",
        corporation=incoming.name.corporation,
        kind=incoming.name.kind,
        sha256=incoming.sha256,
        size_bytes=len(incoming.content),
        reference_on=incoming.name.reference_on,
        came_after_id=came_after_id,
        **taken,
    )
    return None if row is None else int(row["delivery_id"])


def _known(db: Connection, incoming: Incoming) -> int:
    name = incoming.name
    row = database.one(
        db,
        "deliveries/find_delivery",
        corporation=name.corporation,
        kind=name.kind,
        reference_on=name.reference_on,
        sha256=incoming.sha256,
    )
    if row is None:  # only between two transactions of another process; the next look finds it
        raise TransientError("file_changed", "a delivery was being taken in by another process")
    return int(row["delivery_id"])
