"""Record what came of a visit: an attempt always, an outcome when someone was reached or the law says so."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from vroegeropaf.cases.end_results import (
    ATTEMPT_KINDS,
    DAY_PARTS,
    END_RESULTS,
    NO_CONTACT,
    NO_PILOT_OUTCOME,
    PILOT_OUTCOMES,
)
from vroegeropaf.cases.events import add_events
from vroegeropaf.database import one, rows, run, step_lock
from vroegeropaf.errors import VroegEropafError


@dataclass(frozen=True)
class Result:
    """What a team says of a visit, checked by `check`."""

    kind: str
    is_reached: bool
    day_part: str
    attempted_on: date
    end_result: str | None
    pilot_outcome: str | None


def check(result: Result, today: date) -> None:
    """
    Refuse a result that cannot be.

    Raises
    ------
    VroegEropafError
        ``result_value_unknown`` for a code outside its list, ``attempt_in_future``, ``outcome_incomplete``
        for a pilot outcome without end result, ``outcome_without_contact`` when nobody was reached and the
        end result needs contact, ``contact_without_outcome`` when someone was and the end result denies it.

    Notes
    -----
    "Not at home" is an attempt, never an outcome (national exchange model, and our choice).
    """
    for value, known in (
        (result.kind, ATTEMPT_KINDS),
        (result.day_part, DAY_PARTS),
        (result.end_result, (None, *END_RESULTS)),
        (result.pilot_outcome, (None, *PILOT_OUTCOMES)),
    ):
        if value not in known:
            raise VroegEropafError("result_value_unknown", "a code of the result is not in its list")
    if result.attempted_on > today:
        raise VroegEropafError("attempt_in_future", f"the attempt lies after {today}")
    has_pilot_outcome = result.pilot_outcome not in (None, NO_PILOT_OUTCOME)
    if result.end_result is None:
        if has_pilot_outcome:
            raise VroegEropafError("outcome_incomplete", "a pilot outcome needs an end result beside it")
        return
    if not result.is_reached and (END_RESULTS[result.end_result].needs_contact or has_pilot_outcome):
        raise VroegEropafError(
            "outcome_without_contact", "this end result needs contact and nobody was reached"
        )
    if result.is_reached and result.end_result == NO_CONTACT:
        raise VroegEropafError("contact_without_outcome", "someone was reached: choose another end result")


def record_attempt(
    db: Connection,
    visit_id: int,
    kind: str,
    is_reached: bool,
    day_part: str,
    attempted_on: date,
    recorded_by: str,
    submission_key: str,
    end_result: str | None,
    pilot_outcome: str | None,
    today: date,
) -> None:
    """
    Record the result of a visit in the caller's transaction; the same key again changes nothing.

    A further submission for the same visit is a correction: the latest holds, and a case whose outcome is
    taken back by it opens again.

    Parameters
    ----------
    db
        Connection inside a transaction.
    visit_id
        The visit; a case that was joined into another gives way to that one.
    kind, day_part, end_result, pilot_outcome
        Codes of ``cases.end_results``; without `end_result` the case goes on.
    is_reached
        Whether someone was spoken to.
    attempted_on, today
        Day of the visit and of the submission, Europe/Amsterdam.
    recorded_by
        The team.
    submission_key
        Names this submission: a replay is known by it.

    Raises
    ------
    VroegEropafError
        ``visit_unknown``, ``visit_superseded``, ``no_contact_too_early`` (nobody at home for the first time
        is no end of a case), and what `check` raises.
    """
    result = Result(kind, is_reached, day_part, attempted_on, end_result, pilot_outcome)
    check(result, today)
    with step_lock(db, "cases"):
        known = one(db, "cases/submission_known", submission_key=submission_key)
        if known is not None and known["is_known"]:
            return
        case_id = _case_of(db, visit_id, result)
        attempt_id = _store(db, case_id, visit_id, result, recorded_by, submission_key, today)
        run(db, "cases/finish_visit", visit_id=visit_id)
        events: list[tuple[int, str, dict[str, Any]]] = [
            (case_id, "attempt_recorded", {"attempt_id": attempt_id, "is_reached": is_reached})
        ]
        if end_result is not None:
            if run(db, "cases/close_with_outcome", case_id=case_id, today=today):
                events.append((case_id, "closed", {"reason": "outcome", "end_result": end_result}))
        elif run(db, "cases/reopen_without_outcome", case_ids=[case_id]):
            events.append((case_id, "reopened", {"reason": "outcome_taken_back"}))
        add_events(db, events)


def _case_of(db: Connection, visit_id: int, result: Result) -> int:
    """Return the case that the result counts for."""
    visit = one(db, "cases/visit_for_result", visit_id=visit_id)
    if visit is None:
        raise VroegEropafError("visit_unknown", f"there is no visit {visit_id}")
    if visit["state"] == "superseded":
        raise VroegEropafError("visit_superseded", f"visit {visit_id} was replanned before it was sent")
    case_id = int(visit["case_id"])
    if result.end_result == NO_CONTACT:
        earlier = one(db, "cases/earlier_unreached", case_id=case_id, visit_id=visit_id)
        if earlier is None or not earlier["visits"]:
            raise VroegEropafError(
                "no_contact_too_early", f"case {case_id} had no earlier visit without contact"
            )
    return case_id


def _store(
    db: Connection,
    case_id: int,
    visit_id: int,
    result: Result,
    recorded_by: str,
    submission_key: str,
    today: date,
) -> int:
    """Store the attempt, and the outcome if there is one; return the attempt's id."""
    by: dict[str, Any] = {"case_id": case_id, "recorded_by": recorded_by, "submission_key": submission_key}
    added = rows(
        db,
        "cases/add_attempt",
        **by,
        visit_id=visit_id,
        kind=result.kind,
        attempted_on=result.attempted_on,
        day_part=result.day_part,
        is_reached=result.is_reached,
    )
    attempt_id = int(added[0]["attempt_id"])
    if result.end_result is not None:
        run(
            db,
            "cases/add_outcome",
            **by,
            attempt_id=attempt_id,
            end_result=result.end_result,
            pilot_outcome=result.pilot_outcome or NO_PILOT_OUTCOME,
            today=today,
        )
    return attempt_id
