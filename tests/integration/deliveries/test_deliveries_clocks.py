"""The clocks of held and late lists: who is told, once each, and what falls back by itself."""

from datetime import date, datetime, timedelta

import pytest

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import held, lateness, quality_report, review
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.settings import Settings

SETTINGS = Settings(airflow_url="https://airflow.example/")
BAD = {"postcode": "??", "achternaam": "Zoekmerkstein", "achterstand": "1.834,78"}
TERM = datetime(2026, 3, 18, 12, tzinfo=AMSTERDAM)


def told(office, prefix: str) -> list[tuple[str, str]]:
    """Return which mails were queued, and to whom."""
    return office.query(
        "select message_key, recipient from core.outbox where message_key like :prefix order by 1",
        prefix=f"{prefix}.%",
    )


def remind(office, after: timedelta) -> int:
    """Do what a collection does about held deliveries, so long after the hold."""
    return held.remind(office.engine, office.region, SETTINGS, office.now + after)


@pytest.fixture
def waiting(office) -> int:
    """A list held for its share of bad rows at 09:00."""
    office.deliver(office.arrears(20, {number: dict(BAD) for number in range(1, 7)}))
    held.mark(office.engine, office.now)
    [delivery_id] = review.open_questions(office.engine)
    return delivery_id


def test_steward_then_coordinator_and_corporation_are_told_once_each(office, waiting):
    """Four hours, one working day; a rerun adds nothing; only our own people get links."""
    functions = office.region.parties.functions
    sender = office.region.parties.corporations["viveste"].contact_email
    assert remind(office, timedelta(hours=3, minutes=59)) == 0
    assert remind(office, timedelta(hours=4)) == 1
    assert remind(office, timedelta(hours=5)) == 0
    assert remind(office, timedelta(days=1)) == 2
    assert remind(office, timedelta(days=9)) == 0
    assert told(office, "held") == [
        (f"held.{waiting}.coordinator", functions.coordinator),
        (f"held.{waiting}.corporation", sender),
        (f"held.{waiting}.steward", functions.steward),
    ]
    bodies = dict(
        office.query(
            "select recipient, subject || body_text || body_html from core.outbox"
            " where kind = 'held_reminder'"
        )
    )
    for recipient in (functions.steward, functions.coordinator):
        assert "https://airflow.example/required_actions" in bodies[recipient]
        assert (
            f"https://airflow.example/plugin/kwaliteit/vroegeropaf/kwaliteit/{waiting}" in bodies[recipient]
        )
        assert "woensdag 18 maart om 12.00 uur" in bodies[recipient]
    assert "airflow.example" not in bodies[sender]
    assert "U hoeft nu niets te doen." in bodies[sender]
    assert not any(word in body for body in bodies.values() for word in ("Zoekmerk", "1.834", "1834"))


def test_after_an_outage_all_are_told_at_once(office, waiting):
    """The first run after a week tells all three."""
    assert remind(office, timedelta(days=7)) == 3


def test_nobody_is_reminded_of_an_answered_question(office, waiting):
    """An answer in time ends the clocks."""
    review.apply_answer(office.engine, office.region, waiting, "refuse", "steward", office.day, office.key)
    assert remind(office, timedelta(days=7)) == 0


@pytest.mark.parametrize("content", [0, 3])
def test_the_clocks_run_for_every_reason(office, content):
    """Also a list that shrank or is empty reminds; but it never falls back by itself."""
    office.deliver(office.arrears(30))
    later = office.now + timedelta(days=7)
    [verdict] = office.deliver(
        office.arrears(content).replace(b"16-03-2026", b"23-03-2026"),
        "huurachterstand_viveste_20260323.csv",
        later,
    ).verdicts
    assert verdict.reason in {"list_empty", "rows_below_half"}
    held.mark(office.engine, later)
    assert remind(office, timedelta(days=7, hours=4)) == 1
    assert remind(office, timedelta(days=8)) == 2
    assert held.fall_back(office.engine, office.region, later + timedelta(days=365), office.key) == ()
    assert len(review.open_questions(office.engine)) == 1
    asked = review.question(office.engine, office.region, verdict.delivery_id)
    assert asked.answer_by is None
    assert "Zonder antwoord blijft het bestand wachten." in asked.body_markdown


