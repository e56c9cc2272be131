"""The demo on the live stack: six SFTP inboxes to visits, mails, escalations and an outcome."""

import re
import signal
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from support.demo import run_demo

from vroegeropaf.local.mailbox import mail_files, read_mail
from vroegeropaf.local.ports import free_port
from vroegeropaf.local.postgres import LocalPostgres
from vroegeropaf.local.report import PROMISED
from vroegeropaf.local.sample.people import MARKER_WORDS
from vroegeropaf.local.secrets import load_or_make
from vroegeropaf.local.stack import forget

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("stack")]


@pytest.fixture(scope="module")
def mails(told) -> list[EmailMessage]:
    """All delivered mails."""
    return [read_mail(path) for path in mail_files(told.state_dir / "mail")]


@pytest.fixture(scope="module")
def server(told):
    """The demo's own Postgres, started again to be looked at."""
    postgres = LocalPostgres(
        told.state_dir,
        free_port(),
        load_or_make(told.state_dir).postgres_passwords,
        told.state_dir / "logs" / "postgres.log",
    )
    postgres.start()
    yield postgres
    postgres.stop()


def subjects(mails: list[EmailMessage], recipient: str) -> list[str]:
    """Return the subjects of the mails to one recipient, oldest first."""
    return [str(mail["Subject"]) for mail in mails if recipient in str(mail["To"])]


def test_the_demo_keeps_its_promises(told):
    """Exit 0, and every count of the report is what the story promised."""
    assert told.exit_code == 0, told.output
    assert told.counts == PROMISED


@pytest.mark.parametrize(
    ("count", "at_least"),
    [
        ("late", 1),
        ("refused", 1),
        ("held", 1),
        ("open_questions", 1),
        ("rejected_rows", 1),
        ("persons_at_two_corporations", 1),
        ("households_of_more_persons", 1),
        ("visits_sent", 1),
        ("visits_called_off", 1),
        ("escalations_b10", 1),
        ("escalations_b5", 1),
        ("escalations_b2", 1),
        ("reminders", 1),
        ("quality_reports", 1),
        ("feedback_files", 1),
        ("outcomes", 1),
    ],
)
def test_each_chapter_of_the_story_is_there(told, count, at_least):
    """Late, refused, held, shared persons, households, called off, all steps, an outcome: none is empty."""
    assert told.counts[count] >= at_least


def test_nothing_happens_twice(told):
    """All DAGs again and a file delivered again add no row; no mail arrived twice."""
    assert told.counts["added_by_second_run"] == 0
    assert told.counts["mails_twice"] == 0
    assert told.counts["mails_delivered"] == told.counts["mails_sent"]


def test_the_right_people_got_mail(mails):
    """Teams their days and a called-off visit, WIL and owners their cases, stewards what waits too long."""
    assert any("Dagplanning" in subject for subject in subjects(mails, "team-houten@"))
    assert any("vervalt" in subject for subject in subjects(mails, "team-vianen@"))
    for person in ("gegevens@", "coordinator@"):
        assert any("wacht op" in subject for subject in subjects(mails, person))
    assert any("nog niemand bereikt" in subject for subject in subjects(mails, "teamleider@wil"))
    assert any("uitstel" in subject for subject in subjects(mails, "huurincasso@mitros"))


def test_each_sender_hears_what_became_of_its_file(mails):
    """Loaded in part, refused and then loaded, held and still looked at; late and then loaded."""
    told = {
        code: subjects(mails, f"@{code}") for code in ("provides", "jutphaaswonen", "portaal", "lekstede")
    }
    assert told["provides"] == ["Uw lijst van vr 20 nov: 14 rijen verwerkt, 3 niet"]
    assert sorted(told["portaal"]) == [
        "Uw lijst van vr 20 nov: we kijken er nog naar",
        "We kijken nog naar uw lijst van vr 20 nov",
    ]
    assert "Uw lijst van vr 20 nov: we konden het bestand niet verwerken" in told["jutphaaswonen"]
    assert "Uw lijst van ma 23 nov: verwerkt, dank u wel" in told["jutphaaswonen"]
    assert "Uw lijst van vr 20 nov is er nog niet" in told["lekstede"]
    assert "Uw lijst van ma 23 nov: verwerkt, dank u wel" in told["lekstede"]


def test_each_sender_finds_its_own_references_in_out(told):
    """Received and rejected rows by line and number; no name or amount, and no row of anybody else."""
    sftp = told.state_dir / "sftp"
    [provides] = (sftp / "provides" / "out").iterdir()
    lines = provides.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 17
    assert sum('"ONTVANGEN"' in line for line in lines) == 14
    assert sum('"";"";"AFGEKEURD";"objection"' in line for line in lines) == 1
    assert not (sftp / "portaal" / "out").exists() or not list((sftp / "portaal" / "out").iterdir())
    for path in sftp.glob("*/out/*"):
        text = path.read_text(encoding="utf-8-sig")
        assert not any(word in text for word in MARKER_WORDS)
        prefix = path.parts[-3][:2].upper()
        assert all(f'"{prefix}' in line or '"";""' in line for line in text.splitlines()[1:])


