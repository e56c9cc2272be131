"""What must not take place is called off on the day itself: a withdrawal, leave, a steward's hold."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest

from vroegeropaf import database
from vroegeropaf.cases.hold import release_hold
from vroegeropaf.cases.update import update_cases
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.linkage.link import link_signals
from vroegeropaf.messages import drain
from vroegeropaf.planning import leave, teams
from vroegeropaf.planning.assign import assign_visits
from vroegeropaf.planning.waiting import is_waiting


@pytest.fixture
def planned(office, settings):
    """One tenant of Houten with a visit that was sent for tomorrow at 14:00."""
    office.deliver(office.arrears(1, {1: {"plaats": "Houten", "postcode": "3991 AB"}}))
    run(office, settings, office.now)
    tomorrow = office.now + timedelta(days=1)
    with office.engine.begin() as db:
        db.exec_driver_sql(
            "update core.visit set day_part = 'middag', visit_on = date '2026-03-17',"
            " starts_at = timestamptz '2026-03-17 14:00+01'"
        )
    assert office.query("select state, visit_on from core.visit") == [("sent", tomorrow.date())]
    return office


class Mailbox:
    """A Mailer that keeps the mails in memory."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Accept the mail."""
        self.mails.append((recipient, message))


def run(office, settings, now: datetime) -> None:
    """Link, update the cases and plan, as the DAGs do one after the other."""
    link_signals(office.engine, now)
    update_cases(office.engine, office.region, now.date())
    assign_visits(office.engine, office.region, settings, now.date(), now)


def test_a_withdrawal_at_ten_calls_off_the_visit_of_two_o_clock(planned, settings):
    """
    The tenant paid: collected at 10:00, the team has the CANCEL in its mailbox by that same cycle.

    The whole way of the file: collected, judged, applied, linked, case closed, visit called off, mail sent.
    """
    now = datetime(2026, 3, 17, 10, 0, tzinfo=AMSTERDAM)
    drain.drain(planned.engine, planned.region, Mailbox(), settings.mail_from)
    mailbox = Mailbox()
    planned.deliver(planned.withdrawals(("1", "betaald")), "afmelding_viveste_20260317.csv", now)
    run(planned, settings, now + timedelta(minutes=2))
    drain.drain(planned.engine, planned.region, mailbox, settings.mail_from)
    (told,) = [mail for to, mail in mailbox.mails if to == "team-houten@vroegeropaf.example"]
    assert told["Subject"].startswith("Bezoek vervalt: di 17 mrt 14:00")
    (entry,) = [part for part in told.walk() if part.get_content_type() == "text/calendar"]
    content = entry.get_content()
    assert "METHOD:CANCEL" in content
    assert "SEQUENCE:1" in content
    assert planned.query("select state, call_off_reason from core.visit") == [("called_off", "case_closed")]


def test_work_that_no_event_announced_wakes_the_planner(planned, settings):
    """
    Killed between closing the case and telling it, or entered by a command: the next collection notices.

    Leave, a lifted hold and a visit of a closed case each wake; after the plan there is nothing to wake for.
    """
    now = datetime(2026, 3, 17, 10, 0, tzinfo=AMSTERDAM)
    assign_visits(planned.engine, planned.region, settings, now.date(), now)
    assert not is_waiting(planned.engine, now)
    with planned.engine.begin() as db:
        config = teams.load(planned.region)
        leave.enter_leave(db, config, "htn-wil", now.date(), now.date(), None, "coordinator")
    assert is_waiting(planned.engine, now)
    assign_visits(planned.engine, planned.region, settings, now.date(), now)
    assert not is_waiting(planned.engine, now)
    with planned.engine.begin() as db:
        db.exec_driver_sql("update core.household_case set hold_reason = 'guardian'")
    assert is_waiting(planned.engine, now)
    assign_visits(planned.engine, planned.region, settings, now.date(), now)
    assert not is_waiting(planned.engine, now)
    release_hold(planned.engine, 1, "guardian", "steward")
    assert is_waiting(planned.engine, now)
    assign_visits(planned.engine, planned.region, settings, now.date(), now)
    assert not is_waiting(planned.engine, now)
    planned.deliver(planned.withdrawals(("1", "betaald")), "afmelding_viveste_20260317.csv", now)
    link_signals(planned.engine, now)
    update_cases(planned.engine, planned.region, now.date())
    assert is_waiting(planned.engine, now)


def test_the_collection_tells_the_planner(planned, database_url, monkeypatch, tmp_path):
    """The task of collect_arrears that runs each half hour emits the event that assign_visits listens to."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    from vroegeropaf_airflow.steps import collecting

    now = datetime(2026, 3, 17, 10, 30, tzinfo=AMSTERDAM)
    with planned.engine.begin() as db:
        config = teams.load(planned.region)
        leave.enter_leave(db, config, "htn-wil", now.date(), now.date(), None, "coordinator")
    told: list[str] = []

    class Events:
        def __getitem__(self, alias):
            return SimpleNamespace(add=lambda asset: told.append(asset.uri.rstrip("/")))

    from vroegeropaf.settings import Settings

    settings = Settings(database_url=database_url, hash_key="test-hash-key", airflow_url="https://a.example")
    world = SimpleNamespace(
        settings=settings,
        region=planned.region,
        engine=database.connect(settings),
        today=now.date(),
        now=now,
        hash_key="test-hash-key",
    )
    collecting.check_and_load(world, Events())
    assert "vroegeropaf://cases" in told
