"""The ladder and the reminders on the real database: steps, mails, keys."""

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text

from vroegeropaf.cases.hold import release_hold
from vroegeropaf.escalation import mails
from vroegeropaf.escalation.escalate import EscalationReport, escalate

B = date(2026, 3, 30)
B10_DAY = date(2026, 3, 16)
B5_DAY = date(2026, 3, 23)
B2_DAY = date(2026, 3, 26)

OPEN_CASE = """
with household as (insert into core.household default values returning household_id)
insert into core.household_case (
    household_id, opened_on, arrived_on, municipality, postcode4, bailiff_on, bailiff_corporation,
    is_bailiff_estimated, earliest_handover_on, first_visit_by_on, last_visit_by_on, offer_by_on,
    offer_alarm_on, is_crisis, hold_reason
)
select
    household_id, date '2026-03-02', date '2026-03-02', 'Houten', '3991', :bailiff_on, :bailiff_corporation,
    :is_bailiff_estimated, :earliest_handover_on, date '2026-03-20', date '2026-03-25', date '2026-03-30',
    :offer_alarm_on, :is_crisis, :hold_reason
from household
returning case_id
"""
BOOK_VISIT = """
with plan as (
    insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, outcome)
    values (date '2026-03-02', 'x', 'test', '1', 0, '{}', 'planned')
    returning plan_run_id
)
insert into core.visit (
    case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at, service_minutes, state, sent_at,
    calendar_uid
)
select :case_id, plan_run_id, 1, :team, cast(:visit_on as date), 'ochtend',
    cast(:visit_on as date) + time '09:30', 45, :state, :sent_at, gen_random_uuid()
from plan
returning visit_id
"""


def open_case(engine: Engine, **changes: Any) -> int:
    """Insert an open case and return its id."""
    values = {
        "bailiff_on": B,
        "bailiff_corporation": "mitros",
        "is_bailiff_estimated": False,
        "earliest_handover_on": None,
        "offer_alarm_on": date(2026, 12, 1),
        "is_crisis": False,
        "hold_reason": None,
    }
    with engine.begin() as db:
        return db.execute(text(OPEN_CASE), values | changes).scalar_one()


def book_visit(engine: Engine, case_id: int, visit_on: date, **changes: Any) -> int:
    """Insert a visit and return its id."""
    values = {"case_id": case_id, "team": "houten", "visit_on": visit_on, "state": "planned", "sent_at": None}
    with engine.begin() as db:
        return db.execute(text(BOOK_VISIT), values | changes).scalar_one()


def attempt(
    engine: Engine, case_id: int, is_reached: bool, visit_id: int | None = None, key: str = "a"
) -> None:
    """Record an attempt the way the portal stores it."""
    with engine.begin() as db:
        db.execute(
            text(
                "insert into core.attempt (case_id, visit_id, kind, attempted_on, day_part, is_reached, "
                "recorded_by, submission_key) values (:case_id, :visit_id, 'huisbezoek', date '2026-03-10', "
                "'ochtend', :is_reached, 'houten', :key)"
            ),
            {"case_id": case_id, "visit_id": visit_id, "is_reached": is_reached, "key": key},
        )


def outbox(engine: Engine) -> list[Any]:
    """Return all queued mail."""
    with engine.connect() as db:
        return list(db.execute(text("select * from core.outbox order by outbox_id")).mappings())


def keys(engine: Engine) -> list[str]:
    """Return the keys of all queued mail, sorted."""
    return sorted(mail["message_key"] for mail in outbox(engine))


@pytest.mark.parametrize(
    ("today", "changes", "fired", "recipients"),
    [
        (date(2026, 3, 13), {}, {}, []),
        (B10_DAY, {}, {"b10": 1}, ["coordinator@vroegeropaf.example"]),
        (B5_DAY, {}, {"b5": 1}, ["teamleider@wil.example", "huurincasso@mitros.example"]),
        (B2_DAY, {}, {"b2": 1}, ["huurincasso@mitros.example", "coordinator@vroegeropaf.example"]),
        (
            date(2026, 3, 2),
            {"is_crisis": True, "bailiff_corporation": "viveste"},
            {"crisis": 1},
            ["huurincasso@viveste.example", "coordinator@vroegeropaf.example"],
        ),
        (
            date(2026, 3, 2),
            {"offer_alarm_on": date(2026, 3, 2)},
            {"offer_alarm": 1},
            ["coordinator@vroegeropaf.example"],
        ),
        (
            B5_DAY,
            {"hold_reason": "guardian"},
            {"b5": 1},
            ["teamleider@wil.example", "huurincasso@mitros.example"],
        ),
    ],
)
def test_each_step_mails_who_must_know(database, region, settings, today, changes, fired, recipients):
    """A step fires on its day, also for a held case, and reaches its recipients and nobody else."""
    case_id = open_case(database, **changes)
    assert escalate(database, region, settings, today).fired == fired
    mails = [mail for mail in outbox(database) if mail["kind"] == "escalation"]
    assert [mail["recipient"] for mail in mails] == recipients
    assert all(mail["case_id"] == case_id for mail in mails)


