"""What linkage reads and writes, in sets. Called inside the transaction of a step."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from vroegeropaf.database import rows, run
from vroegeropaf.linkage.blocks import Pair
from vroegeropaf.linkage.grouping import HumanWord, Layer

# decided_by of what no person decided.
BY_RULES = "rules"


def words(db: Connection, ids: Sequence[int]) -> list[HumanWord]:
    """Return the stewards' standing decisions on pairs of these signals, in the order of speaking."""
    found = rows(db, "linkage/standing_words", ids=list(ids), by_rules=BY_RULES)
    return [
        HumanWord(row["layer"], (row["left_signal_id"], row["right_signal_id"]), row["verdict"])
        for row in found
    ]


def memberships(db: Connection, layer: Layer, ids: list[int]) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Return per signal the present person (household) and those from before, oldest first."""
    current: dict[int, int] = {}
    former: dict[int, list[int]] = {}
    for row in rows(db, "linkage/memberships", ids=ids):
        entity = row[f"{layer}_id"]
        if row["is_current"]:
            current[row["signal_id"]] = entity
        else:
            former.setdefault(row["signal_id"], []).append(entity)
    return current, former


def open_entities(db: Connection, layer: Layer, count: int, now: datetime) -> list[int]:
    """Open `count` persons or households; return their ids ascending."""
    return sorted(row["entity_id"] for row in rows(db, f"linkage/open_{layer}s", count=count, now=now))


def write_aliases(db: Connection, layer: Layer, borne: Sequence[int], aliases: Mapping[int, int]) -> None:
    """Let merged ids point to the id that survived, and forget the alias of an id that is borne again."""
    run(db, f"linkage/drop_{layer}_aliases", borne=list(borne))
    if aliases:
        run(db, f"linkage/follow_{layer}_aliases", gone=list(aliases), kept=list(aliases.values()))
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


def write_linked(db: Connection, ids: list[int], version: str) -> None:
    """Remember in which shape these signals were linked."""
    run(db, "linkage/mark_linked", ids=ids, version=version)
