"""Cases follow linkage: joined without losing anything, parted as if they had never been joined."""

from datetime import date, datetime, timedelta

import linkage_rows as lab
import pytest
from case_work import TODAY, book, cases, everything, record, settle, signals_of
from sqlalchemy import text

from vroegeropaf import workdays
from vroegeropaf.cases.hold import release_hold
from vroegeropaf.cases.update import CaseReport
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.escalation.escalate import escalate
from vroegeropaf.linkage.decide import decide
from vroegeropaf.messages import drain
from vroegeropaf.planning.assign import assign_visits

STATE = {
    "household_case": (
        "case_id, household_id, opened_on, arrived_on, municipality, postcode4, bailiff_on, "
        "bailiff_corporation, is_bailiff_estimated, earliest_handover_on, first_visit_by_on, "
        "last_visit_by_on, offer_by_on, offer_alarm_on, is_crisis, hold_reason, closed_on, close_reason, "
        "joined_into_case_id"
    ),
    "case_signal": "case_id, signal_id, added_on",
    "attempt": "attempt_id, case_id, visit_id, submission_key",
    "outcome": "outcome_id, case_id, attempt_id, submission_key",
    "visit": "*",
    "escalation": "*",
}
FIRED = "insert into core.escalation (case_id, step, bailiff_on, fired_on) values (:c, :step, :b, :b)"


def tenant(number, **changes):
    """Return a signal of a tenant who shares nothing with the others."""
    own = {
        "corporation": ("mitros", "portaal", "mitros", "portaal")[number % 4],
        "tenant_no": f"H{number}",
        "contract_no": f"C{number}",
        "initials": "ABDEK"[number],
        "surname": ("Appelboom", "Berkenrode", "Cornelis", "Dijkhuizen", "Eskamp")[number],
        "born_on": date(1950 + 7 * number, 1 + number, 3 + 5 * number),
        "postcode": f"343{number}AB",
        "house_number": 10 * number + 1,
        "bailiff_on": date(2026, 4, 1 + number),
    }
    return lab.signal(**own | changes)


def snapshot(engine):
    """Return all that cases, attempts, visits, escalations and their signals are; history is not in it."""
    return {
        table: lab.query(engine, f"select {columns} from core.{table} order by 1, 2")
        for table, columns in STATE.items()
    }


def settled(engine, region, today=TODAY):
    """Link and update; a second run finds nothing to do and writes nothing."""
    report = settle(engine, region, today)
    before = everything(engine)
    assert settle(engine, region, today + timedelta(days=1)) == CaseReport()
    assert everything(engine) == before
    return report


def fire(engine, case_id, step, bailiff_on):
    """Let a step of the ladder have fired."""
    with engine.begin() as db:
        db.execute(text(FIRED), {"c": case_id, "step": step, "b": bailiff_on})


def assign(engine, region, settings, today=TODAY, hour=7):
    """Plan and send, as the DAG does."""
    now = datetime(today.year, today.month, today.day, hour, tzinfo=AMSTERDAM)
    return assign_visits(engine, region, settings, today, now)


def mails(engine, kind):
    """Return the queued mails of a kind."""
    return lab.query(
        engine,
        "select recipient, subject, body_text, calendar from core.outbox where kind = :k order by outbox_id",
        k=kind,
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TODAY, date(2026, 3, 9)),
        (date(2026, 3, 9), TODAY),  # the oldest case is that of the younger household, which is merged away
    ],
)
@pytest.mark.parametrize("word", ["undo", "different"])
def test_two_joined_cases_part_as_they_were(database, region, first, second, word):
    """Join: earliest arrival and B, every attempt and step. Undo: all tables hold just what they held."""
    lab.add(database, tenant(1, arrived_on=first), tenant(2, arrived_on=second, has_arrangement=True))
    settled(database, region)
    for case_id in (1, 2):
        record(database, book(database, case_id, state="sent"), f"k{case_id}", is_reached=False)
        book(database, case_id, TODAY + timedelta(days=8), "planned")
    fire(database, 2, "b10", date(2026, 4, 3))
    before = snapshot(database)
    decide(database, (1, 2), "same", "steward.one")
    assert settled(database, region, date(2026, 3, 10)) == CaseReport(0, 1, 1)
    assert cases(database, "arrived_on, bailiff_on, close_reason")[0] == (TODAY, date(2026, 4, 2), None)
    assert lab.query(database, "select distinct case_id from core.attempt") == [(1,)]
    decide(database, (1, 2), word, "steward.one")
    assert settled(database, region, date(2026, 3, 11)) == CaseReport(0, 2, 0)
    assert snapshot(database) == before


