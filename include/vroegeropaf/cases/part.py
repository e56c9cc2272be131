"""Part cases that were joined, when the link between their households was undone."""

from sqlalchemy import Connection

from vroegeropaf.cases.events import add_events
from vroegeropaf.database import rows, run


def part_cases(db: Connection) -> set[int]:
    """
    Give every case whose household stands alone again its own life back; return the cases that changed.

    Notes
    -----
    What was made for a case goes back with it: attempts and outcomes of its own visits. What was made for the
    case that lived on stays there; that one opens again when its outcome turns out to be the other's. Which
    signals, terms and arrival are whose follows from the households, so that is left to the update itself.
    """
    found = rows(db, "cases/parted_cases")
    if not found:
        return set()
    parted = {row["case_id"]: row["into_case_id"] for row in found}
    case_ids, into_case_ids = list(parted), list(parted.values())
    run(db, "cases/return_attempts", case_ids=case_ids)
    run(db, "cases/return_outcomes", case_ids=case_ids)
    went = rows(
        db,
        "cases/return_signals",
        case_ids=case_ids,
        into_case_ids=into_case_ids,
        household_ids=[row["household_id"] for row in found],
    )
    states = rows(db, "cases/part_cases", case_ids=case_ids)
    settled = [row["case_id"] for row in states if row["close_reason"] == "outcome"]
    of_settled = [parted[case_id] for case_id in settled]
    run(db, "cases/note_returned_outcomes", case_ids=settled, into_case_ids=of_settled)
    bereft = rows(db, "cases/reopen_without_outcome", case_ids=sorted(set(into_case_ids)))
    reopened = [row["case_id"] for row in states if row["close_reason"] is None]
    add_events(
        db,
        [(row["case_id"], "signal_moved", {"signal_id": row["signal_id"]}) for row in went]
        + [(case_id, "parted", {"from_case_id": parted[case_id]}) for case_id in case_ids]
        + [(case_id, "reopened", {"reason": "merge_undone"}) for case_id in reopened]
        + [(row["case_id"], "reopened", {"reason": "merge_undone"}) for row in bereft],
    )
    return {*case_ids, *(row["case_id"] for row in (*went, *bereft))}
