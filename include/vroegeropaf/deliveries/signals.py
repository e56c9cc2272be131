"""What a good row becomes: a line of the table that signals are loaded from, or a withdrawal. Pure."""

import hmac
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from vroegeropaf.deliveries import fields, legal
from vroegeropaf.deliveries.bailiff import bailiff_date
from vroegeropaf.deliveries.judged import Judged
from vroegeropaf.errors import ConfigurationError

TEXTS = (
    *("tenant_no", "contract_no", "initials", "first_name", "surname_prefix", "surname", "street"),
    *("house_letter", "house_addition", "place", "phone", "email"),
)
OPTIONAL = (
    *("rent_eur", "arrears_months", "letter_14_days_on", "handover_on"),
    *("tenancy_from", "tenancy_to"),
)
FLAGS = ("has_arrangement", "has_bailiff_file", "has_guardian", "is_co_tenant")
OBJECTIONS = (legal.OBJECTION, legal.OBJECTION_HOLDS)
REPEATED = ("duplicate", "duplicate_conflicting")
STORABLE = ("tenant_no", "contract_no", "surname", "house_number", "postcode", "oldest_due_on")


def require_key(hash_key: str) -> None:
    """
    Raise ConfigurationError `hash_key_missing` without a key: what is purged could never be recognised
    again.
    """
    if not hash_key:
        raise ConfigurationError("hash_key_missing", "set VROEGEROPAF_HASH_KEY before any file is taken in")


def contract_key(hash_key: str, corporation: str, tenant_no: str, contract_no: str) -> str:
    """Return the keyed hash that stays behind when a row is purged; it tells nothing to who lacks the key."""
    said = "\x1f".join((corporation, tenant_no, contract_no))
    return hmac.digest(hash_key.encode(), said.encode(), "sha256").hex()


def is_storable(judged: Judged, area: legal.Municipality) -> bool:
    """
    Return whether a row of a list can become a signal at all, whatever a steward says.

    Notes
    -----
    No answer overrides the law: homes only, inside the area, four efforts shown, no objection.
    """
    found = judged.row.values
    if judged.row.cells is None or judged.is_forbidden or any(map(judged.has, REPEATED)):
        return False
    if not all(map(found.get, STORABLE)) or found.get("unit_kind") != fields.HOMES:
        return False
    return bool((found.get("arrears_eur") or 0) > 0 and area(found["postcode"][:4]))


def is_usable_withdrawal(judged: Judged) -> bool:
    """Return whether a row says which contract is withdrawn, and why, in words that we know."""
    found = judged.row.values
    is_known = found.get("reason") in fields.REASONS and not judged.has("duplicate")
    return is_known and bool(found.get("tenant_no") and found.get("contract_no"))


def staged(
    rows: Iterable[Judged], area: legal.Municipality, handover_days: int, whole_key: Callable[[str], str]
) -> Iterator[tuple[Any, ...]]:
    """
    Yield each storable row as it goes into the table ``signal_stage``, in the order of its columns.

    Parameters
    ----------
    rows, area, handover_days
        What to stage, the covenant's area, and the days from the due date to an estimated hand-over.
    whole_key
        Key of a contract number alone: what an objection without a tenant number left behind.

    Notes
    -----
    An implausible birth date is left out: linkage would take it for a fact.
    """
    for judged in rows:
        found = judged.row.values
        bailiff_on, is_estimated = bailiff_date(
            found.get("handover_on"), found["oldest_due_on"], handover_days
        )
        born_on = None if judged.has("age_implausible") else found.get("born_on")
        shown = judged.efforts
        yield (
            judged.row.record_no,
            *map(found.get, TEXTS),
            found["house_number"],
            found["postcode"],
            area(found["postcode"][:4]),
            found["arrears_eur"],
            found["oldest_due_on"],
            bailiff_on,
            is_estimated,
            born_on,
            *map(found.get, OPTIONAL),
            *[bool(found.get(key)) for key in FLAGS],
            *(shown.by_header().values() if shown else (None,) * 4),
            whole_key(found["contract_no"]),
        )


def withdrawal_records(rows: Iterable[Judged]) -> list[dict[str, str]]:
    """
    Return contract, tenant number and reason of each row that withdraws a signal; its objections end theirs
    before.
    """
    return [
        {key: judged.row.values[key] for key in ("tenant_no", "contract_no", "reason")}
        for judged in rows
        if not judged.has(legal.OBJECTION_HOLDS)
    ]


def objection_records(rows: Iterable[Judged]) -> list[dict[str, str]]:
    """
    Return the contracts whose open signal ends because the tenant objected; without a tenant number, all of
    it.
    """
    return [
        {
            "tenant_no": judged.row.values.get("tenant_no") or "",
            "contract_no": judged.row.values["contract_no"],
            "reason": fields.OBJECTED,
        }
        for judged in rows
        if any(map(judged.has, OBJECTIONS))
        and not judged.has("other_corporation")
        and judged.row.values.get("contract_no")
    ]
