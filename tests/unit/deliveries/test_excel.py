"""A workbook gives the same text as a CSV of the same list, or is refused; no workbook breaks the process."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from time import process_time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.deliveries import excel, values
from vroegeropaf.deliveries.excel import ExcelRefusal

HEADER = ("huurdernummer", "contractnummer", "achterstand", "oudste_vervaldatum")
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SHARED = (
    b'<Relationship Id="rIdS" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/relationships/sharedStrings"/></Relationships>'
)
Rows = list[tuple[int, list[str]]]


def at(day: date, moment: time = time()) -> datetime:
    """Return a day as a moment, the way in which a workbook keeps days."""
    return datetime.combine(day, moment)


def saved(workbook: openpyxl.Workbook) -> bytes:
    """Return a workbook as bytes."""
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def made(*rows: object, header: tuple[str, ...] = HEADER) -> bytes:
    """Return a workbook of one sheet: the header and these rows."""
    workbook = openpyxl.Workbook()
    for row in (header, *rows):
        workbook.active.append(row)
    return saved(workbook)


def unzipped(content: bytes) -> dict[str, bytes]:
    """Return the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(content: bytes, **parts: Callable[[bytes], bytes] | bytes) -> bytes:
    """Return the zip with parts changed (`sheet`, `relations`, `types`) or added (`shared`)."""
    names = {
        SHEET: "sheet",
        RELATIONS: "relations",
        "[Content_Types].xml": "types",
        "xl/sharedStrings.xml": "shared",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as to:
        for name, part in unzipped(content).items():
            change = parts.pop(names.get(name, ""), None)
            to.writestr(name, change(part) if callable(change) else part)
        for name, key in names.items():
            if key in parts:
                to.writestr(name, parts[key])
    return target.getvalue()


def with_row(xml: bytes) -> bytes:
    """Return a good workbook with one more row in raw XML."""
    content = made(("H1", "C1", 1, "01-02-2026"))
    return changed(content, sheet=lambda part: part.replace(b"</sheetData>", xml + b"</sheetData>"))


def read(content: bytes, decimal: str = ",", **bounds: int) -> tuple[list[str], int, Rows]:
    """Return header, its line and all rows."""
    sheet = excel.read_sheet(content, HEADER.__contains__, decimal, **bounds)
    return sheet.header, sheet.header_line, list(sheet.rows)


def refused(content: bytes, **bounds: int) -> str:
    """Return the code that the workbook is refused with."""
    with pytest.raises(ExcelRefusal) as refusal:
        read(content, **bounds)
    return refusal.value.code


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (612345678, "612345678"),
        (612345678.0, "612345678"),
        (1234.5, "1234,5"),
        (1225.1000000000001, "1225,1"),
        (0.1 + 0.2, "0,3"),
        (99.999999999999, "100"),
        (-0.5, "-0,5"),
        (-0.0, "0"),
        (12345678.91, "12345678,91"),
        (123456789012345, "123456789012345"),
        (1e-7, "0,0000001"),
        (2.5e20, "250000000000000000000"),
        (date(2026, 3, 1), "01-03-2026"),
        (at(date(2026, 3, 1)), "01-03-2026"),
        (at(date(2026, 3, 1), time(14, 5)), "01-03-2026 14:05"),
        (True, "J"),
        (False, "N"),
        (None, ""),
        ("#N/A", "#N/A"),
        ("#REF!", "#REF!"),
        ("00123", "00123"),
        ("  Voorbeeld ", "  Voorbeeld "),
        ("12-A", "12-A"),
        ("+31612345678", "+31612345678"),
        ("-12", "-12"),
        ("@home", "@home"),
        ("Null", "Null"),
        ("NA", "NA"),
    ],
)
def test_cells_become_the_text_of_a_csv(cell, text):
    """Numbers, dates, flags, errors and texts become what a Dutch export would have written."""
    assert read(made(("H1", cell, "x", "y")))[2] == [(2, ["H1", text, "x", "y"])]


def test_decimal_sign_of_the_profile_is_used():
    """With a decimal point in the profile, a number is written with a point."""
    assert read(made(("H1", "C1", 1234.5, "x")), decimal=".")[2][0][1][2] == "1234.5"


