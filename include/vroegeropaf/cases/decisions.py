"""What must happen to the cases, given the open signals of each household. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from vroegeropaf.cases.clocks import SignalDates, case_clocks
from vroegeropaf.policy import Clocks

# A row of core.household_case without its keys: column -> value.
Terms = dict[str, Any]


@dataclass(frozen=True)
class OpenSignal:
    """
    An open signal with its present household.

    Parameters
    ----------
    arrived_on
        R of the signal; of the report that raised the debt, when it was handled before and grew since.
    is_handled
        A case with this signal ended with an outcome and the debt did not grow: no reason for a new one.
    lives_there_since
        Begin of the tenancy, or the day of the list that brought another address, if that is known.
    """

    signal_id: int
    household_id: int
    dates: SignalDates
    arrived_on: date
    municipality: str
    postcode4: str
    is_handled: bool = False
    has_arrangement: bool = False
    has_guardian: bool = False
    lives_there_since: date | None = None


@dataclass(frozen=True)
class OpenCase:
    """
    A case as it stands.

    Parameters
    ----------
    household_id
        The household that lives on, when the case's own was merged.
    started_on
        Earliest arrival of the case and of those that are joined into it, each as it was opened.
    terms
        Stored terms, to see what changed.
    opened_as_of
        Its own arrival, whatever was joined into it since.
    released_holds
        Hold reasons that a steward lifted, for it or for a case that is joined into it.
    has_left_area
        The signal that ended last did so because the tenant lives outside the covenant's area now.
    """

    case_id: int
    household_id: int
    started_on: date
    terms: Terms
    opened_as_of: date
    signal_ids: frozenset[int] = frozenset()
    end_reasons: tuple[str, ...] = ()
    released_holds: frozenset[str] = frozenset()
    has_left_area: bool = False


@dataclass
class Changes:
    """What to write, in ids and terms."""

    opened: list[tuple[int, Terms, list[int]]] = field(default_factory=list)
    changed: dict[int, Terms] = field(default_factory=dict)
    added: list[tuple[int, int]] = field(default_factory=list)
    removed: list[tuple[int, int]] = field(default_factory=list)
    joined: dict[int, int] = field(default_factory=dict)
    opened_as_of: dict[int, date] = field(default_factory=dict)
    ended: dict[int, dict[str, int]] = field(default_factory=dict)
    left_area: list[int] = field(default_factory=list)


def hold_reason(signals: Iterable[OpenSignal], released: Iterable[str] = ()) -> str | None:
    """
    Return why a steward's word is needed before a visit; a guardian is written to first.

    Notes
    -----
    Source: the file contract (design, section 5). Each reason needs a word of its own; all clocks run on.
    """
    signals = list(signals)
    lifted = set(released)
    if "guardian" not in lifted and any(signal.has_guardian for signal in signals):
        return "guardian"
    if "arrangement" not in lifted and any(signal.has_arrangement for signal in signals):
        return "arrangement"
    if "bailiff_file" not in lifted and any(signal.dates.has_bailiff_file for signal in signals):
        return "bailiff_file"
    return None


def terms_of(
    signals: Sequence[OpenSignal], arrived_on: date, released: Iterable[str], policy: Clocks
) -> Terms:
    """Return the terms of a case over `signals`; the place is the one that somebody went to live in last."""
    home = max(
        signals,
        key=lambda signal: (signal.lives_there_since or date.min, signal.arrived_on, signal.signal_id),
    )
    return {
        "arrived_on": arrived_on,
        "municipality": home.municipality,
        "postcode4": home.postcode4,
        "hold_reason": hold_reason(signals, released),
        **asdict(case_clocks([signal.dates for signal in signals], arrived_on, policy)),
    }


def decide(signals: Iterable[OpenSignal], cases: Iterable[OpenCase], policy: Clocks) -> Changes:
    """
    Return what must change so that every household with open signals has its one case.

    Parameters
    ----------
    signals, cases
        All open ones; cases that were joined and whose link was undone are open again.
    policy
        Terms of the region.

    Notes
    -----
    Joined cases go on as the oldest, with the earliest arrival of all: no clock restarts. Each keeps its own
    household, so that an undo can give it back. A case ends only when none of its signals is open.
    """
    by_household: dict[int, list[OpenSignal]] = defaultdict(list)
    for signal in sorted(signals, key=lambda signal: signal.signal_id):
        by_household[signal.household_id].append(signal)
    cases_of: dict[int, list[OpenCase]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: case.case_id):
        cases_of[case.household_id].append(case)
    changes = Changes()
    for household_id in sorted(by_household.keys() | cases_of.keys()):
        own = by_household.get(household_id, [])
        if household_id in cases_of:
            _keep(changes, cases_of[household_id], own, policy)
        elif any(not signal.is_handled for signal in own):
            arrived_on = min(signal.arrived_on for signal in own if not signal.is_handled)
            terms = terms_of(own, arrived_on, (), policy)
            changes.opened.append((household_id, terms, [signal.signal_id for signal in own]))
    return changes


def _keep(changes: Changes, cases: list[OpenCase], signals: list[OpenSignal], policy: Clocks) -> None:
    case, *others = cases
    changes.joined.update((other.case_id, case.case_id) for other in others)
    if others:
        changes.opened_as_of[case.case_id] = case.opened_as_of
    open_ids = {signal.signal_id for signal in signals}
    changes.added.extend((case.case_id, signal_id) for signal_id in sorted(open_ids - case.signal_ids))
    if not signals:
        counts: dict[str, int] = defaultdict(int)
        for reason in case.end_reasons:
            counts[reason] += 1
        changes.ended[case.case_id] = dict(counts)
        if case.has_left_area:
            changes.left_area.append(case.case_id)
        return
    arrived_on = min(one.started_on for one in cases)
    released = frozenset().union(*(one.released_holds for one in cases))
    terms = terms_of(signals, arrived_on, released, policy)
    if terms != case.terms:
        changes.changed[case.case_id] = terms
