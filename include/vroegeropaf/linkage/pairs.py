"""Two rows and what is thought of them. Pure."""

from dataclasses import dataclass
from typing import Literal

Pair = tuple[int, int]
Zone = Literal["auto", "steward", "separate"]

RETURNING = "returning_contract"
CO_TENANT = "co_tenant"
# Guards that say "two persons": no chain of automatic links may bring such a pair together. The others only
# say that too little is known.
CONFLICTS = frozenset(
    (
        *("other_tenant_number", "birth_dates_differ", "first_names_differ", "initials_disagree"),
        *("surname_differs", "same_corporation_address"),
    )
)


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """
    What is thought of two rows.

    Parameters
    ----------
    left, right
        Row ids, `left` the smaller.
    zone
        ``auto`` one person, ``steward`` somebody must say, ``separate`` two persons as far as we know.
    rule
        Code of what spoke: ``scored``, or a corporation's own number.
    guard
        Code of what forbids an automatic link, or empty.
    weight
        Match weight in bits, the prior included; positive: more likely one person than not.
    """

    left: int
    right: int
    zone: Zone
    rule: str
    guard: str = ""
    weight: float = 0.0

    @property
    def edge(self) -> Pair:
        """The two ids."""
        return (self.left, self.right)


def pair(a: int, b: int) -> Pair:
    """Return the two ids, the smaller first."""
    return (a, b) if a < b else (b, a)
