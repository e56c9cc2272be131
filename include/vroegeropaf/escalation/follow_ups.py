"""Ask people, once, for what only they can do: fill in a form, write a letter, judge what is held.

Without it a household could disappear from view: the planner waits, and the ladder may have nothing to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database, workdays
from vroegeropaf.cases.clocks import offer_alarm_on, offer_by_on
from vroegeropaf.cases.events import add_events
from vroegeropaf.messages import compose, outbox
from vroegeropaf.messages.outbox import Message
from vroegeropaf.planning import forms
from vroegeropaf.planning.teams import Teams
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

COORDINATOR = "coordinator"
# What a follow_up mail may name.
SHOWN = ("reason", "case_no", "municipality", "bailiff_on", "is_bailiff_estimated", "hold_reason")


@dataclass(frozen=True)
class Asking:
    """What all questions of one run share; `db` is in the transaction that holds the step's lock."""

    db: Connection
    region: Region
    settings: Settings
    teams: Teams
    today: date


def ask(asking: Asking) -> int:
    """
    Queue a mail about all that waits for a person and was not asked before; return how many.

    Notes
    -----
    A file at the bailiff is a crisis: without a steward's word within a working day, the WIL lead is told.
    Our choice: the team is asked for its forms on the first working day after the visits, the coordinator as
    soon as a second visit might have followed. An outcome is asked for when nothing followed a talk for as
    long as a second visit may take.
    """
    visits = database.rows(asking.db, "escalation/visits_without_form", today=asking.today)
    asked = 0
    for (team, visit_on), group in groupby(visits, key=lambda visit: (visit["team"], visit["visit_on"])):
        asked += _ask_forms(asking, team, visit_on, list(group))
    reached_until = workdays.add(asking.today, -_after_wd(asking)[1])
    cases = database.rows(asking.db, "escalation/cases_to_follow_up", reached_until=reached_until)
    asked += sum(_ask_about(asking, case) for case in cases)
    asked += _tell_wil_lead(asking)
    return asked + sum(
        outbox.queue(asking.db, _held_list(held, asking.region))
        for held in database.rows(asking.db, "escalation/held_lists")
        if asking.today >= offer_alarm_on(held["arrived_on"], asking.region.policy.clocks)
    )


def audiences(
    has_team: bool, visit_on: date, today: date, second_visit_after_wd: tuple[int, int]
) -> Iterator[str]:
    """Yield who is to be asked by `today` for the forms of `visit_on`; an unknown team cannot be."""
    if has_team:
        yield "team"
    if not has_team or today >= workdays.add(visit_on, second_visit_after_wd[0]):
        yield COORDINATOR


def _ask_forms(asking: Asking, team: str, visit_on: date, visits: list[RowMapping]) -> int:
    found = asking.teams.find(team)
    name = team if found is None else found.name
    coordinator = asking.region.parties.functions.coordinator
    asked = 0
    for audience in audiences(found is not None, visit_on, asking.today, _after_wd(asking)):
        to_team = found.addresses if found is not None and audience == "team" else None
        for suffix, address in to_team or (("", coordinator),):
            key = f"form_missing.{team}.{visit_on}.{audience}{suffix}"
            if not outbox.is_known(asking.db, key):  # else every run would give out new links
                message = _form_missing(asking, key, audience, (team, name, address), visits)
                asked += outbox.queue(asking.db, message)
    return asked


def _form_missing(
    asking: Asking, key: str, audience: str, asked: tuple[str, str, str], visits: list[RowMapping]
) -> Message:
    """Return the mail to whom is asked: code and name of the team, and the address."""
    team, name, address = asked
    coordinator = asking.region.parties.functions.coordinator
    by = team if audience == "team" else COORDINATOR
    mail = compose.render(
        "form_missing",
        audience=audience,
        team=name,
        visit_on=visits[0]["visit_on"],
        visits=[{**visit, "url": _form_url(asking, visit["visit_id"], by)} for visit in visits],
        contact_email=coordinator,
    )
    return Message(
        key=key,
        kind="form_missing",
        recipient=address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        visit_ids=tuple(visit["visit_id"] for visit in visits),
    )


def _form_url(asking: Asking, visit_id: int, by: str) -> str:
    expires_on = asking.today + timedelta(days=forms.OPEN_DAYS)
    return forms.form_url(asking.settings, forms.issue_form(asking.db, visit_id, by, expires_on))


def _ask_about(asking: Asking, case: RowMapping) -> bool:
    """Ask about one case: the steward to judge a hold, the coordinator for the rest."""
    key = f"follow_up.{case['case_no']}.{case['reason']}.{case['since']}"
    if outbox.is_known(asking.db, key):
        return False
    has_form = case["reason"] == "outcome" and case["last_visit_id"] is not None
    functions = asking.region.parties.functions
    is_hold = case["reason"] == "hold"
    if is_hold:
        detail = {"hold_reason": case["hold_reason"], "asked_on": asking.today}
        add_events(asking.db, [(case["case_id"], "steward_asked", detail)])
    mail = compose.render(
        "follow_up",
        **{name: case[name] for name in SHOWN},
        url=_form_url(asking, case["last_visit_id"], COORDINATOR) if has_form else None,
        contact_email=functions.coordinator,
    )
    return outbox.queue(
        asking.db,
        Message(
            key=key,
            kind="follow_up",
            recipient=functions.steward if is_hold else functions.coordinator,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            case_id=case["case_id"],
        ),
    )


def _tell_wil_lead(asking: Asking) -> int:
    """Tell the WIL lead, once, of each case with a file at the bailiff that a steward left without a word."""
    asked_until = workdays.add(asking.today, -1)
    held = database.rows(asking.db, "escalation/unanswered_holds", asked_until=asked_until)
    return sum(outbox.queue(asking.db, _unanswered(case, asking.region)) for case in held)


def _unanswered(case: RowMapping, region: Region) -> Message:
    functions = region.parties.functions
    shown = {name: case[name] for name in SHOWN if name != "reason"}
    mail = compose.render(
        "follow_up",
        **shown,
        reason="hold_unanswered",
        asked_on=case["asked_on"],
        url=None,
        contact_email=functions.steward,
    )
    return Message(
        key=f"hold_unanswered.{case['case_no']}.{case['hold_reason']}",
        kind="follow_up",
        recipient=functions.wil_lead,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        case_id=case["case_id"],
    )


def _held_list(held: RowMapping, region: Region) -> Message:
    """Return the alarm of the offer of help for a list that no steward let in or refused yet."""
    corporation = region.parties.corporations.get(held["corporation"])
    coordinator = region.parties.functions.coordinator
    mail = compose.render(
        "held_delivery",
        corporation=corporation.name if corporation else held["corporation"],
        reference_on=held["reference_on"],
        rows=held["rows_read"],
        offer_by_on=offer_by_on(held["arrived_on"], region.policy.clocks),
        contact_email=region.parties.functions.steward,
    )
    key = f"held_delivery.{held['delivery_id']}"
    return Message(key, "held_delivery", coordinator, mail.subject, mail.text, mail.html)


def _after_wd(asking: Asking) -> tuple[int, int]:
    return asking.region.policy.planning.second_visit_after_wd
