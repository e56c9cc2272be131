"""What becomes of a mail after a try. No I/O, no clock."""

from dataclasses import dataclass
from enum import Enum

from vroegeropaf.policy import Mail


class Answer(Enum):
    """How the mail server answered one try."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Next:
    """The state that a row gets; `wait_minutes` counts only for a queued row."""

    state: str
    wait_minutes: int
    is_outcome_unknown: bool


def after(answer: Answer, attempts: int, was_outcome_unknown: bool, policy: Mail) -> Next:
    """
    Decide what a row becomes.

    Parameters
    ----------
    answer
        Answer to the latest try.
    attempts
        Tries so far, this one included.
    was_outcome_unknown
        Whether an earlier try may have delivered the mail: that never becomes untrue, except by a sure
        delivery.
    policy
        Waiting times in minutes (the last one repeats) and the greatest number of tries.

    Notes ----- Source: RFC 5321 4.2.1 (4xx: try again, 5xx: do not) and RFC 1047 (a broken line after the
    content leaves the outcome open). Trying again then gives at most one extra copy, with the same
    Message-ID; giving up could lose the mail. Our choice: never lose one.
    """
    if answer is Answer.TAKEN:
        return Next("sent", 0, is_outcome_unknown=False)
    is_unknown = was_outcome_unknown or answer is Answer.UNKNOWN
    if answer is Answer.REFUSED or attempts >= policy.max_attempts:
        return Next("failed", 0, is_unknown)
    waits = policy.retry_after_minutes
    return Next("queued", waits[min(attempts, len(waits)) - 1], is_unknown)
