"""The outbox on a real database and a real SMTP server: queueing once, and every way that a try can end."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, text

from vroegeropaf.errors import ConfigurationError, TransientError
from vroegeropaf.messages import outbox
from vroegeropaf.messages.drain import DrainReport, drain
from vroegeropaf.region import Region
from vroegeropaf_airflow.mailer import SmtpMailer

SENDER = "vroegeropaf@example.org"
Put = Callable[..., str]
Rows = Callable[[], dict[str, Any]]


def run(engine: Engine, region: Region, limit: int | None = None) -> DrainReport:
    """Drain once with the real mailer."""
    with SmtpMailer() as mailer:
        return drain(engine, region, mailer, SENDER, limit)


def wake(engine: Engine) -> None:
    """Let the waiting time of all queued mails pass."""
    with engine.begin() as db:
        db.execute(text("update core.outbox set available_at = clock_timestamp() where state = 'queued'"))


NEW_CASE = """
insert into core.household_case (
    household_id, opened_on, arrived_on, municipality, postcode4, bailiff_on, bailiff_corporation,
    is_bailiff_estimated, first_visit_by_on, last_visit_by_on, offer_by_on, offer_alarm_on, is_crisis,
    closed_on, close_reason
)
select
    household_id, '2026-03-02', '2026-03-02', 'Houten', '3991', '2026-04-30', 'viveste',
    false, '2026-03-16', '2026-04-24', '2026-03-30', '2026-03-23', false,
    case when :is_closed then date '2026-03-03' end, case when :is_closed then 'signals_ended' end
