"""Records of delimited text: one bad line costs one row, and no line is ever lost."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.deliveries import csv_rows
from vroegeropaf.deliveries.csv_rows import CsvRecord

# what csv itself treats as the end of a line would make another record outside quotes
CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)


def read(text: str, width: int | None = None) -> list[CsvRecord]:
    """Return the records of a text as a file would give its lines."""
    return list(csv_rows.records(io.StringIO(text, newline=""), ";", 1, width))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=8))
def test_what_was_written_is_read(table):
    """Whatever stands in well-quoted cells, quotes, delimiters and line breaks too, comes back unchanged."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(table)
    assert [record.cells for record in read(out.getvalue())] == table


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("ab;\"' ", max_size=10), max_size=8))
def test_no_line_is_lost_whatever_quotes_stand_in_it(lines):
    """Every line that is not blank is in exactly one record, in order."""
    lines = [line for line in lines if line]
    found = read("".join(f"{line}\n" for line in lines), width=3)
    starts = [record.line_no for record in found]
    assert starts == sorted(set(starts))
    ends = [*starts[1:], len(lines) + 1]
    assert sum(end - start for start, end in zip(starts, ends, strict=False)) == len(lines) - (
        starts[0] - 1 if starts else 0
    )
    assert not lines or starts[0] == 1


def test_a_stray_quote_costs_one_row():
    """A quote in the middle of a quoted cell makes its own line unreadable; the neighbours stay rows."""
    found = read('a;b;c\n1;"De "Hoek"";3\nx;y;z\n', width=3)
    assert [(record.line_no, record.problem) for record in found] == [
        (1, ""),
        (2, "quote_unreadable"),
        (3, ""),
    ]
    assert found[2].cells == ["x", "y", "z"]


def test_rows_that_two_stray_quotes_glue_together_are_told_apart():
    """An open quote and a closing one further down do not make one record of the lines between them."""
    found = read('1;"a;1\n2;b;2\n3;c";3\n4;d;4\n', width=3)
    assert [record.line_no for record in found] == [1, 2, 3, 4]
    assert [record.problem for record in found] == ["quote_unreadable", "", "", ""]


def test_a_line_break_in_a_cell_makes_no_second_row():
    """A quoted cell may go on on the next line; the next record then starts a line later."""
    found = read('1;"a\nb";1\n2;c;2\n', width=3)
    assert [(record.line_no, record.cells[1]) for record in found] == [(1, "a\nb"), (3, "c")]


def test_an_open_quote_at_the_end_is_told():
    """Nobody can tell it from a file that was cut: the last record says so."""
    assert read('1;a;1\n2;"b;2\n', width=3)[-1].is_open
    assert read('1;a;1\n2;"b\n;2\n', width=3)[-1].is_open
    assert read("1;a;1\n2;b", width=3)[-1].is_open


def test_an_open_quote_before_whole_records_is_no_end():
    """What follows it is whole: it costs its own row, and the end is an end."""
    found = read('1;"a;1\n2;b;2\n', width=3)
    assert [(record.problem, record.is_open) for record in found] == [
        ("quote_unreadable", False),
        ("", False),
    ]
    assert not read("1;a;1\n2;b\n", width=3)[-1].is_open


def test_a_very_long_cell_costs_one_row():
    """A cell beyond what the parser takes is a fault of its row."""
    found = read(f"1;a;1\n2;{'x' * 200_000};2\n3;c;3\n", width=3)
    assert [record.problem for record in found] == ["", "value_too_long", ""]
