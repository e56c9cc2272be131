"""Which rows are worth comparing at all, so that the cost follows the rows and not their square. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from vroegeropaf.linkage.cleaning import CleanRow

Pair = tuple[int, int]
Key = tuple[str, ...]

# More rows than this under one key: the value is a stopgap ("onbekend", a guardian's number), not a trait.
MAX_BLOCK_ROWS = 200


def pair(a: int, b: int) -> Pair:
    """Return the two ids, the smaller first."""
    return (a, b) if a < b else (b, a)


def keys(row: CleanRow) -> Iterator[Key]:
    """Yield the keys under which a row meets the rows it may be linked with."""
    yield ("contract", row.corporation, row.contract_no)
    yield ("tenant", row.corporation, row.tenant_no)
    contacts = [contact for contact in (row.phone, row.email) if contact]
    born = row.born_on.isoformat() if row.born_on else ""
    for part in row.surname_parts:
        if born:
            yield ("surname_born", part, born)
        if row.door:
            yield ("door_surname", row.door, part)
        for contact in contacts:
            yield ("surname_contact", part, contact)
    if row.door:
        if born:
            yield ("door_born", row.door, born)
        for contact in contacts:
            yield ("door_contact", row.door, contact)


def _blocks(rows: Iterable[CleanRow]) -> Iterable[list[CleanRow]]:
    blocks: dict[Key, list[CleanRow]] = defaultdict(list)
    for row in rows:
        for key in set(keys(row)):
            blocks[key].append(row)
    return (block for block in blocks.values() if 1 < len(block) <= MAX_BLOCK_ROWS)


def candidate_pairs(rows: Iterable[CleanRow]) -> list[tuple[CleanRow, CleanRow]]:
    """Return every pair of rows that shares a key, once, the smaller signal id first, in a fixed order."""
    found: dict[Pair, tuple[CleanRow, CleanRow]] = {}
    for block in _blocks(rows):
        for a, b in combinations(sorted(block, key=lambda row: row.signal_id), 2):
            found[a.signal_id, b.signal_id] = (a, b)
    return [found[ids] for ids in sorted(found)]


def touched(
    rows: Sequence[CleanRow], fresh: Iterable[int], ties: Mapping[int, Iterable[str]] | None = None
) -> list[CleanRow]:
    """
    Return the rows whose grouping the fresh rows may change: all that hang together with one by keys or ties.

    Parameters
    ----------
    rows
        The whole pool.
    fresh
        Ids of the new and the changed rows.
    ties
        Per signal id what else binds it from before: its household, its open questions.

    Notes
    -----
    No key crosses the border of the answer, so judging it alone gives what judging the whole pool would give.
    """
    by_id = {row.signal_id: row for row in rows}
    bonds: dict[int, list[Key]] = {
        row.signal_id: [*keys(row), *(("tie", tie) for tie in (ties or {}).get(row.signal_id, ()))]
        for row in rows
    }
    members: dict[Key, list[int]] = defaultdict(list)
    for signal_id, row_keys in bonds.items():
        for key in row_keys:
            members[key].append(signal_id)
    reached = {signal_id for signal_id in fresh if signal_id in by_id}
    waiting = list(reached)
    while waiting:
        for key in bonds[waiting.pop()]:
            block = members.pop(key, [])
            if key[0] != "tie" and len(block) > MAX_BLOCK_ROWS:
                continue
            newly = [signal_id for signal_id in block if signal_id not in reached]
            reached.update(newly)
            waiting.extend(newly)
    return [by_id[signal_id] for signal_id in sorted(reached)]
