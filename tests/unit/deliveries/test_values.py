"""Cells of Dutch exports become values, or are refused; nothing is guessed."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.deliveries import fields, values


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.234,56", "1234.56"),
        ("1234,5", "1234.50"),
        ("1234.56", "1234.56"),
        ("€ 1.234,-", "1234.00"),
        ("1.234,56 EUR", "1234.56"),
        ("-12,00", "-12.00"),
        ("12,00-", "-12.00"),
        ("1.234.567", "1234567.00"),
        ("0012", "12.00"),
    ],
)
def test_amounts_follow_the_dutch_grammar(cell, expected):
    """An amount that can mean one thing only becomes exactly that amount."""
    assert values.amount(cell) == Decimal(expected)


@pytest.mark.parametrize(
    "cell", ["1,234", "1.23.456,00", "12,345", "twaalf", "1 234,00", "1e3", "123456789,00", "٣"]
)
def test_doubtful_amounts_are_refused(cell):
    """An amount that could mean two things, or nothing, is never guessed."""
    with pytest.raises(values.Unreadable, match="amount_unreadable"):
        values.amount(cell)


def test_decimal_point_of_the_profile_is_followed():
    """With a decimal point declared, a comma groups thousands."""
    assert values.amount("1,234.50", ".") == Decimal("1234.50")
    assert values.amount("1,234", ".") == Decimal("1234.00")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("16-03-2026", date(2026, 3, 16)),
        ("1/2/2026", date(2026, 2, 1)),
        ("2026-03-16", date(2026, 3, 16)),
        ("2026-03-16T00:00:00", date(2026, 3, 16)),
        ("01-01-1753", None),
        ("01-01-1900", None),
        ("", None),
    ],
)
def test_dates_are_read_day_first_or_iso(cell, expected):
    """Dutch and ISO dates are read; the signs for "no date" are no date."""
    assert values.day(cell) == expected


@pytest.mark.parametrize("cell", ["31-02-2026", "03/16/2026", "16-03-26", "20260316", "46097", "1-1-0999"])
def test_other_dates_are_refused(cell):
    """A date in another form is refused, never turned round."""
    with pytest.raises(values.Unreadable, match="date_unreadable"):
        values.day(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12", (12, "", "")),
        ("12.0", (12, "", "")),
        ("12A", (12, "A", "")),
        ("12 a-2", (12, "A", "2")),
        ("12-2", (12, "", "2")),
        ("12 bis", (12, "", "bis")),
        ("0", (None, "", "")),
        ("", (None, "", "")),
    ],
)
def test_house_numbers_fall_into_parts(cell, expected):
    """Number, letter and addition are told apart; number 0 means none."""
    assert values.house_number(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("jp", "J.P."),
        ("JP", "J.P."),
        ("J.P.", "J.P."),
        ("Th.", "Th."),
        ("IJ.M.", "IJ.M."),
        ("Ph J", "Ph.J."),
        ("", ""),
    ],
)
def test_initials_keep_their_digraphs(cell, expected):
    """Initials get one form, and Th., Ph. and IJ. stay whole."""
    assert values.initials(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("06 - 10 61 14 10", "+31610611410"),
        ("(070) 389 28 78", "+31703892878"),
        ("0031610611410", "+31610611410"),
        ("+31 (0)6 10611410", "+31610611410"),
        ("610611410", "+31610611410"),
    ],
)
def test_phone_numbers_get_one_form(cell, expected):
    """The ways in which corporations write a phone number become one."""
    assert values.phone(cell) == expected


@pytest.mark.parametrize(("cell", "expected"), [("3991 ab", "3991AB"), ("3991AB", "3991AB"), ("", None)])
def test_postcodes_get_one_form(cell, expected):
    """A postcode becomes 1234AB."""
    assert values.postcode(cell) == expected


@pytest.mark.parametrize("cell", ["0991AB", "3991SS", "3991", "AB3991"])
def test_impossible_postcodes_are_refused(cell):
    """A leading zero, SS and half a postcode do not exist."""
    with pytest.raises(values.Unreadable, match="postcode_unreadable"):
        values.postcode(cell)


def test_text_keeps_leading_zeros_of_an_excel_cell():
    """The formula that keeps zeros is taken off, and composed signs get one form."""
    assert values.text('="00123"') == "00123"
    assert values.text("Zoe\u0308 \u00a0 B\x0b") == "Zoë B"


@pytest.mark.parametrize("column", [*fields.ARREARS, *fields.WITHDRAWAL], ids=lambda column: column.header)
@settings(max_examples=25, deadline=None)
@given(cell=st.text(max_size=60))
def test_no_cell_ever_crashes_a_reader(column, cell):
    """Whatever stands in a cell, it becomes a value or an Unreadable with a code."""
    with contextlib.suppress(values.Unreadable):
        column.read(cell)


@given(cents=st.integers(min_value=0, max_value=9_999_999_999))
def test_every_amount_survives_its_dutch_form(cents):
    """Writing an amount with thousands dots and a decimal comma and reading it back gives the same cents."""
    euros, rest = divmod(cents, 100)
    written = f"{euros:,}".replace(",", ".") + f",{rest:02d}"
    assert values.amount(written) == Decimal(cents) / 100


@given(day=st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31)))
def test_every_date_survives_its_dutch_form(day):
    """A date written day first is read back, unless it is one of the signs for "no date"."""
    expected = None if day in values.EMPTY_DATES else day
    assert values.day(f"{day:%d-%m-%Y}") == expected


@pytest.mark.parametrize("cell", ["12-02-2026", "2026-02-12"])
def test_a_house_number_that_became_a_date_is_refused(cell):
    """A spreadsheet turned 12-2 into a day: that is nobody's front door."""
    with pytest.raises(values.Unreadable, match="house_number_unreadable"):
        values.house_number(cell)


@pytest.mark.parametrize("cell", ["12,5", "12.5", "12,05", "12 ,5", "12.0.5"])
def test_a_broken_house_number_is_refused(cell):
    """A house number with decimals is nobody's front door, and no number 12 with an addition."""
    with pytest.raises(values.Unreadable, match="house_number_unreadable"):
        values.house_number(cell)
