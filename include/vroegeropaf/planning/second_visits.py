"""Nobody was at home, and no second visit fits before its deadline: the coordinator hears it the same day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.messages import compose, outbox
from vroegeropaf.planning.instance import Instance, Plan
from vroegeropaf.planning.shifts import date_of
from vroegeropaf.planning.urgency import OpenCase, second_visit_by_on
from vroegeropaf.policy import Planning
from vroegeropaf.region import Region


@dataclass(frozen=True)
class Without:
    """A second visit that finds no place until `by_on`; it may be booked later, which beats none."""

    case_id: int
    attempt_no: int
    by_on: date
    booked_on: date | None


def without_place(
    cases: Sequence[OpenCase], instance: Instance, plan: Plan, today: date, policy: Planning
) -> list[Without]:
    """Return the second visits that the plan leaves out or sets after their deadline. Pure."""
    booked = {visit.case: date_of(today, visit.start) for visit in plan.visits}
    spared = {left.case for left in plan.unassigned if left.reason == "household_already_visited"}
    planned = {case.id for case in instance.cases} - spared
    found = []
    for case in cases:
        if case.case_id not in planned or not case.is_due:
            continue
        by_on = second_visit_by_on(case, policy)
        booked_on = booked.get(case.case_id)
        if by_on is not None and (booked_on is None or booked_on > by_on):
            found.append(Without(case.case_id, case.attempt_no, by_on, booked_on))
    return found


def tell(db: Connection, region: Region, found: Sequence[Without]) -> int:
    """Queue one mail per case and attempt to the coordinator; return how many were new."""
    if not found:
        return 0
    of_case = {one.case_id: one for one in found}
    rows = database.rows(db, "planning/cases_to_tell", case_ids=list(of_case))
    return sum(outbox.queue(db, _mail(dict(row), of_case[row["case_id"]], region)) for row in rows)


def _mail(case: dict[str, object], without: Without, region: Region) -> outbox.Message:
    coordinator = region.parties.functions.coordinator
    mail = compose.render(
        "follow_up",
        reason="second_visit",
        case_no=case["case_no"],
        municipality=case["municipality"],
        bailiff_on=case["bailiff_on"],
        is_bailiff_estimated=case["is_bailiff_estimated"],
        hold_reason=None,
        by_on=without.by_on,
        booked_on=without.booked_on,
        url=None,
        contact_email=coordinator,
    )
    return outbox.Message(
        key=f"second_visit.{case['case_no']}.{without.attempt_no}",
        kind="follow_up",
        recipient=coordinator,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        case_id=without.case_id,
    )
