"""Why a case did not get a visit: one of the five reasons of the planning format. Pure."""

from collections.abc import Container, Sequence

from vroegeropaf.planning.instance import Case, Id, Reason, Team
from vroegeropaf.planning.rounds import Round, may_serve, point_of


def why_unassigned(
    case: Case, teams: Sequence[Team], open_rounds: Sequence[Round], visited_households: Container[Id]
) -> Reason:
    """
    Return the reason that a person can act on first.

    Parameters
    ----------
    case
        The case without a visit.
    teams
        All teams of the region.
    open_rounds
        The rounds in which the case could be visited if it were the only one.
    visited_households
        Households that have a visit in the plan.
    """
    if not any(may_serve(team, case) for team in teams):
        return "no_eligible_team"
    if point_of(case) is None:
        return "no_location"
    if case.household in visited_households:
        return "household_already_visited"
    return "no_capacity" if open_rounds else "no_shift_before_deadline"
