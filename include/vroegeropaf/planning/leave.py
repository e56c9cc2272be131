"""Leave of team members: entered by people, read by the planner."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.planning.shifts import Leave
from vroegeropaf.planning.teams import Teams


def enter_leave(
    db: Connection,
    teams: Teams,
    member: str,
    from_on: date,
    to_on: date,
    day_part: str | None,
    entered_by: str,
) -> bool:
    """
    Enter leave of one member; False when just this leave was entered before.

    Parameters
    ----------
    db
        A connection in the caller's transaction.
    teams
        The content of teams.yaml, which knows the members.
    member
        Staff code.
    from_on, to_on
        First and last day, both included.
    day_part
        ``ochtend``, ``middag`` or ``avond``; None is the whole day.
    entered_by
        User who enters it.

    Raises
    ------
    VroegEropafError
        Code ``leave_invalid``.
    """
    leave = Leave(member, from_on, to_on, day_part)
    _check(leave, teams)
    return bool(database.run(db, "planning/enter_leave", **asdict(leave), entered_by=entered_by))


def withdraw_leave(
    db: Connection,
    member: str,
    from_on: date,
    to_on: date,
    day_part: str | None,
    withdrawn_by: str,
) -> None:
    """
    Take back leave that was entered with just these days and day part.

    The next plan may use the freed shifts. What the leave called off stays called off: its team was told so,
    and the case was planned anew.

    Raises
    ------
    VroegEropafError
        Code ``leave_invalid`` when there is no such leave, or it was taken back before.
    """
    leave = Leave(member, from_on, to_on, day_part)
    if not database.run(db, "planning/withdraw_leave", **asdict(leave), withdrawn_by=withdrawn_by):
        raise VroegEropafError("leave_invalid", f"{member} has no leave from {from_on} to {to_on} like that")


def _check(leave: Leave, teams: Teams) -> None:
    if leave.member not in teams.members:
        raise VroegEropafError("leave_invalid", f"nobody is called {leave.member} in teams.yaml")
    if leave.day_part is not None and leave.day_part not in teams.day_parts:
        raise VroegEropafError("leave_invalid", f"{leave.day_part} is not a day part of teams.yaml")
    if leave.to_on < leave.from_on:
        raise VroegEropafError("leave_invalid", "the last day of leave lies before the first")


def leave_between(db: Connection, from_on: date, to_on: date) -> list[Leave]:
    """Return all leave that holds and touches these days."""
    return [Leave(**row) for row in database.rows(db, "planning/leave_between", from_on=from_on, to_on=to_on)]
