"""What becomes of a mail after a try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vroegeropaf.messages.retry import Answer, Next, after
from vroegeropaf.policy import Mail

POLICY = Mail(lease_s=120, retry_after_minutes=(1, 5, 30, 120), max_attempts=8, max_per_run=200)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, 120), (7, 120)])
def test_waiting_grows_and_its_last_step_repeats(attempts: int, minutes: int) -> None:
    """1, 5, 30 minutes, then 2 hours each time."""
    assert after(Answer.LATER, attempts, False, POLICY) == Next("queued", minutes, False)


@pytest.mark.parametrize("answer", [Answer.LATER, Answer.UNKNOWN])
def test_the_last_allowed_try_fails(answer: Answer) -> None:
    """At the eighth try people must look."""
    assert after(answer, 7, False, POLICY).state == "queued"
    assert after(answer, 8, False, POLICY).state == "failed"


@given(st.sampled_from(Answer), st.integers(1, 20), st.booleans())
def test_what_may_have_gone_out_stays_marked(answer: Answer, attempts: int, was_unknown: bool) -> None:
    """Only a sure delivery takes the mark away; a refusal ends the mail at once."""
    outcome = after(answer, attempts, was_unknown, POLICY)
    if answer is Answer.TAKEN:
        assert outcome == Next("sent", 0, False)
    else:
        assert outcome.is_outcome_unknown == (was_unknown or answer is Answer.UNKNOWN)
        assert outcome.state in ("queued", "failed")
    if answer is Answer.REFUSED:
        assert outcome.state == "failed"
