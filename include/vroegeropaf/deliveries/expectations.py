"""
The rules of ``include/expectations``, run with Great Expectations. No value of a row ever leaves this module.

The engine is imported inside the functions: it costs seconds, and a file refused at the gates never needs
it. It also forgives too much (an unknown rule is dropped with a log line), so suites are loaded strictly
here.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from vroegeropaf.deliveries import frame
from vroegeropaf.deliveries.reader import Severity
from vroegeropaf.errors import ConfigurationError
from vroegeropaf.policy import Quality
from vroegeropaf.settings import INCLUDE

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite

SUITES = INCLUDE / "expectations"
SEVERITIES = frozenset({"critical", "warning", "info"})
MASKED = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["record_no"],
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}
ROWS, FILE = "rows", "file"
BOUNDED = "between"
FEWEST_COMPARED = 10  # our choice: what a few rows have on average says nothing
MEAN_DRIFT = 2.0  # our choice: half or double the mean arrears of last time is worth a look
NO_BOUNDS = {"rows_min": 0.0, "rows_max": 1e9, "arrears_mean_min": 0.0, "arrears_mean_max": 1e9}
REGEX = "match_regex"


Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Rule:
    """One rule of a suite: its code, the canonical column it speaks of, its weight, its Dutch sentence."""

    code: str
    column: str
    severity: Severity
    sentence: str


@dataclass(frozen=True)
class Finding:
    """A rule that fired: on these records, or on the file as a whole (no records)."""

    rule: Rule
    record_nos: tuple[int, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What the rules found, and the codes of the rules that could not run."""

    found: tuple[Finding, ...] = ()
    not_run: tuple[str, ...] = ()


@dataclass(frozen=True)
class Previous:
    """
    What the last accepted list was like; its figures are bounds of the rules about the file.

    `arrears_mean_eur` is None when nothing of it was accepted.
    """

    rows: int
    arrears_mean_eur: float | None = None

    @classmethod
    def of(cls, rows: int, accepted: int, accepted_cents: int) -> "Previous":
        """Return the figures of a list that was read, from its counts."""
        return cls(rows, accepted_cents / 100 / accepted if accepted else None)

    def parameters(self, quality: Quality) -> dict[str, float]:
        """Return the bounds under the names that ``file.json`` gives them; none for a list of a few rows."""
        if self.rows < FEWEST_COMPARED:
            return NO_BOUNDS
        mean = self.arrears_mean_eur
        return {
            "rows_min": quality.held_below_share * self.rows,
            "rows_max": quality.held_above_share * self.rows,
            "arrears_mean_min": NO_BOUNDS["arrears_mean_min"] if mean is None else mean / MEAN_DRIFT,
            "arrears_mean_max": NO_BOUNDS["arrears_mean_max"] if mean is None else mean * MEAN_DRIFT,
        }


def run_rows(table: Columns) -> Findings:
    """
    Return what the rules about rows say, with the record numbers.

    Parameters
    ----------
    table
        From ``frame.columns``; not empty.

    Notes
    -----
    A rule that raised inside the engine is not a fault of the data: its code is in `not_run`.
    """
    return _run(ROWS, table, {})


def run_file(table: Columns, previous: Previous | None, quality: Quality) -> Findings:
    """
    Return what the rules about the file as a whole say; they name no records.

    Parameters
    ----------
    table
        The columns ``frame.FILE_NUMBERS`` of all rows that the law lets us look at; not empty.
    previous
        The last accepted list; without one there is nothing to compare with.
    quality
        The region's shares.
    """
    return _run(FILE, table, previous.parameters(quality) if previous else NO_BOUNDS)


def _run(name: str, table: Columns, parameters: Mapping[str, float]) -> Findings:
    known = rules(name)
    suite = build(name, entries(name))
    found: list[Finding] = []
    not_run: list[str] = []
    for result in validate(suite, table, parameters):
        rule = known[result.expectation_config.meta["rule"]]  # the engine keeps no order
        if is_error(result.exception_info):
            not_run.append(rule.code)
        elif not result.success:
            indexes = result.result.get("unexpected_index_list") or []
            found.append(Finding(rule, tuple(sorted(int(number) for number in _numbers(indexes)))))
    found.sort(key=lambda finding: finding.rule.code)
    return Findings(tuple(found), tuple(sorted(not_run)))


