"""A score of likeness without learning: the mean of rapidfuzz's similarities, weighted by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

USUAL = 0.85


def scores(
    table: Mapping[str, NDArray[Any]], edges: NDArray[np.int64], weights: Mapping[str, float]
) -> NDArray[np.float64]:
    """
    Return the likeness of pairs.

    Parameters
    ----------
    table
        Columns of texts and `row_id`, ascending.
    edges
        Pairs of row ids.
    weights
        Weight of each column; a column that is empty on one side does not count.
    """
    ends = np.searchsorted(table["row_id"], edges)
    total, known = np.zeros(len(edges)), np.zeros(len(edges))
    for column, weight in weights.items():
        left, right = table[column][ends[:, 0]].tolist(), table[column][ends[:, 1]].tolist()
        both = np.array([bool(a) and bool(b) for a, b in zip(left, right, strict=True)], dtype=float)
        total += weight * both * _alike(left, right)
        known += weight * both
    return np.where(known > 0, total / np.maximum(known, 1e-9), 0.0)


def _alike(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float64]:
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    return np.asarray(cpdist(left, right, scorer=JaroWinkler.similarity), dtype=float)
