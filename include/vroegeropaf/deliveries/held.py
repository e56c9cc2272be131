"""The clocks of held deliveries, found in the database: who is reminded, and what falls back by itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries import held_terms, review, words
from vroegeropaf.deliveries.store import Verdict
from vroegeropaf.errors import Attempts
from vroegeropaf.messages import compose, outbox
from vroegeropaf.messages.outbox import Message
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

STEP = "deliveries.held"
FALLBACK = "good_rows_only"
BY_TERM = "termijn"
REQUIRED_ACTIONS = "/required_actions?response_received=false"
# behind the name of the page, Airflow wants the whole path of what it shows in its frame
DELIVERY_PAGE = "/plugin/kwaliteit/vroegeropaf/kwaliteit/{delivery_id}"


def mark(engine: Engine, now: datetime) -> int:
    """Write down since when newly held deliveries wait; return how many. A second run changes nothing."""
    with engine.begin() as db:
        return database.run(db, "deliveries/mark_held", now=now)


def fall_back(engine: Engine, region: Region, now: datetime, hash_key: str) -> tuple[Verdict, ...]:
    """
    Load the good rows of held deliveries whose term passed an hour ago without an answer.

    Usually the question in Airflow does so at its term; this is for a question that Airflow lost. A file of a
    corporation that left the configuration waits on, until a person answers.

    Raises
    ------
    VroegEropafError
        ``fallback_failed`` with the ids that could not be applied; the others were.
    """
    applied = []
    attempts = Attempts()
    for held in _open(engine):
        if held["corporation"] not in region.parties.corporations:
            continue
        if not held_terms.is_overdue(held["held_at"], held["reason"], now, region.policy.review):
            continue
        with attempts.at(f"delivery {held['delivery_id']}"):
            applied.append(
                review.apply_answer(
                    engine, region, held["delivery_id"], FALLBACK, BY_TERM, now.date(), hash_key
                )
            )
    attempts.finish(
        "fallback_failed", "the term of a held delivery passed, but its good rows were not loaded"
    )
    return tuple(applied)


def remind(engine: Engine, region: Region, settings: Settings, now: datetime) -> int:
    """
    Queue the mails about deliveries that wait for an answer, once per delivery and person; return how many.

    The steward first, then the coordinator and the corporation. It goes through the outbox: a mail server
    that is down delays the mail, never the question.
    """
    with engine.begin() as db, database.step_lock(db, STEP):
        return sum(
            _tell(db, region, settings, held, audience)
            for held in database.rows(db, "deliveries/open_questions")
            for audience in held_terms.audiences(held["held_at"], now, region.policy.review)
        )


def _open(engine: Engine) -> list[RowMapping]:
    with engine.connect() as db:
        return database.rows(db, "deliveries/open_questions")


def _tell(db: Connection, region: Region, settings: Settings, held: RowMapping, audience: str) -> bool:
    key = f"held.{held['delivery_id']}.{audience}"
    if outbox.is_known(db, key):
        return False
    party = region.parties.corporations.get(held["corporation"])
    functions = region.parties.functions
    recipients: dict[str, str] = {"steward": functions.steward, "coordinator": functions.coordinator}
    if audience == "corporation":
        if party is None:  # it left the configuration: the coordinator was told
            return False
        template, recipient, more = "held_notice", str(party.contact_email), {}
    else:
        template, recipient, more = "held_reminder", recipients[audience], _links(settings, held)
        more |= {"audience": audience, "answer_by": _answer_by(held, region)}
    mail = compose.render(
        template,
        corporation=party.name if party else held["corporation"],
        kind=held["kind"],
        reference_on=held["reference_on"],
        held_at=held["held_at"],
        why=words.reason(held["reason"]),
        contact_email=functions.steward if audience == "corporation" else functions.coordinator,
        **more,
    )
    return outbox.queue(db, Message(key, "held_reminder", recipient, mail.subject, mail.text, mail.html))


def _answer_by(held: RowMapping, region: Region) -> datetime | None:
    return held_terms.answer_by(held["held_at"], held["reason"], region.policy.review)


def page_url(settings: Settings, delivery_id: int) -> str:
    """Return the address of a delivery's page inside Airflow, for who may look at it."""
    return settings.airflow_url.rstrip("/") + DELIVERY_PAGE.format(delivery_id=delivery_id)


def _links(settings: Settings, held: RowMapping) -> dict[str, Any]:
    return {
        "question_url": settings.airflow_url.rstrip("/") + REQUIRED_ACTIONS,
        "page_url": page_url(settings, held["delivery_id"]),
    }
