"""Made-up rows in an engine, with their truth beside them."""

import tempfile
from pathlib import Path

from vroegeropaf.linkage import file_rows
from vroegeropaf.linkage.engine import Comparer
from vroegeropaf.linkage.training import delivered


def made_pool(engine: Comparer, seed: int, rows: int, months: int = 1) -> None:
    """Let the engine hold made-up rows, cleaned, and the table ``truth`` beside them."""
    with tempfile.TemporaryDirectory() as folder:
        path, truth = Path(folder) / "rows.csv", Path(folder) / "truth.csv"
        delivered.write(delivered.rows(seed, rows, months), path, truth)
        file_rows.read(engine, path)
        engine.set(file=str(truth))
        engine.run("training/truth")
    engine.clean()
