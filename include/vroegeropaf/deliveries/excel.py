"""
The table in an Excel workbook (.xlsx): which sheet, which header row, and every cell as text. Pure.

A cell becomes the text that the grammar of ``values`` reads exactly, so a workbook and a CSV of the same
list are judged alike. Where Excel itself changed a value (a house number 1-2 that became a date), the
changed value is what is read; the reader then refuses it, and nothing is guessed back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice

import python_calamine as calamine

from vroegeropaf.deliveries.excel_refusal import ExcelRefusal
from vroegeropaf.deliveries.package import repack

__all__ = ["ExcelRefusal", "Sheet", "read_sheet"]

HEADER_WITHIN = 30
FEWEST_KNOWN = 2
DIGITS = 15
DECIMALS = 10
Cell = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True)
class Sheet:
    """
    The table of a workbook.

    `header` holds the header cells as text, from column A ("" above an empty column); `header_line` is their
    1-based row in the sheet. `rows` yields, once, the row number and the cells as text of every row below
    it, blank ones too: as many cells as the header is wide, more only where cells stick out to the right.
    """

    header: list[str]
    header_line: int
    rows: Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class _Found:
    known: int
    line: int
    sheet: calamine.CalamineSheet


def read_sheet(
    content: bytes,
    is_known: Callable[[str], bool],
    decimal: str,
    max_unzipped_mb: int = 200,
    max_ratio: int = 100,
) -> Sheet:
    """
    Return the table of the workbook: the sheet and the row with the most known headers.

    Parameters
    ----------
    content
        The bytes of the file.
    is_known
        Whether the text of a header cell is a header of the corporation or of the contract.
    decimal
        Decimal sign for the cells that are numbers, the one that the reader of the rows expects.
    max_unzipped_mb, max_ratio
        Bounds against zip bombs, see ``package.repack``.

    Raises
    ------
    ExcelRefusal
        As ``package.repack`` says; ``sheet_missing`` when no sheet has two known headers next to each other
        within its first thirty rows.

    Notes
    -----
    A hidden sheet is taken only when no visible one fits. A formula gives the value that was saved with it;
    one that was never calculated gives "". Text that begins with a formula sign stays as it is.
    """
    packed = repack(content, max_unzipped_mb, max_ratio)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(packed)
        found = _best(workbook, is_known)
    except calamine.CalamineError:
        raise ExcelRefusal("excel_unreadable") from None
    if found is None:
        raise ExcelRefusal("sheet_missing")
    lines = _lines(found.sheet, decimal)
    header = next(islice(lines, found.line - 1, None))[1]
    while not header[-1].strip():
        header.pop()
    return Sheet(header, found.line, _rows(lines, len(header)))


def cell_text(value: Cell, decimal: str) -> str:
    """Return a cell as a Dutch export would write it: 612345678, 1234,5, 16-03-2026, J; never 1.2e3."""
    if isinstance(value, str):
        return value.replace("\x00", "")  # the database takes no zero bytes
    if isinstance(value, bool):
        return "J" if value else "N"
    if isinstance(value, int | float):
        return _number(value, decimal)
    if isinstance(value, datetime):
        minute = value.replace(second=0, microsecond=0)
        return f"{minute:%d-%m-}{minute.year:04d}" + (f" {minute:%H:%M}" if minute.time() != time() else "")
    if isinstance(value, date):
        return f"{value:%d-%m-}{value.year:04d}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{value:%H:%M}"


def _number(value: float, decimal: str) -> str:
    """Return a number without exponent; Excel keeps fifteen digits, what lies beyond is noise."""
    exact = Decimal(f"{value:.{DIGITS}g}")
    if not exact.is_finite():
        return str(value)
    rounded = round(exact, DECIMALS) if abs(exact) < 10**DIGITS else exact
    whole, _, rest = f"{rounded:f}".partition(".")
    rest = rest.rstrip("0")
    if not rest:
        return "0" if whole == "-0" else whole
    return f"{whole}{decimal}{rest}"


def _best(workbook: calamine.CalamineWorkbook, is_known: Callable[[str], bool]) -> _Found | None:
    """Return the sheet and line with the most known headers; the first of equals."""
    sheets = [
        (place, meta.visible == calamine.SheetVisibleEnum.Visible)
        for place, meta in enumerate(workbook.sheets_metadata)
        if meta.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    for wanted in (True, False):
        best: _Found | None = None
        for place, is_visible in sheets:
            if is_visible == wanted:
                found = _header_of(workbook.get_sheet_by_index(place), is_known)
                if found and (best is None or found.known > best.known):
                    best = found
        if best:
            return best
    return None


def _header_of(sheet: calamine.CalamineSheet, is_known: Callable[[str], bool]) -> _Found | None:
    counts = [
        sum(isinstance(cell, str) and bool(cell.strip()) and is_known(cell) for cell in row)
        for row in islice(sheet.iter_rows(), HEADER_WITHIN)
    ]
    known = max(counts, default=0)
    return _Found(known, counts.index(known) + 1, sheet) if known >= FEWEST_KNOWN else None


def _lines(sheet: calamine.CalamineSheet, decimal: str) -> Iterator[tuple[int, list[str]]]:
    """Yield row number and cells from column A; the library leaves out the empty columns before the first."""
    lead = [""] * (sheet.start[1] if sheet.start else 0)
    for line_no, row in enumerate(sheet.iter_rows(), 1):
        yield line_no, lead + [cell_text(cell, decimal) for cell in row]


def _rows(lines: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    for line_no, cells in lines:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        yield line_no, cells if len(cells) >= width else cells + [""] * (width - len(cells))
