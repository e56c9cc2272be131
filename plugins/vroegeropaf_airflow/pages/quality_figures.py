"""The figures of the page "Kwaliteit": verdicts, counts, rules. Codes and counts only; no cell of a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries import legal
from vroegeropaf.deliveries import words as said
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.deliveries.question import OPTIONS
from vroegeropaf_airflow.pages import sparks, words
from vroegeropaf_airflow.pages.sparks import Spark

EARLIER_LISTS = 8
PER_PAGE = 50
LEFT_SHOWN = 50
TONES = {"held": "wait", "refused": "bad", "fetched": "none"}
COUNTS = (("Gelezen", "rows_read"), ("Goed", "rows_accepted"), ("Afgekeurd", "rows_rejected"))
WEIGHTS = {"critical": "ernstig", "warning": "waarschuwing", "info": "ter informatie"}


@dataclass(frozen=True)
class Overview:
    """Deliveries in three groups, and whether a next page has more."""

    waiting: list[RowMapping]
    latest: list[RowMapping]
    earlier: list[RowMapping]
    left_alone: list[RowMapping]
    has_next: bool


@dataclass(frozen=True)
class Count:
    """One of the three counts, with the count of the list before and the line through the lists."""

    label: str
    count: int | None
    before: int | None
    spark: Spark | None


@dataclass(frozen=True)
class Rule:
    """A rule that fired: on how many rows, how much it weighs, what it means, in which of their columns."""

    code: str
    rows: int
    faults: int
    severity: str
    weight: str
    sentence: str
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Delivery:
    """Everything about a delivery but its rows."""

    row: RowMapping
    tone: str
    verdict: str
    decision: str
    counts: list[Count]
    history: list[RowMapping]
    rules: list[Rule]
    notices: list[tuple[str, int]]


def overview(db: Connection, page: int) -> Overview:
    """Return one page of the overview, counted from 1; what waits and what is latest comes first."""
    found = database.rows(db, "report/quality_overview", at_most=PER_PAGE + 1, skipped=(page - 1) * PER_PAGE)
    shown = found[:PER_PAGE]
    return Overview(
        waiting=[row for row in shown if row["is_waiting"]],
        latest=sorted(
            (row for row in shown if row["is_latest"] and not row["is_waiting"]),
            key=lambda row: row["verdict"] != "refused",
        ),
        earlier=[row for row in shown if not row["is_latest"] and not row["is_waiting"]],
        left_alone=database.rows(db, "report/left_alone", at_most=LEFT_SHOWN) if page == 1 else [],
        has_next=len(found) > PER_PAGE,
    )


def delivery(db: Connection, row: RowMapping, sender: str, profile: Profile | None) -> Delivery:
    """
    Return what the page of a delivery shows above its rows.

    Parameters
    ----------
    db
        The product's database.
    row
        Of ``report/quality_delivery``.
    sender
        Name of the corporation.
    profile
        Gives their headers; None when the configuration has none (any more).
    """
    number = row["delivery_id"]
    history = database.rows(db, "report/quality_history", delivery_id=number, at_most=EARLIER_LISTS)
    fired = database.rows(db, "report/quality_rules", delivery_id=number)
    noticed = database.rows(db, "report/quality_notices", delivery_id=number)
    return Delivery(
        row=row,
        tone=TONES.get(row["verdict"], "good"),
        verdict=verdict_sentence(row, sender),
        decision=decision_sentence(row),
        counts=[count(label, column, row, history) for label, column in COUNTS],
        history=history,
        rules=[rule(one, profile) for one in fired],
        notices=[(said.notice(one["code"]), one["row_count"]) for one in noticed],
    )


def verdict_sentence(row: RowMapping, sender: str) -> str:
    """Return the verdict on a delivery in one sentence: what became of it, why, and what to do."""
    what = "Het bestand met afmeldingen" if row["kind"] == "withdrawal" else "De lijst"
    verdict, code = row["verdict"], row["reason_code"]
    reason = words.say(said.REASONS, code) or "de reden is niet bekend"
    if verdict == "fetched":
        return f"{what} is binnen en wordt bij de volgende ronde gecontroleerd; er is niets te doen."
    if verdict == "held":
        return f"{what} wacht op een oordeel, want {reason}: kies in Vereiste acties wat ermee gebeurt."
    if verdict == "refused":
        advice = said.ADVICE.get(code, said.NEW_FILE)
        return f"{what} is niet verwerkt, want {reason}: {advice}."
    read, accepted, rejected = (row[column] or 0 for _, column in COUNTS)
    if rejected:
        them = "haar" if read == 1 else "ze"
        rest = ", de rest gaat gewoon mee" if accepted else ""
        return (
            f"{what} is verwerkt, maar {_rejected(rejected, read)}: "
            f"{sender} kan {them} verbeteren en opnieuw leveren{rest}."
        )
    if not accepted:
        return f"{what} is goed ontvangen en heeft geen rijen; er is niets te doen."
    rows = "de enige rij is" if accepted == 1 else f"alle {accepted} rijen zijn"
    return f"{what} is verwerkt en {rows} goed; er is niets te doen."


def decision_sentence(row: RowMapping) -> str:
    """Return who answered what to a delivery that was held; empty when nobody was asked."""
    if row["answer"] is None:
        return ""
    label = dict(OPTIONS).get(row["answer"], row["answer"])
    return f"Oordeel van {row['decided_by']}: {label}"


def count(label: str, column: str, row: RowMapping, history: Sequence[RowMapping]) -> Count:
    """Return a count with its line through the earlier lists, oldest first and this one last."""
    before = [one[column] for one in history]
    points: list[tuple[date, int]] = [
        (one["reference_on"], one[column]) for one in reversed(history) if one[column] is not None
    ]
    is_line = bool(points) and row[column] is not None
    return Count(
        label=label,
        count=row[column],
        before=before[0] if before else None,
        spark=sparks.spark(label, [*points, (row["reference_on"], row[column])]) if is_line else None,
    )


def rule(fired: RowMapping, profile: Profile | None) -> Rule:
    """Return a rule that fired, in words and under their headers."""
    code, severity = fired["rule_code"], fired["severity"]
    return Rule(
        code=code,
        rows=fired["row_count"],
        faults=fired["fault_count"],
        severity=severity,
        weight=weight(code, severity),
        sentence=said.sentence(code),
        headers=tuple(header(name, profile) for name in fired["column_names"] if name),
    )


def weight(code: str, severity: str) -> str:
    """Return how much a fault weighs, in a word; what the law forbids is no matter of weight."""
    return "wettelijk" if code in legal.CODES else words.say(WEIGHTS, severity)


def header(name: str, profile: Profile | None) -> str:
    """Return the corporation's own header of a canonical one."""
    return profile.header(name) if profile else name


def _rejected(rejected: int, read: int) -> str:
    if rejected == read:
        return "geen enkele rij is goed" if read > 1 else "de enige rij is afgekeurd"
    verb = "is" if rejected == 1 else "zijn"
    return f"{rejected} van de {read} rijen {verb} afgekeurd"
