"""Open, update and close the cases of households: one transaction, a second run changes nothing."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf.cases.clocks import SignalDates
from vroegeropaf.cases.decisions import Changes, OpenCase, OpenSignal, decide
from vroegeropaf.cases.end_results import NO_PILOT_OUTCOME, NO_RESIDENT
from vroegeropaf.cases.events import add_events
from vroegeropaf.cases.part import part_cases
from vroegeropaf.database import rows, run, step_lock
from vroegeropaf.region import Region

_KEYS = ("case_id", "household_id", "started_on", "opened_as_of", "released_holds")

BY_LIST = "lijst"  # who records what a corporation's list tells


@dataclass(frozen=True)
class CaseReport:
    """What one run did, in numbers of cases; a joined case counts as closed."""

    opened: int = 0
    updated: int = 0
    closed: int = 0


def update_cases(engine: Engine, region: Region, today: date) -> CaseReport:
    """
    Give every household with open signals its case with its terms, and close cases whose signals all ended.

    Parameters
    ----------
    engine
        The product's database.
    region
        Gives the terms (``policy.clocks``).
    today
        Day of the run, Europe/Amsterdam; the day of opening and closing, no term is counted from it.
    """
    # Linking waits too: households that merge between two of our queries would be read half old, half new.
    with engine.begin() as db, step_lock(db, "link"), step_lock(db, "cases"):
        parted = part_cases(db)
        cases, moved = _open_cases(db, today)
        signals = [_open_signal(row) for row in rows(db, "cases/open_signals")]
        changes = decide(signals, cases, region.policy.clocks)
        changes.removed.extend(moved)
        return _write(db, changes, parted, today)


def _open_signal(row: RowMapping) -> OpenSignal:
    return OpenSignal(
        signal_id=row["signal_id"],
        household_id=row["household_id"],
        dates=SignalDates(
            corporation=row["corporation"],
            bailiff_on=row["bailiff_on"],
            is_bailiff_estimated=row["is_bailiff_estimated"],
            letter_14_days_on=row["letter_14_days_on"],
            has_bailiff_file=row["has_bailiff_file"],
            arrived_on=row["arrived_on"],
        ),
        arrived_on=row["arrived_on"],
        municipality=row["municipality"],
        postcode4=row["postcode4"],
        is_handled=row["is_handled"],
        has_arrangement=row["has_arrangement"],
        has_guardian=row["has_guardian"],
        lives_there_since=row["lives_there_since"],
    )


def _open_cases(db: Connection, today: date) -> tuple[list[OpenCase], list[tuple[int, int]]]:
    """Return the open cases, and their signals (case, signal) that belong to another household now."""
    open_cases = rows(db, "cases/open_cases")
    homes = {row["case_id"]: row["household_id"] for row in open_cases}
    signals: dict[int, set[int]] = defaultdict(set)
    reasons: dict[int, list[str]] = defaultdict(list)
    last_end: dict[int, tuple[date, bool]] = {}
    moved: list[tuple[int, int]] = []
    for row in rows(db, "cases/signals_of_open_cases"):
        signals[row["case_id"]].add(row["signal_id"])
        if row["household_id"] not in (None, homes[row["case_id"]]):
            moved.append((row["case_id"], row["signal_id"]))
        elif row["end_reason"] is not None:
            reasons[row["case_id"]].append(row["end_reason"])
            end = (row["ended_on"], row["has_left_area"])
            last_end[row["case_id"]] = max(end, last_end.get(row["case_id"], end))
    cases = [
        OpenCase(
            case_id=row["case_id"],
            household_id=row["household_id"],
            started_on=row["started_on"],
            terms={column: value for column, value in row.items() if column not in _KEYS},
            opened_as_of=row["opened_as_of"],
            signal_ids=frozenset(signals[row["case_id"]]),
            end_reasons=tuple(reasons[row["case_id"]]),
            released_holds=frozenset(row["released_holds"]),
            has_left_area=last_end.get(row["case_id"], (today, False))[1],
        )
        for row in open_cases
    ]
    return cases, moved


def _write(db: Connection, changes: Changes, parted: set[int], today: date) -> CaseReport:
    """Write closures first: a household never has two open cases."""
    joined = list(changes.joined.items())
    if joined:
        pairs = {"gone": [gone for gone, _ in joined], "kept": [kept for _, kept in joined]}
        run(db, "cases/join_cases", **pairs, today=today)
        run(db, "cases/follow_joined_cases", **pairs)
        run(db, "cases/move_attempts", **pairs)
    _run_json(db, "cases/end_cases", [{"case_id": case_id} for case_id in changes.ended], today=today)
    end_results = [{"case_id": case_id, "end_result": NO_RESIDENT} for case_id in changes.left_area]
    _run_json(
        db,
        "cases/add_end_results",
        end_results,
        recorded_by=BY_LIST,
        pilot_outcome=NO_PILOT_OUTCOME,
        today=today,
    )
    _run_json(
        db, "cases/change_terms", [{"case_id": case} | terms for case, terms in changes.changed.items()]
    )
    opened = _open(db, changes, today)
    _run_json(db, "cases/remove_signals", _signals(changes.removed))
    _run_json(db, "cases/add_signals", _signals(changes.added), today=today)
    add_events(db, _events(changes, opened))
    touched = {
        *parted,
        *changes.changed,
        *changes.joined.values(),
        *(case_id for case_id, _ in changes.added + changes.removed),
    } - set(opened.values())
    return CaseReport(len(opened), len(touched), len(joined) + len(changes.ended))


def _open(db: Connection, changes: Changes, today: date) -> dict[int, int]:
    """Open cases with their signals; return the case of each household."""
    if not changes.opened:
        return {}
    records = [{"household_id": household_id} | terms for household_id, terms, _ in changes.opened]
    cases = rows(db, "cases/open", records=json.dumps(records, default=str), today=today)
    opened: dict[int, int] = {row["household_id"]: row["case_id"] for row in cases}
    changes.added.extend(
        (opened[household_id], one) for household_id, _, ids in changes.opened for one in ids
    )
    return opened


def _run_json(db: Connection, name: str, records: list[dict[str, Any]], **parameters: Any) -> None:
    if records:
        run(db, name, records=json.dumps(records, default=str), **parameters)


def _signals(pairs: Iterable[tuple[int, int]]) -> list[dict[str, Any]]:
    return [{"case_id": case_id, "signal_id": signal_id} for case_id, signal_id in pairs]


def _events(changes: Changes, opened: Mapping[int, int]) -> list[tuple[int, str, dict[str, Any]]]:
    """Return what happened to each case, in ids, dates and counts."""
    fresh = set(opened.values())
    events: list[tuple[int, str, dict[str, Any]]] = [(case_id, "opened", {}) for case_id in opened.values()]
    for gone, kept in changes.joined.items():
        events += [
            (gone, "closed", {"reason": "joined", "into_case_id": kept}),
            (kept, "joined", {"case_id": gone, "arrived_on": changes.opened_as_of[kept]}),
        ]
    for case_id, reasons in changes.ended.items():
        events.append((case_id, "closed", {"reason": "signals_ended", "signals": reasons}))
    for case_id, terms in changes.changed.items():
        dates = ("bailiff_on", "first_visit_by_on", "last_visit_by_on", "is_crisis", "hold_reason")
        events.append((case_id, "terms_changed", {name: terms[name] for name in dates}))
    for kind, pairs in (("signal_added", changes.added), ("signal_moved", changes.removed)):
        events += [(case_id, kind, {"signal_id": one}) for case_id, one in pairs if case_id not in fresh]
    return events
