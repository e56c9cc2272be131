"""The dates of each corporation in a case: it is told about its own, whatever the others have. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vroegeropaf.cases.clocks import SignalDates, case_clocks
from vroegeropaf.policy import Clocks


@dataclass(frozen=True)
class Owner:
    """One corporation's own bailiff date in a case, and whether its own signals leave too little time."""

    corporation: str
    bailiff_on: date
    is_bailiff_estimated: bool
    is_crisis: bool


def owners(signals: Iterable[SignalDates], policy: Clocks) -> list[Owner]:
    """Return the corporations of a case with the terms that follow from their own open signals alone."""
    own: dict[str, list[SignalDates]] = defaultdict(list)
    for signal in signals:
        own[signal.corporation].append(signal)
    return [_owner(corporation, own[corporation], policy) for corporation in sorted(own)]


def _owner(corporation: str, signals: list[SignalDates], policy: Clocks) -> Owner:
    arrived_on = min(signal.arrived_on or date.max for signal in signals)
    clocks = case_clocks(signals, arrived_on, policy)
    return Owner(corporation, clocks.bailiff_on, clocks.is_bailiff_estimated, clocks.is_crisis)