def test_formula_text_stays_and_a_formula_without_value_is_empty():
    """Text that begins with a formula sign is data; a formula that was never calculated has no value."""
    content = with_row(
        b'<row r="3"><c r="A3" t="inlineStr"><is><t>=1+1</t></is></c><c r="B3"><f>1+1</f></c>'
        b'<c r="C3"><f>1+1</f><v>2</v></c></row>'
    )
    assert read(content)[2][1] == (3, ["=1+1", "", "2", ""])


def test_digits_without_their_zeros_stay_digits():
    """Where Excel ate the leading zeros, the digits that are left are given, without a decimal part."""
    assert read(made((123, 4567, 1, "x")))[2][0][1][:2] == ["123", "4567"]


def test_house_number_that_became_a_date_is_a_date():
    """A house number 1-2 that Excel turned into a date stays a date, which the reader of the row refuses."""
    cell = read(made((at(date(2026, 2, 1)), "C1", 1, "x")))[2][0][1][0]
    assert cell == "01-02-2026"
    with pytest.raises(values.Unreadable):
        values.postcode(cell)


def test_table_is_found_below_titles_beside_an_empty_column_on_the_second_sheet():
    """A cover sheet, a merged title, blank rows and an empty first column do not hide the table."""
    workbook = openpyxl.Workbook()
    cover = workbook.active
    cover["A1"], cover["A2"] = "Huurachterstanden", "huurdernummer"
    sheet = workbook.create_sheet("lijst")
    sheet["B2"] = "Lijst voor vroegsignalering"
    sheet.merge_cells("B2:E2")
    for place, header in enumerate(HEADER, 2):
        sheet.cell(5, place, header)
        sheet.cell(7, place, f"waarde {place}")
    header, line, rows = read(saved(workbook))
    assert (header, line) == (["", *HEADER], 5)
    assert rows == [(6, [""] * 5), (7, ["", "waarde 2", "waarde 3", "waarde 4", "waarde 5"])]


def test_cells_beside_the_header_stick_out_and_blank_ones_do_not():
    """A row is as wide as the header, wider only where something stands to the right of it."""
    rows = read(made(("H1", "C1", 1, "x", None, "los"), ("H2",)))[2]
    assert rows == [(2, ["H1", "C1", "1", "x", "", "los"]), (3, ["H2", "", "", ""])]


def test_hidden_sheet_is_taken_only_when_no_visible_one_fits():
    """An old list on a hidden sheet never wins from a visible table, even with more known headers."""
    workbook = openpyxl.Workbook()
    hidden, visible = workbook.active, workbook.create_sheet()
    hidden.append(HEADER)
    hidden.append(("oud", "C1", 1, "x"))
    hidden.sheet_state = "hidden"
    visible.append(HEADER[:3])
    visible.append(("nieuw", "C1", 1))
    assert read(saved(workbook))[2][0][1][0] == "nieuw"
    visible.delete_rows(1)
    assert read(saved(workbook))[2][0][1][0] == "oud"


@pytest.mark.parametrize("line", [30, 31])
def test_header_is_looked_for_in_thirty_rows(line):
    """A header on row 30 is found, one on row 31 is not."""
    workbook = openpyxl.Workbook()
    for place, header in enumerate(HEADER, 1):
        workbook.active.cell(line, place, header)
    if line == 30:
        assert read(saved(workbook))[1] == 30
    else:
        assert refused(saved(workbook)) == "sheet_missing"


def test_workbook_without_the_table_is_refused():
    """No sheet with two known headers: an empty workbook, another list, a single known word."""
    assert refused(saved(openpyxl.Workbook())) == "sheet_missing"
    assert refused(made((1, 2), header=("a", "b"))) == "sheet_missing"
    assert refused(made((1, 2), header=("huurdernummer", "b"))) == "sheet_missing"


