"""Splink's settings field by field, learned by EM on the rows themselves."""

import json
import logging
from typing import Any

import duckdb

NEAR_NAME = "jaro_winkler_similarity({c}_l, {c}_r) >= 0.88"
ONE_EDIT = "damerau_levenshtein({c}_l, {c}_r) <= 1"
TWO_EDITS = "damerau_levenshtein({c}_l, {c}_r) <= 2"


def field(column: str, *near: str, by_frequency: bool = False) -> dict[str, Any]:
    """Return the comparison of a text: missing, equal, each step of `near`, different."""
    equal: dict[str, Any] = {"sql_condition": f"{column}_l = {column}_r", "label_for_charts": "equal"}
    if by_frequency:
        equal |= {"tf_adjustment_column": column, "tf_adjustment_weight": 1.0}
    missing = f"coalesce({column}_l, '') = '' or coalesce({column}_r, '') = ''"
    return comparison(column, missing, equal, *(step.format(c=column) for step in near))


def comparison(name: str, missing: str, first: dict[str, Any], *others: str) -> dict[str, Any]:
    """Return a comparison whose steps are tried in this order."""
    steps = [
        {"sql_condition": step, "label_for_charts": f"near {number}"} for number, step in enumerate(others, 1)
    ]
    unknown = {"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True}
    last = {"sql_condition": "ELSE", "label_for_charts": "differ"}
    return {"output_column_name": name, "comparison_levels": [unknown, first, *steps, last]}


def settings(comparisons: list[dict[str, Any]], keys: list[str]) -> dict[str, Any]:
    """Return untrained settings; `keys` are Splink's blocking rules."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "row_id",
        "blocking_rules_to_generate_predictions": keys,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "comparisons": comparisons,
    }


def trained(
    db: duckdb.DuckDBPyConnection,
    untrained: dict[str, Any],
    sure: list[str],
    recall: float,
    learn_from: list[str],
    random_pairs: int = 2_000_000,
) -> dict[str, Any]:
    """
    Return settings with m, u and prior learned from the table ``compared`` alone.

    Parameters
    ----------
    db, untrained
        Connection and settings.
    sure, recall
        Rules that are right as good as always, and our guess at the share of true pairs that they find.
    learn_from
        Blocking rules of the runs of EM.
    random_pairs
        Number of arbitrary pairs that teach u.
    """
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    linker = Linker(DuckDBAPI(connection=db).register("compared"), untrained, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(sure, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=random_pairs, seed=1)
    for rule in learn_from:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found: dict[str, Any] = json.loads(json.dumps(linker.misc.save_model_to_json()))
    return found