def test_a_second_run_changes_nothing(database, region, settings):
    """Steps, mails and counts stay as they were when the same day is run again."""
    visited = open_case(database, earliest_handover_on=date(2026, 3, 20))
    book_visit(
        database, visited, date(2026, 3, 24), state="sent", sent_at=datetime(2026, 3, 20, 7, tzinfo=UTC)
    )
    open_case(database, bailiff_corporation="provides", offer_alarm_on=date(2026, 3, 23))
    first = escalate(database, region, settings, B5_DAY)
    before = outbox(database)
    second = escalate(database, region, settings, B5_DAY)
    assert first == EscalationReport({"b5": 2, "offer_alarm": 1}, 1, 1)
    assert second == EscalationReport({}, 0, 1)
    assert outbox(database) == before


def test_two_processes_at_once_fire_once(database, region, settings):
    """Whoever comes second waits for the first and finds nothing left to do."""
    for _ in range(5):
        open_case(database)
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: escalate(database, region, settings, B5_DAY), range(2)))
    assert sorted(report.fired.get("b5", 0) for report in reports) == [0, 5]
    assert len(outbox(database)) == 10


def test_nothing_is_half_done_when_a_mail_cannot_be_made(database, region, settings, monkeypatch):
    """A run that dies between a step and its mail leaves neither; the next run does both."""
    open_case(database)
    with monkeypatch.context() as broken:
        broken.setattr(mails, "of_step", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            escalate(database, region, settings, B5_DAY)
    assert escalate(database, region, settings, B5_DAY).fired == {"b5": 1}
    assert len(outbox(database)) == 2


def test_an_owner_without_an_address_silences_nobodys_ladder(database, region, settings):
    """The coordinator gets the mail of a corporation that left the configuration; other cases get theirs."""
    open_case(database, bailiff_corporation="onbekend")
    open_case(database)
    assert escalate(database, region, settings, B5_DAY).fired == {"b5": 2}
    assert sorted(mail["recipient"] for mail in outbox(database)) == [
        "coordinator@vroegeropaf.example",
        "huurincasso@mitros.example",
        "teamleider@wil.example",
        "teamleider@wil.example",
    ]


def test_the_coordinator_gets_the_reminder_of_a_team_without_an_address(database, region, settings):
    """Sent visits of a team that left the configuration are not forgotten."""
    sent_at = datetime(2026, 3, 19, 7, tzinfo=UTC)
    book_visit(database, open_case(database), B5_DAY, state="sent", sent_at=sent_at, team="weg")
    escalate(database, region, settings, date(2026, 3, 20))
    assert "coordinator@vroegeropaf.example" in {
        mail["recipient"] for mail in outbox(database) if mail["kind"] == "reminder"
    }


def test_a_whole_ladder_has_one_mail_per_step_and_recipient(database, region, settings):
    """Walking from B-15 to after B, each step fires once, on its own key."""
    open_case(database)
    for day in range(9, 32):
        escalate(database, region, settings, date(2026, 3, day))
    assert keys(database) == [
        "escalation.VE-000001.b10.2026-03-30.coordinator",
        "escalation.VE-000001.b2.2026-03-30.coordinator",
        "escalation.VE-000001.b2.2026-03-30.corporation",
        "escalation.VE-000001.b5.2026-03-30.corporation",
        "escalation.VE-000001.b5.2026-03-30.wil_lead",
    ]


def test_a_booked_visit_by_the_limit_silences_b10(database, region, settings):
    """The coordinator hears nothing when a visit stands by the first-visit limit, not after it."""
    book_visit(database, open_case(database), date(2026, 3, 20))
    assert escalate(database, region, settings, B10_DAY).fired == {}
    book_visit(database, open_case(database), date(2026, 3, 24))
    assert escalate(database, region, settings, B10_DAY).fired == {"b10": 1}


def test_reached_or_settled_cases_are_left_alone(database, region, settings):
    """An attempt that reached someone ends the ladder; one that did not, does not."""
    attempt(database, open_case(database), is_reached=True, key="reached")
    attempt(database, open_case(database), is_reached=False, key="not")
    assert escalate(database, region, settings, B2_DAY).fired == {"b2": 1}


def test_a_corrected_form_counts_as_corrected(database, region, settings):
    """When a team corrects "reached" into "not at home", the ladder goes on."""
    case_id = open_case(database)
    visit_id = book_visit(database, case_id, date(2026, 3, 10), state="done")
    attempt(database, case_id, is_reached=True, visit_id=visit_id, key="first")
    assert escalate(database, region, settings, B5_DAY).fired == {}
    attempt(database, case_id, is_reached=False, visit_id=visit_id, key="corrected")
    assert escalate(database, region, settings, B5_DAY).fired == {"b5": 1}


def test_a_closed_case_is_never_mentioned(database, region, settings):
    """Closing a case ends its ladder, its reminders and its place in the list."""
    case_id = open_case(database, earliest_handover_on=date(2026, 3, 1))
    book_visit(
        database, case_id, date(2026, 3, 24), state="sent", sent_at=datetime(2026, 3, 20, 7, tzinfo=UTC)
    )
    with database.begin() as db:
        db.execute(
            text("update core.household_case set closed_on = date '2026-03-20', close_reason = 'betaald'")
        )
    assert escalate(database, region, settings, B5_DAY) == EscalationReport({}, 0, 0)
    assert outbox(database) == []


def test_a_changed_bailiff_date_starts_a_new_ladder(database, region, settings):
    """After postponement the ladder climbs again for the new date."""
    open_case(database)
    escalate(database, region, settings, B2_DAY)
    with database.begin() as db:
        db.execute(text("update core.household_case set bailiff_on = date '2026-04-30'"))
    assert escalate(database, region, settings, date(2026, 3, 27)).fired == {}
    assert escalate(database, region, settings, date(2026, 4, 23)).fired == {"b5": 1}


def test_teams_are_reminded_of_tomorrow_once(database, region, settings):
    """One mail per team for the next working day, without visits first mailed today or called off."""
    friday = date(2026, 3, 13)
    earlier, today = datetime(2026, 3, 12, 7, tzinfo=UTC), datetime(2026, 3, 13, 7, tzinfo=UTC)
    monday = date(2026, 3, 16)
    first = book_visit(database, open_case(database), monday, state="sent", sent_at=earlier)
    second = book_visit(database, open_case(database), monday, state="sent", sent_at=earlier)
    for state, sent_at, day, team in [
        ("sent", today, monday, "houten"),
        ("called_off", earlier, monday, "houten"),
        ("planned", None, monday, "houten"),
        ("sent", earlier, date(2026, 3, 17), "houten"),
        ("sent", earlier, monday, "vianen"),
    ]:
        book_visit(database, open_case(database), day, state=state, sent_at=sent_at, team=team)
    assert escalate(database, region, settings, friday).reminders == 2
    reminder = next(mail for mail in outbox(database) if mail["message_key"] == "reminder.houten.2026-03-16")
    assert reminder["visit_ids"] == [first, second]
    assert reminder["recipient"] == "team-houten@vroegeropaf.example"
    assert "VE-000001" in reminder["body_text"]
    assert escalate(database, region, settings, friday).reminders == 0


def test_passed_handover_dates_are_listed_daily(database, region, settings):
    """One list a day of unreached cases past the legal hand-over, none without such cases."""
    open_case(
        database,
        bailiff_on=date(2026, 6, 1),
        earliest_handover_on=date(2026, 3, 10),
        hold_reason="arrangement",
    )
    reached = open_case(database, bailiff_on=date(2026, 6, 1), earliest_handover_on=date(2026, 3, 9))
    attempt(database, reached, is_reached=True)
    assert [
        escalate(database, region, settings, date(2026, 3, day)).passed_handover for day in (9, 10, 10, 11)
    ] == [
        0,
        1,
        1,
        1,
    ]
    lists = [mail for mail in outbox(database) if mail["kind"] == "handover_list"]
    assert [mail["message_key"] for mail in lists] == [
        "handover_list.2026-03-10",
        "handover_list.2026-03-11",
    ]
    assert "VE-000001" in lists[0]["body_text"]
    assert "VE-000002" not in lists[0]["body_text"]


def test_a_corporation_reads_only_its_case_number_and_date(database, region, settings):
    """A mail to a corporation names neither place nor other corporations, and says when B is a guess."""
    open_case(database, is_bailiff_estimated=True, is_crisis=False, hold_reason="guardian")
    escalate(database, region, settings, B2_DAY)
    mail = next(mail for mail in outbox(database) if mail["recipient"] == "huurincasso@mitros.example")
    for part in (mail["subject"], mail["body_text"], mail["body_html"]):
        assert "VE-000001" in part
        assert not {word for word in ("Houten", "3991", "Viveste", "bewindvoerder") if word in part}
    assert "maandag 30 maart 2026 (geschat)" in mail["body_text"]
    assert "maandag 30 maart 2026 (geschat)" in mail["body_html"]


def test_no_mail_threatens(database, region, settings):
    """The mails ask; they never speak of duty, fines or eviction."""
    open_case(database, is_crisis=True, bailiff_on=date(2026, 3, 2), offer_alarm_on=date(2026, 3, 2))
    open_case(database)
    for today in (date(2026, 3, 3), B10_DAY, B5_DAY, B2_DAY):
        escalate(database, region, settings, today)
    texts = " ".join(mail["subject"] + mail["body_text"] for mail in outbox(database)).lower()
    assert len(outbox(database)) == 8
    assert not [
        word for word in ("verplicht", "boete", "ontruim", "wanbetal", "moet u", "sanctie") if word in texts
    ]


def told(engine: Engine) -> list[tuple[str, str]]:
    """Return key and recipient of all mails that ask people for something, in order."""
    asks = [mail for mail in outbox(engine) if mail["kind"] in ("form_missing", "follow_up")]
    return [(mail["message_key"], mail["recipient"]) for mail in asks]


def finish(engine: Engine, visit_id: int) -> None:
    """Let a visit be done, as the form does."""
    with engine.begin() as db:
        db.execute(text("update core.visit set state = 'done' where visit_id = :id"), {"id": visit_id})


def test_a_visit_without_a_form_is_asked_for(database, region, settings):
    """The team is asked the next working day, the coordinator a day later, each once, with new links."""
    sent_at = datetime(2026, 3, 4, 7, tzinfo=UTC)
    friday, monday, tuesday = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)
    visit_id = book_visit(database, open_case(database), friday, state="sent", sent_at=sent_at)
    filled_in = book_visit(database, open_case(database), friday, state="sent", sent_at=sent_at)
    finish(database, filled_in)
    gone = book_visit(database, open_case(database), friday, state="sent", sent_at=sent_at, team="opgeheven")
    assert [escalate(database, region, settings, day).follow_ups for day in (friday, monday, monday)] == [
        0,
        2,
        0,
    ]
    assert told(database) == [
        ("form_missing.houten.2026-03-06.team", "team-houten@vroegeropaf.example"),
        ("form_missing.opgeheven.2026-03-06.coordinator", "coordinator@vroegeropaf.example"),
    ]
    assert [escalate(database, region, settings, day).follow_ups for day in (tuesday, B10_DAY)] == [1, 0]
    assert told(database)[2:] == [
        ("form_missing.houten.2026-03-06.coordinator", "coordinator@vroegeropaf.example")
    ]
    asks = [mail for mail in outbox(database) if mail["kind"] == "form_missing"]
    assert [mail["visit_ids"] for mail in asks] == [[visit_id], [gone], [visit_id]]
    with database.connect() as db:
        tokens = db.execute(
            text("select token_hash, visit_id, team from core.form_token order by created_at")
        )
        known = {token_hash: (visit, team) for token_hash, visit, team in tokens}
    links = [re.findall(r"/b/([\w-]+)", mail["body_text"]) for mail in asks]
    assert [known[hashlib.sha256(token.encode()).hexdigest()] for (token,) in links] == [
        (visit_id, "houten"),
        (gone, "coordinator"),
        (visit_id, "coordinator"),
    ]


