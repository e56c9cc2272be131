"""The mails of the ladder and the reminders: who gets which, under which key. Queues nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import RowMapping

from vroegeropaf.escalation.ladder import Step
from vroegeropaf.escalation.owners import Owner
from vroegeropaf.messages import compose
from vroegeropaf.messages.outbox import Message
from vroegeropaf.parties import Parties


@dataclass(frozen=True)
class Kind:
    """The template of a step and the functions that get it, each as a mail of its own."""

    template: str
    audiences: tuple[str, ...]


# What follows from the case as a whole; the requests of B-2 and a crisis go to the corporations.
KINDS = {
    Step.B10: Kind("escalation_b10", ("coordinator",)),
    Step.B5: Kind("escalation_b5", ("wil_lead",)),
    Step.B2: Kind("escalation_b2", ()),
    Step.CRISIS: Kind("escalation_crisis", ()),
    Step.OFFER_ALARM: Kind("offer_alarm", ("coordinator",)),
}
# A corporation is asked about its own date, on its own ladder: what it gets must not tell that another one
# has a claim too. The coordinator gets a copy of every request.
OWNER_KINDS = {
    Step.B5: Kind("escalation_b5", ("corporation",)),
    Step.B2: Kind("escalation_b2", ("corporation", "coordinator")),
    Step.CRISIS: Kind("escalation_crisis", ("corporation", "coordinator")),
}


def of_step(case: RowMapping, step: Step, parties: Parties, today: date) -> list[Message]:
    """Return the mails of a fired step: one per recipient, keyed on case, step and bailiff date."""
    kind = KINDS[step]
    return [
        _message(
            key=f"escalation.{case['case_no']}.{step}.{case['bailiff_on']}.{audience}",
            kind="escalation",
            recipient=_address(parties, audience, case["bailiff_corporation"]),
            template=kind.template,
            case_id=case["case_id"],
            values=_values(case, audience, parties, today),
        )
        for audience in kind.audiences
    ]


def of_owner(case: RowMapping, owner: Owner, step: Step, parties: Parties, today: date) -> list[Message]:
    """Return the mails about one corporation's own date: to it, and a copy of what is asked of it."""
    kind = OWNER_KINDS[step]
    own = dict(case) | {
        "bailiff_corporation": owner.corporation,
        "bailiff_on": owner.bailiff_on,
        "is_bailiff_estimated": owner.is_bailiff_estimated,
    }
    suffix = "" if owner.corporation == case["bailiff_corporation"] else f".{owner.corporation}"
    return [
        _message(
            key=f"escalation.{case['case_no']}.{step}.{owner.bailiff_on}.{audience}{suffix}",
            kind="escalation",
            recipient=_address(parties, audience, owner.corporation),
            template=kind.template,
            case_id=case["case_id"],
            values=_values(own, audience, parties, today),
        )
        for audience in kind.audiences
    ]


def _values(case: Mapping[Any, Any], audience: str, parties: Parties, today: date) -> dict[str, Any]:
    """Return what a template may name; a corporation gets the case number and its own date, and no more."""
    values: dict[str, Any] = {
        "audience": audience,
        "case_no": case["case_no"],
        "bailiff_on": case["bailiff_on"],
        "is_bailiff_estimated": case["is_bailiff_estimated"],
        "has_passed": case["bailiff_on"] < today,
        "contact_email": parties.functions.coordinator,
    }
    if audience != "corporation":
        values |= {
            "municipality": case["municipality"],
            "corporation": _name(parties, case["bailiff_corporation"]),
            "booked_on": case["booked_on"],
            "first_visit_by_on": case["first_visit_by_on"],
            "offer_by_on": case["offer_by_on"],
            "hold_reason": case["hold_reason"],
        }
    return values


def _address(parties: Parties, audience: str, corporation: str) -> str:
    if audience == "corporation":
        party = parties.corporations.get(corporation)
        # a party that left the configuration must not silence the ladder of all: the coordinator passes it on
        return parties.functions.coordinator if party is None else party.contact_email
    return str(getattr(parties.functions, audience))


def _name(parties: Parties, code: str) -> str:
    party = parties.corporations.get(code)
    return code if party is None else party.name


def reminders(
    visits: Iterable[RowMapping],
    addresses: Mapping[str, Sequence[tuple[str, str]]],
    visit_on: date,
    coordinator: str,
) -> list[Message]:
    """
    Return one reminder per team and address for the visits of one day.

    Parameters
    ----------
    visits
        Visits of that day in the order of their team, then of their start.
    addresses
        Per team code its mail addresses, each with what tells the keys apart; the coordinator gets the mail
        of a team that has none (any more).
    visit_on
        The next working day.
    coordinator
        Mail address for questions.
    """
    messages = []
    for team, group in groupby(visits, key=itemgetter("team")):
        round_ = list(group)
        messages += [
            _message(
                key=f"reminder.{team}.{visit_on}{suffix}",
                kind="reminder",
                recipient=address,
                template="reminder_visits",
                visit_ids=tuple(visit["visit_id"] for visit in round_),
                values={"visit_on": visit_on, "visits": round_, "contact_email": coordinator},
            )
            for suffix, address in addresses.get(team, (("", coordinator),))
        ]
    return messages


def handover_list(cases: Sequence[RowMapping], coordinator: str, today: date) -> Message:
    """Return the coordinator's list of unreached cases whose claim may legally be handed over by now."""
    return _message(
        key=f"handover_list.{today}",
        kind="handover_list",
        recipient=coordinator,
        template="handover_list",
        values={"cases": cases, "today": today},
    )


def _message(
    key: str,
    kind: str,
    recipient: str,
    template: str,
    values: dict[str, Any],
    case_id: int | None = None,
    visit_ids: tuple[int, ...] = (),
) -> Message:
    mail = compose.render(template, **values)
    return Message(
        key, kind, recipient, mail.subject, mail.text, mail.html, case_id=case_id, visit_ids=visit_ids
    )
