"""What becomes of a delivery: accepted, accepted with rejected rows, held for a steward, or refused. Pure."""

from dataclasses import dataclass
from typing import Literal

from vroegeropaf.policy import Quality

State = Literal["accepted", "accepted_with_rejected_rows", "held", "refused"]


@dataclass(frozen=True)
class Counts:
    """
    What a delivery held, in rows.

    `faulty` are rows rejected for faults: neither out of the area nor other units than homes, for those are
    no mistakes in the data.
    """

    rows: int
    rejected: int
    faulty: int
    other_corporation: int
    rules_not_run: int = 0


def decide(counts: Counts, previous_rows: int | None, quality: Quality) -> tuple[State, str | None]:
    """
    Return the verdict on a list of arrears that passed the gates, and the reason when it is held.

    Parameters
    ----------
    counts
        Rows of this delivery.
    previous_rows
        Rows of the last accepted list of the corporation; None when there is none.
    quality
        Thresholds of ``policy.yaml``.

    Notes
    -----
    Source: file contract (design, section 5). A rule that could not run holds the delivery: a check that
    was not done must never look like a check that was passed.
    """
    reason = _held(counts, previous_rows, quality)
    if reason is not None:
        return "held", reason
    return ("accepted_with_rejected_rows" if counts.rejected else "accepted"), None


def decide_withdrawal(counts: Counts) -> tuple[State, str | None]:
    """
    Return the verdict on a file of withdrawals.

    Notes
    -----
    Our choice: good rows of withdrawals never wait for bad ones. To hold them would send teams to people
    who paid.
    """
    if _mostly(counts.other_corporation, counts.rows):
        return "held", "other_corporation"
    return ("accepted_with_rejected_rows" if counts.rejected else "accepted"), None


def _held(counts: Counts, previous_rows: int | None, quality: Quality) -> str | None:
    if _mostly(counts.other_corporation, counts.rows):
        return "other_corporation"
    if counts.rules_not_run:
        return "check_not_run"
    if previous_rows is not None and (reason := _size(counts.rows, previous_rows, quality)):
        return reason
    is_many = counts.faulty > quality.held_rejected_share * counts.rows
    if is_many and counts.faulty >= quality.held_rejected_rows:
        return "too_many_rejected"
    return None


def _size(rows: int, previous: int, quality: Quality) -> str | None:
    if rows == 0:
        return "list_empty" if previous >= quality.held_empty_previous_rows else None
    if previous < quality.held_min_previous_rows or abs(rows - previous) < quality.held_min_difference:
        return None
    if rows < quality.held_below_share * previous:
        return "rows_below_half"
    if rows > quality.held_above_share * previous:
        return "rows_above_triple"
    return None


def _mostly(part: int, whole: int) -> bool:
    return part * 2 > whole
