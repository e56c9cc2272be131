"""Faults on the live stack, after the demo: refused login, dead mail server, killed Postgres, no answer."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from vroegeropaf import database
from vroegeropaf.local.mailbox import mail_files, read_mail
from vroegeropaf.local.sample.month import WEDNESDAY, SampleFile
from vroegeropaf.local.stack import Stack
from vroegeropaf.local.story import Story
from vroegeropaf.messages.outbox import Message, queue

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("stack")]
RUN_S = 240


@pytest.fixture(scope="module")
def stack(told) -> Iterator[Stack]:
    """The demo's stack, started again on the state that it left."""
    parts = Stack(told.state_dir, lambda what: None)
    parts.start()
    yield parts
    parts.stop()


def until(is_so: Callable[[], bool], timeout_s: float, what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def query(stack: Stack, statement: str) -> list[tuple]:
    """Return the rows of a statement on the product's database."""
    with stack.engine.connect() as db:
        return [tuple(row) for row in db.exec_driver_sql(statement)]


def withdraw(stack: Stack, corporation: str, day: date) -> str:
    """Let a corporation withdraw its first open contract; return the contract."""
    [(tenant_no, contract_no)] = query(
        stack,
        "select tenant_no, contract_no from core.signal"
        f" where corporation = '{corporation}' and ended_on is null order by signal_id limit 1",
    )
    stack.upload(Story(stack, lambda what: None).month.withdrawal(corporation, tenant_no, contract_no, day))
    return contract_no


def test_a_viewer_may_not_answer_and_a_stewards_answer_is_carried_out(stack):
    """The held list is loaded without its faulty rows, linked and planned, and who answered is on record."""
    [asked] = stack.airflow.questions()
    good_rows = asked["options"][0]
    with pytest.raises(Exception, match="403"):
        stack.airflow.answer(asked, good_rows, user="viewer")
    before = query(stack, "select count(*) from core.signal where corporation = 'portaal'")
    stack.airflow.answer(asked, good_rows, user="steward")
    run_id = asked["task_instance"]["dag_run_id"]
    assert stack.airflow.wait_run("review_delivery", run_id, RUN_S) == "success"
    stack.wait_quiet(RUN_S)
    assert before == [(0,)]
    assert query(stack, "select state, rows_accepted from raw.delivery where corporation = 'portaal'") == [
        ("accepted_with_rejected_rows", 18)
    ]
    assert query(stack, "select answer, decided_by from core.delivery_decision") == [
        ("good_rows_only", "steward")
    ]
    planned = "select count(*) from core.signal as s join core.case_signal as cs using (signal_id)"
    assert query(stack, planned + " where s.corporation = 'portaal'") == [(18,)]
    assert stack.airflow.open_questions() == 0


def test_one_corporations_refused_login_does_not_hold_up_the_others(stack):
    """Login refused: failed at once without a second try, the operator told, the others loaded."""
    key = stack.keys.authorized / "mitros"
    aside = key.with_name("mitros.aside")
    mails_before = len(mail_files(stack.mail_folder))
    contract_no = withdraw(stack, "viveste", WEDNESDAY)
    key.rename(aside)
    try:
        run_id = stack.airflow.trigger_dag("collect_arrears")
        stack.airflow.wait_run("collect_arrears", run_id, RUN_S)
        states = stack.airflow.task_states("collect_arrears", run_id)
    finally:
        aside.rename(key)
    assert states["fetch[mitros]"] == "failed"
    assert states["fetch[viveste]"] == "success"
    assert states["check_and_load"] == "success"
    ended = f"select end_reason from core.signal where contract_no = '{contract_no}'"
    assert query(stack, ended) == [("betaald",)]
    stack.wait_quiet(RUN_S)
    new = [read_mail(path) for path in mail_files(stack.mail_folder)[mails_before:]]
    alerts = [mail for mail in new if "collect_arrears.fetch" in str(mail["Subject"])]
    assert len(alerts) == 1
    assert "beheer@" in str(alerts[0]["To"])
    tries = stack.airflow.api(
        "GET", f"dags/collect_arrears/dagRuns/{run_id}/taskInstances", params={"limit": 50}
    )
    assert [
        one["try_number"] for one in tries["task_instances"] if one["rendered_map_index"] == "mitros"
    ] == [1]


def test_mail_waits_for_a_dead_mail_server_and_then_arrives_once(stack):
    """With SMTP down nothing is lost and nothing else fails; when it is back, the retry sends it once."""
    mailbox = next(child for child in stack._children if child.name == "mailbox")
    mailbox.stop()
    with stack.engine.begin() as db:
        queue(
            db,
            Message("test.smtp.down", "test", "beheer@vroegeropaf.example", "Proef", "tekst", "<p>tekst</p>"),
        )
    run_id = stack.airflow.trigger_dag("send_mail")

    def tried() -> bool:
        return stack.airflow.task_states("send_mail", run_id).get("drain") == "up_for_retry"

    until(tried, RUN_S, "send_mail was never retried")
    assert query(stack, "select state from core.outbox where message_key = 'test.smtp.down'") == [("queued",)]
    mailbox.start()
    assert stack.airflow.wait_run("send_mail", run_id, RUN_S) == "success"
    assert query(stack, "select state from core.outbox where message_key = 'test.smtp.down'") == [("sent",)]
    arrived = [path for path in mail_files(stack.mail_folder) if str(read_mail(path)["Subject"]) == "Proef"]
    assert len(arrived) == 1


def test_the_job_goes_on_after_postgres_was_killed(stack):
    """Kill -9 of the whole database server, then a start: the next run completes and nothing is lost."""
    before = counts(stack)
    contract_no = withdraw(stack, "lekstedewonen", WEDNESDAY)
    stack.postgres.kill()
    until(lambda: stack.failed_part() is not None, 60, "Airflow's scheduler should have given up")
    stack.airflow.stop()
    stack.postgres.start()
    stack.airflow.start()
    run_id = stack.airflow.trigger_dag("collect_arrears")
    assert stack.airflow.wait_run("collect_arrears", run_id, RUN_S) == "success"
    stack.wait_quiet(RUN_S)
    after = counts(stack)
    ended = f"select end_reason from core.signal where contract_no = '{contract_no}'"
    assert query(stack, ended) == [("betaald",)]
    assert after["signals"] == before["signals"]
    assert after["ended_signals"] == before["ended_signals"] + 1


def broken(stack: Stack) -> Iterator[SampleFile]:
    """Yield two lists of Wednesday whose postcodes are broken from the second row on: too many faults."""
    for file in Story(stack, lambda what: None).month.tuesday():
        header, first, *rows = file.content.decode().splitlines()
        text = "\r\n".join([header, first, *(re.sub(r"\d{4} ?[A-Z]{2}", "??", row) for row in rows), ""])
        text = text.replace("2026-11-23", "2026-11-25").replace("23-11-2026", "25-11-2026")
        name = f"huurachterstand_{file.corporation}_{WEDNESDAY:%Y%m%d}.csv"
        yield replace(file, name=name, content=text.encode(), marker=None)


def test_without_an_answer_the_good_rows_are_loaded_also_without_mail(stack):
    """The mail server is down all the while: the questions appear, the term answers one by itself.

    For the other, Airflow does not see that the calendar jumped, as if it had lost the question: the next
    collection answers it, and who answers the old question later is skipped, in green. Each sender hears of
    it when mail is back.
    """
    stack.set_today(datetime.combine(WEDNESDAY, datetime.min.time().replace(hour=10)))
    mailbox = next(child for child in stack._children if child.name == "mailbox")
    mailbox.stop()
    for file in broken(stack):
        stack.upload(file)
    collect(stack)
    until(lambda: stack.airflow.open_questions() == 2, RUN_S, "two questions should be open")
    asked = {run_of(one).split("-")[2]: one for one in stack.airflow.questions()}
    assert run_of(asked["jutphaas_wonen"]).endswith("-jutphaas_wonen-2026-11-25")
    assert "vrijdag 27 november om 12.00 uur" in asked["lekstedewonen"]["body"]

    stack.set_today(datetime(2026, 11, 27, 12, 10))  # noqa: DTZ001 - the product's calendar, local time
    body = {"dry_run": False, "dag_run_id": run_of(asked["lekstedewonen"]), "only_failed": False}
    stack.airflow.api("POST", "dags/review_delivery/clearTaskInstances", body)
    until(lambda: len(decisions(stack)) == 1, RUN_S, "the term should have answered")
    assert decisions(stack) == [("lekstedewonen", "good_rows_only", "termijn")]

    stack.set_today(datetime(2026, 11, 27, 13, 10))  # noqa: DTZ001
    collect(stack)
    assert decisions(stack) == [
        ("jutphaas_wonen", "good_rows_only", "termijn"),
        ("lekstedewonen", "good_rows_only", "termijn"),
    ]
    late = asked["jutphaas_wonen"]
    stack.airflow.answer(late, late["options"][2], user="steward")
    assert stack.airflow.wait_run("review_delivery", run_of(late), RUN_S) == "success"
    assert stack.airflow.task_states("review_delivery", run_of(late))["apply_answer"] == "skipped"
    assert len(decisions(stack)) == 2
    reports = "select count(*) from core.outbox where kind = 'quality_report' and state <> 'sent'"
    assert query(stack, reports) == [(4,)]  # held and loaded, of each
    mailbox.start()
    stack.airflow.trigger_dag("send_mail")
    until(lambda: query(stack, reports) == [(0,)], RUN_S, "the reports should have gone out")


def collect(stack: Stack) -> None:
    """Collect once."""
    run_id = stack.airflow.trigger_dag("collect_arrears")
    assert stack.airflow.wait_run("collect_arrears", run_id, RUN_S) == "success"


def run_of(question: dict) -> str:
    """Return the run id of a question."""
    return str(question["task_instance"]["dag_run_id"])


def decisions(stack: Stack) -> list[tuple]:
    """Return the answers of that day's two lists."""
    return query(
        stack,
        "select d.corporation, a.answer, a.decided_by from core.delivery_decision as a"
        " join raw.delivery as d using (delivery_id) where d.reference_on = '2026-11-25' order by 1",
    )


def counts(stack: Stack) -> dict[str, int]:
    """Return the row counts of all stages."""
    with stack.engine.connect() as db:
        return dict(database.rows(db, "local/snapshot")[0])
