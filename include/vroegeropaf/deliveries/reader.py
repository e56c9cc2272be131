"""From cells to values: every record becomes one row with its faults. Pure; never loses a row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from vroegeropaf.deliveries import fields, values
from vroegeropaf.deliveries.gates import Record
from vroegeropaf.deliveries.names import Kind
from vroegeropaf.deliveries.profiles import Profile

Severity = Literal["critical", "warning", "info"]


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a row: a stable rule code, the canonical header, how much it weighs."""

    rule: str
    column: str = ""
    severity: Severity = "critical"


@dataclass(frozen=True)
class Row:
    """
    One record, read.

    `cells` are as delivered under the canonical headers (None when the row had another width than the
    header); `values` are by key of ``fields``, only what could be read.
    """

    record_no: int
    line_no: int
    cells: dict[str, str] | None
    values: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def has(self, rule: str) -> bool:
        """Return whether the row has a fault with this code."""
        return any(fault.rule == rule for fault in self.faults)

    @property
    def unreadable(self) -> frozenset[str]:
        """Canonical headers of the cells that could not be read."""
        return frozenset(fault.column for fault in self.faults if fault.column)


def read(records: Iterable[Record], kind: Kind, profile: Profile) -> list[Row]:
    """
    Return one row per record, in order. A cell that cannot be read is a fault of its row, never an
    exception.
    """
    return [read_record(record, kind, profile) for record in records]


def read_record(record: Record, kind: Kind, profile: Profile) -> Row:
    """Return the values and the reading faults of one record."""
    if record.cells is None:
        return Row(record.record_no, record.line_no, None, {}, (Fault("width_differs"),))
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in fields.OF_KIND[kind]:
        cell = record.cells.get(column.header)
        if cell is None:
            continue
        try:
            found[column.key] = _value(column, cell, profile)
        except values.Unreadable as error:
            faults.append(Fault(error.code, column.header, "warning" if column.need == "may" else "critical"))
    if kind == "arrears":
        _complete_house(found)
    return Row(record.record_no, record.line_no, record.cells, found, tuple(faults))


def mostly_unreadable_dates(rows: list[Row]) -> bool:
    """
    Return whether a date column is mostly unreadable: then its days and months are probably the other way
    round.

    Notes
    -----
    Our choice: more than half of at least five filled cells. To take the readable rest would plan visits on
    dates that mean something else.
    """
    filled: dict[str, int] = {}
    failed: dict[str, int] = {}
    for row in rows:
        for fault in row.faults:
            if fault.rule == "date_unreadable":
                failed[fault.column] = failed.get(fault.column, 0) + 1
    for column in failed:
        filled[column] = sum(bool(row.cells and row.cells.get(column, "").strip()) for row in rows)
    return any(filled[column] >= 5 and failed[column] * 2 > filled[column] for column in failed)


def is_sender(said: str, corporation: str, name: str) -> bool:
    """Return whether the cell `corporatie` is the sender's code or name."""
    return _bare(said) in {_bare(corporation), _bare(name)}


def reference_faults(row: Row, corporation: str, name: str, reference_on: date) -> tuple[Fault, ...]:
    """Return whether the row belongs to another corporation or another day than the file's name says."""
    if row.cells is None:
        return ()
    found = []
    if not is_sender(row.values.get("corporation", ""), corporation, name):
        found.append(Fault("other_corporation", "corporatie"))
    if row.values.get("reference_on") != reference_on and "peildatum" not in row.unreadable:
        found.append(Fault("reference_date_differs", "peildatum"))
    return tuple(found)


def missing_faults(row: Row, kind: Kind) -> tuple[Fault, ...]:
    """Return the must-cells that are empty, as ``<key>_missing``; an unreadable cell was reported already."""
    if row.cells is None:
        return ()
    return tuple(
        Fault(f"{'house_number' if column.key == 'house' else column.key}_missing", column.header)
        for column in fields.OF_KIND[kind]
        if column.need == "must"
        and column.key not in {"corporation", "reference_on"}
        and column.header not in row.unreadable
        and _is_empty(row.values, column.key)
    )


def _is_empty(found: dict[str, Any], key: str) -> bool:
    value = found.get("house_number") if key == "house" else found.get(key)
    return value is None or value == ""


def _value(column: fields.Field, cell: str, profile: Profile) -> Any:
    words = profile.values.get(column.header)
    if words:
        cell = words.get(values.text(cell), cell)
    if column.key == "arrears_months":
        return values.number(cell, profile.decimal)
    if column.key in fields.DECIMAL_KEYS:
        return values.amount(cell, profile.decimal)
    return column.read(cell)


def _complete_house(found: dict[str, Any]) -> None:
    """Take number, letter and addition from the number cell where the own columns are empty."""
    number, letter, addition = found.pop("house", (None, "", ""))
    if number is None:
        return
    found["house_number"] = number
    found["house_letter"] = found.get("house_letter") or letter
    found["house_addition"] = found.get("house_addition") or addition


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def total_cents(rows: list[Row]) -> int | None:
    """Return the sum of the arrears of all rows, in cents; None when a cell could not be read."""
    total = Decimal(0)
    for row in rows:
        value = row.values.get("arrears_eur")
        if value is None:
            return None
        total += value
    return int(total * 100)
