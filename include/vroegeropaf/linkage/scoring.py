"""Weights of pairs of rows, by Splink."""

import logging
from typing import Any

import duckdb


def predict(
    db: duckdb.DuckDBPyConnection, settings: dict[str, Any], pairs: str, from_bits: float | None = None
) -> None:
    """
    Score pairs of the view ``compared`` into the table ``prediction``.

    Parameters
    ----------
    db
        Connection to the pool.
    settings
        Splink's settings, the prior included.
    pairs
        Name of a table of pairs: match_key, join_key_l, join_key_r.
    from_bits
        Lowest weight that is kept; None: all.
    """
    from splink import DuckDBAPI, Linker  # here: it takes a second, and a run without pairs needs none

    logging.getLogger("splink").setLevel(logging.ERROR)
    if not db.execute(f"select count(*) from {pairs}").fetchall()[0][0]:  # noqa: S608
        db.execute(f"create or replace table prediction ({_columns(settings)})").fetchall()
        return
    api = DuckDBAPI(connection=db)
    linker = Linker(api.register("compared"), settings, log_level=logging.ERROR)
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    scored = linker.inference.predict(threshold_match_weight=from_bits, warning_mode="never")
    db.execute(f"create or replace table prediction as select * from {scored.physical_name}").fetchall()  # noqa: S608
    scored.drop_table_from_database_and_remove_from_cache()


def _columns(settings: dict[str, Any]) -> str:
    """Return the columns of a prediction of no pairs."""
    fields = [comparison["output_column_name"] for comparison in settings["comparisons"]]
    columns = ["match_weight double", "row_id_l bigint", "row_id_r bigint"]
    columns += [f"gamma_{field} integer, mw_{field} double" for field in fields]
    columns += [f"mw_tf_adj_{field} double" for field in ("surname_door", "given")]
    return ", ".join(columns)
