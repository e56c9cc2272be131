"""The deterministic scorer: cleaned rules and the guards that never let a doubtful pair through. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from vroegeropaf.linkage.blocks import candidate_pairs
from vroegeropaf.linkage.cleaning import CleanRow
from vroegeropaf.linkage.scorer import PairVerdict, Zone

RETURNING = "returning_contract"
CO_TENANT = "co_tenant"

Agreement = Literal["equal", "near", "differ", "missing"]


def within_one_edit(a: str, b: str) -> bool:
    """Return whether one letter changed, added, dropped, or two neighbours swapped turns `a` into `b`."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        return rest_a[1:] == rest_b[1:] or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:])
    return rest_a[1:] == rest_b or rest_a == rest_b[1:]


def compare_birth_dates(a: date | None, b: date | None) -> Agreement:
    """Return how two birth dates agree; ``near`` is one typing error or day and month swapped."""
    if a is None or b is None:
        return "missing"
    if a == b:
        return "equal"
    is_swapped = a.year == b.year and (a.day, a.month) == (b.month, b.day)
    return "near" if is_swapped or within_one_edit(f"{a:%Y%m%d}", f"{b:%Y%m%d}") else "differ"


def compare_surnames(a: tuple[str, ...], b: tuple[str, ...]) -> Agreement:
    """Return ``equal`` when a part is shared, ``near`` when two longer parts differ by one typing error."""
    if not a or not b:
        return "missing"
    if set(a) & set(b):
        return "equal"
    is_near = any(min(len(one), len(other)) >= 4 and within_one_edit(one, other) for one in a for other in b)
    return "near" if is_near else "differ"


def compare_initials(a: str, b: str) -> Agreement:
    """Return ``near`` when one runs on where the other stops, or only later initials disagree."""
    if not a or not b:
        return "missing"
    if a == b:
        return "equal"
    return "near" if a[0] == b[0] else "differ"


def compare_given_names(a: str, b: str) -> Agreement:
    """Return ``near`` when one first name begins with the other (Jan, Janneke)."""
    if not a or not b:
        return "missing"
    if a == b:
        return "equal"
    return "near" if a.startswith(b) or b.startswith(a) else "differ"


class CleanedRules:
    """
    Scorer by rules.

    Notes
    -----
    Our choice, after the measurements of wrong merges: a wrong merge shows one tenant's debt to another's
    visitor, a missed one only costs a second visit. So an automatic link asks birth date, surname part, all
    initials, door and two corporations; whatever is weaker goes to the steward; phone or e-mail alone says
    nothing.
    """

    version = "rules-1"

    def judge(self, rows: Sequence[CleanRow]) -> list[PairVerdict]:
        """Return the verdict on each pair of rows that shares a blocking key."""
        return [judge_pair(a, b) for a, b in candidate_pairs(rows)]


def judge_pair(a: CleanRow, b: CleanRow) -> PairVerdict:
    """Return what the rules think of two rows."""
    if (a.corporation, a.contract_no) == (b.corporation, b.contract_no):
        zone, rule, guard = _same_contract(a, b)
    elif guard := _says_two_persons(a, b):
        zone, rule = "separate", "guarded"
    elif a.door and a.door == b.door:
        zone, rule, guard = _same_door(a, b)
    else:
        zone, rule, guard = _other_door(a, b)
    left, right = sorted((a.signal_id, b.signal_id))
    return PairVerdict(left, right, zone, rule, guard)


def _same_contract(a: CleanRow, b: CleanRow) -> tuple[Zone, str, str]:
    if a.tenant_no != b.tenant_no:
        return "separate", CO_TENANT, "other_tenant_number"
    if compare_birth_dates(a.born_on, b.born_on) == "differ":
        return "steward", RETURNING, "birth_dates_differ"
    if compare_surnames(a.surname_parts, b.surname_parts) == "differ":
        return "steward", RETURNING, "surname_differs"
    if compare_initials(a.initials, b.initials) == "differ":
        return "steward", RETURNING, "initials_disagree"
    if compare_given_names(a.given_name, b.given_name) == "differ":
        return "steward", RETURNING, "first_names_differ"
    return "auto", RETURNING, ""


def _says_two_persons(a: CleanRow, b: CleanRow) -> str:
    """Return the guard that keeps father and son, twins and couples apart, or nothing."""
    given = compare_given_names(a.given_name, b.given_name)
    initials = compare_initials(a.initials, b.initials)
    if compare_birth_dates(a.born_on, b.born_on) == "differ":
        return "birth_dates_differ"
    if given == "differ" and initials != "equal":
        return "first_names_differ"
    if initials == "differ" and given not in ("equal", "near"):
        return "initials_disagree"
    return ""


def _same_door(a: CleanRow, b: CleanRow) -> tuple[Zone, str, str]:
    born = compare_birth_dates(a.born_on, b.born_on)
    surname = compare_surnames(a.surname_parts, b.surname_parts)
    initials = compare_initials(a.initials, b.initials)
    given = compare_given_names(a.given_name, b.given_name)
    is_name_alike = initials in ("equal", "near") or given in ("equal", "near")
    if born == "equal" and surname == "equal":
        guard = _guard_at_door(a, b, initials, given)
        return ("steward" if guard else "auto"), "born_surname_initials_door", guard
    if born == "equal" and (initials == "equal" or given == "equal"):
        return "steward", "born_initials_door", "surname_near" if surname == "near" else "surname_differs"
    if born == "near" and surname == "equal" and is_name_alike:
        return "steward", "surname_initials_door", "birth_date_near"
    if born == "missing" and surname == "equal" and is_name_alike:
        return "steward", "surname_initials_door", "birth_date_missing"
    return "separate", "same_door", "too_little"


def _guard_at_door(a: CleanRow, b: CleanRow, initials: Agreement, given: Agreement) -> str:
    if given in ("near", "differ"):
        return "first_names_differ"
    if initials == "missing":
        return "initials_missing"
    if initials != "equal":
        return "initials_disagree"
    if a.corporation == b.corporation:
        return "same_tenant_number" if a.tenant_no == b.tenant_no else "two_tenant_numbers"
    return ""


def _other_door(a: CleanRow, b: CleanRow) -> tuple[Zone, str, str]:
    born = compare_birth_dates(a.born_on, b.born_on)
    is_surname_equal = compare_surnames(a.surname_parts, b.surname_parts) == "equal"
    is_name_alike = is_surname_equal and (
        compare_initials(a.initials, b.initials) == "equal"
        or compare_given_names(a.given_name, b.given_name) == "equal"
    )
    if (a.corporation, a.tenant_no) == (b.corporation, b.tenant_no) and is_surname_equal:
        return "steward", "tenant_number", "other_address"
    if born == "equal" and is_name_alike:
        return "steward", "born_surname_initials", "other_address"
    has_contact = (a.phone != "" and a.phone == b.phone) or (a.email != "" and a.email == b.email)
    if has_contact and is_name_alike:
        return (
            "steward",
            "surname_initials_contact",
            "birth_date_near" if born == "near" else "birth_date_missing",
        )
    return "separate", "other_door", "too_little"
