"""Teams, shifts, leave, and what is due when."""

import copy
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import yaml

from vroegeropaf import workdays
from vroegeropaf.errors import ConfigurationError
from vroegeropaf.planning import build, shifts, teams, urgency
from vroegeropaf.planning.shifts import Leave
from vroegeropaf.planning.urgency import OpenCase

MONDAY = date(2026, 3, 2)
CASE = OpenCase(
    case_id=1,
    household_id=1,
    municipality="Houten",
    postcode4="3991",
    bailiff_corporation="viveste",
    earliest_handover_on=None,
    first_visit_by_on=date(2026, 3, 16),
    last_visit_by_on=date(2026, 3, 27),
    is_crisis=False,
    corporations=("viveste",),
    visits_made=0,
    is_reached=False,
    last_visit_on=None,
    last_day_part=None,
)
SECOND = replace(CASE, visits_made=1, last_visit_on=date(2026, 3, 3), last_day_part="ochtend")


@pytest.fixture(scope="session")
def staff(region):
    """The example region's teams."""
    return teams.load(region)


@pytest.fixture(scope="session")
def policy(region):
    """The example region's planning policy."""
    return region.policy.planning


def test_shifts_lie_on_working_days_within_the_hours(staff):
    """Ten working days from tomorrow; a shift is a team's day part on its weekday."""
    days = shifts.horizon(MONDAY, 10)
    found = shifts.shifts(staff, MONDAY, days, [], 4)
    assert (len(days), days[0], days[-1]) == (10, date(2026, 3, 3), date(2026, 3, 16))
    assert len({one.id for one in found}) == len(found) > 0
    for one in found:
        day = shifts.date_of(MONDAY, one.start)
        assert workdays.is_workday(day)
        assert one.part in staff.teams[str(one.team)].shifts[teams.WEEKDAYS[day.weekday()]]
        assert one.day * 1440 < one.start < one.end < one.day * 1440 + 1440


@pytest.mark.parametrize(("part", "left"), [(None, 0), ("ochtend", 1), ("avond", 2)])
def test_leave_of_one_member_takes_the_shift_from_the_team(staff, part, left):
    """A team goes out only when all its members can; leave may be one part of a day."""
    day = date(2026, 3, 3)
    leave = [Leave("htn-wil", day, day, part)]
    found = shifts.shifts(staff, MONDAY, [day], leave, 4)
    assert len([one for one in found if one.team == "houten"]) == left
    assert [one for one in found if one.team != "houten"] == [
        one for one in shifts.shifts(staff, MONDAY, [day], [], 4) if one.team != "houten"
    ]


def test_a_minute_is_the_clock_on_the_wall_also_when_summer_time_begins():
    """29 March 2026 has 23 hours; half past nine on the Monday after it is still 09:30."""
    friday = date(2026, 3, 27)
    instant = shifts.instant_of(friday, 3 * 1440 + 570)
    assert instant.astimezone(UTC) == datetime(2026, 3, 30, 7, 30, tzinfo=UTC)
    assert shifts.minute_of(friday, instant) == 3 * 1440 + 570


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("teams", "houten", "municipalities"), ["Utrecht"], "teams.houten.municipalities: no Utrecht"),
        (
            ("teams", "houten", "corporations"),
            ["woonbron", "viveste"],
            "teams.houten.corporations: no woonbron",
        ),
        (("teams", "houten", "corporations"), ["mitros"], "nobody works for a corporation"),
        (("teams", "houten", "members"), ["htn-corp", "vnn-corp"], "nobody comes from debt help"),
        (
            ("teams", "houten", "members"),
            ["htn-corp", "nwg-wil"],
            "members.nwg-wil: is in more than one team",
        ),
        (("teams", "houten", "members"), ["htn-corp", "htn-wil", "htn-wil"], "twice in one"),
        (("teams", "houten", "members"), ["htn-corp", "htn-wil", "x"], "nobody is called x"),
        (("teams", "houten", "mode"), "boat", "teams.houten.mode: no boat"),
        (("teams", "houten", "shifts"), {"zondag": ["ochtend"]}, "teams.houten.shifts.zondag"),
        (("teams", "houten", "shifts"), {"maandag": ["nacht"]}, "teams.houten.shifts.maandag.0"),
        (("teams", "houten", "shifts"), {"maandag": ["avond", "avond"]}, "is there twice"),
        (("teams", "houten", "depot"), [5.168, 52.033], "teams.houten.depot.0"),
        (("teams", "houten", "email"), "houten", "teams.houten.email"),
        (("members", "htn-corp", "organisation"), "woonbron", "members.htn-corp.organisation"),
        (("day_parts", "avond"), ["20:30", "18:00"], "day_parts.avond"),
        (("day_parts",), {"ochtend": ["09:00", "12:00"]}, "no hours for avond"),
    ],
)
def test_a_fault_in_teams_yaml_is_named_with_its_place(region, tmp_path, path, value, message):
    """Whoever edits the file reads what is wrong, and where."""
    content = copy.deepcopy(yaml.safe_load((region.config_dir / "teams.yaml").read_text(encoding="utf-8")))
    target = content
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    (tmp_path / "teams.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="config_invalid") as caught:
        teams.load(replace(region, config_dir=tmp_path))
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("case", "is_due"),
    [
        (CASE, True),
        (replace(CASE, is_reached=True), True),
        (SECOND, True),
        (replace(SECOND, is_reached=True), False),
        (replace(SECOND, visits_made=2), False),
    ],
)
def test_a_second_visit_only_follows_one_without_anybody(case, is_due):
    """Two visits at most; a call that was answered does not replace the first visit."""
    assert case.is_due is is_due


