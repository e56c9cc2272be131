"""Whether a delivery says anything about a contract, by keyed hash: a purged row still stands for it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries.signals import contract_key

# Signal id -> key of its contract with its tenant number, and of the contract alone: what a row without a
# readable tenant number left behind.
Keys = Mapping[int, tuple[str, str]]


def keys(signals: Iterable[RowMapping], hash_key: str) -> Keys:
    """Return the keys of signals, given as rows with `signal_id`, `corporation` and both numbers."""
    return {
        row["signal_id"]: (
            contract_key(hash_key, row["corporation"], row["tenant_no"], row["contract_no"]),
            contract_key(hash_key, row["corporation"], "", row["contract_no"]),
        )
        for row in signals
    }


def held(db: Connection, delivery_id: int, of: Keys) -> set[int]:
    """Return the signals whose contract stands in a delivery, in whatever row."""
    found = {row["contract_key"] for row in _known(db, "deliveries/keys_held", delivery_id, of)}
    return _any_of(of, found)


def accepted(db: Connection, delivery_id: int, of: Keys) -> set[int]:
    """Return the signals whose contract stands in an accepted row of a delivery."""
    rows = _known(db, "deliveries/keys_held", delivery_id, of)
    found = {row["contract_key"] for row in rows if row["is_accepted"]}
    return {signal_id for signal_id, (exact, _) in of.items() if exact in found}


def withdrawn(db: Connection, delivery_id: int, of: Keys) -> set[int]:
    """Return the signals whose contract another delivery withdrew, or saw objected to, since a list's day."""
    found = {row["contract_key"] for row in _known(db, "deliveries/keys_withdrawn", delivery_id, of)}
    return _any_of(of, found)


def unnamed(db: Connection, delivery_id: int) -> int:
    """Return how many rows of a delivery do not say which contract they are about."""
    row = database.one(db, "deliveries/rows_without_key", delivery_id=delivery_id)
    return 0 if row is None else int(row["row_count"])


def _known(db: Connection, statement: str, delivery_id: int, of: Keys) -> list[RowMapping]:
    if not of:
        return []
    wanted = sorted({key for both in of.values() for key in both})
    return database.rows(db, statement, delivery_id=delivery_id, keys=wanted)


def _any_of(of: Keys, found: set[str]) -> set[int]:
    return {signal_id for signal_id, both in of.items() if not found.isdisjoint(both)}
