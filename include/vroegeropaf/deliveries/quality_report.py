"""Tells each corporation by mail, the same day, what became of its file. Finds its work in the database."""

from typing import Any

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries import profiles, quality_words
from vroegeropaf.errors import Attempts
from vroegeropaf.messages import compose, outbox
from vroegeropaf.messages.outbox import Message
from vroegeropaf.region import Region


def queue_reports(engine: Engine, region: Region) -> int:
    """
    Queue the report of every delivery whose sender has not heard of its present state; return how many.

    Mail and mark commit together, a delivery at a time: a kill loses nothing, a second run adds nothing.

    Raises
    ------
    VroegEropafError
        ``report_failed`` with the ids of deliveries whose report could not be composed; the next run tries
        them again, all others are queued.
    """
    with engine.connect() as db:
        due = [int(row["delivery_id"]) for row in database.rows(db, "deliveries/reports_due")]
    queued = 0
    attempts = Attempts()
    for delivery_id in due:
        with attempts.at(f"delivery {delivery_id}"), engine.begin() as db:
            queued += _report(db, region, delivery_id)
    attempts.finish("report_failed", "quality reports that are still to be made")
    return queued


def _report(db: Connection, region: Region, delivery_id: int) -> bool:
    """Report one delivery; False when another process did, or its sender heard of this state before."""
    facts = database.one(db, "deliveries/report_facts", delivery_id=delivery_id)
    if facts is None:
        return False
    is_new = outbox.queue(db, _message(db, region, facts))
    database.run(db, "deliveries/mark_reported", delivery_id=delivery_id, state=facts["state"])
    return is_new


def _message(db: Connection, region: Region, facts: RowMapping) -> Message:
    functions = region.parties.functions
    party = region.parties.corporations.get(facts["corporation"])
    # without a party its profile may be gone too: the canonical headers will do
    profile = profiles.load(region.config_dir, facts["corporation"]) if party else None
    delivery_id = facts["delivery_id"]
    found = quality_words.values(
        dict(facts),
        _dicts(db, "report_rules", delivery_id=delivery_id, first_lines=quality_words.FIRST_LINES),
        _dicts(db, "report_notices", delivery_id=delivery_id),
        profile,
    )
    mail = compose.render("quality_report", **found, contact_email=functions.steward)
    return Message(
        key=f"quality.{delivery_id}.{facts['state']}",
        kind="quality_report",
        # a party that left the configuration must not stop its file: the coordinator passes it on
        recipient=functions.coordinator if party is None else str(party.contact_email),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
    )


def _dicts(db: Connection, statement: str, **parameters: Any) -> list[dict[str, Any]]:
    return [{**row} for row in database.rows(db, f"deliveries/{statement}", **parameters)]
