"""From open cases, booked visits, teams and leave to an instance of the planning format. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vroegeropaf.places import Postcode4
from vroegeropaf.planning import pairs, urgency
from vroegeropaf.planning import shifts as calendar
from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Instance, Mode, Shift, Team, Visit
from vroegeropaf.planning.members import Team as Joint
from vroegeropaf.planning.teams import Teams
from vroegeropaf.planning.urgency import OpenCase
from vroegeropaf.policy import Planning


@dataclass(frozen=True)
class Booked:
    """A visit that stands; one row of planning/booked_visits.sql."""

    visit_id: int
    case_id: int
    attempt_no: int
    team: str
    visit_on: date
    day_part: str
    starts_at: datetime
    state: str


def build(
    today: date,
    cases: Sequence[OpenCase],
    booked: Sequence[Booked],
    leave: Sequence[calendar.Leave],
    teams: Teams,
    places: dict[str, Postcode4],
    policy: Planning,
) -> Instance:
    """
    Return the instance of today: day 0 is today, the first visits are on the next working day.

    Notes
    -----
    A sent visit is locked, whatever became of its case's dates since; one that leave makes impossible was
    called off before. One whose team left teams.yaml cannot be expressed: its case is left out, and the visit
    stays as it was sent. Whoever a sent visit expects goes nowhere else in that day part.
    """
    days = calendar.horizon(today, policy.horizon_wd)
    sent = [one for one in booked if one.state == "sent"]
    lost = {one.case_id for one in sent if not _is_known(teams, one)}
    is_locked = {one.case_id for one in sent} - lost
    chosen = [
        case for case in cases if case.case_id not in lost and (case.is_due or case.case_id in is_locked)
    ]
    attempts = {case.case_id: case.attempt_no for case in chosen}
    locked = [one for one in sent if one.case_id in attempts]

    could = _possible_shifts(today, days, leave, teams, policy)
    as_cases = tuple(_case(case, today, days[-1], could, teams, places, policy) for case in chosen)
    open_shifts = _open_shifts(today, days, booked, leave, teams, policy, as_cases)
    return Instance(
        horizon_days=(days[-1] - today).days + 1,
        workdays=tuple((day - today).days for day in days),
        travel={name: Mode(t.speed_kmh, t.detour, t.stop_min) for name, t in teams.travel.items()},
        teams=tuple(
            _team(team, code)
            for code in dict.fromkeys((*teams.everyone, *(one.team for one in locked)))
            if (team := teams.find(code)) is not None
        ),
        shifts=(*open_shifts, *_shifts_of_locked(teams, today, open_shifts, locked)),
        cases=as_cases,
        locked=tuple(_visit(one, today) for one in locked),
        previous=tuple(_visit(one, today) for one in booked if _may_stay(one, attempts, today)),
    )


def _possible_shifts(
    today: date, days: Sequence[date], leave: Sequence[calendar.Leave], teams: Teams, policy: Planning
) -> list[Shift]:
    """
    Return the shifts of all teams and of all pairs that could form, whatever was sent or forms.

    The last day of a visit follows from these: that a pair does not form, because its members go elsewhere,
    is a lack of capacity, and gives a case no later last day.
    """
    most, nobody = policy.max_visits_per_shift, pairs.Engaged(teams, ())
    return [
        *calendar.shifts(teams, today, days, leave, most),
        *pairs.possible_shifts(teams, today, pairs.slots(teams, days, leave, nobody), most),
    ]


def _open_shifts(
    today: date,
    days: Sequence[date],
    booked: Sequence[Booked],
    leave: Sequence[calendar.Leave],
    teams: Teams,
    policy: Planning,
    cases: Sequence[Case],
) -> list[Shift]:
    """Return the shifts of the fixed teams, and of the pairs that form beside them."""
    most = policy.max_visits_per_shift
    expected = pairs.Engaged(
        teams, ((one.team, one.visit_on, one.day_part) for one in booked if one.state == "sent")
    )
    fixed = [
        one
        for one in calendar.shifts(teams, today, days, leave, most)
        if expected.lets(str(one.team), calendar.date_of(today, one.start), one.part)
    ]
    open_slots = pairs.slots(teams, days, leave, expected)
    if not open_slots:
        return fixed
    horizon_end = ((days[-1] - today).days + 1) * MINUTES_A_DAY
    unsent = {
        calendar.shift_id(one.team, one.visit_on, one.day_part) for one in booked if one.state == "planned"
    }
    formed = pairs.form(teams, today, open_slots, cases, fixed, unsent, horizon_end, most)
    return [*fixed, *formed]


def _may_stay(one: Booked, attempts: dict[int, int], today: date) -> bool:
    """Return whether an unsent visit is still to come and still the next attempt of its case."""
    return one.state == "planned" and one.visit_on > today and one.attempt_no == attempts.get(one.case_id)


def _is_known(teams: Teams, one: Booked) -> bool:
    return teams.find(one.team) is not None and one.day_part in teams.day_parts


def _team(team: Joint, code: str) -> Team:
    return Team(code, team.corporations, team.municipalities, team.depot, team.mode)


def _shifts_of_locked(
    teams: Teams, today: date, open_shifts: Sequence[Shift], locked: Sequence[Booked]
) -> list[Shift]:
    """Return shifts of sent visits that have none any more (leave since); nothing else may enter them."""
    there = {one.id for one in open_shifts}
    missing = {
        calendar.shift_id(one.team, one.visit_on, one.day_part): one
        for one in locked
        if calendar.shift_id(one.team, one.visit_on, one.day_part) not in there
    }
    return [
        calendar.shift(teams, one.team, today, one.visit_on, one.day_part, 0)
        for _, one in sorted(missing.items())
    ]


def _visit(one: Booked, today: date) -> Visit:
    return Visit(
        case=one.case_id,
        shift=calendar.shift_id(one.team, one.visit_on, one.day_part),
        start=calendar.minute_of(today, one.starts_at),
    )


def _case(
    case: OpenCase,
    today: date,
    horizon_end_on: date,
    open_shifts: Sequence[Shift],
    teams: Teams,
    places: dict[str, Postcode4],
    policy: Planning,
) -> Case:
    corporation = _corporation(case, teams)
    # The second visit comes at another time of the day: people who are out in the morning may be in at night.
    parts = tuple(part for part in teams.day_parts if part != case.last_day_part)
    ready = urgency.ready_on(case, today, policy)
    days = [
        calendar.date_of(today, shift.start)
        for shift in open_shifts
        if shift.part in parts and _serves(teams, str(shift.team), corporation, case.municipality)
    ]
    deadline = urgency.deadline_on(case, days, ready, horizon_end_on, policy)
    point = point_of(case, places)
    return Case(
        id=case.case_id,
        household=case.household_id,
        corporation=corporation,
        municipality=case.municipality,
        postcode4=case.postcode4,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        ready=(ready - today).days * MINUTES_A_DAY,
        deadline=((deadline - today).days + 1) * MINUTES_A_DAY,
        service_min=policy.service_minutes,
        weight=urgency.weight(case, today),
        attempt=case.attempt_no,
        dayparts=parts,
        door=case.door,
    )


def point_of(case: OpenCase, places: dict[str, Postcode4]) -> tuple[float, float] | None:
    """Return where the case lives: as a geocoder found it, else about where its postcode area is."""
    if case.latitude is not None and case.longitude is not None:
        return case.latitude, case.longitude
    place = places.get(case.postcode4)
    return (place.latitude, place.longitude) if place else None


def _corporation(case: OpenCase, teams: Teams) -> str:
    """Return whose team may go: the owner of the bailiff date, else another one with an open signal here."""
    candidates = (case.bailiff_corporation, *case.corporations)
    for corporation in candidates:
        if any(_serves(teams, code, corporation, case.municipality) for code in teams.everyone):
            return corporation
    return case.bailiff_corporation


def _serves(teams: Teams, code: str, corporation: str, municipality: str) -> bool:
    team = teams.everyone[code]
    return corporation in team.corporations and municipality in team.municipalities
