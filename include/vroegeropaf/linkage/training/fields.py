"""
What is compared, in which steps: the skeleton of a model, before anything is learned. Pure data.

Every step has a code; ``missing`` (one side was not delivered) adds nothing. The steps are tried from top to
bottom; the first that holds counts.
"""

from typing import Any

MISSING = "missing"
SHARED_PART = "share_name(names_l, names_r)"
NEAR_PART = (
    "(within_one_edit(name1_l, name1_r) and length(name1_l) > 3 and length(name1_r) > 3)"
    " or (name2_l is not null and within_one_edit(name2_l, name1_r) and length(name2_l) > 3)"
    " or (name2_r is not null and within_one_edit(name1_l, name2_r) and length(name2_r) > 3)"
)
SAME_DOOR = "(door_l <> '' and door_l = door_r)"
SAME_NUMBER = (
    "(number_key_l <> '' and number_key_l = number_key_r"
    " and (suffix_l = '' or suffix_r = '') and suffix_l <> suffix_r)"
)
# surname and door in one: members of a family share both, so that they tell less together than each apart
SURNAME_DOOR = (
    ("door_and_surname", f"{SAME_DOOR} and {SHARED_PART}"),
    ("door_and_surname_near", f"{SAME_DOOR} and ({NEAR_PART})"),
    ("number_and_surname", f"{SAME_NUMBER} and {SHARED_PART}"),
    ("street_and_surname", f"postcode_l <> '' and postcode_l = postcode_r and {SHARED_PART}"),
    ("door", SAME_DOOR),
    ("surname", SHARED_PART),
    ("surname_near", NEAR_PART),
)
BORN = (
    ("first_of_january", "born_on_l = born_on_r and born_text_l[5:] = '0101'"),
    ("equal", "born_on_l = born_on_r"),
    (
        "swapped",
        "born_text_l[:4] = born_text_r[:4] and born_text_l[5:6] = born_text_r[7:]"
        " and born_text_l[7:] = born_text_r[5:6]",
    ),
    # ten years apart is a generation, not a typing error
    (
        "near",
        "damerau_levenshtein(born_text_l, born_text_r) <= 1 and abs(year(born_on_l) - year(born_on_r)) < 10",
    ),
)
BOTH_GIVEN = "(given_raw_l <> '' and given_raw_r <> '')"
# one runs on where the other stops: Mohamed Amin and Mohamed Yassin are two
COMPATIBLE = (
    "(starts_with(initials_l, initials_r) or starts_with(initials_r, initials_l)"
    " or length(initials_l) = 1 or length(initials_r) = 1)"
)
SAME_INITIALS = "(initials_l = initials_r and length(initials_l) > 1)"
GIVEN = (
    ("given_equal", f"{BOTH_GIVEN} and given_raw_l = given_raw_r and {COMPATIBLE}"),
    (
        "given_nickname",
        f"{BOTH_GIVEN} and given_raw_l <> given_raw_r and list_has_any(given_forms_l, given_forms_r)",
    ),
    (
        "given_near",
        f"{BOTH_GIVEN} and given_raw_l <> given_raw_r"
        " and (within_one_edit(given_raw_l, given_raw_r) and length(given_raw_l) > 3"
        " or (least(length(given_raw_l), length(given_raw_r)) > 2"
        " and (starts_with(given_raw_l, given_raw_r) or starts_with(given_raw_r, given_raw_l))))",
    ),
    ("initials_equal", f"not {BOTH_GIVEN} and {SAME_INITIALS}"),
    (
        "initial_equal",
        f"not {BOTH_GIVEN} and list_has_any(first_initials_l, first_initials_r) and {COMPATIBLE}",
    ),
    (
        "initials_conflict",
        "list_has_any(first_initials_l, first_initials_r)"
        f" and (not {BOTH_GIVEN} or {SAME_INITIALS} or given_raw_l = given_raw_r)",
    ),
    ("initials_differ", f"not {BOTH_GIVEN}"),
)
CONTACT = (("shared", "(phone_l <> '' and phone_l = phone_r) or (email_l <> '' and email_l = email_r)"),)

# the corporation itself says so; co-tenants of one contract have numbers of their own
CONTRACT = (
    (
        "same_contract",
        "corporation_l = corporation_r and contract_no_l <> '' and contract_no_l = contract_no_r"
        " and tenant_no_l = tenant_no_r",
    ),
    ("same_tenant", "corporation_l = corporation_r and tenant_key_l <> '' and tenant_key_l = tenant_key_r"),
)

_FIELDS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "contract": (
        "(contract_no_l = '' or contract_no_r = '') and (tenant_key_l = '' or tenant_key_r = '')",
        CONTRACT,
    ),
    "surname_door": ("len(names_l) = 0 or len(names_r) = 0", SURNAME_DOOR),
    "born": ("born_on_l is null or born_on_r is null", BORN),
    "given": ("initials_l = '' or initials_r = ''", GIVEN),
    "contact": (
        "not ((phone_l <> '' and phone_r <> '') or (email_l <> '' and email_r <> ''))",
        CONTACT,
    ),
}
FIELDS = tuple(_FIELDS)
# decided, not learned: a number that the corporation gave outweighs a typing error, not another person
FIXED_BITS = {"contract": {"same_contract": 24.0, "same_tenant": 16.0, "differ": 0.0}}
# how common a name is corrects the step that rests on it alone
FREQUENCIES = {"surname": "name1", "given_equal": "given_raw"}
SMALLEST_SHARE = 0.00004


def levels(field: str) -> list[str]:
    """Return the codes of a field in the order of Splink's numbers, ``missing`` (-1) first."""
    steps = [code for code, _ in _FIELDS[field][1]]
    return [MISSING, "differ", *reversed(steps)]


def settings() -> dict[str, Any]:
    """Return the untrained Splink settings."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "row_id",
        "probability_two_random_records_match": 0.0001,
        "blocking_rules_to_generate_predictions": ["l.name1 = r.name1 and l.born_on = r.born_on"],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "comparisons": [_comparison(field) for field in FIELDS],
    }


def _comparison(field: str) -> dict[str, Any]:
    missing, steps = _FIELDS[field]
    return {
        "output_column_name": field,
        "comparison_levels": [
            {"sql_condition": missing, "label_for_charts": MISSING, "is_null_level": True},
            *[_level(code, condition) for code, condition in steps],
            {"sql_condition": "ELSE", "label_for_charts": "differ"},
        ],
    }


def _level(code: str, condition: str) -> dict[str, Any]:
    level: dict[str, Any] = {"sql_condition": condition, "label_for_charts": code}
    if code in FREQUENCIES:
        level |= {
            "tf_adjustment_column": FREQUENCIES[code],
            "tf_minimum_u_value": SMALLEST_SHARE,
            "disable_tf_exact_match_detection": True,
        }
    return level
