"""What linkage reads and writes, in sets. Called inside the transaction of a step."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from vroegeropaf.database import rows, run
from vroegeropaf.linkage.grouping import HumanWord, Layer
from vroegeropaf.linkage.pairs import Pair, PairVerdict

# decided_by of what no person decided.
BY_RULES = "rules"


def words(db: Connection, ids: Sequence[int]) -> list[HumanWord]:
    """Return the stewards' standing decisions on pairs of these signals, in the order of speaking."""
    found = rows(db, "linkage/standing_words", ids=list(ids), by_rules=BY_RULES)
    return [
        HumanWord(row["layer"], (row["left_signal_id"], row["right_signal_id"]), row["verdict"])
        for row in found
    ]


def scores(db: Connection, ids: Sequence[int]) -> list[PairVerdict]:
    """Return what earlier runs thought of pairs of these signals; separate pairs are not kept."""
    found = rows(db, "linkage/standing_scores", ids=list(ids))
    return [PairVerdict(*row.values()) for row in found]


def write_scores(
    db: Connection,
    fresh: Sequence[int],
    verdicts: Sequence[PairVerdict],
    parts: Mapping[Pair, Any],
    prior_bits: float,
    version: str,
) -> None:
    """Replace the scores of all pairs with a fresh signal in them; the prior is the first part."""
    run(db, "linkage/forget_scores", ids=list(fresh))
    prior = {"field": "prior", "level": "pool", "bits": round(prior_bits, 3), "tf_bits": 0.0}
    records = [
        {
            **{"left_id": one.left, "right_id": one.right, "zone": one.zone, "rule": one.rule},
            **{"guard": one.guard, "weight": one.weight, "parts": [prior, *parts.get(one.edge, [])]},
        }
        for one in verdicts
    ]
    if records:
        run(db, "linkage/add_scores", records=json.dumps(records), version=version)


def founded(db: Connection, layer: Layer, ids: Sequence[int]) -> dict[int, int]:
    """Return the persons or households that were opened for these signals."""
    found = rows(db, f"linkage/founded_{layer}s", ids=list(ids))
    return {row["signal_id"]: row["entity_id"] for row in found}


def open_entities(db: Connection, layer: Layer, founders: Sequence[int], now: datetime) -> dict[int, int]:
    """Open a person or household for each of these signals; return their ids."""
    opened = rows(db, f"linkage/open_{layer}s", founders=list(founders), now=now)
    return {row["signal_id"]: row["entity_id"] for row in opened}


def require_own(db: Connection, layer: Layer, names: Sequence[int], ids: Sequence[int]) -> None:
    """
    Raise before anything is committed when a signal that was not looked at bears one of these ids.

    It would become one person, or one household, with strangers.
    """
    if rows(db, f"linkage/bearers_of_{layer}s", entities=list(names), ids=list(ids)):
        raise AssertionError(f"a {layer} would get members that were not grouped with it")


def write_aliases(db: Connection, layer: Layer, borne: Sequence[int], aliases: Mapping[int, int]) -> None:
    """Let ids point to the one that their signal's group bears; an id that is borne is no alias."""
    run(db, f"linkage/drop_{layer}_aliases", borne=[*borne, *aliases])
    if aliases:
        run(db, f"linkage/add_{layer}_aliases", gone=list(aliases), kept=list(aliases.values()))


def write_members(db: Connection, members: Sequence[tuple[int, int, int]], now: datetime) -> None:
    """Close the rows of signals that moved to another person or household, and write the present ones."""
    signals, persons, households = (list(column) for column in zip(*members, strict=True))
    places = {"signals": signals, "persons": persons, "households": households, "now": now}
    run(db, "linkage/close_members", **places)
    run(db, "linkage/add_members", **places)


def write_links(
    db: Connection, ids: list[int], links: Mapping[tuple[Layer, Pair], str], version: str
) -> None:
    """Append what the rules now hold, and an undo for what they no longer hold; a steward's word stays."""
    standing = {
        (row["layer"], (row["left_signal_id"], row["right_signal_id"])): row["is_by_rules"]
        for row in rows(db, "linkage/standing_links", ids=ids, by_rules=BY_RULES)
    }
    added = [
        (layer, edge, "same", rule) for (layer, edge), rule in links.items() if (layer, edge) not in standing
    ]
    undone = [
        (layer, edge, "undo", "no_longer_holds")
        for (layer, edge), is_by_rules in standing.items()
        if is_by_rules and (layer, edge) not in links
    ]
    decisions = sorted(added + undone)
    if decisions:
        run(
            db,
            "linkage/add_decisions",
            layers=[layer for layer, _, _, _ in decisions],
            lefts=[edge[0] for _, edge, _, _ in decisions],
            rights=[edge[1] for _, edge, _, _ in decisions],
            verdicts=[verdict for _, _, verdict, _ in decisions],
            rules=[rule for _, _, _, rule in decisions],
            version=version,
            by_rules=BY_RULES,
        )


def write_questions(db: Connection, ids: list[int], questions: Mapping[Pair, str]) -> int:
    """Ask what is to be asked, withdraw open questions that answered themselves; return how many are new."""
    asked = {
        "lefts": [left for left, _ in questions],
        "rights": [right for _, right in questions],
        "guards": list(questions.values()),
    }
    run(db, "linkage/withdraw_questions", ids=ids, lefts=asked["lefts"], rights=asked["rights"])
    return run(db, "linkage/ask_questions", **asked) if questions else 0


def write_linked(db: Connection, versions: Mapping[int, str]) -> None:
    """Remember in which shape, and by what, these signals were linked."""
    run(db, "linkage/mark_linked", ids=list(versions), versions=list(versions.values()))
