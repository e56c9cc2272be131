"""A steward's word that a held case may be visited: it stands, whatever later lists say of that reason."""

from sqlalchemy import Engine

from vroegeropaf.cases.events import add_events
from vroegeropaf.database import run, step_lock
from vroegeropaf.errors import VroegEropafError


def release_hold(engine: Engine, case_id: int, hold_reason: str, decided_by: str) -> None:
    """
    Offer a held case to the planner.

    Raises
    ------
    VroegEropafError
        ``case_not_held`` when the case is closed or not held for `hold_reason`.
    """
    with engine.begin() as db, step_lock(db, "cases"):
        if not run(db, "cases/release_hold", case_id=case_id, hold_reason=hold_reason):
            raise VroegEropafError("case_not_held", f"case {case_id} is not held for this reason")
        add_events(db, [(case_id, "hold_released", {"hold_reason": hold_reason, "decided_by": decided_by})])
