"""Whether linkage has work that nobody announced: an answer on the portal or a page can wake no DAG."""

from sqlalchemy import Engine

from vroegeropaf import database


def is_waiting(engine: Engine) -> bool:
    """Return whether a signal that changed lately, or a steward's word on it, still has to be linked."""
    with engine.connect() as db:
        return any(
            database.rows(db, name)[0]["is_waiting"] for name in ("linkage/waits", "linkage/words_wait")
        )
