"""Pairs that the planner forms, on the real database: mail to both, locks, leave, rolling days."""

import shutil
from dataclasses import replace
from datetime import date, datetime

import pytest
import yaml
from fastapi.testclient import TestClient

from vroegeropaf import workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.escalation.escalate import escalate
from vroegeropaf.planning import forms, geography, leave, teams
from vroegeropaf.planning.asking import Request, RoadService, Services
from vroegeropaf.planning.assign import assign_visits
from vroegeropaf.portal.app import create_app

MONDAY = date(2026, 3, 2)
WEEK = {day: ["ochtend", "avond"] for day in teams.WEEKDAYS}
MEMBERS = {
    code: {
        "organisation": organisation,
        "role": role,
        "languages": ["nederlands"],
        "municipalities": ["Houten"],
        "hours": WEEK,
        "email": f"{code}@vroegeropaf.example",
        "depot": [52.033, 5.168],
        "mode": "bicycle",
    }
    for code, organisation, role in (
        ("corp-1", "viveste", "corporation"),
        ("corp-2", "viveste", "corporation"),
        ("wil-1", "wil", "help"),
        ("social-1", "sociaal_team_houten", "help"),
    )
}


@pytest.fixture
def house(house, tmp_path):
    """A house in a region without fixed teams."""
    content = yaml.safe_load((house.region.config_dir / "teams.yaml").read_text(encoding="utf-8"))
    shutil.copytree(house.region.config_dir, tmp_path / "config")
    write = (tmp_path / "config" / "teams.yaml").write_text
    write(yaml.safe_dump(content | {"members": MEMBERS, "teams": {}}))
    house.region = replace(house.region, config_dir=tmp_path / "config")
    house.settings = house.settings.model_copy(update={"config_dir": house.region.config_dir})
    return house


def addresses(team: str) -> list[str]:
    """Return the addresses of both members."""
    return [f"{code}@vroegeropaf.example" for code in team.split("+")]


def test_both_members_get_the_day_list_and_the_calling_off(house) -> None:
    """Two mails with links of their own, the same calendar entries; with leave each gets a CANCEL a visit."""
    for _ in range(14):
        house.open_case()
    report = house.assign()
    assert report.planned == 14
    sent = house.visits("sent")
    assert {row[3] for row in sent} == {"ochtend", "avond"}
    by_team = {row[1] for row in sent}
    mails = house.mails()
    for team in by_team:
        to = [mail[1] for mail in mails if mail[0].startswith(f"assignment.{team}.2026-03-03")]
        assert to in ([], addresses(team))
    assert len({mail[0] for mail in mails}) == len(mails)
    tokens = house.query("select count(*), count(distinct token_hash) from core.form_token")
    assert tokens == [(2 * len(sent),) * 2]

    team = sent[0][1]
    member = team.split("+")[1]
    hit = [row for row in sent if member in row[1].split("+") and row[2].astimezone(AMSTERDAM).day == 3]
    with house.engine.begin() as db:
        config = teams.load(house.region)
        leave.enter_leave(db, config, member, date(2026, 3, 3), date(2026, 3, 3), None, "coordinator")
    again = house.assign(hour=9)
    assert again.called_off == len(hit) > 0
    assert sorted(mail[1] for mail in house.mails("call_off")) == sorted(
        address for row in hit for address in addresses(row[1])
    )
    assert len(house.visits()) == 14
    kept = [row for row in sent if row not in hit]
    assert set(kept) <= set(house.visits("sent"))
    before = house.state()
    house.assign(hour=10)
    assert house.state() == before


def test_a_list_that_waits_for_one_of_both_is_replaced_for_that_one(house) -> None:
    """One member has the list, the other's waits; a visit falls out of it: both get what is left."""
    for _ in range(3):
        house.open_case()
    house.assign()
    (first, *_), team = house.visits("sent"), house.visits("sent")[0][1]
    days = {(row[1], row[2].astimezone(AMSTERDAM).date()) for row in house.visits("sent")}
    assert days == {(team, first[2].astimezone(AMSTERDAM).date())}
    got, waits = addresses(team)
    house.query(f"update core.outbox set state = 'sent', sent_at = now() where recipient = '{got}'")
    house.query(
        "update core.household_case set hold_reason = 'arrangement' "
        f"where case_id = (select case_id from core.visit where visit_id = {first[5]})"
    )
    assert house.assign(hour=9).called_off == 1
    lists = house.query(
        "select recipient, state, cardinality(visit_ids) from core.outbox where kind = 'assignment'"
    )
    assert (waits, "aborted", 3) in lists
    assert (waits, "queued", 2) in lists


