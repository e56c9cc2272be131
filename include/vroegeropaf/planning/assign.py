"""The daily assignment: call off, plan, check, store, lock and queue, all in one transaction."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from vroegeropaf import database
from vroegeropaf.errors import PermanentError
from vroegeropaf.planning import (
    capacity,
    checker,
    leave,
    notices,
    second_visits,
    solve,
    sources,
    store,
    unreachable,
)
from vroegeropaf.planning import teams as team_config
from vroegeropaf.planning.bound import Bound
from vroegeropaf.planning.build import Booked, build
from vroegeropaf.planning.call_off import call_off_visits
from vroegeropaf.planning.geography import Ways, with_table
from vroegeropaf.planning.instance import Instance, Plan, Unassigned, Visit, write
from vroegeropaf.planning.send import send_due
from vroegeropaf.planning.shifts import Leave, horizon
from vroegeropaf.planning.teams import Teams
from vroegeropaf.planning.urgency import OpenCase
from vroegeropaf.policy import Planning
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PlanReport:
    """
    Counts of one run.

    `planned` visits were newly booked, `sent` were locked and mailed, `called_off` were taken back;
    `unassigned` counts the cases without a visit by reason; `outcome` is planned or unchanged.
    """

    planned: int
    sent: int
    called_off: int
    unassigned: dict[str, int]
    outcome: str


def assign_visits(
    engine: Engine, region: Region, settings: Settings, today: date, now: datetime, ways: Ways | None = None
) -> PlanReport:
    """
    Book visits for the next working days and send what is near.

    Parameters
    ----------
    engine
        The product's database.
    region
        Policy, parties and places; teams.yaml is read from its directory.
    settings
        For the address of the visit form.
    today
        Working day of the run, Europe/Amsterdam.
    now
        Aware instant of the run.
    ways
        What was measured before (``geography.prepare``); without it every way goes by the formula.

    Raises
    ------
    PermanentError
        Code ``plan_invalid``: the plan broke a rule. Yesterday's plan stays and is sent on, what had to be
        called off is, and the run is written down as degraded; then people are told by this error. Code
        ``solver_failed``: keep-and-insert made the plan or part of it; it is stored and sent, the run is
        degraded, and the next run tries the main solver again.
    """
    teams = team_config.load(region)
    with engine.begin() as db, database.step_lock(db, "plan"):
        called_off = call_off_visits(db, region, teams, now)
        made = _plan(db, region, teams, today, now, ways or Ways())
        sent = send_due(db, region, settings, teams, today, now) if made.may_be_sent else 0
    report = PlanReport(made.planned, sent, called_off, made.unassigned, made.outcome)
    log.info("visits assigned: %s", report)
    if made.fault is not None:
        raise made.fault
    return report


@dataclass(frozen=True)
class _Made:
    planned: int
    unassigned: dict[str, int]
    outcome: str
    fault: PermanentError | None = None
    may_be_sent: bool = True


def _plan(db: Connection, region: Region, teams: Teams, today: date, now: datetime, ways: Ways) -> _Made:
    """Make, check and store today's plan; with a fault yesterday's stays."""
    policy = region.policy.planning
    booked = [Booked(**row) for row in database.rows(db, "planning/booked_visits", now=now)]
    cases, absent = _cases(db, now), _absent(db, policy, today)
    instance = build(today, cases, booked, absent, teams, region.places, policy)
    instance = with_table(instance, ways.measured.table)
    taken_from = sources.gather(instance, cases, ways)
    last = database.one(db, "planning/last_run")
    known = input_hash(instance, (*instance.locked, *instance.previous), today)
    if last is not None and last["outcome"] == "planned" and last["input_hash"] == known:
        return _Made(0, dict(last["unassigned"]), "unchanged")
    others = capacity.unformed(instance, today, absent, teams, policy)
    most = capacity.most(instance, others, teams)
    began = time.perf_counter()
    try:
        solved = solve.solve(instance, policy.solver_limit_s)
    except PermanentError as fault:
        made = _keep_yesterday(db, instance, most, today, time.perf_counter() - began, fault)
        sources.store(db, taken_from)
        return made
    plan = capacity.own_up(instance, solved.plan, others)
    if solved.faults:
        log.error("the main solver made not all of the plan (%s): kept and inserted instead", solved.faults)
    run = store.Run(
        today,
        input_hash(instance, plan.visits, today),
        time.perf_counter() - began,
        "degraded" if solved.faults else "planned",
        solved.solver,
        solved.solver_version,
    )
    change = store.changes(instance, plan, booked, today)
    store.write(db, run, instance, plan, most, change, policy.service_minutes)
    _tell(db, region, cases, instance, plan, today)
    sources.store(db, taken_from)
    counts = Counter(str(left.reason) for left in plan.unassigned)
    told = _solver_fault(solved) if solved.faults else None
    return _Made(len(change.new), dict(sorted(counts.items())), run.outcome, told)


def _tell(
    db: Connection, region: Region, cases: Sequence[OpenCase], instance: Instance, plan: Plan, today: date
) -> None:
    """Queue what the coordinator must hear at once of cases without a visit: each once, about each reason."""
    second = second_visits.without_place(cases, instance, plan, today, region.policy.planning)
    known = {one.case_id for one in second}
    never = unreachable.to_tell(instance, plan, known, today)
    found = [second_visits.notice(one) for one in second]
    notices.tell(db, region, found + [unreachable.notice(one, region.parties) for one in never])


def _solver_fault(solved: solve.Solved) -> PermanentError:
    """Return what people are told of a plan that is valid and sent, but not as good as it could be."""
    why = ", ".join(f"{code} {times} times" for code, times in sorted(solved.faults.items()))
    return PermanentError(
        "solver_failed", f"the main solver failed ({why}); a simpler plan was made and sent"
    )


def read_instance(
    db: Connection, region: Region, teams: Teams, booked: Sequence[Booked], today: date, now: datetime
) -> Instance:
    """Return the instance of today; writes nothing."""
    policy = region.policy.planning
    absent = _absent(db, policy, today)
    return build(today, _cases(db, now), booked, absent, teams, region.places, policy)


def _cases(db: Connection, now: datetime) -> list[OpenCase]:
    return [
        OpenCase(**{**row, "corporations": tuple(row["corporations"])})
        for row in database.rows(db, "planning/cases_to_plan", now=now)
    ]


def _absent(db: Connection, policy: Planning, today: date) -> list[Leave]:
    """Return the leave that touches the days of the plan."""
    days = horizon(today, policy.horizon_wd)
    return leave.leave_between(db, days[0], days[-1])


def _keep_yesterday(
    db: Connection, instance: Instance, most: Bound, today: date, seconds: float, fault: PermanentError
) -> _Made:
    """Write down a degraded run; yesterday's plan is sent on only if the checker has nothing against it."""
    standing = (*instance.locked, *instance.previous)
    visited = {visit.case for visit in standing}
    left = tuple(Unassigned(case.id, "no_capacity") for case in instance.cases if case.id not in visited)
    kept = Plan(standing, left)
    run = store.Run(today, input_hash(instance, standing, today), seconds, "degraded")
    store.write_run(db, run, instance, kept, most)
    broken = [found for found in checker.check(instance, kept) if found.rule != "untrue_reason"]
    return _Made(0, {}, "degraded", fault, may_be_sent=not broken)


def input_hash(instance: Instance, standing: Sequence[Visit], today: date) -> str:
    """
    Return the hash of all that a plan follows from, together with the visits that stand.

    A run is stored with the visits it leaves standing, so the same hash at the next run means that nothing
    changed since: not the cases, not the teams, not a visit.
    """
    visits = tuple(sorted(standing, key=lambda visit: (visit.start, str(visit.shift), str(visit.case))))
    content = write(replace(instance, locked=(), previous=visits))
    return hashlib.sha256(f"{today} {solve.SOLVER} {solve.SOLVER_VERSION}\n{content}".encode()).hexdigest()
