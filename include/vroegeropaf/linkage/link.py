"""Link new and changed signals to persons and households: one transaction, a second run changes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from vroegeropaf.database import rows, step_lock
from vroegeropaf.linkage import store
from vroegeropaf.linkage.blocks import touched
from vroegeropaf.linkage.cleaning import CleanRow, clean
from vroegeropaf.linkage.cluster import keep_ids
from vroegeropaf.linkage.grouping import Grouping, Layer, group
from vroegeropaf.linkage.rules import CleanedRules
from vroegeropaf.linkage.scorer import Scorer

# A tenant who returns within this time keeps person and household; as long as closed cases are kept.
POOL_DAYS = 183
RULES = CleanedRules()


@dataclass(frozen=True)
class LinkReport:
    """What one run did, in counts."""

    signals_linked: int = 0
    persons_opened: int = 0
    households_opened: int = 0
    questions_opened: int = 0


def link_signals(engine: Engine, now: datetime, scorer: Scorer = RULES) -> LinkReport:
    """
    Give every signal its person and its household.

    Parameters
    ----------
    engine
        The product's database.
    now
        Instant of the run; becomes the validity of what is written.
    scorer
        Judge of pairs; another version judges everything anew.

    Notes
    -----
    Only rows that hang together with a new or changed one (or with a new word of a steward) are judged; the
    result is that of judging the whole pool.
    """
    with engine.begin() as db, step_lock(db, "link"):
        pool = rows(
            db, "linkage/pool", closed_since=(now - timedelta(days=POOL_DAYS)).date(), version=scorer.version
        )
        fresh = [row["signal_id"] for row in pool if row["is_fresh"]]
        if not fresh:
            return LinkReport()
        signals = touched([clean(row) for row in pool], fresh, _ties(db, [row["signal_id"] for row in pool]))
        return _link(db, signals, len(fresh), now, scorer)


def _ties(db: Connection, ids: list[int]) -> dict[int, list[str]]:
    ties: dict[int, list[str]] = defaultdict(list)
    for tie in rows(db, "linkage/ties", ids=ids):
        ties[tie["signal_id"]].append(tie["tie"])
    return ties


def _link(db: Connection, signals: list[CleanRow], fresh: int, now: datetime, scorer: Scorer) -> LinkReport:
    ids = [signal.signal_id for signal in signals]
    grouping = group(signals, scorer.judge(signals), store.words(db, ids))
    persons, persons_opened = _named(db, "person", grouping, ids, now)
    households, households_opened = _named(db, "household", grouping, ids, now)
    store.write_members(db, [(signal, persons[signal], households[signal]) for signal in ids], now)
    store.write_links(db, ids, grouping.links, scorer.version)
    questions = store.write_questions(db, ids, grouping.questions)
    store.write_linked(db, ids, scorer.version)
    return LinkReport(fresh, persons_opened, households_opened, questions)


def _named(
    db: Connection, layer: Layer, grouping: Grouping, ids: Iterable[int], now: datetime
) -> tuple[dict[int, int], int]:
    """Return the id of each signal's person or household, and how many were opened."""
    groups = grouping.persons if layer == "person" else grouping.households
    current, former = store.memberships(db, layer, list(ids))
    naming = keep_ids(groups, current, former)
    opened = iter(store.open_entities(db, layer, naming.ids.count(None), now))
    names = [next(opened) if name is None else name for name in naming.ids]
    store.write_aliases(db, layer, names, naming.aliases)
    of_signal = {signal: name for name, members in zip(names, groups, strict=True) for signal in members}
    return of_signal, naming.ids.count(None)
