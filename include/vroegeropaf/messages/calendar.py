"""Calendar entries of visits (RFC 5545, RFC 5546). No personal data: case number, team, municipality."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from icalendar import Calendar, Event

Method = Literal["PUBLISH", "CANCEL"]


@dataclass(frozen=True)
class CalendarVisit:
    """
    One visit as an entry.

    Parameters
    ----------
    uid
        Stable over the life of the visit: a later message with a higher `sequence` changes the same entry.
    starts_at, ends_at
        Aware instants; written in UTC, so that no time zone table has to travel along.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str


def calendar(visits: Iterable[CalendarVisit], method: Method, stamped_at: datetime) -> str:
    """
    Return the entries as iCalendar text.

    Parameters
    ----------
    visits
        In the order in which they appear.
    method
        ``PUBLISH`` adds or changes the entries, ``CANCEL`` takes them away.
    stamped_at
        Aware instant for DTSTAMP, an argument so that the same input gives the same text.
    """
    result = Calendar()
    result.add("prodid", "-//Vroeg Eropaf//NL")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", method)
    for visit in visits:
        result.add_component(_entry(visit, method, stamped_at))
    return str(result.to_ical().decode("utf-8"))


def _entry(visit: CalendarVisit, method: Method, stamped_at: datetime) -> Event:
    entry = Event()
    entry.add("uid", visit.uid)
    entry.add("sequence", visit.sequence)
    entry.add("dtstamp", stamped_at.astimezone(UTC))
    entry.add("dtstart", visit.starts_at.astimezone(UTC))
    entry.add("dtend", visit.ends_at.astimezone(UTC))
    entry.add("summary", visit.summary)
    entry.add("description", visit.description)
    entry.add("class", "PRIVATE")
    entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    entry.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
    return entry
