"""What a steward sees of a cell before unmasking it: enough to judge the fault, nothing of the person."""

import pytest

from vroegeropaf.deliveries import fields
from vroegeropaf_airflow.pages.masking import Masked, hide, mask, visible


@pytest.mark.parametrize(
    ("header", "cell", "shown"),
    [
        ("postcode", "3431 AB", "3431 ••"),
        ("postcode", "3431ab", "3431 ••"),
        ("postcode", "3431 A", "3431 •"),
        ("postcode", "3431", "3431"),
        ("postcode", "34311 AB", "•••• (6–15 tekens)"),
        ("postcode", "Dorpsstraat 3431", "•••• (16–50 tekens)"),
        ("geboortedatum", "04-05-1980", "••-••-1980"),
        ("geboortedatum", "1980-05-04", "••-••-1980"),
        ("geboortedatum", "4 mei 1980", "••-••-1980"),
        ("geboortedatum", "1980-05-04 00:00:00", "••-••-1980"),
        ("geboortedatum", "04-05-80", "•••• (6–15 tekens)"),
        ("geboortedatum", "04051980", "•••• (6–15 tekens)"),
        ("geboortedatum", "29345", "•••• (2–5 tekens)"),
        ("geboortedatum", "Jansen 1980", "•••• (6–15 tekens)"),
        ("telefoon", "06-12345678", "••••••••78"),
        ("telefoon", "+31 6 1234 5678", "••••••••78"),
        ("telefoon", "06", "•••• (2–5 tekens)"),
        ("telefoon", "06-12345678 moeder", "•••• (16–50 tekens)"),
        ("email", "j.jansen@gmail.example", "••••@gmail.example"),
        ("email", "j jansen@gmail.example", "•••• (16–50 tekens)"),
        ("email", "jansen.gmail", "•••• (6–15 tekens)"),
        ("achternaam", "Bos", "•••• (2–5 tekens)"),
        ("achternaam", "J", "•••• (1 teken)"),
        ("achternaam", "Kanarievogel", "•••• (6–15 tekens)"),
        ("straat", "x" * 51, "•••• (meer dan 50 tekens)"),
        ("huisnummer", "12", "•••• (2–5 tekens)"),
        ("plaats", "Houten", "•••• (6–15 tekens)"),
        ("inkomen", "2.000", "•••• (2–5 tekens)"),
        ("huur_vanaf", "Jansen", "•••• (6–15 tekens)"),
    ],
)
def test_what_tells_of_a_person_is_hidden(header, cell, shown):
    """Postcode digits, a birth year, two digits, a domain: no more; names, streets, the unknown: nothing."""
    masked = mask(header, cell)
    assert masked.text == shown
    assert masked.is_hidden is (shown != cell)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("achterstand", "1.225,00"),
        ("achterstand", "€ 1225,50"),
        ("achterstand", "1,225.00"),
        ("achterstand", "-12,00"),
        ("maandhuur", "612"),
        ("maandhuur", "eur 612,-"),
        ("aantal_maanden", "2,5"),
        ("oudste_vervaldatum", "31-02-2026"),
        ("oudste_vervaldatum", "2026-02-01 00:00:00"),
        ("datum_herinnering", "3 maart 2026"),
        ("datum_aanbod", "46097"),
        ("datum_overdracht", "20260501"),
        ("huur_vanaf", "01-06-1985"),
        ("schuldhulp_gewezen", "J"),
        ("schuldhulp_gewezen", "06-02-2026"),
        ("bezwaar", "nee"),
        ("medehuurder", "x"),
        ("soort_eenheid", "onzelfstandige woning"),
        ("reden", "betaald"),
        ("huurdernummer", "H 10012"),
        ("contractnummer", "2024/0012-A"),
        ("contractnummer", "JUTPHAAS-001"),
        ("corporatie", "Jutphaas Wonen"),
        ("peildatum", "16-03-2026"),
    ],
)
def test_what_a_steward_needs_is_shown_whole(header, cell):
    """Amounts, dates, J and N, kinds and the corporation's own numbers are shown as delivered."""
    assert mask(header, cell) == Masked(cell, False)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("achterstand", "Kanarievogel"),
        ("achterstand", "0612345678"),
        ("achterstand", "1.225,00 Jansen"),
        ("aantal_maanden", "04-05-1980"),
        ("oudste_vervaldatum", "04-05-1980"),
        ("datum_overdracht", "Jansen"),
        ("schuldhulp_gewezen", "Jansen"),
        ("bezwaar", "Bos"),
        ("soort_eenheid", "Dorpsstraat 12"),
        ("contractnummer", "Dorpsstraat 12"),
        ("contractnummer", "Kanarievogel"),
        ("contractnummer", "j.jansen@1.example"),
        ("contractnummer", "04-05-1980"),
        ("contractnummer", "3431 AB"),
        ("huurdernummer", "3431AB"),
        ("reden", "J. Jansen"),
        ("corporatie", "<b>x</b>"),
    ],
)
def test_a_shifted_column_shows_nothing(header, cell):
    """What does not look like its column promises is hidden whole: damaged files have names under amounts."""
    assert mask(header, cell) == Masked(hide(cell), True)


@pytest.mark.parametrize("cell", [None, "", "  ", "\xa0"])
def test_an_empty_cell_says_so(cell):
    """Nothing, and blanks of any kind, are told as empty, and there is nothing to unmask."""
    assert mask("achternaam", cell) == Masked("leeg", False)


def test_signs_that_cannot_be_seen_become_bullets():
    """Controls, marks that turn text around, zero widths and line breaks are seen; letters stay."""
    assert visible("a\x00b\u202ec\u200bd\ne\x1b[0mé") == "a•b•c•d•e•[0mé"


def test_every_column_of_the_contract_was_thought_of():
    """These headers show something; a new one stays hidden until somebody decides otherwise."""
    probes = ("3431 AB", "04-05-1980", "01-02-2026", "06-12345678", "a@b.example", "12", "J", "woning", "H12")
    shown = {header for header in fields.HEADERS if any(mask(header, p).text[:4] != "••••" for p in probes)}
    hidden = {
        "achternaam",
        "voornaam",
        "voorletters",
        "tussenvoegsel",
        "straat",
        "huisnummer",
        "huisletter",
        "toevoeging",
        "plaats",
    }
    assert fields.HEADERS - shown - {"telefoon", "email"} == hidden
