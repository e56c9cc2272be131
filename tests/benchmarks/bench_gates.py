"""Gates: what it costs to refuse a file that may not be read at all."""

import csv
import io
import sys
from collections.abc import Callable
from functools import partial
from itertools import count as count_from
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import measure

MEGABYTES = 5
RUNS = 5


def refuse(run: int, file: str, name: str, reason: str) -> measure.Work:
    """Check a file as if it arrived, up to the refusal."""
    from benchmarks import made

    from vroegeropaf.deliveries.check import check_file

    content, region = Path(file).read_bytes(), made.example_region()

    def tell(verdict: Any) -> dict[str, bool]:
        loaded = sys.modules.keys() & {"great_expectations", "pandas"}
        return {
            "is_refused": (verdict.verdict, verdict.reason) == ("refused", reason),
            "engine_loaded": bool(loaded),
        }

    return measure.Work(lambda: check_file(content, name, "viveste", region, made.TODAY), tell)


def read(run: int, file: str) -> measure.Work:
    """Read the same bytes with csv.reader and keep nothing."""
    content = Path(file).read_bytes()

    def act() -> int:
        return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";"))

    return measure.Work(act)


def bsns(count: int) -> list[str]:
    """Return invented numbers that pass the 11-test."""
    from vroegeropaf.deliveries.forbidden import is_bsn

    return list(islice(filter(is_bsn, map(str, count_from(111_000_000))), count))


def refusal(folder: Path, label: str, reason: str, name: str, content: bytes) -> measure.Figure:
    """Return the figure of one bad file."""
    file = folder / name
    file.write_bytes(content)
    size = len(content) / 1024 / 1024
    product, floor = measure.side_by_side(
        2,
        partial(measure.in_child, refuse, RUNS, 1, file=str(file), name=name, reason=reason),
        partial(measure.in_child, read, RUNS, 1, file=str(file)),
    )
    assert all(run.facts == {"is_refused": True, "engine_loaded": False} for run in product.runs)
    facts = {"reason": reason, "MB": size, "great_expectations loaded": False}
    return measure.timed(
        f"refused: {label}",
        "ms per MB",
        product,
        ("csv.reader over the same bytes", floor),
        lambda seconds: seconds * 1000 / size,
        facts,
    )


def test_header(tmp_path: Path, report: Callable[[measure.Figure], None]) -> None:
    """A 5 MB list without the column of surnames: milliseconds per MB until it is refused."""
    from benchmarks import made

    name, content = made.arrears_file(made.rows_of(MEGABYTES))
    content = content.replace(b"achternaam", b"achternamen", 1)
    report(refusal(tmp_path, "column missing", "header_missing", name, content))


def test_forbidden_header(tmp_path: Path, report: Callable[[measure.Figure], None]) -> None:
    """A 5 MB list with a column that is called BSN: milliseconds per MB until it is refused."""
    from benchmarks import made

    name, content = made.arrears_file(made.rows_of(MEGABYTES), BSN=str)
    report(refusal(tmp_path, "forbidden header", "forbidden_column", name, content))


def test_forbidden_cells(tmp_path: Path, report: Callable[[measure.Figure], None]) -> None:
    """A 5 MB list with BSNs under an innocent header: the cells must be read to find them."""
    from benchmarks import made

    rows = made.rows_of(MEGABYTES)
    name, content = made.arrears_file(rows, kenmerk=bsns(rows).__getitem__)
    report(refusal(tmp_path, "forbidden cells", "forbidden_column", name, content))


def test_last_row_cut(tmp_path: Path, report: Callable[[measure.Figure], None]) -> None:
    """A 5 MB list whose upload broke off in the last row: everything must be read to know."""
    from benchmarks import made

    name, content = made.arrears_file(made.rows_of(MEGABYTES))
    report(refusal(tmp_path, "last row cut", "file_cut", name, content[:-100]))
