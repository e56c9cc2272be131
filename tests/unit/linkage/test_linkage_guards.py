"""The engine on single pairs: what is linked, what is asked, and the list of what is never merged."""

from datetime import date

import pytest
from linkage_lab import BASE, row

SEPARATE = ("separate", "", "")


@pytest.fixture
def zone(judge):
    """Return zone and guard of the base row and another corporation's row that differs in `changes`."""

    def judged(base=None, **changes):
        found = judge(BASE | (base or {}), row(2, **changes)).get((1, 2), SEPARATE)
        return found[0], found[2]

    return judged


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="all equal"),
        pytest.param({"surname": "Proef-van der Testberg"}, id="married name"),
        pytest.param({"surname": "TESTBERG, VAN DER"}, id="tussenvoegsel behind a comma"),
        pytest.param({"initials": "A."}, id="one initial of two"),
        pytest.param({"first_name": "Anna Bea", "initials": ""}, id="first names for initials"),
        pytest.param({"postcode": "3431AB", "house_number": 1}, id="moved"),
        pytest.param(
            {"born_on": date(1980, 5, 18), "postcode": "3432AB"}, id="moved, one typing error in the date"
        ),
        pytest.param({"surname": "van der Tesberg"}, id="one typing error in the name"),
        pytest.param({"house_addition": "hs"}, id="12 and 12 hs"),
    ],
)
def test_the_same_tenant_of_two_corporations_is_linked(zone, changes):
    """What clerks write differently is still one person, without a question."""
    assert zone(**changes) == ("auto", "")


@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"born_on": None}, "birth_date_missing"),
        ({"born_on": date(1900, 1, 1)}, "birth_date_missing"),
        ({"born_on": date(1980, 5, 18)}, "birth_date_near"),
        ({"house_letter": "A"}, "neighbours"),
        ({"corporation": "mitros"}, "same_corporation_address"),
        ({"corporation": "mitros", "tenant_no": "H1"}, "same_corporation_address"),
        ({"surname": "Anders", "postcode": "3431AB"}, "surname_differs"),
    ],
)
def test_what_is_weaker_goes_to_the_steward(zone, changes, guard):
    """A missing date, two contracts at one corporation and address, another surname: somebody must say."""
    assert zone(**changes) == ("steward", guard)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"born_on": date(1955, 1, 30)}, id="father and son with one name"),
        pytest.param({"born_on": None, "initials": "C."}, id="son without a birth date"),
        pytest.param({"initials": "C.D."}, id="twins"),
        pytest.param({"surname": "Anders", "initials": "C.D."}, id="students of one birthday"),
        pytest.param({"surname": "Anders", "born_on": date(2001, 9, 9)}, id="students at one door"),
        pytest.param({"surname": "Anders", "born_on": None, "initials": "C."}, id="next tenant"),
        pytest.param({"house_letter": "A", "born_on": date(1955, 1, 30)}, id="12 and 12-A with one name"),
        pytest.param(
            {"initials": "C.", "born_on": date(1982, 5, 1), "surname": "Anders-van der Testberg"}, id="ex"
        ),
    ],
)
def test_never_merged(zone, changes):
    """The never-merge list: not linked, and not even asked."""
    assert zone(**changes)[0] == "separate"