def test_an_hour_after_its_term_the_good_rows_are_loaded(office, waiting):
    """Not before; with who decided on record; once; and the sender hears of it."""
    assert review.question(office.engine, office.region, waiting).answer_by == TERM
    before = TERM + timedelta(minutes=59)
    assert held.fall_back(office.engine, office.region, before, office.key) == ()
    [verdict] = held.fall_back(office.engine, office.region, TERM + timedelta(hours=1), office.key)
    assert (verdict.verdict, verdict.accepted) == ("accepted_with_rejected_rows", 14)
    assert held.fall_back(office.engine, office.region, TERM + timedelta(hours=2), office.key) == ()
    assert office.query("select answer, decided_by from core.delivery_decision") == [
        ("good_rows_only", "termijn")
    ]
    assert office.query("select count(*) from core.signal") == [(14,)]
    assert quality_report.queue_reports(office.engine, office.region) == 1


def test_one_fallback_that_fails_stops_no_other(office, waiting, monkeypatch):
    """The error names the delivery and its code; the next run loads it."""
    applied = review.apply_answer

    def fail(*arguments):
        raise VroegEropafError("unexpected", "x")

    monkeypatch.setattr(review, "apply_answer", fail)
    with pytest.raises(VroegEropafError, match=rf"fallback_failed: .*delivery {waiting} \(unexpected\)"):
        held.fall_back(office.engine, office.region, TERM + timedelta(hours=1), office.key)
    monkeypatch.setattr(review, "apply_answer", applied)
    assert len(held.fall_back(office.engine, office.region, TERM + timedelta(hours=1), office.key)) == 1


def test_a_hold_is_marked_once_and_counts_from_the_judging_without_a_mark(office):
    """A second run does not start the clocks anew; a kill between judging and marking stops none."""
    office.deliver(office.arrears(20, {number: dict(BAD) for number in range(1, 7)}))
    [delivery_id] = review.open_questions(office.engine)
    assert review.question(office.engine, office.region, delivery_id).answer_by is not None
    assert held.mark(office.engine, office.now) == 1
    assert held.mark(office.engine, office.now + timedelta(days=3)) == 0
    assert office.query("select held_at from raw.delivery") == [(office.now,)]


# ---------------------------------------------------------------------- late lists
def late(office, day: date) -> tuple[tuple[str, date], ...]:
    """Do what a collection does about late lists on a day."""
    return lateness.note_late(office.engine, office.region, day)


def test_the_sender_is_reminded_and_two_working_days_later_the_coordinator_is_told(office):
    """Once each, whatever is run again; Friday 20 March was the day."""
    office.deliver(office.arrears(1))
    parties = office.region.parties
    assert late(office, date(2026, 3, 20)) == ()
    assert len(late(office, date(2026, 3, 23))) == 5
    assert late(office, date(2026, 3, 24)) == ()
    assert {recipient for _, recipient in told(office, "late")} == {
        party.contact_email for code, party in parties.corporations.items() if code != "viveste"
    }
    assert late(office, date(2026, 3, 25)) == late(office, date(2026, 3, 26)) == ()
    queued = told(office, "late")
    assert len(queued) == 10
    assert ("late.mitros.2026-03-20.coordinator", parties.functions.coordinator) in queued
    assert ("late.mitros.2026-03-20", parties.corporations["mitros"].contact_email) in queued
    assert not any("viveste" in key for key, _ in queued)


def test_who_delivers_after_the_reminder_is_not_told_on(office):
    """The coordinator hears of what is still missing only."""
    late(office, date(2026, 3, 23))
    office.deliver(office.arrears(1))
    late(office, date(2026, 3, 25))
    assert [key for key, _ in told(office, "late") if "viveste" in key] == ["late.viveste.2026-03-20"]


def test_an_outage_over_the_day_still_tells_both(office):
    """The first run comes a week and a month later: both mails, once."""
    office.deliver(office.arrears(1))
    assert len(late(office, date(2026, 3, 31))) == 5
    assert len(told(office, "late")) == 10
    assert late(office, date(2026, 4, 1)) == ()
    assert len(told(office, "late")) == 10


def test_the_reminder_says_how_to_name_the_file(office):
    """And to whom a refused list was sent, it says that a new one is awaited."""
    office.deliver(b"geen lijst")
    late(office, date(2026, 3, 25))
    bodies = dict(office.query("select message_key, body_text from core.outbox"))
    assert "huurachterstand_mitros_jjjjmmdd.csv" in bodies["late.mitros.2026-03-20"]
    assert "We hebben haar nog niet ontvangen." in bodies["late.mitros.2026-03-20"]
    assert "konden we niet gebruiken" in bodies["late.viveste.2026-03-20"]
    assert "heeft daar al een herinnering over gekregen" in bodies["late.viveste.2026-03-20.coordinator"]
