"""Which attempt of a case is due, from when to when, and how urgent it is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vroegeropaf import workdays
from vroegeropaf.policy import Planning

CRISIS_WEIGHT = 100
HANDOVER_WEIGHT = 90
FULL_WEIGHT = 80
WEIGHT_A_DAY = 4


@dataclass(frozen=True)
class OpenCase:
    """An open case as the planner reads it; one row of planning/cases_to_plan.sql."""

    case_id: int
    household_id: int
    municipality: str
    postcode4: str
    bailiff_corporation: str
    earliest_handover_on: date | None
    first_visit_by_on: date
    last_visit_by_on: date
    is_crisis: bool
    corporations: tuple[str, ...]
    visits_made: int
    is_reached: bool
    last_visit_on: date | None
    last_day_part: str | None
    door: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: str | None = None

    @property
    def attempt_no(self) -> int:
        """Return the number that the next visit will have."""
        return self.visits_made + 1

    @property
    def is_due(self) -> bool:
        """
        Return whether a visit is the next thing to do.

        Notes
        -----
        Our choice: two visits at most, the second only when nobody was reached; then comes a letter.
        """
        return self.visits_made == 0 or (self.visits_made == 1 and not self.is_reached)


def ready_on(case: OpenCase, today: date, policy: Planning) -> date:
    """Return the first day on which the next visit may be: tomorrow at the earliest, the second one later."""
    soonest = workdays.add(today, 1)
    if case.last_visit_on is None:
        return soonest
    return max(soonest, workdays.add(case.last_visit_on, policy.second_visit_after_wd[0]))


def second_visit_by_on(case: OpenCase, policy: Planning) -> date | None:
    """Return the last day of a second visit: the case's own last day at most. None before a first visit."""
    if case.last_visit_on is None:
        return None
    return min(workdays.add(case.last_visit_on, policy.second_visit_after_wd[1]), case.last_visit_by_on)


def deadline_on(
    case: OpenCase, days: Sequence[date], ready: date, horizon_end_on: date, policy: Planning
) -> date:
    """
    Return the last day of the next visit.

    Parameters
    ----------
    case
        The open case.
    days
        Days on which a team could go there, in any order.
    ready
        First day on which it may.
    horizon_end_on
        Last day of the plan.
    policy
        Terms of the plan.

    Notes
    -----
    The strictest limit that can still be met: a passed limit never makes a case unplannable, and a visit that
    is late is better than none. The ladder tells people about the limit that was missed.
    """
    limits = [second_visit_by_on(case, policy) or case.first_visit_by_on, case.last_visit_by_on]
    possible = [day for day in days if day >= ready] or [ready]
    return next((limit for limit in limits if min(possible) <= limit), max(horizon_end_on, min(possible)))


def weight(case: OpenCase, today: date) -> int:
    """
    Return how much a visit to this case counts, from 1 to 100.

    Notes
    -----
    Our choice: crisis and passed limits first, then cases that may legally be handed over already, then the
    fewer working days are left until the last visit is due.
    """
    left_wd = workdays.between(today, case.last_visit_by_on)
    if case.is_crisis or left_wd < 0:
        return CRISIS_WEIGHT
    if case.earliest_handover_on is not None and case.earliest_handover_on <= today:
        return HANDOVER_WEIGHT
    return max(1, FULL_WEIGHT - WEIGHT_A_DAY * left_wd)