from new_household
returning case_id
"""
NEW_VISIT = """
with plan as (
    insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, outcome)
    values ('2026-03-02', 'x', 'x', '1', 0, '{}', 'planned')
    returning plan_run_id
)
insert into core.visit (
    case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at, service_minutes, state,
    calendar_uid
)
select :case_id, plan_run_id, 1, 'houten', '2026-03-04', 'ochtend', '2026-03-04 09:00+01', 45, :state, :uid
from plan
returning visit_id
"""


def add_case(engine: Engine, closed: bool = False, visit_state: str | None = None) -> tuple[int, int | None]:
    """Return the ids of a made-up case and, if wanted, its visit."""
    household = "with new_household as (insert into core.household default values returning household_id)"
    with engine.begin() as db:
        case_id = db.execute(text(household + NEW_CASE), {"is_closed": closed}).scalar_one()
        if visit_state is None:
            return case_id, None
        values = {"case_id": case_id, "state": visit_state, "uid": f"visit-{case_id}@test"}
        return case_id, db.execute(text(NEW_VISIT), values).scalar_one()


def test_a_key_is_queued_once(database: Engine, put: Put, outbox_rows: Rows) -> None:
    """The same key a second time queues nothing and says so."""
    put("a@x.example", key="same")
    message = outbox.Message("same", "test", "b@x.example", "s", "t", "h")
    with database.begin() as db:
        assert outbox.queue(db, message) is False
    assert list(outbox_rows()) == ["a@x.example"]


def test_a_mail_falls_with_the_transaction_that_caused_it(database: Engine, outbox_rows: Rows) -> None:
    """A rolled-back change leaves no mail behind."""
    with database.connect() as db:
        assert outbox.queue(db, outbox.Message("k", "test", "a@x.example", "s", "t", "h"))
        db.rollback()
    assert outbox_rows() == {}


def test_a_second_run_sends_nothing(
    database: Engine, region: Region, relay: Any, put: Put, outbox_rows: Rows
) -> None:
    """What is sent is sent: once, oldest first, with the Message-ID of its key."""
    ids = [put(f"t{number}@x.example") for number in range(3)]
    assert run(database, region) == DrainReport(sent=3, retrying=0, failed=0, aborted=0, waiting=0)
    assert run(database, region) == DrainReport(0, 0, 0, 0, 0)
    assert relay.message_ids() == ids
    assert {(row["state"], row["attempts"]) for row in outbox_rows().values()} == {("sent", 1)}


def test_the_cap_of_a_run_holds(database: Engine, region: Region, relay: Any, put: Put) -> None:
    """A run never sends more than its limit; the rest waits for the next."""
    for number in range(5):
        put(f"t{number}@x.example")
    assert run(database, region, limit=2) == DrainReport(sent=2, retrying=0, failed=0, aborted=0, waiting=3)
    assert len(relay.kept) == 2


def test_each_answer_of_the_server_has_its_own_end(
    database: Engine, region: Region, relay: Any, put: Put, outbox_rows: Rows
) -> None:
    """4xx and cuts wait, 5xx and injected headers fail, unknown waits and is marked; the others go out."""
    relay.script = {
        "later@x.example": ["451"],
        "no@x.example": ["554"],
        "kept@x.example": ["kept_then_cut"],
        "cut@x.example": ["cut"],
    }
    for name in ("later", "no", "kept", "cut", "good"):
        put(f"{name}@x.example")
    put("evil@x.example", subject="Hallo\nBcc: spion@x.example")
    put("two@x.example, three@x.example")
    assert run(database, region) == DrainReport(sent=1, retrying=3, failed=3, aborted=0, waiting=3)
    seen = {
        recipient.partition("@")[0]: (row["state"], row["is_outcome_unknown"], row["last_error"])
        for recipient, row in outbox_rows().items()
    }
    assert seen == {
        "later": ("queued", False, "smtp_451"),
        "no": ("failed", False, "smtp_554"),
        "kept": ("queued", True, "smtp_outcome_unknown"),
        "cut": ("queued", False, "smtp_cut"),
        "good": ("sent", False, None),
        "evil": ("failed", False, "header_invalid"),
        "two": ("failed", False, "recipient_invalid"),
    }
    assert run(database, region) == DrainReport(0, 0, 0, 0, 3)
    wake(database)
    assert run(database, region) == DrainReport(sent=3, retrying=0, failed=0, aborted=0, waiting=0)
    copies = relay.message_ids()
    assert len(copies) == 5
    assert len(set(copies)) == 4
    assert outbox_rows()["kept@x.example"]["attempts"] == 2


def test_a_mail_that_may_have_gone_out_never_looks_plainly_failed(
    database: Engine, region: Region, relay: Any, put: Put, outbox_rows: Rows
) -> None:
    """Kept without an answer, then refused: failed, and still marked as outcome unknown."""
    relay.script = {"team@x.example": ["kept_then_cut", "554"]}
    put("team@x.example")
    run(database, region)
    wake(database)
    assert run(database, region).failed == 1
    row = outbox_rows()["team@x.example"]
    assert (row["state"], row["is_outcome_unknown"], row["last_error"]) == ("failed", True, "smtp_554")


def test_a_server_without_an_end_of_451_is_given_up(
    database: Engine, quick_region: Region, relay: Any, put: Put, outbox_rows: Rows
) -> None:
    """The last allowed try fails the mail, so that people see it."""
    relay.script = {"team@x.example": ["451"] * 9}
    put("team@x.example")
    report = run(database, quick_region)
    assert (report.retrying, report.failed) == (3, 1)
    assert outbox_rows()["team@x.example"]["attempts"] == 4


@pytest.mark.usefixtures("no_relay")
def test_a_server_that_is_down_costs_no_try(
    database: Engine, region: Region, put: Put, outbox_rows: Rows
) -> None:
    """Everything waits, however often we look; the task is told to try again."""
    put("a@x.example")
    put("b@x.example")
    for _ in range(3):
        with pytest.raises(TransientError) as error:
            run(database, region)
        assert error.value.code == "smtp_unreachable"
    assert {(row["state"], row["attempts"]) for row in outbox_rows().values()} == {("queued", 0)}
    assert outbox_rows()["a@x.example"]["last_error"] == "smtp_unreachable"


def test_a_wrong_sender_address_is_found_before_any_mail_is_touched(
    database: Engine, region: Region, relay: Any, put: Put, outbox_rows: Rows
) -> None:
    """A mistake in the settings must not fail the outbox mail by mail."""
    put("a@x.example")
    with SmtpMailer() as mailer, pytest.raises(ConfigurationError):
        drain(database, region, mailer, "not an address")
    assert outbox_rows()["a@x.example"]["state"] == "queued"


@pytest.mark.parametrize(
    ("kind", "is_closed", "visit_state", "expected"),
    [
        ("reminder", True, None, "aborted"),
        ("escalation", True, None, "aborted"),
        ("assignment", False, "called_off", "aborted"),
        ("assignment", False, "sent", "sent"),
        ("reminder", False, "sent", "sent"),
        ("reminder", False, "done", "aborted"),
        ("escalation", False, "called_off", "sent"),
        ("escalation", False, None, "sent"),
        ("call_off", True, "called_off", "sent"),
        ("feedback", True, None, "sent"),
    ],
)
def test_a_mail_that_came_too_late_is_aborted(
    database: Engine,
    region: Region,
    relay: Any,
    put: Put,
    outbox_rows: Rows,
    kind: str,
    is_closed: bool,
    visit_state: str | None,
    expected: str,
) -> None:
    """Just before sending, a mail about something that is over is stopped; a call-off always goes."""
    case_id, visit_id = add_case(database, is_closed, visit_state)
    put("team@x.example", kind=kind, case_id=case_id, visit_ids=(visit_id,) if visit_id else ())
    report = run(database, region)
    assert outbox_rows()["team@x.example"]["state"] == expected
    assert (report.sent, report.aborted) == ((1, 0) if expected == "sent" else (0, 1))


def test_two_drains_at_once_share_the_work(database: Engine, region: Region, relay: Any, put: Put) -> None:
    """Two processes send every mail exactly once."""
    ids = {put(f"t{number}@x.example") for number in range(30)}
    reports: list[DrainReport] = []
    workers = [threading.Thread(target=lambda: reports.append(run(database, region))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sum(report.sent for report in reports) == 30
    assert sorted(relay.message_ids()) == sorted(ids)


def test_every_try_is_the_same_message(database: Engine, region: Region, relay: Any, put: Put) -> None:
    """The second copy after a cut is byte for byte the first one."""
    relay.script = {"team@x.example": ["kept_then_cut"]}
    put("team@x.example", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="PUBLISH")
    run(database, region)
    wake(database)
    run(database, region)
    (_, first), (_, second) = relay.kept
    assert first == second
