"""
Which rows the law forbids us to keep: no home, out of the area, objected, or without the four efforts.
Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vroegeropaf.deliveries.fields import OTHER_UNITS
from vroegeropaf.deliveries.profiles import Declarations

Municipality = Callable[[str], str | None]

NOT_A_HOME = "not_a_home"
OUT_OF_AREA = "out_of_area"
OBJECTION = "objection"
OBJECTION_HOLDS = "objection_holds"  # said in a withdrawal: that row may be kept, and bears a mark only
CODES = frozenset(
    {NOT_A_HOME, OUT_OF_AREA, OBJECTION, "objection_unclear", "effort_missing", "effort_after_reference_date"}
)
NO_FAULT_OF_THE_DATA = frozenset({NOT_A_HOME, OUT_OF_AREA})


@dataclass(frozen=True)
class Efforts:
    """When each of the four efforts was made; None when it was not shown."""

    reminder_on: date | None
    contact_attempt_on: date | None
    debt_help_pointed_on: date | None
    offer_on: date | None

    def by_header(self) -> dict[str, date | None]:
        """Return the efforts under their canonical headers."""
        return {
            "datum_herinnering": self.reminder_on,
            "datum_contactpoging": self.contact_attempt_on,
            "schuldhulp_gewezen": self.debt_help_pointed_on,
            "datum_aanbod": self.offer_on,
        }


def efforts(row: Mapping[str, Any], declarations: Declarations, reference_on: date) -> Efforts:
    """
    Return the four efforts of a row: its own columns first, else what the corporation declared with a date.

    Notes
    -----
    Source: Besluit gemeentelijke schuldhulpverlening, article 2 (since 2021). A plain J proves that debt
    help was pointed out on or before the reference date, so it counts as that date; a plain N is an answer,
    and no declaration overrides it. A contact attempt always stands in the row.
    """
    reminder_on = row.get("reminder_on")
    pointed = row.get("debt_help_pointed_on")
    if pointed is None:
        pointed = _declared(reminder_on, declarations.debt_help_in_reminder)
    elif isinstance(pointed, bool):
        pointed = reference_on if pointed else None
    offered = row.get("offer_on") or _declared(reminder_on, declarations.offer_in_reminder)
    return Efforts(reminder_on, row.get("contact_attempt_on"), pointed, offered)


def faults(
    row: Mapping[str, Any],
    shown: Efforts,
    unreadable: frozenset[str],
    reference_on: date,
    municipality: Municipality,
) -> tuple[tuple[str, str], ...]:
    """
    Return every legal reason to refuse and purge this row, as (code, canonical header).

    Parameters
    ----------
    row
        Values by key, as the reader gave them.
    shown
        The efforts of the row.
    unreadable
        Canonical headers of cells that could not be read: an objection we cannot read counts as unclear.
    reference_on
        Day the list describes; an effort after it was not made before the data were passed on.
    municipality
        Municipality of four postcode digits in the covenant's area on that day, or None.
    """
    found: list[tuple[str, str]] = []
    if row.get("has_objection"):
        found.append((OBJECTION, "bezwaar"))
    elif "bezwaar" in unreadable:
        found.append(("objection_unclear", "bezwaar"))
    if row.get("unit_kind") in OTHER_UNITS:
        found.append((NOT_A_HOME, "soort_eenheid"))
    postcode = row.get("postcode")
    if postcode and municipality(postcode[:4]) is None:
        found.append((OUT_OF_AREA, "postcode"))
    if any(code in NO_FAULT_OF_THE_DATA for code, _ in found):
        return tuple(found)  # not ours to ask about: the efforts do not matter any more
    for header, made_on in shown.by_header().items():
        if made_on is None:
            found.append(("effort_missing", header))
        elif made_on > reference_on:
            found.append(("effort_after_reference_date", header))
    return tuple(found)


def _declared(reminder_on: date | None, declaration: Any) -> date | None:
    if reminder_on is None or declaration is None or reminder_on < declaration.since:
        return None
    return reminder_on
