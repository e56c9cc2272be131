"""The way from a cleaned pool to persons and households, whoever asks for it."""

from collections.abc import Collection, Sequence

from vroegeropaf.linkage.cluster import Clustering
from vroegeropaf.linkage.engine import Comparer
from vroegeropaf.linkage.grouping import HumanWord, persons_of
from vroegeropaf.linkage.pairs import PairVerdict


def persons_in(
    engine: Comparer, ids: Collection[int], found: Sequence[PairVerdict], words: Sequence[HumanWord] = ()
) -> tuple[Clustering, list[PairVerdict]]:
    """
    Return the persons among rows of a compared pool, and all verdicts that made them.

    Parameters
    ----------
    engine
        Holds the pool, cleaned and compared.
    ids
        The rows to group: with each row all that it hangs together with.
    found
        Automatic pairs and questions among them.
    words
        What stewards said.
    """
    said_same = [word.pair for word in words if (word.layer, word.verdict) == ("person", "same")]
    auto = [one.edge for one in found if one.zone == "auto"]
    verdicts = [*found, *engine.conflicts([*auto, *said_same])]
    return persons_of(ids, verdicts, words), verdicts
