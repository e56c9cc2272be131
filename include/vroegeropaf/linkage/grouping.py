"""Persons and households from verdicts and earlier decisions: what follows, what is asked. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vroegeropaf.linkage.blocks import Pair, pair
from vroegeropaf.linkage.cleaning import CleanRow
from vroegeropaf.linkage.cluster import MAX_AUTO_MEMBERS, Clustering, cluster
from vroegeropaf.linkage.households import ties
from vroegeropaf.linkage.rules import RETURNING
from vroegeropaf.linkage.scorer import PairVerdict

Layer = Literal["person", "household"]


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
        Groups of signal ids; every person lies within one household.
    links
        Automatic links that were followed, per layer and pair with their rule.
    questions
        Pairs for a steward, each with the guard that fired.
    """

    persons: list[tuple[int, ...]]
    households: list[tuple[int, ...]]
    links: dict[tuple[Layer, Pair], str]
    questions: dict[Pair, str]


def group(rows: Sequence[CleanRow], verdicts: Sequence[PairVerdict], words: Sequence[HumanWord]) -> Grouping:
    """Return persons and households of `rows`; `words` are in the order in which they were spoken."""
    ids = sorted(row.signal_id for row in rows)
    same = {
        layer: [word.pair for word in words if (word.layer, word.verdict) == (layer, "same")]
        for layer in _LAYERS
    }
    different = {
        layer: [word.pair for word in words if (word.layer, word.verdict) == (layer, "different")]
        for layer in _LAYERS
    }
    decided = {word.pair for word in words if word.layer == "person"}
    auto = {(v.left, v.right): v for v in verdicts if v.zone == "auto" and (v.left, v.right) not in decided}
    returning = sorted(edge for edge, verdict in auto.items() if verdict.rule == RETURNING)
    by_rules = [edge for edge, verdict in auto.items() if verdict.rule != RETURNING]
    doubtful = [(v.left, v.right) for v in verdicts if v.zone != "auto"]
    persons = cluster(
        ids, same["person"] + returning, by_rules, doubtful, different["person"], MAX_AUTO_MEMBERS
    )
    bonds = {edge: rule for edge, rule in ties(rows).items() if edge not in same["household"]}
    households = _households(persons, same["household"], bonds, different["household"])
    person_of = {signal: members[0] for members in persons.groups for signal in members}
    links: dict[tuple[Layer, Pair], str] = {
        ("person", edge): verdict.rule
        for edge, verdict in auto.items()
        if person_of[edge[0]] == person_of[edge[1]]
    }
    door_of = {person: members[0] for members in households.groups for person in members}
    links |= {
        ("household", edge): rule
        for edge, rule in bonds.items()
        if door_of[person_of[edge[0]]] == door_of[person_of[edge[1]]]
    }
    return Grouping(
        persons=persons.groups,
        households=_spread(households.groups, persons.groups),
        links=links,
        questions=_questions(rows, verdicts, persons, person_of, different["person"]),
    )


_LAYERS: tuple[Layer, ...] = ("person", "household")


def _households(
    persons: Clustering, same: Collection[Pair], bonds: Mapping[Pair, str], different: Collection[Pair]
) -> Clustering:
    """Cluster persons, each under its smallest signal id: a household never cuts through a person."""
    person_of = {signal: members[0] for members in persons.groups for signal in members}

    def lifted(edges: Collection[Pair]) -> list[Pair]:
        pairs = (pair(person_of[a], person_of[b]) for a, b in edges)
        return list(dict.fromkeys(edge for edge in pairs if edge[0] != edge[1]))

    nodes = [members[0] for members in persons.groups]
    return cluster(nodes, lifted(same), lifted(bonds), different=lifted(different))


def _spread(
    households: Sequence[tuple[int, ...]], persons: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    members = {person[0]: person for person in persons}
    return [
        tuple(sorted(signal for person in household for signal in members[person]))
        for household in households
    ]


def _questions(
    rows: Sequence[CleanRow],
    verdicts: Sequence[PairVerdict],
    persons: Clustering,
    person_of: Mapping[int, int],
    different: Collection[Pair],
) -> dict[Pair, str]:
    """Ask once per two persons, about their earliest pair, and only when one of the two signals is open."""
    is_open = {row.signal_id: row.is_open for row in rows}
    asked: dict[Pair, str] = dict.fromkeys(persons.refused, "doubtful_chain")
    asked |= {(v.left, v.right): v.guard for v in verdicts if v.zone == "steward"}
    answered = {pair(person_of[a], person_of[b]) for a, b in different}
    questions: dict[Pair, str] = {}
    for edge in sorted(asked):
        two = pair(person_of[edge[0]], person_of[edge[1]])
        if two[0] != two[1] and two not in answered and (is_open[edge[0]] or is_open[edge[1]]):
            answered.add(two)
            questions[edge] = asked[edge]
    return questions
