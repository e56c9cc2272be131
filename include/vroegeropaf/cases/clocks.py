"""The terms of a case, from its open signals and its arrival. Pure: no clock is ever restarted here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vroegeropaf import workdays
from vroegeropaf.policy import Clocks


@dataclass(frozen=True)
class SignalDates:
    """What one open signal says about terms; `arrived_on` is its own R (None: that of the case)."""

    corporation: str
    bailiff_on: date
    is_bailiff_estimated: bool
    letter_14_days_on: date | None = None
    has_bailiff_file: bool = False
    arrived_on: date | None = None


@dataclass(frozen=True)
class CaseClocks:
    """
    The terms of a case.

    Parameters
    ----------
    bailiff_on
        B: the earliest bailiff date of the open signals; `bailiff_corporation` owns it,
        `is_bailiff_estimated` when that corporation named no date.
    earliest_handover_on
        First day on which a claim may legally go to the bailiff; None without a letter.
    first_visit_by_on, last_visit_by_on
        Working days, never before what can still be done after arrival.
    offer_by_on, offer_alarm_on
        Offer of help: calendar day of the term, working day of the alarm.
    is_crisis
        A visit within three working days of the signal that came so late, postponement asked at once.
    """

    bailiff_on: date
    bailiff_corporation: str
    is_bailiff_estimated: bool
    earliest_handover_on: date | None
    first_visit_by_on: date
    last_visit_by_on: date
    offer_by_on: date
    offer_alarm_on: date
    is_crisis: bool


def case_clocks(signals: Sequence[SignalDates], arrived_on: date, policy: Clocks) -> CaseClocks:
    """
    Return the terms of a case.

    Parameters
    ----------
    signals
        The open signals of the case, at least one.
    arrived_on
        R: arrival on SFTP of the earliest of them, rolled to a working day.
    policy
        Terms of the region; ``_wd`` in Dutch working days, ``_days`` in calendar days.

    Raises
    ------
    ValueError
        When `signals` is empty: a case without open signals has no terms, it closes.

    Notes
    -----
    Source: the covenant's "visit before the bailiff"; the law's offer of help within four weeks; the fourteen
    full days of the letter (BW 6:96) counted from its receipt. The numbers of working days are our choice
    (policy.yaml).
    """
    if not signals:
        raise ValueError("a case without open signals has no clocks")
    owner = min(
        signals, key=lambda signal: (signal.bailiff_on, signal.is_bailiff_estimated, signal.corporation)
    )
    letters = [signal.letter_14_days_on for signal in signals if signal.letter_14_days_on is not None]
    wait = timedelta(days=policy.legal_handover_after_letter_days)
    return CaseClocks(
        bailiff_on=owner.bailiff_on,
        bailiff_corporation=owner.corporation,
        is_bailiff_estimated=owner.is_bailiff_estimated,
        earliest_handover_on=min(letters) + wait if letters else None,
        first_visit_by_on=min(_first_visit_by_on(signal, arrived_on, policy) for signal in signals),
        last_visit_by_on=min(_last_visit_by_on(signal, arrived_on, policy) for signal in signals),
        offer_by_on=offer_by_on(arrived_on, policy),
        offer_alarm_on=offer_alarm_on(arrived_on, policy),
        is_crisis=any(_crisis_by_on(signal, arrived_on, policy) for signal in signals),
    )


def offer_by_on(arrived_on: date, policy: Clocks) -> date:
    """Return the last calendar day of the offer of help; it runs from R, also while a delivery is held."""
    return arrived_on + timedelta(days=policy.offer_within_days)


def offer_alarm_on(arrived_on: date, policy: Clocks) -> date:
    """Return the working day on which people hear that help was not offered yet."""
    return workdays.roll_back(arrived_on + timedelta(days=policy.offer_alarm_days))


def _crisis_by_on(signal: SignalDates, arrived_on: date, policy: Clocks) -> date | None:
    """Return the day by which a signal without enough time wants a visit; None when it leaves enough."""
    by_on = workdays.add(signal.arrived_on or arrived_on, policy.crisis_within_wd)
    last_on = workdays.add(signal.bailiff_on, -policy.last_visit_before_bailiff_wd)
    return by_on if last_on < by_on or signal.has_bailiff_file else None


def _first_visit_by_on(signal: SignalDates, arrived_on: date, policy: Clocks) -> date:
    return _crisis_by_on(signal, arrived_on, policy) or min(
        workdays.add(arrived_on, policy.first_visit_within_wd),
        workdays.add(signal.bailiff_on, -policy.first_visit_before_bailiff_wd),
    )


def _last_visit_by_on(signal: SignalDates, arrived_on: date, policy: Clocks) -> date:
    last_on = workdays.add(signal.bailiff_on, -policy.last_visit_before_bailiff_wd)
    return max(last_on, _crisis_by_on(signal, arrived_on, policy) or last_on)
