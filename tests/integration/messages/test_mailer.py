"""The real Mailer against a real SMTP server: what arrives, and what every kind of fault is called."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest

from vroegeropaf.errors import ConfigurationError
from vroegeropaf.messages import mime
from vroegeropaf.messages.calendar import CalendarVisit, calendar
from vroegeropaf.messages.mailer import (
    MailLoginRefused,
    MailOutcomeUnknown,
    MailRejected,
    MailUnreachable,
)
from vroegeropaf_airflow.mailer import ReadyMessageHook, SmtpMailer, _not_connected

SENDER = "Vroeg Eropaf Coördinatie <vroegeropaf@example.org>"
DAY = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)


def message(recipient: str, **more: Any) -> EmailMessage:
    """Return a mail with all three parts."""
    visit = CalendarVisit(
        "visit-1@vroegeropaf", 0, DAY, DAY.replace(hour=9), "Bezoek VE-000001", "Dagdeel ochtend"
    )
    stored = mime.Stored(
        message_id="<abc@vroegeropaf.internal>",
        recipient=recipient,
        subject="di 3 mrt: één bezoek",
        text="Zaak VE-000001 €\n.\nEen regel met alleen een punt erboven",
        html="<html lang='nl'><p>" + "é" * 2000 + "</p></html>",
        queued_at=DAY,
        calendar=calendar([visit], "PUBLISH", DAY),
        calendar_method="PUBLISH",
    )
    return mime.build(stored, SENDER)


def test_what_arrives_is_text_html_and_calendar(relay: Any) -> None:
    """Contract with the provider: the message arrives as built, the envelope has the bare address."""
    with SmtpMailer() as mailer:
        mailer.send(message("team@x.example"), "team@x.example")
    ((envelope_to, content),) = relay.kept
    (arrived,) = relay.messages()
    assert envelope_to == "team@x.example"
    assert [part.get_content_type() for part in arrived.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert arrived["From"].addresses[0].addr_spec == "vroegeropaf@example.org"
    assert arrived["Subject"] == "di 3 mrt: één bezoek"
    assert arrived["Message-ID"] == "<abc@vroegeropaf.internal>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Date"].datetime == DAY
    text, page, entries = [part for part in arrived.walk() if not part.is_multipart()]
    assert text.get_content().splitlines()[1] == "."
    assert "é" * 2000 in page.get_content()
    assert entries.get_param("method") == "PUBLISH"
    parsed = icalendar.Calendar.from_ical(entries.get_content())
    assert [str(event["uid"]) for event in parsed.walk("VEVENT")] == ["visit-1@vroegeropaf"]
    assert content.isascii()


def test_one_connection_serves_many_mails(relay: Any) -> None:
    """A run does not log in again for every mail."""
    with SmtpMailer() as mailer:
        for number in range(3):
            mailer.send(message(f"t{number}@x.example"), f"t{number}@x.example")
    assert len(relay.kept) == 3
    assert relay.connections == 1


@pytest.mark.parametrize(
    ("act", "permanent", "code"),
    [
        ("451", False, "smtp_451"),
        ("554", True, "smtp_554"),
        ("data_451", False, "smtp_451"),
        ("cut", False, "smtp_cut"),
    ],
)
def test_a_no_is_about_this_mail_only(relay: Any, act: str, permanent: bool, code: str) -> None:
    """4xx and a cut before the content are temporary, 5xx is not, and the next mail goes out as usual."""
    relay.script["bad@x.example"] = [act]
    with SmtpMailer() as mailer:
        with pytest.raises(MailRejected) as refusal:
            mailer.send(message("bad@x.example"), "bad@x.example")
        mailer.send(message("good@x.example"), "good@x.example")
    assert (refusal.value.permanent, refusal.value.code) == (permanent, code)
    assert [recipient for recipient, _ in relay.kept] == ["good@x.example"]


def test_a_cut_after_the_content_is_an_unknown_outcome(relay: Any) -> None:
    """The server kept the mail but never said so: that is neither sent nor refused."""
    relay.script["team@x.example"] = ["kept_then_cut"]
    with SmtpMailer() as mailer, pytest.raises(MailOutcomeUnknown):
        mailer.send(message("team@x.example"), "team@x.example")
    assert len(relay.kept) == 1


@pytest.mark.parametrize("act", ["cut", "421"])
def test_a_line_that_died_between_two_mails_is_opened_again(relay: Any, act: str) -> None:
    """A server that hangs up on an idle or long line costs no waiting: nothing had gone out on it."""
    relay.script["second@x.example"] = [act]
    with SmtpMailer() as mailer:
        mailer.send(message("first@x.example"), "first@x.example")
        mailer.send(message("second@x.example"), "second@x.example")
    assert [recipient for recipient, _ in relay.kept] == ["first@x.example", "second@x.example"]
    assert relay.connections == 2


def test_a_probe_connects_and_sends_nothing(relay: Any) -> None:
    """For the doctor: where the server is, without a mail."""
    assert SmtpMailer().probe().endswith("answers")
    assert (relay.connections, relay.kept) == (0, [])


def test_a_refused_sender_stops_the_run(relay: Any) -> None:
    """When the server refuses us, no mail may be counted as refused."""
    relay.refuses_sender = True
    with SmtpMailer() as mailer, pytest.raises(MailLoginRefused):
        mailer.send(message("team@x.example"), "team@x.example")


@pytest.mark.usefixtures("no_relay")
def test_a_server_that_is_down_is_unreachable() -> None:
    """Nobody listens: a transient error with a stable code."""
    with SmtpMailer() as mailer, pytest.raises(MailUnreachable) as error:
        mailer.send(message("team@x.example"), "team@x.example")
    assert error.value.code == "smtp_unreachable"


def test_a_missing_connection_is_a_configuration_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator hears the name of the connection."""
    from airflow.providers.common.compat.sdk import AirflowNotFoundException

    def missing(conn_id: str) -> None:
        raise AirflowNotFoundException("not defined")

    monkeypatch.setattr(ReadyMessageHook, "get_connection", staticmethod(missing))
    with SmtpMailer("smtp_nowhere") as mailer, pytest.raises(ConfigurationError, match="smtp_nowhere"):
        mailer.send(message("team@x.example"), "team@x.example")


@pytest.mark.parametrize(
    ("code", "expected"), [(535, MailLoginRefused), (454, MailUnreachable), (None, MailUnreachable)]
)
def test_a_refused_login_is_for_people_and_the_rest_for_patience(
    code: int | None, expected: type[Exception]
) -> None:
    """535 will not go away by itself; 454 and a timeout may."""
    error = OSError("made up")
    if code is not None:
        error.smtp_code = code  # type: ignore[attr-defined]
    assert type(_not_connected(error)) is expected


def test_no_answer_of_the_server_reaches_our_exceptions(relay: Any) -> None:
    """A server may repeat the address in its answer; our error shows a code only, without a cause."""
    relay.script["secret.name@x.example"] = ["554"]
    with SmtpMailer() as mailer, pytest.raises(MailRejected) as refusal:
        mailer.send(message("secret.name@x.example"), "secret.name@x.example")
    assert "secret" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__
