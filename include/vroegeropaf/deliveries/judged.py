"""A row with all that was found about it. Pure."""

from dataclasses import dataclass
from datetime import date

from vroegeropaf.deliveries import legal
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.profiles import Declarations
from vroegeropaf.deliveries.reader import Fault, Row
from vroegeropaf.region import Region

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judged:
    """A row with all its faults; `efforts` are the four efforts of a list's row."""

    row: Row
    faults: tuple[Fault, ...] = ()
    efforts: legal.Efforts | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether no critical fault speaks against the row."""
        return not self.faults or all(fault.severity != "critical" for fault in self.faults)

    @property
    def is_forbidden(self) -> bool:
        """Whether the law forbids us to keep the row."""
        return any(fault.rule in legal.CODES for fault in self.faults)

    @property
    def key(self) -> tuple[str, str]:
        """(contract, tenant); an empty text for what is missing."""
        found = self.row.values
        return found.get("contract_no") or "", found.get("tenant_no") or ""

    def has(self, rule: str) -> bool:
        """Return whether the row has a fault with this code."""
        return any(fault.rule == rule for fault in self.faults)


def judge_legally(
    row: Row, name: DeliveryName, declarations: Declarations, area: legal.Municipality
) -> Judged:
    """Return the row with its efforts and with the legal faults only; `area` as in ``legal.faults``."""
    if row.cells is None:
        return Judged(row, row.faults)
    shown = legal.efforts(row.values, declarations, name.reference_on)
    unreadable = row.unreadable if row.faults else NOTHING
    found = legal.faults(row.values, shown, unreadable, name.reference_on, area)
    return Judged(row, tuple([Fault(code, column) for code, column in found]) if found else (), shown)


def object_for(judged: Judged) -> Judged:
    """Return the row refused because the tenant objected in another row: it holds for the tenancy."""
    return Judged(judged.row, (Fault(legal.OBJECTION, "bezwaar"), *judged.faults), judged.efforts)


def area_on(day: date, region: Region) -> legal.Municipality:
    """Return the covenant's area on that day: four postcode digits to their municipality, or None."""
    inside = {
        digits: place.municipality
        for digits, place in region.places.items()
        if region.parties.municipalities[place.municipality].holds_on(day)
    }
    return inside.get