@pytest.mark.parametrize("inner", [(2, 3), (1, 3)])
@pytest.mark.parametrize("last_first", [True, False])
def test_three_joined_cases_part_one_by_one(database, region, inner, last_first):
    """Two are joined and then the third; undone in either order, each step gives back what was before it."""
    outer = (1, 2)
    arrivals = (date(2026, 3, 4), date(2026, 3, 3), TODAY)
    for number, arrived_on in enumerate(arrivals, 1):
        lab.add(database, tenant(number, arrived_on=arrived_on))
        settled(database, region)
        record(database, book(database, number), f"k{number}", is_reached=False)
    apart = snapshot(database)
    decide(database, inner, "same", "steward.one")
    settled(database, region)
    with_inner = snapshot(database)
    decide(database, outer, "same", "steward.one")
    assert settled(database, region).closed == 1
    assert [case[0] for case in cases(database) if case[2]] == [1]
    assert cases(database, "arrived_on")[0] == (TODAY,)
    assert lab.query(database, "select distinct case_id from core.attempt") == [(1,)]
    if last_first:
        decide(database, outer, "undo", "steward.one")
        settled(database, region)
        assert snapshot(database) == with_inner
        decide(database, inner, "undo", "steward.one")
    else:
        decide(database, inner, "undo", "steward.one")
        settled(database, region)
        assert cases(database, "arrived_on")[0] == (date(2026, 3, 3),)
        assert signals_of(database, 3) == [3]
        decide(database, outer, "undo", "steward.one")
    settled(database, region)
    assert snapshot(database) == apart


def test_an_attempt_of_the_joined_case_stays_where_it_was_made(database, region):
    """Made for the case that lived on: it stays there. Written for the other's visit: it goes back."""
    lab.add(database, tenant(1), tenant(2))
    settled(database, region)
    own = book(database, 2)
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    record(database, book(database, 1), "shared", is_reached=False)
    record(database, own, "own", is_reached=False)
    assert lab.query(database, "select count(*) from core.attempt where case_id = 1") == [(2,)]
    decide(database, (1, 2), "undo", "steward.one")
    settled(database, region)
    assert lab.query(database, "select case_id, submission_key from core.attempt order by 1") == [
        (1, "shared"),
        (2, "own"),
    ]


def test_an_outcome_goes_back_to_the_door_where_it_came_about(database, region):
    """The team spoke to the second tenant; after the undo the first still waits for a visit."""
    lab.add(database, tenant(1), tenant(2))
    settled(database, region)
    visit = book(database, 2)
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    record(database, visit, "k1", end_result="advies", pilot_outcome="regeling")
    assert cases(database) == [(1, 1, False, "outcome"), (2, 2, False, "joined")]
    decide(database, (1, 2), "undo", "steward.one")
    settled(database, region, date(2026, 3, 10))
    assert cases(database) == [(1, 1, True, None), (2, 2, False, "outcome")]
    assert lab.query(database, "select case_id from core.current_outcome") == [(2,)]
    with database.begin() as db:
        lab.report(db, 2, date(2026, 3, 30), 1400)
    assert settled(database, region, date(2026, 3, 30)) == CaseReport(1, 0, 0)  # a raised debt is taken up


def test_who_was_joined_with_a_case_that_got_its_outcome_waits_for_a_visit(database, region):
    """The outcome is of the first tenant: the second one's own case goes on, with its attempt and clocks."""
    lab.add(database, tenant(1), tenant(2, arrived_on=date(2026, 3, 4)))
    settled(database, region)
    record(database, book(database, 2), "k2", is_reached=False)
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    record(database, book(database, 1), "k1", end_result="advies", pilot_outcome="regeling")
    decide(database, (1, 2), "undo", "steward.one")
    settled(database, region, date(2026, 3, 10))
    assert cases(database, "case_id, closed_on is null, close_reason, arrived_on") == [
        (1, False, "outcome", TODAY),
        (2, True, None, date(2026, 3, 4)),
    ]
    assert lab.query(database, "select case_id from core.attempt order by 1") == [(1,), (2,)]


