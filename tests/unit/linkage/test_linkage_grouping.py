"""Persons, households and ids from pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.linkage.cluster import Labels, Sets, cluster, edges_of, name_groups
from vroegeropaf.linkage.grouping import HumanWord, group, persons_of, reviewed
from vroegeropaf.linkage.pairs import PairVerdict
from vroegeropaf.linkage.reach import touched


def auto(left, right, weight=10.0):
    """Return an automatic pair."""
    return PairVerdict(left, right, "auto", "scored", "", weight)


def asked(left, right, guard="birth_date_missing", weight=2.0):
    """Return a question."""
    return PairVerdict(left, right, "steward", "scored", guard, weight)


def apart(left, right, guard="birth_dates_differ"):
    """Return a pair that cannot be one person."""
    return PairVerdict(left, right, "separate", "scored", guard, -5.0)


def grouped(ids, *verdicts, ties=None, words=(), **more):
    """Return the grouping of rows."""
    return group(persons_of(ids, verdicts, words), verdicts, ties or {}, words, **more)


def test_three_corporations_one_person():
    """One tenant at three corporations is one person, one household, without a question."""
    found = grouped([1, 2, 3], auto(1, 2), auto(2, 3), auto(1, 3), ties={(1, 2): "door_and_surname"})
    assert (found.persons, found.households, found.questions) == ([(1, 2, 3)], [(1, 2, 3)], {})
    assert found.links[("person", (1, 3))] == "scored"
    assert found.links[("household", (1, 2))] == "door_and_surname"


@pytest.mark.parametrize("closing", [apart(1, 3), asked(1, 3, "same_corporation_address")])
def test_a_chain_over_a_conflict_is_not_followed(closing):
    """Two rows that cannot be one person never become one by way of a third: the chain is asked about."""
    found = grouped([1, 2, 3], auto(1, 2), auto(2, 3), closing)
    assert found.persons == [(1,), (2,), (3,)]
    assert found.questions[1, 2] == found.questions[2, 3] == "doubtful_chain"


def test_a_chain_over_a_pair_of_which_little_is_known_is_followed():
    """That two of three rows say too little about each other contradicts nobody."""
    assert grouped([1, 2, 3], auto(1, 2), auto(2, 3), asked(1, 3, "weight_low")).persons == [(1, 2, 3)]


def test_a_different_decision_is_hard():
    """A pair that a steward told apart stays apart, also by way of a third row, and is not asked again."""
    words = [HumanWord("person", (1, 2), "different")]
    assert grouped([1, 2], auto(1, 2), words=words).persons == [(1,), (2,)]
    assert grouped([1, 2], auto(1, 2), words=words).questions == {}
    three = (auto(1, 2), auto(2, 3), auto(1, 3))
    assert grouped([1, 2, 3], *three, words=words).persons == [(1,), (2,), (3,)]


def test_a_same_decision_binds_and_a_later_different_one_is_stronger():
    """A steward's same joins what the model would not; it never crosses a different."""
    same = HumanWord("person", (1, 2), "same")
    assert grouped([1, 2], asked(1, 2)).persons == [(1,), (2,)]
    assert grouped([1, 2], asked(1, 2), words=[same]).persons == [(1, 2)]
    words = [same, HumanWord("person", (2, 3), "same"), HumanWord("person", (1, 3), "different")]
    assert grouped([1, 2, 3], words=words).persons == [(1, 2), (3,)]


def test_household_decisions():
    """A steward may split a household and join two doors."""
    tied = {(1, 2): "door_and_surname"}
    assert grouped([1, 2], ties=tied).households == [(1, 2)]
    words = [HumanWord("household", (1, 2), "different")]
    assert grouped([1, 2], ties=tied, words=words).households == [(1,), (2,)]
    assert grouped([1, 2], words=[HumanWord("household", (1, 2), "same")]).households == [(1, 2)]


def test_a_household_never_cuts_through_a_person_and_leaves_former_homes():
    """Who is one person is one household; where somebody lived before, others are not company."""
    tied = {(2, 3): "door_and_surname"}
    assert grouped([1, 2, 3], auto(1, 2), ties=tied).households == [(1, 2, 3)]
    assert grouped([1, 2, 3], auto(1, 2), ties=tied, former_homes={2}).households == [(1, 2), (3,)]


def test_questions_are_asked_once_per_two_persons_and_only_about_open_rows():
    """A person with two contracts gives one question; two ended rows give none."""
    verdicts = (auto(1, 3), asked(1, 2), asked(2, 3))
    assert grouped([1, 2, 3], *verdicts).questions == {(1, 2): "birth_date_missing"}
    assert grouped([1, 2, 3], *verdicts, open_ids=set()).questions == {}
    assert grouped([1, 2, 3], *verdicts, open_ids={2}).questions == {(1, 2): "birth_date_missing"}


