"""What only the whole file tells: repeats, objectors, lines that are no rows, months before days."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.deliveries import gates, profiles
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.gates import GateRefusal
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.region import load
from vroegeropaf.settings import INCLUDE

DAY = date(2026, 3, 16)
LIST = DeliveryName("huurachterstand_viveste_20260316.csv", "arrears", "viveste", DAY)
WORKBOOK = DeliveryName("huurachterstand_viveste_20260316.xlsx", "arrears", "viveste", DAY)
QUALITY = load(INCLUDE / "config").policy.quality
PROFILE = profiles.load(INCLUDE / "config", "viveste")
SAME = {"huurdernummer": "H1", "contractnummer": "C1"}


def open_list(content: bytes, companion: Companion | None = None) -> gates.Table:
    """Open a list of Viveste."""
    return gates.open_table(content, LIST, PROFILE, QUALITY, companion)


def test_a_row_that_is_said_twice_counts_once(build):
    """Of equal rows the first is a row, the others repeat it; blanks and ways of writing do not matter."""
    table = open_list(build(3, {2: SAME, 3: SAME | {"achterstand": " 1225,00 "}}))
    assert (table.duplicates, table.conflicts) == ({2, 3}, set())


def test_rows_that_contradict_each_other_are_all_doubtful(build):
    """Two amounts for one contract and tenant: nobody can know which is right."""
    table = open_list(build(3, {3: SAME | {"achterstand": "500,00"}}))
    assert (table.duplicates, table.conflicts) == (set(), {1, 3})


def test_a_co_tenant_is_no_repeat(build):
    """The same contract with another tenant number is another row."""
    table = open_list(build(2, {2: {"contractnummer": "C1"}}))
    assert (table.duplicates, table.conflicts) == (set(), set())


def test_rows_without_numbers_do_not_repeat_each_other(build):
    """Empty numbers are a fault of each row, not a repeat."""
    empty = {"huurdernummer": "", "contractnummer": ""}
    table = open_list(build(2, {1: empty, 2: empty}))
    assert (table.duplicates, table.conflicts) == (set(), set())


def test_repeats_are_found_across_blocks(build):
    """A repeat thousands of rows further down is found."""
    table = open_list(build(4_500, {4_500: SAME}))
    assert (table.duplicates, table.conflicts) == ({4_500}, set())


def test_an_objection_is_known_before_the_first_row_is_judged(build):
    """The tenant who objects in the last row objects in the first one too."""
    table = open_list(build(2, {2: SAME | {"bezwaar": "J"}}))
    assert table.objectors == {("C1", "H1")}


def test_lines_that_are_no_rows_are_passed_over_and_counted(build):
    """A header that comes back on each page, blank rows, totals of other widths and a footer are no data."""
    lines = build(2).splitlines(keepends=True)
    columns = lines[0].count(b";")
    footer = [b"Eindtotaal;2.450,00\r\n", b"Aantal: 2\r\n"]
    blank = [b";" * columns + b"\r\n", b"\r\n"]
    content = b"".join([*lines[:2], *blank, lines[0], lines[2], *footer])
    table = open_list(content)
    assert table.row_count == 2
    assert table.notices == {"empty_row": 1, "repeated_header": 1, "total_row": 2}


def test_a_nameless_row_is_no_total(build):
    """A row without numbers stays a row, to be rejected: only one that calls itself a total is none."""
    changes = {1: {"huurdernummer": "", "contractnummer": "", "achternaam": "Som"}}
    assert open_list(build(1, changes)).row_count == 1


def test_cells_that_stick_out_blank_are_cut_off(build):
    """A delimiter at the end of every row makes no file unreadable."""
    lines = build(3).splitlines()
    content = b"\r\n".join([lines[0], *(line + b";" for line in lines[1:])])
    table = open_list(content)
    assert [record.cells is None for chunk in table.chunks(10) for record in chunk] == [False] * 3
    assert table.notices == {"trailing_cells": 3}


def test_titles_above_the_header_are_passed_over(build):
    """A title and Excel's own first line do not hide the header; lines keep their numbers."""
    table = open_list(b"sep=;\r\nHuurachterstanden maart\r\n\r\n" + build(1))
    assert [record.line_no for chunk in table.chunks(10) for record in chunk] == [5]


def test_a_few_zero_bytes_are_no_reason_to_refuse(build):
    """A zero byte in a cell far down is a control sign; it is taken out and noticed."""
    content = build(20).replace(b"H20;", b"H\x0020;")
    table = open_list(content)
    assert table.notices == {"control_characters": 1}
    assert table.row_count == 20


def test_the_end_of_file_sign_of_old_systems_is_no_row(build):
    """A list that ends in the sign with which DOS ended texts is whole, not cut."""
    assert open_list(build(2) + b"\x1a").row_count == 2


