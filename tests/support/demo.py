"""Run the demo as a user does, and keep what it said."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
