"""Which step of the ladder a case needs today. Pure: no I/O, no clock."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vroegeropaf import workdays
from vroegeropaf.policy import Escalation


class Step(StrEnum):
    """What is asked of people; the value is what the database and the message keys hold."""

    B10 = "b10"
    B5 = "b5"
    B2 = "b2"
    CRISIS = "crisis"
    OFFER_ALARM = "offer_alarm"


# From low to high. The crisis step and the offer alarm run on arrival, not on B, and stand outside the order.
LADDER = (Step.B10, Step.B5, Step.B2)


@dataclass(frozen=True)
class Situation:
    """
    What the ladder knows of one case.

    Parameters
    ----------
    bailiff_on
        B: the earliest bailiff date of the case's open signals.
    offer_alarm_on
        Day on which a case without any attempt is reported, counted from arrival R.
    has_first_visit
        A visit that is booked or done lies on or before the first-visit limit.
    has_attempt
        Anything was tried, reached or not.
    is_settled
        Someone was reached, or the case has an outcome: nobody needs to be alarmed.
    fired
        Steps that fired before, each with the B it fired for.
    """

    bailiff_on: date
    offer_alarm_on: date
    is_crisis: bool
    is_closed: bool
    has_first_visit: bool
    has_attempt: bool
    is_settled: bool
    fired: frozenset[tuple[Step, date]]


def due_steps(case: Situation, today: date, policy: Escalation) -> tuple[Step, ...]:
    """
    Return the steps to fire today: at most one of the ladder, and perhaps crisis and the offer alarm.

    Notes
    -----
    Source: the covenant (a visit before the bailiff) and our own choice of days in policy.yaml. A held case
    is treated like any other: its clocks run on.
    """
    if case.is_closed or case.is_settled:
        return ()
    ladder = ladder_step(case, today, policy)
    crisis = Step.CRISIS if is_crisis_due(case, ladder) else None
    alarm = Step.OFFER_ALARM if is_offer_alarm_due(case, today) else None
    return tuple(step for step in (ladder, crisis, alarm) if step is not None)


def ladder_step(case: Situation, today: date, policy: Escalation) -> Step | None:
    """
    Return the highest step that is due and stands above all that fired for this B, or None.

    A changed B starts a new ladder; for one B no step fires twice and none fires after a higher one.
    """
    highest_fired = max(
        (LADDER.index(step) for step, b in case.fired if b == case.bailiff_on and step in LADDER), default=-1
    )
    due = [step for step in LADDER[highest_fired + 1 :] if _is_due(step, case, today, policy)]
    return due[-1] if due else None


def _is_due(step: Step, case: Situation, today: date, policy: Escalation) -> bool:
    if step is Step.B10 and case.has_first_visit:
        return False
    return today >= step_on(step, case.bailiff_on, policy)


def step_on(step: Step, bailiff_on: date, policy: Escalation) -> date:
    """Return the first day of a dated step (b10, b5, b2): so many Dutch working days before B."""
    before_wd = {
        Step.B10: policy.coordinator_before_bailiff_wd,
        Step.B5: policy.wil_lead_before_bailiff_wd,
        Step.B2: policy.postponement_before_bailiff_wd,
    }
    return workdays.add(bailiff_on, -before_wd[step])


def is_crisis_due(case: Situation, ladder: Step | None) -> bool:
    """
    Return whether postponement must be asked at once: in a crisis, once for this B.

    B-2 asks the same of the same people, so where it fires today or fired before, one request is enough.
    """
    asked = ladder is Step.B2 or bool(
        {(Step.CRISIS, case.bailiff_on), (Step.B2, case.bailiff_on)} & case.fired
    )
    return case.is_crisis and not asked


def is_offer_alarm_due(case: Situation, today: date) -> bool:
    """
    Return whether help was not even tried by the alarm day; once per case, as R never restarts.

    Notes
    -----
    Source: offer of help within four weeks of the signal (design, section 6), alarm a week earlier.
    """
    has_fired = any(step is Step.OFFER_ALARM for step, _ in case.fired)
    return not has_fired and not case.has_attempt and today >= case.offer_alarm_on
