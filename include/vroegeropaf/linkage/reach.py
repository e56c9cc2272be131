"""Which rows a change may touch: all that hang together with a changed one. Pure."""

from collections.abc import Collection, Iterable

import numpy as np

from vroegeropaf.linkage.cluster import Labels, edges_of
from vroegeropaf.linkage.pairs import Pair


def touched(ids: Collection[int], fresh: Collection[int], bonds: Iterable[Pair]) -> list[int]:
    """
    Return the rows whose grouping the fresh rows may change, ascending.

    Parameters
    ----------
    ids
        The whole pool.
    fresh
        New and changed rows.
    bonds
        Every pair of rows that anything binds: a score, a tie, a household, a question, a word.

    Notes
    -----
    No bond crosses the border of the answer: grouping it alone gives what grouping the whole pool would.
    """
    nodes = np.array(sorted(ids), dtype=np.int64)
    labels = Labels.connected(nodes, edges_of(list(bonds)))
    reached = np.unique(labels.of(np.array(sorted(fresh), dtype=np.int64)))
    return [int(row) for row in nodes[np.isin(labels.roots, reached)]]
