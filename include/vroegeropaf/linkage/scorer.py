"""What a scorer of pairs promises: the rules of today, a trained model later, behind the same door. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from vroegeropaf.linkage.cleaning import CleanRow

Zone = Literal["auto", "steward", "separate"]


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """
    What is thought of two signals.

    Parameters
    ----------
    left, right
        Signal ids, `left` the smaller.
    zone
        ``auto`` the same person, ``steward`` a person must say, ``separate`` two persons as far as we know.
    rule
        Code of the rule that spoke.
    guard
        Code of what forbids an automatic link, or empty.
    weight
        Match weight in bits of a probabilistic scorer; None for rules.
    """

    left: int
    right: int
    zone: Zone
    rule: str
    guard: str = ""
    weight: float | None = None


class Scorer(Protocol):
    """Judges the pairs among rows that are worth a look; pairs it does not name are separate."""

    version: str

    def judge(self, rows: Sequence[CleanRow]) -> list[PairVerdict]:
        """Return at most one verdict per pair, the same whatever the order of `rows`."""
        ...
