"""When a held delivery is talked about, and until when it waits for an answer. Pure."""

from datetime import datetime, time, timedelta

from vroegeropaf import workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.policy import Review

# Bad rows among good ones: the good rows need not wait for ever. Any other hold doubts the file as a whole.
FALLS_BACK = frozenset({"too_many_rejected"})
FALLBACK_AT = time(12)
# The open question falls back by itself at its term; we do so an hour later, should Airflow have lost it.
GRACE = timedelta(hours=1)


def answer_by(held_at: datetime, reason: str | None, review: Review) -> datetime | None:
    """
    Return until when a question waits before only the good rows are loaded; None when it waits for ever.

    Parameters
    ----------
    held_at
        When the delivery began to wait.
    reason
        Why it is held; only too many rejected rows fall back.
    review
        `held_fallback_after_wd` of ``policy.yaml``: noon of that Dutch working day after the hold.
    """
    if reason not in FALLS_BACK:
        return None
    held_on = held_at.astimezone(AMSTERDAM).date()
    day = workdays.add(held_on, review.held_fallback_after_wd)
    return datetime.combine(day, FALLBACK_AT, tzinfo=AMSTERDAM)


def is_overdue(held_at: datetime, reason: str | None, now: datetime, review: Review) -> bool:
    """Return whether the term passed so long ago that Airflow must have lost the question."""
    until = answer_by(held_at, reason, review)
    return until is not None and now >= until + GRACE


def audiences(held_at: datetime, now: datetime, review: Review) -> tuple[str, ...]:
    """
    Return who is to be told by `now` that a delivery waits: the steward, then coordinator and corporation.

    Notes
    -----
    Hours are hours of the clock: a collection finds them due at its next run. A working day later is the same
    time of the next Dutch working day.
    """
    due = []
    if now - held_at >= timedelta(hours=review.remind_steward_after_hours):
        due.append("steward")
    local = held_at.astimezone(AMSTERDAM)
    told_at = datetime.combine(workdays.add(local.date(), review.tell_after_wd), local.timetz())
    if now >= told_at:
        due += ["coordinator", "corporation"]
    return tuple(due)
