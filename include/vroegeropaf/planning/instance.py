"""The planning format: an instance (what may be planned) and a plan (what is), as JSON. Pure.

All times are integer minutes since 00:00 of the first calendar day, by the clock on the wall; day d starts at
d * 1440.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field, TypeAdapter, ValidationError

from vroegeropaf.errors import VroegEropafError

# nobody plans two thousand years ahead: more is a slip, and no solver counts that far
MOST = 10**9
Number = Annotated[int, Field(ge=-MOST, le=MOST)]
Positive = Annotated[int, Field(gt=0, le=MOST)]
NotNegative = Annotated[int, Field(ge=0, le=MOST)]
Id = str | Number
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Factor = Annotated[float, Field(ge=0.01, le=1_000, allow_inf_nan=False)]
# of a way, in minutes: a week
Way = Annotated[int, Field(ge=0, le=7 * 1440)]
Weight = Annotated[int | float, Field(ge=-MOST, le=MOST, allow_inf_nan=False)]
Reason = Literal[
    "no_eligible_team", "no_shift_before_deadline", "household_already_visited", "no_capacity", "no_location"
]
REASONS: tuple[str, ...] = get_args(Reason)
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to travel: minutes = stop_min + ceil(detour * haversine km / speed_kmh * 60)."""

    speed_kmh: Factor
    detour: Factor
    stop_min: Way


@dataclass(frozen=True, slots=True)
class Team:
    """A joint team; depot is [latitude, longitude] in degrees."""

    id: Id
    corporations: tuple[str, ...]
    municipalities: tuple[str, ...]
    depot: tuple[Latitude, Longitude]
    mode: str


@dataclass(frozen=True, slots=True)
class Shift:
    """One day part of one team: it leaves its depot at start and is back there by end."""

    id: Id
    team: Id
    day: NotNegative
    part: str
    start: NotNegative
    end: NotNegative
    max_visits: NotNegative


@dataclass(frozen=True, slots=True)
class Case:
    """
    A household to visit; without windows or day parts every time between ready and deadline will do.

    `door` is the same for households behind one front door, and may be left out: they are visited apart, in
    one trip where that can be.
    """

    id: Id
    household: Id
    corporation: str
    municipality: str
    postcode4: Id
    lat: Latitude | None
    lon: Longitude | None
    ready: Number
    deadline: Number
    service_min: Positive
    weight: Weight
    attempt: Number = 1
    dayparts: tuple[str, ...] = ()
    windows: tuple[tuple[Number, Number], ...] = ()
    door: Id | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A booked visit: the minute at which the team is at the door."""

    case: Id
    shift: Id
    start: Number


@dataclass(frozen=True, slots=True)
class Table:
    """
    Measured ways: whole minutes from door to door per mode, from points[row] to points[column].

    A mode, or a point, that is not in it goes by the formula of the mode.
    """

    points: tuple[tuple[Latitude, Longitude], ...]
    minutes: dict[str, tuple[tuple[Way, ...], ...]]


@dataclass(frozen=True, slots=True)
class Instance:
    """
    All that a planner may know. `locked` was sent and must come back unchanged; `previous` is unsent.

    `table` is optional, as is all of it: without it every way goes by the formula.
    """

    horizon_days: Positive
    workdays: tuple[NotNegative, ...]
    travel: dict[str, Mode]
    teams: tuple[Team, ...]
    shifts: tuple[Shift, ...]
    cases: tuple[Case, ...]
    locked: tuple[Visit, ...] = ()
    previous: tuple[Visit, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A case without a visit, and why."""

    case: Id
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer: every case of the instance is in exactly one of the two lists."""

    visits: tuple[Visit, ...] = field(default=())
    unassigned: tuple[Unassigned, ...] = field(default=())


T = TypeVar("T")
_INSTANCE = TypeAdapter(Instance)
_PLAN = TypeAdapter(Plan)


def _read(adapter: TypeAdapter[T], content: str | bytes, code: str) -> T:
    try:
        return adapter.validate_json(content, strict=True)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'file'}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)[:10]
        )
        raise VroegEropafError(code, faults) from None


def read_instance(content: str | bytes) -> Instance:
    """
    Return the instance that JSON `content` describes; unknown keys are ignored.

    Raises
    ------
    VroegEropafError
        Code ``instance_invalid``; the message names the place of every fault.
    """
    instance = _read(_INSTANCE, content, "instance_invalid")
    faults = [*_duplicates(instance), *_dangling(instance), *_reversed(instance), *_table_faults(instance)]
    if faults:
        raise VroegEropafError("instance_invalid", "; ".join(faults[:10]))
    return instance


def read_plan(content: str | bytes) -> Plan:
    """Return the plan that JSON `content` describes, or a VroegEropafError ``plan_unreadable``."""
    return _read(_PLAN, content, "plan_unreadable")


def write(value: Instance | Plan) -> str:
    """Return an instance or a plan as JSON, always the same text; a door or table only if there."""
    found = asdict(value)
    if found.get("table", ...) is None:
        del found["table"]
    for case in found.get("cases", ()):
        if case["door"] is None:
            del case["door"]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _duplicates(instance: Instance) -> list[str]:
    faults = []
    named: dict[str, tuple[Any, ...]] = {
        "teams": instance.teams,
        "shifts": instance.shifts,
        "cases": instance.cases,
    }
    for name, things in named.items():
        seen: set[Id] = set()
        for place, thing in enumerate(things):
            if thing.id in seen:
                faults.append(f"{name}.{place}.id: this id is there twice")
            seen.add(thing.id)
    return faults


def _dangling(instance: Instance) -> list[str]:
    """Return what points at nothing; `previous` may, yesterday's cases can be gone."""
    teams = {team.id for team in instance.teams}
    shifts = {shift.id for shift in instance.shifts}
    cases = {case.id for case in instance.cases}
    faults = [
        f"teams.{i}.mode: no such mode in travel"
        for i, team in enumerate(instance.teams)
        if team.mode not in instance.travel
    ]
    faults += [f"shifts.{i}.team: no such team" for i, s in enumerate(instance.shifts) if s.team not in teams]
    faults += [f"locked.{i}.case: no such case" for i, v in enumerate(instance.locked) if v.case not in cases]
    faults += [
        f"locked.{i}.shift: no such shift" for i, v in enumerate(instance.locked) if v.shift not in shifts
    ]
    if len({visit.case for visit in instance.locked}) < len(instance.locked):
        faults.append("locked: a case is there twice")
    return faults


def _reversed(instance: Instance) -> list[str]:
    """Return what ends before it begins."""
    return [
        f"shifts.{i}.end: lies before start" for i, s in enumerate(instance.shifts) if s.end < s.start
    ] + [
        f"cases.{i}.windows.{n}: closes before it opens"
        for i, case in enumerate(instance.cases)
        for n, (opens, closes) in enumerate(case.windows)
        if closes < opens
    ]


def _table_faults(instance: Instance) -> list[str]:
    table = instance.table
    if table is None:
        return []
    size = len(table.points)
    faults = ["table.points: a point is there twice"] if len(set(table.points)) < size else []
    for mode, rows in table.minutes.items():
        if mode not in instance.travel:
            faults.append(f"table.minutes.{mode}: no such mode in travel")
        if len(rows) != size or any(len(row) != size for row in rows):
            faults.append(f"table.minutes.{mode}: not as many rows and columns as points")
    return faults
