"""Which results of a visit can be, and the national list."""

import json
from datetime import date

import pytest

from vroegeropaf.cases.end_results import END_RESULTS, PILOT_OUTCOMES
from vroegeropaf.cases.results import Result, check
from vroegeropaf.errors import VroegEropafError

TODAY = date(2026, 3, 5)
DDAS_END_RESULTS = """
["(Budget)advies en/of quick fix", "Definitief geen contact kunnen krijgen", "Geen reactie na eerder contact",
 "Inwoner al bekend bij schuldhulpverlening", "Inwoner heeft al een ander lopend traject",
 "Inwoner heeft zelf al betaald/betalingsregeling getroffen", "Inwoner is overleden",
 "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering", "Niet opgepakt: andere reden",
 "Niet opgepakt: herhaalde melding", "Niet opgepakt: onterecht signaal",
 "Persoon is geen inwoner (meer) in de gemeente", "Vervolghulp en/of verwijzing",
 "Vervolghulp en/of verwijzing financieel", "Vervolghulp en/of verwijzing niet financieel",
 "Verwijzing zonder tussenkomst inwoner"]
"""


def result(**changes):
    """Return a good result that differs in `changes`."""
    fields = {
        "kind": "huisbezoek",
        "is_reached": True,
        "day_part": "middag",
        "attempted_on": TODAY,
        "end_result": "advies",
        "pilot_outcome": "regeling",
    }
    return Result(**(fields | changes))


def test_the_end_results_are_the_national_sixteen():
    """The labels are those of the national exchange model v1.2, each under one code."""
    assert sorted(one.label for one in END_RESULTS.values()) == sorted(json.loads(DDAS_END_RESULTS))
    assert all(code == one.code for code, one in END_RESULTS.items())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"end_result": None, "pilot_outcome": None},
        {"is_reached": False, "end_result": None, "pilot_outcome": "geen"},
        {"is_reached": False, "end_result": "overleden", "pilot_outcome": "geen"},
        {"is_reached": False, "end_result": "geen_contact", "pilot_outcome": None},
    ],
)
def test_results_that_can_be(changes):
    """Reached with or without an end, not reached without one, or with one that needs nobody."""
    check(result(**changes), TODAY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "vlag"}, "result_value_unknown"),
        ({"day_part": "nacht"}, "result_value_unknown"),
        ({"end_result": "klaar"}, "result_value_unknown"),
        ({"pilot_outcome": "veel"}, "result_value_unknown"),
        ({"attempted_on": date(2026, 3, 6)}, "attempt_in_future"),
        ({"end_result": None}, "outcome_incomplete"),
        ({"is_reached": False}, "outcome_without_contact"),
        ({"is_reached": False, "end_result": "overleden"}, "outcome_without_contact"),
        ({"end_result": "geen_contact"}, "contact_without_outcome"),
    ],
)
def test_results_that_cannot_be(changes, code):
    """Each impossible combination is refused under its own code."""
    with pytest.raises(VroegEropafError) as caught:
        check(result(**changes), TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize("code", [code for code, one in END_RESULTS.items() if one.needs_contact])
@pytest.mark.parametrize("pilot_outcome", [None, *PILOT_OUTCOMES])
def test_not_at_home_is_never_an_outcome(code, pilot_outcome):
    """No end result that needs contact can follow from an empty house."""
    with pytest.raises(VroegEropafError, match="outcome_without_contact"):
        check(result(is_reached=False, end_result=code, pilot_outcome=pilot_outcome), TODAY)
