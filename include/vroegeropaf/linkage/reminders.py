"""Mails about questions that wait for the steward: one a working day for all of them, never one per pair."""

from datetime import date, datetime

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf import database, workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import held_terms
from vroegeropaf.messages import compose, outbox
from vroegeropaf.messages.outbox import Message
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

STEP = "linkage.reminders"
# behind the name of the page, Airflow wants the whole path of what it shows in its frame
PAGE = "/plugin/koppelingen/vroegeropaf/koppelingen"
READERS = ("steward", "coordinator")


def remind(engine: Engine, region: Region, settings: Settings, now: datetime) -> int:
    """
    Queue the mails of the day about questions that wait too long; return how many.

    The steward hears after some hours, the coordinator too after a working day, each at most once a working
    day. What was put off does not count until its term is over. Without an answer the rows stay apart.
    """
    today = now.astimezone(AMSTERDAM).date()
    if not workdays.is_workday(today):
        return 0
    with engine.begin() as db:
        waiting = database.rows(db, "linkage/questions_waiting", now=now)[0]
        if not waiting["questions"]:
            return 0
        told = held_terms.audiences(now - waiting["longest"], now, region.policy.review)
        with database.step_lock(db, STEP):
            return sum(
                _tell(db, region, settings, waiting, reader, today, now)
                for reader in READERS
                if reader in told
            )


def _tell(
    db: Connection,
    region: Region,
    settings: Settings,
    waiting: RowMapping,
    reader: str,
    today: date,
    now: datetime,
) -> bool:
    key = f"link_questions.{today.isoformat()}.{reader}"
    if outbox.is_known(db, key):
        return False
    functions = region.parties.functions
    recipients: dict[str, str] = {"steward": functions.steward, "coordinator": functions.coordinator}
    mail = compose.render(
        "link_questions",
        audience=reader,
        questions=waiting["questions"],
        oldest_at=now - waiting["longest"],
        page_url=settings.airflow_url.rstrip("/") + PAGE,
        contact_email=functions.coordinator,
    )
    return outbox.queue(
        db, Message(key, "link_reminder", recipients[reader], mail.subject, mail.text, mail.html)
    )
