"""The gates refuse what may not be read, with a code, before any rule runs."""

import contextlib
import hashlib
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.deliveries import assess, gates, profiles, reader
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.gates import Calendar, GateRefusal
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.region import load
from vroegeropaf.settings import INCLUDE

DAY = date(2026, 3, 16)
LIST = DeliveryName("huurachterstand_viveste_20260316.csv", "arrears", "viveste", DAY)
WITHDRAWAL = DeliveryName("afmelding_viveste_20260316.csv", "withdrawal", "viveste", DAY)
QUALITY = load(INCLUDE / "config").policy.quality
PROFILE = profiles.load(INCLUDE / "config", "viveste")
BSNS = ["111222333", "123456782", "100000009", "100000010", "100000022"]


def open_list(content: bytes, companion: Companion | None = None) -> gates.Table:
    """Open a list of Viveste."""
    return gates.open_table(content, LIST, PROFILE, QUALITY, companion)


def records_of(table: gates.Table) -> list[reader.Record]:
    """Return all records of a table."""
    return [record for chunk in table.chunks(1_000) for record in chunk]


def test_good_file_passes_with_its_lines(build):
    """A good file becomes one record a row, with record number and physical line."""
    table = open_list(build(2))
    assert [(record.record_no, record.line_no) for record in records_of(table)] == [(1, 2), (2, 3)]
    assert table.notices == {}


def test_line_break_in_a_cell_shifts_lines_not_records(build):
    """A quoted line break makes the next record start a physical line later."""
    table = open_list(build(2, {1: {"straat": '"Teststraat\r\nachter"'}}))
    assert [(record.record_no, record.line_no) for record in records_of(table)] == [(1, 2), (2, 4)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"  \r\n ", "empty_file"),
        (b"PK\x03\x04rest", "not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "not_text"),
        (b"<!DOCTYPE html><html></html>", "not_text"),
        (b"corporatie;peil\x00datum", "not_text"),
        (b"corporatie;peildatum;na\x81am", "unreadable"),
        (b"naam;adres\r\na;b", "header_missing"),
        (b"H1;C1;3991AB\r\n", "header_missing"),
    ],
)
def test_files_that_are_no_list_are_refused(content, code):
    """Empty, binary, undecodable or headerless content is refused with its own code."""
    with pytest.raises(GateRefusal) as refusal:
        open_list(content)
    assert refusal.value.code == code


def test_too_large_file_is_refused(build):
    """A file above the policy's size is refused before it is decoded."""
    with pytest.raises(GateRefusal, match="too_large"):
        gates.open_table(build(), LIST, PROFILE, QUALITY.model_copy(update={"max_file_mb": 0}))


def test_too_many_rows_are_refused(build):
    """More rows than the policy allows are refused."""
    with pytest.raises(GateRefusal, match="too_many_rows"):
        gates.open_table(build(3), LIST, PROFILE, QUALITY.model_copy(update={"max_rows": 2}))


@pytest.mark.parametrize("missing", ["achterstand", "contractnummer", "oudste_vervaldatum", "postcode"])
def test_missing_must_column_refuses_the_file(build, missing):
    """A file without a column that must be there is refused."""
    with pytest.raises(GateRefusal, match="header_missing"):
        open_list(build(without=(missing,)))


def test_duplicate_header_refuses_the_file(build):
    """Two columns of the same name could mean two things: refused."""
    with pytest.raises(GateRefusal, match="header_duplicate"):
        open_list(build(extra={"Achterstand": ["1,00"]}))


def test_missing_objection_column_refuses_and_purges(build):
    """Without objection column or declaration nobody knows who objected: nothing may be kept."""
    with pytest.raises(GateRefusal) as refusal:
        open_list(build(without=("bezwaar",)))
    assert (refusal.value.code, refusal.value.must_purge) == ("objection_column_missing", True)


@pytest.mark.parametrize(
    "header",
    ["BSN", "b.s.n.", "IBAN nr", "Nationaliteit", "Inkomen p/m", "Gezondheid", "Opmerkingen", "Vrije tekst"],
)
def test_forbidden_header_refuses_and_purges(build, header):
    """A column that the contract forbids refuses the whole file, and its bytes may not stay."""
    with pytest.raises(GateRefusal) as refusal:
        open_list(build(extra={header: [""]}))
    assert (refusal.value.code, refusal.value.must_purge) == ("forbidden_column", True)


def test_column_of_bsns_is_found_under_any_header(build):
    """Nine-digit numbers that all pass the 11-test are BSNs, whatever the header says."""
    numbers = [number for number in BSNS if gates.forbidden.is_bsn(number)]
    assert len(numbers) >= 3
    with pytest.raises(GateRefusal, match="forbidden_column"):
        open_list(build(len(numbers), extra={"kenmerk": numbers}))


