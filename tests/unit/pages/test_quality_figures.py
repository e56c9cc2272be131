"""The figures of the page "Kwaliteit": one sentence per verdict, counts against earlier lists, rows."""

from datetime import date

import pytest

from vroegeropaf.deliveries import question, words
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf_airflow.pages import access, layout, quality_figures, quality_rows, sparks

DAY = date(2026, 3, 22)
PROFILE = Profile(expected_workday=15, columns={"postcode": "PC"})


def delivery(verdict: str, reason: str | None = None, rows: tuple = (None, None, None), **more) -> dict:
    """Return a delivery as the query gives it."""
    read, accepted, rejected = rows
    return {
        "kind": "arrears",
        "verdict": verdict,
        "reason_code": reason,
        "reference_on": DAY,
        "rows_read": read,
        "rows_accepted": accepted,
        "rows_rejected": rejected,
        "answer": None,
        **more,
    }


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            delivery("fetched"),
            "De lijst is binnen en wordt bij de volgende ronde gecontroleerd; er is niets te doen.",
        ),
        (
            delivery("accepted", rows=(2, 2, 0)),
            "De lijst is verwerkt en alle 2 rijen zijn goed; er is niets te doen.",
        ),
        (
            delivery("accepted", rows=(1, 1, 0)),
            "De lijst is verwerkt en de enige rij is goed; er is niets te doen.",
        ),
        (
            delivery("accepted", rows=(0, 0, 0)),
            "De lijst is goed ontvangen en heeft geen rijen; er is niets te doen.",
        ),
        (
            delivery("accepted_with_rejected_rows", rows=(9, 8, 1)),
            "De lijst is verwerkt, maar 1 van de 9 rijen is afgekeurd: Mitros kan ze verbeteren en opnieuw "
            "leveren, de rest gaat gewoon mee.",
        ),
        (
            delivery("accepted_with_rejected_rows", rows=(2, 0, 2), kind="withdrawal"),
            "Het bestand met afmeldingen is verwerkt, maar geen enkele rij is goed: Mitros kan ze verbeteren "
            "en opnieuw leveren.",
        ),
        (
            delivery("accepted_with_rejected_rows", rows=(1, 0, 1)),
            "De lijst is verwerkt, maar de enige rij is afgekeurd: Mitros kan haar verbeteren en opnieuw "
            "leveren.",
        ),
        (
            delivery("held", "list_empty", rows=(0, 0, 0)),
            "De lijst wacht op een oordeel, want de lijst is leeg, terwijl de vorige dat niet was: kies in "
            "Vereiste acties wat ermee gebeurt.",
        ),
        (
            delivery("refused", "file_cut"),
            "De lijst is niet verwerkt, want het bestand is niet compleet: vraag de corporatie om een nieuw "
            "bestand.",
        ),
        (
            delivery("refused", "brand_new"),
            "De lijst is niet verwerkt, want brand new: vraag de corporatie om een nieuw bestand.",
        ),
        (
            delivery("refused"),
            "De lijst is niet verwerkt, want de reden is niet bekend: vraag de corporatie om een nieuw "
            "bestand.",
        ),
    ],
)
def test_each_verdict_is_one_sentence(row, sentence):
    """What became of it, why, and what to do, in one sentence, also for one row, no row and unknown codes."""
    assert quality_figures.verdict_sentence(row, "Mitros") == sentence


@pytest.mark.parametrize("code", sorted(words.REASONS))
def test_every_reason_makes_a_sentence(code):
    """No reason breaks the sentence: one full stop, at its end."""
    sentence = quality_figures.verdict_sentence(delivery("refused", code), "Mitros")
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert "_" not in sentence.replace("<code>", "")


def test_an_answer_is_told_with_who_gave_it():
    """The button's own words and the user; nothing when nobody was asked; unknown answers as they are."""
    say = quality_figures.decision_sentence
    answered = delivery("accepted", decided_by="sanne")
    told = say(answered | {"answer": "good_rows_only"})
    assert told == "Oordeel van sanne: Alleen de goede rijen laden"
    assert say(answered | {"answer": "brand_new"}) == "Oordeel van sanne: brand_new"
    assert say(answered) == ""


