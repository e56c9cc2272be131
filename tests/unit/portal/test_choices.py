"""What the visit form's answers mean, and what it says when something is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vroegeropaf.cases.end_results import END_RESULTS, PILOT_OUTCOMES
from vroegeropaf.portal.choices import CHOICES, Answer, choice_of, read_answer

KEY = "k" * 22


def filled(**fields: str) -> dict[str, str]:
    """Return the fields of a submission."""
    return {"inzending": KEY, **fields}


@pytest.mark.parametrize("code", [code for code in CHOICES if code != "niet_thuis" and "anders" not in code])
def test_a_line_alone_is_a_whole_answer(code: str) -> None:
    """One tap is enough, and the answer fits the lists of the cases."""
    answer = read_answer(filled(uitkomst=code))
    assert isinstance(answer, Answer)
    choice = CHOICES[code]
    assert (answer.is_reached, answer.end_result) == (choice.is_reached, choice.end_result)
    assert answer.end_result is None or answer.end_result in END_RESULTS
    assert answer.pilot_outcome is None or answer.pilot_outcome in PILOT_OUTCOMES
    assert not answer.has_card
    if not choice.is_reached and choice.end_result is not None:
        assert not END_RESULTS[choice.end_result].needs_contact


@pytest.mark.parametrize(("card", "expected"), [("ja", True), ("nee", False)])
def test_not_at_home_is_an_attempt_and_asks_for_the_card(card: str, expected: bool) -> None:
    """It never ends a case."""
    answer = read_answer(filled(uitkomst="niet_thuis", kaartje=card))
    assert answer == Answer(False, None, None, expected, KEY)


def test_a_card_counts_only_with_not_at_home() -> None:
    """A field that was left from an earlier choice is ignored."""
    answer = read_answer(filled(uitkomst="regeling", kaartje="ja", eindresultaat="overleden"))
    assert isinstance(answer, Answer)
    assert (answer.has_card, answer.end_result) == (False, "zelf_betaald_of_regeling")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "formulier"),
        ({"inzending": "short", "uitkomst": "regeling"}, "formulier"),
        ({"inzending": "x" * 65, "uitkomst": "regeling"}, "formulier"),
        (filled(), "regeling"),
        (filled(uitkomst="weg"), "regeling"),
        (filled(uitkomst="niet_thuis"), "kaartje_ja"),
        (filled(uitkomst="niet_thuis", kaartje="misschien"), "kaartje_ja"),
        (filled(uitkomst="anders_gesproken"), "eindresultaat"),
        (filled(uitkomst="anders_gesproken", eindresultaat="weg"), "eindresultaat"),
        (filled(uitkomst="anders_niet_gesproken", eindresultaat="advies"), "eindresultaat"),
    ],
)
def test_what_is_missing_is_told_at_its_field(fields: dict[str, str], field: str) -> None:
    """One fault, with the id of the field to which the page points."""
    faults = read_answer(fields)
    assert isinstance(faults, tuple)
    assert [fault.field for fault in faults] == [field]


@pytest.mark.parametrize("result", END_RESULTS.values(), ids=lambda result: result.code)
def test_the_whole_national_list_can_be_chosen(result: object) -> None:
    """With contact all of it; without contact what needs none."""
    code = result.code  # type: ignore[attr-defined]
    with_contact = read_answer(filled(uitkomst="anders_gesproken", eindresultaat=code))
    without = read_answer(filled(uitkomst="anders_niet_gesproken", eindresultaat=code))
    assert isinstance(with_contact, Answer)
    assert isinstance(without, Answer) != result.needs_contact  # type: ignore[attr-defined]


@given(
    st.dictionaries(
        st.sampled_from(["inzending", "uitkomst", "eindresultaat", "kaartje"]), st.text(max_size=30)
    )
)
def test_nothing_that_is_sent_can_break_the_form(fields: dict[str, str]) -> None:
    """Any input gives an answer or a fault."""
    assert read_answer(fields)


@pytest.mark.parametrize("choice", CHOICES.values(), ids=lambda choice: choice.code)
def test_a_saved_answer_is_shown_on_its_own_line(choice: object) -> None:
    """What was saved comes back as the line that was chosen."""
    end_result = "overleden" if choice.asks_end_result else choice.end_result  # type: ignore[attr-defined]
    assert choice_of(choice.is_reached, end_result, choice.pilot_outcome) == choice  # type: ignore[attr-defined]
