"""The rules: what is linked, what is asked, and the list of what is never merged."""

from dataclasses import replace
from datetime import date

import pytest

from vroegeropaf.linkage.cleaning import CleanRow
from vroegeropaf.linkage.rules import CleanedRules, judge_pair, within_one_edit

BASE = CleanRow(
    signal_id=1,
    corporation="mitros",
    contract_no="C1",
    tenant_no="H1",
    surname_parts=("testberg",),
    initials="AB",
    given_name="",
    born_on=date(1980, 5, 17),
    door="3431AA 12",
    phone="",
    email="",
    tenancy_from=None,
    tenancy_to=None,
    is_open=True,
)
OTHER = replace(BASE, signal_id=2, corporation="portaal", contract_no="C2", tenant_no="H2")


def zone(**changes):
    """Return the verdict on the base row and another corporation's row that differs in `changes`."""
    verdict = judge_pair(BASE, replace(OTHER, **changes))
    return verdict.zone, verdict.guard


def test_the_same_tenant_of_two_corporations_is_linked():
    """Birth date, surname part, all initials, door and two corporations: automatic."""
    assert zone() == ("auto", "")
    assert zone(surname_parts=("proef", "testberg")) == ("auto", "")


@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"born_on": None}, "birth_date_missing"),
        ({"born_on": date(1980, 5, 18)}, "birth_date_near"),
        ({"door": "3431AB 1"}, "other_address"),
        ({"initials": "A"}, "initials_disagree"),
        ({"initials": "AC"}, "initials_disagree"),
        ({"initials": ""}, "initials_missing"),
        ({"surname_parts": ("testburg",)}, "surname_near"),
        ({"surname_parts": ("anders",)}, "surname_differs"),
        ({"corporation": "mitros"}, "two_tenant_numbers"),
        ({"corporation": "mitros", "tenant_no": "H1"}, "same_tenant_number"),
        ({"corporation": "mitros", "tenant_no": "H1", "door": "3431AB 1"}, "other_address"),
    ],
)
def test_what_is_weaker_goes_to_the_steward(changes, guard):
    """Each missing or differing trait makes a question of what would be a link."""
    assert zone(**changes) == ("steward", guard)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"born_on": date(1955, 1, 30)}, id="father and son with one name"),
        pytest.param({"born_on": None, "initials": "C"}, id="son without a birth date"),
        pytest.param({"initials": "CD"}, id="twins"),
        pytest.param({"surname_parts": ("anders",), "initials": "CD"}, id="students of one day"),
        pytest.param({"surname_parts": ("anders",), "born_on": date(2001, 9, 9)}, id="students at one door"),
        pytest.param({"surname_parts": ("anders",), "born_on": None, "initials": "C"}, id="next tenant"),
        pytest.param({"door": "3431AA 12A", "born_on": date(1955, 1, 30)}, id="12 and 12-A with one name"),
        pytest.param({"door": "3431AA 12A", "born_on": None}, id="12 and 12-A without a birth date"),
        pytest.param({"door": "3431AB 1", "born_on": None}, id="a name without birth date elsewhere"),
    ],
)
def test_never_merged(changes):
    """The never-merge list: not linked, and not even asked."""
    assert zone(**changes)[0] == "separate"


def test_different_first_names_at_one_door_are_never_automatic():
    """Twins with equal initials: first names make it a question, other initials two persons."""
    jan, joris = replace(BASE, given_name="jan"), replace(OTHER, given_name="joris")
    assert judge_pair(jan, joris).zone == "steward"
    assert judge_pair(jan, replace(joris, initials="JB")).zone == "separate"
    assert judge_pair(jan, replace(OTHER, given_name="janneke")).zone == "steward"
    assert judge_pair(jan, replace(OTHER, given_name="jan")).zone == "auto"


def test_phone_and_email_alone_bind_nobody():
    """One guardian's number serves dozens: with a name in common it is a question, else nothing."""
    contact = {"phone": "0610000010", "email": "bewind@example.nl"}
    guarded = replace(BASE, **contact)
    stranger = replace(OTHER, **contact, surname_parts=("anders",), born_on=None, door="3431AB 1")
    assert judge_pair(guarded, stranger).zone == "separate"
    namesake = replace(stranger, surname_parts=BASE.surname_parts)
    assert judge_pair(guarded, namesake).guard == "birth_date_missing"
    assert judge_pair(guarded, replace(namesake, initials="CD")).zone == "separate"


def test_one_contract_with_another_tenant_number_is_a_co_tenant():
    """Same contract, other tenant number: two persons whatever the names say."""
    verdict = judge_pair(BASE, replace(BASE, signal_id=2, tenant_no="H2"))
    assert (verdict.zone, verdict.rule) == ("separate", "co_tenant")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "auto"),
        ({"born_on": None, "door": "3431AB 1"}, "auto"),
        ({"born_on": date(1955, 1, 30)}, "steward"),
        ({"surname_parts": ("anders",)}, "steward"),
        ({"initials": "CD"}, "steward"),
        ({"given_name": "joris"}, "steward"),
    ],
)
def test_a_returning_contract_keeps_its_person_unless_the_name_changed(changes, expected):
    """Same contract and tenant number is the same person; a new name or birth date under it is a question."""
    base = replace(BASE, given_name="anna")
    verdict = judge_pair(base, replace(base, signal_id=2, **changes))
    assert (verdict.rule, verdict.zone) == ("returning_contract", expected)


def test_verdicts_do_not_depend_on_the_order_of_rows():
    """Judging a batch backwards gives the same verdicts."""
    rows = [BASE, OTHER, replace(OTHER, signal_id=3, corporation="viveste", born_on=None)]
    assert CleanedRules().judge(rows) == CleanedRules().judge(rows[::-1])
    assert len(CleanedRules().judge(rows)) == 3


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("testberg", "testburg", True),
        ("testberg", "testbreg", True),
        ("testberg", "testber", True),
        ("testberg", "testbergh", True),
        ("testberg", "tstburg", False),
        ("testberg", "proefberg", False),
        ("testberg", "testberghes", False),
    ],
)
def test_one_typing_error(a, b, expected):
    """One letter changed, swapped, added or dropped is one edit; more is not."""
    assert within_one_edit(a, b) is expected
