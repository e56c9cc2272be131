"""
Empty the outbox: claim a mail, send it, write down how it went.

Each step has its own transaction, so a kill at any line loses nothing: a claimed mail whose process died is
claimed again when its lease is over. The price is at most one extra copy per kill or cut line, with the
same Message-ID. Several drains may run at once.
"""

import logging
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf import database
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.messages import mime
from vroegeropaf.messages.mailer import Mailer, MailOutcomeUnknown, MailRejected
from vroegeropaf.messages.retry import Answer, Next, after
from vroegeropaf.policy import Mail
from vroegeropaf.region import Region

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DrainReport:
    """
    Counts of one run.

    `retrying` will be tried again later, `failed` needs people, `aborted` was no longer wanted; `waiting`
    is all that is still on its way out, of this run or not.
    """

    sent: int
    retrying: int
    failed: int
    aborted: int
    waiting: int


def drain(
    engine: Engine, region: Region, mailer: Mailer, mail_from: str, limit: int | None = None
) -> DrainReport:
    """
    Send what is due, the oldest first.

    Parameters
    ----------
    engine
        The product's database.
    region
        For the waiting times and caps in its policy.
    mailer
        The way out.
    mail_from
        Sender of all mail.
    limit
        Greatest number of mails in this run; never more than the policy's ``max_per_run``.

    Raises
    ------
    TransientError, PermanentError, ConfigurationError
        The server cannot be reached, or refuses our login. What went out is written down, the rest stays
        queued and no try is counted.
    """
    mime.check_sender(mail_from)
    policy = region.policy.mail
    cap = policy.max_per_run if limit is None else min(limit, policy.max_per_run)
    tally: Counter[str] = Counter()
    with engine.connect() as db:
        try:
            while tally.total() < cap:
                state = _next_mail(db, policy, mailer, mail_from)
                if state is None:
                    break
                tally[state] += 1
        finally:
            report = _report(db, tally)
            log.info("outbox drained: %s", report)
    return report


def _next_mail(db: Connection, policy: Mail, mailer: Mailer, mail_from: str) -> str | None:
    """Handle the next mail that is due and return its new state; None when there is none."""
    with db.begin():
        row = database.one(db, "messages/claim", lease_s=policy.lease_s, max_attempts=policy.max_attempts)
    if row is None:
        return None
    if row["state"] != "inflight":
        return str(row["state"])
    try:
        answer, code = _try(row, mailer, mail_from)
    except VroegEropafError as fault:
        with db.begin():
            database.run(
                db,
                "messages/release",
                outbox_id=row["outbox_id"],
                attempts=row["attempts"],
                last_error=fault.code,
            )
        raise
    outcome = after(answer, row["attempts"], row["is_outcome_unknown"], policy)
    _mark(db, row, outcome, code)
    return outcome.state


def _try(row: RowMapping, mailer: Mailer, mail_from: str) -> tuple[Answer, str | None]:
    try:
        message = mime.build(_stored(row), mail_from)
        mailer.send(message, row["recipient"])
    except MailRejected as refusal:
        return (Answer.REFUSED if refusal.permanent else Answer.LATER), refusal.code
    except MailOutcomeUnknown as unknown:
        return Answer.UNKNOWN, unknown.code
    return Answer.TAKEN, None


def _stored(row: RowMapping) -> mime.Stored:
    if row["body_text"] is None or row["body_html"] is None:
        raise MailRejected(permanent=True, code="body_purged")
    return mime.Stored(
        message_id=row["message_id"],
        recipient=row["recipient"],
        subject=row["subject"],
        text=row["body_text"],
        html=row["body_html"],
        queued_at=row["queued_at"],
        calendar=row["calendar"],
        calendar_method=row["calendar_method"],
        picture=row["picture"],
    )


def _mark(db: Connection, row: RowMapping, outcome: Next, code: str | None) -> None:
    if code is not None:
        log.warning("mail %d: %s on try %d, now %s", row["outbox_id"], code, row["attempts"], outcome.state)
    with db.begin():
        database.run(
            db,
            "messages/mark",
            outbox_id=row["outbox_id"],
            attempts=row["attempts"],
            state=outcome.state,
            wait_minutes=outcome.wait_minutes,
            is_outcome_unknown=outcome.is_outcome_unknown,
            last_error=code,
        )


def _report(db: Connection, tally: Counter[str]) -> DrainReport:
    with db.begin():
        waiting = database.rows(db, "messages/waiting")[0]["waiting"]
    return DrainReport(
        sent=tally["sent"],
        retrying=tally["queued"],
        failed=tally["failed"],
        aborted=tally["aborted"],
        waiting=waiting,
    )
