"""Link the rows of one file, without a database: for benchmarks, trials and judges of the model."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage import file_rows, model
from vroegeropaf.linkage.engine import Comparer, Limits
from vroegeropaf.linkage.grouping import households_of, questions_of, reviewed
from vroegeropaf.linkage.linked import persons_in

STEPS = ("reading", "cleaning", "comparing", "grouping", "writing")


@dataclass(frozen=True)
class FileLinked:
    """What was found, in counts."""

    rows: int
    persons: int
    households: int
    automatic: int
    questions: int


def link_file(
    path: Path,
    out: Path,
    pairs: Path | None = None,
    limits: Limits | None = None,
    step: Callable[[str], None] = lambda name: None,
) -> FileLinked:
    """
    Write the person and the household of every row of a file.

    Parameters
    ----------
    path
        Rows in the dialect of the file contract, with a column `row_id`.
    out
        Gets ``row_id, person, household, zone, person_with_review``; persons and households are named after
        their first row.
    pairs
        Gets the scored pairs that are not separate: the two row ids, weight, zone, rule, guard.
    limits
        Threads and memory.
    step
        Hears which of `STEPS` begins.

    Raises
    ------
    VroegEropafError
        What `file_rows.read` raises; ``file_unwritable``, ``memory_short``.
    """
    if path.resolve() in [one.resolve() for one in (out, pairs) if one is not None]:
        raise VroegEropafError("file_unwritable", f"{path} would overwrite what it was made of")
    try:
        return _link(path, out, pairs, limits, step)
    except duckdb.OutOfMemoryException:
        raise VroegEropafError(
            "memory_short", f"{path} needs more memory: give more with --memory-mb"
        ) from None


def _link(
    path: Path, out: Path, pairs: Path | None, limits: Limits | None, step: Callable[[str], None]
) -> FileLinked:
    with Comparer(model.load(), limits) as engine:
        step("reading")
        file_rows.read(engine, path)
        step("cleaning")
        engine.clean()
        step("comparing")
        engine.compare()
        verdicts = engine.verdicts()
        step("grouping")
        ties = engine.ties()
        # most rows have nothing to do with any other: they are no work
        busy = {row for one in verdicts for row in one.edge} | {row for edge in ties for row in edge}
        persons, verdicts = persons_in(engine, busy, verdicts)
        households, _ = households_of(persons, ties, former_homes=engine.former_homes(persons.labels))
        likely = reviewed(persons, verdicts, engine.model.likely_bits)
        for name, labels in {"person": persons.labels, "household": households, "likely": likely}.items():
            engine.lay(f"{name}_of", labels.shared(), ["row_id", "root"])
        questions = questions_of(persons, verdicts)
        asked = {row for edge in questions for row in edge}
        engine.lay("asked", [(row,) for row in asked], ["row_id"])
        step("writing")
        engine.run("file_links")
        _write(engine, "select * exclude (row_no) from file_link order by row_no", out)
        rows, persons_found, homes_found, automatic = engine.query("file_counts")[0]
        if pairs:
            _write(engine, engine.text("file_pairs"), pairs)
        return FileLinked(rows, persons_found, homes_found, automatic, len(questions))


def _write(engine: Comparer, query: str, path: Path) -> None:
    try:
        path.write_bytes(b"")
        target = str(path).replace("'", "''")
        engine.db.execute(f"copy ({query}) to '{target}' (format csv, delimiter ';', header)").fetchall()
    except (duckdb.Error, OSError):
        raise VroegEropafError("file_unwritable", f"{path} cannot be written") from None
