"""What members without a team could do in other pairs than those that formed: what is truly the most. Pure.

A plan knows only the pairs that formed. Whether it was capacity that a case lacked, and what these people
could reach at most, follows from all pairs that they could make.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from vroegeropaf.planning import pairs
from vroegeropaf.planning import shifts as calendar
from vroegeropaf.planning.bound import Bound, bound
from vroegeropaf.planning.instance import Id, Instance, Plan, Shift
from vroegeropaf.planning.rounds import Board
from vroegeropaf.planning.shifts import Leave
from vroegeropaf.planning.teams import Teams
from vroegeropaf.policy import Planning


def unformed(
    instance: Instance, today: date, leave: Sequence[Leave], teams: Teams, policy: Planning
) -> tuple[Shift, ...]:
    """Return the shifts of all pairs that could have formed and did not: not all of them can at once."""
    days = calendar.horizon(today, policy.horizon_wd)
    open_slots = pairs.slots(teams, days, leave, pairs.Engaged(teams, ()))
    could = pairs.possible_shifts(teams, today, open_slots, policy.max_visits_per_shift)
    formed = {shift.id for shift in instance.shifts}
    return tuple(shift for shift in could if shift.id not in formed)


def own_up(instance: Instance, plan: Plan, others: Sequence[Shift]) -> Plan:
    """
    Return the plan with the true reason of cases that only a pair which did not form could visit in time.

    For them there was a day part before their deadline, but its members go elsewhere: it is capacity.
    """
    late = {left.case for left in plan.unassigned if left.reason == "no_shift_before_deadline"}
    if not others or not late:
        return plan
    board = Board(replace(instance, shifts=tuple(others)))
    short = {case.id for case in instance.cases if case.id in late and board.open_to(case)}
    return replace(
        plan,
        unassigned=tuple(
            replace(left, reason="no_capacity") if left.case in short else left for left in plan.unassigned
        ),
    )


def most(instance: Instance, others: Sequence[Shift], teams: Teams) -> Bound:
    """
    Return what no plan of these people can exceed, however they pair.

    Notes
    -----
    In one day part a member is in one pair, so all pairs of one member together have the places of one, minus
    what was sent. That holds for the members of corporations and for those of debt help alike; the lower of
    both is the bound.
    """
    if not others:
        return bound(instance)
    larger = replace(instance, shifts=(*instance.shifts, *others))
    by_corporation, by_help = (bound(larger, _places_of(larger, teams, side)) for side in (0, 1))
    return Bound(
        visits=min(by_corporation.visits, by_help.visits),
        due=min(by_corporation.due, by_help.due),
        weight=min(by_corporation.weight, by_help.weight),
    )


def _places_of(instance: Instance, teams: Teams, side: int) -> dict[Id, Id]:
    """Return, of each shift of a pair, the member on this side with day part: those share their places."""
    return {
        shift.id: f"{pair.members[side]}.{shift.day}.{shift.part}"
        for shift in instance.shifts
        if (pair := teams.pairs.get(str(shift.team))) is not None
    }
