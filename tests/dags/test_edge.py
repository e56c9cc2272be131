"""What a task lets out when it fails: a code and a place, never a value."""

import subprocess
import sys

import pytest

SCRIPT = """
import traceback, sys
from vroegeropaf_airflow import edge as module
from vroegeropaf.errors import PermanentError, VroegEropafError
from airflow.sdk.exceptions import AirflowSkipException
module._open = lambda: None

def parse():
    try:
        int("Zoekmerkstein")
    except ValueError as error:
        raise KeyError("Zoekmerkstein 917.39") from error

def refuse():
    try:
        int("Zoekmerkstein")
    except ValueError as error:
        raise PermanentError("sftp_denied", "mitros") from error

def skip():
    raise AirflowSkipException("geen werkdag")

for work in (parse, refuse, skip):
    try:
        with module.edge():
            work()
    except BaseException as error:
        seen = "".join(traceback.format_exception(error, chain=True))
        print(type(error).__name__, error.__context__, error.__cause__, "Zoek" in str(error), error)
        assert "ValueError" not in seen  # the chained original: its class stands before its text
"""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each failing task showed, in a process of its own."""
    home = tmp_path_factory.mktemp("airflow")
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "AIRFLOW_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return [line for line in result.stdout.splitlines() if line.split()[0].endswith(("Error", "Exception"))]


def test_an_unexpected_error_becomes_its_class_and_place(lines):
    """Neither the text nor the chain of the original gets out."""
    assert lines[0].startswith("VroegEropafError None None False unexpected: KeyError in parse, line ")


def test_an_error_of_ours_keeps_code_and_class_but_no_chain(lines):
    """Retry rules go by class, operators by code; what caused it may hold values."""
    assert lines[1] == "PermanentError None None False sftp_denied: mitros"


def test_a_skip_stays_a_skip(lines):
    """Airflow's own signals pass."""
    assert lines[2] == "AirflowSkipException None None False geen werkdag"
