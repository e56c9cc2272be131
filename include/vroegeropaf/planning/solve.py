"""The one door to a plan, for the DAG, the command line and the daily assignment: solve, then check. Pure."""

from collections import Counter

from vroegeropaf.errors import PermanentError
from vroegeropaf.planning import checker, greedy
from vroegeropaf.planning.instance import Instance, Plan

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
