"""Which visits are planned on the real database: order, second visits, leave, broken plans, rolling days."""

import json
from datetime import date
from typing import Any

import pytest

from vroegeropaf import workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.errors import PermanentError, VroegEropafError
from vroegeropaf.planning import greedy, leave, teams
from vroegeropaf.planning.instance import Plan

MONDAY = date(2026, 3, 2)
MARKER = "Kwatrijnstra"


def test_the_second_visit_is_at_another_day_part_two_to_seven_days_later(house) -> None:
    """Not at home: one more visit, at another time of day; after two there is no third."""
    house.open_case()
    house.assign()
    ((_, _, first_at, first_part, _, visit_id, _),) = house.visits()
    day = first_at.astimezone(AMSTERDAM).date()
    house.not_at_home(visit_id)
    house.assign(day, hour=20)
    ((_, _, second_at, second_part, _, second_id, attempt_no),) = house.visits()
    assert attempt_no == 2
    assert second_part != first_part
    assert 2 <= workdays.between(day, second_at.astimezone(AMSTERDAM).date()) <= 7
    house.not_at_home(second_id)
    assert house.assign(second_at.astimezone(AMSTERDAM).date(), hour=21).planned == 0
    assert house.visits() == []


def test_a_visit_without_a_form_yet_is_not_planned_again(house) -> None:
    """Until the team says how it went, the case waits."""
    house.open_case()
    house.assign()
    after = house.assign(workdays.add(MONDAY, 5))
    assert after.planned == 0
    assert len(house.visits("sent")) == 1


def test_a_passed_bailiff_date_is_visited_as_soon_as_possible(house) -> None:
    """No date makes a case unplannable; it goes before the others."""
    for _ in range(30):
        house.open_case()
    late = house.open_case(
        bailiff_on=date(2026, 2, 20),
        first_visit_by_on=date(2026, 2, 13),
        is_crisis=True,
        last_visit_by_on=date(2026, 2, 17),
    )
    house.assign()
    starts = {case: starts_at for case, _, starts_at, *_ in house.visits()}
    assert starts[late].astimezone(AMSTERDAM).date() == workdays.add(MONDAY, 1)


def test_cases_without_a_visit_get_a_reason(house) -> None:
    """Unknown area, no team for the corporation, more cases than places: all are counted by reason."""
    house.open_case(postcode4="3990")
    house.open_case(corporation="jutphaas_wonen")
    for _ in range(40):
        house.open_case()
    report = house.assign()
    assert report.unassigned["no_location"] == 1
    assert report.unassigned["no_eligible_team"] == 1
    assert report.unassigned["no_capacity"] == 40 - report.planned
    stored = house.query("select reason, count(*) from core.unassigned group by reason order by reason")
    assert dict(stored) == report.unassigned


def enter(house, member: str, from_on: date, to_on: date, part: str | None = None) -> bool:
    """Enter leave as the command does."""
    with house.engine.begin() as db:
        return leave.enter_leave(db, teams.load(house.region), member, from_on, to_on, part, "coordinator")


def test_leave_calls_off_what_was_sent_and_plans_the_case_anew(house) -> None:
    """
    Leave moves only what it must, and says so: each sent visit it hits gets one CANCEL with the same UID, the
    case another visit in the same run; other visits keep their time, and a second run changes nothing.
    """
    for _ in range(10):
        house.open_case()
    house.assign()
    sent = house.visits("sent")
    hit = [row for row in sent if row[3] == "ochtend"]
    others = [row for row in sent if row[3] != "ochtend"]
    assert hit
    assert others
    assert enter(house, "htn-wil", date(2026, 3, 3), date(2026, 3, 3), "ochtend")
    assert not enter(house, "htn-wil", date(2026, 3, 3), date(2026, 3, 3), "ochtend")
    report = house.assign(hour=9)
    assert report.called_off == len(hit)
    off = house.query(
        "select visit_id, call_off_reason from core.visit where state = 'called_off' order by visit_id"
    )
    assert off == [(row[5], "team_on_leave") for row in hit]
    assert set(others) <= set(house.visits("sent"))
    again = {row[0]: row for row in house.visits()}
    assert all(again[row[0]][2] != row[2] and again[row[0]][6] == 1 for row in hit)
    mails = house.mails("call_off")
    assert [mail[0] for mail in mails] == [f"calloff.{row[5]}" for row in hit]
    for mail, row in zip(mails, hit, strict=True):
        assert mail[1] == "team-houten@vroegeropaf.example"
        assert mail[6] == "CANCEL"
        assert f"UID:visit-{row[5]}@vroegeropaf" in mail[5]
        assert "SEQUENCE:1" in mail[5]
    before = house.state()
    assert house.assign(hour=10).called_off == 0
    assert house.state() == before


def test_leave_on_the_day_itself_spares_a_visit_that_began(house) -> None:
    """Ill at noon: the morning was worked, and its forms count; the visits of the afternoon are off."""
    for _ in range(10):
        house.open_case()
    house.assign()
    enter(house, "htn-wil", date(2026, 3, 3), date(2026, 3, 3))
    house.assign(date(2026, 3, 3), hour=12)
    assert {row[3] for row in house.visits("called_off")} == {"middag"}
    assert {row[3] for row in house.visits("sent") if row[2].astimezone(AMSTERDAM).day == 3} == {"ochtend"}


def test_leave_for_all_days_leaves_reasons_not_visits(house) -> None:
    """A team that cannot come at all: every sent visit is called off, no case is forgotten."""
    for _ in range(20):
        house.open_case()
    house.assign()
    sent = house.visits("sent")
    enter(house, "htn-wil", MONDAY, date(2026, 3, 31))
    report = house.assign(hour=9)
    assert report.called_off == len(sent)
    assert report.unassigned == {"no_shift_before_deadline": 20}


