"""The table of a file of which nothing is known yet: dialect, header, first rows. Pure and lenient."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from vroegeropaf.deliveries import excel
from vroegeropaf.deliveries.header_likeness import is_known
from vroegeropaf.errors import VroegEropafError

ROWS = 20_000
HEADER_WITHIN = 30
FEWEST_KNOWN = 2
DELIMITERS: tuple[Literal[";", ",", "\t"], ...] = (";", ",", "\t")

_COMMA = re.compile(r"-?\s*€?\s*-?[\d.]*\d,\d{1,2}")
_POINT = re.compile(r"-?\s*€?\s*-?[\d,]*\d\.\d{1,2}")


@dataclass(frozen=True)
class Sketch:
    """Header and rows (at most twenty thousand, as wide as the header), and how the file is written."""

    header: list[str]
    header_line: int
    rows: list[list[str]]
    delimiter: Literal[";", ",", "\t"]
    encoding: Literal["utf-8", "windows-1252"]
    decimal: Literal[",", "."]
    is_workbook: bool

    def column(self, place: int) -> list[str]:
        """Return the cells of one column."""
        return [row[place] for row in self.rows]


def sketch(content: bytes) -> Sketch:
    """
    Return the table of a CSV file or a workbook.

    Raises
    ------
    VroegEropafError
        ``header_missing`` when no row has two headers that we know by any name; ``unreadable``; for a
        workbook the codes of ``excel``.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _of_workbook(content)
    text, encoding = _decode(content)
    lines = list(itertools.islice(io.StringIO(text, newline=""), HEADER_WITHIN))
    delimiter = max(DELIMITERS, key=lambda sign: max((_known(row) for row in _split(lines, sign)), default=0))
    counts = [_known(row) for row in _split(lines, delimiter)]
    if max(counts, default=0) < FEWEST_KNOWN:
        raise VroegEropafError("header_missing", "in the first 30 lines no row of headers was found")
    table = _split(io.StringIO(text, newline=""), delimiter)
    line = counts.index(max(counts))
    return _sketch(table[line], line + 1, table[line + 1 :], delimiter, encoding, False)


def _of_workbook(content: bytes) -> Sketch:
    try:
        sheet = excel.read_sheet(content, is_known, ",")
    except excel.ExcelRefusal as refusal:
        raise VroegEropafError(refusal.code, "the workbook cannot be used, see the code") from None
    rows = [cells for _, cells in itertools.islice(sheet.rows, ROWS)]
    return _sketch(sheet.header, sheet.header_line, rows, ";", "utf-8", True)


def _sketch(
    header: Sequence[str],
    line: int,
    rows: Sequence[list[str]],
    delimiter: Literal[";", ",", "\t"],
    encoding: Literal["utf-8", "windows-1252"],
    is_workbook: bool,
) -> Sketch:
    width = len(header)
    filled = [(row + [""] * width)[:width] for row in rows if any(cell.strip() for cell in row)]
    decimal = "," if is_workbook else _decimal(filled)
    return Sketch(list(header), line, filled, delimiter, encoding, decimal, is_workbook)


def _decode(content: bytes) -> tuple[str, Literal["utf-8", "windows-1252"]]:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), "utf-8"
        try:
            return content.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            return content.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError:
        raise VroegEropafError("unreadable", "the file is no text that we can read") from None


def _split(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """Return the rows of a text; a cell beyond what the reader of CSV takes ends them."""
    found: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            found.append(row)
            if len(found) > ROWS + HEADER_WITHIN:
                break
    except csv.Error:
        pass
    return found


def _known(row: Sequence[str]) -> int:
    return sum(is_known(cell) for cell in row)


def _decimal(rows: Sequence[Sequence[str]]) -> Literal[",", "."]:
    """Return the decimal sign of most amounts; a comma when there are none."""
    cells = [cell.strip() for row in rows[:2000] for cell in row if cell[-1:].isdigit()]
    commas = sum(_COMMA.fullmatch(cell) is not None for cell in cells)
    points = sum(_POINT.fullmatch(cell) is not None for cell in cells)
    return "." if points > commas else ","
