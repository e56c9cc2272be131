"""Odd and damaged lists from the first byte to the signals: the right verdict, no row invented or lost."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vroegeropaf.deliveries.check import check_file

WORKBOOK = "huurachterstand_viveste_20260316.xlsx"
BENT = (
    *("achternaam", "huisnummer", "postcode", "achterstand", "telefoon", "geboortedatum", "contractnummer"),
    *("oudste_vervaldatum", "bezwaar", "datum_aanbod", "soort_eenheid", "corporatie", "peildatum"),
)
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "-", "J", "N", "0", "=1+1", "NA", "Null", "1.234,56", "€ 5", "31-02-2026", "2026-03-01"]
    ),
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=';"\r\n\x85\u2028\u2029'),
        max_size=12,
    ),
)


def workbook(content: bytes) -> bytes:
    """Return the same table as an Excel workbook with a title above it."""
    book = openpyxl.Workbook()
    book.active.append(["Lijst van maart"])
    for line in content.decode().splitlines():
        book.active.append(line.split(";"))
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def test_a_workbook_is_loaded_like_a_text(office):
    """An Excel list becomes the same signals as the CSV of it; the file is archived."""
    report = office.deliver(workbook(office.arrears(3)), WORKBOOK)
    assert [one.verdict for one in report.verdicts] == ["accepted"]
    assert office.query("select contract_no, arrears_eur::text from core.signal order by 1") == [
        ("C1", "1001.50"),
        ("C2", "1002.50"),
        ("C3", "1003.50"),
    ]
    assert office.query("select line_no from raw.delivered_row order by 1") == [(3,), (4,), (5,)]
    assert list(office.inbox.files) == []


def test_a_zero_byte_that_a_workbook_spells_out_is_left_out(office):
    """``_x0000_`` is how Excel writes a zero byte, which Postgres takes in no text: the row is loaded."""
    content = office.arrears(2, {1: {"achternaam": "Jan_x0000_sen"}})
    [verdict] = office.deliver(workbook(content), WORKBOOK).verdicts
    assert (verdict.verdict, verdict.accepted) == ("accepted", 2)
    assert office.query("select surname from core.signal where contract_no = 'C1'") == [("Jansen",)]
    assert office.query("select fields ->> 'achternaam' from raw.delivered_row where record_no = 1") == [
        ("Jansen",)
    ]


def test_a_workbook_with_a_bsn_is_purged(office):
    """A forbidden column in Excel is refused and purged like one in a text."""
    content = office.arrears(2).decode().splitlines()
    content = "\n".join([content[0] + ";BSN", *(line + ";123456782" for line in content[1:])])
    report = office.deliver(workbook(content.encode()), WORKBOOK)
    assert [(one.verdict, one.reason) for one in report.verdicts] == [("refused", "forbidden_column")]
    assert office.query("select content, must_purge from raw.delivery") == [(None, True)]


def test_of_equal_rows_one_is_loaded_and_of_contradicting_rows_none(office):
    """A row said twice is one signal; two amounts for one contract wait for the corporation's word."""
    same = {"huurdernummer": "H1", "contractnummer": "C1", "huisnummer": "1", "achterstand": "1001,50"}
    same |= {"achternaam": "Voorbeeld", "geboortedatum": "04-05-1980"}
    other = {"huurdernummer": "H2", "contractnummer": "C2", "achterstand": "77,00"}
    office.deliver(office.arrears(40, {39: same, 40: other}))
    assert office.query("select count(*) from core.signal where contract_no = 'C1'") == [(1,)]
    assert office.query("select count(*) from core.signal where contract_no = 'C2'") == [(0,)]
    faults = "select record_no, rule_code from raw.row_fault where severity = 'critical' order by 1"
    assert office.query(faults) == [
        (2, "duplicate_conflicting"),
        (39, "duplicate"),
        (40, "duplicate_conflicting"),
    ]


def test_a_stray_quote_rejects_its_row_only(office):
    """One badly quoted name does not stop the list, and its row is kept apart with line and rule."""
    report = office.deliver(office.arrears(30, {7: {"achternaam": '"De "Hoek""'}}))
    assert [(one.verdict, one.accepted, one.rejected) for one in report.verdicts] == [
        ("accepted_with_rejected_rows", 29, 1)
    ]
    assert office.query("select f.rule_code, r.line_no from raw.row_fault f join raw.delivered_row r"
                        " using (delivery_id, record_no)") == [("quote_unreadable", 8)]  # fmt: skip


@pytest.mark.parametrize("name", ["Null", "NA", "None", "nan", "N/A", "’t Hart", "İnan", "O'Brien", "=Som"])
def test_names_that_look_like_something_else_are_names(office, name):
    """What a spreadsheet or a data frame would eat is a surname here."""
    office.deliver(office.arrears(1, {1: {"achternaam": name}}))
    assert office.query("select surname from core.signal") == [(name,)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(BENT),
            CELLS,
            max_size=3,
        ),
        max_size=8,
    )
)
def test_rows_in_are_rows_accepted_and_rejected(office, changes):
    """Whatever stands in the cells, every row is accepted or rejected with a rule, line and column."""
    content = office.arrears(len(changes), dict(enumerate(changes, 1)))
    found = check_file(content, office.list_name, "viveste", office.region, date(2026, 3, 16))
    if found.verdict == "refused":
        return
    totals = sum(notice["rows"] for notice in found.notices if notice["code"] == "total_row")
    rejected = {one["record"] for one in found.rejected}
    assert found.rows + totals == len(changes)
    assert found.accepted + len(rejected) == found.rows
    assert all(one["rule"] and one["line"] == one["record"] + 1 for one in found.rejected)
