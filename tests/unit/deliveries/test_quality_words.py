"""What a quality report says for each verdict, without any cell of the file."""

import re
from datetime import date

import pytest

from vroegeropaf.deliveries import quality_words, words
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.messages import compose

PROFILE = Profile(expected_workday=15, columns={"postcode": "PC"})
FACTS = {
    "delivery_id": 7,
    "corporation": "mitros",
    "kind": "arrears",
    "file_name": "huurachterstand_mitros_20261120.csv",
    "reference_on": date(2026, 11, 20),
    "state": "accepted",
    "reason": None,
    "rows_read": 12,
    "rows_accepted": 12,
    "rows_rejected": 0,
    "was_held": False,
}
REJECTED = FACTS | {"state": "accepted_with_rejected_rows", "rows_accepted": 10, "rows_rejected": 2}


def rule(code: str, column: str = "postcode", severity: str = "critical", rows: int = 2) -> dict:
    """Return a rule that fired on some rows."""
    lines = list(range(3, 3 + min(rows, quality_words.FIRST_LINES)))
    return {
        "rule_code": code,
        "column_name": column,
        "severity": severity,
        "row_count": rows,
        "line_nos": lines,
    }


def mail(facts: dict, rules: tuple = (), notices: tuple = ()) -> compose.Rendered:
    """Return the whole mail."""
    found = quality_words.values(facts, rules, notices, PROFILE)
    return compose.render("quality_report", **found, contact_email="gegevens@vroegeropaf.example")


def test_a_good_list_gets_a_short_thank_you():
    """Nothing to do, no list of rules."""
    told = mail(FACTS)
    assert told.subject == "Uw lijst van vr 20 nov: verwerkt, dank u wel"
    assert "Alles is verwerkt: 12 rijen." in told.text
    assert "U hoeft niets te doen." in told.text
    assert "Wat er niet klopte" not in told.text + told.html


def test_rejected_rows_are_told_by_rule_their_header_and_line():
    """Worst first, their own column name, and a request to deliver again under the same name."""
    told = mail(REJECTED, (rule("postcode_unreadable"), rule("oldest_due_unusual", "", "warning", 1)))
    assert "10 rijen zijn verwerkt, 2 rijen niet." in told.text
    assert "De postcode is niet te lezen.\n  kolom PC, 2 rijen: regel 3, 4\n" in told.text
    assert (
        told.text.index("niet te lezen")
        < told.text.index("Graag nakijken")
        < told.text.index("1 rij: regel 3")
    )
    assert "dezelfde peildatum en naam (huurachterstand_mitros_20261120.csv)" in told.text
    assert "kolom PC" in told.html


def test_only_the_first_twenty_lines_are_listed():
    """A rule that fired on a thousand rows does not make a mail of a thousand numbers."""
    told = mail(REJECTED, (rule("postcode_unreadable", rows=1_060),))
    assert "1.060 rijen: regel 3, 4, " in told.text
    assert ", 22 en nog 1.040\n" in told.text
    assert " 23" not in told.text.split("regel 3")[1].split("en nog")[0]


@pytest.mark.parametrize("code", sorted(quality_words.LEAVE_OUT))
def test_rows_that_do_not_belong_on_the_list_need_no_second_delivery(code):
    """There is nothing to correct about a garage; the sender is asked to leave it out."""
    told = mail(REJECTED, (rule(code),))
    assert "de volgende keer weglaten" in told.text
    assert "opnieuw leveren" not in told.text
    assert "meteen gewist" in told.text


def test_a_forbidden_column_is_told_kindly():
    """That the file is gone, why, and how to go on; no threat, no counts of what is gone."""
    facts = FACTS | {"state": "refused", "reason": "forbidden_column", "rows_read": 0, "rows_accepted": 0}
    told = mail(facts)
    assert "We hebben het bestand gewist." in told.text
    assert "mogen we ze niet bewaren" in told.text
    assert "Rijen gelezen" not in told.text
    assert told.subject == "Uw lijst van vr 20 nov: we konden het bestand niet verwerken"


def test_a_held_list_asks_nothing_of_its_sender():
    """We look at it; nothing to do now."""
    facts = FACTS | {"state": "held", "reason": "rows_below_half"}
    told = mail(facts, (rule("postcode_unreadable"),))
    assert "U hoeft nu niets te doen." in told.text
    assert "minder dan half zoveel rijen" in told.text
    assert "In orde: 12" in told.text
    assert "opnieuw leveren" not in told.text


def test_an_answered_list_says_that_we_looked_at_it():
    """The second mail about a held list refers to the first."""
    told = mail(REJECTED | {"was_held": True}, (rule("postcode_unreadable"),))
    assert "We hebben er eerst zelf naar gekeken. 10 rijen zijn verwerkt" in told.text
    refused = mail(FACTS | {"state": "refused", "reason": "refused_by_steward", "was_held": True})
    assert "Bij het nakijken bleek" in refused.text


def test_a_correction_that_was_undone_is_told_as_such():
    """The file was no mistake of its sender: the list before it holds again."""
    told = mail(FACTS | {"state": "refused", "reason": "correction_undone"})
    assert told.subject.endswith("de verbetering is teruggedraaid")
    assert "geldt weer. U hoeft niets te doen." in told.text
    assert "niet verwerken" not in told.text


def test_withdrawals_and_an_empty_list_have_their_own_words():
    """A withdrawal file is no list, and a list of nobody is no mistake."""
    told = mail(FACTS | {"kind": "withdrawal", "rows_read": 1, "rows_accepted": 1})
    assert told.subject.startswith("Uw afmeldbestand van")
    assert "Alles is verwerkt: 1 rij." in told.text
    assert "Er staan geen huurders in" in mail(FACTS | {"rows_read": 0, "rows_accepted": 0}).text


def test_only_notices_about_the_file_are_told():
    """That a rule of ours could not run is not the sender's concern."""
    notices = ({"code": "empty_row", "row_count": 3}, {"code": "surname_missing", "row_count": 0})
    told = mail(FACTS, (), notices)
    assert "Lege rijen zijn overgeslagen. (3 keer)" in told.text
    assert "kon niet draaien" not in told.text


@pytest.mark.parametrize("reason", [*words.REASONS, "a_code_without_words"])
def test_every_refusal_says_why_and_what_to_do(reason):
    """In words, to "u", never with an empty place, a bare pattern or a threat."""
    told = mail(FACTS | {"state": "refused", "reason": reason, "rows_read": 0})
    assert re.search(r"Wilt u|U hoeft niets te doen|neem dan contact", told.text)
    assert "{" not in told.text
    assert not re.search(r"\b(je|jij|jullie|moet|boete|sanctie)\b", told.text)


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 rijen"), (1, "1 rij"), (2, "2 rijen"), (12_345, "12.345 rijen")]
)
def test_rows_are_counted_in_dutch(count, told):
    """One row is a rij."""
    assert quality_words.rows(count) == told
