"""Lock the visits that are near and queue the day lists of their teams. From then on a visit never moves."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database, workdays
from vroegeropaf.messages import compose, outbox
from vroegeropaf.messages.calendar import CalendarVisit, calendar
from vroegeropaf.planning import area_map, forms
from vroegeropaf.planning.teams import Teams
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

log = logging.getLogger(__name__)

NUMBERS = {2: "Twee", 3: "Drie", 4: "Vier"}


@dataclass(frozen=True)
class _Sender:
    db: Connection
    region: Region
    settings: Settings
    teams: Teams
    now: datetime


def send_due(
    db: Connection, region: Region, settings: Settings, teams: Teams, today: date, now: datetime
) -> int:
    """
    Lock the planned visits of the next `send_ahead_wd` working days, and queue each day list they belong to.

    A list is always the whole day of a team, so that a second one replaces the first. One that still waits in
    the outbox with a visit that was called off is taken back, and what nobody was told of that day is queued
    instead. Returns the number of visits locked.
    """
    until_on = workdays.add(today, region.policy.planning.send_ahead_wd)
    locked = database.rows(db, "planning/lock_due", today=today, until_on=until_on, now=now)
    untold = {row["visit_id"] for row in locked}
    for taken_back in database.rows(db, "messages/withdraw_lists"):
        untold.update(taken_back["untold"])
    if not untold:
        return 0
    sender = _Sender(db, region, settings, teams, now)
    plans = database.rows(db, "planning/day_plans", new_ids=sorted(untold), today=today)
    for (_, team), visits in groupby(plans, key=lambda row: (row["visit_on"], row["team"])):
        _queue_day(sender, team, list(visits))
    return len(locked)


def day_key(team: str, day: date, visit_ids: Sequence[int]) -> str:
    """Return the message key of a day list: another set of visits is another mail, the same set is not."""
    digest = hashlib.sha256(",".join(str(one) for one in sorted(visit_ids)).encode()).hexdigest()[:12]
    return f"assignment.{team}.{day.isoformat()}.{digest}"


def _queue_day(sender: _Sender, code: str, visits: list[RowMapping]) -> None:
    coordinator = sender.region.parties.functions.coordinator
    name, addresses = sender.teams.reach(code, coordinator)
    drawn = _map(sender, visits)
    for suffix, address in addresses:
        _queue_list(sender, (code, name), visits, drawn, suffix, address)


def _queue_list(
    sender: _Sender,
    team: tuple[str, str],
    visits: list[RowMapping],
    drawn: area_map.AreaMap | None,
    suffix: str,
    address: str,
) -> None:
    """Queue the day list of a team (code and name) for one address; `suffix` sets its key apart."""
    code, name = team
    day = visits[0]["visit_on"]
    visit_ids = tuple(visit["visit_id"] for visit in visits)
    key = f"{day_key(code, day, visit_ids)}{suffix}"
    mail = compose.render(
        "assignment",
        team=name,
        visit_on=day,
        is_revised=visits[0]["was_mailed"],
        visits=[_line(sender, code, visit) for visit in visits],
        map=None if drawn is None else _shown(drawn, key),
        contact_email=sender.region.parties.functions.coordinator,
    )
    outbox.queue(
        sender.db,
        outbox.Message(
            key=key,
            kind="assignment",
            recipient=address,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            calendar=calendar([_entry(visit) for visit in visits], "PUBLISH", sender.now),
            calendar_method="PUBLISH",
            picture=drawn.png if drawn is not None else None,
            visit_ids=visit_ids,
        ),
    )


def _map(sender: _Sender, visits: Sequence[RowMapping]) -> area_map.AreaMap | None:
    """Return the map of a day; None when it cannot be drawn, because a picture never holds up a day list."""
    try:
        return area_map.draw([str(visit["postcode4"]) for visit in visits], sender.region.places)
    except Exception as error:  # whatever the drawing stumbles over: the list says all that the map does
        log.warning("map_not_drawn: %s", type(error).__name__)
        return None


def _shown(drawn: area_map.AreaMap, key: str) -> dict[str, Any]:
    cid = outbox.content_id(outbox.message_id(key))
    return {"cid": cid, "alt": drawn.alt, "width": area_map.SHOWN_WIDTH}


def _line(sender: _Sender, team: str, visit: RowMapping) -> dict[str, Any]:
    """Return one visit as the mail shows it; every mail carries its own links, only their hashes are kept."""
    expires_on = visit["visit_on"] + timedelta(days=forms.OPEN_DAYS)
    token = forms.issue_form(sender.db, visit["visit_id"], team, expires_on)
    return {
        "starts_at": visit["starts_at"],
        "ends_at": _ends_at(visit),
        "case_no": visit["case_no"],
        "municipality": visit["municipality"],
        "postcode4": visit["postcode4"],
        "attempt_no": visit["attempt_no"],
        "at_door": _at_door(visit),
        "url": forms.form_url(sender.settings, token),
    }


def _entry(visit: RowMapping) -> CalendarVisit:
    return CalendarVisit(
        uid=visit["calendar_uid"],
        sequence=visit["calendar_sequence"],
        starts_at=visit["starts_at"],
        ends_at=_ends_at(visit),
        summary=f"Vroeg Eropaf: bezoek zaak {visit['case_no']}",
        description=" ".join(
            (
                f"{visit['municipality']}, postcodegebied {visit['postcode4']}.",
                *([f"{at_door}."] if (at_door := _at_door(visit)) else []),
                "Adres en formulier: via de link in de mail met de dagplanning.",
            )
        ),
    )


def _at_door(visit: RowMapping) -> str:
    """Return that a team has more than one visit at this door: other households, so never one talk."""
    count = visit["visits_at_door"]
    return f"{NUMBERS.get(count, str(count))} aparte gesprekken op dit adres" if count > 1 else ""


def _ends_at(visit: RowMapping) -> datetime:
    ends_at: datetime = visit["starts_at"] + timedelta(minutes=visit["service_minutes"])
    return ends_at
