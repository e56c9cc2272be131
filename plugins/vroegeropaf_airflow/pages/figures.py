"""The figures of the page "Bezoeken": counts, dates and case numbers, no personal data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database, workdays
from vroegeropaf.cases import end_results
from vroegeropaf.parties import Parties
from vroegeropaf_airflow.pages import words
from vroegeropaf_airflow.pages.layout import month_of

SHOWN_DEADLINES = 10
NEAR_WD = 5


@dataclass(frozen=True)
class Bar:
    """One line of a chart; `share` compares it with the line before it (funnel) or with all (outcomes)."""

    label: str
    count: int
    share: float | None


@dataclass(frozen=True)
class Delivery:
    """What a corporation sent, or that nothing came (no id); `tone` is good, wait, bad or none."""

    corporation: str
    kind: str
    reference_on: date | None
    verdict: str
    reason: str
    rows: tuple[int | None, int | None, int | None]
    tone: str
    delivery_id: int | None = None


@dataclass(frozen=True)
class Deadline:
    """An open case without anyone reached; `days_left` in working days until B, negative after it."""

    case_no: str
    municipality: str
    bailiff_on: date
    is_estimated: bool
    days_left: int
    booked: str
    booked_on: date | None
    note: str


@dataclass(frozen=True)
class Figures:
    """Everything the page shows."""

    month: date
    months: list[date]
    delivered: int
    expected: int
    deliveries: list[Delivery]
    funnel: list[Bar]
    deadlines: list[Deadline]
    near: RowMapping
    outcomes: list[Bar]
    results: list[Bar]
    unassigned: list[Bar]
    mails: list[RowMapping]
    questions: list[RowMapping]


def collect(db: Connection, parties: Parties, today: date, wanted: str | None) -> Figures:
    """Return the figures of the wanted month (``2026-03``), or of the latest with a delivery."""
    months = [row["arrived_month"] for row in database.rows(db, "report/months")]
    month = choose_month(months, wanted, today)
    expected = parties.corporations_on(today)
    delivered = database.rows(db, "report/deliveries", month=month)
    late = {row["corporation"]: row["expected_on"] for row in database.rows(db, "report/late", month=month)}
    ends = database.rows(db, "report/outcomes", month=month)
    return Figures(
        month=month,
        months=months,
        delivered=len({row["corporation"] for row in delivered if row["kind"] == "arrears"} & set(expected)),
        expected=len(expected),
        deliveries=list_deliveries(delivered, expected, late, parties),
        funnel=funnel(database.rows(db, "report/funnel", month=month)),
        deadlines=[
            deadline(row, today)
            for row in database.rows(db, "report/next_deadlines", at_most=SHOWN_DEADLINES)
        ],
        near=database.rows(db, "report/near_deadlines", until_on=workdays.add(today, NEAR_WD))[0],
        outcomes=shares(ends, "pilot_outcome", end_results.PILOT_OUTCOMES),
        results=shares(ends, "end_result", words.RESULTS),
        unassigned=shares(database.rows(db, "report/unassigned"), "reason", words.UNASSIGNED),
        mails=database.rows(db, "report/mail_waiting"),
        questions=database.rows(db, "report/open_questions"),
    )


def choose_month(months: Sequence[date], wanted: str | None, today: date) -> date:
    """Return the wanted month if lists arrived in it, else the latest, else the present one."""
    for month in months:
        if f"{month:%Y-%m}" == wanted:
            return month
    return months[0] if months else month_of(today)


def list_deliveries(
    delivered: Sequence[RowMapping], expected: Sequence[str], late: dict[str, date], parties: Parties
) -> list[Delivery]:
    """Return a line per delivery, and one per corporation that takes part but sent no list."""
    lines = [_delivery(row, corporation_name(row["corporation"], parties)) for row in delivered]
    present = {row["corporation"] for row in delivered if row["kind"] == "arrears"}
    for code in dict.fromkeys([*expected, *late]):
        if code not in present:
            lines.append(_missing(corporation_name(code, parties), late.get(code)))
    return sorted(lines, key=lambda line: line.corporation.lower())


def _delivery(row: RowMapping, corporation: str) -> Delivery:
    verdict = row["verdict"]
    return Delivery(
        corporation=corporation,
        kind="afmelding" if row["kind"] == "withdrawal" else "lijst",
        reference_on=row["reference_on"],
        verdict=words.say(words.VERDICTS, verdict),
        reason=words.say(words.REASONS, row["reason_code"]),
        rows=(row["rows_read"], row["rows_accepted"], row["rows_rejected"]),
        tone={"held": "wait", "refused": "bad", "fetched": "none"}.get(verdict, "good"),
        delivery_id=row["delivery_id"],
    )


def _missing(corporation: str, expected_on: date | None) -> Delivery:
    verdict = "te laat" if expected_on else "nog niets ontvangen"
    reason = f"verwacht op {expected_on:%d-%m-%Y}" if expected_on else ""
    return Delivery(
        corporation, "lijst", None, verdict, reason, (None, None, None), "bad" if expected_on else "none"
    )


def corporation_name(code: str, parties: Parties) -> str:
    """Return the name of a corporation; a code that is not in the configuration stands for itself."""
    party = parties.corporations.get(code)
    return party.name if party else code


def funnel(steps: Sequence[RowMapping]) -> list[Bar]:
    """Return the steps with their share of the step before."""
    counts = [row["item_count"] for row in steps]
    before = [None, *counts]
    return [
        Bar(
            words.say(words.STEPS, row["step"]),
            row["item_count"],
            row["item_count"] / previous if previous else None,
        )
        for row, previous in zip(steps, before, strict=False)
    ]


def shares(rows: Sequence[Mapping[str, Any]], column: str, labels: dict[str, str]) -> list[Bar]:
    """Return the counts per code of a column, largest first, each with its share of all."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[column]] = counts.get(row[column], 0) + row["case_count"]
    total = sum(counts.values())
    return [
        Bar(words.say(labels, code), count, count / total)
        for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def deadline(row: RowMapping, today: date) -> Deadline:
    """Return a case with the working days it has left."""
    return Deadline(
        case_no=row["case_no"],
        municipality=row["municipality"],
        bailiff_on=row["bailiff_on"],
        is_estimated=row["is_bailiff_estimated"],
        days_left=workdays.between(today, row["bailiff_on"]),
        booked=row["booked_day_part"] or "",
        booked_on=row["booked_on"],
        note=words.say(words.HOLDS, row["hold_reason"]) or ("spoed" if row["is_crisis"] else ""),
    )
