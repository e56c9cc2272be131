"""The page "Planning": ten days of all teams, what moved, who gets no visit, leave, one team more."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from vroegeropaf import database
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.planning import assign, leave, teams, what_if
from vroegeropaf.planning.build import Booked
from vroegeropaf.planning.instance import Instance
from vroegeropaf.planning.teams import WEEKDAYS, Teams
from vroegeropaf.planning.what_if import Difference, ExtraTeam
from vroegeropaf.portal.guard import Fields, ManyFields
from vroegeropaf.roles import Role
from vroegeropaf_airflow.edge import Edge, edge
from vroegeropaf_airflow.pages import access, layout, planning_figures, planning_load, words
from vroegeropaf_airflow.pages.figures import corporation_name
from vroegeropaf_airflow.pages.masking import visible

SEES_PLANNING = frozenset({Role.COORDINATOR, Role.WIL_LEAD})
LONGEST_LEAVE_DAYS = 366
WHOLE_DAY = ""
GROUPS = ("gemeente", "corporatie", "dag", "dagdeel")
MISSING = {
    "gemeente": "één gemeente",
    "corporatie": "één corporatie",
    "dag": "één dag",
    "dagdeel": "één dagdeel",
}
# One try at a time in a process: a page must not keep the api-server busy.
_trying = threading.Lock()


def only_planners(request: Request) -> None:
    """Raise HTTPException 403 for everybody else, before a form is read."""
    access.demand(request, SEES_PLANNING, "planning_only")


router = APIRouter(prefix="/planning", dependencies=[Depends(only_planners)])


@dataclass(frozen=True)
class LeaveForm:
    """What was filled in, and what is wrong with it: a sentence for each field."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TeamForm:
    """The team that was tried, what is wrong with it, or what it would change."""

    chosen: frozenset[str] = frozenset()
    fault: str = ""
    difference: Difference | None = None


@router.get("", response_class=HTMLResponse)
def overview(request: Request, na: str = "") -> HTMLResponse:
    """Show the planning; `na` says that leave was just entered (``verlof``) or was known (``bekend``)."""
    return _page(request, LeaveForm(), TeamForm(), done=na if na in ("verlof", "bekend") else "")


@router.post("/verlof", response_class=HTMLResponse)
def enter(request: Request, fields: Fields) -> Response:
    """Enter leave of a member and go back to the page; what is wrong is said at its field."""
    with edge() as world:
        staff = teams.load(world.region)
        found = read_leave(fields, staff, world.today)
        if isinstance(found, LeaveForm):
            form, done = found, ""
        else:
            form, done = _enter(world, staff, found, fields, request.state.user_name)
    if form.faults:
        return _page(request, form, TeamForm(), status=422)
    here = f"{request.scope.get('root_path', '').rstrip('/')}/planning"
    return RedirectResponse(f"{here}?na={done}#verlof", 303)


def _enter(
    world: Edge, staff: Teams, found: leave.Leave, fields: Mapping[str, str], user: str
) -> tuple[LeaveForm, str]:
    try:
        with world.engine.begin() as db:
            is_new = leave.enter_leave(
                db, staff, found.member, found.from_on, found.to_on, found.day_part, user
            )
    except VroegEropafError as error:
        if error.code != "leave_invalid":
            raise
        return LeaveForm(dict(fields), {"lid": "Dit verlof klopt niet met teams.yaml."}), ""
    return LeaveForm(), "verlof" if is_new else "bekend"


def read_leave(fields: Mapping[str, str], staff: Teams, today: date) -> leave.Leave | LeaveForm:
    """Return the leave in the submitted fields (``lid``, ``van``, ``tot``, ``dagdeel``), or what is wrong."""
    faults: dict[str, str] = {}
    member, part = fields.get("lid", ""), fields.get("dagdeel", WHOLE_DAY)
    if member not in staff.members:
        faults["lid"] = "Kies een teamlid uit de lijst."
    from_on = _date(fields.get("van", ""))
    to_on = _date(fields.get("tot", ""))
    if from_on is None:
        faults["van"] = "Vul de eerste dag in."
    if to_on is None:
        faults["tot"] = "Vul de laatste dag in."
    if from_on and to_on:
        if to_on < from_on:
            faults["tot"] = "De laatste dag ligt vóór de eerste."
        elif to_on < today:
            faults["tot"] = "Dit verlof is al voorbij."
        elif (to_on - from_on).days > LONGEST_LEAVE_DAYS:
            faults["tot"] = "Dit is meer dan een jaar; klopt de laatste dag?"
    if part not in (WHOLE_DAY, *staff.day_parts):
        faults["dagdeel"] = "Kies de hele dag of een dagdeel."
    if faults or from_on is None or to_on is None:
        return LeaveForm(dict(fields), faults)
    return leave.Leave(member, from_on, to_on, part or None)


