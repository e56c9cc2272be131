"""The decisions of the form about absent contracts: how a contract stands, pages, and what a post says."""

from datetime import date

import pytest

from vroegeropaf.deliveries.absence import ANSWERS
from vroegeropaf.portal.absence_form import (
    LABELS,
    OPEN,
    PAGE_SIZE,
    AbsenceForm,
    Contract,
    Standing,
    read_answers,
    standing,
)


def contract(signal_id: int, chosen: str = OPEN, stands: Standing = Standing.OPEN) -> Contract:
    """Return a contract of the form."""
    return Contract(signal_id, f"H{signal_id}", f"C{signal_id}", stands, chosen)


def form(*contracts: Contract) -> AbsenceForm:
    """Return a form about these contracts."""
    return AbsenceForm(1, "viveste", date(2026, 3, 18), date(2026, 4, 17), contracts)


@pytest.mark.parametrize(
    ("answer", "end_reason", "is_open", "expected"),
    [
        (None, None, True, Standing.OPEN),
        ("nog_achterstand", None, True, Standing.KEPT),
        ("betaald", "betaald", False, Standing.ENDED),
        (None, "betaald", False, Standing.OVER),  # withdrawn in another way
        ("nog_achterstand", "betaald", False, Standing.OVER),  # kept, and withdrawn later
        (None, None, False, Standing.OVER),  # on a newer list, or the list was undone
        ("nog_achterstand", None, False, Standing.OVER),
    ],
)
def test_a_contract_stands_by_its_signal_and_its_answer(answer, end_reason, is_open, expected):
    """Open and unanswered is asked; answered for good is shown; what is over is not the form's matter."""
    assert standing(answer, end_reason, is_open) is expected


def test_every_answer_has_its_words():
    """And leaving open is none of the answers."""
    assert set(LABELS) == {*ANSWERS, OPEN}


@pytest.mark.parametrize(
    ("asked", "page"),
    [("1", 1), ("2", 2), ("3", 2), ("0", 1), ("-1", 1), ("x", 1), ("", 1), ("²", 1), ("9" * 5000, 1)],
)
def test_an_address_opens_a_page_that_exists(asked, page):
    """Whatever stands in it."""
    assert form(*(contract(one) for one in range(PAGE_SIZE + 1))).bounded(asked) == page


def test_pages_hold_all_contracts_once():
    """In the order of the form; an empty form has one page."""
    whole = form(*(contract(one) for one in range(2 * PAGE_SIZE)))
    assert whole.pages == 2
    assert (*whole.page(1), *whole.page(2)) == whole.contracts
    assert form().pages == 1
    assert form().page(1) == ()


def test_saving_leads_to_the_first_page_with_an_open_contract():
    """Kept ones wait for nobody."""
    kept = [contract(one, "nog_achterstand", Standing.KEPT) for one in range(PAGE_SIZE)]
    assert form(*kept, contract(PAGE_SIZE)).next_open == 2
    assert form(*kept).next_open is None


def test_counts_are_by_answer():
    """In the order of the form, nothing that nobody chose."""
    found = form(contract(1), contract(2), contract(3, "betaald", Standing.ENDED)).counts
    assert list(found.items()) == [("betaald", 1), (OPEN, 2)]


def test_only_answers_to_what_is_asked_are_read():
    """Left open, ended, foreign or absent fields say nothing; a strange word spoils the post."""
    asked = form(
        contract(1),
        contract(2, "nog_achterstand", Standing.KEPT),
        contract(3, "betaald", Standing.ENDED),
        contract(4),
        contract(5),
    )
    fields = {"c1": "regeling", "c2": "betaald", "c3": "regeling", "c4": OPEN, "c9": "betaald", "d5": OPEN}
    assert read_answers(asked, fields) == {1: "regeling", 2: "betaald"}
    assert read_answers(asked, fields | {"c5": "bezwaar"}) is None
