"""The columns that the rules judge, derived from rows: one line a row, `record_no` says which. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vroegeropaf.deliveries.reader import Row

DAYS_A_YEAR = 365.2425
TEXTS = ("tenant_no", "contract_no", "unit_kind", "surname", "postcode")
NUMBERS = (
    "house_number",
    "arrears_eur",
    "arrears_months",
    "rent_ratio",
    "due_age_days",
    "age_years",
    "handover_delta_days",
    "letter_age_days",
    "tenancy_days",
    "occurrence",
    "contradictions",
)
# what the rules about the file as a whole look at; kept for all rows while the rest goes chunk by chunk
FILE_NUMBERS = ("arrears_eur", "age_years", "handover_delta_days", "rows_read")
COLUMNS = frozenset({"record_no", *TEXTS, *NUMBERS, *FILE_NUMBERS})


@dataclass(frozen=True)
class Repeats:
    """Record numbers that repeat an earlier row, and those that contradict one another."""

    duplicates: frozenset[int] = frozenset()
    conflicts: frozenset[int] = frozenset()


def columns(rows: Sequence[Row], reference_on: date, repeats: Repeats) -> dict[str, list[Any]]:
    """
    Return the judged columns of `rows`, each as long as `rows`; None where there is no value.

    Notes
    -----
    Ages and distances in days are counted back from the reference date (positive: before it), hand-over
    forward. `occurrence` is 2 for a row that repeats an earlier one, `contradictions` 1 for a row that
    another of the same contract and tenant contradicts.
    """
    found = [row.values for row in rows]

    def cells(key: str) -> list[Any]:
        return [each.get(key) for each in found]

    numbers = [row.record_no for row in rows]
    arrears, rent = cells("arrears_eur"), cells("rent_eur")
    ages = _before(cells("born_on"), reference_on)
    return {
        "record_no": numbers,
        **{name: [cell or None for cell in cells(name)] for name in TEXTS},
        "house_number": cells("house_number"),
        "arrears_eur": _floats(arrears),
        "arrears_months": _floats(cells("arrears_months")),
        "rent_ratio": [
            float(owed) / float(each) if owed is not None and each else None
            for owed, each in zip(arrears, rent, strict=True)
        ],
        "due_age_days": _before(cells("oldest_due_on"), reference_on),
        "age_years": [None if days is None else days / DAYS_A_YEAR for days in ages],
        "handover_delta_days": [
            None if days is None else -days for days in _before(cells("handover_on"), reference_on)
        ],
        "letter_age_days": _before(cells("letter_14_days_on"), reference_on),
        "tenancy_days": [
            None if start is None or end is None else (end - start).days
            for start, end in zip(cells("tenancy_from"), cells("tenancy_to"), strict=True)
        ],
        "occurrence": [2 if number in repeats.duplicates else 1 for number in numbers],
        "contradictions": [int(number in repeats.conflicts) for number in numbers],
    }


def _floats(found: Iterable[Any]) -> list[float | None]:
    return [None if value is None else float(value) for value in found]


def _before(days: Iterable[date | None], reference_on: date) -> list[int | None]:
    """Return how many days before the reference date each lies."""
    reference = reference_on.toordinal()
    return [None if day is None else reference - day.toordinal() for day in days]