def test_counts_are_drawn_oldest_first_and_on_zero():
    """The line runs from the oldest list to this one; half as many rows stand half as high."""
    history = [
        {"reference_on": date(2026, 2, 20), "rows_read": 50},
        {"reference_on": date(2026, 1, 20), "rows_read": None},
        {"reference_on": date(2025, 12, 20), "rows_read": 0},
    ]
    count = quality_figures.count("Gelezen", "rows_read", delivery("held", rows=(100, 1, 99)), history)
    assert (count.count, count.before) == (100, 50)
    assert count.spark == sparks.Spark(
        "5.0,35.0 80.0,20.0 155.0,5.0",
        (155.0, 5.0),
        "Gelezen per peildatum: 20-12-2025 0, 20-02-2026 50, 22-03-2026 100",
    )


@pytest.mark.parametrize(
    ("rows", "history"), [((5, 5, 0), []), ((None, None, None), [{"reference_on": DAY, "rows_read": 3}])]
)
def test_without_something_to_compare_there_is_no_line(rows, history):
    """A first list, or one that was refused unread, has a number or a dash and no line."""
    assert (
        quality_figures.count("Gelezen", "rows_read", delivery("refused", rows=rows), history).spark is None
    )


@pytest.mark.parametrize(
    ("code", "severity", "weight"),
    [
        ("objection", "critical", "wettelijk"),
        ("amount_unreadable", "critical", "ernstig"),
        ("phone_unreadable", "warning", "waarschuwing"),
        ("handover_dates_often_missing", "info", "ter informatie"),
    ],
)
def test_the_law_is_no_matter_of_weight(code, severity, weight):
    """What the law forbids says so; other faults say how much they weigh."""
    assert quality_figures.weight(code, severity) == weight


def test_headers_are_the_corporations_own():
    """A mapped column has their header, others the name of the contract; also without a profile."""
    assert quality_figures.header("postcode", PROFILE) == "PC"
    assert quality_figures.header("straat", PROFILE) == "straat"
    assert quality_figures.header("postcode", None) == "postcode"


FAULT = {
    "record_no": 3,
    "line_no": 5,
    "is_accepted": False,
    "rule_code": "postcode_unreadable",
    "column_name": "postcode",
    "severity": "critical",
    "is_purged": False,
    "contract_no": "C1",
    "cell": "3431 A",
}


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, ("C1", "PC", "3431 •")),
        ({"cell": None}, ("C1", "PC", "leeg")),
        ({"column_name": "", "cell": None}, ("C1", "", None)),
        ({"is_purged": True, "contract_no": None, "cell": None}, ("–", "PC", "verwijderd")),
        (
            {"is_purged": True, "rule_code": "width_differs", "column_name": "", "contract_no": None},
            ("–", "", "niet in kolommen te lezen"),
        ),
    ],
)
def test_a_fault_shows_what_may_be_shown(change, shown):
    """A masked cell, an empty one, a fault of the whole row, a purged row, a row without columns."""
    fault = quality_rows.fault(FAULT | change, PROFILE)
    assert (fault.contract, fault.header, fault.shown.text if fault.shown else None) == shown


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([3], "3"), ([9, 7, 8, 3, 3], "3, 7-9"), ([1, 2, 4], "1-2, 4")],
)
def test_record_numbers_are_logged_short(numbers, text):
    """Neighbours become a range, in order, each number once."""
    assert access.ranges(numbers) == text


@pytest.mark.parametrize(
    ("said", "page"), [("1", 1), ("7", 7), ("0", 1), ("-1", 1), ("", 1), ("x", 1), ("²", 1), ("9" * 30, 1)]
)
def test_a_strange_page_number_is_the_first(said, page):
    """What the query string says is a page, or the first one is shown."""
    assert layout.page_number(said) == page


def test_the_question_can_be_found_by_its_sender():
    """The page links to open questions whose subject names the corporation; so it must."""
    held = delivery("held", rows=(0, 0, 0)) | {"reason": "list_empty", "previous_rows": 30}
    assert "Jutphaas Wonen" in question.compose(held, "Jutphaas Wonen", []).subject
