"""
Whether a workbook may be opened at all: its zip is read by us, bounded, and packed anew. Pure.

The library that reads the sheets only ever sees what was proven here, so no two readers of the same zip can
disagree about it. Names in the zip are never used as paths.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise

from vroegeropaf.deliveries import extent
from vroegeropaf.deliveries.excel_refusal import ExcelRefusal

MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
XLSX = b"spreadsheetml.sheet.main+xml"
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
MOST_MEMBERS = 1000
MEGABYTE = 1024 * 1024

_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\b[^<>]*) t="e\"""")
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_BAD_ZIP = (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error, EOFError)


def repack(content: bytes, max_unzipped_mb: int, max_ratio: int) -> io.BytesIO:
    """
    Return the XML parts of the workbook in a zip of our own.

    Raises
    ------
    ExcelRefusal
        ``not_excel``: something else, also an old .xls, an .xlsm or an .xlsb. ``excel_encrypted``: behind a
        password. ``excel_too_large``: more than `max_unzipped_mb` or `max_ratio` (parts above 1 MB), by what
        the zip says or by what comes out, or too large a grid (``extent``). ``excel_unreadable``: damaged,
        overlapping, twice the same name, or with a document type of its own.
    """
    _check_magic(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except _BAD_ZIP:
        raise ExcelRefusal("excel_unreadable") from None
    _check_declared(members, max_unzipped_mb, max_ratio)
    parts = {}
    for member, (start, end) in zip(members, _spans(content, members), strict=True):
        part = _inflate(content[start:end], member)
        if member.filename.casefold().endswith((".xml", ".rels")):
            _check_xml(member.filename, part)
            parts[member.filename] = part
    extent.check(parts)
    return _packed(parts)


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """Return the parts in a new zip; each is let go as soon as it is in."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in list(parts):
            archive.writestr(zipfile.ZipInfo(name), _errors_as_text(parts.pop(name)))
    target.seek(0)
    return target


def _check_magic(content: bytes) -> None:
    if content.startswith(OLE_MAGIC):
        raise ExcelRefusal("excel_encrypted" if ENCRYPTED_STREAM in content else "not_excel")
    if not content.startswith(MAGIC):
        raise ExcelRefusal("not_excel")


def _check_declared(members: list[zipfile.ZipInfo], max_unzipped_mb: int, max_ratio: int) -> None:
    names = [member.filename.casefold() for member in members]
    if len(members) > MOST_MEMBERS:
        raise ExcelRefusal("excel_too_large")
    if CONTENT_TYPES.casefold() not in names or WORKBOOK not in names:
        raise ExcelRefusal("not_excel")
    if len(set(names)) != len(names):
        raise ExcelRefusal("excel_unreadable")
    if sum(member.file_size for member in members) > max_unzipped_mb * MEGABYTE:
        raise ExcelRefusal("excel_too_large")
    for member in members:
        if member.file_size > MEGABYTE and member.file_size > max_ratio * member.compress_size:
            raise ExcelRefusal("excel_too_large")


def _spans(content: bytes, members: list[zipfile.ZipInfo]) -> list[tuple[int, int]]:
    """Return where the packed bytes of each member begin and end; none may share a byte with another."""
    spans = list(_spans_of(content, members))
    taken = sorted((member.header_offset, end) for member, (_, end) in zip(members, spans, strict=True))
    if any(end > begin for (_, end), (begin, _) in pairwise(taken)):
        raise ExcelRefusal("excel_unreadable")
    return spans


def _spans_of(content: bytes, members: list[zipfile.ZipInfo]) -> Iterator[tuple[int, int]]:
    for member in members:
        try:
            magic, name_length, extra_length = _LOCAL_HEADER.unpack_from(content, member.header_offset)
        except struct.error:
            raise ExcelRefusal("excel_unreadable") from None
        start = member.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        end = start + member.compress_size
        if magic != MAGIC or member.header_offset < 0 or end > len(content):
            raise ExcelRefusal("excel_unreadable")
        yield start, end


def _inflate(packed: bytes, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member; no more than one byte above what it declared is ever unpacked."""
    if member.flag_bits & 1:
        raise ExcelRefusal("excel_encrypted")
    if member.compress_type == zipfile.ZIP_STORED:
        part, is_whole = packed, True
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        part, is_whole = _deflated(packed, member.file_size)
    else:
        raise ExcelRefusal("excel_unreadable")
    if len(part) > member.file_size:
        raise ExcelRefusal("excel_too_large")
    if not is_whole or len(part) < member.file_size or zlib.crc32(part) != member.CRC:
        raise ExcelRefusal("excel_unreadable")
    return part


def _deflated(packed: bytes, declared: int) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        part = unpacker.decompress(packed, declared + 1)
    except zlib.error:
        raise ExcelRefusal("excel_unreadable") from None
    return part, unpacker.eof


def _check_xml(name: str, part: bytes) -> None:
    if name.casefold() == CONTENT_TYPES.casefold() and XLSX not in part:
        raise ExcelRefusal("not_excel")
    if any(sign in part for sign in DOCTYPES):
        raise ExcelRefusal("excel_unreadable")


def _errors_as_text(part: bytes) -> bytes:
    """Return a sheet whose error cells (#N/A) are text, because the library would leave them empty."""
    return _ERROR_CELL.sub(rb'\1 t="str"', part) if b' t="e"' in part else part
