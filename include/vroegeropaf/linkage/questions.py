"""Questions to the steward that are put off: "later" is an answer too, for a working day."""

from datetime import datetime

from sqlalchemy import Engine

from vroegeropaf import workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.database import run, step_lock
from vroegeropaf.errors import VroegEropafError


def later(now: datetime, working_days: int) -> datetime:
    """Return the same time of the day, so many Dutch working days on."""
    local = now.astimezone(AMSTERDAM)
    return datetime.combine(workdays.add(local.date(), working_days), local.timetz())


def postpone(
    engine: Engine, signal_ids: tuple[int, int], postponed_by: str, now: datetime, working_days: int
) -> datetime:
    """
    Put the open question of a pair off: to the end of the list, and nobody is reminded of it until then.

    Returns
    -------
    datetime
        Until when.

    Raises
    ------
    VroegEropafError
        ``link_answered_before`` when the pair has no open question (any more).
    """
    left, right = sorted(signal_ids)
    until = later(now, working_days)
    with engine.begin() as db, step_lock(db, "link"):
        if not run(db, "linkage/postpone_question", left=left, right=right, until=until, by=postponed_by):
            raise VroegEropafError(
                "link_answered_before", f"signals {left} and {right} have no open question"
            )
    return until
