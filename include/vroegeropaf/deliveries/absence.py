"""
Contracts that a full list lacks: the corporation is asked what happened, and its answer is applied.

Absence alone ends nothing: without an answer the visit stands.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Connection, Engine, RowMapping, text

from vroegeropaf import database
from vroegeropaf.deliveries import contracts, profiles, signals
from vroegeropaf.deliveries.judge import STEP
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.messages import compose, outbox
from vroegeropaf.parties import Parties
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

# So many days after the question the form can be filled in (our choice): until well after the next list.
OPEN_DAYS = 30
# The answer that keeps the signal: the contract was left out of the list by mistake.
STILL_IN_ARREARS = "nog_achterstand"
ANSWERS = ("betaald", "regeling", "overgedragen", "anders", STILL_IN_ARREARS)
# Somebody waits behind the form while a large list may be loading: say so instead of hanging.
PATIENCE = text("set local lock_timeout = '5s'")


def token_hash(token: str) -> str:
    """Return what the database keeps of a form's code."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_url(settings: Settings, token: str) -> str:
    """Return the address of the form, as the corporation opens it."""
    return f"{settings.portal_url.rstrip('/')}/a/{token}"


def ask_about_absent(engine: Engine, region: Region, settings: Settings, today: date, hash_key: str) -> int:
    """
    Ask each corporation with full lists about what its last accepted list lacks; return the mails queued.

    Questions, form and mail of a list commit together, and it is asked about once. A row that was rejected
    or purged still stands for its contract.

    Raises
    ------
    ConfigurationError
        ``hash_key_missing``, or from a profile.
    """
    signals.require_key(hash_key)
    asked = 0
    for corporation in region.parties.corporations_on(today):
        if profiles.load(region.config_dir, corporation).list_kind != "full":
            continue
        with engine.begin() as db, database.step_lock(db, STEP):
            delivery = database.one(db, "deliveries/list_to_ask_about", corporation=corporation)
            if delivery is None:
                continue
            absent = _absent(db, delivery["delivery_id"], hash_key)
            if absent:
                expires_on = today + timedelta(days=OPEN_DAYS)
                token = _ask(db, delivery["delivery_id"], absent, expires_on)
                message = _mail(
                    region.parties, corporation, delivery, len(absent), form_url(settings, token), expires_on
                )
                outbox.queue(db, message)
                asked += 1
    return asked


def answer(
    engine: Engine,
    delivery_id: int,
    answers: Mapping[int, str],
    corporation: str,
    today: date,
) -> int:
    """
    Apply what a corporation said about contracts that its list lacks; return how many answers were new.

    An answer ends the signal as a withdrawal of `today` would, but ``nog_achterstand``, which keeps it and
    may be changed later. What ended, what a newer list reports, and what this list was not asked about stays
    as it is; the same answers again change nothing.

    Parameters
    ----------
    engine
        The product's database.
    delivery_id
        The list whose form was filled in.
    answers
        Signal id -> one of `ANSWERS`.
    corporation
        Code of the sender; recorded as who answered.
    today
        Day of the answer, Europe/Amsterdam.

    Raises
    ------
    VroegEropafError
        ``answer_unknown``.
    """
    if not set(answers.values()) <= set(ANSWERS):
        raise VroegEropafError("answer_unknown", f"delivery {delivery_id} got an answer that does not exist")
    with engine.begin() as db:
        db.execute(PATIENCE)
        with database.step_lock(db, STEP):
            answered = database.rows(
                db,
                "deliveries/answer_absence",
                delivery_id=delivery_id,
                answered_by=f"corporatie:{corporation}",
                records=_records(answers),
            )
            new = {row["signal_id"]: answers[row["signal_id"]] for row in answered}
            ending = {one: said for one, said in new.items() if said != STILL_IN_ARREARS}
            if ending:
                database.run(db, "deliveries/end_answered", today=today, records=_records(ending))
    return len(new)


def _absent(db: Connection, delivery_id: int, hash_key: str) -> list[int]:
    open_ones = database.rows(db, "deliveries/unreported_signals", delivery_id=delivery_id)
    of = contracts.keys(open_ones, hash_key)
    return sorted(of.keys() - contracts.held(db, delivery_id, of))


def _ask(db: Connection, delivery_id: int, absent: list[int], expires_on: date) -> str:
    """Write the questions and the form; return its code, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    database.run(db, "deliveries/ask_about", delivery_id=delivery_id, signal_ids=absent)
    database.run(
        db,
        "deliveries/issue_absence_form",
        delivery_id=delivery_id,
        token_hash=token_hash(token),
        expires_on=expires_on,
    )
    return token


def _mail(
    parties: Parties, corporation: str, delivery: RowMapping, count: int, url: str, expires_on: date
) -> outbox.Message:
    party = parties.corporations[corporation]
    mail = compose.render(
        "absence",
        corporation=party.name,
        reference_on=delivery["reference_on"],
        count=count,
        url=url,
        expires_on=expires_on,
        contact_email=parties.functions.coordinator,
    )
    return outbox.Message(
        key=f"absence.{delivery['delivery_id']}",
        kind="absence",
        recipient=str(party.contact_email),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
    )


def _records(answers: Mapping[int, str]) -> str:
    return json.dumps([{"signal_id": one, "answer": said} for one, said in answers.items()])
