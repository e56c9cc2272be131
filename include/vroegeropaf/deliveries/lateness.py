"""Notices a list that did not come: once per corporation and month, with a mail to the coordinator."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from vroegeropaf import database, workdays
from vroegeropaf.deliveries import profiles
from vroegeropaf.messages import compose, outbox
from vroegeropaf.region import Region

STEP = "deliveries.lateness"


def expected_on(month: date, workday: int) -> date:
    """Return the `workday`-th Dutch working day of the month that `month` lies in."""
    return workdays.add(month.replace(day=1) - timedelta(days=1), workday)


def months_to_check(today: date) -> tuple[date, date]:
    """
    Return the first days of the previous and the present month: an outage at month's end hides no late
    list.
    """
    first = today.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), first


def late_days(today: date, workday: int, listed: Iterable[date]) -> tuple[date, ...]:
    """
    Return the expected days that passed without a list of that month.

    Parameters
    ----------
    today
        A list is late from the day after the expected one.
    workday
        The n-th working day of the month, from the profile.
    listed
        Reference dates of the lists that came. The previous month counts only for a corporation that
        delivered before it: a corporation that has just joined was not late.
    """
    days = sorted(listed)
    late = []
    for month in months_to_check(today):
        expected = expected_on(month, workday)
        is_present = (month.year, month.month) == (today.year, today.month)
        has_come = any((day.year, day.month) == (month.year, month.month) for day in days)
        if today > expected and not has_come and (is_present or (days and days[0] < month)):
            late.append(expected)
    return tuple(late)


def note_late(engine: Engine, region: Region, today: date) -> tuple[tuple[str, date], ...]:
    """Note each late list once and queue its mail in the same transaction; return the newly noticed ones."""
    noticed = []
    with engine.begin() as db, database.step_lock(db, STEP):
        listed = _listed(db)
        for corporation in region.parties.corporations_on(today):
            profile = profiles.load(region.config_dir, corporation)
            for expected in late_days(today, profile.expected_workday, listed.get(corporation, [])):
                if region.parties.corporations[corporation].holds_on(expected) and _note(
                    db, region, corporation, expected
                ):
                    noticed.append((corporation, expected))
    return tuple(noticed)


def _listed(db: Connection) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for row in database.rows(db, "deliveries/listed"):
        found.setdefault(row["corporation"], []).append(row["reference_on"])
    return found


def _note(db: Connection, region: Region, corporation: str, expected: date) -> bool:
    if not database.run(db, "deliveries/note_late", corporation=corporation, expected_on=expected):
        return False
    party = region.parties.corporations[corporation]
    mail = compose.render(
        "late_delivery", corporation=party.name, expected_on=expected, contact_email=party.contact_email
    )
    outbox.queue(
        db,
        outbox.Message(
            key=f"late.{corporation}.{expected.isoformat()}",
            kind="late_delivery",
            recipient=region.parties.functions.coordinator,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
        ),
    )
    return True
