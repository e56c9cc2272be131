"""
The one door to a plan, for the DAG, the command line and the daily assignment: solve, then check.

The ladder: VROOM for every part of the region, in a child process; where it is missing, late, killed or
wrong, keep-and-insert; and no plan that the independent checker has anything against.
"""

import logging
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from vroegeropaf.errors import PermanentError
from vroegeropaf.planning import checker, child, greedy, vroom
from vroegeropaf.planning.components import components
from vroegeropaf.planning.figures import Figures, figures
from vroegeropaf.planning.instance import Instance, Plan, Visit
from vroegeropaf.planning.tours import normal

log = logging.getLogger(__name__)

LIMIT_S = 60.0
WORKERS = 2
# Sharing the load comes before travel, but not at any price (our choice): a lower cap of visits a shift may
# cost so much more travel, and no visit.
FAIR_TRAVEL = 1.03
SOLVER = vroom.NAME
SOLVER_VERSION = f"{vroom.VERSION}/{greedy.VERSION}"


@dataclass(frozen=True)
class Solved:
    """
    A checked plan, and who made it.

    Parameters
    ----------
    plan
        Passed the checker.
    solver, solver_version
        The main solver, or keep-and-insert when that had to make the whole plan.
    faults
        Why the main solver did not make a part: missing, late, killed, failed, invalid; how often.
    """

    plan: Plan
    solver: str
    solver_version: str
    faults: dict[str, int]


@dataclass(frozen=True)
class _Part:
    """The plan of a part; `fault`: why the main solver did not make it, None when there was nothing."""

    plan: Plan
    fault: str | None = ""


def solve(instance: Instance, limit_s: float = LIMIT_S) -> Solved:
    """
    Return a plan that passed the independent checker.

    Parameters
    ----------
    instance
        What may be planned.
    limit_s
        Seconds for the main solver; what it did not finish is kept and inserted.

    Raises
    ------
    PermanentError
        Code ``plan_invalid`` with the broken rules and how often; such a plan is never stored or sent.
    """
    until = time.monotonic() + limit_s
    parts = components(instance)
    with ThreadPoolExecutor(WORKERS) as pool:
        made = list(pool.map(partial(_solve_part, until=until), parts))
    plan = _joined(instance, [one.plan for one in made])
    _require_valid(instance, plan)
    faults = Counter(one.fault for one in made if one.fault)
    if faults and not any(one.fault == "" for one in made):
        return Solved(plan, greedy.NAME, greedy.VERSION, dict(faults))
    return Solved(plan, SOLVER, SOLVER_VERSION, dict(faults))


def keep_and_insert(instance: Instance) -> Plan:
    """Return the plan of the last rung, checked; for what must be quick."""
    plan = greedy.solve(instance)
    _require_valid(instance, plan)
    return plan


def _solve_part(part: Instance, until: float) -> _Part:
    plain = greedy.solve(part)
    try:
        best = _searched(part, until, None, pressing_first=True)
        if best is None:
            return _Part(plain, None)
        if best.unassigned:
            best = _better(part, best, _searched(part, until, None, pressing_first=False))
        if checker.check(part, best):
            return _Part(plain, "invalid")
        best = _fairer(part, best, until)
    except child.SolverFailedError as failed:
        return _Part(plain, failed.code)
    except Exception as error:  # whatever broke in it, the region gets a plan today; it is told as a fault
        log.error("the main solver broke down: %s", type(error).__name__)
        return _Part(plain, "failed")
    return _Part(max(best, plain, key=lambda plan: figures(part, plan).rank))


def _better(part: Instance, best: Plan, other: Plan | None) -> Plan:
    """Return the other plan only if it covers more."""
    if other is None or figures(part, other).coverage <= figures(part, best).coverage:
        return best
    return other


def _searched(part: Instance, until: float, max_visits: int | None, pressing_first: bool) -> Plan | None:
    """Return VROOM's plan, with what it left out inserted and every reason told."""
    asked = vroom.problem(part, max_visits, pressing_first)
    if asked is None:
        return None
    visits = vroom.visits(child.ask(asked.body, until - time.monotonic()), asked)
    capped = part if max_visits is None else _capped(part, max_visits)
    return greedy.solve(replace(capped, previous=_with_times_of_yesterday(part, normal(part, visits))))


def _fairer(part: Instance, best: Plan, until: float) -> Plan:
    """Return the plan with the lowest cap of visits a shift that costs no visit and hardly any travel."""
    reached = figures(part, best)
    for cap in range(max((shift.max_visits for shift in part.shifts), default=0) - 1, 1, -1):
        if reached.visits > sum(min(cap, shift.max_visits) for shift in part.shifts):
            break
        tried = _searched(part, until, cap, pressing_first=True)
        if tried is None or checker.check(part, tried):
            break
        found = figures(part, tried)
        if found.coverage < reached.coverage or found.travel_min > FAIR_TRAVEL * reached.travel_min:
            break
        best = tried
    return best


def _capped(part: Instance, cap: int) -> Instance:
    used = Counter(visit.shift for visit in part.locked)
    shifts = tuple(
        replace(shift, max_visits=min(shift.max_visits, max(cap, used[shift.id]))) for shift in part.shifts
    )
    return replace(part, shifts=shifts)


def _with_times_of_yesterday(part: Instance, visits: list[Visit]) -> tuple[Visit, ...]:
    """Return the visits, each at yesterday's minute if it stays in its shift and could be there by then."""
    minutes = {(visit.case, visit.shift): visit.start for visit in part.previous}
    return tuple(
        replace(visit, start=max(visit.start, minutes.get((visit.case, visit.shift), visit.start)))
        for visit in visits
    )


def _joined(instance: Instance, plans: list[Plan]) -> Plan:
    shift_order = {shift.id: number for number, shift in enumerate(instance.shifts)}
    case_order = {case.id: number for number, case in enumerate(instance.cases)}
    visits = [visit for plan in plans for visit in plan.visits]
    left = [one for plan in plans for one in plan.unassigned]
    return Plan(
        tuple(sorted(visits, key=lambda visit: (shift_order[visit.shift], visit.start))),
        tuple(sorted(left, key=lambda one: case_order[one.case])),
    )


def _require_valid(instance: Instance, plan: Plan) -> None:
    violations = checker.check(instance, plan)
    if violations:
        counts = Counter(violation.rule for violation in violations)
        text = ", ".join(f"{rule} {count} times" for rule, count in sorted(counts.items()))
        raise PermanentError("plan_invalid", f"the plan breaks {text}; yesterday's plan stays")


__all__ = ["Figures", "Solved", "figures", "keep_and_insert", "solve"]
