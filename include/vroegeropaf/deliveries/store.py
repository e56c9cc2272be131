"""Writes a judged delivery in the caller's transaction: verdict, rows, faults, notices, signals."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.deliveries import corrections, profiles, signals
from vroegeropaf.deliveries.assess import Assessment, Judged
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.verdict import State
from vroegeropaf.region import Region


@dataclass(frozen=True)
class Verdict:
    """What became of one delivery: ids, codes and counts only."""

    delivery_id: int
    corporation: str
    verdict: State
    reason: str | None
    rows: int
    accepted: int
    rejected: int


@dataclass(frozen=True)
class Loaded:
    """How many signals a delivery opened, updated and ended."""

    opened: int = 0
    updated: int = 0
    ended: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.opened + other.opened, self.updated + other.updated, self.ended + other.ended)


def name_of(delivery: Any) -> DeliveryName:
    """Return the delivery's name, kind and date as one value."""
    return DeliveryName(
        delivery["file_name"], delivery["kind"], delivery["corporation"], _day(delivery["reference_on"])
    )


def store(
    db: Connection, delivery_id: int, name: DeliveryName, found: Assessment, region: Region, hash_key: str
) -> tuple[Verdict, Loaded]:
    """Write the verdict and what follows from it; an objection ends its signal even in a held list."""
    write_rows(db, delivery_id, name, found, hash_key)
    verdict = close(db, delivery_id, name, found)
    loaded = Loaded(ended=end(db, delivery_id, signals.objection_records(found.rows)))
    if found.state in ("accepted", "accepted_with_rejected_rows"):
        loaded += load(db, delivery_id, name, found.accepted, region, hash_key)
    return verdict, loaded


def close(
    db: Connection,
    delivery_id: int,
    name: DeliveryName,
    found: Assessment,
    rows_read: int | None = None,
) -> Verdict:
    """Write state, reason and counts; `rows_read` when `found` holds only some of its rows."""
    accepted = len(found.accepted)
    read = len(found.rows) if rows_read is None else rows_read
    verdict = Verdict(
        delivery_id=delivery_id,
        corporation=name.corporation,
        verdict=found.state,
        reason=found.reason,
        rows=read,
        accepted=accepted,
        rejected=read - accepted,
    )
    database.run(
        db,
        "deliveries/close_delivery",
        delivery_id=delivery_id,
        state=verdict.verdict,
        reason=verdict.reason,
        must_purge=found.must_purge,
        rows_read=verdict.rows,
        rows_accepted=verdict.accepted,
        rows_rejected=verdict.rejected,
        accepted_cents=found.accepted_cents,
    )
    return verdict


def write_rows(
    db: Connection, delivery_id: int, name: DeliveryName, found: Assessment, hash_key: str
) -> None:
    """Write rows, faults and notices; of a forbidden row only line, rule and keyed hash stay."""
    rows = [
        {
            "record_no": judged.row.record_no,
            "line_no": judged.row.line_no,
            "is_accepted": judged.is_accepted,
            "contract_key": _key(judged, name, hash_key),
            "fields": None if judged.is_forbidden else judged.row.cells,
        }
        for judged in found.rows
    ]
    faults = [
        {
            "record_no": judged.row.record_no,
            "rule_code": fault.rule,
            "column_name": fault.column,
            "severity": fault.severity,
        }
        for judged in found.rows
        for fault in judged.faults
    ]
    _run(db, "deliveries/store_rows", delivery_id, rows)
    _run(db, "deliveries/store_faults", delivery_id, faults)
    notice(db, delivery_id, found.notices)


def load(
    db: Connection,
    delivery_id: int,
    name: DeliveryName,
    rows: Sequence[Judged],
    region: Region,
    hash_key: str,
) -> Loaded:
    """Turn good rows into signals (a list, which may replace another) or end signals (withdrawals)."""
    if name.kind == "withdrawal":
        records = signals.withdrawal_records(rows)
        ended = end(db, delivery_id, records)
        if ended < len(records):
            notice(db, delivery_id, {"no_open_signal": len(records) - ended})
        return Loaded(ended=ended)
    corrections.remember(db, delivery_id, hash_key)
    loaded = _load_signals(db, delivery_id, name, rows, region)
    return loaded + Loaded(ended=corrections.replace(db, delivery_id, hash_key))


def _load_signals(
    db: Connection, delivery_id: int, name: DeliveryName, rows: Sequence[Judged], region: Region
) -> Loaded:
    profile = profiles.load(region.config_dir, name.corporation)
    storable = [judged for judged in rows if signals.is_storable(judged, name, region)]
    new = signals.signal_records(storable, name, region, profile)
    if not new:
        return Loaded()
    touched = database.rows(db, "deliveries/load_signals", delivery_id=delivery_id, records=json.dumps(new))
    reported = _run(db, "deliveries/report_signals", delivery_id, new)
    if reported < len(new):
        notice(db, delivery_id, {"withdrawn_before": len(new) - reported})
    opened = sum(signal["is_opened"] for signal in touched)
    return Loaded(opened=opened, updated=len(touched) - opened)


def end(db: Connection, delivery_id: int, records: Sequence[dict[str, str]]) -> int:
    """End the open signals that these records withdraw; return how many."""
    return _run(db, "deliveries/end_signals", delivery_id, records)


def notice(db: Connection, delivery_id: int, notices: dict[str, int]) -> None:
    """Write what was noticed, as codes with a number of rows."""
    records = [{"code": code, "row_count": count} for code, count in sorted(notices.items())]
    _run(db, "deliveries/store_notices", delivery_id, records)


def _run(db: Connection, statement: str, delivery_id: int, records: Sequence[Any]) -> int:
    if not records:
        return 0
    return database.run(db, statement, delivery_id=delivery_id, records=json.dumps(records))


def _key(judged: Judged, name: DeliveryName, hash_key: str) -> str | None:
    found = judged.row.values
    if not found.get("contract_no"):
        return None
    return signals.contract_key(
        hash_key, name.corporation, found.get("tenant_no") or "", found["contract_no"]
    )


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError("a reference date must be a date")
    return value
