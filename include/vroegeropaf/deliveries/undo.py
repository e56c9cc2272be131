"""Undo a correction: every signal becomes what it was, and the replaced list counts again."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries import contracts, signals
from vroegeropaf.deliveries.judge import STEP
from vroegeropaf.errors import VroegEropafError

ACCEPTED = ("accepted", "accepted_with_rejected_rows")


@dataclass(frozen=True)
class Undone:
    """How many signals became what they were, and how many ended as the correction had opened them."""

    restored: int = 0
    ended: int = 0


def undo_correction(engine: Engine, delivery_id: int, undone_by: str, hash_key: str) -> Undone:
    """
    Undo an accepted correction in one transaction; a second time changes nothing.

    The cases follow when the signals are linked next. An objection on the correction holds: the law knows no
    undoing.

    Parameters
    ----------
    engine
        The product's database.
    delivery_id
        The correction. Of several of one day the latest goes first.
    undone_by
        Who decided it.
    hash_key
        Key of the hashes, as for judging.

    Raises
    ------
    VroegEropafError
        ``not_a_correction`` for any other delivery; ``correction_superseded`` when a later list, withdrawal,
        objection or answer touched any of its signals: only a new file can correct then.
    """
    signals.require_key(hash_key)
    with engine.begin() as db, database.step_lock(db, STEP):
        correction = database.one(db, "deliveries/correction", delivery_id=delivery_id)
        if correction is not None and correction["undone_at"] is not None:
            return Undone()
        _require_undoable(db, delivery_id, correction, hash_key)
        ended = database.run(db, "deliveries/end_opened", delivery_id=delivery_id)
        restored = database.run(db, "deliveries/restore_signals", delivery_id=delivery_id)
        for statement in ("forget_reports", "forget_before"):
            database.run(db, f"deliveries/{statement}", delivery_id=delivery_id)
        database.run(db, "deliveries/accept_rows", delivery_id=delivery_id, record_nos=[])
        database.run(db, "deliveries/mark_undone", delivery_id=delivery_id, undone_by=undone_by)
        return Undone(restored, ended)


def _require_undoable(db: Connection, delivery_id: int, correction: RowMapping | None, hash_key: str) -> None:
    if (
        correction is None
        or correction["replaces_delivery_id"] is None
        or correction["state"] not in ACCEPTED
    ):
        raise VroegEropafError("not_a_correction", f"delivery {delivery_id} did not replace another list")
    touched = database.rows(db, "deliveries/touched_signals", delivery_id=delivery_id)
    if (
        correction["is_replaced"]
        or any(row["is_touched_since"] for row in touched)
        or contracts.withdrawn(db, delivery_id, contracts.keys(touched, hash_key))
    ):
        raise VroegEropafError(
            "correction_superseded",
            f"a later file or answer touched contracts of delivery {delivery_id}: correct with a new list",
        )
