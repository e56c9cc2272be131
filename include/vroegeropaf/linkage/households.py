"""Who lives behind one door together: a second layer over persons, never a merge of persons. Pure."""

from collections.abc import Sequence

from vroegeropaf.linkage.blocks import candidate_pairs
from vroegeropaf.linkage.cleaning import CleanRow
from vroegeropaf.linkage.rules import CO_TENANT


def tie(a: CleanRow, b: CleanRow) -> str:
    """
    Return what binds two signals into one household, or nothing.

    Notes
    -----
    Our choice: one contract, or one door plus a shared surname part, phone or e-mail. The door alone joins
    students and new occupants, and a visit to the wrong household shows somebody else's debt. A tenancy that
    ended before the other began was another household.
    """
    if (a.corporation, a.contract_no) == (b.corporation, b.contract_no):
        return CO_TENANT if a.tenant_no != b.tenant_no else "same_contract"
    if not a.door or a.door != b.door or _follow_each_other(a, b):
        return ""
    if set(a.surname_parts) & set(b.surname_parts):
        return "door_and_surname"
    if a.phone and a.phone == b.phone:
        return "door_and_phone"
    return "door_and_email" if a.email and a.email == b.email else ""


def _follow_each_other(a: CleanRow, b: CleanRow) -> bool:
    return any(
        one.tenancy_to is not None and other.tenancy_from is not None and one.tenancy_to <= other.tenancy_from
        for one, other in ((a, b), (b, a))
    )


def ties(rows: Sequence[CleanRow]) -> dict[tuple[int, int], str]:
    """Return the pairs of signals that share a household, each with the rule that says so."""
    found = ((a, b, tie(a, b)) for a, b in candidate_pairs(rows))
    return {(a.signal_id, b.signal_id): rule for a, b, rule in found if rule}
