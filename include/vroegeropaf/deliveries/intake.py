"""The bytes of a file become a delivery, exactly once, whoever else takes them in at the same time."""

import json
from datetime import datetime

from sqlalchemy import Connection, Engine

from vroegeropaf import database
from vroegeropaf.deliveries import arrival
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.remote_folder import RemoteFile
from vroegeropaf.errors import TransientError


def take_in(
    engine: Engine,
    name: DeliveryName,
    file: RemoteFile,
    content: bytes,
    digest: str,
    marker: Companion | None,
    first_seen_at: datetime,
) -> tuple[int, bool]:
    """
    Return the delivery of these bytes, and whether it is to be judged (again); one transaction.

    Raises
    ------
    TransientError
        ``file_changed`` when another process was taking the same bytes in and gave up.
    """
    with engine.begin() as db:
        delivery_id, is_new = _inserted(db, name, file, content, digest, marker, first_seen_at)
        database.run(
            db,
            "deliveries/mark_fetched",
            corporation=name.corporation,
            file_name=name.name,
            size_bytes=file.size_bytes,
            modified_at=file.modified_at,
            delivery_id=delivery_id,
        )
    return delivery_id, is_new


def _inserted(
    db: Connection,
    name: DeliveryName,
    file: RemoteFile,
    content: bytes,
    digest: str,
    marker: Companion | None,
    first_seen_at: datetime,
) -> tuple[int, bool]:
    """Insert first: of six processes with the same file, the unique key lets one through."""
    arrived = arrival.arrived_at(file.modified_at, first_seen_at, name.reference_on)
    taken = {
        "file_name": name.name,
        "arrived_at": arrived,
        "arrived_on": arrival.arrived_on(arrived),
        "companion": json.dumps(marker.to_json()) if marker else None,
        "content": content,
    }
    row = database.one(
        db,
        "deliveries/insert_delivery",
        corporation=name.corporation,
        kind=name.kind,
        sha256=digest,
        size_bytes=len(content),
        reference_on=name.reference_on,
        **taken,
    )
    if row is not None:
        return int(row["delivery_id"]), True
    known = _known(db, name, digest)
    return known, database.run(db, "deliveries/take_again", delivery_id=known, **taken) == 1


def _known(db: Connection, name: DeliveryName, digest: str) -> int:
    row = database.one(
        db,
        "deliveries/find_delivery",
        corporation=name.corporation,
        kind=name.kind,
        reference_on=name.reference_on,
        sha256=digest,
    )
    if row is None:  # only between two transactions of another process; the next look finds it
        raise TransientError("file_changed", "a delivery was being taken in by another process")
    return int(row["delivery_id"])
