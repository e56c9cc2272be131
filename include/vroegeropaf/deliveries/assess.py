"""The whole check of one file: gates, reading, law, rules, verdict. Pure but for the rule engine inside."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from vroegeropaf.deliveries import (
    collector,
    expectations,
    fields,
    frame,
    gates,
    legal,
    reader,
    refused_bytes,
    verdict,
)
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.deliveries.expectations import Finding, Previous
from vroegeropaf.deliveries.judged import Judged, area_on, judge_legally, object_for
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.deliveries.reader import Fault, Row
from vroegeropaf.deliveries.table import Table
from vroegeropaf.deliveries.verdict import Counts, State
from vroegeropaf.region import Region

CHUNK_ROWS = 25_000  # rows in memory at a time; most lists are one chunk
Keep = Callable[[Sequence[Judged]], None]


@dataclass(frozen=True)
class Assessment:
    """What the check found. `notices` are codes with a number of rows; a refused file has no rows."""

    state: State
    reason: str | None
    must_purge: bool = False
    rows: int = 0
    accepted: int = 0
    accepted_cents: int = 0
    notices: dict[str, int] = field(default_factory=dict)

    @property
    def as_previous(self) -> Previous:
        """What a later list is compared with."""
        return Previous.of(self.rows, self.accepted, self.accepted_cents)


@dataclass
class _Tally:
    """Sums over the rows so far."""

    rows: int = 0
    rejected: int = 0
    faulty: int = 0
    strange: int = 0
    accepted_eur: Decimal = Decimal(0)
    must_purge: bool = False
    rules_not_run: set[str] = field(default_factory=set)

    def add(self, judged: Sequence[Judged]) -> None:
        self.rows += len(judged)
        for one in judged:
            if one.is_accepted:
                self.accepted_eur += one.row.values.get("arrears_eur") or 0
            else:
                self.rejected += 1
                self.faulty += not any(map(one.has, legal.NO_FAULT_OF_THE_DATA))
            if one.faults:
                self.strange += one.has("other_corporation")
                self.must_purge = self.must_purge or one.is_forbidden

    @property
    def counts(self) -> Counts:
        return Counts(self.rows, self.rejected, self.faulty, self.strange, len(self.rules_not_run))


def assess(
    content: bytes,
    name: DeliveryName,
    region: Region,
    calendar: gates.Calendar,
    profile: Profile,
    keep: Keep,
    companion: Companion | None = None,
    previous: Previous | None = None,
) -> Assessment:
    """
    Return what becomes of a delivery: the one check that loading and the command line share.

    Parameters
    ----------
    content, name, companion
        Bytes, file name and ready marker.
    region, profile
        Policy, parties and places; house style of the sender.
    calendar
        The days that the reference date is held against.
    keep
        Gets the judged rows chunk by chunk, in the order of the file; never called for a refused file. What
        it is given counts only with the state of the answer.
    previous
        The last accepted list, if any.
    """
    readers = reader.column_readers(name.kind, profile)
    sender = region.parties.corporations[name.corporation].name
    with collector.paused():
        try:
            notices = gates.check_reference(name, calendar, region.policy.quality)
            quality = region.policy.quality
            table = gates.open_table(content, name, profile, quality, companion, readers, sender)
        except gates.GateRefusal as refusal:
            area = area_on(name.reference_on, region)
            must_purge = refusal.must_purge or not refused_bytes.may_stay(content, name, profile, area)
            return Assessment("refused", refusal.code, must_purge)
        check = _Check(name, region, profile, table, previous)
        for records in table.chunks(CHUNK_ROWS):
            judged = check.judge(reader.read(records, name.kind, readers))
            check.tally.add(judged)
            keep(judged)
        return check.conclude(notices | table.notices)


class _Check:
    """The judging of one file's rows, chunk by chunk, and the verdict at its end."""

    def __init__(
        self,
        name: DeliveryName,
        region: Region,
        profile: Profile,
        table: Table,
        previous: Previous | None,
    ) -> None:
        self.tally = _Tally()
        self._name, self._region, self._profile = name, region, profile
        self._table, self._previous = table, previous
        self._area = area_on(name.reference_on, region)
        self._sender = region.parties.corporations[name.corporation].name
        self._repeats = frame.Repeats(table.duplicates, table.conflicts)
        self._file = {column: array("d") for column in frame.FILE_NUMBERS}

    def judge(self, rows: list[Row]) -> list[Judged]:
        """Return the rows with all that is wrong with them."""
        if self._name.kind == "withdrawal":
            return [Judged(row, self._withdrawal_faults(row)) for row in rows]
        lawful = [self._judge_legally(row) for row in rows]
        open_rows = [one.row for one in lawful if not one.is_forbidden and one.row.cells is not None]
        fired: dict[int, list[Fault]] = {}
        if open_rows:
            fired = self._run_rules(open_rows)
        return [
            self._with_reference_faults(one)
            if one.is_forbidden or one.row.cells is None
            else Judged(one.row, self._faults(one.row, fired.get(one.row.record_no, [])), one.efforts)
            for one in lawful
        ]

    def conclude(self, notices: dict[str, int]) -> Assessment:
        """Return the verdict on all rows together."""
        tally, quality = self.tally, self._region.policy.quality
        if self._file["rows_read"]:
            self._file["rows_read"] = array("d", [tally.rows]) * len(self._file["rows_read"])
            found = expectations.run_file(self._file, self._previous, quality)
            tally.rules_not_run.update(found.not_run)
            notices |= {finding.rule.code: 0 for finding in found.found}
        notices |= dict.fromkeys(tally.rules_not_run, 0)
        if self._name.kind == "withdrawal":
            state, reason = verdict.decide_withdrawal(tally.counts)
        else:
            previous_rows = self._previous.rows if self._previous else None
            state, reason = verdict.decide(tally.counts, previous_rows, quality)
        return Assessment(
            state,
            reason,
            tally.must_purge,
            tally.rows,
            tally.rows - tally.rejected,
            int(tally.accepted_eur * 100),
            notices,
        )

    def _judge_legally(self, row: Row) -> Judged:
        one = judge_legally(row, self._name, self._profile.declarations, self._area)
        objectors = self._table.objectors
        if not objectors or one.has(legal.OBJECTION):
            return one
        contract, tenant = one.key
        is_meant = (contract, tenant) in objectors or (contract, "") in objectors
        return object_for(one) if is_meant else one

    def _with_reference_faults(self, one: Judged) -> Judged:
        """Say also of a forbidden row whose it is: another corporation's word ends nothing here."""
        name = self._name
        wrong = reader.reference_faults(one.row, name.corporation, self._sender, name.reference_on)
        return Judged(one.row, (*one.faults, *wrong), one.efforts) if wrong else one

    def _run_rules(self, rows: list[Row]) -> dict[int, list[Fault]]:
        table = frame.columns(rows, self._name.reference_on, self._repeats)
        for column, kept in self._file.items():
            kept.extend(
                float("nan") if cell is None else cell for cell in table.get(column) or [0] * len(rows)
            )
        with collector.swept():
            found = expectations.run_rows(table)
        self.tally.rules_not_run.update(found.not_run)
        return _by_record(found.found)

    def _faults(self, row: Row, fired: list[Fault]) -> tuple[Fault, ...]:
        """Return reading faults, strange references and fired rules; unreadable is not also missing."""
        wrong = reader.reference_faults(row, self._name.corporation, self._sender, self._name.reference_on)
        if not (row.faults or wrong or fired):
            return ()
        unreadable = row.unreadable
        told = [one for one in fired if not (one.rule.endswith("_missing") and one.column in unreadable)]
        return (*row.faults, *wrong, *told)

    def _withdrawal_faults(self, row: Row) -> tuple[Fault, ...]:
        name = self._name
        found = [*row.faults]
        found += reader.reference_faults(row, name.corporation, self._sender, name.reference_on)
        found += reader.missing_faults(row, "withdrawal")
        reason = row.values.get("reason")
        if reason and reason not in fields.REASONS:
            found.append(Fault("reason_unknown", "reden"))
        if row.record_no in self._repeats.duplicates:
            found.append(Fault("duplicate", "contractnummer"))
        is_theirs = any(fault.rule == "other_corporation" for fault in found)
        if reason == fields.OBJECTED and row.values.get("contract_no") and not is_theirs:
            found.append(Fault(legal.OBJECTION_HOLDS, "reden", "info"))
        return tuple(found)


def _by_record(findings: Iterable[Finding]) -> dict[int, list[Fault]]:
    found: dict[int, list[Fault]] = {}
    for finding in findings:
        fault = Fault(finding.rule.code, finding.rule.column, finding.rule.severity)
        for record_no in finding.record_nos:
            found.setdefault(record_no, []).append(fault)
    return found
