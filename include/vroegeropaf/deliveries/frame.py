"""The columns that the rules judge, derived from rows: one line a row, `record_no` says which. Pure."""

from collections.abc import Sequence
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
)
COLUMNS = frozenset({"record_no", *TEXTS, *NUMBERS})


def columns(rows: Sequence[Row], reference_on: date) -> dict[str, list[Any]]:
    """
    Return the judged columns of `rows`, each as long as `rows`; None where there is no value.

    Notes
    -----
    Ages and distances in days are counted back from the reference date (positive: before it), hand-over
    forward. `occurrence` counts the rows of the same contract and tenant number so far, itself included.
    """
    seen: dict[tuple[Any, Any], int] = {}
    table: dict[str, list[Any]] = {name: [] for name in ("record_no", *TEXTS, *NUMBERS)}
    for row in rows:
        found = row.values
        key = (found.get("contract_no"), found.get("tenant_no"))
        seen[key] = seen.get(key, 0) + 1
        derived = _derived(found, reference_on)
        derived["occurrence"] = float(seen[key]) if all(key) else None
        table["record_no"].append(row.record_no)
        for name in TEXTS:
            table[name].append(found.get(name) or None)
        for name in NUMBERS:
            table[name].append(derived[name])
    return table


def _derived(found: dict[str, Any], reference_on: date) -> dict[str, float | None]:
    arrears, rent = found.get("arrears_eur"), found.get("rent_eur")
    age_days = _days(found.get("born_on"), reference_on)
    return {
        "house_number": _number(found.get("house_number")),
        "arrears_eur": _number(arrears),
        "arrears_months": _number(found.get("arrears_months")),
        "rent_ratio": float(arrears / rent) if arrears is not None and rent else None,
        "due_age_days": _days(found.get("oldest_due_on"), reference_on),
        "age_years": None if age_days is None else age_days / DAYS_A_YEAR,
        "handover_delta_days": _days(reference_on, found.get("handover_on")),
        "letter_age_days": _days(found.get("letter_14_days_on"), reference_on),
        "tenancy_days": _days(found.get("tenancy_from"), found.get("tenancy_to")),
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _days(start: date | None, end: date | None) -> float | None:
    return None if start is None or end is None else float((end - start).days)
