"""A steward's word on a pair of signals. It outlives every model; `undo` gives the pair back to the rules."""

from typing import Literal

from sqlalchemy import Engine

from vroegeropaf.database import one, rows, run, step_lock
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage.grouping import Layer
from vroegeropaf.linkage.pairs import pair
from vroegeropaf.linkage.store import BY_RULES


def decide(
    engine: Engine,
    signal_ids: tuple[int, int],
    verdict: Literal["same", "different", "undo"],
    decided_by: str,
    reason: str = "",
    layer: Layer = "person",
    seen: int | None = None,
) -> int:
    """
    Record a decision, answer the open question of the pair, and mark both signals for the next linking.

    Returns
    -------
    int
        The decision's id; the standing one when the same person says the same again.

    Raises
    ------
    VroegEropafError
        ``link_pair_unknown`` when one of the signals does not exist or both are the same one;
        ``decided_by_reserved`` when the name is that of the rules; ``link_answered_before`` when the latest
        decision is another one than was seen.

    Notes
    -----
    `seen` is the id of the latest decision on the pair that the person saw, 0 when there was none, None when
    that does not matter. So a decision that came in between is not overruled unseen.
    """
    left, right = pair(*signal_ids)
    if decided_by == BY_RULES:
        raise VroegEropafError("decided_by_reserved", "a decision by a person needs that person's user name")
    with engine.begin() as db, step_lock(db, "link"):
        known = one(db, "linkage/signals_known", ids=[left, right])
        if left == right or known is None or known["signals"] != 2:
            raise VroegEropafError("link_pair_unknown", f"signals {left} and {right} are not a pair")
        standing = one(db, "linkage/latest_word", layer=layer, left=left, right=right)
        if standing and (standing["verdict"], standing["decided_by"]) == (verdict, decided_by):
            return int(standing["decision_id"])
        if seen is not None and seen != (standing["decision_id"] if standing else 0):
            raise VroegEropafError(
                "link_answered_before", f"signals {left} and {right} were decided on since"
            )
        word = {"layer": layer, "left": left, "right": right, "verdict": verdict}
        decision_id = int(
            rows(db, "linkage/add_word", **word, decided_by=decided_by, reason=reason)[0]["decision_id"]
        )
        if layer == "person":
            answer = None if verdict == "undo" else decision_id
            run(db, "linkage/answer_question", left=left, right=right, decision_id=answer)
        run(db, "linkage/unmark_linked", ids=[left, right])
        return decision_id
