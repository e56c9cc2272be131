"""Work of which no piece may stop the others, and of which nothing is swallowed."""

import pytest

from vroegeropaf.errors import Attempts, PermanentError, TransientError


def test_all_pieces_are_done_and_what_failed_is_raised_with_its_code():
    """The pieces after a failure run; the end names each failure by code or class, never by its text."""
    done = []
    attempts = Attempts()
    for number in range(4):
        with attempts.at(f"delivery {number}"):
            if number == 1:
                raise PermanentError("sftp_denied", "no")
            if number == 2:
                raise ValueError("Zoekmerkstein")
            done.append(number)
    assert done == [0, 3]
    with pytest.raises(TransientError) as raised:
        attempts.finish("report_failed", "still to do", TransientError)
    assert (
        str(raised.value) == "report_failed: still to do: delivery 1 (sftp_denied), delivery 2 (ValueError)"
    )


def test_nothing_is_raised_when_all_went_well():
    """No failure, no error."""
    attempts = Attempts()
    with attempts.at("delivery 1"):
        pass
    attempts.finish("report_failed", "still to do")


def test_an_end_of_the_process_is_not_held_up():
    """Only errors are put off: a stop is a stop."""
    attempts = Attempts()
    with pytest.raises(KeyboardInterrupt), attempts.at("delivery 1"):
        raise KeyboardInterrupt
    assert attempts.failed == []