ONE_DAY = date(1960, 4, 4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"born_on": ONE_DAY}, {"born_on": date(1990, 4, 4)}, id="son on his father's day"),
        pytest.param(
            {"born_on": ONE_DAY, "first_name": "Jan"},
            {"born_on": date(1980, 4, 4), "first_name": "Jan"},
            id="and with his name",
        ),
        pytest.param(
            {"born_on": date(1970, 4, 4), "initials": "J."},
            {"born_on": date(1970, 9, 4), "initials": "J.", "surname": "Wit-van der Testberg"},
            id="couple with one initial and dates a digit apart",
        ),
        pytest.param({"initials": "J."}, {"initials": "J.", "house_letter": "A"}, id="12 and 12-A"),
        pytest.param(
            {"initials": "J.", "house_letter": "A"},
            {"initials": "J.", "house_letter": "B"},
            id="12-A and 12-B",
        ),
        pytest.param({"initials": "J."}, {"initials": "J.", "house_number": 14}, id="next door"),
        pytest.param({"first_name": "Jan"}, {"first_name": "Janneke"}, id="twins, one name in the other"),
        pytest.param({"first_name": "Hasan"}, {"first_name": "Hasna"}, id="twins, a letter apart"),
        pytest.param(
            {"first_name": "Mohamed Amin", "initials": ""},
            {"first_name": "Mohamed Yassin", "initials": ""},
            id="brothers with one first name",
        ),
        pytest.param(
            {"first_name": "Henk", "phone": "0610000010"},
            {"first_name": "Henk", "phone": "0610000010", "born_on": None},
            id="an office's door and phone",
        ),
        pytest.param({"surname": "Петров", "postcode": "3431AB"}, {"surname": "Сидоров"}, id="Cyrillic"),
        pytest.param({"surname": "محمد", "postcode": "3431AB"}, {"surname": "حسن"}, id="Arabic"),
        pytest.param({"surname": "-", "postcode": "3431AB"}, {"surname": "?"}, id="no surname"),
        pytest.param({"surname": "Onbekend"}, {"surname": "Onbekend", "postcode": "3431AB"}, id="nobody"),
        pytest.param(
            {"surname": "De heer Bakker", "postcode": "3431AB"}, {"surname": "De heer Smit"}, id="a title"
        ),
        pytest.param(
            {"surname": "Ben Ali", "postcode": "3431AB"}, {"surname": "Ben Salah"}, id="a patronymic"
        ),
        pytest.param(
            {"surname": "Ali Hassan", "postcode": "3431AB"}, {"surname": "Ali Warsame"}, id="a part of a name"
        ),
        pytest.param(
            {"born_on": date(1972, 1, 1), "initials": "M."},
            {"born_on": date(1972, 1, 1), "initials": "M.", "postcode": "3431AB"},
            id="a first of January",
        ),
        pytest.param(
            {"born_on": date(1970, 1, 1)},
            {"born_on": date(1970, 1, 1), "postcode": "3431AB"},
            id="a ledger's zero",
        ),
        pytest.param(
            {"contract_no": "onbekend", "tenant_no": "", "corporation": "portaal", "initials": "C."},
            {"contract_no": "onbekend", "tenant_no": "", "postcode": "3431AB", "born_on": None},
            id="no contract number",
        ),
    ],
)
def test_look_alikes_are_never_merged_unseen(judge, one, other):
    """People who share all but a little are asked about, or kept apart: never one by themselves."""
    found = judge(BASE | one, row(2, **other)).get((1, 2), SEPARATE)
    assert found[0] != "auto"


SAME_CUSTOMER = {"corporation": "mitros", "tenant_no": "H1", "postcode": "3431AB", "house_number": 1}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"born_on": None, "initials": "A."}, "auto", id="moved, no date"),
        pytest.param({"surname": "Anders"}, "auto", id="moved, another name"),
        pytest.param(
            {"born_on": date(1980, 5, 18), "initials": "A."}, "auto", id="moved, a slip in the date"
        ),
        pytest.param({"born_on": date(1955, 1, 30)}, "steward", id="another date"),
        pytest.param({"initials": "C.D.", "first_name": "Cor"}, "steward", id="another name: a couple"),
        pytest.param({"surname": "Anders", "born_on": None}, "steward", id="another surname, no date"),
    ],
)
def test_a_tenant_number_of_one_corporation_speaks_for_one_person(zone, changes, expected):
    """Who moves within a corporation keeps the tenant number; it outweighs a gap, not another person."""
    assert zone(**(SAME_CUSTOMER | changes))[0] == expected


def test_a_tenant_number_of_many_names_is_none(judge):
    """A stopgap in the column of tenant numbers says nothing."""
    others = [
        row(n, "mitros", tenant_no="H1", surname=f"Naam{chr(97 + n)}{chr(107 + n)}", born_on=None)
        for n in range(3, 7)
    ]
    found = judge(BASE, row(2, **SAME_CUSTOMER, born_on=None, initials="A."), *others)
    assert found.get((1, 2), SEPARATE)[0] != "auto"


def test_a_contract_number_of_many_addresses_is_none(comparer):
    """A stopgap in the column of contract numbers makes nobody a household."""
    rows = [
        row(
            n,
            "mitros",
            contract_no="1",
            surname=f"Naam{chr(97 + n)}{chr(107 + n)}",
            house_number=n,
            born_on=None,
        )
        for n in range(2, 10)
    ]
    comparer.deliver(rows)
    comparer.clean()
    assert comparer.ties() == {}


def test_different_first_names_at_one_door_are_two_persons(zone):
    """Twins with one initial: first names tell them apart; what somebody is called does not."""
    jan = {"first_name": "Jan", "initials": "J."}
    assert zone(jan, first_name="Joris", initials="J.")[0] != "auto"
    assert zone(jan, first_name="Kees", initials="K.")[0] == "separate"
    assert zone({"first_name": "Johannes", "initials": "J."}, first_name="Hans", initials="")[0] == "auto"


def test_a_slip_in_a_first_name_is_no_twin_elsewhere(zone):
    """Tim and Tom at one door are twins; elsewhere, on one date and without another phone, it is a slip."""
    named = {"first_name": "Hendrika", "initials": ""}
    away = {"first_name": "Hendrka", "initials": "", "postcode": "3431AB"}
    assert zone(named, **away) == ("auto", "")
    assert zone(named | {"phone": "0612345678"}, **away, phone="0687654321") == (
        "steward",
        "first_names_near",
    )
    assert zone(named, **(away | {"postcode": "3431AA"})) == ("steward", "first_names_near")


