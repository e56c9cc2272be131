"""Groups, households and ids from pairs."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.linkage.blocks import candidate_pairs, touched
from vroegeropaf.linkage.cleaning import CleanRow
from vroegeropaf.linkage.cluster import cluster, keep_ids
from vroegeropaf.linkage.grouping import HumanWord, group
from vroegeropaf.linkage.households import tie
from vroegeropaf.linkage.rules import CleanedRules

RULES = CleanedRules()
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


def row(signal_id, corporation, **changes):
    """Return a row of another contract."""
    contract = {"contract_no": f"C{signal_id}", "tenant_no": f"H{signal_id}"}
    return replace(BASE, signal_id=signal_id, corporation=corporation, **(contract | changes))


def grouped(*rows, words=()):
    """Return the grouping of rows by the rules."""
    return group(rows, RULES.judge(rows), words)


MITROS, PORTAAL, VIVESTE = row(1, "mitros"), row(2, "portaal"), row(3, "viveste")


def test_three_corporations_one_person():
    """One tenant at three corporations is one person, one household, without a question."""
    found = grouped(MITROS, PORTAAL, VIVESTE)
    assert (found.persons, found.households, found.questions) == ([(1, 2, 3)], [(1, 2, 3)], {})


def test_a_chain_over_a_doubtful_pair_is_not_followed():
    """Two rows of one corporation never become one person by way of a third: the chain is asked about."""
    found = grouped(MITROS, PORTAAL, row(3, "mitros"))
    assert found.persons == [(1,), (2,), (3,)]
    assert found.households == [(1, 2, 3)]
    assert found.questions == {
        (1, 2): "doubtful_chain",
        (1, 3): "two_tenant_numbers",
        (2, 3): "doubtful_chain",
    }


def test_a_different_decision_is_hard():
    """A pair that a steward told apart stays apart, also by way of a third row, and is not asked again."""
    words = [HumanWord("person", (1, 2), "different")]
    assert grouped(MITROS, PORTAAL, words=words).persons == [(1,), (2,)]
    assert grouped(MITROS, PORTAAL, words=words).questions == {}
    assert grouped(MITROS, PORTAAL, VIVESTE, words=words).persons == [(1,), (2,), (3,)]


def test_a_same_decision_binds_and_a_later_different_one_is_stronger():
    """A steward's same joins what rules would not; it never crosses a different."""
    son = row(2, "portaal", born_on=None)
    assert grouped(MITROS, son).persons == [(1,), (2,)]
    same = HumanWord("person", (1, 2), "same")
    assert grouped(MITROS, son, words=[same]).persons == [(1, 2)]
    elsewhere = row(3, "viveste", door="3431AB 1")
    words = [same, HumanWord("person", (2, 3), "same"), HumanWord("person", (1, 3), "different")]
    assert grouped(MITROS, son, elsewhere, words=words).persons == [(1, 2), (3,)]


def test_household_decisions():
    """A steward may split a household and join two doors."""
    partner = row(2, "portaal", initials="C", born_on=date(1990, 1, 1))
    assert grouped(MITROS, partner).households == [(1, 2)]
    apart = [HumanWord("household", (1, 2), "different")]
    assert grouped(MITROS, partner, words=apart).households == [(1,), (2,)]
    away = replace(partner, door="3431AB 1")
    together = [HumanWord("household", (1, 2), "same")]
    assert grouped(MITROS, away).households == [(1,), (2,)]
    assert grouped(MITROS, away, words=together).households == [(1, 2)]


def test_ties_of_a_household():
    """A shared surname part, phone or e-mail at one door, or one contract; the door alone is nothing."""
    student = row(2, "portaal", surname_parts=("anders",))
    assert tie(MITROS, student) == ""
    assert tie(MITROS, replace(student, surname_parts=("anders", "testberg"))) == "door_and_surname"
    phone = {"phone": "0610000010"}
    assert tie(replace(MITROS, **phone), replace(student, **phone)) == "door_and_phone"
    mail = {"email": "x@example.nl"}
    assert tie(replace(MITROS, **mail), replace(student, **mail)) == "door_and_email"
    assert tie(replace(MITROS, **phone), replace(student, **phone, door="3431AB 1")) == ""
    assert tie(MITROS, replace(student, corporation="mitros", contract_no="C1", door="")) == "co_tenant"
    assert tie(MITROS, replace(BASE, signal_id=9)) == "same_contract"


def test_tenants_after_each_other_are_two_households():
    """Father and son who rented one after the other do not live together."""
    father = replace(MITROS, tenancy_to=date(2025, 12, 31))
    son = row(2, "mitros", tenancy_from=date(2026, 1, 1), born_on=date(2003, 1, 1))
    assert tie(father, son) == tie(son, father) == ""
    assert tie(father, replace(son, tenancy_from=date(2025, 12, 1))) == "door_and_surname"


