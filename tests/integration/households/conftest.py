"""Lets the tests of linkage and cases import their helper `linkage_rows`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
