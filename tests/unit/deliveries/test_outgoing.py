"""CSV for corporations: as spreadsheets open it, and nothing in it runs."""

import csv
import io

import pytest

from vroegeropaf.deliveries.outgoing import csv_bytes, defuse


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+31612345678",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\xa0=1",
        "＝1",
        "＠x",
    ],
)
def test_what_could_run_as_a_formula_is_text(cell):
    """A cell that starts as a formula, also behind blanks, gets an apostrophe and keeps all the rest."""
    assert defuse(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Jansen", "a=b", "a-b", "12", "'=1", "3431 AB", "a@b.example"])
def test_plain_cells_stay_as_they_are(cell):
    """A sign inside a cell is no formula, and nothing is defused twice."""
    assert defuse(cell) == cell


def test_a_dutch_spreadsheet_opens_it():
    """BOM, semicolons and CRLF; quotes, line breaks and semicolons come back as they were."""
    content = csv_bytes(["regel", "uitleg"], [[2, 'zegt "nee"; of\nja'], [3, None], [-4, "=1"]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert b'"regel";"uitleg"\r\n' in content
    back = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert back == [["regel", "uitleg"], ["2", 'zegt "nee"; of\nja'], ["3", ""], ["-4", "'=1"]]


def test_no_formula_behind_a_comma():
    """A program that splits at commas finds one quoted cell, not a formula in the second."""
    content = csv_bytes(["a"], [["x,=cmd()"]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(content.splitlines()[1]))) == ["x,=cmd()"]


def test_headers_are_defused_too():
    """A header of a corporation's own profile is text as well."""
    assert b'"\'=kolom"' in csv_bytes(["=kolom"], [])


def test_a_ragged_row_is_an_error():
    """A row with another number of cells than the header never leaves the house."""
    with pytest.raises(ValueError, match="2 cells under 1 headers"):
        csv_bytes(["a"], [["b", "c"]])