def test_another_surname_needs_more_than_a_birth_date(zone):
    """A married name: date and first name, and the phone or address for mail beside them."""
    anna = {"first_name": "Anna", "phone": "0612345678"}
    away = {"surname": "Anders", "postcode": "3431AB"}
    assert zone(anna, **anna, **away) == ("auto", "")
    assert zone(anna, first_name="Anna", **away) == ("steward", "surname_differs")
    assert zone(anna, **(anna | {"first_name": "Berta", "initials": "B."}), **away)[0] != "auto"


def test_phone_and_email_alone_bind_nobody(zone):
    """One office's number serves dozens: with a name in common it may be a question, never a link."""
    contact = {"phone": "06-10000010", "email": "bewind@example.nl"}
    away = {"born_on": None, "postcode": "3431AB", "house_number": 1}
    assert zone(contact, **contact, **away, surname="Anders", initials="C.")[0] == "separate"
    assert zone(contact, **contact, **away, initials="A.")[0] == "steward"
    guarded = contact | {"has_guardian": True}
    assert zone(guarded, **guarded, **away, initials="A.")[0] == "separate"


def test_one_contract_with_another_tenant_number_is_a_co_tenant(judge):
    """Same contract, other tenant number: two persons whatever the names say."""
    found = judge(BASE, row(2, "mitros", contract_no="C1"))
    assert found[1, 2] == ("separate", "co_tenant", "other_tenant_number")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "auto"),
        ({"born_on": None, "postcode": "3431AB"}, "auto"),
        ({"born_on": date(1955, 1, 30)}, "steward"),
        ({"surname": "Anders"}, "auto"),
        ({"surname": "Anders", "born_on": None}, "steward"),
        ({"initials": "C.D.", "first_name": "Cor"}, "steward"),
    ],
)
def test_a_returning_contract_keeps_its_person_unless_the_name_changed(judge, changes, expected):
    """
    Same contract and tenant number is the same person, also under a married name; a new name without a birth
    date, or another birth date, is a question.
    """
    base = BASE | {"first_name": "Anna"}
    found = judge(base, base | {"row_id": 2} | changes)
    assert found[1, 2][:2] == (expected, "returning_contract")


def test_verdicts_do_not_depend_on_the_order_of_rows(judge):
    """Judging a pool backwards gives the same verdicts."""
    rows = [BASE, row(2), row(3, "viveste", born_on=None)]
    assert judge(*rows) == judge(*rows[::-1])
    assert len(judge(*rows)) == 3


def test_strangers_are_never_compared(comparer, judge):
    """The cost follows the rows: strangers share no key, and a stopgap of everybody is none."""
    strangers = [
        row(
            n,
            surname=f"naam{chr(97 + n % 26)}{chr(97 + n // 26)}x",
            postcode=f"34{n:02}AA"[:6],
            born_on=None,
            initials="",
        )
        for n in range(1, 300)
    ]
    judge(*strangers)
    assert comparer.rows("select count(*) from pair") == [(0,)]
    judge(*[one | {"phone": "0612345678"} for one in strangers])
    assert comparer.rows("select count(*) from pair") == [(0,)]


def test_only_pairs_with_a_fresh_row_are_scored(comparer):
    """Incremental: what was compared before is not compared again."""
    comparer.deliver([BASE, row(2), row(3, "viveste")])
    comparer.clean()
    comparer.compare([3])
    assert [one.edge for one in comparer.verdicts()] == [(1, 3), (2, 3)]


def test_no_chain_joins_two_persons_unseen(comparer):
    """Father and son both look like a row without a birth date: the pair that no key joins is judged too."""
    nameless = row(2, born_on=None, first_name="Anna", postcode="3431AB")
    mother = BASE | {"first_name": "Anna", "postcode": "3431AC"}
    daughter = row(3, "viveste", first_name="Anna", born_on=date(2004, 4, 4), postcode="3431AD")
    comparer.deliver([mother, nameless, daughter])
    comparer.clean()
    comparer.compare()
    auto = [(1, 2), (2, 3)]
    assert [(one.edge, one.guard) for one in comparer.conflicts(auto)] == [((1, 3), "birth_dates_differ")]


def test_what_each_field_added_makes_the_weight(comparer):
    """The prior and the parts add up to the match weight; a part is a code and bits, never a value."""
    comparer.deliver(
        [BASE, row(2, phone="0610000010"), row(3, "viveste", surname="de Jong-van der Testberg")]
    )
    comparer.clean()
    comparer.compare()
    prior = comparer.model.prior_bits(256)
    parts = comparer.parts([1, 2, 3])
    assert len(parts) == 3
    for one in comparer.verdicts():
        added = sum(part["bits"] + part["tf_bits"] for part in parts[one.edge])
        assert prior + added == pytest.approx(one.weight, abs=0.02)
