"""Whether linkage has work that nobody announced: an answer on the portal can wake no DAG."""

from sqlalchemy import Engine

from vroegeropaf import database


def is_waiting(engine: Engine) -> bool:
    """Return whether a signal that changed lately still has to be linked as it is now."""
    with engine.connect() as db:
        found = database.one(db, "linkage/waits")
    return found is not None and bool(found["is_waiting"])
