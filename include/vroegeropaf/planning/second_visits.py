"""Nobody was at home, and no second visit fits before its deadline: the coordinator hears it the same day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vroegeropaf.planning.instance import Instance, Plan
from vroegeropaf.planning.notices import Notice
from vroegeropaf.planning.shifts import date_of
from vroegeropaf.planning.urgency import OpenCase, second_visit_by_on
from vroegeropaf.policy import Planning


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


def notice(one: Without) -> Notice:
    """Return the mail about a second visit without a place: one per case and attempt. Pure."""
    said = {"by_on": one.by_on, "booked_on": one.booked_on}
    return Notice(one.case_id, "second_visit", "second_visit", str(one.attempt_no), said)
