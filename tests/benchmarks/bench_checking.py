"""Checking: the whole verdict on the lists of six corporations, in one process, without loading them."""

import io
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import pytest
from benchmarks import measure

ROWS = 1000
CHILDREN = 2
STEPS = 3  # of a child, one run each: imports, the six files, the six files again


def check(run: int, files: dict[str, str]) -> measure.Work:
    """Import what a check needs; then check six files; then again."""
    if run == 0:
        return measure.Work(_import_all)
    from benchmarks import made

    from vroegeropaf.deliveries.check import check_file

    region = made.example_region()
    lists = {corporation: Path(file) for corporation, file in files.items()}
    contents = {corporation: (path.name, path.read_bytes()) for corporation, path in lists.items()}

    def act() -> list[object]:
        return [
            check_file(content, name, corporation, region, made.TODAY)
            for corporation, (name, content) in contents.items()
        ]

    return measure.Work(
        act, lambda verdicts: {"accepted": sum(v.verdict.startswith("accepted") for v in verdicts)}
    )


def _import_all() -> None:
    import great_expectations
    import great_expectations.core
    import great_expectations.expectations.registry  # noqa: F401
    import pandas  # noqa: F401

    import vroegeropaf.deliveries.check  # noqa: F401


def read(run: int, files: dict[str, str]) -> measure.Work:
    """Import pandas; then read six files as text; then again."""
    if run == 0:
        return measure.Work(lambda: __import__("pandas"))
    import pandas

    contents = [Path(file).read_bytes() for file in files.values()]
    separators = [max(";,\t", key=content.splitlines()[0].decode("cp1252").count) for content in contents]
    encodings = ["cp1252" if corporation == "mitros" else "utf-8" for corporation in files]

    def act() -> int:
        return sum(
            len(pandas.read_csv(io.BytesIO(content), sep=sep, encoding=encoding, dtype=str))
            for content, encoding, sep in zip(contents, encodings, separators, strict=True)
        )

    return measure.Work(act)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[measure.Sample, ...]]:
    """Return the samples of both sides for one of the steps."""
    from benchmarks import made

    folder, files = tmp_path_factory.mktemp("lists"), {}
    for seed, corporation in enumerate(sorted(made.example_region().parties.corporations)):
        name, content = made.arrears_file(ROWS, corporation, seed)
        (folder / name).write_bytes(content)
        files[corporation] = str(folder / name)

    @lru_cache
    def samples() -> list[measure.Sample]:
        jobs = [partial(measure.in_child, job, STEPS, files=files) for job in (check, read)]
        return measure.side_by_side(CHILDREN, *jobs)

    return lambda step: tuple(sample.nth(step, STEPS) for sample in samples())


def test_imports(
    measured: Callable[[int], tuple[measure.Sample, ...]], report: Callable[[measure.Figure], None]
) -> None:
    """Seconds of imports before a file can be checked against the rules, paid once a process."""
    product, floor = measured(0)
    report(measure.timed("imports", "s", product, ("import pandas", floor)))


def test_six_files(
    measured: Callable[[int], tuple[measure.Sample, ...]], report: Callable[[measure.Figure], None]
) -> None:
    """Seconds for six files of 1,000 rows after the imports, the first ones of a process."""
    product, floor = measured(1)
    facts = {"rows": 6 * ROWS, "files accepted": int(product.fact("accepted"))}
    report(
        measure.timed("six files of 1,000 rows", "s", product, ("pandas.read_csv", floor), lambda s: s, facts)
    )


def test_six_files_again(
    measured: Callable[[int], tuple[measure.Sample, ...]], report: Callable[[measure.Figure], None]
) -> None:
    """Seconds for the same six files in a process that has checked files before."""
    product, floor = measured(2)
    report(measure.timed("six files once more", "s", product, ("pandas.read_csv", floor)))
