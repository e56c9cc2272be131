"""From cells to values: every record becomes one row with its faults. Pure; never loses a row."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal

from vroegeropaf.deliveries import fields, values
from vroegeropaf.deliveries.names import Kind
from vroegeropaf.deliveries.profiles import Profile, pad
from vroegeropaf.deliveries.table import Record
from vroegeropaf.deliveries.text_file import BROKEN

Severity = Literal["critical", "warning", "info"]
CACHED_CELLS = 20_000  # a column of all different cells must not fill the memory


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

    `cells` are as delivered under the canonical headers (None when they could not be told apart); `values`
    are by key of ``fields``, only what could be read.
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
        return frozenset([fault.column for fault in self.faults if fault.column])


class ColumnReader(dict[str, Any]):
    """
    Reads the cells of one column: cell to value, or to the Fault that it is.

    Exports repeat themselves, so what was read is remembered; the same cell is read once.

    Parameters
    ----------
    column
        The field of the contract.
    profile
        The corporation's words, decimal sign and widths.
    """

    def __init__(self, column: fields.Field, profile: Profile) -> None:
        self.column = column
        self._words = profile.values.get(column.header, {})
        self._width = next(
            (width for header, width in profile.pad_zeros.items() if header == column.header), 0
        )
        self._read = _value_reader(column, profile)

    def __missing__(self, cell: str) -> Any:
        """Read a cell that is not known."""
        if len(self) >= CACHED_CELLS:
            self.clear()
        found = self[cell] = self._read_cell(cell)
        return found

    def read_all(self, cells: Iterable[str]) -> list[Any]:
        """Return the value or the Fault of each cell."""
        return list(map(self.__getitem__, cells))

    def _read_cell(self, cell: str) -> Any:
        if BROKEN in cell:  # whatever the column: what else the damage hit, nobody knows
            return Fault("value_unreadable", self.column.header)
        try:
            if self._words:
                cell = self._words.get(values.text(cell), cell)
            return self._read(pad(cell, self._width) if self._width else cell)
        except values.Unreadable as error:
            weight: Severity = "warning" if self.column.need == "may" else "critical"
            return Fault(error.code, self.column.header, weight)


def column_readers(kind: Kind, profile: Profile) -> dict[str, ColumnReader]:
    """Return a reader for each column of the contract, by canonical header."""
    return {column.header: ColumnReader(column, profile) for column in fields.OF_KIND[kind]}


def read(records: Sequence[Record], kind: Kind, readers: dict[str, ColumnReader]) -> list[Row]:
    """
    Return one row per record, in order. A cell that cannot be read is a fault of its row, never an
    exception.

    Parameters
    ----------
    records, kind
        All with the same headers, of a list or of withdrawals.
    readers
        From `column_readers`; they remember cells, so use the same ones for a whole file.
    """
    whole = [record.cells for record in records if record.cells is not None]
    if not whole:
        return [_unread(record) for record in records]
    present = [readers[header] for header in whole[0]]
    columns = zip(*(cells.values() for cells in whole), strict=True)
    found = [reader.read_all(cells) for reader, cells in zip(present, columns, strict=True)]
    keys = [reader.column.key for reader in present]
    faulty = {place for cells in found for place, value in enumerate(cells) if value.__class__ is Fault}
    each = iter(enumerate(zip(*found, strict=True)))
    rows = []
    for record in records:
        if record.cells is None:
            rows.append(_unread(record))
            continue
        place, cells = next(each)
        content = dict(zip(keys, cells, strict=True))
        faults = _take_faults(content) if place in faulty else ()
        if kind == "arrears":
            _complete_house(content)
        rows.append(Row(record.record_no, record.line_no, record.cells, content, faults))
    return rows


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


def _unread(record: Record) -> Row:
    return Row(record.record_no, record.line_no, None, {}, (Fault(record.problem or "width_differs"),))


def _take_faults(content: dict[str, Any]) -> tuple[Fault, ...]:
    """Move the faults out of the values."""
    faulty = [key for key, value in content.items() if value.__class__ is Fault]
    return tuple([content.pop(key) for key in faulty])


def _is_empty(found: dict[str, Any], key: str) -> bool:
    value = found.get("house_number") if key == "house" else found.get(key)
    return value is None or value == ""


def _value_reader(column: fields.Field, profile: Profile) -> Callable[[str], Any]:
    if column.key == "arrears_months":
        return partial(values.number, decimal=profile.decimal)
    if column.key in fields.DECIMAL_KEYS:
        return partial(values.amount, decimal=profile.decimal)
    return column.read


def _complete_house(found: dict[str, Any]) -> None:
    """Take number, letter and addition from the number cell where the own columns are empty."""
    number, letter, addition = found.pop("house", (None, "", ""))
    if number is None:
        return
    found["house_number"] = number
    found["house_letter"] = found.get("house_letter") or letter
    found["house_addition"] = found.get("house_addition") or addition


@lru_cache(maxsize=256)
def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
