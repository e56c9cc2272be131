"""A row with all that was found about it. Pure."""

from dataclasses import dataclass
from datetime import date

from vroegeropaf.deliveries import legal
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.deliveries.reader import Fault, Row
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


def judge_legally(row: Row, name: DeliveryName, region: Region, profile: Profile) -> Judged:
    """Return the row with its efforts and with the legal faults only."""
    if row.cells is None:
        return Judged(row, row.faults)
    shown = legal.efforts(row.values, profile.declarations, name.reference_on)
    found = legal.faults(
        row.values,
        shown,
        row.unreadable if row.faults else frozenset(),
        name.reference_on,
        lambda digits: municipality(digits, region, name.reference_on),
    )
    return Judged(row, tuple([Fault(code, column) for code, column in found]), shown)


def object_for(judged: Judged) -> Judged:
    """Return the row refused because the tenant objected in another row: it holds for the tenancy."""
    return Judged(judged.row, (Fault(legal.OBJECTION, "bezwaar"), *judged.faults), judged.efforts)


def municipality(postcode4: str, region: Region, day: date) -> str | None:
    """Return the municipality of the covenant that these four digits lie in on that day, or None."""
    area = region.places.get(postcode4)
    if area is None or not region.parties.municipalities[area.municipality].holds_on(day):
        return None
    return area.municipality