def test_cases_that_wait_for_a_person_are_asked_about_once(database, region, settings):
    """A hold, two visits to nobody, a talk without an end: no plan takes them up; asked once each."""
    held = open_case(database, hold_reason="guardian", bailiff_on=date(2026, 6, 1))
    unreached = open_case(database, bailiff_on=date(2026, 6, 2))
    reached = open_case(database, bailiff_on=date(2026, 6, 3))
    second_to_come = open_case(database, bailiff_on=date(2026, 6, 4))
    for case_id, answers in ((unreached, [False, False]), (reached, [True]), (second_to_come, [False])):
        for is_reached in answers:
            visit_id = book_visit(database, case_id, date(2026, 3, 10), state="done")
            attempt(database, case_id, is_reached, visit_id, key=f"{visit_id}")
    assert held < unreached
    assert [escalate(database, region, settings, day).follow_ups for day in (date(2026, 3, 11),) * 2] == [
        2,
        0,
    ]
    assert told(database) == [
        ("follow_up.VE-000001.hold.guardian", "gegevens@vroegeropaf.example"),
        ("follow_up.VE-000002.letter.2", "coordinator@vroegeropaf.example"),
    ]
    days = (date(2026, 3, 18), date(2026, 3, 19), date(2026, 3, 20))
    assert [escalate(database, region, settings, day).follow_ups for day in days] == [0, 1, 0]
    assert told(database)[2:] == [("follow_up.VE-000003.outcome.3", "coordinator@vroegeropaf.example")]


