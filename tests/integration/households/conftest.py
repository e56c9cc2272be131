"""Lets the tests of linkage and cases import their helper `linkage_rows` and `case_work`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
