"""The demo, run once for all acceptance tests of this process: a real stack from nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from vroegeropaf.local.stack import forget

TIMEOUT_S = 600


@dataclass(frozen=True)
class Told:
    """What a demo left behind."""

    state_dir: Path
    exit_code: int
    output: str

    @property
    def counts(self) -> dict[str, int]:
        """The counts of its report."""
        return dict(json.loads((self.state_dir / "report.json").read_text(encoding="utf-8")))


def run_demo(state_dir: Path) -> Told:
    """Run ``vroegeropaf demo --once`` as a user does."""
    command = str(Path(sys.executable).with_name("vroegeropaf"))
    ended = subprocess.run(
        [command, "demo", "--once", "--state", str(state_dir)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        stdin=subprocess.DEVNULL,
    )
    return Told(state_dir, ended.returncode, ended.stdout + ended.stderr)


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The demo from nothing; its state is removed after the last test."""
    state_dir = tmp_path_factory.mktemp("demo")
    yield run_demo(state_dir)
    forget(state_dir)
