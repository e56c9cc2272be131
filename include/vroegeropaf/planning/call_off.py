"""Call off visits that must not take place: the row, and a mail that takes it out of the calendar."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.messages import compose, outbox
from vroegeropaf.messages.calendar import CalendarVisit, calendar
from vroegeropaf.planning.build import Booked
from vroegeropaf.planning.leave import leave_between
from vroegeropaf.planning.shifts import Leave
from vroegeropaf.planning.teams import Teams
from vroegeropaf.region import Region


def call_off_visits(db: Connection, region: Region, teams: Teams, now: datetime) -> int:
    """
    Call off booked visits of cases that closed, were settled, moved or are on hold, and sent visits of a team
    whose member has leave since, or that goes for none of the corporations that still have a claim; return
    how many.

    The team is told once, and only about a visit that was sent to it; of a team that is none any more the
    coordinator. The mail does not say why: a team need
    not know that somebody objected or paid.
    """
    over = database.rows(
        db,
        "planning/call_off",
        now=now,
        absent_ids=_absent(db, teams, now),
        foreign_ids=foreign(database.rows(db, "planning/corporations_of_sent", now=now), teams),
    )
    for visit in sorted(over, key=lambda row: int(row["visit_id"])):
        if visit["was_sent"]:
            name, addresses = teams.reach(visit["team"], region.parties.functions.coordinator)
            for suffix, address in addresses:
                outbox.queue(db, _mail(visit, name, suffix, address, region, now))
    return len(over)


def _absent(db: Connection, teams: Teams, now: datetime) -> list[int]:
    """Return the sent visits still to come to which a member of the team cannot come."""
    booked = [Booked(**row) for row in database.rows(db, "planning/booked_visits", now=now)]
    sent = [one for one in booked if one.state == "sent"]
    if not sent:
        return []
    days = [one.visit_on for one in sent]
    return absent(sent, leave_between(db, min(days), max(days)), teams)


def absent(sent: Iterable[Booked], leave: Sequence[Leave], teams: Teams) -> list[int]:
    """Return the ids of the visits that a member's leave makes impossible; a team that is gone has none."""
    return [
        one.visit_id
        for one in sent
        if (team := teams.find(one.team)) is not None
        and any(away.member in team.members and away.covers(one.visit_on, one.day_part) for away in leave)
    ]


def foreign(sent: Iterable[RowMapping], teams: Teams) -> list[int]:
    """
    Return the ids of the visits whose team goes for none of these corporations any more. Pure.

    A corporation's people see its claims only (covenant): when those ended, another team goes.
    """
    return [
        visit["visit_id"]
        for visit in sent
        if (team := teams.find(visit["team"])) is not None
        and set(team.corporations).isdisjoint(visit["corporations"])
    ]


def _mail(
    visit: RowMapping, team: str, suffix: str, address: str, region: Region, now: datetime
) -> outbox.Message:
    mail = compose.render(
        "visit_called_off",
        team=team,
        starts_at=visit["starts_at"],
        case_no=visit["case_no"],
        municipality=visit["municipality"],
        postcode4=visit["postcode4"],
        contact_email=region.parties.functions.coordinator,
    )
    entry = CalendarVisit(
        uid=visit["calendar_uid"],
        sequence=visit["calendar_sequence"],
        starts_at=visit["starts_at"],
        ends_at=visit["starts_at"] + timedelta(minutes=visit["service_minutes"]),
        summary=f"Vervallen: Vroeg Eropaf, zaak {visit['case_no']}",
        description="Dit bezoek gaat niet door.",
    )
    return outbox.Message(
        key=f"calloff.{visit['visit_id']}{suffix}",
        kind="call_off",
        recipient=address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        calendar=calendar([entry], "CANCEL", now),
        calendar_method="CANCEL",
        case_id=visit["case_id"],
        visit_ids=(visit["visit_id"],),
    )
