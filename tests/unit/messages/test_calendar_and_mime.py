"""Calendar entries and MIME: stable, private, parseable, and safe against header injection."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vroegeropaf.errors import ConfigurationError
from vroegeropaf.messages import mime, outbox
from vroegeropaf.messages.calendar import CalendarVisit, calendar
from vroegeropaf.messages.mailer import MailRejected

STAMP = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
START = datetime(2026, 3, 3, 9, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))


def visit(**more: Any) -> CalendarVisit:
    """Return a made-up visit."""
    values: dict[str, Any] = {
        "uid": "visit-1@vroegeropaf",
        "sequence": 0,
        "starts_at": START,
        "ends_at": START + timedelta(minutes=45),
        "summary": "Bezoek VE-000001, Nieuwegein",
        "description": "Dagdeel ochtend; zie de mail.",
    }
    return CalendarVisit(**{**values, **more})


def stored(**more: Any) -> mime.Stored:
    """Return a made-up outbox row."""
    values: dict[str, Any] = {
        "message_id": outbox.message_id("key"),
        "recipient": "team@x.example",
        "subject": "di 3 mrt: één bezoek",
        "text": "Zaak VE-000001\n",
        "html": "<p>Zaak VE-000001</p>",
        "queued_at": STAMP,
    }
    return mime.Stored(**{**values, **more})


def test_an_entry_is_private_in_utc_and_the_same_every_time() -> None:
    """Same input, same text; times in UTC, so that no time zone table travels along."""
    text = calendar([visit()], "PUBLISH", STAMP)
    assert text == calendar([visit()], "PUBLISH", STAMP)
    lines = text.splitlines()
    assert "DTSTART:20260303T083000Z" in lines
    assert "DTEND:20260303T091500Z" in lines
    assert "DTSTAMP:20260302T060000Z" in lines
    assert "CLASS:PRIVATE" in lines
    assert "METHOD:PUBLISH" in lines
    assert "VTIMEZONE" not in text


def test_a_cancellation_names_the_same_entry_with_a_higher_sequence() -> None:
    """CANCEL takes away what PUBLISH with the same UID put there."""
    parsed = icalendar.Calendar.from_ical(calendar([visit(sequence=1)], "CANCEL", STAMP))
    (entry,) = parsed.walk("VEVENT")
    assert str(parsed["method"]) == "CANCEL"
    assert (str(entry["uid"]), entry["sequence"], str(entry["status"])) == (
        "visit-1@vroegeropaf",
        1,
        "CANCELLED",
    )


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), min_size=1, max_size=4))
def test_no_text_can_break_an_entry(texts: list[str]) -> None:
    """Commas, semicolons, long lines and the like come back as they were, one entry a text."""
    visits = [visit(uid=f"u{number}@x", description=text) for number, text in enumerate(texts)]
    entries = icalendar.Calendar.from_ical(calendar(visits, "PUBLISH", STAMP)).walk("VEVENT")
    assert [str(entry["uid"]) for entry in entries] == [found.uid for found in visits]


def test_a_message_has_all_parts_and_headers() -> None:
    """Text and HTML as alternatives, the calendar beside them, and a header against automatic answers."""
    row = stored(calendar=calendar([visit()], "CANCEL", STAMP), calendar_method="CANCEL")
    content = mime.build(row, "Vroeg Eropaf <vroegeropaf@x.example>").as_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == row.message_id
    assert message["Date"].datetime == STAMP
    assert list(message.walk())[-1].get_param("method") == "CANCEL"
    assert content.isascii()
    assert max(len(line) for line in content.splitlines()) <= 998


def test_a_row_gives_the_same_bytes_every_time() -> None:
    """A second try is the same message, also in its boundaries."""
    row = stored(calendar=calendar([visit()], "PUBLISH", STAMP), calendar_method="PUBLISH")
    assert mime.build(row, "a@x.example").as_bytes() == mime.build(row, "a@x.example").as_bytes()


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        ("a@x.example, b@x.example", "recipient_invalid"),
        ("Jan <a@x.example>", "recipient_invalid"),
        ("a", "recipient_invalid"),
        ("", "recipient_invalid"),
        ("é@x.example", "recipient_invalid"),
        ("a@x.example\nBcc: b@x.example", "header_invalid"),
    ],
)
def test_only_one_plain_address_is_a_recipient(recipient: str, code: str) -> None:
    """A list, a name, or an injected header is refused for good, and the code shows nothing of it."""
    with pytest.raises(MailRejected) as refusal:
        mime.build(stored(recipient=recipient), "a@x.example")
    assert (refusal.value.permanent, refusal.value.code, str(refusal.value)) == (True, code, code)


@pytest.mark.parametrize("subject", ["x\nBcc: b@x.example", "x\r\nBcc: b@x.example", "x\rBcc: b"])
def test_a_line_break_in_the_subject_is_refused(subject: str) -> None:
    """Header injection is a permanent failure of that row."""
    with pytest.raises(MailRejected, match="header_invalid"):
        mime.build(stored(subject=subject), "a@x.example")


@pytest.mark.parametrize("sender", ["", "x", "a@x.example, b@x.example", "a@x.example\nBcc: b@x.example"])
def test_a_wrong_sender_is_a_configuration_error(sender: str) -> None:
    """It is told before any mail is touched."""
    with pytest.raises(ConfigurationError) as error:
        mime.check_sender(sender)
    assert error.value.code == "mail_from_invalid"


def test_a_good_sender_passes() -> None:
    """With or without a display name."""
    mime.check_sender("Vroeg Eropaf <vroegeropaf@x.example>")
    mime.check_sender("vroegeropaf@x.example")


def test_a_message_id_hides_its_key() -> None:
    """Stable, different per key, and readable for nobody."""
    assert outbox.message_id("a") == outbox.message_id("a") != outbox.message_id("b")
    assert "VE-000001" not in outbox.message_id("assignment/VE-000001")


def test_a_calendar_needs_its_method() -> None:
    """Half a calendar is a mistake of the caller, told at once."""
    with pytest.raises(ValueError, match="calendar"):
        outbox.Message("k", "test", "a@x.example", "s", "t", "h", calendar="BEGIN:VCALENDAR")


def test_a_picture_stands_beside_the_html_that_shows_it() -> None:
    """Inline with the Content-ID that the HTML names, the same bytes every time; no picture, no part."""
    row = stored(
        html=f'<img src="cid:{outbox.content_id(outbox.message_id("key"))}" alt="Kaartje">',
        calendar=calendar([visit()], "PUBLISH", STAMP),
        calendar_method="PUBLISH",
        picture=b"\x89PNG made up",
    )
    content = mime.build(row, "v@x.example").as_bytes()
    assert content == mime.build(row, "v@x.example").as_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/calendar",
    ]
    (picture,) = (part for part in message.walk() if part.get_content_type() == "image/png")
    assert picture.get_payload(decode=True) == b"\x89PNG made up"
    assert picture.get_content_disposition() == "inline"
    html = message.get_body(("html",))
    assert html is not None
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html.get_content()
    plain = email.message_from_bytes(mime.build(stored(), "v@x.example").as_bytes())
    assert not [part for part in plain.walk() if part.get_content_maintype() == "image"]
