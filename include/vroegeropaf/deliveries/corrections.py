"""
A correction: a list of the same day as the last accepted one takes its place, and can be undone (`undo`).

Both calls stand around the loading of its signals, in the same transaction. A list that is no correction
passes through unchanged.
"""

import json

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.deliveries import contracts


def remember(db: Connection, delivery_id: int, hash_key: str) -> None:
    """
    Remember what the signals are before an accepted correction is loaded.

    Contracts that an earlier correction of the day left out, and that this one reports again, are opened
    again as the signals they were: no clock restarts. What was withdrawn since is not loaded, and ends again
    in `replace`.
    """
    if not database.run(db, "deliveries/mark_correction", delivery_id=delivery_id):
        return
    database.run(db, "deliveries/remember_signals", delivery_id=delivery_id)
    left_out = contracts.keys(
        database.rows(db, "deliveries/replaced_signals", delivery_id=delivery_id), hash_key
    )
    back = contracts.accepted(db, delivery_id, left_out)
    if back:
        database.run(db, "deliveries/reopen_signals", signal_ids=sorted(back))


def replace(db: Connection, delivery_id: int, hash_key: str) -> int:
    """
    End what the replaced list opened and the correction, now loaded, does not hold; return how many.

    Notes
    -----
    Our choice: a row that was rejected or purged still holds its contract. When a row does not say which
    contract it is about, it may be any of those that seem absent: none ends then (notice
    ``replacement_unclear``), for a visit too many does less harm than one too few.
    """
    correction = database.one(db, "deliveries/correction", delivery_id=delivery_id)
    if correction is None or correction["replaces_delivery_id"] is None:
        return 0
    database.run(db, "deliveries/end_unreported", delivery_id=delivery_id)
    ended = _end_absent(db, delivery_id, hash_key)
    database.run(db, "deliveries/forget_untouched", delivery_id=delivery_id)
    database.run(db, "deliveries/remember_opened", delivery_id=delivery_id)
    return ended


def _end_absent(db: Connection, delivery_id: int, hash_key: str) -> int:
    opened = contracts.keys(
        database.rows(db, "deliveries/opened_that_day", delivery_id=delivery_id), hash_key
    )
    absent = sorted(opened.keys() - contracts.held(db, delivery_id, opened))
    if not absent:
        return 0
    if contracts.unnamed(db, delivery_id):
        _notice(db, delivery_id, "replacement_unclear", len(absent))
        return 0
    ended = database.run(db, "deliveries/end_replaced", delivery_id=delivery_id, signal_ids=absent)
    _notice(db, delivery_id, "replaced_signals", ended)
    return ended


def _notice(db: Connection, delivery_id: int, code: str, count: int) -> None:
    records = json.dumps([{"code": code, "row_count": count}])
    database.run(db, "deliveries/store_notices", delivery_id=delivery_id, records=records)
