"""Whether the planner has work that nobody announced: a command or a page can wake no DAG."""

from datetime import datetime

from sqlalchemy import Engine

from vroegeropaf import database


def is_waiting(engine: Engine, now: datetime) -> bool:
    """Return whether leave, a lifted hold, or a visit that must not take place waits for the planner."""
    with engine.connect() as db:
        return bool(database.rows(db, "planning/waits", now=now)[0]["is_waiting"])
