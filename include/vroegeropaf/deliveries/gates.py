"""
The gates: may this file be read at all? Size, encoding, header, width, forbidden columns, ready marker,
dates.

Pure, and without the rule engine: a bad file is refused in milliseconds. What passes is a table of cells
under the canonical headers; no cell has been given a meaning yet.
"""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from vroegeropaf.deliveries import fields, forbidden
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.policy import Quality

DELIMITERS = (";", ",", "\t")
MAGIC = {b"PK\x03\x04": "not_text", b"\xd0\xcf\x11\xe0": "not_text", b"%PDF": "not_text"}
# Record number, first physical line, cells, and how many cells too many (negative: too few).
Scanned = tuple[int, int, list[str], int]


class GateRefusal(Exception):
    """
    The whole file is refused.

    Parameters
    ----------
    code
        Stable reason of the delivery.
    must_purge
        True when even keeping the bytes is not allowed.
    """

    def __init__(self, code: str, must_purge: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.must_purge = must_purge


@dataclass(frozen=True)
class Record:
    """One data record: number, first physical line, cells by canonical header (None: wrong width)."""

    record_no: int
    line_no: int
    cells: dict[str, str] | None


@dataclass(frozen=True)
class Table:
    """
    What passed the gates: records, the canonical headers that are present, and what was noticed (code:
    rows).
    """

    records: tuple[Record, ...]
    headers: frozenset[str]
    notices: dict[str, int]


@dataclass(frozen=True)
class Calendar:
    """
    The days that the reference date is held against.

    `received_on` is the day of arrival on SFTP, so that an outage of ours makes no list too old;
    `accepted_on` is the reference date of the last accepted list, if any.
    """

    today: date
    received_on: date
    accepted_on: date | None = None


def check_reference(name: DeliveryName, calendar: Calendar, quality: Quality) -> dict[str, int]:
    """
    Refuse a list of the future, of long ago, or older than the last accepted one; notice a correction.

    Notes
    -----
    Source: file contract. ``future_reference_date``, ``old_reference_date`` (more than
    `oldest_reference_days` old on arrival), ``stale_reference_date`` (lists only). The same reference date
    again is a correction.
    """
    if name.reference_on > calendar.today:
        raise GateRefusal("future_reference_date")
    if (calendar.received_on - name.reference_on).days > quality.oldest_reference_days:
        raise GateRefusal("old_reference_date")
    if name.kind == "withdrawal" or calendar.accepted_on is None:
        return {}
    if name.reference_on < calendar.accepted_on:
        raise GateRefusal("stale_reference_date")
    return {"correction": 0} if name.reference_on == calendar.accepted_on else {}


def open_table(
    content: bytes, name: DeliveryName, profile: Profile, quality: Quality, companion: Companion | None = None
) -> Table:
    """
    Return the records of the file, or refuse it.

    Raises
    ------
    GateRefusal
        ``too_large``, ``empty_file``, ``not_text``, ``unreadable``, ``header_missing``, ``header_duplicate``,
        ``header_unnamed``, ``forbidden_column`` (purge), ``objection_column_missing`` (purge), ``file_cut``,
        ``width_differs``, ``too_many_rows``, ``companion_differs``.
    """
    text, notices = _decode(content, quality, profile)
    header, rows, delimiter = _header_and_rows(text, name, profile)
    places = _places(header, name, profile)
    _check_header(header, places, name, profile)
    if delimiter != profile.delimiter:
        notices["delimiter_differs"] = 0
    if unknown := sum(map(bool, header)) - len(places):
        notices["unknown_column"] = unknown
    scanned = _scan(rows, len(header), places, quality.max_rows, notices)
    _check_cells(scanned, header)
    _check_width(scanned)
    _check_companion(content, len(scanned), companion)
    return Table(_records(scanned, places), frozenset(places), notices)


def _decode(content: bytes, quality: Quality, profile: Profile) -> tuple[str, dict[str, int]]:
    if len(content) > quality.max_file_mb * 1024 * 1024:
        raise GateRefusal("too_large")
    if not content.strip():
        raise GateRefusal("empty_file")
    for magic, code in MAGIC.items():
        if content.startswith(magic):
            raise GateRefusal(code)
    if content.lstrip()[:9].lower().startswith((b"<html", b"<!doctype", b"<?xml")):
        raise GateRefusal("not_text")
    try:
        text, encoding = _text(content)
    except UnicodeDecodeError:
        raise GateRefusal("unreadable") from None
    if "\x00" in text:
        raise GateRefusal("not_text")
    is_expected = text.isascii() or encoding == profile.encoding
    return text, {} if is_expected else {"encoding_differs": 0}


def _text(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252"), "windows-1252"


def _header_and_rows(
    text: str, name: DeliveryName, profile: Profile
) -> tuple[list[str], Iterator[tuple[int, list[str]]], str]:
    stream = io.StringIO(text, newline="")
    first = stream.readline()
    offset = 1
    while first and (not first.strip() or first.lower().startswith("sep=")):  # Excel's own first line
        first = stream.readline()
        offset += 1
    known = _known_headers(name, profile)
    delimiter = max(
        (profile.delimiter, *DELIMITERS),
        key=lambda sign: sum(_normal(cell) in known for cell in _split(first, sign)),
    )
    header = _split(first, delimiter)
    if not any(_normal(cell) in known for cell in header):
        raise GateRefusal("header_missing")
    return [_normal(cell) for cell in header], _numbered(stream, delimiter, offset), delimiter


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _numbered(stream: io.StringIO, delimiter: str, offset: int) -> Iterator[tuple[int, list[str]]]:
    """Yield first physical line and cells of each record; a line break in a cell shifts the two apart."""
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    line_no = offset + 1
    try:
        for cells in reader:
            if cells:
                yield line_no, cells
            line_no = offset + reader.line_num + 1
    except csv.Error:
        raise GateRefusal("file_cut") from None


def _scan(
    rows: Iterator[tuple[int, list[str]]],
    width: int,
    places: dict[str, int],
    max_rows: int,
    notices: dict[str, int],
) -> list[Scanned]:
    """Return the data rows; rows of nothing and totals are skipped and counted."""
    keys = [places[field] for field in ("huurdernummer", "contractnummer") if field in places]
    found: list[Scanned] = []
    for record_no, (line_no, cells) in enumerate(rows, 1):
        if not cells[0].strip() and not "".join(cells).strip():
            notices["empty_row"] = notices.get("empty_row", 0) + 1
        elif len(cells) == width and not cells[keys[0]] and _is_total(cells, keys):
            notices["total_row"] = notices.get("total_row", 0) + 1
        else:
            found.append((record_no, line_no, cells, len(cells) - width))
            if len(found) > max_rows:
                raise GateRefusal("too_many_rows")
    return found


def _is_total(cells: list[str], keys: list[int]) -> bool:
    is_nameless = not any(cells[key].strip() for key in keys[1:])
    return is_nameless and any(cell.strip().casefold().startswith(("totaal", "subtotaal")) for cell in cells)


def _records(scanned: list[Scanned], places: dict[str, int]) -> tuple[Record, ...]:
    """Return the rows under the canonical headers; last of all, because a refused file never needs it."""
    headers, pick = tuple(places), itemgetter(*places.values())
    return tuple(
        Record(record_no, line_no, None if excess else dict(zip(headers, pick(cells), strict=True)))
        for record_no, line_no, cells, excess in scanned
    )


def _places(header: list[str], name: DeliveryName, profile: Profile) -> dict[str, int]:
    """Return the column of each canonical header; their own header goes before the canonical one."""
    found: dict[str, int] = {}
    for field in fields.OF_KIND[name.kind]:
        for candidate in (profile.header(field.header), field.header):
            wanted = _normal(candidate)
            if wanted in header and header.index(wanted) not in found.values():
                found[field.header] = header.index(wanted)
                break
    return found


def _check_header(header: list[str], places: dict[str, int], name: DeliveryName, profile: Profile) -> None:
    named = [cell for cell in header if cell]
    if forbidden.names(named):
        raise GateRefusal("forbidden_column", must_purge=True)
    if len(named) != len(set(named)):
        raise GateRefusal("header_duplicate")
    wanted = {field.header for field in fields.OF_KIND[name.kind] if field.need == "must"}
    if wanted - set(places):
        raise GateRefusal("header_missing")
    if name.kind == "arrears" and "bezwaar" not in places and not _objections_removed(name, profile):
        raise GateRefusal("objection_column_missing", must_purge=True)


def _check_cells(scanned: list[Scanned], header: list[str]) -> None:
    rows = [cells for _, _, cells, excess in scanned if not excess]
    if forbidden.columns(rows, len(header)):
        raise GateRefusal("forbidden_column", must_purge=True)
    unnamed = [place for place, cell in enumerate(header) if not cell]
    if any(cells[place].strip() for place in unnamed for cells in rows):
        raise GateRefusal("header_unnamed")


def _objections_removed(name: DeliveryName, profile: Profile) -> bool:
    declared = profile.declarations.objections_removed
    return declared is not None and declared.since <= name.reference_on


def _check_width(scanned: list[Scanned]) -> None:
    if sum(bool(excess) for *_, excess in scanned) * 2 > len(scanned):
        raise GateRefusal("width_differs")
    if scanned and scanned[-1][3] < 0:
        raise GateRefusal("file_cut")


def _check_companion(content: bytes, rows: int, companion: Companion | None) -> None:
    if companion is None:
        return
    if companion.sha256 is not None and companion.sha256 != hashlib.sha256(content).hexdigest():
        raise GateRefusal("companion_differs")
    if companion.rows is not None and companion.rows != rows:
        raise GateRefusal("companion_differs")


def _known_headers(name: DeliveryName, profile: Profile) -> frozenset[str]:
    headers = [field.header for field in fields.OF_KIND[name.kind]]
    return frozenset(_normal(form) for header in headers for form in (header, profile.header(header)))


def _normal(header: str) -> str:
    """Return a header in one form: NFC, lower case, single blanks; Excel's BOM and quotes are gone."""
    return " ".join(unicodedata.normalize("NFC", header).replace("\ufeff", "").casefold().split())