def test_an_open_case_beside_one_that_has_its_outcome(database, region):
    """Merged with a household that was dealt with: the open case goes on; undone, all is as before."""
    lab.add(database, tenant(1), tenant(2))
    settled(database, region)
    record(database, book(database, 1), "k1", end_result="advies", pilot_outcome="regeling")
    settled(database, region)
    before = snapshot(database)
    decide(database, (1, 2), "same", "steward.one")
    assert settled(database, region) == CaseReport(0, 1, 0)
    assert cases(database, "case_id, close_reason") == [(1, "outcome"), (2, None)]
    assert signals_of(database, 2) == [1, 2]
    decide(database, (1, 2), "undo", "steward.one")
    settled(database, region)
    assert snapshot(database) == before


@pytest.mark.parametrize("ended", [(1,), (2,), (1, 2)])
def test_signals_that_ended_while_joined(database, region, ended):
    """After the undo a case without an open signal is closed, the other goes on; no attempt is lost."""
    lab.add(database, tenant(1), tenant(2))
    settled(database, region)
    for case_id in (1, 2):
        record(database, book(database, case_id), f"k{case_id}", is_reached=False)
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    for signal_id in ended:
        lab.end(database, signal_id)
    settled(database, region, date(2026, 3, 9))
    decide(database, (1, 2), "undo", "steward.one")
    settled(database, region, date(2026, 3, 10))
    wanted = [(n, n, False, "signals_ended") if n in ended else (n, n, True, None) for n in (1, 2)]
    assert cases(database) == wanted
    assert lab.query(database, "select case_id from core.attempt order by 1") == [(1,), (2,)]
    assert (signals_of(database, 1), signals_of(database, 2)) == ([1], [2])


def test_a_new_list_after_both_ended_opens_a_case_with_its_own_clock(database, region):
    """What ended while it was joined is over: the next debt is no continuation of it."""
    lab.add(database, tenant(1), tenant(2))
    settled(database, region)
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    lab.end(database, 1)
    lab.end(database, 2)
    settled(database, region, date(2026, 3, 9))
    lab.add(database, tenant(2, arrived_on=date(2026, 3, 30), bailiff_on=date(2026, 5, 1)))
    decide(database, (1, 2), "undo", "steward.one")
    assert settled(database, region, date(2026, 3, 30)).opened == 1
    assert cases(database, "case_id, close_reason, arrived_on")[1:] == [
        (2, "signals_ended", TODAY),
        (3, None, date(2026, 3, 30)),
    ]


def test_two_persons_of_one_household_stay_one_case(database, region):
    """A steward tells mother and daughter apart: one door and one name, so still one household and case."""
    lab.add(database, tenant(1), tenant(1, corporation="mitros", contract_no="C9"))
    settled(database, region)
    before = snapshot(database)
    decide(database, (1, 2), "different", "steward.one")
    assert settled(database, region) == CaseReport()
    assert snapshot(database) == before


def test_a_released_hold_stays_released_in_a_joined_case(database, region):
    """The steward's word was given for the case that was joined; the one that lives on is not held again."""
    lab.add(database, tenant(1), tenant(2, has_arrangement=True))
    settled(database, region)
    release_hold(database, 2, "arrangement", "steward.one")
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    assert cases(database, "hold_reason") == [(None,), (None,)]


def test_a_step_that_fired_is_not_fired_again_by_joining(database, region, settings):
    """The second case's corporation heard of its date: joined, it is not asked again, and no mail is lost."""
    lab.add(database, tenant(1, bailiff_on=date(2026, 4, 30), arrived_on=date(2026, 2, 19)))
    lab.add(database, tenant(2, bailiff_on=date(2026, 3, 9), arrived_on=date(2026, 2, 20)))
    settled(database, region)
    assert escalate(database, region, settings, TODAY).fired == {"b5": 1}
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    assert escalate(database, region, settings, TODAY).fired == {}
    accepted = []

    class Post:
        def send(self, message, recipient):
            accepted.append((recipient, str(message["Subject"])))

    drain.drain(database, region, Post(), "post@vroegeropaf.example")
    assert len([one for one in accepted if "VE-000002" in one[1]]) == 2  # WIL lead and corporation