def _date(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if len(said) == 10 else None
    except ValueError:
        return None


@router.post("/extra-team", response_class=HTMLResponse)
def try_team(request: Request, fields: ManyFields) -> HTMLResponse:
    """Show what one team more would do. Nothing is written: the plan stays as it is."""
    chosen = frozenset(name for name in fields if name.partition(".")[0] in GROUPS)
    with edge() as world:
        staff = teams.load(world.region)
        extra = read_team(chosen, _choices(world, staff))
        form = TeamForm(chosen, extra) if isinstance(extra, str) else _tried(world, staff, chosen, extra)
    return _page(request, LeaveForm(), form, status=422 if form.fault else 200)


def read_team(chosen: frozenset[str], known: Mapping[str, list[tuple[str, str]]]) -> ExtraTeam | str:
    """Return the team in the submitted fields (``gemeente.Houten`` and the like), or what is missing."""
    picked = {
        group: tuple(code for code, _ in known[group] if f"{group}.{code}" in chosen) for group in GROUPS
    }
    missing = [label for group, label in MISSING.items() if not picked[group]]
    if missing:
        return f"Kies nog minstens {' en '.join(missing)}."
    return ExtraTeam(picked["corporatie"], picked["gemeente"], picked["dag"], picked["dagdeel"])


def _tried(world: Edge, staff: Teams, chosen: frozenset[str], extra: ExtraTeam) -> TeamForm:
    instance = _instance(world, staff)
    if len(instance.cases) > what_if.MOST_CASES:
        return TeamForm(chosen, "Er zijn te veel zaken om dit hier uit te rekenen.")
    if not _trying.acquire(blocking=False):
        return TeamForm(chosen, "Er wordt al een team doorgerekend. Probeer het zo nog een keer.")
    try:
        most = world.region.policy.planning.max_visits_per_shift
        return TeamForm(chosen, difference=what_if.compare(instance, extra, staff, world.today, most))
    finally:
        _trying.release()


def _instance(world: Edge, staff: Teams) -> Instance:
    with world.engine.connect() as db:
        booked = [Booked(**row) for row in database.rows(db, "planning/booked_visits", now=world.now)]
        return assign.read_instance(db, world.region, staff, booked, world.today, world.now)


def _choices(world: Edge, staff: Teams) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen for a team, each a code and its name."""
    parties = world.region.parties
    return {
        "gemeente": [(name, name) for name in sorted(parties.municipalities)],
        "corporatie": [
            (code, corporation_name(code, parties)) for code in sorted(parties.corporations_on(world.today))
        ],
        "dag": [(day, day) for day in WEEKDAYS],
        "dagdeel": [(str(part), str(part)) for part in staff.day_parts],
    }


def _page(
    request: Request, form: LeaveForm, tried: TeamForm, status: int = 200, done: str = ""
) -> HTMLResponse:
    with edge() as world:
        staff = teams.load(world.region)
        instance = _instance(world, staff)
        minutes = world.region.policy.planning.service_minutes
        with world.engine.connect() as db:
            shown = planning_figures.collect(db, instance, staff, world.today, minutes)
        choices = _choices(world, staff)
    return layout.page(
        request,
        "planning.html.j2",
        status,
        shown=shown,
        most_shown=planning_figures.SHOWN,
        today=world.today,
        is_demo=world.settings.today_file is not None,
        form=form,
        tried=tried,
        done=done,
        members=[(code, planning_load.company(code, staff)) for code in staff.members],
        day_parts=[str(part) for part in staff.day_parts],
        choices=choices,
        say_reason=lambda code: words.say(words.UNASSIGNED, code),
        say_outcome=lambda run: words.say(
            words.OUTCOMES, "simpler" if run.outcome == "degraded" and run.is_stored else run.outcome
        ),
        say_solver=lambda code: words.say(words.SOLVERS, code),
        visible=visible,
    )