def test_total_of_the_marker_is_held_against_all_rows(build):
    """A total that differs by a cent refuses the file; one that cannot be added up proves nothing."""
    with pytest.raises(GateRefusal, match="companion_differs"):
        open_list(build(2), Companion(total_cents=245001))
    assert open_list(build(2, {2: {"achterstand": "veel"}}), Companion(total_cents=1)).row_count == 2


def test_months_before_days_refuse_the_file(build):
    """When most dates of a column cannot be, their days and months are the other way round."""
    changes = {number: {"datum_herinnering": "02-26-2026"} for number in range(1, 5)}
    assert open_list(build(8, changes)).row_count == 8
    with pytest.raises(GateRefusal, match="dates_unreadable"):
        open_list(build(8, changes | {5: {"datum_herinnering": "02-27-2026"}}))


@pytest.mark.parametrize("word", ["onbepaald", "nvt", "n.v.t.", "onbekend", "-"])
def test_words_in_a_date_column_refuse_no_file(build, word):
    """Words that say that there is no date prove nothing about days and months: only dates count."""
    changes = {number: {"datum_overdracht": word} for number in range(1, 9)}
    assert open_list(build(9, changes)).row_count == 9


def test_dates_turned_round_are_seen_among_words(build):
    """Words hide no months before days: the majority is over the cells that look like dates."""
    turned = {number: {"datum_overdracht": "02-26-2026"} for number in range(1, 4)}
    turned |= {4: {"datum_overdracht": "20263001"}, 5: {"datum_overdracht": "2026.30.01"}}
    words = {number: {"datum_overdracht": "nvt"} for number in range(6, 20)}
    with pytest.raises(GateRefusal, match="dates_unreadable"):
        open_list(build(19, turned | words))
    del turned[5]
    words[5] = {"datum_overdracht": "nvt"}
    assert open_list(build(19, turned | words)).row_count == 19


def test_a_workbook_and_a_text_of_the_same_list_are_the_same(cells):
    """Real numbers and dates, a cover sheet, a title: the workbook gives the rows of the text."""
    book = openpyxl.Workbook()
    book.active.title = "Voorblad"
    book.active.append(["Huurachterstanden", DAY])
    sheet = book.create_sheet("Lijst")
    sheet.append(["Vertrouwelijk"])
    sheet.append(list(cells))
    real = cells | {
        "peildatum": DAY,
        "huisnummer": 12,
        "maandhuur": 612.5,
        "achterstand": 1225,
        "oudste_vervaldatum": date(2026, 2, 1),
    }
    sheet.append(list(real.values()))
    content = io.BytesIO()
    book.save(content)
    table = gates.open_table(content.getvalue(), WORKBOOK, PROFILE, QUALITY)
    [[record]] = table.chunks(10)
    assert record.line_no == 3
    assert {name: record.cells[name] for name in ("huisnummer", "achterstand", "peildatum")} == {
        "huisnummer": "12",
        "achterstand": "1225",
        "peildatum": "16-03-2026",
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"corporatie;peildatum\r\n", "not_excel"),
        (b"<html><table></table></html>", "not_excel"),
        (b"PK\x03\x04", "excel_unreadable"),
        (b"", "empty_file"),
    ],
)
def test_what_is_no_workbook_is_refused(content, code):
    """A text or a web page under a workbook's name is refused with its own code."""
    with pytest.raises(GateRefusal, match=code):
        gates.open_table(content, WORKBOOK, PROFILE, QUALITY)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["row", "", ";;", "kop", 'x";"', "Totaal;1", '1;"open', "te;kort", "row;"]),
        max_size=12,
    )
)
def test_every_line_is_a_row_or_is_counted(kinds):
    """Whatever lines a file has: each is a row, part of one, blank, or counted as passed over."""
    header = "corporatie;peildatum;huurdernummer;contractnummer;reden"
    row = "viveste;16-03-2026;H{0};C{0};betaald"
    words = {"row": row, "kop": header, "row;": row + ";"}
    lines = [words.get(kind, kind).format(number) for number, kind in enumerate(kinds)]
    name = DeliveryName("afmelding_viveste_20260316.csv", "withdrawal", "viveste", DAY)
    try:
        table = gates.open_table("\n".join([header, *lines, ""]).encode(), name, PROFILE, QUALITY)
    except GateRefusal:
        return
    records = [record for chunk in table.chunks(3) for record in chunk]
    assert len(records) == table.row_count
    good = [number for number, kind in enumerate(kinds) if kind in ("row", "row;")]
    in_rows = {record.line_no - 2 for record in records if record.cells is not None}
    assert in_rows == set(good)