@pytest.mark.parametrize("is_released", [False, True])
def test_a_file_at_the_bailiff_is_asked_at_once_and_passed_on_after_a_day(
    database, region, settings, is_released
):
    """The steward the same day, the WIL lead a working day later if no word came; each once."""
    open_case(database, hold_reason="bailiff_file", is_crisis=True)
    open_case(database, hold_reason="guardian")
    friday, monday, tuesday = date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 17)
    assert escalate(database, region, settings, friday).follow_ups == 2
    asked, _ = told(database)
    assert asked == ("follow_up.VE-000001.hold.bailiff_file", "gegevens@vroegeropaf.example")
    assert escalate(database, region, settings, friday).follow_ups == 0
    if is_released:
        release_hold(database, 1, "bailiff_file", "steward")
    days = (monday, monday, tuesday)
    found = [escalate(database, region, settings, day).follow_ups for day in days]
    assert found == ([0, 0, 0] if is_released else [1, 0, 0])
    passed_on = [("hold_unanswered.VE-000001.bailiff_file", "teamleider@wil.example")]
    assert told(database)[2:] == ([] if is_released else passed_on)
    mails = [mail for mail in outbox(database) if mail["message_key"].startswith("hold_unanswered")]
    assert all("vrijdag 13 maart" in mail["body_text"] for mail in mails)