def test_leave_that_is_taken_back_undoes_nothing_silently(house) -> None:
    """What was called off stays so; the freed shifts serve anew; who took it back stands in the row."""
    case = house.open_case()
    house.assign()
    enter(house, "htn-wil", MONDAY, date(2026, 3, 31))
    house.assign(hour=9)
    assert house.visits() == []
    with house.engine.begin() as db:
        leave.withdraw_leave(db, "htn-wil", MONDAY, date(2026, 3, 31), None, "coordinator")
    house.assign(hour=10)
    ((again, *_),) = house.visits()
    assert again == case
    assert len(house.visits("called_off")) == len(house.mails("call_off")) == 1
    assert house.query("select withdrawn_by from core.member_leave") == [("coordinator",)]
    with house.engine.begin() as db, pytest.raises(VroegEropafError) as caught:
        leave.withdraw_leave(db, "htn-wil", MONDAY, date(2026, 3, 31), None, "coordinator")
    assert caught.value.code == "leave_invalid"
    assert enter(house, "htn-wil", MONDAY, date(2026, 3, 31))


@pytest.mark.parametrize(
    ("member", "to_on", "part"),
    [("nobody", MONDAY, None), ("htn-wil", date(2026, 3, 1), None), ("htn-wil", MONDAY, "nacht")],
)
def test_leave_that_makes_no_sense_is_refused(house, member: str, to_on: date, part: str | None) -> None:
    """Unknown member, turned-round dates, unknown day part: one code."""
    with house.engine.begin() as db, pytest.raises(VroegEropafError) as caught:
        leave.enter_leave(db, teams.load(house.region), member, MONDAY, to_on, part, "coordinator")
    assert caught.value.code == "leave_invalid"


def test_a_plan_that_the_checker_refuses_keeps_yesterdays(house, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a broken plan is stored: the run is degraded, people are told, yesterday's is sent on."""
    for _ in range(20):
        house.open_case()
    house.assign()
    booked = {row[:3] for row in house.visits()}
    sent = len(house.visits("sent"))
    monkeypatch.setattr(greedy, "solve", lambda instance: Plan())
    with pytest.raises(PermanentError) as caught:
        house.assign(workdays.add(MONDAY, 2))
    assert caught.value.code == "plan_invalid"
    assert {row[:3] for row in house.visits()} == booked
    assert len(house.visits("sent")) > sent
    outcomes = house.query("select outcome from core.plan_run order by plan_run_id")
    assert outcomes == [("planned",), ("degraded",)]
    monkeypatch.undo()
    assert house.assign(workdays.add(MONDAY, 2), hour=9).outcome == "planned"


def test_sent_visits_never_move_over_ten_days(house) -> None:
    """New cases, people not at home and passing deadlines every day: what was sent stays as it was sent."""
    known: dict[int, tuple[Any, ...]] = {}
    today = MONDAY
    for day in range(10):
        for i in range(5):
            house.open_case(
                first_visit_by_on=workdays.add(today, 1 + (day * i) % 9),
                last_visit_by_on=workdays.add(today, 4 + (day * i) % 9),
                is_crisis=(day + i) % 7 == 0,
                postcode4=("3991", "3992", "3994")[i % 3],
            )
        house.assign(today)
        now_sent = {row[5]: row[:4] for row in house.visits("sent,done,called_off") if row[4] != "called_off"}
        assert {key: now_sent.get(key) for key in known} == known
        known = now_sent
        for visit_id, row in list(known.items()):
            is_over = row[2].astimezone(AMSTERDAM).date() == today
            if is_over and visit_id in {v[5] for v in house.visits("sent")}:
                house.not_at_home(visit_id)
        today = workdays.add(today, 1)
    assert len(known) > 10
    parts = house.query(
        "select a.day_part, b.day_part from core.visit as a join core.visit as b using (case_id) "
        "where a.attempt_no = 1 and b.attempt_no = 2 and a.state = 'done' "
        "and b.state in ('planned', 'sent', 'done')",
    )
    assert parts
    assert all(one != two for one, two in parts)


def test_the_run_is_written_down_with_its_figures(house) -> None:
    """A run stores solver, seconds and what it reached of what there was, without any personal data."""
    house.open_case()
    house.assign()
    ((figures, solver, seconds),) = house.query("select objective, solver, seconds from core.plan_run")
    assert figures["visits"] == figures["cases"] == 1
    assert solver == "vroom"
    assert 0 <= seconds < 10
    assert MARKER not in json.dumps(figures)


@pytest.mark.parametrize("is_late", [True, False])
def test_a_second_visit_without_a_place_is_told_that_day_once(house, is_late: bool) -> None:
    """No slot before the deadline: the coordinator hears it in the same run, however often it runs."""
    case = house.open_case()
    house.assign()
    ((_, _, first_at, _, _, visit_id, _),) = house.visits()
    house.not_at_home(visit_id)
    day = first_at.astimezone(AMSTERDAM).date()
    if is_late:
        house.query("update core.household_case set last_visit_by_on = :d where case_id = :c", d=day, c=case)
    else:
        enter(house, "htn-wil", day, date(2026, 4, 30))
    for hour in (18, 19):
        house.assign(day, hour=hour)
    house.assign(workdays.add(day, 1))
    ((key, to, subject, text, *_),) = house.mails("follow_up")
    assert (key, to) == ("second_visit.VE-000001.2", "coordinator@vroegeropaf.example")
    assert "geen plek voor een tweede bezoek" in subject
    assert ("Het staat nu later gepland" in text) is is_late
    assert MARKER not in text
