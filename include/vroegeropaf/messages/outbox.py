"""
The outbox: mail is queued in the transaction that causes it, as the text that will be sent.

Kinds that are looked at again just before sending, because what they are about may be over by then:
``assignment``, ``reminder``, ``escalation``, ``form_missing``, ``follow_up`` (see
``include/sql/messages/claim.sql``). All others always go.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection

from vroegeropaf import database

MESSAGE_ID_DOMAIN = "vroegeropaf.internal"


@dataclass(frozen=True)
class Message:
    """
    One mail to one recipient.

    Parameters
    ----------
    key
        Says what the mail is about, once and for all, e.g. ``assignment/houten/2026-03-03/1``. The same key
        is never queued twice.
    kind
        Short code, e.g. ``assignment``, ``call_off``, ``reminder``, ``escalation``, ``quality_report``.
    calendar, calendar_method
        Calendar entries and ``PUBLISH`` or ``CANCEL``; both or neither.
    picture
        PNG that the HTML shows as ``cid:`` and `content_id` of the key.
    case_id, visit_ids
        What the mail is bound to, for the look just before sending.
    """

    key: str
    kind: str
    recipient: str
    subject: str
    text: str
    html: str
    calendar: str | None = None
    calendar_method: str | None = None
    picture: bytes | None = None
    case_id: int | None = None
    visit_ids: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if (self.calendar is None) != (self.calendar_method is None):
            raise ValueError("calendar and calendar_method belong together")


def message_id(key: str) -> str:
    """Return the Message-ID of a key: the same for every try, so that a second copy can be recognised."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{MESSAGE_ID_DOMAIN}>"


def content_id(of_message: str) -> str:
    """Return how the HTML of the message with this Message-ID names its picture, after ``cid:``."""
    return f"picture.{of_message.strip('<>')}"


def queue(db: Connection, message: Message) -> bool:
    """Queue a message in the caller's transaction; False when its key was queued before."""
    queued = database.run(
        db,
        "messages/queue",
        message_key=message.key,
        kind=message.kind,
        recipient=message.recipient,
        subject=message.subject,
        body_text=message.text,
        body_html=message.html,
        calendar=message.calendar,
        calendar_method=message.calendar_method,
        picture=message.picture,
        case_id=message.case_id,
        visit_ids=list(message.visit_ids),
        message_id=message_id(message.key),
    )
    return queued == 1


def is_known(db: Connection, key: str) -> bool:
    """Return whether a message with this key was queued before."""
    found = database.one(db, "messages/is_known", message_key=key)
    return found is not None and bool(found["is_known"])
