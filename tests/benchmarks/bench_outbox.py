"""Outbox: mails that wait in the database go to a real SMTP server on this machine."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from benchmarks import measure

MAILS = 100
RUNS = 3
SENDER = "vroegeropaf@example.org"


def drain_smtp(run: int, urls: list[str], port: int) -> measure.Work:
    """Drain the outbox through the Airflow connection."""
    from vroegeropaf_airflow.mailer import SmtpMailer

    def send(drain: Callable[[Any], Any]) -> Any:
        with SmtpMailer() as mailer:
            return drain(mailer)

    return _drain(urls[run], send)


def drain_file(run: int, urls: list[str], folder: str) -> measure.Work:
    """Drain the outbox to a mailer that only writes one line a mail to disk."""
    from support.mailer import FileMailer

    return _drain(urls[run], lambda drain: drain(FileMailer(Path(folder) / f"mails-{run}")))


def _drain(url: str, send: Callable[[Callable[[Any], Any]], Any]) -> measure.Work:
    from benchmarks import made

    from vroegeropaf.database import connect
    from vroegeropaf.messages import outbox
    from vroegeropaf.messages.drain import drain
    from vroegeropaf.settings import Settings

    engine = connect(Settings(database_url=url))
    with engine.begin() as db:
        for message in _messages():
            outbox.queue(db, message)
    region = made.example_region()
    return measure.Work(
        lambda: send(lambda mailer: drain(engine, region, mailer, SENDER)),
        lambda report: {"sent": report.sent},
    )


def _messages() -> Iterator[Any]:
    """Yield day plans of a usual size: text, a page of about 8 kB, four calendar entries."""
    from datetime import UTC, datetime, timedelta

    from vroegeropaf.messages.calendar import CalendarVisit, calendar
    from vroegeropaf.messages.outbox import Message

    day = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)
    for number in range(MAILS):
        visits = [
            CalendarVisit(
                f"visit-{number}-{i}@vroegeropaf",
                0,
                day + timedelta(hours=i),
                day + timedelta(hours=i, minutes=45),
                f"Bezoek VE-{number:06}",
                "Dagdeel ochtend",
            )
            for i in range(4)
        ]
        lines = [f"Zaak VE-{number:06}: bezoek {i} om {9 + i}.00 uur, één huishouden" for i in range(4)]
        yield Message(
            key=f"bench/{number}",
            kind="bench",
            recipient=f"team-{number}@vroegeropaf.example",
            subject=f"di 17 mrt: vier bezoeken ({number})",
            text="\n".join(lines) + "\n",
            html='<html lang="nl"><body>'
            + "".join(f"<p>{line}</p>" for line in lines * 32)
            + "</body></html>",
            calendar=calendar(visits, "PUBLISH", day),
            calendar_method="PUBLISH",
        )


def bare(run: int, port: int) -> measure.Work:
    """Say the same mails to the same server over one plain line, made ready before, without a database."""
    from datetime import UTC, datetime

    from vroegeropaf.messages import mime

    ready = []
    for message in _messages():
        stored = mime.Stored(
            message_id=f"<{message.key}@bench>",
            recipient=message.recipient,
            subject=message.subject,
            text=message.text,
            html=message.html,
            queued_at=datetime(2026, 3, 16, 8, 0, tzinfo=UTC),
            calendar=message.calendar,
            calendar_method=message.calendar_method,
        )
        ready.append((message.recipient, mime.build(stored, SENDER).as_bytes()))
    return measure.Work(lambda: _say(port, ready), lambda sent: {"sent": sent})


def _say(port: int, mails: list[tuple[str, bytes]]) -> int:
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as answers:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def say(words: bytes, code: bytes) -> None:
            line.sendall(words)
            while (answer := answers.readline())[3:4] == b"-":
                pass
            if not answer.startswith(code):
                raise OSError("the server said no")

        say(b"", b"220")
        say(b"EHLO bench\r\n", b"250")
        for recipient, content in mails:
            say(f"MAIL FROM:<{SENDER}>\r\n".encode(), b"250")
            say(f"RCPT TO:<{recipient}>\r\n".encode(), b"250")
            say(b"DATA\r\n", b"354")
            say(content.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n", b"250")
        say(b"QUIT\r\n", b"221")
    return len(mails)


@pytest.fixture
def smtp_port() -> Iterator[int]:
    """The port of an SMTP server in a process of its own, that takes all mail and keeps none."""
    from vroegeropaf.local.ports import free_port

    port = free_port()
    command = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    server = subprocess.Popen([sys.executable, *command])
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port)):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the SMTP server did not start")


def test_drain(
    tmp_path: Path,
    databases: Callable[[int], list[str]],
    server_pid: int,
    smtp_port: int,
    report: Callable[[measure.Figure], None],
) -> None:
    """Mails a second from a durable outbox to an SMTP server, one connection; and without that server."""
    extra = {"disable_ssl": True, "disable_tls": True}
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": smtp_port, "extra": extra}
    env = {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(connection),
        "PATH": os.environ["PATH"],
    }
    product, filed, floor = measure.side_by_side(
        1,
        partial(
            measure.in_child,
            drain_smtp,
            RUNS,
            1,
            env,
            server_pid,
            urls=databases(RUNS + 1),
            port=smtp_port,
        ),
        partial(
            measure.in_child,
            drain_file,
            RUNS,
            1,
            None,
            server_pid,
            urls=databases(RUNS + 1),
            folder=str(tmp_path),
        ),
        partial(measure.in_child, bare, RUNS, 1, port=smtp_port),
    )
    facts = {
        "mails": MAILS,
        "sent": int(product.fact("sent")),
        "server cpu s": product.median("server_cpu_s"),
    }

    def a_second(seconds: float) -> float:
        return MAILS / seconds

    what = "bare SMTP over one socket"
    report(measure.timed("drain by SMTP", "mails a s", product, (what, floor), a_second, facts))
    report(measure.timed("drain to a file", "mails a s", filed, (what, floor), a_second))
