"""A tenant who moved out of the covenant's area: the row may not be kept, and nobody visits the old door."""

import json

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.deliveries import contracts


def end_moved(db: Connection, delivery_id: int, hash_key: str) -> int:
    """
    End the open signals of contracts that an accepted list has outside the area only; return how many.

    Works on keyed hashes, so it can be done when a held list is let in, long after its rows were purged. It
    stands behind `corrections.remember`, in the same transaction.

    Notes
    -----
    Our choice: of two rows for one contract, one inside the area, neither is believed.
    """
    found = database.rows(db, "deliveries/keys_out_of_area", delivery_id=delivery_id)
    if not found:
        return 0
    outside = {row["contract_key"] for row in found}
    of = contracts.keys(database.rows(db, "deliveries/open_before", delivery_id=delivery_id), hash_key)
    moved = sorted(signal_id for signal_id, both in of.items() if not outside.isdisjoint(both))
    if not moved:
        return 0
    ended = database.run(db, "deliveries/end_moved", delivery_id=delivery_id, signal_ids=moved)
    records = json.dumps([{"code": "moved_out", "row_count": ended}])
    database.run(db, "deliveries/store_notices", delivery_id=delivery_id, records=records)
    return ended
