"""Leave of team members: entered by people, read by the planner."""

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
    if member not in teams.members:
        raise VroegEropafError("leave_invalid", f"nobody is called {member} in teams.yaml")
    if day_part is not None and day_part not in teams.day_parts:
        raise VroegEropafError("leave_invalid", f"{day_part} is not a day part of teams.yaml")
    if to_on < from_on:
        raise VroegEropafError("leave_invalid", "the last day of leave lies before the first")
    return bool(
        database.run(
            db,
            "planning/enter_leave",
            member=member,
            from_on=from_on,
            to_on=to_on,
            day_part=day_part,
            entered_by=entered_by,
        )
    )


def leave_between(db: Connection, from_on: date, to_on: date) -> list[Leave]:
    """Return all leave that touches these days."""
    return [Leave(**row) for row in database.rows(db, "planning/leave_between", from_on=from_on, to_on=to_on)]