def test_a_called_off_visit_leaves_the_calendar(mails):
    """The notice carries a CANCEL for the very entry that the day plan published."""
    published = [part_of(mail) for mail in mails if "Dagplanning" in str(mail["Subject"])]
    [cancelled] = [part_of(mail) for mail in mails if "vervalt" in str(mail["Subject"])]
    assert "METHOD:CANCEL" in cancelled
    uid = re.search(r"UID:(\S+)", cancelled).group(1)
    assert any(f"UID:{uid}" in calendar for calendar in published)


def part_of(mail: EmailMessage) -> str:
    """Return the calendar part of a mail."""
    [calendar] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return calendar.get_content()


def test_the_marker_citizen_is_in_no_log_and_no_mail(told, mails):
    """Her name, street, birth date, phone and debt are in no file of the run but the SFTP folders."""
    leaks = []
    for path in told.state_dir.rglob("*"):
        inside = path.relative_to(told.state_dir)
        if not path.is_file() or inside.parts[0] in {"sftp", "postgres"}:
            continue
        content = path.read_bytes()
        leaks += [(str(inside), word) for word in MARKER_WORDS if word.encode() in content]
    for mail in mails:
        text = "".join(
            part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"
        ) + str(mail["Subject"])
        leaks += [(str(mail["Subject"]), word) for word in MARKER_WORDS if word in text]
    assert leaks == []
    assert not any(word in told.output for word in MARKER_WORDS)


def test_the_marker_citizen_is_nowhere_in_airflows_database(server):
    """No XCom, rendered field, log row, audit row or required action holds a value of hers."""
    assert search(server.url("airflow"), None) == []


def test_the_marker_citizen_is_in_no_report_view(server):
    """What dashboards may read holds no personal data."""
    assert search(server.url("vroegeropaf"), {"report"}) == []


def test_the_marker_citizen_is_where_she_may_be(server):
    """The search itself works: it finds her in raw and core, and in no other schema of the product."""
    found = {table.split(".")[0] for table in search(server.url("vroegeropaf"), None)}
    assert found == {"raw", "core"}


def test_the_law_was_followed_in_the_files_too(told, server):
    """A file with rows that we may not keep is gone from the inbox and the archive; others are archived."""
    with psycopg.connect(server.url("vroegeropaf").replace("+psycopg", "")) as db:
        purged = dict(
            db.execute("select corporation, bool_or(must_purge) from raw.delivery group by 1").fetchall()
        )
        contents = db.execute("select count(*) from raw.delivery where must_purge and content is not null")
        assert contents.fetchone() == (0,)
    assert purged["provides"]
    assert not purged["lekstedewonen"]
    sftp = told.state_dir / "sftp"
    assert not [path for path in (sftp / "provides").glob("*/*") if path.parent.name != "out"]
    assert [path for path in (sftp / "lekstedewonen" / "archive").iterdir() if path.is_file()]


def test_no_process_is_left(told):
    """The demo has ended, and everything that it started with it."""
    assert processes_of(told.state_dir) == []


@pytest.mark.parametrize(
    ("number", "grace_s"), [(signal.SIGTERM, 60), (signal.SIGINT, 60), (signal.SIGKILL, 20)]
)
def test_a_stopped_start_leaves_no_process(tmp_path, number, grace_s):
    """Ended while its parts are starting, politely or by force: all of them end too."""
    command = [str(Path(sys.executable).with_name("vroegeropaf")), "demo", "--state", str(tmp_path)]
    demo = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 180
        while not (tmp_path / "logs" / "airflow-db-migrate.log").exists():
            assert time.monotonic() < until
            time.sleep(0.1)
        demo.send_signal(number)
        demo.wait(grace_s)
        until = time.monotonic() + grace_s
        while processes_of(tmp_path) and time.monotonic() < until:
            time.sleep(0.2)
        assert processes_of(tmp_path) == []
    finally:
        demo.kill()
        forget(tmp_path)


def test_a_start_that_fails_says_which_part_and_where_its_log_is(tmp_path):
    """A part that cannot start ends the demo with a code and its log, and takes the others with it."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "mail").write_text("in the way of the mailbox's folder", encoding="utf-8")
    try:
        failed = run_demo(tmp_path)
        assert failed.exit_code == 1
        assert "mailbox" in failed.output
        assert "mailbox.log" in failed.output
        assert processes_of(tmp_path) == []
    finally:
        forget(tmp_path)


def processes_of(state_dir: Path) -> list[bytes]:
    """Return the command lines of all processes that were started for a state folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(state_dir).encode() in path.read_bytes() + (path.parent / "cmdline").read_bytes():
                found.append((path.parent / "cmdline").read_bytes())
        except OSError:
            continue
    return found


def search(url: str, schemas: set[str] | None) -> list[str]:
    """Return the tables and views (of these schemas) in which a word of the marker stands in any row."""
    found = []
    with psycopg.connect(url.replace("+psycopg", "")) as db:
        tables = db.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            if schemas is not None and schema not in schemas:
                continue
            patterns = [f"%{word}%" for word in MARKER_WORDS]
            row = db.execute(
                f'select 1 from "{schema}"."{table}" as t where t::text like any(%s) limit 1', [patterns]
            )
            if row.fetchone():
                found.append(f"{schema}.{table}")
    return found
