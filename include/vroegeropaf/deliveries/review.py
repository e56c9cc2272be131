"""A held delivery: the question to the data steward, and what the answer does. Counts and codes only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine

from vroegeropaf import database
from vroegeropaf.deliveries import held_terms, legal, profiles, reader, signals, store
from vroegeropaf.deliveries.assess import CHUNK_ROWS, Assessment
from vroegeropaf.deliveries.judge import STEP
from vroegeropaf.deliveries.judged import Judged, area_on, judge_legally
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.question import OPTIONS, Question, RuleCount, compose
from vroegeropaf.deliveries.reader import Fault
from vroegeropaf.deliveries.store import Verdict
from vroegeropaf.deliveries.table import Record
from vroegeropaf.deliveries.verdict import State
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.region import Region

__all__ = ["Question", "apply_answer", "open_questions", "question", "waiting"]


@dataclass(frozen=True)
class Held:
    """A delivery that waits for an answer."""

    delivery_id: int
    corporation: str
    reference_on: date


def waiting(engine: Engine) -> tuple[Held, ...]:
    """Return the held deliveries without an answer, oldest first."""
    with engine.connect() as db:
        return tuple(
            Held(row["delivery_id"], row["corporation"], row["reference_on"])
            for row in database.rows(db, "deliveries/open_questions")
        )


def open_questions(engine: Engine) -> tuple[int, ...]:
    """Return the ids of held deliveries without an answer, oldest first."""
    return tuple(held.delivery_id for held in waiting(engine))


def question(engine: Engine, region: Region, delivery_id: int) -> Question:
    """
    Return the Dutch question about a held delivery.

    Raises
    ------
    VroegEropafError
        ``not_held`` when the delivery does not wait for an answer.
    """
    with engine.connect() as db:
        delivery = database.one(db, "deliveries/held", delivery_id=delivery_id)
        if delivery is None:
            raise VroegEropafError("not_held", f"delivery {delivery_id} does not wait for an answer")
        counted = database.rows(db, "deliveries/count_faults", delivery_id=delivery_id)
    worst = tuple(RuleCount(row["rule_code"], row["row_count"], row["severity"]) for row in counted)
    party = region.parties.corporations.get(delivery["corporation"])
    until = held_terms.answer_by(delivery["held_at"], delivery["reason"], region.policy.review)
    return compose(dict(delivery), party.name if party else delivery["corporation"], worst, until)


def apply_answer(
    engine: Engine,
    region: Region,
    delivery_id: int,
    answer: str,
    decided_by: str,
    today: date,
    hash_key: str,
) -> Verdict:
    """
    Record a steward's answer to a held delivery and do what it says, in one transaction.

    Parameters
    ----------
    engine, region
        Database and configuration.
    delivery_id
        The held delivery.
    answer
        ``good_rows_only``, ``accept_all`` (also rows whose faults are no legal ones and that can be stored)
        or ``refuse``.
    decided_by
        Who answered; ``termijn`` when nobody did in time.
    today
        Day of the answer; kept for what a later rule may need, no clock starts on it.
    hash_key
        Key of the hashes, as for judging.

    Raises
    ------
    VroegEropafError
        ``answer_unknown``; ``not_held``; ``already_answered`` when another answer was applied before. The
        same answer again changes nothing. ``corporation_unknown`` when rows are to be loaded of a corporation
        that left the configuration: it waits on, or is refused.
    """
    signals.require_key(hash_key)
    if answer not in dict(OPTIONS):
        raise VroegEropafError("answer_unknown", f"delivery {delivery_id} got an answer that does not exist")
    with engine.begin() as db, database.step_lock(db, STEP):
        earlier = database.one(db, "deliveries/decision", delivery_id=delivery_id)
        if earlier is not None:
            if earlier["answer"] != answer:
                raise VroegEropafError("already_answered", f"delivery {delivery_id} was answered differently")
            return _verdict(db, delivery_id)
        delivery = database.one(db, "deliveries/take", delivery_id=delivery_id, states=["held"])
        if delivery is None:
            raise VroegEropafError("not_held", f"delivery {delivery_id} does not wait for an answer")
        if answer != "refuse" and delivery["corporation"] not in region.parties.corporations:
            raise VroegEropafError(
                "corporation_unknown", f"delivery {delivery_id} is of no corporation of parties.yaml"
            )
        database.run(db, "deliveries/decide", delivery_id=delivery_id, answer=answer, decided_by=decided_by)
        return _apply(db, delivery, answer, region, hash_key)


def _apply(db: Connection, delivery: Any, answer: str, region: Region, hash_key: str) -> Verdict:
    delivery_id = delivery["delivery_id"]
    name = store.name_of(delivery)
    if answer == "refuse":
        database.run(db, "deliveries/accept_rows", delivery_id=delivery_id, record_nos=[])
        refused = Assessment("refused", "refused_by_steward", rows=delivery["rows_read"])
        return store.close(db, delivery_id, name, refused)
    area = area_on(name.reference_on, region)
    chosen: list[int] = []
    total_eur = Decimal(0)
    with store.Writer(db, delivery_id, name, region, hash_key) as writer:
        for judged in _stored_rows(db, delivery, region):
            good = [one for one in judged if _is_chosen(one, answer, name, area)]
            writer.stage(good)
            chosen += [one.row.record_no for one in good]
            total_eur += sum(one.row.values.get("arrears_eur") or 0 for one in good)
        database.run(db, "deliveries/accept_rows", delivery_id=delivery_id, record_nos=chosen)
        state: State = "accepted" if len(chosen) == delivery["rows_read"] else "accepted_with_rejected_rows"
        found = Assessment(
            state=state,
            reason=None,
            rows=delivery["rows_read"],
            accepted=len(chosen),
            accepted_cents=int(total_eur * 100),
        )
        verdict = store.close(db, delivery_id, name, found)
        writer.load()
    return verdict


def _is_chosen(judged: Judged, answer: str, name: DeliveryName, area: legal.Municipality) -> bool:
    if name.kind == "withdrawal":
        can_be_stored = signals.is_usable_withdrawal(judged)
    else:
        can_be_stored = signals.is_storable(judged, area)
    # another corporation's tenants never become the sender's, whoever says so: B's debts would be shown to A
    is_theirs = not judged.has("other_corporation")
    return can_be_stored and is_theirs and (answer == "accept_all" or judged.is_accepted)


def _stored_rows(db: Connection, delivery: Any, region: Region) -> Iterator[list[Judged]]:
    """
    Read the stored rows again, chunk by chunk, under the present profile and the law as it stands; the rules
    need no second run.
    """
    name = store.name_of(delivery)
    profile = profiles.load(region.config_dir, name.corporation)
    readers = reader.column_readers(name.kind, profile)
    area = area_on(name.reference_on, region)
    place = {"delivery_id": delivery["delivery_id"], "after_record_no": 0}
    while stored := database.rows(db, "deliveries/stored_rows", **place, at_most=CHUNK_ROWS):
        last = stored[-1]["record_no"]
        faults: dict[int, list[Fault]] = {}
        for fault in database.rows(db, "deliveries/faults", **place, until_record_no=last):
            known = Fault(fault["rule_code"], fault["column_name"], fault["severity"])
            faults.setdefault(fault["record_no"], []).append(known)
        records = [Record(one["record_no"], one["line_no"], one["fields"]) for one in stored]
        found = []
        for row in reader.read(records, name.kind, readers):
            judged = Judged(row)
            if name.kind == "arrears":
                judged = judge_legally(row, name, profile.declarations, area)
            told = (*judged.faults, *faults.get(row.record_no, []))
            found.append(Judged(row, told, judged.efforts))
        yield found
        place["after_record_no"] = last


def _verdict(db: Connection, delivery_id: int) -> Verdict:
    row = database.one(db, "deliveries/verdict", delivery_id=delivery_id)
    if row is None:
        raise VroegEropafError("not_held", f"delivery {delivery_id} does not exist")
    return Verdict(
        delivery_id=delivery_id,
        corporation=row["corporation"],
        verdict=row["state"],
        reason=row["reason"],
        rows=row["rows_read"],
        accepted=row["rows_accepted"],
        rejected=row["rows_rejected"],
    )
