"""The one door to a plan, for the DAG, the command line and the daily assignment: solve, then check. Pure."""

from collections import Counter

from vroegeropaf.errors import PermanentError
from vroegeropaf.planning import checker, greedy
from vroegeropaf.planning.instance import MINUTES_A_DAY, Instance, Plan

SOLVER = greedy.NAME
SOLVER_VERSION = greedy.VERSION


def solve(instance: Instance) -> Plan:
    """
    Return a plan that passed the independent checker.

    Raises
    ------
    PermanentError
        Code ``plan_invalid`` with the broken rules and how often; such a plan is never stored or sent.
    """
    plan = greedy.solve(instance)
    violations = checker.check(instance, plan)
    if violations:
        counts = Counter(violation.rule for violation in violations)
        text = ", ".join(f"{rule} {count} times" for rule, count in sorted(counts.items()))
        raise PermanentError("plan_invalid", f"the plan breaks {text}; yesterday's plan stays")
    return plan


def figures(instance: Instance, plan: Plan) -> dict[str, float]:
    """Return what a plan reaches: visits, weight and due cases, each beside what there was."""
    weights = {case.id: case.weight for case in instance.cases}
    horizon_end = instance.horizon_days * MINUTES_A_DAY
    due = {case.id for case in instance.cases if case.deadline <= horizon_end}
    visited = {visit.case for visit in plan.visits}
    return {
        "cases": len(weights),
        "visits": len(visited),
        "weight": sum(weights.values()),
        "weight_visited": sum(weights[case] for case in visited),
        "due": len(due),
        "due_visited": len(due & visited),
    }
