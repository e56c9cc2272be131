"""Why not, on the real database: five reasons, what is told at once, and what a week lacked in capacity."""

from datetime import date, timedelta

import pytest

from vroegeropaf import database as database_module
from vroegeropaf import workdays
from vroegeropaf.errors import PermanentError
from vroegeropaf.escalation.escalate import escalate
from vroegeropaf.planning import assign, bound, instance, leave, sources, teams
from vroegeropaf.planning.build import Booked

MONDAY = date(2026, 3, 2)
NEXT_MONDAY = date(2026, 3, 9)
MARKER = "Kwatrijnstra"
COORDINATOR, WIL_LEAD = "coordinator@vroegeropaf.example", "teamleider@wil.example"


def open_due(house, count: int, by_on: date) -> None:
    """Open cases of Houten that must be visited by a day."""
    for _ in range(count):
        house.open_case(first_visit_by_on=by_on, last_visit_by_on=by_on)


def week(house) -> list[tuple]:
    """Return the weekly figures."""
    return house.query(
        "select week_on, days_planned, days_short, cases_short, worst_on, due, due_visited, due_most, "
        "due_short, due_unreachable from report.capacity_week order by week_on"
    )


def send_home(house, member: str, until_on: date) -> None:
    """Give a member leave from today on."""
    with house.engine.begin() as db:
        leave.enter_leave(db, teams.load(house.region), member, MONDAY, until_on, None, "coordinator")


def test_every_case_without_a_visit_has_one_of_the_five_reasons(house) -> None:
    """No team, no day part in time, one household, full and no area, all in one plan; nobody is forgotten."""
    open_due(house, 30, date(2026, 3, 3))
    no_team = house.open_case(municipality="Lopik", corporation="jutphaas_wonen", postcode4="3411")
    no_area = house.open_case(postcode4="9999")
    send_home(house, "vnn-social", date(2026, 5, 1))
    no_shift = house.open_case(municipality="Vianen", corporation="lekstedewonen", postcode4="4131")
    report = house.assign()
    told = dict(house.query("select case_id, reason from core.unassigned"))
    assert set(told.values()) <= set(instance.REASONS)
    assert [told[one] for one in (no_team, no_area, no_shift)] == [
        "no_eligible_team",
        "no_location",
        "no_shift_before_deadline",
    ]
    assert report.unassigned == {
        "no_capacity": 30 - report.planned,
        "no_eligible_team": 1,
        "no_location": 1,
        "no_shift_before_deadline": 1,
    }
    assert len(told) + len(house.visits()) == 33
    assert not {row[0] for row in house.visits()} & set(told)


@pytest.mark.parametrize("reason", ["no_eligible_team", "no_shift_before_deadline"])
def test_what_no_team_can_visit_is_told_in_the_same_run_and_once(house, reason: str) -> None:
    """One mail to the coordinator however often and on how many days is planned; nothing about a person."""
    if reason == "no_eligible_team":
        house.open_case(municipality="Lopik", corporation="jutphaas_wonen", postcode4="3411")
        sentence = "niemand gaat voor Jutphaas Wonen op pad in Lopik"
    else:
        send_home(house, "htn-wil", date(2026, 5, 1))
        house.open_case(first_visit_by_on=date(2026, 3, 13), last_visit_by_on=date(2026, 3, 13))
        sentence = "gaat er tot en met vrijdag 13 maart 2026 geen team op pad"
    house.assign()
    house.assign(hour=9)
    house.assign(workdays.add(MONDAY, 1))
    ((key, to, subject, text, html, calendar, _),) = house.mails("follow_up")
    assert (key, to, calendar) == (f"unassigned.VE-000001.{reason}", COORDINATOR, None)
    assert subject.startswith("Zaak VE-000001: geen team")
    for shown in (text, " ".join(html.split())):
        assert sentence in " ".join(shown.split())
        assert MARKER not in shown
        assert "4711" not in shown
        assert "987" not in shown


