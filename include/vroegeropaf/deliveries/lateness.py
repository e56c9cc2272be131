"""Notices a list that did not come: reminds its sender, then tells the coordinator, once each."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from vroegeropaf import database, workdays
from vroegeropaf.deliveries import profiles
from vroegeropaf.messages import compose, outbox
from vroegeropaf.policy import Lateness
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
        is_present = _same_month(month, today)
        has_come = any(_same_month(day, month) for day in days)
        if today > expected and not has_come and (is_present or (days and days[0] < month)):
            late.append(expected)
    return tuple(late)


def audiences(expected: date, today: date, policy: Lateness) -> tuple[str, ...]:
    """
    Return who is to hear by `today` that a list did not come: its sender on the first working day after the
    expected one, the coordinator `coordinator_after_wd` working days later.
    """
    reminded_on = workdays.add(expected, 1)
    if today < reminded_on:
        return ()
    told_on = workdays.add(reminded_on, policy.coordinator_after_wd)
    return ("corporation", "coordinator") if today >= told_on else ("corporation",)


def note_late(engine: Engine, region: Region, today: date) -> tuple[tuple[str, date], ...]:
    """
    Note each late list once and queue its mails in the same transaction; return the newly noticed ones.

    Notes
    -----
    Each mail goes once: a rerun changes nothing, and after an outage both still go. Who delivers in time for
    the second one is not told on.
    """
    noticed = []
    with engine.begin() as db, database.step_lock(db, STEP):
        listed = _listed(db)
        for corporation in region.parties.corporations_on(today):
            profile = profiles.load(region.config_dir, corporation)
            lists = listed.get(corporation, {})
            came = [day for day, has_come in lists.items() if has_come]
            for expected in late_days(today, profile.expected_workday, came):
                if not region.parties.corporations[corporation].holds_on(expected):
                    continue
                was_refused = any(_same_month(day, expected) for day in lists)
                if _note(db, region, corporation, expected, today, was_refused):
                    noticed.append((corporation, expected))
    return tuple(noticed)


def _listed(db: Connection) -> dict[str, dict[date, bool]]:
    """Return per corporation the reference dates of its lists; False where all lists of it were refused."""
    found: dict[str, dict[date, bool]] = {}
    for row in database.rows(db, "deliveries/listed"):
        found.setdefault(row["corporation"], {})[row["reference_on"]] = row["has_come"]
    return found


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _note(
    db: Connection, region: Region, corporation: str, expected: date, today: date, was_refused: bool
) -> bool:
    """Note one late list and queue what is due about it; return whether it is new."""
    due = audiences(expected, today, region.policy.lateness)
    if not due:
        return False
    is_new = database.run(db, "deliveries/note_late", corporation=corporation, expected_on=expected) == 1
    for audience in due:
        _tell(db, region, corporation, expected, audience, was_refused)
    return is_new


def _tell(
    db: Connection, region: Region, corporation: str, expected: date, audience: str, was_refused: bool
) -> None:
    key = f"late.{corporation}.{expected.isoformat()}"
    template = "late_reminder"
    if audience == "coordinator":
        key, template = f"{key}.coordinator", "late_delivery"
    if outbox.is_known(db, key):
        return
    party = region.parties.corporations[corporation]
    functions = region.parties.functions
    mail = compose.render(
        template,
        corporation=party.name,
        code=corporation,
        expected_on=expected,
        was_refused=was_refused,
        contact_email=functions.steward if audience == "corporation" else str(party.contact_email),
    )
    recipient = str(party.contact_email) if audience == "corporation" else functions.coordinator
    outbox.queue(db, outbox.Message(key, template, recipient, mail.subject, mail.text, mail.html))
