"""The whole check of one file: gates, reading, law, rules, verdict. Pure but for the rule engine inside."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from vroegeropaf.deliveries import expectations, fields, gates, legal, reader, verdict
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.deliveries.reader import Fault, Row
from vroegeropaf.deliveries.verdict import State
from vroegeropaf.region import Region


@dataclass(frozen=True)
class Judged:
    """A row with all its faults; `efforts` are the four efforts of a list's row."""

    row: Row
    faults: tuple[Fault, ...] = ()
    efforts: legal.Efforts | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether no critical fault speaks against the row."""
        return not any(fault.severity == "critical" for fault in self.faults)

    @property
    def is_forbidden(self) -> bool:
        """Whether the law forbids us to keep the row."""
        return any(fault.rule in legal.CODES for fault in self.faults)

    def has(self, rule: str) -> bool:
        """Return whether the row has a fault with this code."""
        return any(fault.rule == rule for fault in self.faults)


@dataclass(frozen=True)
class Assessment:
    """What the check found. `notices` are codes with a number of rows; a refused file has no rows."""

    state: State
    reason: str | None
    must_purge: bool = False
    rows: tuple[Judged, ...] = ()
    notices: dict[str, int] = field(default_factory=dict)

    @property
    def accepted(self) -> tuple[Judged, ...]:
        """The rows without a critical fault, also when the delivery is held."""
        return tuple(judged for judged in self.rows if judged.is_accepted)

    @property
    def accepted_cents(self) -> int:
        """Sum of the arrears of the accepted rows."""
        total = sum(
            (judged.row.values.get("arrears_eur", Decimal(0)) for judged in self.accepted), Decimal(0)
        )
        return int(total * 100)


def assess(
    content: bytes,
    name: DeliveryName,
    region: Region,
    calendar: gates.Calendar,
    profile: Profile,
    companion: Companion | None = None,
    previous_rows: int | None = None,
) -> Assessment:
    """Return what becomes of a delivery: the one check that loading and the command line share."""
    try:
        notices = gates.check_reference(name, calendar, region.policy.quality)
        table = gates.open_table(content, name, profile, region.policy.quality, companion)
        rows = reader.read(table.records, name.kind, profile)
        _check_meaning(rows, name, companion)
    except gates.GateRefusal as refusal:
        return Assessment("refused", refusal.code, refusal.must_purge)
    notices |= table.notices
    sender = region.parties.corporations[name.corporation].name
    if name.kind == "withdrawal":
        return _assess_withdrawals(rows, name, sender, notices)
    return _assess_arrears(rows, name, sender, region, profile, notices, previous_rows)


def judge_legally(row: Row, name: DeliveryName, region: Region, profile: Profile) -> Judged:
    """Return the row with its efforts and with the legal faults only."""
    if row.cells is None:
        return Judged(row, row.faults)
    shown = legal.efforts(row.values, profile.declarations, name.reference_on)
    found = legal.faults(
        row.values,
        shown,
        row.unreadable,
        name.reference_on,
        lambda digits: municipality(digits, region, name.reference_on),
    )
    return Judged(row, tuple(Fault(code, column) for code, column in found), shown)


def municipality(postcode4: str, region: Region, day: date) -> str | None:
    """Return the municipality of the covenant that these four digits lie in on that day, or None."""
    area = region.places.get(postcode4)
    if area is None or not region.parties.municipalities[area.municipality].holds_on(day):
        return None
    return area.municipality


def _check_meaning(rows: list[Row], name: DeliveryName, companion: Companion | None) -> None:
    if reader.mostly_unreadable_dates(rows):
        raise gates.GateRefusal("dates_unreadable")
    if name.kind == "withdrawal" or companion is None or companion.total_cents is None:
        return
    total = reader.total_cents(rows)
    if total is not None and total != companion.total_cents:
        raise gates.GateRefusal("companion_differs")


def _assess_withdrawals(
    rows: list[Row], name: DeliveryName, sender: str, notices: dict[str, int]
) -> Assessment:
    seen: set[tuple[Any, Any]] = set()
    judged = []
    for row in rows:
        found = [*row.faults, *reader.reference_faults(row, name.corporation, sender, name.reference_on)]
        found += reader.missing_faults(row, "withdrawal")
        reason = row.values.get("reason")
        if reason and reason not in fields.REASONS:
            found.append(Fault("reason_unknown", "reden"))
        key = (row.values.get("contract_no"), row.values.get("tenant_no"))
        if all(key) and key in seen:
            found.append(Fault("duplicate", "contractnummer"))
        seen.add(key)
        judged.append(Judged(row, tuple(found)))
    state, why = verdict.decide_withdrawal(_count(judged))
    return Assessment(state, why, rows=tuple(judged), notices=notices)


def _assess_arrears(
    rows: list[Row],
    name: DeliveryName,
    sender: str,
    region: Region,
    profile: Profile,
    notices: dict[str, int],
    previous_rows: int | None,
) -> Assessment:
    lawful = _spread_objections([judge_legally(row, name, region, profile) for row in rows])
    open_rows = [judged.row for judged in lawful if not judged.is_forbidden and judged.row.cells is not None]
    findings = expectations.run(open_rows, name.reference_on)
    fired = _by_record(findings.rows)
    judged = [
        one
        if one.is_forbidden or one.row.cells is None
        else replace(one, faults=_all_faults(one.row, fired.get(one.row.record_no, []), name, sender))
        for one in lawful
    ]
    notices |= {finding.rule.code: 0 for finding in findings.file} | dict.fromkeys(findings.not_run, 0)
    state, reason = verdict.decide(
        _count(judged, rules_not_run=len(findings.not_run)), previous_rows, region.policy.quality
    )
    must_purge = any(one.is_forbidden for one in judged)
    return Assessment(state, reason, must_purge, tuple(judged), notices)


def _spread_objections(rows: list[Judged]) -> list[Judged]:
    """Refuse also the other rows of a tenancy with an objection: it holds for the tenant."""
    objectors = {_key(judged.row) for judged in rows if judged.has(legal.OBJECTION) and all(_key(judged.row))}
    return [
        replace(judged, faults=(Fault(legal.OBJECTION, "bezwaar"), *judged.faults))
        if _key(judged.row) in objectors and not judged.has(legal.OBJECTION)
        else judged
        for judged in rows
    ]


def _all_faults(row: Row, fired: list[Fault], name: DeliveryName, sender: str) -> tuple[Fault, ...]:
    """Return reading faults, strange references and fired rules; unreadable is not also missing."""
    wrong = reader.reference_faults(row, name.corporation, sender, name.reference_on)
    told = [
        fault for fault in fired if not (fault.rule.endswith("_missing") and fault.column in row.unreadable)
    ]
    return (*row.faults, *wrong, *told)


def _by_record(findings: Iterable[expectations.Finding]) -> dict[int, list[Fault]]:
    found: dict[int, list[Fault]] = {}
    for finding in findings:
        for record_no in finding.record_nos:
            fault = Fault(finding.rule.code, finding.rule.column, finding.rule.severity)
            found.setdefault(record_no, []).append(fault)
    return found


def _count(rows: list[Judged], rules_not_run: int = 0) -> verdict.Counts:
    rejected = [judged for judged in rows if not judged.is_accepted]
    faulty = [one for one in rejected if not any(map(one.has, legal.NO_FAULT_OF_THE_DATA))]
    strange = sum(one.has("other_corporation") for one in rows)
    return verdict.Counts(len(rows), len(rejected), len(faulty), strange, rules_not_run)


def _key(row: Row) -> tuple[Any, Any]:
    return row.values.get("contract_no"), row.values.get("tenant_no")
