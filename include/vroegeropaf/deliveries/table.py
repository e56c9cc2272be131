"""
What passed the gates: rows of cells under the canonical headers, in the order of the file. Pure.

The rows can be gone through as often as asked, a chunk at a time, so that a large file never lies in memory
as a whole.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from vroegeropaf.deliveries.csv_rows import CsvRecord
from vroegeropaf.deliveries.profiles import normal

_TOTAL = re.compile(r"\W*(?:sub|eind|generaal )?tota(?:al|len)\b", re.IGNORECASE)
FOOTER_LINES = 5  # our choice: more lines of one text below the last row are no footer
_FOOTER = re.compile(r"\W*(?:(?:sub|eind|generaal )?tota(?:al|len)|som|aantal|einde)\b", re.IGNORECASE)


class Record(NamedTuple):
    """
    One data record: number, first physical line, cells by canonical header.

    `cells` is None when they could not be told apart; `problem` then says why.
    """

    record_no: int
    line_no: int
    cells: dict[str, str] | None
    problem: str = ""


class Scanned(NamedTuple):
    """One data record as it stands in the file, before its cells have names; `is_open` as in `CsvRecord`."""

    record_no: int
    line_no: int
    cells: list[str]
    problem: str
    is_open: bool


@dataclass(frozen=True)
class Source:
    """A header as written, its line, and the records below it, from the start at every call."""

    header: list[str]
    header_line: int
    records: Callable[[], Iterator[CsvRecord]]


@dataclass(frozen=True)
class Table:
    """
    The rows of a delivery and what only the whole file tells.

    Parameters
    ----------
    places
        Column of each canonical header that is present.
    row_count
        Data rows; blank rows, totals and repeated headers are none.
    notices
        What was noticed (code: rows).
    objectors
        (contract, tenant) of which some row says that the tenant objected: it holds for all their rows.
        Without a tenant number (an empty text) it holds for all rows of the contract.
    duplicates
        Record numbers that repeat an earlier row of the same contract and tenant.
    conflicts
        Record numbers of rows about the same contract and tenant that contradict each other.
    """

    source: Source
    places: dict[str, int]
    row_count: int
    notices: dict[str, int]
    objectors: frozenset[tuple[str, str]] = frozenset()
    duplicates: frozenset[int] = frozenset()
    conflicts: frozenset[int] = frozenset()

    @property
    def headers(self) -> frozenset[str]:
        """The canonical headers that are present."""
        return frozenset(self.places)

    def chunks(self, size: int) -> Iterator[list[Record]]:
        """Yield the records in the order of the file, at most `size` at a time."""
        names = tuple(self.places)
        pick = itemgetter(*self.places.values()) if len(names) > 1 else None
        scan = iter(scanned(self.source, self.places, Counter()))
        while block := list(islice(scan, size)):
            yield [_record(each, names, pick) for each in block]


def scanned(source: Source, places: dict[str, int], skipped: Counter[str]) -> Iterator[Scanned]:
    """
    Yield the data rows; rows of nothing, totals, repeated headers and footers are passed over and counted in
    `skipped`.

    Cells that stick out to the right are cut off when they are all blank (``trailing_cells``). Lines with one
    text are a footer when no row follows them.
    """
    keys = [places[field] for field in ("huurdernummer", "contractnummer") if field in places]
    footer: list[Scanned] = []
    above: list[str] = []
    for row in _rows(source, keys, skipped):
        if (row.problem or not row.cells[keys[0]].strip()) and _is_footer(row, keys, above):
            footer.append(row)
            if len(footer) <= FOOTER_LINES:
                continue
            row = footer.pop()
        else:
            above = row.cells
        if footer:
            yield from footer
            footer.clear()
        yield row
    if footer:
        skipped["footer_row"] += len(footer)


def _rows(source: Source, keys: list[int], skipped: Counter[str]) -> Iterator[Scanned]:
    """Yield what `scanned` does, and the footers."""
    width = len(source.header)
    first_header, headers = source.header[0], [normal(cell) for cell in source.header]
    for record_no, (line_no, cells, problem, is_open) in enumerate(source.records(), 1):
        excess = len(cells) - width
        if not problem:
            if not cells[0].strip() and not "".join(cells).strip():
                skipped["empty_row"] += 1
                continue
            if cells[0] == first_header and [normal(cell) for cell in cells[:width]] == headers:
                skipped["repeated_header"] += 1
                continue
            if excess > 0 and not "".join(cells[width:]).strip():
                skipped["trailing_cells"] += 1
                cells = cells[:width]
                excess = 0
            if (excess or not cells[keys[0]].strip()) and _is_total(cells, keys, excess):
                skipped["total_row"] += 1
                continue
            problem = "width_differs" if excess else ""
        yield Scanned(record_no, line_no, cells, problem, is_open)


def _is_total(cells: list[str], keys: list[int], excess: int) -> bool:
    """Return whether this is a line of totals: no contract, and a cell that says so."""
    if not excess and any(cells[key].strip() for key in keys):
        return False
    if _FOOTER.match(next(cell for cell in cells if cell.strip())):
        return True
    return not excess and any(_TOTAL.match(cell) for cell in cells)


def _is_footer(row: Scanned, keys: list[int], above: list[str]) -> bool:
    """
    Return whether this is a line with one text of several words, such as "Afgedrukt op 10-11-2026".

    What the row above it has too, or what stands under the number of a contract or tenant, is part of a row.
    """
    filled = [place for place, cell in enumerate(row.cells) if cell.strip()]
    if row.is_open or row.problem not in ("", "width_differs"):
        return False
    if not above or len(filled) != 1 or filled[0] in keys:
        return False
    said = row.cells[filled[0]].strip()
    return len(said.split()) > 1 and any(map(str.isalpha, said)) and said not in map(str.strip, above)


def _record(
    row: Scanned, names: tuple[str, ...], pick: Callable[[list[str]], tuple[str, ...]] | None
) -> Record:
    if row.problem or pick is None:
        return Record(row.record_no, row.line_no, None, row.problem)
    return Record(row.record_no, row.line_no, dict(zip(names, pick(row.cells), strict=True)))
