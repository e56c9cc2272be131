"""What else could link tenants: rules in SQL, a score of likeness, plain Splink; on our own cleaned rows."""

from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks import counting, likeness, pools, splink_fields
from benchmarks.counting import Counts, Truth
from numpy.typing import NDArray

from vroegeropaf.linkage.cluster import Ids
from vroegeropaf.linkage.engine import Comparer

Found = dict[str, Counts]
LIKENESS = {"surname": 0.3, "given": 0.15, "initials": 0.1, "born": 0.25, "door": 0.2, "phone": 0.1}
USUAL_KEYS = [
    "l.name1 = r.name1 and l.born_text = r.born_text",
    "l.number_key = r.number_key",
    "l.given_raw = r.given_raw and l.born_text = r.born_text",
    "l.name1 = r.name1 and l.initials = r.initials",
    "l.phone = r.phone and l.phone <> ''",
    "l.email = r.email and l.email <> ''",
]
# what hangs together is one field, so that nothing counts twice
NO_GIVEN = "initials_l = '' or initials_r = ''"
BOTH_GIVEN = "given_raw_l <> '' and given_raw_r <> ''"
GIVEN: tuple[dict[str, Any], str, str, str] = (
    {"sql_condition": f"{BOTH_GIVEN} and given_raw_l = given_raw_r", "label_for_charts": "equal"},
    f"{BOTH_GIVEN} and jaro_winkler_similarity(given_raw_l, given_raw_r) >= 0.88",
    f"not ({BOTH_GIVEN}) and initials_l = initials_r",
    f"not ({BOTH_GIVEN}) and initials_l[1] = initials_r[1]",
)
NO_ADDRESS = "postcode_l = '' or postcode_r = ''"
ADDRESS: tuple[dict[str, Any], str, str] = (
    {"sql_condition": "door_l = door_r and door_l <> ''", "label_for_charts": "equal"},
    "number_key_l = number_key_r and number_key_l <> ''",
    "postcode_l = postcode_r",
)
SURE = [
    "l.name1 = r.name1 and l.born_text = r.born_text and l.initials = r.initials",
    "l.name1 = r.name1 and l.number_key = r.number_key and l.given_raw = r.given_raw and l.given_raw <> ''",
]
SURE_RECALL = 0.6


def exact(engine: Comparer, truth: Truth) -> Found:
    """Equal surname, initials and birth date, as delivered."""
    return {"exact": truth.of_edges(pools.edges(engine, "exact_tenants"))}


def seven_rules(engine: Comparer, truth: Truth) -> Found:
    """Seven rules of equality, over cleaned rows."""
    return {"rules": truth.of_edges(pools.edges(engine, "seven_rules"))}


def alike(engine: Comparer, truth: Truth) -> Found:
    """The weighted likeness of rapidfuzz over the product's pairs, at the usual threshold and the best."""
    _candidates(engine)
    edges = pools.edges_from(engine, "select join_key_l, join_key_r from pair")
    table = engine.db.execute(pools.statement("tenants_text")).fetchnumpy()
    scores = likeness.scores(table, edges, LIKENESS)
    return {
        "usual": truth.of_edges(edges[scores >= likeness.USUAL]),
        "best": counting.best_by_truth(truth, edges, scores),
    }


def plain_splink(engine: Comparer, truth: Truth) -> Found:
    """Splink as usual: field by field, EM on the rows, no guards; p at least .5, and the best threshold."""
    edges, weights = scored_by_splink(engine)
    return {
        "usual": truth.of_edges(edges[weights >= 0]),
        "best": counting.best_by_truth(truth, edges, weights),
    }


def scored_by_splink(engine: Comparer) -> tuple[Ids, NDArray[np.float64]]:
    """Return pairs and weights of plain Splink; none when EM finds no model in so few rows."""
    from splink import DuckDBAPI, Linker
    from splink.internals.exceptions import EMTrainingException

    settings = splink_fields.settings(
        [
            splink_fields.field("name1", splink_fields.NEAR_NAME, by_frequency=True),
            splink_fields.comparison("given", NO_GIVEN, *GIVEN),
            splink_fields.field("born_text", splink_fields.ONE_EDIT),
            splink_fields.comparison("address", NO_ADDRESS, *ADDRESS),
            splink_fields.field("phone"),
            splink_fields.field("email"),
        ],
        USUAL_KEYS,
    )
    try:
        learned = splink_fields.trained(
            engine.db,
            settings,
            SURE,
            SURE_RECALL,
            ["l.name1 = r.name1 and l.initials = r.initials", "l.born_text = r.born_text"],
        )
    except (EMTrainingException, ValueError):
        return np.empty((0, 2), dtype=np.int64), np.empty(0)
    linker = Linker(DuckDBAPI(connection=engine.db).register("compared"), learned, log_level=40)
    found = linker.inference.predict(threshold_match_weight=-10, warning_mode="never")
    query = f"select row_id_l, row_id_r, match_weight from {found.physical_name}"
    weights = np.asarray(engine.db.execute(query).fetchnumpy()["match_weight"], dtype=float)
    return pools.edges_from(engine, query), weights


def _candidates(engine: Comparer) -> None:
    """Let the product find pairs, without judging them."""
    engine.db.execute("create or replace table fresh as select row_id from cleaned").fetchall()
    engine.run("pairs")


def door_key(engine: Comparer, truth: Truth) -> Found:
    """One household behind every front door."""
    return {"door": truth.of_edges(pools.edges(engine, "door_key"))}


def door_tie(engine: Comparer, truth: Truth) -> Found:
    """One household of who shares a door and a name, phone or e-mail; with the persons of the rules too."""
    tied = pools.edges(engine, "door_tie")
    persons = pools.edges(engine, "seven_rules")
    return {
        "tie": truth.of_edges(tied),
        "tie and persons": truth.of_edges(np.concatenate([tied, persons])),
    }


PERSON_PEERS: dict[str, Callable[[Comparer, Truth], Found]] = {
    peer.__name__: peer for peer in (exact, seven_rules, alike, plain_splink)
}
HOUSEHOLD_PEERS: dict[str, Callable[[Comparer, Truth], Found]] = {
    peer.__name__: peer for peer in (door_key, door_tie)
}


def told(found: Found) -> dict[str, Any]:
    """Return what a child tells of a peer."""
    return {name: counting.told(counts) for name, counts in found.items()}
