"""The figures of the page "Koppelingen": counts in a sentence, where a pair stands, rows side by side."""

from datetime import date

import pytest

from vroegeropaf_airflow.pages import link_figures, links

ROW = {
    "corporation": "mitros",
    "contract_no": "C1",
    "tenant_no": "H1",
    "initials": "K.",
    "first_name": "Kees",
    "surname_prefix": "van",
    "surname": "Dijk",
    "born_on": date(1980, 5, 4),
    "street": "Laan",
    "house_number": 12,
    "house_letter": "A",
    "house_addition": "",
    "postcode": "3431AA",
    "place": "Houten",
    "phone": "06-12345678",
    "email": "",
    "tenancy_from": None,
    "tenancy_to": None,
    "arrived_on": date(2026, 3, 2),
    "ended_on": None,
}


def marks(**changes) -> dict[str, str]:
    """Return what is marked when the other row differs so."""
    lines = link_figures.compare(ROW, ROW | changes, str)
    return {line.label: line.mark for line in lines if line.mark}


@pytest.mark.parametrize(
    ("count", "put_off", "sentence"),
    [
        (0, 0, "Er wacht geen vraag; wat zeker is, koppelen we zelf."),
        (1, 0, "Er wacht 1 vraag; zolang er geen antwoord is, blijven de rijen apart."),
        (1, 1, "Er wacht 1 vraag, voor later; zolang er geen antwoord is, blijven de rijen apart."),
        (
            7,
            2,
            "Er wachten 7 vragen, waarvan 2 voor later; zolang er geen antwoord is, blijven de rijen apart.",
        ),
    ],
)
def test_the_list_says_in_one_sentence_what_waits(count, put_off, sentence):
    """None, one, more; and how many of them were put off."""
    assert link_figures.count_sentence(count, put_off) == sentence


@pytest.mark.parametrize(("count", "said"), [(-1, "vandaag"), (0, "vandaag"), (1, "1 dag"), (12, "12 dagen")])
def test_days_read_as_people_say_them(count, said):
    """A clock that runs behind says today, not a negative number."""
    assert link_figures.days(count) == said


@pytest.mark.parametrize(
    ("about", "state"),
    [
        ({"is_open": True, "later_at": None}, "open"),
        ({"is_open": True, "later_at": 1}, "later"),
        ({"is_open": False, "verdict": "same", "zone": "steward"}, "decided"),
        ({"is_open": False, "verdict": "different", "zone": "steward"}, "decided"),
        ({"is_open": False, "verdict": "undo", "zone": "steward"}, "apart"),
        ({"is_open": False, "verdict": "same", "zone": "auto"}, "joined"),
        ({"is_open": False, "verdict": None, "zone": None}, "apart"),
    ],
)
def test_a_pair_stands_somewhere(about, state):
    """Asked, put off, decided by a person or by the rules, or nothing of these."""
    assert link_figures.state_of(about) == state


@pytest.mark.parametrize(
    ("changes", "marked"),
    [
        ({}, {}),
        ({"corporation": "portaal", "contract_no": "C2", "tenant_no": "P2"}, {}),
        ({"surname_prefix": "", "surname": "DIJK"}, {}),
        ({"surname": "Dyk"}, {"Achternaam": "anders"}),
        ({"first_name": "Kéès"}, {}),
        ({"born_on": date(1980, 4, 5)}, {"Geboortedatum": "anders"}),
        ({"born_on": None}, {"Geboortedatum": "ontbreekt"}),
        ({"phone": "+31 6 12 34 56 78"}, {}),
        ({"phone": "0612345679"}, {"Telefoon": "anders"}),
        ({"street": "L.", "postcode": "3431 aa", "house_letter": "a"}, {}),
        ({"house_addition": "2"}, {"Adres": "anders"}),
        ({"email": "a@b.example"}, {"E-mail": "ontbreekt"}),
    ],
)
def test_only_what_tells_persons_apart_is_marked(changes, marked):
    """Other spelling is no difference; nor are two corporations or contracts."""
    assert marks(**changes) == marked


def test_lines_that_nobody_filled_are_left_out():
    """No empty line, and the signs that cannot be seen become bullets."""
    lines = {line.label: line for line in link_figures.compare(ROW, ROW | {"first_name": "K\x1bees"}, str)}
    assert "E-mail" not in lines
    assert "Huurt" not in lines
    assert lines["Voornaam"].right == "K•ees"
    assert lines["Op de lijst"].left == "sinds 02-03-2026"
    assert lines["Adres"].left == "Laan 12A, 3431 AA Houten"


@pytest.mark.parametrize(
    ("said", "kept"),
    [("", ""), (" gebeld \r\n\x00 met  Kees ", "gebeld met Kees"), ("a" * 300, "a" * 200), ("\u202ea", "a")],
)
def test_a_reason_is_one_line_of_two_hundred_signs(said, kept):
    """What cannot be seen, and would break the database or turn the text around, is left out."""
    assert links.reason_of(said) == kept
