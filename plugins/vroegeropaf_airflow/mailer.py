"""
The real Mailer: Airflow's SMTP connection, handing over ready messages.

Airflow's hook can only send one HTML part with file attachments; ours has text, HTML and calendar entries.
So a small subclass hands the hook our message at the place where it would build its own (a private method:
the provider is pinned, and a contract test with a real SMTP server says what must arrive).
"""

import contextlib
import ssl
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from airflow.providers.common.compat.sdk import AirflowException, AirflowNotFoundException
from airflow.providers.smtp.hooks.smtp import SmtpHook

from vroegeropaf.errors import ConfigurationError
from vroegeropaf.messages.mailer import (
    MailLoginRefused,
    MailOutcomeUnknown,
    MailRejected,
    MailUnreachable,
)

TIMEOUT_S = 30
TOO_LARGE = 552
CLOSING = 421


class ReadyMessageHook(SmtpHook):
    """Airflow's hook for one ready message to one recipient, tried once."""

    def __init__(self, smtp_conn_id: str) -> None:
        super().__init__(smtp_conn_id)
        self.has_content_gone_out = False
        self._ready: EmailMessage | None = None

    @property
    def smtp_retry_limit(self) -> int:
        """Never try again here: the hook would do so at once, for any error. The outbox has patience."""
        return 0

    @property
    def timeout(self) -> int:
        """At most the seconds that the outbox's lease counts on."""
        return min(super().timeout, TIMEOUT_S)

    def deliver(self, message: EmailMessage, recipient: str) -> None:
        """Send the message as it is."""
        self._ready = message
        self.has_content_gone_out = False
        sender = message["From"].addresses[0].addr_spec
        self.send_email_smtp(to=[recipient], subject="ready", html_content="ready", from_email=sender)

    def quit(self) -> None:
        """Take leave of the server; one that has gone already is fine."""
        client, self._smtp_client = self._smtp_client, None
        if client is not None:
            with contextlib.suppress(OSError):  # all errors of the SMTP client are OSErrors
                client.quit()
            client.close()

    def _build_mime_message(  # type: ignore[override]
        self, mail_from: str | None, to: list[str], *args: object, **kwargs: object
    ) -> tuple[EmailMessage, list[str]]:
        if self._ready is None:
            raise RuntimeError("deliver() is the only way in")
        return self._ready, to

    def _build_client(self) -> Any:
        """Return the client, with a look at its DATA command: only after it can the outcome be unknown."""
        client: Any = super()._build_client()
        send_content = client.data

        def data(content: str | bytes) -> Any:
            self.has_content_gone_out = True
            return send_content(content)

        client.data = data
        return client


class SmtpMailer:
    """
    Mailer over an Airflow connection; use it as a context manager.

    One connection serves all messages, as long as nothing goes wrong on it.

    Parameters
    ----------
    conn_id
        Airflow connection of type smtp. Plain test server: extra ``disable_ssl`` and ``disable_tls``; port
        587: ``disable_ssl``; port 465: ``disable_tls``.
    """

    def __init__(self, conn_id: str = "smtp_default") -> None:
        self.conn_id = conn_id
        self._hook: ReadyMessageHook | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection, if there is one."""
        hook, self._hook = self._hook, None
        if hook is not None:
            hook.quit()

    def probe(self) -> str:
        """Connect and log in without sending anything; say where, or raise what `send` would raise."""
        hook = self._connect()
        try:
            return f"{hook.host}:{hook.port} answers"
        finally:
            hook.quit()

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Hand one message over; see the protocol in ``vroegeropaf.messages.mailer``."""
        if self._hook is not None and self._sent_on_open_line(self._hook, message, recipient):
            return
        self._hook = self._connect()
        self._deliver(self._hook, message, recipient)

    def _sent_on_open_line(self, hook: ReadyMessageHook, message: EmailMessage, recipient: str) -> bool:
        """Return False when the open line proved dead before any content went out: try a new one."""
        try:
            self._deliver(hook, message, recipient)
        except MailRejected as refusal:
            if refusal.code in ("smtp_cut", f"smtp_{CLOSING}") and not hook.has_content_gone_out:
                return False
            raise
        return True

    def _deliver(self, hook: ReadyMessageHook, message: EmailMessage, recipient: str) -> None:
        try:
            hook.deliver(message, recipient)
        except OSError as error:  # all errors of the SMTP client are OSErrors
            self.close()
            raise judged(error, hook.has_content_gone_out) from None

    def _connect(self) -> ReadyMessageHook:
        hook = ReadyMessageHook(self.conn_id)
        try:
            hook.get_connection(self.conn_id)
        except AirflowNotFoundException:
            raise ConfigurationError(
                "smtp_connection_missing", f"There is no Airflow connection {self.conn_id}."
            ) from None
        try:
            hook.get_conn()
        except (OSError, AirflowException) as error:
            hook.quit()
            raise _not_connected(error) from None
        return hook


def judged(error: OSError, has_content_gone_out: bool) -> Exception:
    """
    Return what an error of the SMTP client means for the message.

    Parameters
    ----------
    error
        Raised while sending. Known by its attributes: ``smtp_code`` (an answer of the server) or
        ``recipients`` (answers by address). Without these the line broke.
    has_content_gone_out
        Whether the content was handed over, at least in part.
    """
    refused = getattr(error, "recipients", None)
    code = next(iter(refused.values()))[0] if refused else getattr(error, "smtp_code", None)
    if isinstance(code, int) and 400 <= code <= 599:
        is_permanent = code >= 500
        is_about_mail = bool(refused) or has_content_gone_out or code == TOO_LARGE
        if is_permanent and not is_about_mail:
            # The server refuses us or our sender: counted as refused mail, the whole outbox would fail.
            return MailLoginRefused("The mail server refuses our sender address or wants a login.")
        return MailRejected(permanent=is_permanent, code=f"smtp_{code}")
    if has_content_gone_out:
        return MailOutcomeUnknown()
    return MailRejected(permanent=False, code="smtp_cut")


def _not_connected(error: Exception) -> Exception:
    code = getattr(error, "smtp_code", None)
    is_refused = isinstance(code, int) and code >= 500
    if is_refused or isinstance(error, ssl.SSLCertVerificationError):
        return MailLoginRefused()
    return MailUnreachable()
