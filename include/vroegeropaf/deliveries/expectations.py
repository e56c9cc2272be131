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
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from vroegeropaf.deliveries import frame
from vroegeropaf.deliveries.reader import Row, Severity
from vroegeropaf.errors import ConfigurationError
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
REGEX = "match_regex"


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

    rows: tuple[Finding, ...] = ()
    file: tuple[Finding, ...] = ()
    not_run: tuple[str, ...] = ()


def run(rows: Sequence[Row], reference_on: date) -> Findings:
    """
    Return what the row rules and the file rules say about `rows`.

    Notes
    -----
    A rule that raised inside the engine is not a fault of the data: its code is in `not_run`.
    """
    if not rows:
        return Findings()
    known = rules(ROWS) | rules(FILE)
    suite = build("rows and file", [*entries(ROWS), *entries(FILE)])
    found: list[Finding] = []
    not_run: list[str] = []
    for result in validate(suite, frame.columns(rows, reference_on)):
        rule = known[result.expectation_config.meta["rule"]]  # the engine keeps no order
        if is_error(result.exception_info):
            not_run.append(rule.code)
        elif not result.success:
            indexes = result.result.get("unexpected_index_list") or []
            found.append(Finding(rule, tuple(sorted(int(number) for number in _numbers(indexes)))))
    found.sort(key=lambda finding: finding.rule.code)
    return Findings(
        rows=tuple(finding for finding in found if finding.rule.code in rules(ROWS)),
        file=tuple(finding for finding in found if finding.rule.code in rules(FILE)),
        not_run=tuple(sorted(not_run)),
    )


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
        codes.add(meta["rule"])
    if not found or len(codes) != len(found):
        raise ConfigurationError("suite_invalid", f"suite {name}: rules are missing or share a code")


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


def validate(suite: "ExpectationSuite", table: Mapping[str, list[Any]]) -> list[Any]:
    """Return the engine's masked results for one suite over one table, in an ephemeral context of its own."""
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    data = pd.DataFrame({column: pd.Series(cells, dtype=_dtype(column)) for column, cells in table.items()})
    asset = context.data_sources.add_pandas("deliveries").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": data})
    return list(batch.validate(suite, result_format=MASKED).results)


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
    return "float64" if column in frame.NUMBERS else "object"


def _invalid(name: str, place: int, what: str) -> ConfigurationError:
    return ConfigurationError("suite_invalid", f"suite {name}, rule {place}: {what}")
