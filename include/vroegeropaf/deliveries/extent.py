"""
How much memory the sheets of a workbook would take, told from their XML before any library opens them. Pure.

The library lays a sheet out as a full grid up to its last cell and copies every shared text into each cell:
five kilobytes of zip can ask for hundreds of gigabytes, and the process dies without an exception.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from vroegeropaf.deliveries.excel_refusal import ExcelRefusal

SMALL_GRID = 5_000_000
LARGEST_GRID = 50_000_000
EMPTY_PER_CELL = 10
MOST_TEXT = 1024 * 1024 * 1024

_SHEET = re.compile(rb"<(?:[^\s<>/:]+:)?sheetData[\s/>]")
_TEXTS = re.compile(rb"<(?:[^\s<>/:]+:)?sst[\s/>]")
_TAG = re.compile(rb"<(?:c|row|[^\s<>/:]+:(?:c|row))[\s/>]")
_CELL_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})\d{1,7}"')
_CELL_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
_ROW = re.compile(rb'<row r="(\d{1,7})"')
_PLACE = re.compile(rb"r(?<=[^\w:.\-]r)\s*=")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})", re.ASCII)


@dataclass(frozen=True)
class Extent:
    """Last row and column of a sheet (1-based), its number of cells, and bytes of shared text if counted."""

    rows: int
    columns: int
    cells: int
    text_bytes: int = 0


def check(parts: Mapping[str, bytes]) -> None:
    """
    Refuse a workbook whose sheets would take more memory than their cells explain.

    Parameters
    ----------
    parts
        The XML parts of the workbook, by name; which of them are sheets is told from their content.

    Raises
    ------
    ExcelRefusal
        ``excel_too_large``: more than fifty million places, or more than five million of which nine in ten
        are empty, or too much shared text. ``excel_unreadable``: a sheet that is no sound XML.
    """
    lengths = [
        len(text)
        for part in parts.values()
        if b"sst" in part and _TEXTS.search(part)
        for text in re.split(rb"<(?:[^\s<>/:]+:)?si[\s/>]", part)[1:]
    ]
    sheets = [part for part in parts.values() if b"sheetData" in part and _SHEET.search(part)]
    longest = max(lengths, default=0) * len(sheets)
    extents = [_stated(sheet, longest) or _walked(sheet, lengths) for sheet in sheets]
    grid = sum(extent.rows * extent.columns for extent in extents)
    cells = sum(extent.cells for extent in extents)
    if grid > min(LARGEST_GRID, max(SMALL_GRID, EMPTY_PER_CELL * cells)):
        raise ExcelRefusal("excel_too_large")
    if sum(extent.text_bytes for extent in extents) > MOST_TEXT:
        raise ExcelRefusal("excel_too_large")


def _stated(sheet: bytes, longest: int) -> Extent | None:
    """
    Return the extent when every cell and row states its place in the usual way, else None.

    None too when the `longest` shared text in every cell would be too much.

    Notes
    -----
    Sound because three counts must agree: tags of cells and rows, those of them with a usual place, and
    anything that looks like a place at all.
    """
    columns, cell_rows, rows = (pattern.findall(sheet) for pattern in (_CELL_COLUMN, _CELL_ROW, _ROW))
    placed = len(columns) + len(rows)
    looks = [len(pattern.findall(sheet)) for pattern in (_TAG, _PLACE)]
    if len(columns) * longest > MOST_TEXT or looks != [placed, placed]:
        return None
    last_row = max(map(int, {*cell_rows, *rows}), default=0)
    last_column = max((_column_no(letters.decode()) for letters in set(columns)), default=0)
    return Extent(last_row, last_column, len(columns))


def _walked(sheet: bytes, lengths: list[int]) -> Extent:
    walk = _Walk(lengths)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.data
    try:
        parser.Parse(sheet, True)
    except (expat.ExpatError, ValueError):
        raise ExcelRefusal("excel_unreadable") from None
    return Extent(walk.last_row, walk.last_column, walk.cells, walk.text_bytes)


@dataclass
class _Walk:
    """What a walk through the elements of a sheet has seen; slower than patterns, right for every writer."""

    lengths: list[int]
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    text_bytes: int = 0
    is_shared: bool = False
    value: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the place of a row or a cell: the stated one, else the next."""
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row, self.column = _row_no(attributes.get("r", str(self.row + 1))), 0
        elif name == "c":
            self._cell(attributes)
        elif name == "v":
            self.value.clear()
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        self.column += 1
        self.is_shared = attributes.get("t") == "s"
        if "r" in attributes:
            match = _REFERENCE.fullmatch(attributes["r"])
            if match is None:
                raise ExcelRefusal("excel_unreadable")
            self.column = _column_no(match[1].upper())
            self.last_row = max(self.last_row, int(match[2]))

    def data(self, text: str) -> None:
        """Collect the text of a value."""
        if self.is_shared:
            self.value.append(text)

    def end(self, tag: str) -> None:
        """Count the shared text of a cell."""
        if self.is_shared and tag.rpartition(":")[2] == "v":
            number = "".join(self.value).strip()
            place = int(number) if number.isdecimal() and len(number) < 10 else len(self.lengths)
            self.text_bytes += self.lengths[place] if place < len(self.lengths) else 0


def _row_no(stated: str) -> int:
    if not stated.isdecimal() or len(stated) > 7:
        raise ExcelRefusal("excel_unreadable")
    return int(stated)


def _column_no(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