def test_another_reason_is_another_mail_and_capacity_is_none(house) -> None:
    """First the team is away, later no team goes there at all: two mails. A full team makes none."""
    send_home(house, "htn-corp", date(2026, 5, 1))
    house.open_case(first_visit_by_on=date(2026, 3, 13), last_visit_by_on=date(2026, 3, 13))
    house.assign()
    house.query(
        "update core.household_case set municipality = 'Lopik', bailiff_corporation = 'jutphaas_wonen'"
    )
    house.query("update core.signal set municipality = 'Lopik', corporation = 'jutphaas_wonen'")
    house.assign(hour=9)
    open_due(house, 30, date(2026, 3, 3))
    house.assign(hour=10)
    assert [mail[0].rpartition(".")[2] for mail in house.mails("follow_up")][:2] == [
        "no_shift_before_deadline",
        "no_eligible_team",
    ]


def test_full_teams_make_no_mail_at_once(house) -> None:
    """That there are more cases than places goes into the weekly figures."""
    open_due(house, 30, date(2026, 3, 3))
    assert house.assign().unassigned["no_capacity"] > 0
    assert house.mails("follow_up") == []


def test_a_plan_that_is_not_stored_tells_nobody(house, monkeypatch) -> None:
    """Mail and plan are one transaction: what breaks after the mail takes it back."""
    house.open_case(municipality="Lopik", corporation="jutphaas_wonen", postcode4="3411")

    def broken(*_: object) -> None:
        raise PermanentError("unexpected", "the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(sources, "store", broken)
        with pytest.raises(PermanentError):
            house.assign()
    assert house.query("select count(*) from core.outbox") == [(0,)]
    assert house.query("select count(*) from core.plan_run") == [(0,)]
    house.assign()
    assert len(house.mails("follow_up")) == 1


def test_a_week_that_lacked_capacity_is_told_once_with_the_exact_bound(house) -> None:
    """
    Thirty cases are due on Tuesday, where Team Houten has two day parts: the figures are those of the proof.

    In the week itself nobody hears of it; in the next one coordinator and WIL lead do, once, and only then.
    """
    open_due(house, 30, date(2026, 3, 3))
    house.assign()
    with house.engine.connect() as db:
        booked = [Booked(**row) for row in database_module.rows(db, "planning/booked_visits", now=MONDAY)]
        made = assign.read_instance(db, house.region, teams.load(house.region), booked, MONDAY, MONDAY)
    most = bound.bound(made).due
    visited = len(house.visits())
    assert 0 < visited <= most < 30
    figures = (MONDAY, 1, 1, 30 - visited, MONDAY, 30, visited, most, 30 - visited, 0)
    assert week(house) == [figures]
    report = escalate(house.engine, house.region, house.settings, date(2026, 3, 6))
    assert (report.figures, house.mails("capacity_week")) == (0, [])
    for day in (NEXT_MONDAY, NEXT_MONDAY, date(2026, 3, 10), date(2026, 3, 16)):
        escalate(house.engine, house.region, house.settings, day)
    mails = house.mails("capacity_week")
    assert [(mail[0], mail[1]) for mail in mails] == [
        ("capacity_week.2026-03-02.coordinator", COORDINATOR),
        ("capacity_week.2026-03-02.wil_lead", WIL_LEAD),
    ]
    for _, _, subject, text, html, *_ in mails:
        assert subject == f"Week van ma 2 mrt: geen plek voor {30 - visited} zaken"
        for shown in (" ".join(text.split()), " ".join(html.split())):
            assert f"{most} van 30 is het hoogste dat deze teams kunnen halen." in shown
            assert f"hadden er toen {visited} een bezoek" in shown
            assert MARKER not in shown


def test_a_week_with_room_for_all_is_not_told(house) -> None:
    """Also when a case has no team: that was told at once and is no lack of capacity."""
    open_due(house, 3, date(2026, 3, 4))
    house.open_case(municipality="Lopik", corporation="jutphaas_wonen", postcode4="3411")
    house.assign()
    escalate(house.engine, house.region, house.settings, NEXT_MONDAY)
    assert house.mails("capacity_week") == []
    ((_, planned, short, cases, *_),) = week(house)
    assert (planned, short, cases) == (1, 0, 0)


def test_who_can_wait_is_no_lack_of_capacity(house) -> None:
    """More cases than places, but all may be visited after the days of the plan as well: nothing is short."""
    open_due(house, 50, date(2026, 4, 20))
    assert house.assign().unassigned["no_capacity"] > 0
    escalate(house.engine, house.region, house.settings, NEXT_MONDAY)
    assert house.mails("capacity_week") == []
    ((_, planned, short, cases, *_),) = week(house)
    assert (planned, short, cases) == (1, 0, 0)


RUN = """
insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, bound, outcome)
values (:today, 'x', 'x', '1', 0, cast(:objective as jsonb), cast(:bound as jsonb), :outcome)
returning plan_run_id
"""
LEFT = """
insert into core.unassigned (plan_run_id, case_id, reason, is_due)
select :run, case_id, :reason, :is_due from unnest(cast(:cases as bigint[])) as case_id
"""


def plan_on(house, day: date, due: int, short: list[int], outcome: str = "planned", **changes) -> None:
    """Write down a run by hand: so many due cases, these without a place."""
    objective = f'{{"due": {due}, "due_visited": {due - len(short)}}}'
    values = {"bound": f'{{"due": {due - len(short)}}}', "reason": "no_capacity", "is_due": True} | changes
    ((run,),) = house.query(RUN, today=day, objective=objective, bound=values["bound"], outcome=outcome)
    if short:
        house.query(LEFT, run=run, cases=short, reason=values["reason"], is_due=values["is_due"])


def test_the_figures_of_a_week_are_of_its_last_plans(house) -> None:
    """
    The last plan of a day counts, the day that lacked most gives the figures, a case counts once a week.

    A run that kept the old plan hides nothing; what is not due, or lacks something else, is no capacity.
    """
    cases = [house.open_case() for _ in range(6)]
    plan_on(house, date(2026, 3, 2), 9, cases)
    plan_on(house, date(2026, 3, 2), 9, cases[:1])
    plan_on(house, date(2026, 3, 3), 8, cases[:2])
    plan_on(house, date(2026, 3, 3), 8, [], outcome="degraded")
    plan_on(house, date(2026, 3, 4), 7, cases[1:3])
    plan_on(house, date(2026, 3, 5), 7, cases[:4], is_due=False)
    plan_on(house, date(2026, 3, 6), 7, cases[:4], reason="no_eligible_team")
    plan_on(house, date(2026, 3, 9), 5, cases[:1], is_due=None)
    plan_on(house, date(2026, 3, 10), 4, [])
    assert week(house) == [
        (MONDAY, 5, 3, 3, date(2026, 3, 4), 7, 5, 5, 2, 0),
        (NEXT_MONDAY, 2, 0, 0, date(2026, 3, 10), 4, 4, 4, 0, 0),
    ]


@pytest.mark.parametrize(
    ("bound_of", "without_team", "said", "unsaid"),
    [
        ('{"due": 8}', 0, "8 van 10 is het hoogste", "reistijd"),
        ('{"due": 8}', 1, "Bij 1 zaak lag het niet aan drukte", "reistijd"),
        ('{"due": 9}', 1, "Telt reistijd niet mee, dan was er plek voor 9", "het hoogste"),
        ('{"due": 10}', 0, "Telt reistijd niet mee, dan was er plek voor 10", "het hoogste"),
        ("{}", 0, "hadden er toen 8 een bezoek. Wil je", "het hoogste"),
    ],
)
def test_the_sentence_says_only_what_is_proven(house, bound_of, without_team, said, unsaid) -> None:
    """The bound where it binds, travel where only that stood in the way, nothing for plans from before it."""
    cases = [house.open_case() for _ in range(2 + without_team)]
    plan_on(house, MONDAY, 10, cases[:2], bound=bound_of)
    house.query(LEFT, run=1, cases=cases[2:], reason="no_eligible_team", is_due=True)
    escalate(house.engine, house.region, house.settings, NEXT_MONDAY)
    text = " ".join(house.mails("capacity_week")[0][3].split())
    assert said in text
    assert unsaid not in text


def test_a_week_that_nobody_could_be_told_of_is_told_later(house) -> None:
    """After three weeks without a run it is; what is older than four weeks is old news."""
    case = house.open_case()
    plan_on(house, MONDAY, 5, [case])
    plan_on(house, MONDAY - timedelta(weeks=4), 5, [case])
    escalate(house.engine, house.region, house.settings, MONDAY + timedelta(weeks=3, days=2))
    assert [mail[0] for mail in house.mails("capacity_week")] == [
        "capacity_week.2026-03-02.coordinator",
        "capacity_week.2026-03-02.wil_lead",
    ]
