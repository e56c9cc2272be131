"""Checks all deliveries that wait, each in a transaction of its own: one bad file never stops the others."""

import logging
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from vroegeropaf import database
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import assess, companion, gates, profiles, signals, store
from vroegeropaf.deliveries.expectations import Previous
from vroegeropaf.deliveries.store import Loaded, Verdict
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.region import Region

__all__ = ["JudgeReport", "Verdict", "judge_waiting"]

STEP = "deliveries.judge"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class JudgeReport:
    """What became of the deliveries that waited, and of the signals in them."""

    verdicts: tuple[Verdict, ...] = ()
    signals_opened: int = 0
    signals_updated: int = 0
    signals_ended: int = 0


def judge_waiting(engine: Engine, region: Region, today: date, hash_key: str) -> JudgeReport:
    """
    Judge and load every fetched delivery: oldest arrival first, of a day lists first, then by corporation.

    Raises
    ------
    ConfigurationError
        ``hash_key_missing``.
    VroegEropafError
        ``judging_failed`` with the ids of deliveries whose check broke down. They stay `fetched` and are
        tried again by the next run; all others were committed before.
    """
    signals.require_key(hash_key)
    with engine.connect() as db:
        waiting = [int(row["delivery_id"]) for row in database.rows(db, "deliveries/waiting")]
    verdicts: list[Verdict] = []
    total = Loaded()
    broken: list[int] = []
    for delivery_id in waiting:
        try:
            with engine.begin() as db, database.step_lock(db, STEP):
                outcome = _judge(db, delivery_id, region, today, hash_key)
        except Exception as error:  # whatever broke, the other corporations' files must go on; raised below
            logger.error("delivery %d could not be judged: %s", delivery_id, type(error).__name__)
            broken.append(delivery_id)
            continue
        if outcome is not None:
            verdicts.append(outcome[0])
            total += outcome[1]
    if broken:
        ids = ", ".join(map(str, broken))
        raise VroegEropafError(
            "judging_failed", f"the check of delivery {ids} broke down; the others were judged"
        )
    return JudgeReport(tuple(verdicts), total.opened, total.updated, total.ended)


def _judge(
    db: Connection, delivery_id: int, region: Region, today: date, hash_key: str
) -> tuple[Verdict, Loaded] | None:
    """Judge one delivery; None when another process did so in the meantime."""
    delivery = database.one(db, "deliveries/take", delivery_id=delivery_id, states=["fetched"])
    if delivery is None:
        return None
    name = store.name_of(delivery)
    content = bytes(delivery["content"])
    if name.corporation not in region.parties.corporations:
        # it left the configuration since: nothing says any more how to read its files, so nobody can say that
        # they may stay
        left = assess.Assessment("refused", "corporation_unknown", must_purge=True)
        return store.close(db, delivery_id, name, left), Loaded()
    last = database.one(db, "deliveries/last_accepted", corporation=name.corporation)
    calendar = gates.Calendar(
        today=today,
        received_on=delivery["arrived_at"].astimezone(AMSTERDAM).date(),
        accepted_on=last["reference_on"] if last else None,
    )
    previous = Previous.of(last["rows_read"], last["rows_accepted"], last["accepted_cents"]) if last else None
    with store.Writer(db, delivery_id, name, region, hash_key) as writer:
        found = assess.assess(
            content,
            name,
            region,
            calendar,
            profiles.load(region.config_dir, name.corporation),
            writer.keep,
            companion.from_json(delivery["companion"]),
            previous,
        )
        return store.conclude(db, delivery_id, name, found, writer)
