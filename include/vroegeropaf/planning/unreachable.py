"""No team for a case, or none before its last day: the coordinator hears it with the plan that found it."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.messages import compose, outbox
from vroegeropaf.planning.figures import due_cases
from vroegeropaf.planning.instance import Id, Instance, Plan
from vroegeropaf.planning.shifts import date_of
from vroegeropaf.region import Region


@dataclass(frozen=True)
class Unreachable:
    """
    A case that no plan of these teams can visit, whatever their load.

    Parameters
    ----------
    case_id
        The case.
    reason
        ``no_eligible_team`` or ``no_shift_before_deadline``.
    corporation
        Code of the corporation that it would be visited for.
    by_on
        Last day of the visit.
    """

    case_id: int
    reason: str
    corporation: str
    by_on: date


def to_tell(instance: Instance, plan: Plan, known: Container[Id], today: date) -> list[Unreachable]:
    """
    Return the cases that a person must hear of at once. Pure.

    Parameters
    ----------
    instance, plan
        What could be planned, and what is.
    known
        Second visits without a place: the coordinator hears of those anyway.
    today
        Day 0 of the instance.

    Notes
    -----
    Our choice: a day part is only said to be missing when the last day lies inside the plan; of later days no
    plan can tell yet.
    """
    cases, due = {case.id: case for case in instance.cases}, due_cases(instance)
    found = []
    for left in plan.unassigned:
        case = cases[left.case]
        is_late = left.reason == "no_shift_before_deadline" and left.case in due and left.case not in known
        if left.reason == "no_eligible_team" or is_late:
            by_on = date_of(today, case.deadline - 1)
            found.append(Unreachable(int(case.id), left.reason, case.corporation, by_on))
    return found


def tell(db: Connection, region: Region, found: Sequence[Unreachable]) -> int:
    """Queue one mail per case and reason to the coordinator; return how many were new."""
    if not found:
        return 0
    of_case = {one.case_id: one for one in found}
    rows = database.rows(db, "planning/cases_to_tell", case_ids=list(of_case))
    return sum(outbox.queue(db, _mail(row, of_case[row["case_id"]], region)) for row in rows)


def _mail(case: RowMapping, one: Unreachable, region: Region) -> outbox.Message:
    coordinator = region.parties.functions.coordinator
    corporation = region.parties.corporations.get(one.corporation)
    mail = compose.render(
        "follow_up",
        reason=one.reason,
        case_no=case["case_no"],
        municipality=case["municipality"],
        bailiff_on=case["bailiff_on"],
        is_bailiff_estimated=case["is_bailiff_estimated"],
        hold_reason=None,
        corporation=corporation.name if corporation else one.corporation,
        by_on=one.by_on,
        url=None,
        contact_email=coordinator,
    )
    return outbox.Message(
        key=f"unassigned.{case['case_no']}.{one.reason}",
        kind="follow_up",
        recipient=coordinator,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        case_id=one.case_id,
    )
