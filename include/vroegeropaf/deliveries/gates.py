"""
The gates: may this file be read at all? Size, kind, encoding, header, width, forbidden columns, marker.

Pure, and without the rule engine: a bad file is refused in milliseconds. What passes is a table of cells
under the canonical headers.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from vroegeropaf.deliveries import csv_rows, fields, forbidden
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.csv_rows import CsvRecord
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.profiles import Profile, normal
from vroegeropaf.deliveries.reader import ColumnReader, column_readers, is_sender
from vroegeropaf.deliveries.refusal import GateRefusal
from vroegeropaf.deliveries.survey import Survey, repeats
from vroegeropaf.deliveries.table import Source, Table
from vroegeropaf.deliveries.text_file import BROKEN, open_text
from vroegeropaf.policy import Quality

__all__ = ["Calendar", "GateRefusal", "check_reference", "open_source", "open_table"]

MEGABYTE = 1024 * 1024


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
    content: bytes,
    name: DeliveryName,
    profile: Profile,
    quality: Quality,
    companion: Companion | None = None,
    readers: dict[str, ColumnReader] | None = None,
    sender: str = "",
) -> Table:
    """
    Return the rows of the file, or refuse it.

    Parameters
    ----------
    content, name
        Bytes and file name; its ending says whether they are text or a workbook.
    profile, quality
        House style of the sender, bounds of the region.
    companion
        What ``<name>.klaar`` says.
    readers
        Readers of the columns, to share with what reads the rows afterwards.
    sender
        Name of the corporation, which the rows may say instead of its code.

    Raises
    ------
    GateRefusal
        ``too_large``, ``empty_file``, ``not_text``, ``unreadable``, ``not_excel``, ``excel_encrypted``,
        ``excel_too_large``, ``excel_unreadable``, ``sheet_missing``, ``header_missing``,
        ``header_duplicate``, ``header_unnamed``, ``forbidden_column`` (purge),
        ``objection_column_missing`` (purge), ``file_cut``, ``width_differs``, ``too_many_rows``,
        ``companion_differs``, ``dates_unreadable``.
    """
    if len(content) > quality.max_file_mb * MEGABYTE:
        raise GateRefusal("too_large")
    if not content.strip():
        raise GateRefusal("empty_file")
    _check_digest(content, companion)
    source, notices = _source(content, name, profile)
    places = places_of(source.header, name, profile)
    _check_header(source.header, places, name, profile)
    if unknown := sum(map(bool, map(normal, source.header))) - len(places):
        notices["unknown_column"] = unknown
    readers = readers or column_readers(name.kind, profile)
    wants_total = name.kind == "arrears" and companion is not None and companion.total_cents is not None
    is_own = partial(is_sender, corporation=name.corporation, name=sender or name.corporation)
    found = Survey(name.kind, readers, places, is_own, wants_total)
    found.walk(source, quality.max_rows)
    _check_survey(found, len(source.header), companion)
    duplicates, conflicts = frozenset[int](), frozenset[int]()
    if found.repeated:
        duplicates, conflicts = repeats(source, places, name.kind, readers, found.repeated, is_own)
    return Table(
        source,
        places,
        found.row_count,
        notices | found.skipped,
        frozenset(found.objectors),
        duplicates,
        conflicts,
    )


def open_source(content: bytes, name: DeliveryName, profile: Profile) -> Source:
    """Return header and records of a text or a workbook, unjudged; GateRefusal when there are none."""
    return _source(content, name, profile)[0]


def _source(content: bytes, name: DeliveryName, profile: Profile) -> tuple[Source, dict[str, int]]:
    is_known = _known_headers(name, profile)
    if name.is_workbook:
        return _workbook(content, is_known, profile), {}
    text, notices = open_text(content, profile.encoding)
    with text.lines() as lines:
        place = csv_rows.find_header(lines, is_known, profile.delimiter)
    if place is None:
        raise GateRefusal("header_missing")
    if place.delimiter != profile.delimiter:
        notices["delimiter_differs"] = 0

    def below(width: int | None) -> csv_rows.Records:
        lines = text.lines()
        for _ in range(place.line_no - 1):
            lines.readline()
        return csv_rows.records(lines, place.delimiter, place.line_no, width)

    header = next(below(None), CsvRecord(place.line_no, []))
    if header.problem:
        raise GateRefusal("file_cut")
    if text.is_broken and any(BROKEN in cell for cell in header.cells):
        raise GateRefusal("unreadable")

    def rows() -> csv_rows.Records:
        each = below(len(header.cells))
        next(each)
        return each

    return Source(header.cells, place.line_no, rows), notices


def _workbook(content: bytes, is_known: Callable[[str], bool], profile: Profile) -> Source:
    from vroegeropaf.deliveries import excel

    try:
        sheet = excel.read_sheet(content, is_known, profile.decimal)
        rows = [CsvRecord(line_no, cells) for line_no, cells in sheet.rows]
    except excel.ExcelRefusal as refusal:
        raise GateRefusal(refusal.code) from None
    return Source(sheet.header, sheet.header_line, lambda: iter(rows))


def places_of(header: list[str], name: DeliveryName, profile: Profile) -> dict[str, int]:
    """Return the column of each canonical header; their own header goes before the canonical one."""
    cells = [normal(cell) for cell in header]
    found: dict[str, int] = {}
    for field in fields.OF_KIND[name.kind]:
        for candidate in (profile.header(field.header), field.header):
            wanted = normal(candidate)
            if wanted in cells and cells.index(wanted) not in found.values():
                found[field.header] = cells.index(wanted)
                break
    return found


def _check_header(header: list[str], places: dict[str, int], name: DeliveryName, profile: Profile) -> None:
    named = [cell for cell in map(normal, header) if cell]
    if forbidden.names(named):
        raise GateRefusal("forbidden_column", must_purge=True)
    if len(named) != len(set(named)):
        raise GateRefusal("header_duplicate")
    wanted = {field.header for field in fields.OF_KIND[name.kind] if field.need == "must"}
    if wanted - set(places):
        raise GateRefusal("header_missing")
    if name.kind == "arrears" and "bezwaar" not in places and not objections_removed(name, profile):
        raise GateRefusal("objection_column_missing", must_purge=True)


def _check_survey(found: Survey, width: int, companion: Companion | None) -> None:
    if forbidden.columns(found.sample, width):
        raise GateRefusal("forbidden_column", must_purge=True)
    if found.filled_unnamed:
        raise GateRefusal("header_unnamed")
    if found.other_width * 2 > found.row_count:
        raise GateRefusal("width_differs")
    if found.ends_open:
        raise GateRefusal("file_cut")
    if companion is not None and companion.rows not in (None, found.row_count):
        raise GateRefusal("companion_differs")
    if found.has_mostly_unreadable_dates:
        raise GateRefusal("dates_unreadable")
    if found.wants_total and companion is not None and found.total_cents not in (None, companion.total_cents):
        raise GateRefusal("companion_differs")


def _check_digest(content: bytes, companion: Companion | None) -> None:
    wanted = companion.sha256 if companion else None
    if wanted is not None and wanted != hashlib.sha256(content).hexdigest():
        raise GateRefusal("companion_differs")


def objections_removed(name: DeliveryName, profile: Profile) -> bool:
    """Return whether the sender declared that lists of this day hold nobody who objected."""
    declared = profile.declarations.objections_removed
    return declared is not None and declared.since <= name.reference_on


def _known_headers(name: DeliveryName, profile: Profile) -> Callable[[str], bool]:
    headers = [field.header for field in fields.OF_KIND[name.kind]]
    known = frozenset(normal(form) for header in headers for form in (header, profile.header(header)))
    return lambda cell: normal(cell) in known