def test_the_first_visit_is_tomorrow_at_the_earliest_the_second_two_days_after_the_first(policy):
    """Today's day lists are out; who was not at home gets some days."""
    assert urgency.ready_on(CASE, MONDAY, policy) == date(2026, 3, 3)
    assert urgency.ready_on(SECOND, date(2026, 3, 3), policy) == date(2026, 3, 5)
    assert urgency.ready_on(SECOND, date(2026, 3, 9), policy) == date(2026, 3, 10)


END = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("case", "days", "expected"),
    [
        (CASE, [date(2026, 3, 16)], date(2026, 3, 16)),
        (CASE, [date(2026, 3, 17)], date(2026, 3, 27)),
        (CASE, [], date(2026, 3, 16)),
        (replace(CASE, first_visit_by_on=date(2026, 3, 2)), [date(2026, 3, 4)], date(2026, 3, 27)),
        (replace(CASE, first_visit_by_on=date(2026, 1, 2), last_visit_by_on=date(2026, 1, 9)), [], END),
        (SECOND, [date(2026, 3, 12)], date(2026, 3, 12)),
        (SECOND, [date(2026, 3, 13)], date(2026, 3, 27)),
        (replace(SECOND, last_visit_by_on=date(2026, 3, 6)), [date(2026, 3, 6)], date(2026, 3, 6)),
        (replace(SECOND, last_visit_by_on=date(2026, 3, 4)), [date(2026, 3, 6)], END),
    ],
)
def test_the_deadline_is_the_strictest_that_can_be_met(policy, case, days, expected):
    """A passed limit, or one before any shift, makes room for the next; none makes a case unplannable."""
    ready = urgency.ready_on(case, date(2026, 3, 3), policy)
    assert urgency.deadline_on(case, days, ready, END, policy) == expected


def test_weight_rises_as_the_last_visit_nears():
    """Crisis and passed limits weigh most, then a legal hand-over, then the days that are left."""
    assert urgency.weight(replace(CASE, is_crisis=True), MONDAY) == 100
    assert urgency.weight(replace(CASE, last_visit_by_on=date(2026, 2, 27)), MONDAY) == 100
    assert urgency.weight(replace(CASE, earliest_handover_on=MONDAY), MONDAY) == 90
    assert urgency.weight(replace(CASE, last_visit_by_on=date(2026, 3, 3)), MONDAY) == 76
    assert urgency.weight(replace(CASE, last_visit_by_on=date(2026, 9, 1)), MONDAY) == 1


@pytest.mark.parametrize(
    ("owner", "others", "expected"),
    [
        ("viveste", ("jutphaas_wonen", "viveste"), "viveste"),
        ("jutphaas_wonen", ("jutphaas_wonen", "mitros"), "mitros"),
        ("jutphaas_wonen", ("jutphaas_wonen",), "jutphaas_wonen"),
    ],
)
def test_another_corporation_of_the_case_may_send_its_team(region, staff, policy, owner, others, expected):
    """The owner of the bailiff date goes first; if it has no team here, another open signal's does."""
    case = replace(CASE, bailiff_corporation=owner, corporations=others)
    built = build.build(MONDAY, [case], [], [], staff, region.places, policy)
    assert built.cases[0].corporation == expected


def test_a_sent_visit_keeps_its_shift_although_its_team_has_leave(region, staff, policy):
    """The lock can be expressed, and nothing else can be put beside it."""
    starts_at = shifts.instant_of(MONDAY, 1440 + 600)
    sent = build.Booked(7, 1, 1, "houten", date(2026, 3, 3), "ochtend", starts_at, "sent")
    leave = [Leave("htn-wil", MONDAY, date(2026, 3, 31))]
    built = build.build(MONDAY, [CASE], [sent], leave, staff, region.places, policy)
    (shift,) = [one for one in built.shifts if one.team == "houten"]
    assert (built.locked[0].shift, shift.max_visits) == (shift.id, 0)


def test_a_sent_visit_of_a_team_that_is_gone_leaves_its_case_alone(region, staff, policy):
    """It was sent and stays sent; the case is not planned twice."""
    sent = build.Booked(
        7, 1, 1, "opgeheven", date(2026, 3, 3), "ochtend", shifts.instant_of(MONDAY, 2040), "sent"
    )
    built = build.build(MONDAY, [CASE], [sent], [], staff, region.places, policy)
    assert (built.cases, built.locked) == ((), ())