def test_questions_are_asked_once_per_two_persons_and_only_about_open_signals():
    """A person with two contracts gives one question; two ended signals give none."""
    returned = replace(MITROS, signal_id=4)
    doubtful = row(2, "portaal", born_on=None)
    assert grouped(MITROS, doubtful, returned).questions == {(1, 2): "birth_date_missing"}
    ended = [replace(one, is_open=False) for one in (MITROS, doubtful)]
    assert grouped(*ended).questions == {}


PEOPLE = st.lists(
    st.builds(
        row,
        signal_id=st.just(0),
        corporation=st.sampled_from(["mitros", "portaal", "viveste"]),
        born_on=st.sampled_from([None, date(1980, 5, 17), date(1955, 1, 30)]),
        initials=st.sampled_from(["AB", "A", "C"]),
        surname_parts=st.sampled_from([("testberg",), ("proef",), ("proef", "testberg")]),
        door=st.sampled_from(["3431AA 12", "3431AA 12A"]),
        phone=st.sampled_from(["", "0610000010"]),
    ),
    max_size=8,
)


@settings(max_examples=40)
@given(people=PEOPLE, data=st.data())
def test_any_order_of_arrival_gives_the_same_groups(people, data):
    """Signal ids are given in order of arrival: another order renames signals, nothing else."""
    order = data.draw(st.permutations(range(len(people))))

    def groups(positions):
        rows = [
            replace(people[who], signal_id=number, contract_no=f"C{who}", tenant_no=f"H{who}")
            for number, who in enumerate(positions)
        ]
        found = grouped(*rows)
        return [
            {frozenset(positions[s] for s in one) for one in kind}
            for kind in (found.persons, found.households)
        ]

    assert groups(list(range(len(people)))) == groups(order)


@settings(max_examples=40)
@given(people=PEOPLE, fresh=st.integers(0, 7))
def test_judging_what_is_touched_equals_judging_all(people, fresh):
    """The rows that hang together with a fresh row get the groups that the whole pool would give them."""
    rows = [replace(one, signal_id=n, contract_no=f"C{n}", tenant_no=f"H{n}") for n, one in enumerate(people)]
    part = touched(rows, [fresh])
    ids = {one.signal_id for one in part}
    all_persons = {one for one in grouped(*rows).persons if ids & set(one)}
    assert set(grouped(*part).persons) == all_persons


def test_blocks_follow_the_rows_not_their_square():
    """Strangers are never compared, and a stopgap under which everybody falls is no key."""
    strangers = [
        row(n, "mitros", surname_parts=(f"naam{n}",), door=f"3431AA {n}", born_on=None) for n in range(500)
    ]
    assert candidate_pairs(strangers) == []
    assert candidate_pairs([replace(one, contract_no="onbekend") for one in strangers]) == []


def test_touched_follows_ties_from_before():
    """A household or question from before brings its rows along, though their data no longer agree."""
    changed = row(2, "portaal", surname_parts=("nieuw",), door="3431AB 1", born_on=None)
    assert [one.signal_id for one in touched([MITROS, changed], [2])] == [2]
    ties = {1: ["household 7"], 2: ["household 7"]}
    assert [one.signal_id for one in touched([MITROS, changed], [2], ties)] == [1, 2]


def test_a_cluster_too_large_for_rules_is_refused_whole():
    """More members than the limit by rules only: nobody is joined."""
    chain = [(1, 2), (2, 3), (3, 4)]
    assert cluster(range(1, 5), [], chain, max_members=4).groups == [(1, 2, 3, 4)]
    assert cluster(range(1, 5), [], chain, max_members=3).groups == [(1,), (2,), (3,), (4,)]
    assert cluster(range(1, 5), [(1, 2)], chain, max_members=3).groups == [(1, 2, 3, 4)]


def test_ids_after_a_merge_and_its_undo():
    """The oldest id survives a merge; after the undo the other part has its old id back."""
    merged = keep_ids([(1, 2)], {1: 10, 2: 20}, {})
    assert (merged.ids, merged.aliases) == ([10], {20: 10})
    undone = keep_ids([(1,), (2,)], {1: 10, 2: 10}, {2: [20]})
    assert (undone.ids, undone.aliases) == ([10, 20], {})


def test_ids_of_a_split_without_a_former_id():
    """A part that never had an id of its own gets a new one; the earliest signal keeps the old one."""
    split = keep_ids([(1, 4), (2, 3)], {1: 10, 2: 10, 3: 10, 4: 10}, {})
    assert split.ids == [10, None]


def test_ids_survive_a_rerun():
    """Present groups keep their ids, new signals join them, new groups ask for an id."""
    again = keep_ids([(1, 2, 5), (3,), (4,)], {1: 10, 2: 10, 3: 30}, {})
    assert (again.ids, again.aliases) == ([10, 30, None], {})