def test_who_is_no_team_any_more_still_reaches_somebody(house) -> None:
    """A visit that was sent to members who left is called off at the coordinator's."""
    house.open_case()
    house.assign()
    house.query("update core.visit set team = 'gone'")
    house.query("update core.household_case set hold_reason = 'arrangement'")
    assert house.assign(hour=9).called_off == 1
    assert [mail[1] for mail in house.mails("call_off")] == [house.region.parties.functions.coordinator]


def test_both_are_reminded_and_asked_for_their_forms(house) -> None:
    """Reminder of tomorrow's visits and the question for a missing form go to both members."""
    house.open_case()
    house.assign()
    ((_, team, starts_at, *_),) = house.visits("sent")
    day = starts_at.astimezone(AMSTERDAM).date()
    house.query("update core.visit set sent_at = timestamptz '2026-02-27 07:00+01'")
    escalate(house.engine, house.region, house.settings, workdays.add(day, -1))
    assert [mail[1] for mail in house.mails("reminder")] == addresses(team)
    for _ in range(2):
        escalate(house.engine, house.region, house.settings, workdays.add(day, 1))
    assert [mail[1] for mail in house.mails("form_missing")] == addresses(team)


def test_sent_visits_of_pairs_never_move_over_ten_days(house) -> None:
    """New cases every day shift the weights; no member is twice in a day part, and what was sent stays."""
    known: dict[int, tuple] = {}
    today = MONDAY
    for day in range(10):
        for i in range(6):
            house.open_case(
                first_visit_by_on=workdays.add(today, 1 + (day * i) % 9),
                last_visit_by_on=workdays.add(today, 4 + (day * i) % 9),
                postcode4=("3991", "3992", "3994")[i % 3],
            )
        house.assign(today)
        now_sent = {row[5]: row[:4] for row in house.visits("sent,done")}
        assert {key: now_sent.get(key) for key in known} == known
        known = now_sent
        out = house.query(
            "select member, visit_on, day_part, count(distinct team) from core.visit, "
            "unnest(string_to_array(team, '+')) as member where state in ('planned', 'sent') "
            "group by 1, 2, 3 having count(distinct team) > 1"
        )
        assert out == []
        for visit_id, row in list(known.items()):
            is_over = row[2].astimezone(AMSTERDAM).date() == today
            if is_over and visit_id in {v[5] for v in house.visits("sent")}:
                house.not_at_home(visit_id)
        today = workdays.add(today, 1)
    assert len(known) > 20
    assert house.query("select count(*) from core.visit where state = 'called_off'") == [(0,)]


def test_the_ways_of_pairs_are_measured_from_their_depots(house) -> None:
    """A road service is asked about the depots of members too, by the modes that they use."""
    asked: list[str] = []

    def fetch(request: Request) -> bytes:
        asked.append(request.path)
        size = [len(dict(request.parameters)[name].split(";")) for name in ("sources", "destinations")]
        row = ",".join(["300.0"] * size[1])
        return f'{{"code": "Ok", "durations": [{",".join([f"[{row}]"] * size[0])}]}}'.encode()

    house.open_case()
    roads = RoadService("osrm", fetch, {"bicycle": "bike", "car": "driving"})
    now = datetime(2026, 3, 2, 7, tzinfo=AMSTERDAM)
    ways = geography.prepare(house.engine, house.region, Services(roads=(roads,)), MONDAY, now)
    assert (52.033, 5.168) in ways.measured.table.points
    assert list(ways.measured.table.minutes) == ["bicycle"]
    assert all("5.168" in path for path in asked)
    assert asked
    assert assign_visits(house.engine, house.region, house.settings, MONDAY, now, ways).planned == 1


def test_the_route_of_a_pair_starts_at_its_depot(house) -> None:
    """Behind the code of a visit the drawn way of the day leaves from the depot of the professional."""
    house.open_case()
    house.assign()
    ((_, team, starts_at, _, _, visit_id, _),) = house.visits("sent")
    day = starts_at.astimezone(AMSTERDAM).date()
    today_file = house.region.config_dir / "today"
    today_file.write_text(day.isoformat(), encoding="utf-8")
    with house.engine.begin() as db:
        token = forms.issue_form(db, visit_id, team, day)
    settings = house.settings.model_copy(update={"today_file": today_file})
    page = TestClient(create_app(settings, house.engine)).get(f"/b/{token}/dag").text
    assert page.count('<rect class="depot"') == 1
    assert "polyline" in page