def ole(stream: str) -> bytes:
    """Return an OLE2 file that holds a stream of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le") + bytes(500)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_excel"),
        (b"<html><table></table></html>", "not_excel"),
        (b"huurdernummer;contractnummer\r\nH1;C1\r\n", "not_excel"),
        (ole("Workbook"), "not_excel"),
        (ole("EncryptedPackage"), "excel_encrypted"),
        (b"PK\x03\x04 and then nothing", "excel_unreadable"),
    ],
    ids=range(6),
)
def test_other_files_under_the_name_of_a_workbook_are_refused(content, code):
    """HTML, CSV, the old format, a password and half a zip each have their code."""
    assert refused(content) == code


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped({"lijst.csv": b"a;b"}), "not_excel"),
        (zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b""}), "not_excel"),
        (zipped({"[Content_Types].xml": b"sheet.macroEnabled+xml", "xl/workbook.xml": b""}), "not_excel"),
        (changed(made(), sheet=lambda part: b"<!DOCTYPE x []>" + part), "excel_unreadable"),
        (changed(made(), sheet=lambda part: part[: len(part) // 2]), "excel_unreadable"),
        (changed(made(), sheet=lambda _: b""), "excel_unreadable"),
        (made()[:-40], "excel_unreadable"),
        (made()[: len(made()) // 2], "excel_unreadable"),
        (zipped({f"{number}.xml": b"" for number in range(1001)}), "excel_too_large"),
    ],
    ids=range(9),
)
def test_zips_that_are_no_sound_workbook_are_refused(content, code):
    """Another zip, binary and macro workbooks, a document type, damage and a thousand parts are refused."""
    assert refused(content) == code


def test_bombs_that_say_so_are_refused():
    """Too much in all, or one part that shrank too well, is refused before anything is unpacked."""
    content = with_row(b"<!--" + b"x" * 3_000_000 + b"-->")
    assert refused(content) == "excel_too_large"
    assert read(content, max_ratio=5000)[1] == 1
    assert refused(content, max_ratio=5000, max_unzipped_mb=2) == "excel_too_large"


def lying(content: bytes, size: int) -> bytes:
    """Return the zip with another unpacked size for the sheet, in the directory and beside the part."""
    raw = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = archive.getinfo(SHEET)
    place = raw.index(b"PK\x01\x02")
    while raw[place + 46 : place + 46 + len(SHEET)] != SHEET.encode():
        place = raw.index(b"PK\x01\x02", place + 1)
    struct.pack_into("<I", raw, place + 24, size)
    struct.pack_into("<I", raw, member.header_offset + 22, size)
    return bytes(raw)


def test_parts_that_lie_about_their_size_are_refused():
    """A part from which more comes than it said is a bomb; one from which less comes is damaged."""
    content = with_row(b"<!--" + b"x" * 3_000_000 + b"-->")
    assert refused(lying(content, 1000)) == "excel_too_large"
    assert refused(lying(made(("H1",)), 999_999)) == "excel_unreadable"


def test_wrong_checksum_is_damage():
    """A changed byte in a stored part is noticed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in unzipped(made(("H1", "C1", 1, "x"))).items():
            archive.writestr(name, part)
    assert read(target.getvalue())[2][0][1][1] == "C1"
    assert refused(target.getvalue().replace(b"<t>C1</t>", b"<t>C2</t>")) == "excel_unreadable"


def test_parts_that_share_bytes_are_refused():
    """Many names for the same packed bytes, the way in which a small zip becomes petabytes, are refused."""
    raw = made(("H1",))
    place = raw.index(b"PK\x01\x02")
    sheet = raw.index(SHEET.encode(), place) - 46
    length = 46 + len(SHEET)
    entry = bytearray(raw[sheet : sheet + length])
    entry[46:] = SHEET.replace("sheet1", "sheet9").encode()
    end = raw.rindex(b"PK\x05\x06")
    tail = bytearray(raw[end:])
    for offset in (8, 10):
        struct.pack_into("<H", tail, offset, struct.unpack_from("<H", tail, offset)[0] + 1)
    struct.pack_into("<I", tail, 12, struct.unpack_from("<I", tail, 12)[0] + length)
    assert refused(raw[:end] + bytes(entry) + bytes(tail)) == "excel_unreadable"


@pytest.mark.parametrize(
    "xml",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="3"><c r="A1048576"><v>1</v></c><c s="1" r="CZ3"><v>1</v></c></row>',
        b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>',
        b"<row r='9999999'><c r = 'A9999999'><v>1</v></c></row>",
        b'<x:row xmlns:x="y" r="9999999"><x:c><v>1</v></x:c></x:row>',
    ],
)
def test_grid_that_its_cells_do_not_explain_is_refused(xml):
    """A few bytes that ask for a sheet of millions of empty places end in a code, not in a dead process."""
    assert refused(with_row(xml)) == "excel_too_large"


@pytest.mark.parametrize(
    "xml",
    [
        b'<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
        b'<row r="3"><c r="AAAAAAAAA3"><v>1</v></c></row>',
        b'<row r="3"><c r="A3" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="3"><c r="&#65;3"><v>1</v></c></row></row>',
    ],
)
def test_places_that_excel_never_writes_are_refused(xml):
    """A row or column beyond any sheet, or a place stated twice, is damage."""
    assert refused(with_row(xml)) == "excel_unreadable"


