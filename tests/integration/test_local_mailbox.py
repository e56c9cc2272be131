"""The local mailbox: keeps every mail byte for byte, and shows it without running or loading anything."""

import asyncio
import sys
from datetime import UTC, datetime
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest
from starlette.testclient import TestClient

from vroegeropaf.local import mailbox, ports
from vroegeropaf.local.mailbox_page import create_app, split_links, with_pictures
from vroegeropaf.local.processes import ChildProcess, wait_until

LINK = "http://127.0.0.1:8090/b/geheim?x=1&y=2"


def mail(recipient: str = "team@example.org", subject: str = "Bezoek één") -> EmailMessage:
    """Make a mail as ours are: text, HTML and a calendar entry."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "vroegeropaf@example.org", recipient, subject
    message["Message-ID"] = f"<{subject.encode().hex()}@example.org>"
    message.set_content(f"Zaak 17 <b>\nVul in: {LINK}.\n")
    message.add_alternative("<p>Zaak</p><script>alert(1)</script><img src='http://else/x'>", subtype="html")
    message.add_alternative(
        "BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar", params={"method": "REQUEST"}
    )
    return message


def send(port: int, message: EmailMessage) -> None:
    """Hand a mail over by SMTP."""
    asyncio.run(aiosmtplib.send(message, hostname="127.0.0.1", port=port, start_tls=False))


@pytest.fixture
def page(tmp_path):
    """The page over a folder with two mails."""
    for number, recipient in enumerate(("team@example.org", "andere@example.org"), start=1):
        now = datetime(2026, 3, 2, 7, number, tzinfo=UTC)
        mailbox.keep(tmp_path, mail(recipient, f"Bezoek {number}").as_bytes(), now)
    with TestClient(create_app(tmp_path), base_url="http://127.0.0.1:8025") as client:
        yield client


def test_every_mail_is_kept_in_order(tmp_path):
    """What SMTP said yes to is on disk, in order, with all its parts; nothing half is left behind."""
    with mailbox.LocalMailbox(tmp_path / "mail") as box:
        for subject in ("een", "twee", "drie"):
            send(box.smtp_port, mail(subject=subject))
        found = box.messages()
    assert [one["Subject"] for one in found] == ["een", "twee", "drie"]
    kinds = [part.get_content_type() for part in found[0].iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert {path.suffix for path in (tmp_path / "mail").iterdir()} == {".eml"}
    assert not ports.answers(box.smtp_port)


def test_same_mail_twice_is_two_files(tmp_path):
    """A copy is never hidden by its original: mails that come in the same instant are all kept."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert len({mailbox.keep(tmp_path, b"Subject: x\n\n", now) for _ in range(3)}) == 3


def test_no_room_means_try_again_later(tmp_path):
    """When the mail cannot be stored the sender is told to try again, not that it was accepted."""
    with mailbox.LocalMailbox(tmp_path / "mail") as box:
        (tmp_path / "mail").rmdir()
        with pytest.raises(aiosmtplib.SMTPDataError) as caught:
            send(box.smtp_port, mail())
    assert caught.value.code == 452


def test_list_is_newest_first_and_can_be_filtered(page):
    """All mails stand in the list with Dutch local time; a recipient can be chosen."""
    text = page.get("/").text
    assert text.index("Bezoek 2") < text.index("Bezoek 1")
    assert "02-03-2026 08:01:00" in text
    assert '<html lang="nl">' in text
    only = page.get("/", params={"aan": "team@example.org"}).text
    assert "Bezoek 1" in only
    assert "Bezoek 2" not in only


def test_one_mail_shows_text_calendar_and_a_locked_frame(page, tmp_path):
    """Text is escaped with working links, HTML stands in a frame where nothing works, the source is had."""
    path = mailbox.mail_files(tmp_path)[0]
    shown = page.get(f"/bericht/{path.name}")
    assert "Zaak 17 &lt;b&gt;" in shown.text
    assert f'href="{LINK.replace("&", "&amp;")}"' in shown.text
    assert "BEGIN:VCALENDAR" in shown.text
    assert '<iframe sandbox=""' in shown.text
    assert "<script>" not in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    part = page.get(f"/bericht/{path.name}/html")
    assert "<p>Zaak</p>" in part.text
    policy = part.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox;" in policy
    assert page.get(f"/bericht/{path.name}/bron").content == path.read_bytes()


def test_page_gives_nothing_but_mails(page, tmp_path):
    """Other files, paths that lead out and strange host names get nothing."""
    (tmp_path.parent / "secret.eml").write_text("x")
    (tmp_path / "notes.eml").write_text("x")
    for name in ("notes.eml", "..%2Fsecret.eml", "20260302T070100000000Z-1-000009.eml"):
        assert page.get(f"/bericht/{name}").status_code == 404
    assert page.get("/", headers={"host": "evil.example"}).status_code == 400
    assert page.post("/").status_code == 405


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("geen", []),
        ("zie http://a.nl/x.", ["http://a.nl/x"]),
        ("(https://a.nl/b?c=d)", ["https://a.nl/b?c=d"]),
        ("javascript:alert(1) http://a.nl http://b.nl", ["http://a.nl", "http://b.nl"]),
    ],
)
def test_links_in_text(text, links):
    """Only web addresses become links, without the sentence's punctuation, and no character is lost."""
    pieces = split_links(text)
    assert [piece for piece, is_link in pieces if is_link] == links
    assert "".join(piece for piece, _ in pieces) == text


def test_runs_as_a_child(tmp_path):
    """As a program of its own it takes mail and shows it, and ends when it is told to."""
    chosen = ports.free_ports({"smtp": 0, "http": 0})
    command = [sys.executable, "-m", "vroegeropaf.local.mailbox", "--folder", str(tmp_path / "mail")]
    command += ["--smtp-port", str(chosen["smtp"]), "--http-port", str(chosen["http"])]
    with ChildProcess("mailbox", command, log=tmp_path / "log") as child:
        wait_until(lambda: all(map(ports.answers, chosen.values())), [child], timeout_s=20)
        send(chosen["smtp"], mail(subject="hallo"))
        assert "hallo" in httpx.get(f"http://127.0.0.1:{chosen['http']}/").text
        child.stop(grace_s=5)
    assert not any(map(ports.answers, chosen.values()))


def test_a_picture_of_a_mail_shows_in_the_window() -> None:
    """A Content-ID becomes the picture itself: the window may load nothing."""
    message = EmailMessage()
    message.set_content("kaart")
    message.add_alternative('<img src="cid:een@x">', subtype="html")
    html = message.get_body(("html",))
    assert html is not None
    html.add_related(b"png", "image", "png", cid="<een@x>")
    assert with_pictures('<img src="cid:een@x">', message) == '<img src="data:image/png;base64,cG5n">'
