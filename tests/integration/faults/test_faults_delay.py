"""How long one corporation's trouble keeps the others waiting: known, short, not again in the same run."""

import asyncio
import socket
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from support.collection import BAD, GOOD

from vroegeropaf.errors import OutOfTimeError, PermanentError, TransientError
from vroegeropaf.local.sftp_server import JailedFiles


@pytest.fixture
def budget(monkeypatch):
    """A budget of 120 seconds, and a clock that is moved by hand."""
    from vroegeropaf_airflow import sftp_budget

    clock = [0.0]
    monkeypatch.setattr(sftp_budget, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    made = sftp_budget.Budget(BAD, 120)

    def spend(seconds: float, size_bytes: int = 0, error: Exception | None = None) -> float:
        with made.spend(size_bytes) as allowed:
            clock[0] += seconds
            if error is not None:
                raise error
        return allowed

    return spend


def test_waiting_is_counted_and_bytes_at_a_fair_speed_are_not(budget):
    """Of 120 s, 400 s for 20 MB cost nothing; what is slower than that does, until nothing is left."""
    assert budget(100) == 120
    assert budget(400, size_bytes=20_000_000) == 420
    assert budget(5) == 20
    with pytest.raises(OutOfTimeError, match="sftp_slow"):
        budget(15, error=TransientError("sftp_unreachable", "cut by us"))
    with pytest.raises(OutOfTimeError, match="sftp_slow"):
        budget(0)


@pytest.mark.parametrize(("seconds", "kind"), [(9.9, TransientError), (10, OutOfTimeError)])
def test_what_took_long_is_not_tried_again_at_once(budget, seconds, kind):
    """A fault that came at once may be a blip; one that took ten seconds keeps its code, but waits a run."""
    with pytest.raises(TransientError) as caught:
        budget(seconds, error=TransientError("sftp_unreachable", "silent"))
    assert (type(caught.value), caught.value.code) == (kind, "sftp_unreachable")
    with pytest.raises(PermanentError):
        budget(seconds, error=PermanentError("sftp_denied", "no"))


def test_only_brief_faults_are_retried(collection):
    """Airflow's policy: a brief fault is tried again, after long ones and refusals the task fails at once."""
    from airflow.sdk import RetryAction
    from airflow.sdk.exceptions import AirflowTaskTimeout

    from vroegeropaf_airflow import defaults

    policy = defaults.TASK["retry_policy"]
    decided = {
        type(error): policy.evaluate(error, 1, 1).action
        for error in (
            TransientError("a", "b"),
            OutOfTimeError("a", "b"),
            PermanentError("a", "b"),
            AirflowTaskTimeout("a"),
        )
    }
    assert decided == {
        TransientError: RetryAction.DEFAULT,
        OutOfTimeError: RetryAction.FAIL,
        PermanentError: RetryAction.FAIL,
        AirflowTaskTimeout: RetryAction.FAIL,
    }


def test_the_longest_stay_fits_between_two_runs(region):
    """The largest file at the slowest fair speed ends before the task is cut, and two such tries in a run."""
    from vroegeropaf_airflow import defaults, sftp_budget, sftp_connection, sftp_folder

    logins_s = 3 * sftp_connection.LOGIN_TIMEOUT_S + sftp_folder.TIMEOUT_S
    largest = region.policy.quality.max_file_mb * 1024 * 1024
    once = sftp_folder.FOLDER_TIMEOUT_S + largest / sftp_budget.FAIR_BYTES_PER_S + logins_s
    assert timedelta(seconds=once + 60) <= defaults.FETCH["execution_timeout"]
    assert 2 * defaults.FETCH["execution_timeout"] < timedelta(minutes=30)


class HangsAlways(JailedFiles):
    """Lists its files, and hangs at each of them."""

    async def open(self, path, pflags, attrs):
        await asyncio.sleep(3600)


def test_many_hanging_files_share_one_budget(collection):
    """Twenty files at which the server hangs cost no more than the budget, and the other one is loaded."""
    path = collection.deliver()
    for number in range(20):
        collection.put(f"afmelding_mitros_20261120_{number}.csv", path.read_bytes())
    collection.fault = HangsAlways
    collection.patience = {"timeout_s": 0.5, "folder_timeout_s": 2.0}
    started = time.monotonic()
    failed, counts = collection.fetch()
    assert time.monotonic() - started < 0.5 * 20  # far less than a silence for each
    assert (failed, counts[GOOD]["fetched"]) == ({BAD: (TransientError, "sftp_unreachable")}, 1)
    assert collection.logins[BAD] < 10


def test_a_server_that_accepts_and_says_nothing(collection, monkeypatch):
    """A port that takes the connection and is silent costs one login's patience, once in the whole run."""
    from vroegeropaf_airflow import sftp_budget, sftp_connection

    monkeypatch.setattr(sftp_connection, "LOGIN_TIMEOUT_S", 1.0)
    monkeypatch.setattr(sftp_budget, "LONG_WAIT_S", 0.5)
    collection.deliver()
    with socket.create_server(("127.0.0.1", 0)) as mute:
        collection.connect(BAD, port=mute.getsockname()[1])
        run = collection.run()
        mute.settimeout(0.1)
        mute.accept()
        with pytest.raises(TimeoutError):
            mute.accept()
    assert run.fetch == {BAD: (OutOfTimeError, "sftp_unreachable")}
    assert collection.is_loaded_once(GOOD)
    monkeypatch.setattr(sftp_connection, "LOGIN_TIMEOUT_S", 20.0)
    collection.connect(BAD)
    collection.assert_taken_up()
