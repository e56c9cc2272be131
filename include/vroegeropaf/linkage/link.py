"""Link new and changed signals to persons and households: one transaction, a second run changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf.database import rows, step_lock
from vroegeropaf.linkage import model as models
from vroegeropaf.linkage import store
from vroegeropaf.linkage.cluster import name_groups
from vroegeropaf.linkage.grouping import Grouping, Layer, group
from vroegeropaf.linkage.linked import persons_in
from vroegeropaf.linkage.model import Model
from vroegeropaf.linkage.pairs import Pair, PairVerdict
from vroegeropaf.linkage.reach import touched

# A tenant who returns within this time keeps person and household; as long as closed cases are kept.
POOL_DAYS = 183
MEMORY_MB = 3_000  # more than a pool of a million signals takes


@dataclass(frozen=True)
class LinkReport:
    """What one run did, in counts."""

    signals_linked: int = 0
    persons_opened: int = 0
    households_opened: int = 0
    questions_opened: int = 0


def link_signals(engine: Engine, now: datetime, model: Model | None = None) -> LinkReport:
    """
    Give every signal its person and its household.

    Parameters
    ----------
    engine
        The product's database.
    now
        Instant of the run; becomes the validity of what is written.
    model
        Judge of pairs; None: the shipped one. Another version judges everything anew, and so does a pool that
        outgrew its size: the chance that two rows are one person follows it.

    Notes
    -----
    Only pairs with a new or changed row are scored, and only what hangs together with such a row is grouped
    anew; the result is that of judging the whole pool.
    """
    model = model or models.load()
    with engine.begin() as db, step_lock(db, "link"):
        pool = rows(db, "linkage/pool", closed_since=(now - timedelta(days=POOL_DAYS)).date())
        step = model.pool_step(len(pool), [row["linked_by"] for row in pool])
        version = model.version_at(step)
        if all(_is_by(version, row["linked_by"]) for row in pool):
            return LinkReport()
        return _link(db, pool, step, model, now)


def _is_by(version: str, linked_by: str | None) -> bool:
    """Return whether this version linked a row, whatever the pool took from the row then."""
    return linked_by is not None and f"{linked_by}/".startswith(f"{version}/")


def _link(db: Connection, pool: Sequence[RowMapping], step: int, model: Model, now: datetime) -> LinkReport:
    version = model.version_at(step)
    compared = _compare(db, pool, step, model)
    ids, fresh, grouping = compared.ids, compared.fresh, compared.grouping
    persons, persons_opened = _named(db, "person", grouping, ids, now)
    households, households_opened = _named(db, "household", grouping, ids, now)
    store.write_members(db, [(signal, persons[signal], households[signal]) for signal in ids], now)
    store.write_links(db, ids, grouping.links, version)
    prior_bits = model.prior_bits(step)
    store.write_scores(db, fresh, compared.scored, compared.parts, prior_bits, version)
    questions = store.write_questions(db, ids, grouping.questions)
    store.write_linked(db, {row: compared.versions[row] for row in ids})
    return LinkReport(len(fresh), persons_opened, households_opened, questions)


@dataclass(frozen=True)
class _Compared:
    """
    What one run found out.

    Parameters
    ----------
    versions
        By what each row of the pool is judged: the model, and what the rest of the pool takes from the row.
    fresh
        Rows that were judged otherwise before, or not at all.
    ids, grouping
        Rows that are grouped anew, and how.
    scored, parts
        The new scores, and what made them.
    """

    versions: Mapping[int, str]
    fresh: list[int]
    ids: list[int]
    grouping: Grouping
    scored: list[PairVerdict]
    parts: Mapping[Pair, Any]


def _compare(db: Connection, pool: Sequence[RowMapping], step: int, model: Model) -> _Compared:
    from vroegeropaf.linkage.engine import Comparer, Limits  # here: a run without work needs none

    all_ids = [row["row_id"] for row in pool]
    with Comparer(model, Limits(memory_mb=MEMORY_MB)) as comparer:
        comparer.deliver([dict(row) for row in pool])
        comparer.clean(collapse=False)
        versions = dict.fromkeys(all_ids, model.version_at(step))
        versions |= {row: f"{versions[row]}/{mark}" for row, mark in comparer.contexts().items()}
        fresh = [row["row_id"] for row in pool if row["linked_by"] != versions[row["row_id"]]]
        comparer.compare(fresh, step)
        scored, ties = comparer.verdicts(), comparer.ties()
        is_fresh = set(fresh)
        standing = [one for one in store.scores(db, all_ids) if is_fresh.isdisjoint(one.edge)]
        found = [*standing, *scored]
        bonds = [*(one.edge for one in found), *ties, *_earlier_bonds(db, all_ids)]
        ids = touched(all_ids, fresh, bonds)
        within = set(ids)
        found = [one for one in found if one.left in within]
        ties = {edge: rule for edge, rule in ties.items() if edge[0] in within}
        words = store.words(db, ids)
        persons, verdicts = persons_in(comparer, ids, found, words)
        open_ids = {row["row_id"] for row in pool if row["is_open"]}
        former = comparer.former_homes(persons.labels)
        grouping = group(persons, verdicts, ties, words, open_ids, former)
        parts = comparer.parts({row for one in scored for row in one.edge})
    return _Compared(versions, fresh, ids, grouping, scored, parts)


def _earlier_bonds(db: Connection, ids: list[int]) -> Iterator[Pair]:
    """Yield what binds rows from before: a household, an open question, a steward's word."""
    bound: dict[str, list[int]] = defaultdict(list)
    for row in rows(db, "linkage/ties", ids=ids):
        bound[row["tie"]].append(row["signal_id"])
    for members in bound.values():
        yield from pairwise(members)


def _named(
    db: Connection, layer: Layer, grouping: Grouping, ids: Sequence[int], now: datetime
) -> tuple[dict[int, int], int]:
    """Return the id of each signal's person or household, and how many were opened."""
    groups = grouping.persons if layer == "person" else grouping.households
    naming = name_groups(groups, store.founded(db, layer, ids))
    founders = [group[0] for group, name in zip(groups, naming.ids, strict=True) if name is None]
    opened = store.open_entities(db, layer, founders, now)
    names = [
        opened[group[0]] if name is None else name for group, name in zip(groups, naming.ids, strict=True)
    ]
    store.write_aliases(db, layer, names, naming.aliases)
    store.require_own(db, layer, names, ids)
    of_signal = {signal: name for name, members in zip(names, groups, strict=True) for signal in members}
    return of_signal, len(founders)
