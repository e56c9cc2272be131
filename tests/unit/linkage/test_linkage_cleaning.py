"""Cleaning: what must become equal, and what must stay apart."""

import pytest

from vroegeropaf.linkage import cleaning


@pytest.mark.parametrize(
    ("surname", "parts"),
    [
        ("van der Testberg", ("testberg",)),
        ("Testberg, van der", ("testberg",)),
        ("v.d. Testberg", ("testberg",)),
        ("Testberg-van 't Voorbeeld", ("testberg", "voorbeeld")),
        ("Testberg e/v de Proef", ("testberg", "proef")),
        ("TESTBERG geb. PROEF", ("testberg", "proef")),
        ("Çelik-Özdemir", ("celik", "ozdemir")),
        ("Groß", ("gross",)),
        ("van Dijk", ("dyk",)),
        ("van Dyk", ("dyk",)),
        ("Oude Proefhuis", ("proefhuis",)),
        ("de Groot", ("groot",)),
        ("van der", ("vander",)),
        ("D'Angelo", ("dangelo",)),
        ("", ()),
    ],
)
def test_surname_becomes_its_telling_parts(surname, parts):
    """Tussenvoegsels fall away from every place, double names become parts, spellings even out."""
    assert cleaning.surname_parts(surname) == parts


@pytest.mark.parametrize(
    ("text", "first_names", "expected"),
    [
        ("J.P.", "", "JP"),
        ("j p", "", "JP"),
        ("JP", "", "JP"),
        ("Th.M.", "", "THM"),
        ("THM", "", "THM"),
        ("ThM", "", "THM"),
        ("IJ.", "", "Y"),
        ("Y.", "", "Y"),
        ("É.", "", "E"),
        ("J. van", "", "J"),
        ("", "Johan Pieter", "JP"),
        ("", "", ""),
        ("Johan", "", "J"),
    ],
)
def test_initials_are_read_alike(text, first_names, expected):
    """Dots, spaces, digraphs and full first names in the initials give the same run of capitals."""
    assert cleaning.initials(text, first_names) == expected


def test_doors_differ_by_letter_and_not_by_spelling():
    """12 and 12-A are two doors; 12 A and 12-a are one; a house number 0 is no door."""
    assert cleaning.door("3431 aa", 12, "", "") != cleaning.door("3431AA", 12, "", "A")
    assert cleaning.door("3431 aa", 12, "A", "") == cleaning.door("3431AA", 12, "", "-a")
    assert cleaning.door("3431AA", 1, "", "2") != cleaning.door("3431AA", 12, "", "")
    assert cleaning.door("3431AA", 0, "", "") == ""


@pytest.mark.parametrize("text", ["06 - 10 00 00 10", "0031610000010", "+31 (0)6 10000010", "+31610000010"])
def test_phone_numbers_even_out(text):
    """One number in its usual spellings is one number."""
    assert cleaning.phone(text) == "0610000010"


@pytest.mark.parametrize("text", ["", "onbekend", "0000000000", "12345"])
def test_stopgaps_are_no_phone_number(text):
    """What is no number binds nobody."""
    assert cleaning.phone(text) == ""


def test_email_and_given_name():
    """An address without an at sign and a lone initial count as not delivered."""
    assert cleaning.email(" Iemand@Example.NL ") == "iemand@example.nl"
    assert cleaning.email("geen") == ""
    assert cleaning.given_name("Anne-Marie") == "anne"
    assert cleaning.given_name("A.") == ""
