"""Cleaning: what must become equal, and what must stay apart."""

import pytest


@pytest.fixture
def cleaned(comparer):
    """Return what a macro of the engine makes of its arguments."""

    def made(macro, *arguments):
        marks = ", ".join("?" * len(arguments))
        return comparer.db.execute(f"select {macro}({marks})", list(arguments)).fetchall()[0][0]

    return made


@pytest.mark.parametrize(
    ("surname", "parts"),
    [
        ("van der Testberg", ["testberg"]),
        ("Testberg, van der", ["testberg"]),
        ("v.d. Testberg", ["testberg"]),
        ("Testberg-van 't Voorbeeld", ["testberg", "voorbeeld"]),
        ("Testberg e/v de Proef", ["proef", "testberg"]),
        ("TESTBERG geb. PROEF", ["proef", "testberg"]),
        ("Çelik-Özdemir", ["celik", "ozdemir"]),
        ("Groß", ["gross"]),
        ("van Dijk", ["dyk"]),
        ("van Dyk", ["dyk"]),
        ("Oude Proefhuis", ["proefhuis"]),
        ("de Groot", ["groot"]),
        ("van der", ["vander"]),
        ("D'Angelo", ["dangelo"]),
        ("", []),
        (None, []),
    ],
)
def test_surname_becomes_its_telling_parts(cleaned, surname, parts):
    """Tussenvoegsels fall away from every place, double names become parts, spellings even out."""
    assert cleaned("surname_parts", surname) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("J.P.", "JP"), ("j p", "JP"), ("JP", "JP"), ("Th.M.", "TM"), ("T.M.", "TM"), ("ThM", "TM")),
        *(("IJ.", "Y"), ("Y.", "Y"), ("É.", "E"), ("J. van", "J"), ("Johan", "J"), ("", ""), (None, "")),
    ],
)
def test_initials_are_read_alike(cleaned, text, expected):
    """Dots, spaces, digraphs and a full first name in the initials give the same run of capitals."""
    assert cleaned("initials_of", text) == expected


def test_first_names_give_initials(cleaned):
    """Who delivers first names only has initials too; IJ is one letter."""
    assert cleaned("initials_of_names", "Johan Pieter") == "JP"
    assert cleaned("initials_of_names", "IJsbrand") == "Y"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("-a", "A"), ("A", "A"), (" a ", "A"), ("hs", ""), ("0", ""), ("bis", "BIS"), ("2", "2"), ("", "")],
)
def test_additions_differ_by_letter_and_not_by_spelling(cleaned, text, expected):
    """12 and 12-A are two doors; 12 A and 12-a are one; hs is the house itself."""
    assert cleaned("suffix_of", text) == expected


@pytest.mark.parametrize("text", ["06 - 10 00 00 10", "0031610000010", "+31 (0)6 10000010", "+31610000010"])
def test_phone_numbers_even_out(cleaned, text):
    """One number in its usual spellings is one number."""
    assert cleaned("phone_of", text) == "0610000010"


@pytest.mark.parametrize("text", ["", "onbekend", "0000000000", "12345", None])
def test_stopgaps_are_no_phone_number(cleaned, text):
    """What is no number binds nobody."""
    assert cleaned("phone_of", text) == ""


def test_email_and_given_name(cleaned):
    """An address without an at sign and a lone initial count as not delivered."""
    assert cleaned("email_of", " Iemand@Example.NL ") == "iemand@example.nl"
    assert cleaned("email_of", "geen") == ""
    assert cleaned("given_of", "Anne-Marie") == "anne"
    assert cleaned("given_of", "A.") == ""


@pytest.mark.parametrize("born_on", ["1900-01-01", "1753-01-01", "1899-05-05"])
def test_placeholder_dates_are_no_dates(comparer, born_on):
    """What a ledger writes for "not known" is not known."""
    assert comparer.rows(f"select born_of(date '{born_on}')") == [(None,)]