def test_of_two_sent_visits_the_first_stays(database, region, settings):
    """One household, one visit: the other team hears that its visit is off; its form still counts."""
    lab.add(database, tenant(1), tenant(2))
    settled(database, region)
    assert assign(database, region, settings).sent == 2
    first, second = lab.query(
        database, "select visit_id, case_id from core.visit where state = 'sent' order by starts_at"
    )
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    report = assign(database, region, settings, hour=9)
    assert (report.called_off, report.sent, report.planned) == (1, 0, 0)
    states = dict(lab.query(database, "select visit_id, state from core.visit"))
    assert states == {first[0]: "sent", second[0]: "called_off"}
    ((_, subject, _, calendar),) = mails(database, "call_off")
    assert f"VE-00000{second[1]}" in subject
    assert f"UID:visit-{second[0]}@" in calendar
    assert "METHOD:CANCEL" in calendar
    assert assign(database, region, settings, hour=10).called_off == 0
    record(database, second[0], "went all the same", is_reached=False)
    assert lab.query(database, "select case_id from core.attempt") == [(1,)]
    decide(database, (1, 2), "undo", "steward.one")
    settled(database, region)
    assign(database, region, settings, hour=11)
    assert lab.query(database, "select case_id from core.attempt") == [(second[1],)]
    booked = lab.query(database, "select case_id from core.visit where state in ('planned', 'sent')")
    assert sorted(booked) == [(1,), (2,)]  # not at home at the second door: that one gets a second visit


@pytest.mark.parametrize("sent_case", [1, 2])
def test_the_only_sent_visit_of_joined_cases_takes_place(database, region, settings, sent_case):
    """Whichever case lives on: nothing is called off, an unsent visit gives way, reminder and form work."""
    held = 3 - sent_case
    lab.add(database, tenant(1), tenant(2, postcode="3431ZZ"))
    lab.change(database, held, has_arrangement=True)
    settled(database, region)
    assert assign(database, region, settings).sent == 1
    ((visit, day),) = lab.query(database, "select visit_id, visit_on from core.visit where state = 'sent'")
    lab.change(database, held, has_arrangement=False)
    settled(database, region)
    book(database, held, date(2026, 3, 12), "planned")
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    report = assign(database, region, settings, hour=9)
    assert (report.sent, report.planned, report.unassigned) == (0, 0, {})
    assert lab.query(database, "select visit_id from core.visit where state in ('planned', 'sent')") == [
        (visit,)
    ]
    assert mails(database, "call_off") == []
    with database.begin() as db:
        db.execute(text("update core.visit set sent_at = visit_on - 3 where state = 'sent'"))
    assert escalate(database, region, settings, workdays.add(day, -1)).reminders == 1
    record(database, visit, "k1", end_result="advies", pilot_outcome="geen")
    assert [case[3] for case in cases(database)] == ["outcome", "joined"]


def test_a_sent_visit_to_another_place_than_the_joined_household_lives_is_called_off(
    database, region, settings
):
    """The household lives where its latest tenancy is: the visit to the door that it left is off."""
    lab.add(database, tenant(1), tenant(2))
    settled(database, region)
    assert assign(database, region, settings).sent == 2
    lab.change(database, 2, tenancy_from=date(2026, 2, 1))
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    assert assign(database, region, settings, hour=9).called_off == 1
    left = lab.query(database, "select case_id, postcode4 from core.visit where state in ('planned', 'sent')")
    assert left == [(2, "3432")]


def test_a_held_case_holds_the_sent_visit_of_the_one_joined_into_it(database, region, settings):
    """A guardian came along: no visit before a steward's word, also not the one that was sent."""
    lab.add(database, tenant(1, has_guardian=True), tenant(2))
    settled(database, region)
    assert assign(database, region, settings).sent == 1
    decide(database, (1, 2), "same", "steward.one")
    settled(database, region)
    assert assign(database, region, settings, hour=9).called_off == 1
    assert len(mails(database, "call_off")) == 1