def test_column_of_ibans_is_found_under_any_header(build):
    """A valid IBAN in a column refuses the file."""
    with pytest.raises(GateRefusal, match="forbidden_column"):
        open_list(build(extra={"kenmerk": ["NL91 ABNA 0417 1643 00"]}))


def test_nine_digit_tenant_numbers_are_no_bsns(build):
    """Ordinary nine-digit numbers, of which one in eleven passes by chance, are left in peace."""
    numbers = [str(100000000 + 7 * step) for step in range(40)]
    changes = {place + 1: {"huurdernummer": number} for place, number in enumerate(numbers)}
    assert open_list(build(40, changes)).row_count == 40


def test_windows_1252_is_read_with_a_notice(build):
    """A file that is no UTF-8 is read as Windows-1252, and that is noticed."""
    table = open_list(build(changes={1: {"achternaam": "Müller"}}, encoding="cp1252"))
    assert records_of(table)[0].cells["achternaam"] == "Müller"
    assert table.notices == {"encoding_differs": 0}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(build, encoding):
    """A BOM says how the file is encoded."""
    assert open_list(build(encoding=encoding)).row_count == 1


def test_other_delimiter_is_recognised_with_a_notice(build):
    """A comma file of a semicolon corporation is read when its headers are the known ones."""
    table = open_list(build().replace(b",", b".").replace(b";", b","))
    assert "delimiter_differs" in table.notices


def test_empty_rows_and_totals_are_skipped_with_a_notice(build):
    """Rows of nothing and a total row are no data."""
    columns = build().splitlines()[0].count(b";")
    content = build(1) + b";" * columns + b"\r\n" + b"Totaal" + b";" * columns + b"\r\n"
    table = open_list(content)
    assert len(records_of(table)) == table.row_count == 1
    assert table.notices == {"empty_row": 1, "total_row": 1}


def test_row_of_another_width_is_kept_apart(build):
    """One row with a cell too many is a bad row, not a bad file."""
    lines = build(3).splitlines(keepends=True)
    lines[2] = b"te;veel;" + lines[2]
    assert [record.cells is None for record in records_of(open_list(b"".join(lines)))] == [False, True, False]


@pytest.mark.parametrize("keep", [-30, -60])
def test_file_cut_in_its_last_row_is_refused(build, keep):
    """A last row with too few cells and no line end means that the rest never came."""
    with pytest.raises(GateRefusal, match="file_cut"):
        open_list(build(3)[:keep])


@pytest.mark.parametrize("street", ['"Teststraat', '"Teststraat\r\nachter', '"Test\r\n\r\nachter'])
@pytest.mark.parametrize("end", [b"", b"\r\n"])
def test_file_cut_in_a_quoted_cell_is_refused(build, street, end):
    """Also when it broke off behind a line break of the cell: no row begins behind the open quote."""
    content = build(3, {3: {"straat": street}})
    with pytest.raises(GateRefusal, match="file_cut"):
        open_list(content[: content.rindex(street[-4:].encode()) + 4] + end)


@pytest.mark.parametrize("rows", [4, 3_000])
@pytest.mark.parametrize("bad", [1, 2, 3])
def test_a_stray_open_quote_costs_its_own_row(build, rows, bad):
    """However many lines follow it: when they are whole rows, the quote is a slip of one row."""
    records = records_of(open_list(build(rows, {bad: {"straat": '"Teststraat'}})))
    assert len(records) == rows
    assert {record.record_no: record.problem for record in records if record.cells is None} == {
        bad: "quote_unreadable"
    }


@pytest.mark.parametrize("rows", [4, 3_000])
def test_a_cut_is_seen_behind_a_stray_open_quote(build, rows):
    """A slip further up hides no cut of the last row."""
    content = build(rows, {2: {"straat": '"Teststraat'}})
    with pytest.raises(GateRefusal, match="file_cut"):
        open_list(content[:-30])
    with pytest.raises(GateRefusal, match="file_cut"):
        open_list(build(rows, {2: {"straat": '"Test'}, rows: {"straat": '"Test'}}))


def test_a_last_row_without_its_empty_cells_is_a_row(build):
    """The file ends with a line end, so it is whole: the short row is rejected, the others are rows."""
    content = build(3, {3: {"datum_overdracht": ""}}).removesuffix(b";\r\n") + b"\r\n"
    records = records_of(open_list(content))
    assert [record.problem for record in records] == ["", "", "width_differs"]


@pytest.mark.parametrize("blanks", [0, 20])
@pytest.mark.parametrize("footers", [["Afgedrukt op 10-11-2026"], ["Einde lijst", "Bron: Viewpoint 9", ""]])
def test_a_footer_is_passed_over_with_a_notice(build, footers, blanks):
    """A line with one text below the last row is no row, and no cut; it is counted."""
    lines = [line + ";" * blanks for line in footers if line]
    table = open_list(build(2) + "\r\n".join([*lines, ""]).encode(), Companion(rows=2))
    assert len(records_of(table)) == table.row_count == 2
    assert sum(table.notices.values()) == len(lines)
    assert "footer_row" in table.notices


