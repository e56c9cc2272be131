"""
The records of a delimited text, each with its first physical line. Pure; never loses a line.

The strict parser of the standard library stops at the first stray quote, or swallows lines up to the next
one. Here such a stretch is read again line by line: one bad line costs one row, not its neighbours. Only at
the end of the file an open quote means that the rest never came.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TextIO

DELIMITERS = (";", ",", "\t")
HEADER_LINES = 30  # how far a title may push the header down
LINE_ENDS = ("\n", "\r")
_OPEN = "unexpected end"  # how csv says that a quote was never closed


class CsvRecord(NamedTuple):
    """
    One record; `problem` is a rule code when its cells could not be told apart.

    `is_open`: a file of which this is the last record was cut: a quote in it was never closed, or it lacks
    both cells and its line end.
    """

    line_no: int
    cells: list[str]
    problem: str = ""
    is_open: bool = False


Records = Iterator[CsvRecord]


class Place(NamedTuple):
    """On which line the header stands (from 1), and under which delimiter it is one."""

    line_no: int
    delimiter: str


def find_header(lines: TextIO, is_known: Callable[[str], bool], delimiter: str) -> Place | None:
    """
    Return the line among the first with the most known headers, or None.

    Parameters
    ----------
    lines
        The text from its start; Excel's own ``sep=`` line, blank lines and titles are passed over.
    is_known
        Whether a cell is a header of the corporation or of the contract.
    delimiter
        The profile's; it goes first where another one finds as many.
    """
    best: Place | None = None
    most = 0
    signs = (delimiter, *(sign for sign in DELIMITERS if sign != delimiter))
    for line_no, line in enumerate(islice(lines, HEADER_LINES), 1):
        for sign in signs:
            known = sum(map(is_known, line.rstrip("\r\n").split(sign)))
            known = known or sum(map(is_known, _split(line, sign)))
            if known > most:
                best, most = Place(line_no, sign), known
    return best


def records(
    lines: Iterable[str], delimiter: str, line_no: int = 1, width: int | None = None
) -> Iterator[CsvRecord]:
    """
    Yield the records from here on; a blank line is none.

    Parameters
    ----------
    lines
        Physical lines with their ends.
    delimiter
        One sign.
    line_no
        Number of the first of `lines`.
    width
        Cells of a right record, once known: it tells when a stray quote glued lines together, which are then
        read one by one.
    """
    taken: list[str] = []
    source = iter(lines)

    def feed() -> Iterator[str]:
        for line in source:
            taken.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            apart = list(_line_by_line(taken, delimiter, line_no, width))
            yield from _ended(apart, width) if _OPEN in str(error) else apart
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
        else:
            if len(taken) > 1 and width is not None:
                yield from _unglued(cells, taken, delimiter, line_no, width)
            elif cells:
                yield CsvRecord(line_no, cells, "", _is_cut_short(taken[-1], cells, width))
        line_no += len(taken)
        taken.clear()


def _ended(apart: list[CsvRecord], width: int | None) -> list[CsvRecord]:
    """
    Return the lines behind a quote that is open up to the end of the file, and whether they mean a cut.

    Notes
    -----
    Our choice. With a whole record behind the last bad line that line has a stray quote; without one, the
    lines behind it may be the inside of a cell of which the rest never came.
    """
    bad = max((place for place, record in enumerate(apart) if record.problem), default=-1) + 1
    if any(_is_whole(record, width) for record in apart[bad:]):
        return [*(record._replace(is_open=False) for record in apart[:bad]), *apart[bad:]]
    return [record._replace(is_open=True) for record in apart]


def _is_whole(record: CsvRecord, width: int | None) -> bool:
    width = len(record.cells) if width is None else width
    return len(record.cells) >= width and not any(cell.strip() for cell in record.cells[width:])


def _is_cut_short(line: str, cells: list[str], width: int | None) -> bool:
    return width is not None and len(cells) < width and not line.endswith(LINE_ENDS)


def _unglued(
    cells: list[str], taken: list[str], delimiter: str, line_no: int, width: int
) -> Iterator[CsvRecord]:
    """
    Yield a record over several lines, or its lines when a stray quote glued them together.

    Notes
    -----
    Our choice. It is glued when it has another width and one of its lines has the right one; or when one of
    its cells holds the delimiters of whole lines: two stray quotes in the same column make a record of the
    right width with the first half of one tenant and the second half of another.
    """
    apart = list(_line_by_line(taken, delimiter, line_no, width))
    if len(cells) == width:
        is_glued = any(_holds_lines(cell, delimiter, width) for cell in cells)
    else:
        is_glued = any(not record.problem and len(record.cells) == width for record in apart)
    if is_glued:
        yield from apart
    elif cells:
        yield CsvRecord(line_no, cells, "", _is_cut_short(taken[-1], cells, width))


def _holds_lines(cell: str, delimiter: str, width: int) -> bool:
    signs = cell.count(delimiter)
    return signs > 0 and signs % max(width - 1, 1) == 0


def _line_by_line(taken: list[str], delimiter: str, line_no: int, width: int | None) -> Iterator[CsvRecord]:
    for number, line in enumerate(taken, line_no):
        try:
            cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            is_long = len(line) > csv.field_size_limit()
            problem = "value_too_long" if is_long else "quote_unreadable"
            cells = line.rstrip("\r\n").split(delimiter)
            is_open = _OPEN in str(error) or _is_cut_short(line, cells, width)
            yield CsvRecord(number, cells, problem, is_open)
        else:
            if cells:
                yield CsvRecord(number, cells, "", _is_cut_short(line, cells, width))


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
