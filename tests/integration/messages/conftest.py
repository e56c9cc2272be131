"""A real SMTP server that can be told to misbehave, and an Airflow connection to it."""

import email
import email.policy
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, text

from vroegeropaf.messages import outbox
from vroegeropaf.region import Region


@dataclass
class Relay:
    """
    Keeps what it takes over. `script` says per recipient what to do on each next try.

    ``451`` or ``554``: that answer to RCPT; ``data_451``: that answer to the content; ``kept_then_cut``:
    keeps the mail and cuts the line without an answer; ``cut``: cuts the line at RCPT; ``sender_550``:
    refuses the sender.
    """

    script: dict[str, list[str]] = field(default_factory=dict)
    kept: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    refuses_sender: bool = False

    def messages(self) -> list[EmailMessage]:
        """Return the kept mails, parsed."""
        return [
            email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
            for _, content in self.kept
        ]

    def message_ids(self) -> list[str]:
        """Return the Message-ID of every copy that was kept."""
        return [str(message["Message-ID"]) for message in self.messages()]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_sender:
            return "550 5.7.1 sender refused"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        todo = self.script.get(address, [])
        if todo and todo[0] in ("451", "554", "421"):
            return f"{todo.pop(0)} no"
        if todo and todo[0] == "cut":
            todo.pop(0)
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        todo = self.script.get(envelope.rcpt_tos[0], [])
        act = todo.pop(0) if todo else "keep"
        if act == "data_451":
            return "451 later"
        self.kept.append((envelope.rcpt_tos[0], bytes(envelope.content or b"")))
        if act == "kept_then_cut":
            server.transport.abort()
        return "250 taken"


def _connection(port: int) -> str:
    extra = {"disable_ssl": True, "disable_tls": True}
    return json.dumps({"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": extra})


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """A running SMTP server behind the Airflow connection ``smtp_default``."""
    handler = Relay()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", _connection(port))
    yield handler
    controller.stop()


@pytest.fixture
def no_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the connection at a port where nobody listens."""
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", _connection(9))


@pytest.fixture
def quick_region(region: Region) -> Region:
    """The example region with a lease of one second and no waiting between tries."""
    mail = region.policy.mail.model_copy(
        update={"lease_s": 1, "retry_after_minutes": (0,), "max_attempts": 4}
    )
    return replace(region, policy=region.policy.model_copy(update={"mail": mail}))


@pytest.fixture
def put(database: Engine) -> Callable[..., str]:
    """Queue a small mail and return its Message-ID."""

    def put_one(recipient: str, key: str | None = None, **more: Any) -> str:
        message = outbox.Message(
            key=key or f"test/{recipient}",
            kind=more.pop("kind", "test"),
            recipient=recipient,
            subject=more.pop("subject", "di 3 mrt: één bezoek"),
            text="Zaak VE-000001 é\n",
            html='<html lang="nl"><p>Zaak VE-000001 é</p></html>',
            **more,
        )
        with database.begin() as db:
            outbox.queue(db, message)
        return outbox.message_id(message.key)

    return put_one


@pytest.fixture
def outbox_rows(database: Engine) -> Callable[[], dict[str, Any]]:
    """Return the outbox rows by recipient."""

    def read() -> dict[str, Any]:
        with database.begin() as db:
            found = db.execute(text("select * from core.outbox order by outbox_id")).mappings().all()
        return {row["recipient"]: row for row in found}

    return read
