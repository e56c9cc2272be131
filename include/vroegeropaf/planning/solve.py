"""
The one door to a plan, for the DAG, the command line and the daily assignment: solve, then check.

The ladder: VROOM for every part of the region, in a child process; where it is missing, late, killed or
wrong, keep-and-insert; and no plan that the independent checker has anything against. First every part gets
a plan, small parts before large ones; the time that is left makes plans better.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator
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
LATE = "late"
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
    """A part and its plan; `fault`: how the main solver failed, if it did."""

    instance: Instance
    plan: Plan
    fault: str = ""
    is_searched: bool = False


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
    # should the time be too short, most parts have their plan
    parts = components(instance)[::-1]
    with ThreadPoolExecutor(WORKERS) as pool:
        made = list(pool.map(partial(_planned, until=until), parts))
        made = list(pool.map(partial(_improved, until=until), made))
    plan = _joined(instance, [one.plan for one in made])
    _require_valid(instance, plan)
    faults = Counter(one.fault for one in made if one.fault)
    if faults and not any(one.is_searched for one in made):
        return Solved(plan, greedy.NAME, greedy.VERSION, dict(faults))
    return Solved(plan, SOLVER, SOLVER_VERSION, dict(faults))


def keep_and_insert(instance: Instance) -> Plan:
    """Return the plan of the last rung, checked; for what must be quick."""
    plan = greedy.solve(instance)
    _require_valid(instance, plan)
    return plan


def _planned(part: Instance, until: float) -> _Part:
    """Return the part with its first plan."""
    plain = _Part(part, greedy.solve(part))
    return _attempt(plain, _first_plans(part, plain.plan, until))


def _improved(one: _Part, until: float) -> _Part:
    """Return the part with a better plan, if there is time to find one."""
    if not one.is_searched:
        return one
    found = _attempt(one, _better_plans(one.instance, one.plan, until))
    return replace(found, fault="") if found.fault == LATE else found


def _attempt(one: _Part, plans: Iterator[Plan]) -> _Part:
    """Return the part with the last of these plans that was found before the main solver failed."""
    try:
        for plan in plans:
            one = replace(one, plan=plan, is_searched=True)
    except child.SolverFailedError as failed:
        return replace(one, fault=failed.code)
    except Exception as error:  # whatever broke in it, the region gets a plan today; it is told as a fault
        log.error("the main solver broke down: %s", type(error).__name__)
        return replace(one, fault="failed")
    return one


def _first_plans(part: Instance, plain: Plan, until: float) -> Iterator[Plan]:
    found = _searched(part, until, None, pressing_first=True)
    if found is not None:
        yield max(_valid(part, found), plain, key=lambda plan: figures(part, plan).rank)


def _better_plans(part: Instance, best: Plan, until: float) -> Iterator[Plan]:
    """Yield plans that cover more, then plans that share the load better, each better than those before."""
    if any(left.reason == "no_capacity" for left in best.unassigned):
        found = _searched(part, until, None, pressing_first=False)
        if found is not None and _reaches_more(part, _valid(part, found), best):
            best = found
            yield best
    yield from _fairer_plans(part, best, until)


def _fairer_plans(part: Instance, best: Plan, until: float) -> Iterator[Plan]:
    """Yield plans with ever lower caps of visits a shift, as long as that costs no visit and hardly a way."""
    reached = figures(part, best)
    cap = _fullest(best) - 1
    while cap > 1:
        if reached.visits > sum(min(cap, shift.max_visits) for shift in part.shifts):
            return
        tried = _searched(part, until, cap, pressing_first=True)
        if tried is None:
            return
        found = figures(part, _valid(part, tried))
        if found.coverage < reached.coverage or found.travel_min > FAIR_TRAVEL * reached.travel_min:
            return
        yield tried
        cap = min(cap, _fullest(tried)) - 1


def _fullest(plan: Plan) -> int:
    """Return the visits of the shift that has the most."""
    return max(Counter(visit.shift for visit in plan.visits).values(), default=0)


def _reaches_more(part: Instance, other: Plan, best: Plan) -> bool:
    return figures(part, other).coverage > figures(part, best).coverage


def _valid(part: Instance, plan: Plan) -> Plan:
    if checker.check(part, plan):
        raise child.SolverFailedError("invalid")
    return plan


def _searched(part: Instance, until: float, max_visits: int | None, pressing_first: bool) -> Plan | None:
    """Return VROOM's plan, with what it left out inserted and every reason told."""
    if time.monotonic() >= until:
        raise child.SolverFailedError(LATE)
    asked = vroom.problem(part, max_visits, pressing_first)
    if asked is None:
        return None
    visits = vroom.visits(child.ask(asked.body, until - time.monotonic()), asked)
    capped = part if max_visits is None else _capped(part, max_visits)
    return greedy.solve(replace(capped, previous=_with_times_of_yesterday(part, normal(part, visits))))


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
