"""Pairs said to be one against the truth, and the threshold of a score that does best. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vroegeropaf.linkage.cluster import Ids, Labels
from vroegeropaf.linkage.training.reference import Counts

STEPS = 60


@dataclass(frozen=True)
class Truth:
    """
    Who the rows are.

    Parameters
    ----------
    nodes
        All row ids, ascending.
    person
        The person (or household) of each.
    source
        The file of each, when only pairs between two files count.
    """

    nodes: Ids
    person: Ids
    source: Ids | None = None

    def counts(self, roots: Ids) -> Counts:
        """Return the pairs within groups, those that are true, and all true ones."""
        return Counts(*(self._pairs(*labels) for labels in ((roots,), (roots, self.person), (self.person,))))

    def of_edges(self, edges: Ids) -> Counts:
        """Return the counts of the groups that hang together by these edges."""
        return self.counts(Labels.connected(self.nodes, edges).roots)

    def _pairs(self, *labels: Ids) -> int:
        within = _within(*labels)
        return within if self.source is None else within - _within(*labels, self.source)


def _within(*labels: Ids) -> int:
    _, sizes = np.unique(np.stack(labels), axis=1, return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def best_by_truth(truth: Truth, edges: Ids, scores: NDArray[np.float64]) -> Counts:
    """Return the counts at the threshold with the highest F1: what no one without the truth can choose."""
    tried = np.unique(np.quantile(scores, np.linspace(0, 1, STEPS))) if len(scores) else [0.0]
    return max((truth.of_edges(edges[scores >= least]) for least in tried), key=lambda found: found.f1)


def told(counts: Counts) -> dict[str, int]:
    """Return counts as a child tells them."""
    return {"said": counts.said, "right": counts.right, "true": counts.true}


def total(facts: Iterable[Mapping[str, Any]]) -> Counts:
    """Return the sum of what children told."""
    return sum((Counts(one["said"], one["right"], one["true"]) for one in facts), Counts())


def recall_at(precision: float, scored: Sequence[tuple[float, bool]], true: int) -> tuple[float, float]:
    """Return recall and threshold at the lowest threshold above which at least this share is true."""
    weights = np.array([weight for weight, _ in scored], dtype=float)
    order = np.argsort(-weights, kind="stable")
    weights = weights[order]
    right = np.cumsum(np.array([is_true for _, is_true in scored], dtype=int)[order])
    # pairs of one weight come together or not at all
    is_last = np.append(weights[1:] != weights[:-1], True)
    good = np.flatnonzero(is_last & (right >= precision * np.arange(1, len(right) + 1)))
    return (float(right[good[-1]]) / true, float(weights[good[-1]])) if len(good) else (0.0, float("inf"))
