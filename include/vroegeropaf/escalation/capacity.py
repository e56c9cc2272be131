"""When the teams were full: coordinator and WIL lead hear it once, in the week after."""

from datetime import date, timedelta

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.messages import compose, outbox
from vroegeropaf.region import Region

# Our choice: a week that nobody could be told about (an outage, a holiday) is told for so many weeks.
TOLD_FOR_WEEKS = 4
AUDIENCES = ("coordinator", "wil_lead")


def tell_weeks(db: Connection, region: Region, today: date) -> int:
    """
    Queue the figures of each week that is over and lacked capacity; return how many mails were new.

    Notes
    -----
    A week in which every due case that could be visited had a place is not told.
    """
    this_week_on = today - timedelta(days=today.weekday())
    weeks = database.rows(
        db,
        "escalation/capacity_weeks",
        since_on=this_week_on - timedelta(weeks=TOLD_FOR_WEEKS),
        before_on=this_week_on,
    )
    return sum(outbox.queue(db, _mail(week, audience, region)) for week in weeks for audience in AUDIENCES)


def _mail(week: RowMapping, audience: str, region: Region) -> outbox.Message:
    functions = region.parties.functions
    mail = compose.render("capacity_week", **week, contact_email=functions.coordinator)
    return outbox.Message(
        key=f"capacity_week.{week['week_on']}.{audience}",
        kind="capacity_week",
        recipient=str(getattr(functions, audience)),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
    )