def test_a_mail_names_no_visit_of_the_past_as_the_next_one(database, region, settings):
    """A visit whose form is missing is not a visit to come."""
    book_visit(
        database,
        open_case(database),
        date(2026, 3, 20),
        state="sent",
        sent_at=datetime(2026, 3, 18, 7, tzinfo=UTC),
    )
    escalate(database, region, settings, B5_DAY)
    mail = next(mail for mail in outbox(database) if mail["recipient"] == "teamleider@wil.example")
    assert "Eerstvolgend bezoek: nog niet gepland" in mail["body_text"]


def test_a_list_that_is_still_held_when_help_is_due_is_reported(database, region, settings):
    """The households of a held list have no case yet; their term runs, so the coordinator hears it once."""
    insert = (
        "insert into raw.delivery (corporation, kind, file_name, sha256, size_bytes, reference_on, "
        "arrived_at, arrived_on, state, rows_read) "
        "values ('viveste', :kind, 'f', :sha256, 1, date '2026-03-01', now(), "
        "date '2026-03-02', :state, 40)"
    )
    with database.begin() as db:
        for kind, state in (("arrears", "held"), ("arrears", "accepted"), ("withdrawal", "held")):
            db.execute(text(insert), {"kind": kind, "state": state, "sha256": state})
    days = (date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24))
    assert [escalate(database, region, settings, day).follow_ups for day in days] == [0, 1, 0]
    (mail,) = outbox(database)
    assert (mail["message_key"], mail["recipient"]) == (
        "held_delivery.1",
        "coordinator@vroegeropaf.example",
    )
    assert "Viveste" in mail["body_text"]
    assert "maandag 30 maart 2026" in mail["body_text"]
