"""Appending to the history of cases: codes, dates and counts, never personal data."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from vroegeropaf.database import run


def add_events(db: Connection, events: Sequence[tuple[int, str, dict[str, Any]]]) -> None:
    """Append events, each a case id, a kind and its detail, in their order."""
    if events:
        records = [{"case_id": case_id, "kind": kind, "detail": detail} for case_id, kind, detail in events]
        run(db, "cases/add_events", records=json.dumps(records, default=str))
