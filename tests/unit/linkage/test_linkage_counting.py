"""The counts on which the figures of the linkage rest."""

import numpy as np
import pytest
from benchmarks.counting import Truth, best_by_truth, recall_at

IDS = np.arange(1, 6)
PERSON = np.array([1, 1, 1, 2, 2])


def pairs(*edges):
    """Return edges as an array."""
    return np.array(edges, dtype=np.int64).reshape(-1, 2)


def test_pairs_count_within_the_groups_that_links_make():
    """A chain counts as all of its pairs: 1-2-4 is three pairs, one of them true, of four true ones."""
    found = Truth(IDS, PERSON).of_edges(pairs((1, 2), (2, 4)))
    assert (found.said, found.right, found.true) == (3, 1, 4)


def test_pairs_within_one_file_do_not_count_between_two():
    """Of files {1, 2, 4} and {3, 5} only pairs across count: 1-3, 2-3 and 4-5 are true."""
    truth = Truth(IDS, PERSON, source=np.array([0, 0, 1, 0, 1]))
    found = truth.of_edges(pairs((1, 2), (2, 3), (4, 5)))
    assert (found.said, found.right, found.true) == (3, 3, 3)


def test_the_best_threshold_is_the_one_with_the_highest_f1():
    """The two true links score above the wrong one: the best threshold leaves that out."""
    edges, scores = pairs((1, 2), (4, 5), (3, 4)), np.array([0.9, 0.8, 0.3])
    found = best_by_truth(Truth(IDS, PERSON), edges, scores)
    assert (found.said, found.right) == (2, 2)


@pytest.mark.parametrize(
    ("scored", "recall", "threshold"),
    [
        ([(9.0, True), (8.0, True), (7.0, False), (6.0, True)], 0.5, 8.0),
        ([(9.0, True), (9.0, False)], 0.0, float("inf")),
        ([(9.0, False), *[(float(n), True) for n in (8, 7, 6)]], 0.0, float("inf")),
        ([], 0.0, float("inf")),
    ],
    ids=["stops before the wrong one", "equal weights come together", "wrong from the start", "nothing"],
)
def test_recall_at_a_precision(scored, recall, threshold):
    """The lowest threshold counts above which 99 in 100 are true; equal weights come together."""
    assert recall_at(0.99, scored, 4) == (recall, threshold)
