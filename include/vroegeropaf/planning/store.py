"""Write a checked plan: a visit that stays keeps its row, one that changes is superseded by a new one."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.planning import solve
from vroegeropaf.planning.bound import Bound
from vroegeropaf.planning.build import Booked
from vroegeropaf.planning.figures import due_cases, figures
from vroegeropaf.planning.instance import Instance, Plan, Visit
from vroegeropaf.planning.shifts import date_of, instant_of, minute_of, shift_id


@dataclass(frozen=True)
class Run:
    """What is written down about one run of the planner."""

    today: date
    input_hash: str
    seconds: float
    outcome: str
    solver: str = solve.SOLVER
    solver_version: str = solve.SOLVER_VERSION


@dataclass(frozen=True)
class Changes:
    """What a plan changes: ids of unsent visits to give up, and visits to book."""

    superseded: tuple[int, ...]
    new: tuple[Visit, ...]


def changes(instance: Instance, plan: Plan, booked: Sequence[Booked], today: date) -> Changes:
    """Return what must be written so that the booked visits become the plan. Pure."""
    attempts = {case.id: case.attempt for case in instance.cases}
    locked = set(instance.locked)
    wanted = {visit for visit in plan.visits if visit not in locked}
    superseded = []
    for one in booked:
        if one.state != "planned":
            continue
        shift = shift_id(one.team, one.visit_on, one.day_part)
        same = Visit(one.case_id, shift, minute_of(today, one.starts_at))
        if same in wanted and attempts[one.case_id] == one.attempt_no:
            wanted.remove(same)
        else:
            superseded.append(one.visit_id)
    return Changes(tuple(superseded), tuple(sorted(wanted, key=lambda v: (v.start, str(v.case)))))


def write_run(db: Connection, run: Run, instance: Instance, plan: Plan, most: Bound) -> int:
    """Write one run, with what no plan could exceed, and return its id."""
    row = database.one(
        db,
        "planning/store_run",
        today=run.today,
        input_hash=run.input_hash,
        solver=run.solver,
        solver_version=run.solver_version,
        seconds=run.seconds,
        objective=json.dumps(figures(instance, plan).to_json()),
        bound=json.dumps(asdict(most)),
        outcome=run.outcome,
    )
    if row is None:
        raise AssertionError("insert ... returning gave no row")
    return int(row["plan_run_id"])


def write(
    db: Connection,
    run: Run,
    instance: Instance,
    plan: Plan,
    most: Bound,
    change: Changes,
    service_minutes: int,
) -> None:
    """Write a run with the changes of its checked plan and what it leaves without a visit."""
    plan_run_id = write_run(db, run, instance, plan, most)
    database.run(db, "planning/supersede_visits", visit_ids=list(change.superseded))
    shifts = {shift.id: shift for shift in instance.shifts}
    cases, due = {case.id: case for case in instance.cases}, due_cases(instance)
    database.run(
        db,
        "planning/store_visits",
        plan_run_id=plan_run_id,
        service_minutes=service_minutes,
        case_ids=[visit.case for visit in change.new],
        attempt_nos=[cases[visit.case].attempt for visit in change.new],
        teams=[str(shifts[visit.shift].team) for visit in change.new],
        days=[date_of(run.today, visit.start) for visit in change.new],
        day_parts=[shifts[visit.shift].part for visit in change.new],
        starts=[instant_of(run.today, visit.start) for visit in change.new],
        municipalities=[cases[visit.case].municipality for visit in change.new],
        postcode4s=[str(cases[visit.case].postcode4) for visit in change.new],
    )
    database.run(
        db,
        "planning/store_unassigned",
        plan_run_id=plan_run_id,
        case_ids=[left.case for left in plan.unassigned],
        reasons=[left.reason for left in plan.unassigned],
        is_due=[left.case in due for left in plan.unassigned],
    )
