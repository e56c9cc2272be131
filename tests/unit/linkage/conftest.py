"""Fixtures of the linkage tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from linkage_lab import comparer, judge

__all__ = ["comparer", "judge"]