@lru_cache
def rules(name: str) -> dict[str, Rule]:
    """Return the rules of a suite by code, in the order of the file. Does not load the engine."""
    found: dict[str, Rule] = {}
    for entry in entries(name):
        meta = entry["meta"]
        found[meta["rule"]] = Rule(meta["rule"], meta["field"], entry["severity"], meta["nl"])
    return found


def entries(name: str) -> list[dict[str, Any]]:
    """Return the entries of a suite file; ConfigurationError `suite_invalid` when one is not right."""
    content = json.loads((SUITES / f"{name}.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["expectations"]
    check_entries(name, found)
    return found


def check_entries(name: str, found: Sequence[Mapping[str, Any]]) -> None:
    """Raise ConfigurationError `suite_invalid` unless all entries are complete and codes unique."""
    codes = set()
    for place, entry in enumerate(found, 1):
        meta = entry.get("meta", {})
        if set(entry) != {"type", "kwargs", "severity", "meta"} or set(meta) != {"rule", "field", "nl"}:
            raise _invalid(name, place, "needs type, kwargs, severity and meta with rule, field, nl")
        if entry["severity"] not in SEVERITIES:
            raise _invalid(name, place, "has an unknown severity")
        if entry["kwargs"].get("column") not in frame.COLUMNS:
            raise _invalid(name, place, "judges a column that does not exist")
        if BOUNDED in entry["type"] and not {"min_value", "max_value"} & set(entry["kwargs"]):
            raise _invalid(name, place, "has no bound, so it would always pass")
        if entry["type"].endswith(REGEX) and not entry["kwargs"].get("regex"):
            raise _invalid(name, place, "has no regex, so it would always pass")
        if strange := _parameters(entry["kwargs"]) - set(NO_BOUNDS):
            raise _invalid(name, place, f"asks for unknown parameters {', '.join(sorted(strange))}")
        codes.add(meta["rule"])
    if not found or len(codes) != len(found):
        raise ConfigurationError("suite_invalid", f"suite {name}: rules are missing or share a code")


def _parameters(kwargs: Mapping[str, Any]) -> set[str]:
    return {value["$PARAMETER"] for value in kwargs.values() if isinstance(value, dict)}


def build(name: str, found: Sequence[Mapping[str, Any]]) -> "ExpectationSuite":
    """Return the suite as the engine sees it; ConfigurationError `suite_invalid` when it dropped anything."""
    _silence()
    from great_expectations.core import ExpectationSuite
    from great_expectations.exceptions.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import get_expectation_impl

    for place, entry in enumerate(found, 1):
        try:
            schema = get_expectation_impl(entry["type"]).schema()
        except ExpectationNotFoundError:
            raise _invalid(name, place, "has a type that the engine does not know") from None
        if strange := set(entry["kwargs"]) - set(schema["properties"]):
            raise _invalid(name, place, f"has unknown kwargs {', '.join(sorted(strange))}")
    suite = ExpectationSuite(name=name, expectations=[dict(entry) for entry in found])
    if len(suite.expectations) != len(found):
        raise ConfigurationError(
            "suite_invalid", f"suite {name}: {len(suite.expectations)} of {len(found)} rules built"
        )
    return suite


def validate(suite: "ExpectationSuite", table: Columns, parameters: Mapping[str, float]) -> list[Any]:
    """Return the engine's masked results for one suite over one table, in an ephemeral context of its own."""
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    data = pd.DataFrame({column: pd.Series(cells, dtype=_dtype(column)) for column, cells in table.items()})
    asset = context.data_sources.add_pandas("deliveries").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": data})
    found = batch.validate(suite, result_format=MASKED, expectation_parameters=dict(parameters))
    return list(found.results)


def _silence() -> None:
    """Keep the engine's log to itself: it may hold values, and what matters comes back as a result."""
    log = logging.getLogger("great_expectations")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())


def is_error(exception_info: Mapping[str, Any]) -> bool:
    """Return whether a rule could not run; the engine tells so in two shapes."""
    if "raised_exception" in exception_info:
        return bool(exception_info["raised_exception"])
    return bool(exception_info)


def _numbers(indexes: Sequence[Mapping[str, Any]]) -> list[int]:
    return [number for entry in indexes for number in entry["record_no"]]


def _dtype(column: str) -> str:
    if column == "record_no":
        return "int64"
    return "object" if column in frame.TEXTS else "float64"


def _invalid(name: str, place: int, what: str) -> ConfigurationError:
    return ConfigurationError("suite_invalid", f"suite {name}, rule {place}: {what}")
