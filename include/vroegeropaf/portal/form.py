"""The visit form's way to the database: what a token opens, and saving the answer."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from sqlalchemy import Engine

from vroegeropaf import database
from vroegeropaf.cases import results
from vroegeropaf.portal.choices import Answer, Choice, choice_of


class Access(Enum):
    """What a token allows today."""

    OPEN = "open"
    TOO_EARLY = "too_early"
    EXPIRED = "expired"
    REPLANNED = "replanned"


@dataclass(frozen=True)
class Saved:
    """The answer that holds now."""

    choice: Choice
    end_result: str | None
    has_card: bool
    recorded_at: datetime


@dataclass(frozen=True)
class VisitForm:
    """
    What the form shows: no name, no amount; `portal.addresses` has the address.

    `team` is whom the code was given to, `visit_team` who goes there.
    """

    visit_id: int
    team: str
    visit_team: str
    case_no: str
    visit_on: date
    day_part: str
    attempt_no: int
    state: str
    expires_on: date
    saved: Saved | None


def token_hash(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(engine: Engine, token: str) -> VisitForm | None:
    """Return the form that a token opens; None when there is no such token."""
    with engine.connect() as db:
        row = database.one(db, "portal/form_by_token", token_hash=token_hash(token))
    if row is None:
        return None
    saved = None
    if row["recorded_at"] is not None:
        choice = choice_of(row["is_reached"], row["end_result"], row["pilot_outcome"])
        saved = Saved(choice, row["end_result"], row["has_card"], row["recorded_at"])
    return VisitForm(
        visit_id=row["visit_id"],
        team=row["team"],
        visit_team=row["visit_team"],
        case_no=row["case_no"],
        visit_on=row["visit_on"],
        day_part=row["day_part"],
        attempt_no=row["attempt_no"],
        state=row["state"],
        expires_on=row["expires_on"],
        saved=saved,
    )


def access(form: VisitForm, today: date) -> Access:
    """
    Decide what the form allows on `today`: from the day of the visit up to and including the day that it
    expires.

    A visit that was called off stays open: a team that went all the same made a contact attempt, and it
    counts.
    """
    if today > form.expires_on:
        return Access.EXPIRED
    if form.state not in ("sent", "done", "called_off"):
        return Access.REPLANNED
    if today < form.visit_on:
        return Access.TOO_EARLY
    return Access.OPEN


def save(engine: Engine, form: VisitForm, answer: Answer, today: date) -> None:
    """
    Save the answer in one transaction; the same submission a second time changes nothing.

    A card that was left is an attempt of its own, once a visit. It goes first: what holds is the latest
    visit.
    """
    with engine.begin() as db:
        if answer.has_card:
            results.record_attempt(
                db,
                visit_id=form.visit_id,
                kind="kaartje",
                is_reached=False,
                day_part=form.day_part,
                attempted_on=form.visit_on,
                recorded_by=f"team:{form.team}",
                submission_key=f"portal/{form.visit_id}/kaartje",
                end_result=None,
                pilot_outcome=None,
                today=today,
            )
        results.record_attempt(
            db,
            visit_id=form.visit_id,
            kind="huisbezoek",
            is_reached=answer.is_reached,
            day_part=form.day_part,
            attempted_on=form.visit_on,
            recorded_by=f"team:{form.team}",
            submission_key=f"portal/{form.visit_id}/{answer.submission_key}",
            end_result=answer.end_result,
            pilot_outcome=answer.pilot_outcome if answer.end_result else None,
            today=today,
        )
