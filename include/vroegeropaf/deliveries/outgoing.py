"""CSV that leaves the house: what a spreadsheet would run as a formula is text. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it, Excel reads UTF-8 as Windows-1252
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """
    Return a CSV file as Dutch spreadsheets open it: semicolons, UTF-8 with BOM, CRLF.

    Parameters
    ----------
    headers
        The first line.
    rows
        Cells of each further line, as many as there are headers; None is an empty cell.

    Raises
    ------
    ValueError
        When a row has another number of cells than there are headers.

    Notes
    -----
    Every cell stands in quotes: a program that splits at commas would else find a formula behind one.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([defuse(header) for header in headers])
    for row in rows:
        if len(row) != len(headers):
            raise ValueError(f"{len(row)} cells under {len(headers)} headers")
        writer.writerow([_cell(value) for value in row])
    return (BOM + stream.getvalue()).encode()


def defuse(cell: str) -> str:
    """
    Return the cell with ``'`` before it when a spreadsheet could take it for a formula.

    Notes
    -----
    Source: OWASP, CSV injection: ``= + - @``, tab, carriage return, line feed, and the full-width signs;
    here also behind blanks, which some programs skip.
    """
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell


def _cell(value: str | int | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else defuse(value)
