"""When a file is ready to be read, and when it arrived. Pure."""

from datetime import UTC, date, datetime, timedelta

from vroegeropaf import workdays
from vroegeropaf.clock import AMSTERDAM


def is_stable(same_since_at: datetime, looked_at: datetime, stable_after_s: int) -> bool:
    """
    Return whether size and time of a file stayed the same for at least `stable_after_s` seconds.

    Notes
    -----
    In UTC, because Python subtracts two times of one zone by their clocks on the wall: in the night of
    summer time an upload of ten seconds ago would count as an hour old.
    """
    return looked_at.astimezone(UTC) - same_since_at.astimezone(UTC) >= timedelta(seconds=stable_after_s)


def arrived_at(modified_at: datetime, first_seen_at: datetime, reference_on: date) -> datetime:
    """
    Return when the file came to stand on the server, Europe/Amsterdam.

    Notes
    -----
    The server's time counts, so that an outage of ours gives nobody more time; but not when it cannot be true
    (before the day that the list describes, or after we saw the file): upload programs may keep an old time.
    """
    local = modified_at.astimezone(AMSTERDAM)
    if local.date() < reference_on or modified_at > first_seen_at:
        return first_seen_at.astimezone(AMSTERDAM)
    return local


def arrived_on(arrived: datetime) -> date:
    """Return R of the clocks: the day of arrival in Amsterdam, rolled forward to a working day."""
    return workdays.roll_forward(arrived.astimezone(AMSTERDAM).date())