def test_what_stewards_would_confirm():
    """The strongest likely question is answered first; none is that would join a conflict or is unlikely."""
    verdicts = [asked(1, 2, weight=6.0), asked(2, 3, weight=5.0), asked(4, 5, weight=0.5), apart(1, 3)]
    persons = persons_of(range(1, 6), verdicts)
    found = reviewed(persons, verdicts, {"birth_date_missing": 1.0})
    assert found.groups() == [(1, 2), (3,), (4,), (5,)]


EVERY_EDGE = [(left, right) for left in range(1, 10) for right in range(left + 1, 10)]
EDGES = st.lists(st.sampled_from(EVERY_EDGE), max_size=12)


@settings(max_examples=200)
@given(EDGES)
def test_groups_are_what_hangs_together(edges):
    """The arrays give the groups of plain disjoint sets."""
    nodes = np.arange(1, 10)
    sets = Sets(edges)
    by_root = {}
    for node in nodes.tolist():
        by_root.setdefault(sets.root(node), []).append(node)
    assert Labels.connected(nodes, edges_of(edges)).groups() == sorted(map(tuple, by_root.values()))


@settings(max_examples=200)
@given(EDGES, EDGES, EDGES, st.permutations(range(1, 10)))
def test_any_order_of_arrival_gives_the_same_groups(links, conflicts, told_apart, order):
    """Ids are given in order of arrival: another order renames rows, nothing else."""
    renamed = dict(zip(range(1, 10), order, strict=True))

    def persons(name):
        def edge(pair):
            return tuple(sorted((name(pair[0]), name(pair[1]))))

        verdicts = [auto(*edge(pair)) for pair in set(links) - set(conflicts)]
        verdicts += [apart(*edge(pair)) for pair in set(conflicts)]
        words = [HumanWord("person", edge(pair), "different") for pair in set(told_apart)]
        return persons_of(range(1, 10), verdicts, words).groups

    mine = {frozenset(renamed[row] for row in one) for one in persons(lambda row: row)}
    assert mine == {frozenset(one) for one in persons(renamed.__getitem__)}


@settings(max_examples=200)
@given(EDGES, EDGES, st.sets(st.integers(1, 9)))
def test_grouping_what_is_touched_equals_grouping_all(links, conflicts, fresh):
    """The rows that hang together with a fresh row get the groups that the whole pool would give them."""
    verdicts = [auto(*pair) for pair in set(links) - set(conflicts)] + [
        apart(*pair) for pair in set(conflicts)
    ]
    ids = touched(range(1, 10), fresh, [one.edge for one in verdicts])
    part = persons_of(ids, [one for one in verdicts if one.left in ids]).groups
    assert part == [one for one in persons_of(range(1, 10), verdicts).groups if set(one) & set(ids)]
    assert set(fresh) <= set(ids)


def test_a_cluster_too_large_for_rules_is_refused_whole():
    """More members than the limit by rules only: nobody is joined."""
    chain = [(1, 2), (2, 3), (3, 4)]
    assert cluster(range(1, 5), [], chain, max_members=4).groups == [(1, 2, 3, 4)]
    assert cluster(range(1, 5), [], chain, max_members=3).groups == [(1,), (2,), (3,), (4,)]
    assert cluster(range(1, 5), [(1, 2)], chain, max_members=3).groups == [(1, 2, 3, 4)]


def test_ids_after_a_merge_and_its_undo():
    """The oldest id survives a merge; after the undo each part has its own id back."""
    founded = {1: 10, 2: 20, 3: 30}
    merged = name_groups([(1, 2, 3)], founded)
    assert (merged.ids, merged.aliases) == ([10], {20: 10, 30: 10})
    assert name_groups([(1,), (2, 3)], founded).ids == [10, 20]
    undone = name_groups([(1,), (2,), (3,)], founded)
    assert (undone.ids, undone.aliases) == ([10, 20, 30], {})


def test_a_part_that_never_had_an_id_gets_a_new_one():
    """An id stays with the signal that it was opened for; whoever leaves it founds another."""
    assert name_groups([(1, 4), (2, 3)], {1: 10}).ids == [10, None]


@settings(max_examples=200)
@given(EDGES, st.dictionaries(st.integers(1, 9), st.integers(10, 99), max_size=9))
def test_no_two_groups_bear_one_id(edges, founded):
    """Whatever the groups and whoever founded what: every id is borne once, or an alias of one that is."""
    founded = {signal: 100 * signal + number for signal, number in founded.items()}
    naming = name_groups(Labels.connected(np.arange(1, 10), edges_of(edges)).groups(), founded)
    borne = [one for one in naming.ids if one is not None]
    assert len(set(borne)) == len(borne)
    assert set(founded.values()) == set(borne) | set(naming.aliases)
    assert set(naming.aliases.values()) <= set(borne)
