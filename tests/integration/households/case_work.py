"""Linking, booking and recording as the stages do, for tests of cases on the real database."""

from datetime import datetime
from zoneinfo import ZoneInfo

import linkage_rows as lab
from sqlalchemy import text

from vroegeropaf.cases.results import record_attempt
from vroegeropaf.cases.update import update_cases
from vroegeropaf.linkage.link import link_signals

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
TODAY = lab.MONDAY
OTHER = lab.signal(corporation="portaal", contract_no="C200")

BOOK_VISIT = """
with plan as (
    insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, outcome)
    values (:day, 'x', 'test', '1', 0, '{}', 'planned')
    returning plan_run_id
)
insert into core.visit (
    case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at, service_minutes, state,
    calendar_uid
)
select :case_id, plan_run_id, 1, 'nieuwegein', :day, 'ochtend', :day, 45, :state, gen_random_uuid()
from plan
returning visit_id
"""


def settle(engine, region, today=TODAY):
    """Link and update the cases, as a load does."""
    link_signals(engine, NOW)
    return update_cases(engine, region, today)


def cases(engine, columns="case_id, household_id, closed_on is null, close_reason"):
    """Return columns of all cases."""
    return lab.query(engine, f"select {columns} from core.household_case order by case_id")


def signals_of(engine, case_id):
    """Return the signals of a case."""
    found = lab.query(
        engine, "select signal_id from core.case_signal where case_id = :id order by 1", id=case_id
    )
    return [signal_id for (signal_id,) in found]


def book(engine, case_id, day=TODAY, state="sent"):
    """Book a visit and return its id."""
    with engine.begin() as db:
        return db.execute(text(BOOK_VISIT), {"case_id": case_id, "day": day, "state": state}).scalar_one()


def record(engine, visit_id, key, is_reached=True, end_result=None, pilot_outcome=None, kind="huisbezoek"):
    """Record a result as the visit form does."""
    with engine.begin() as db:
        record_attempt(
            db,
            visit_id=visit_id,
            kind=kind,
            is_reached=is_reached,
            day_part="ochtend",
            attempted_on=TODAY,
            recorded_by="nieuwegein",
            submission_key=key,
            end_result=end_result,
            pilot_outcome=pilot_outcome,
            today=TODAY,
        )


def everything(engine):
    """Return all that cases wrote."""
    return [
        lab.query(engine, f"select * from core.{table} order by 1, 2")
        for table in ("household_case", "case_signal", "case_event", "attempt", "outcome", "visit")
    ]
