"""The shipped model: what was learned, what was decided, and a checksum over both."""

import copy
import csv
import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from vroegeropaf.errors import ConfigurationError
from vroegeropaf.settings import INCLUDE

HOME = INCLUDE / "linkage_model"
FILES = ("settings.json", "surname_share.csv", "given_share.csv", "nickname.csv")
SMALLEST_POOL = 256


@dataclass(frozen=True)
class Model:
    """
    A trained model.

    Parameters
    ----------
    version
        Name of the model; a change of it makes every row linked anew.
    settings
        Splink's settings with m and u.
    levels
        Per field the codes of its levels in the order of Splink's numbers, ``missing`` first.
    pairs_per_row
        How many true pairs a row brings, on average: the prior follows from it and the size of the pool.
    auto_bits
        Lowest match weight of an automatic link, what phone and e-mail add left out.
    contact_bits
        What a shared phone number or e-mail address adds at most to an automatic link: households and
        guardians share them.
    ask_bits, likely_bits
        Per guard the weight from which a steward is asked, and from which the question is more likely one
        person than not.
    most_rows
        More rows than this under one key: the value is a stopgap ("onbekend", an office's number).
    unseen_surname, unseen_given
        Share of a name that the tables do not hold.
    surname_share, given_share, nickname
        Term frequencies, and what people are called.
    """

    version: str
    settings: dict[str, Any]
    levels: dict[str, list[str]]
    pairs_per_row: float
    auto_bits: float
    contact_bits: float
    ask_bits: dict[str, float]
    likely_bits: dict[str, float]
    most_rows: int
    unseen_surname: float
    unseen_given: float
    surname_share: dict[str, float] = field(repr=False)
    given_share: dict[str, float] = field(repr=False)
    nickname: dict[str, list[str]] = field(repr=False)

    @property
    def lowest_bits(self) -> float:
        """Lowest weight that makes a difference: pairs below it are separate."""
        return min([self.auto_bits, *self.ask_bits.values()])

    def pool_step(self, pool_rows: int, linked_by: Iterable[str | None] = ()) -> int:
        """
        Return the size of pool that counts for the prior: a power of two, so that weights change seldom.

        Parameters
        ----------
        pool_rows
            Size of the pool.
        linked_by
            Versions (`version_at`, whatever follows them) that linked the pool before: the step of the
            greatest stays until the pool outgrows it or shrinks to a quarter of it.
        """
        fitting = max(SMALLEST_POOL, 1 << max(pool_rows - 1, 0).bit_length())
        names = [version.split("/") for version in linked_by if version]
        held = max((int(step) for name, step, *_ in names if name == self.version), default=0)
        is_held = 0 < held < 4 * max(pool_rows, SMALLEST_POOL) and pool_rows <= held
        return held if is_held else fitting

    def prior(self, pool_step: int) -> float:
        """
        Return the chance that two arbitrary rows of a pool are one person.

        Notes
        -----
        In a pool of n rows with k true pairs a row, k·n of the n·(n-1)/2 pairs are true.
        """
        return min(0.5, 2 * self.pairs_per_row / pool_step)

    def version_at(self, pool_step: int) -> str:
        """Return what must differ for rows to be linked anew: the model, and the step of the pool's size."""
        return f"{self.version}/{pool_step}"

    def prior_bits(self, pool_step: int) -> float:
        """Return the prior as bits, the first bar of the explanation."""
        prior = self.prior(pool_step)
        return math.log2(prior / (1 - prior))

    def settings_at(self, pool_step: int) -> dict[str, Any]:
        """Return Splink's settings for a pool of this step."""
        return copy.deepcopy(self.settings) | {"probability_two_random_records_match": self.prior(pool_step)}

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the lists of names as tables for the engine."""
        nicknames = sorted(self.nickname.items())
        return {
            "surname_share": pd.DataFrame(sorted(self.surname_share.items()), columns=["part", "share"]),
            "given_share": pd.DataFrame(sorted(self.given_share.items()), columns=["given", "share"]),
            "asked_from": pd.DataFrame(sorted(self.ask_bits.items()), columns=["guard", "ask_bits"]),
            "nickname": pd.DataFrame(nicknames, columns=["nickname", "forms"]),
        }


def checksum(folder: Path, facts: dict[str, Any]) -> str:
    """Return the hash over everything that a model consists of, its own entry left out."""
    said = hashlib.sha256()
    for name in FILES:
        said.update((folder / name).read_bytes())
    said.update(json.dumps({k: v for k, v in facts.items() if k != "checksum"}, sort_keys=True).encode())
    return said.hexdigest()


@lru_cache
def load(folder: Path | None = None) -> Model:
    """
    Read a model; without a folder the shipped one.

    Raises
    ------
    ConfigurationError
        ``model_missing``; ``model_damaged`` when its files are not those that were trained together.
    """
    folder = folder or shipped()
    try:
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        damaged = facts["checksum"] != checksum(folder, facts)
    except (OSError, ValueError, KeyError):
        raise ConfigurationError("model_missing", f"there is no linkage model in {folder.name}") from None
    if damaged:
        raise ConfigurationError(
            "model_damaged", f"the files of linkage model {folder.name} do not belong together"
        )
    nickname: dict[str, list[str]] = {}
    for called, form in _pairs(folder / "nickname.csv"):
        nickname.setdefault(called, []).append(form)
    return Model(
        version=facts["version"],
        settings=json.loads((folder / "settings.json").read_text(encoding="utf-8")),
        levels=facts["levels"],
        pairs_per_row=facts["pairs_per_row"],
        auto_bits=facts["auto_bits"],
        ask_bits=facts["ask_bits"],
        contact_bits=facts["contact_bits"],
        likely_bits=facts["likely_bits"],
        most_rows=facts["most_rows_per_key"],
        unseen_surname=facts["unseen_surname"],
        unseen_given=facts["unseen_given"],
        surname_share={name: float(share) for name, share in _pairs(folder / "surname_share.csv")},
        given_share={name: float(share) for name, share in _pairs(folder / "given_share.csv")},
        nickname=nickname,
    )


def shipped(home: Path = HOME) -> Path:
    """Return the folder of the model in use: the file ``current`` beside it names it."""
    try:
        return home / (home / "current").read_text(encoding="utf-8").strip()
    except OSError:
        raise ConfigurationError("model_missing", "include/linkage_model/current names no model") from None


def _pairs(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row[0], row[1]) for row in list(csv.reader(lines))[1:]]