def test_cells_without_a_place_stand_next_to_each_other():
    """A writer that leaves out the places is read all the same."""
    assert read(with_row(b"<row><c><v>5</v></c><c><v>6</v></c></row>"))[2][1] == (3, ["5", "6", "", ""])


def shared_text(size: int, cells: int) -> bytes:
    """Return a workbook in which many cells show the same long text."""
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(3, cells + 3))
    padding = b"<!--" + random.Random(1).randbytes(20_000).hex().encode() + b"-->"
    content = changed(
        made(("H1",)),
        sheet=lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"),
        relations=lambda part: part.replace(b"</Relationships>", SHARED),
    )
    text = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%b</t></si>%b</sst>'
    )
    return changed(content, shared=text % (b"y" * size, padding))


def test_shared_text_is_counted_in_every_cell_that_shows_it():
    """A long text in a few cells is read; in so many cells that they fill the memory it is refused."""
    assert len(read(shared_text(900_000, 5))[2]) == 6
    assert refused(shared_text(900_000, 1500)) == "excel_too_large"


def test_twenty_thousand_rows_are_read_in_seconds():
    """A large list takes no more than seconds of the processor."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(HEADER)
    for number in range(20_000):
        sheet.append((f"H{number}", number, 1234.5, at(date(2026, 3, 1))))
    content = saved(workbook)
    started = process_time()
    rows = read(content)[2]
    assert (len(rows), rows[-1]) == (20_000, (20_001, ["H19999", "19999", "1234,5", "01-03-2026"]))
    assert process_time() - started < 5


@settings(max_examples=200, deadline=None)
@given(cents=st.integers(min_value=-9_999_999_999, max_value=9_999_999_999), decimal=st.sampled_from(",."))
def test_every_amount_survives(cents, decimal):
    """An amount kept as a number is read back to the cent, with either decimal sign."""
    assert values.amount(excel.cell_text(cents / 100, decimal), decimal) == Decimal(cents) / 100


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_is_written_with_an_exponent(number):
    """Whatever number a cell holds, it becomes digits with at most ten decimals, or a word."""
    text = excel.cell_text(number, ",")
    assert "e" not in text.lower() or text in {"1e999"}
    assert len(text.partition(",")[2]) <= 10


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dates(min_value=date(1901, 1, 1), max_value=date(2200, 12, 31)), min_size=1, max_size=30))
def test_every_date_survives(days):
    """A real date in a workbook is read back as that day, with or without midnight."""
    found = read(made(*[(day, at(day), 1, 1) for day in days]))[2]
    assert [values.day(cells[0]) for _, cells in found] == days
    assert [values.day(cells[1]) for _, cells in found] == days


def attempt(content: bytes) -> None:
    """Read a workbook; only a refusal may come out."""
    try:
        for _, cells in excel.read_sheet(content, HEADER.__contains__, ",").rows:
            assert all(isinstance(cell, str) for cell in cells)
    except ExcelRefusal:
        pass


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]))
def test_arbitrary_bytes_are_refused_in_words(content, magic):
    """Whatever bytes come in, they are refused with a code."""
    with pytest.raises(ExcelRefusal):
        read(magic + content)


GOOD = made(("H1", "C1", 1234.5, at(date(2026, 3, 1))), (True, "=1", "#N/A", timedelta(hours=30)))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_mutated_workbooks_never_break_the_reader(changes):
    """A workbook with changed bytes is read or refused."""
    raw = bytearray(GOOD)
    for place, value in changes:
        raw[place] = value
    attempt(bytes(raw))


TOKENS = [
    *(b"<", b">", b'"', b"</row>", b"<c>", b"<v>9</v>", b"-1", b"1e400"),
    *(b'r="C2"', b't="s"', b't="e"', b's="99"'),
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["sheet", "relations", "types"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(TOKENS)), min_size=1, max_size=4),
)
def test_mutated_parts_never_break_the_reader(name, changes):
    """A sound zip around damaged XML is read or refused."""

    def damage(part: bytes) -> bytes:
        for share, cut, token in changes:
            place = int(share * len(part))
            part = part[:place] + token + part[place + cut :]
        return part

    attempt(changed(GOOD, **{name: damage}))
