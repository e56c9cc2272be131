"""A row of the outbox as the message that goes over the line: text, HTML, picture, calendar. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from vroegeropaf.errors import ConfigurationError
from vroegeropaf.messages.mailer import MailRejected
from vroegeropaf.messages.outbox import content_id

# Only ASCII on the line: relays that rewrite 8-bit content would break a signature and a calendar entry.
LINE = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Stored:
    """What the outbox holds of one mail; every try of a row gives the same message, byte for byte."""

    message_id: str
    recipient: str
    subject: str
    text: str
    html: str
    queued_at: datetime
    calendar: str | None = None
    calendar_method: str | None = None
    picture: bytes | None = None


def build(stored: Stored, mail_from: str) -> EmailMessage:
    """
    Return the message of an outbox row.

    Parameters
    ----------
    stored
        The row.
    mail_from
        Sender, with or without a display name.

    Raises
    ------
    MailRejected
        Permanent: the row has no single valid recipient, or a line break in a header (header injection).
    """
    message = EmailMessage(policy=LINE)
    try:
        message["From"] = mail_from
        message["To"] = stored.recipient
        message["Subject"] = stored.subject
        message["Message-ID"] = stored.message_id
    except ValueError:
        raise MailRejected(permanent=True, code="header_invalid") from None
    if not _is_one_address(message, stored.recipient):
        raise MailRejected(permanent=True, code="recipient_invalid")
    message["Date"] = format_datetime(stored.queued_at)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = "nl"
    message.set_content(stored.text, cte="quoted-printable")
    message.add_alternative(stored.html, subtype="html", cte="quoted-printable")
    if stored.picture is not None:
        _show(message, stored.picture, stored.message_id)
    if stored.calendar is not None:
        message.add_attachment(
            stored.calendar,
            subtype="calendar",
            filename="bezoeken.ics",
            params={"method": stored.calendar_method or "PUBLISH"},
            cte="quoted-printable",
        )
    _fix_boundaries(message)
    return message


def _show(message: EmailMessage, picture: bytes, message_id: str) -> None:
    """Put the picture beside the HTML that shows it (RFC 2387), not among the attachments."""
    for part in message.iter_parts():
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            part.add_related(
                picture,
                "image",
                "png",
                cid=f"<{content_id(message_id)}>",
                filename="kaartje.png",
                disposition="inline",
            )


def check_sender(mail_from: str) -> None:
    """Refuse a sender that would make every mail fail: ConfigurationError."""
    message = EmailMessage(policy=LINE)
    try:
        message["From"] = mail_from
    except ValueError:
        raise ConfigurationError("mail_from_invalid", "VROEGEROPAF_MAIL_FROM has a line break.") from None
    header = message["From"]
    if len(header.addresses) != 1 or header.defects or not header.addresses[0].domain:
        raise ConfigurationError("mail_from_invalid", "VROEGEROPAF_MAIL_FROM is not one mail address.")


def _fix_boundaries(message: EmailMessage) -> None:
    """Derive the boundaries from the Message-ID: random ones would make every try another message."""
    for depth, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{depth}_{message['Message-ID'].strip('<>').partition('@')[0]}")


def _is_one_address(message: EmailMessage, recipient: str) -> bool:
    addresses: tuple[Address, ...] = message["To"].addresses
    if len(addresses) != 1 or message["To"].defects:
        return False
    address = addresses[0]
    return address.addr_spec == recipient and bool(address.domain) and recipient.isascii()
