"""Persons and households from verdicts and earlier decisions: what follows, what is asked. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vroegeropaf.linkage.cluster import MAX_AUTO_MEMBERS, Clustering, Labels, Sets, cluster, edges_of
from vroegeropaf.linkage.pairs import CONFLICTS, RETURNING, Pair, PairVerdict, pair

Layer = Literal["person", "household"]
_LAYERS: tuple[Layer, ...] = ("person", "household")
CHAIN = "doubtful_chain"


@dataclass(frozen=True)
class HumanWord:
    """What a steward decided on a pair, latest word only."""

    layer: Layer
    pair: Pair
    verdict: Literal["same", "different"]


@dataclass(frozen=True)
class Grouping:
    """
    The result of linking some rows.

    Parameters
    ----------
    persons, households
        Groups of row ids; every person lies within one household.
    links
        Automatic links that were followed, per layer and pair with their rule.
    questions
        Pairs for a steward, each with the guard that fired.
    """

    persons: list[tuple[int, ...]]
    households: list[tuple[int, ...]]
    links: dict[tuple[Layer, Pair], str]
    questions: dict[Pair, str]


def persons_of(
    ids: Collection[int], verdicts: Sequence[PairVerdict], words: Sequence[HumanWord] = ()
) -> Clustering:
    """
    Return the persons.

    Parameters
    ----------
    ids
        All rows; a row without a verdict is a person of its own.
    verdicts
        Automatic pairs, questions, and the conflicts that lie within a chain of automatic pairs.
    words
        What stewards said, in the order of speaking.
    """
    auto = _auto(verdicts, words)
    returning = sorted(edge for edge, verdict in auto.items() if verdict.rule == RETURNING)
    scored = [edge for edge, verdict in auto.items() if verdict.rule != RETURNING]
    doubtful = [one.edge for one in verdicts if one.zone != "auto" and one.guard in CONFLICTS]
    firm = _said(words, "same")["person"] + returning
    return cluster(ids, firm, scored, doubtful, _said(words, "different")["person"], MAX_AUTO_MEMBERS)


def households_of(
    persons: Clustering,
    ties: Mapping[Pair, str],
    words: Sequence[HumanWord] = (),
    former_homes: Collection[int] = (),
) -> tuple[Labels, dict[Pair, str]]:
    """
    Return the household of every row, and the ties that hold.

    Parameters
    ----------
    persons
        What `persons_of` found: a household never cuts through a person.
    ties
        Pairs of rows that share a household, with the rule that says so.
    words
        What stewards said.
    former_homes
        Rows whose person lives elsewhere now: no tie of theirs holds.
    """
    same, different = _said(words, "same")["household"], _said(words, "different")["household"]
    spoken = set(same)
    bonds = {
        edge: rule
        for edge, rule in ties.items()
        if edge not in spoken and edge[0] not in former_homes and edge[1] not in former_homes
    }

    def lifted(edges: Collection[Pair]) -> list[Pair]:
        between = np.sort(persons.labels.of(edges_of(edges)), axis=1)
        between = between[between[:, 0] != between[:, 1]]
        return list(dict.fromkeys((left, right) for left, right in between.tolist()))

    nodes = np.unique(persons.labels.roots)
    found = cluster(nodes.tolist(), lifted(same), lifted(bonds), different=lifted(different))
    return Labels(persons.labels.nodes, found.labels.of(persons.labels.roots)), bonds


def group(
    persons: Clustering,
    verdicts: Sequence[PairVerdict],
    ties: Mapping[Pair, str],
    words: Sequence[HumanWord] = (),
    open_ids: Collection[int] | None = None,
    former_homes: Collection[int] = (),
) -> Grouping:
    """
    Return persons, their households, what was linked and what is to be asked.

    Parameters
    ----------
    persons, verdicts, words
        What `persons_of` found, and from what.
    ties, former_homes
        As for `households_of`.
    open_ids
        Rows about which a question makes sense; None: all.
    """
    households, bonds = households_of(persons, ties, words, former_homes)
    links: dict[tuple[Layer, Pair], str] = {}
    auto = {edge: one.rule for edge, one in _auto(verdicts, words).items()}
    layers: tuple[tuple[Layer, Labels, dict[Pair, str]], ...] = (
        ("person", persons.labels, auto),
        ("household", households, bonds),
    )
    for layer, labels, rules in layers:
        are_one = labels.are_one(edges_of(rules))
        links |= {(layer, edge): rules[edge] for edge, is_one in zip(rules, are_one, strict=True) if is_one}
    return Grouping(
        persons=persons.groups,
        households=households.groups(),
        links=links,
        questions=questions_of(persons, verdicts, words, open_ids),
    )


def questions_of(
    persons: Clustering,
    verdicts: Sequence[PairVerdict],
    words: Sequence[HumanWord] = (),
    open_ids: Collection[int] | None = None,
) -> dict[Pair, str]:
    """Ask once per two persons, about their earliest pair, and only when one of the two rows is open."""
    asked: dict[Pair, str] = dict.fromkeys(persons.refused, CHAIN)
    asked |= {one.edge: one.guard for one in verdicts if one.zone == "steward"}
    different = edges_of(_said(words, "different")["person"])
    answered = {(left, right) for left, right in np.sort(persons.labels.of(different), axis=1).tolist()}
    edges = sorted(asked)
    questions: dict[Pair, str] = {}
    for edge, ends in zip(edges, persons.labels.of(edges_of(edges)).tolist(), strict=True):
        two = pair(*ends)
        is_open = open_ids is None or edge[0] in open_ids or edge[1] in open_ids
        if two[0] != two[1] and two not in answered and is_open:
            answered.add(two)
            questions[edge] = asked[edge]
    return questions


def reviewed(
    persons: Clustering, verdicts: Sequence[PairVerdict], likely_bits: Mapping[str, float]
) -> Labels:
    """
    Return the persons that would follow if stewards confirmed every question more likely true than not.

    Notes
    -----
    The strongest question is answered first, as a steward would; an answer that would bring a pair together
    that cannot be one person is not given.
    """
    refused = set(persons.refused)
    asked = [
        one
        for one in verdicts
        if one.edge in refused or (one.zone == "steward" and one.weight >= likely_bits.get(one.guard, 0.0))
    ]
    likely = {one.edge for one in asked}
    apart = [
        one.edge
        for one in verdicts
        if one.zone != "auto" and one.guard in CONFLICTS and one.edge not in likely
    ]
    enemies: dict[int, set[int]] = {}
    for left, right in persons.labels.of(edges_of(apart)).tolist():
        enemies.setdefault(left, set()).add(right)
        enemies.setdefault(right, set()).add(left)
    sets = Sets()
    asked.sort(key=lambda one: (-one.weight, one.edge))
    members: dict[int, set[int]] = {}
    for left, right in persons.labels.of(edges_of([one.edge for one in asked])).tolist():
        a, b = sets.root(left), sets.root(right)
        own, other = members.get(a, {a}), members.get(b, {b})
        if a == b or any(not enemies.get(one, _NOBODY).isdisjoint(other) for one in own):
            continue
        sets.join(a, b)
        members[sets.root(a)] = own | other
    joined = np.array([sets.root(root) for root in persons.labels.roots.tolist()], dtype=np.int64)
    return Labels(persons.labels.nodes, joined)


_NOBODY: set[int] = set()


def _auto(verdicts: Sequence[PairVerdict], words: Sequence[HumanWord]) -> dict[Pair, PairVerdict]:
    """Return the automatic pairs of which no steward spoke."""
    decided = {word.pair for word in words if word.layer == "person"}
    return {one.edge: one for one in verdicts if one.zone == "auto" and one.edge not in decided}


def _said(words: Sequence[HumanWord], verdict: str) -> dict[Layer, list[Pair]]:
    return {
        layer: [word.pair for word in words if (word.layer, word.verdict) == (layer, verdict)]
        for layer in _LAYERS
    }
