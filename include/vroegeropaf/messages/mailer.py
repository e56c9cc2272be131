"""The one way out for mail: a small protocol, and what a sender may say when it did not work."""

from email.message import EmailMessage
from typing import Protocol

from vroegeropaf.errors import PermanentError, TransientError


class MailRejected(Exception):
    """
    The mail server said no to this one message, and did not keep it.

    Parameters
    ----------
    permanent
        True for a 5xx answer: trying again does not help. False for 4xx, and for a line that was cut before
        the content went out.
    code
        Short code without personal data, e.g. ``smtp_550`` or ``smtp_cut``.
    """

    def __init__(self, permanent: bool, code: str) -> None:
        super().__init__(code)
        self.permanent = permanent
        self.code = code


class MailOutcomeUnknown(Exception):
    """The line broke after the content went out: the server may have kept the message (RFC 1047)."""

    code = "smtp_outcome_unknown"


class MailUnreachable(TransientError):
    """No connection with the mail server: nothing was offered, everything can wait."""

    def __init__(
        self, message: str = "The mail server cannot be reached; the mail waits in the outbox."
    ) -> None:
        super().__init__("smtp_unreachable", message)


class MailLoginRefused(PermanentError):
    """The mail server refuses our login or our way of connecting: people must mend the connection."""

    def __init__(self, message: str = "The mail server refuses the login; check the connection.") -> None:
        super().__init__("smtp_login_refused", message)


class Mailer(Protocol):
    """Sends one ready message to one recipient; returning means that the server has taken it over."""

    def send(self, message: EmailMessage, recipient: str) -> None:
        """
        Hand one message over.

        Raises
        ------
        MailRejected, MailOutcomeUnknown
            About this message only; the next one may be tried.
        MailUnreachable, MailLoginRefused
            About all messages; nothing was offered.
        """
