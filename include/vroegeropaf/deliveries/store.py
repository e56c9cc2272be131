"""Writes a judged delivery in the caller's transaction: verdict, rows, faults, notices, signals."""

import json
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Self

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.deliveries import corrections, moves, profiles, signals
from vroegeropaf.deliveries.assess import Assessment
from vroegeropaf.deliveries.judged import Judged, area_on
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


class Writer:
    """
    Writes the judged rows of one delivery chunk by chunk, in the caller's transaction.

    Rows, faults and keyed hashes are stored as they come; signals wait in a table of the transaction until
    the verdict lets them in. Of a forbidden row only line, rule and hash stay.

    As a context manager: one chunk is written by a thread of its own while the next one is judged. Nobody
    else may use the connection in between; every other method waits for the writing first.
    """

    def __init__(
        self, db: Connection, delivery_id: int, name: DeliveryName, region: Region, hash_key: str
    ) -> None:
        self._db, self._delivery_id, self._name = db, delivery_id, name
        self._area = area_on(name.reference_on, region)
        profile = profiles.load(region.config_dir, name.corporation)
        self._handover_days = profile.handover_days or region.policy.clocks.default_handover_days
        self._hash_key = hash_key
        self._withdrawn: list[dict[str, str]] = []
        self._objected: list[dict[str, str]] = []
        self._without_signal = 0
        self._thread = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None
        if name.kind == "arrears":
            database.run(db, "deliveries/stage_signals")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()

    def keep(self, rows: Sequence[Judged]) -> None:
        """Store one chunk; what went wrong with the one before comes out here."""
        self._wait()
        self._writing = self._thread.submit(self._write, rows)

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def _write(self, rows: Sequence[Judged]) -> None:
        database.copy(self._db, "deliveries/copy_rows", map(self._row, rows))
        faults = [
            (self._delivery_id, judged.row.record_no, fault.rule, fault.column, fault.severity)
            for judged in rows
            for fault in dict.fromkeys(judged.faults)
        ]
        if faults:
            database.copy(self._db, "deliveries/copy_faults", faults)
        self._objected += signals.objection_records(rows)
        self.stage([judged for judged in rows if judged.is_accepted])

    def stage(self, rows: Sequence[Judged]) -> None:
        """Lay rows ready to be loaded: what a list can make a signal of, or withdrawals."""
        if self._name.kind == "withdrawal":
            self._withdrawn += signals.withdrawal_records(rows)
            return
        storable = [one for one in rows if signals.is_storable(one, self._area)]
        whole_key = partial(signals.contract_key, self._hash_key, self._name.corporation, "")
        lines = signals.staged(storable, self._area, self._handover_days, whole_key)
        database.copy(self._db, "deliveries/copy_signals", lines)

    def end_objections(self) -> Loaded:
        """End the signals whose tenants objected; that holds for a held file too."""
        self._wait()
        ended = end(self._db, self._delivery_id, self._objected)
        self._without_signal = max(0, len(self._objected) - ended)
        return Loaded(ended=ended)

    def load(self) -> Loaded:
        """Turn what was laid ready into signals (a list may replace another), or end what was withdrawn."""
        self._wait()
        if self._name.kind == "withdrawal":
            return self._end_withdrawn()
        corrections.remember(self._db, self._delivery_id, self._hash_key)
        loaded = self._load_signals()
        loaded += Loaded(ended=moves.end_moved(self._db, self._delivery_id, self._hash_key))
        return loaded + Loaded(ended=corrections.replace(self._db, self._delivery_id, self._hash_key))

    def _load_signals(self) -> Loaded:
        staged = database.rows(self._db, "deliveries/count_staged")[0]["staged"]
        if not staged:
            return Loaded()
        parameters = {"delivery_id": self._delivery_id}
        touched = database.rows(self._db, "deliveries/load_signals", **parameters)[0]
        reported = database.run(self._db, "deliveries/report_signals", **parameters)
        if reported < staged:
            notice(self._db, self._delivery_id, {"withdrawn_before": staged - reported})
        return Loaded(opened=touched["opened"], updated=touched["touched"] - touched["opened"])

    def _end_withdrawn(self) -> Loaded:
        ended = end(self._db, self._delivery_id, self._withdrawn)
        if missed := self._without_signal + max(0, len(self._withdrawn) - ended):
            notice(self._db, self._delivery_id, {"no_open_signal": missed})
        return Loaded(ended=ended)

    def _row(self, judged: Judged) -> tuple[Any, ...]:
        contract_no, tenant_no = judged.key
        key = None
        if contract_no:
            key = signals.contract_key(self._hash_key, self._name.corporation, tenant_no, contract_no)
        cells = None if judged.is_forbidden or judged.row.cells is None else judged.row.cells
        return (
            self._delivery_id,
            judged.row.record_no,
            judged.row.line_no,
            judged.is_accepted,
            key,
            None if cells is None else json.dumps(cells, ensure_ascii=False),
        )


def conclude(
    db: Connection, delivery_id: int, name: DeliveryName, found: Assessment, writer: Writer
) -> tuple[Verdict, Loaded]:
    """Write the verdict on a delivery whose rows were kept, and do what follows from it."""
    loaded = writer.end_objections()
    notice(db, delivery_id, found.notices)
    verdict = close(db, delivery_id, name, found)
    if found.state in ("accepted", "accepted_with_rejected_rows"):
        loaded += writer.load()
    return verdict, loaded


def close(db: Connection, delivery_id: int, name: DeliveryName, found: Assessment) -> Verdict:
    """Write state, reason and counts."""
    verdict = Verdict(
        delivery_id=delivery_id,
        corporation=name.corporation,
        verdict=found.state,
        reason=found.reason,
        rows=found.rows,
        accepted=found.accepted,
        rejected=found.rows - found.accepted,
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


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError("a reference date must be a date")
    return value
