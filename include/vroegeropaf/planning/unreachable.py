"""No team for a case, or none before its last day: the coordinator hears it with the plan that found it."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from vroegeropaf.parties import Parties
from vroegeropaf.planning.figures import due_cases
from vroegeropaf.planning.instance import Id, Instance, Plan
from vroegeropaf.planning.notices import Notice
from vroegeropaf.planning.shifts import date_of


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


def notice(one: Unreachable, parties: Parties) -> Notice:
    """Return the mail about a case that no plan can visit: one per case and reason. Pure."""
    corporation = parties.corporations.get(one.corporation)
    name = corporation.name if corporation else one.corporation
    return Notice(
        one.case_id, one.reason, "unassigned", one.reason, {"corporation": name, "by_on": one.by_on}
    )