@pytest.mark.parametrize("line", ["viveste", "Viveste Wonen;16-03-2026", "10023", "Test", "a b\r\n" * 6])
def test_what_may_be_a_row_is_no_footer(build, line):
    """One word, a number, two cells or more lines than a footer has: rejected rows, nothing dropped."""
    table = open_list(build(9) + line.strip().encode() + b"\r\n")
    assert table.row_count == 9 + line.count("a b") + (line[0] != "a")
    assert "footer_row" not in table.notices


def test_a_line_of_text_between_rows_is_a_row(build):
    """Only what stands below all rows is a footer."""
    lines = build(3).splitlines(keepends=True)
    table = open_list(b"".join([*lines[:2], b"Wijk Noord en Zuid\r\n", *lines[2:]]))
    assert [record.problem for record in records_of(table)] == ["", "width_differs", "", ""]
    assert table.notices == {}


def test_a_name_that_each_row_has_is_no_footer(build):
    """A last row of which only the corporation is filled is a row of it, as its neighbours are."""
    content = build(2, {1: {"corporatie": "Viveste Wonen"}, 2: {"corporatie": "Viveste Wonen"}})
    assert open_list(content + b"Viveste Wonen\r\n").row_count == 3


def test_a_footer_without_a_line_end_may_be_a_cut_row(build):
    """Nobody can tell: refused."""
    with pytest.raises(GateRefusal, match="file_cut"):
        open_list(build(2) + b"Afgedrukt op 10-11-2026")


def test_mostly_wrong_widths_refuse_the_file(build):
    """When most rows have another width, the header is not that of this file."""
    lines = build(3).splitlines(keepends=True)
    with pytest.raises(GateRefusal, match="width_differs"):
        open_list(lines[0] + lines[1] + b"x;" + lines[2] + b"x;" + lines[3])


@pytest.mark.parametrize("wrong", [Companion(rows=3), Companion(sha256="0" * 64)])
def test_ready_marker_that_disagrees_refuses_the_file(build, wrong):
    """Another row count or other bytes than announced: refused."""
    with pytest.raises(GateRefusal, match="companion_differs"):
        open_list(build(2), wrong)


def test_ready_marker_that_agrees_passes(build):
    """Row count and hash as announced: the file passes."""
    content = build(2)
    assert open_list(content, Companion(2, 245000, hashlib.sha256(content).hexdigest())).row_count == 2


@pytest.mark.parametrize(
    ("today", "received", "accepted", "code"),
    [
        (DAY - timedelta(days=1), DAY, None, "future_reference_date"),
        (DAY + timedelta(days=30), DAY + timedelta(days=11), None, "old_reference_date"),
        (DAY, DAY, DAY + timedelta(days=1), "stale_reference_date"),
    ],
)
def test_reference_dates_out_of_order_are_refused(today, received, accepted, code):
    """A list of the future, of long ago on arrival, or older than the accepted one is refused."""
    with pytest.raises(GateRefusal, match=code):
        gates.check_reference(LIST, Calendar(today, received, accepted), QUALITY)


def test_our_outage_makes_no_list_too_old():
    """A list that arrived in time is judged even when we look weeks later."""
    calendar = Calendar(DAY + timedelta(days=30), DAY + timedelta(days=10))
    assert gates.check_reference(LIST, calendar, QUALITY) == {}


def test_same_reference_date_is_a_correction():
    """The same day again is a correction; withdrawals know no stale date."""
    calendar = Calendar(DAY, DAY, DAY)
    assert gates.check_reference(LIST, calendar, QUALITY) == {"correction": 0}
    assert gates.check_reference(WITHDRAWAL, Calendar(DAY, DAY, DAY + timedelta(days=5)), QUALITY) == {}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_ever_crash_the_gates(content):
    """Whatever bytes come, they pass or are refused with a code."""
    with contextlib.suppress(GateRefusal):
        open_list(content)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=30), max_size=12))
def test_no_cells_ever_crash_the_reader_or_lose_a_row(table):
    """Rows in are rows out, whatever stands in the cells."""
    headers = [field.header for field in reader.fields.ARREARS]
    records = [
        reader.Record(number, number + 1, dict.fromkeys(headers, "") | dict(zip(headers, row, strict=False)))
        for number, row in enumerate(table, 1)
    ]
    rows = reader.read(records, "arrears", reader.column_readers("arrears", PROFILE))
    assert [row.record_no for row in rows] == [record.record_no for record in records]


def test_gates_do_not_load_the_rule_engine(monkeypatch, region):
    """A file refused at the gates costs no import of the rule engine: it could not even be imported here."""
    monkeypatch.setitem(sys.modules, "great_expectations", None)
    found = assess.assess(b"naam\r\n", LIST, region, Calendar(DAY, DAY), PROFILE, pytest.fail)
    assert (found.state, found.reason) == ("refused", "header_missing")
