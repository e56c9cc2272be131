"""
Where a team goes: addresses of a day, behind the code of one of its visits. Every look is written down first.

No name, debt or contact of anybody: an address is what the round needs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping

from vroegeropaf import database
from vroegeropaf.planning.travel import Point
from vroegeropaf.portal.form import Access, VisitForm


@dataclass(frozen=True)
class Address:
    """Street with number, and postcode with place."""

    street: str
    place: str


@dataclass(frozen=True)
class Stop:
    """
    One visit of the day.

    `number` counts the visits that take place, in their order; None for one that was called off. `at_door`:
    how many separate visits go to this front door. `is_own`: the code is of this visit. `point`: where the
    geocoder found the address, `precision`: how well (address, postcode6), both None when it did not.
    `sources`: where the plan that booked it took its places and ways from.
    """

    visit_id: int
    number: int | None
    starts_at: datetime
    ends_at: datetime
    case_no: str
    municipality: str
    postcode4: str
    address: Address | None
    at_door: int
    is_own: bool
    point: Point | None
    precision: str | None
    sources: Mapping[str, Any]


def may_see(form: VisitForm) -> bool:
    """
    Return whether a code opens addresses at all.

    Notes
    -----
    Only a team's own code of a visit that stands: the coordinator fills in a form without going there, and to
    a visit that was called off nobody goes.
    """
    return form.team == form.visit_team and form.state in ("sent", "done")


def own(engine: Engine, form: VisitForm) -> Stop | None:
    """Return the visit of the form, after the look was written down; None when there is nothing to see."""
    if not may_see(form):
        return None
    found = [stop for stop in _day(engine, form, "bezoek") if stop.is_own]
    return found[0] if found else None


def day(engine: Engine, form: VisitForm) -> list[Stop]:
    """Return all visits of the team on this day, after the look was written down."""
    return _day(engine, form, "dag") if may_see(form) else []


def shows_day(access: Access, form: VisitForm, is_over: bool) -> bool:
    """Return whether the page of the day may be opened: until the day is over, then only the own address."""
    return access in (Access.OPEN, Access.TOO_EARLY) and may_see(form) and not is_over


def _day(engine: Engine, form: VisitForm, page: str) -> list[Stop]:
    with engine.begin() as db:  # read and written down together: without the one there is not the other
        stops = number(database.rows(db, "portal/day_addresses", visit_id=form.visit_id), form.visit_id)
        seen = [stop.visit_id for stop in stops if stop.address and (page == "dag" or stop.is_own)]
        if seen:
            database.run(
                db,
                "report/log_access",
                user_name=f"team:{form.team}",
                page=f"portal.{page}",
                subject=f"bezoek {', '.join(str(one) for one in seen)}",
            )
    return stops


def number(rows: Sequence[RowMapping], own_id: int) -> list[Stop]:
    """Return the visits of a day, numbered in their order without those that were called off."""
    doors = Counter(row["door"] for row in rows if row["door"] is not None)
    stops: list[Stop] = []
    count = 0
    for row in rows:
        count += not row["is_called_off"]
        stops.append(
            Stop(
                visit_id=row["visit_id"],
                number=None if row["is_called_off"] else count,
                starts_at=row["starts_at"],
                ends_at=row["starts_at"] + timedelta(minutes=row["service_minutes"]),
                case_no=row["case_no"],
                municipality=row["municipality"],
                postcode4=row["postcode4"],
                address=None if row["house_number"] is None else address(row),
                at_door=doors[row["door"]],
                is_own=row["visit_id"] == own_id,
                point=None if row["latitude"] is None else (row["latitude"], row["longitude"]),
                precision=row["precision"],
                sources=row["sources"],
            )
        )
    return stops


def address(row: RowMapping) -> Address:
    """Return the address as it stands on an envelope."""
    addition = row["house_addition"].strip(" -")
    numbered = f"{row['house_number']}{row['house_letter'].strip()}{f'-{addition}' if addition else ''}"
    code = row["postcode"].replace(" ", "").upper()
    place = row["place"].strip() or row["municipality"]
    return Address(f"{row['street'].strip()} {numbered}".strip(), f"{code[:4]} {code[4:]} {place}".strip())
