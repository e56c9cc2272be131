"""Learn a model from made-up tenants, and from what stewards decided."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from vroegeropaf.linkage.engine import Comparer, Limits
from vroegeropaf.linkage.model import Model
from vroegeropaf.linkage.scoring import predict
from vroegeropaf.linkage.training import fields, names
from vroegeropaf.linkage.training.limits import with_limits
from vroegeropaf.linkage.training.made_pool import made_pool

SEED = 1
ROWS = 100_000
RANDOM_PAIRS = 5_000_000
MADE_PAIRS = 2_000
PAIRS_PER_ROW = 0.2
CONTACT_BITS = 5.0
MOST_ROWS = 120
SHARES_KEPT = 0.00003
UNSEEN = 0.0001  # a name that the made-up tenants lack may be common in a region
Counts = dict[str, Counter[str]]


@dataclass(frozen=True)
class Taught:
    """m and u of every level, by field."""

    m: dict[str, dict[str, float]]
    u: dict[str, dict[str, float]]


def train(version: str, seed: int = SEED, rows: int = ROWS, real: Counts | None = None) -> Model:
    """
    Return a model that has learned from made-up tenants; the same seed teaches the same.

    Parameters
    ----------
    version
        Name of the model.
    seed, rows
        Which made-up tenants, and how many rows of them.
    real
        Levels counted over pairs that stewards and the rules hold to be one person, if any: what they say of
        real rows counts as much as `MADE_PAIRS` made-up pairs.
    """
    blank = Model(
        version=version,
        settings=_guess(fields.settings()),
        levels={field: fields.levels(field) for field in fields.FIELDS},
        pairs_per_row=PAIRS_PER_ROW,
        auto_bits=0.0,
        contact_bits=CONTACT_BITS,
        ask_bits={},
        likely_bits={},
        most_rows=MOST_ROWS,
        unseen_surname=UNSEEN,
        unseen_given=UNSEEN,
        surname_share={},
        given_share={},
        nickname=nicknames(),
    )
    with Comparer(blank, Limits(memory_mb=4_000, may_spill=True)) as engine:
        made_pool(engine, seed, rows)
        engine.set(rows=rows, random_pairs=RANDOM_PAIRS)
        taught = _teach(engine, blank, rows, real or {})
        surname_share, given_share = _shares(engine)
    learned = replace(
        blank, settings=_filled(blank.settings, taught), surname_share=surname_share, given_share=given_share
    )
    return with_limits(learned)


def nicknames() -> dict[str, list[str]]:
    """Return what people are called, as the engine cleans it, with the official names it may stand for."""
    found: dict[str, set[str]] = {}
    for (_, given), called in names.load().nicknames.items():
        for one in called:
            found.setdefault(_plain(one), set()).add(_plain(given))
    return {called: sorted(forms) for called, forms in found.items()}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ı", "i")).lower()
    first = re.match("[a-z]+", "".join(sign for sign in letters if not unicodedata.combining(sign)))
    return first[0].replace("ij", "y") if first else ""


def _teach(engine: Comparer, model: Model, rows: int, real: Counts) -> Taught:
    matches = _blended(count(engine, model, "matches"), real)
    strangers = count(engine, model, "arbitrary")
    # what only neighbours, or people with one phone, have in common is too rare for a sample: counted in full
    near = count(engine, model, "strangers_neighbours")
    reached = count(engine, model, "strangers_phone")
    written = count(engine, model, "strangers_email")
    every = rows * (rows - 1) / 2
    at_door = (
        "door_and_surname",
        "door_and_surname_near",
        "number_and_surname",
        "street_and_surname",
        "door",
    )
    exact = {"surname_door": {level: near["surname_door"][level] / every for level in at_door}}
    shared = reached["contact"]["shared"] + written["contact"]["shared"]
    known = sum(n for level, n in strangers["contact"].items() if level != fields.MISSING) / RANDOM_PAIRS
    exact["contact"] = {"shared": shared / every / max(known, 1e-9)}
    return Taught(
        {field: _probabilities(matches[field], model.levels[field], {}) for field in fields.FIELDS},
        {
            field: _probabilities(strangers[field], model.levels[field], exact.get(field, {}))
            for field in fields.FIELDS
        },
    )


def count(engine: Comparer, model: Model, pairs: str) -> Counts:
    """Count the levels of the pairs that ``training/<pairs>.sql`` chooses, per field."""
    engine.run("compared")
    engine.run(f"training/{pairs}")
    predict(engine.db, model.settings, "sample")
    found: Counts = {}
    for field in fields.FIELDS:
        counted = engine.rows(f"select gamma_{field}, count(*) from prediction group by 1")  # noqa: S608
        found[field] = Counter({model.levels[field][gamma + 1]: number for gamma, number in counted})
    return found


def _blended(made: Counts, real: Counts) -> Counts:
    """Return the levels of made-up pairs, scaled to `MADE_PAIRS`, with those of real pairs beside them."""
    if not real:
        return made
    return {
        field: Counter(
            {level: number * MADE_PAIRS / made[field].total() for level, number in made[field].items()}
        )
        + real[field]
        for field in made
    }


def _probabilities(counted: Counter[str], levels: Iterable[str], exact: dict[str, float]) -> dict[str, float]:
    """Return the share of each level among the pairs that could be compared; no level is impossible."""
    known = [level for level in levels if level != fields.MISSING]
    total = sum(counted[level] for level in known)
    found = {level: (counted[level] + 0.5) / (total + 0.5 * len(known)) for level in known}
    for level, share in exact.items():
        found[level] = max(share, 1e-9)
    return found


def _shares(engine: Comparer) -> tuple[dict[str, float], dict[str, float]]:
    surnames, given = (
        {
            name: round(share, 7)
            for name, share in sorted(engine.query(f"training/{kind}"))
            if share > SHARES_KEPT
        }
        for kind in ("surname_shares", "given_shares")
    )
    return surnames, given


def _guess(settings: dict[str, Any]) -> dict[str, Any]:
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                level |= {"m_probability": 0.5, "u_probability": 0.1}
    return settings


def _filled(settings: dict[str, Any], taught: Taught) -> dict[str, Any]:
    for comparison in settings["comparisons"]:
        field = comparison["output_column_name"]
        for level in comparison["comparison_levels"]:
            if level.get("is_null_level"):
                continue
            code = level["label_for_charts"]
            if field in fields.FIXED_BITS:
                level |= {"m_probability": 0.5, "u_probability": 0.5 / 2 ** fields.FIXED_BITS[field][code]}
            else:
                level["m_probability"] = round(taught.m[field][code], 9)
                level["u_probability"] = float(f"{taught.u[field][code]:.4g}")
    return settings
