"""Train, measure against the model in use, and ship only what is no worse."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage import model as models
from vroegeropaf.linkage.model import Model
from vroegeropaf.linkage.training import reference
from vroegeropaf.linkage.training.reference import Measured
from vroegeropaf.linkage.training.train import Counts, train


@dataclass(frozen=True)
class Shipped:
    """A model that took the place of another, and how both did on the reference set."""

    version: str
    measured: Measured
    before: Measured | None

    def to_json(self) -> dict[str, Any]:
        """Return both for people and files."""
        before = None if self.before is None else self.before.facts()
        return {"version": self.version, "reference": self.measured.facts(), "before": before}


def train_and_ship(version: str, home: Path = models.HOME, real: Counts | None = None) -> Shipped:
    """
    Train a model and put it in use, if it does no worse on the reference set than the one in use.

    Raises
    ------
    VroegEropafError
        ``model_exists`` when a model has this name; ``model_worse`` with the figures that fell. Nothing is
        written then.
    """
    if (home / version).exists():
        raise VroegEropafError("model_exists", f"there is a linkage model {version}: choose another name")
    learned = train(version, real=real)
    measured = reference.measure(learned)
    if unfit := measured.is_unfit():
        raise VroegEropafError(
            "model_worse", f"{version} is not fit for use: {', '.join(unfit)}; nothing was changed"
        )
    before = reference.measure(models.load(models.shipped(home))) if (home / "current").exists() else None
    if before is not None and (fallen := measured.is_worse_than(before)):
        raise VroegEropafError(
            "model_worse",
            f"{version} does worse than the model in use: {', '.join(fallen)}; nothing was changed",
        )
    write(learned, home / version, measured.facts())
    (home / "current").write_text(f"{version}\n", encoding="utf-8")
    return Shipped(version, measured, before)


def write(model: Model, folder: Path, measured: dict[str, Any]) -> None:
    """Write a model's files, the checksum last."""
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps(model.settings, indent=1) + "\n", encoding="utf-8")
    _table(folder / "surname_share.csv", ("part", "share"), sorted(model.surname_share.items()))
    _table(folder / "given_share.csv", ("given", "share"), sorted(model.given_share.items()))
    called = ((name, form) for name, forms in sorted(model.nickname.items()) for form in forms)
    _table(folder / "nickname.csv", ("nickname", "form"), called)
    facts: dict[str, Any] = {
        "version": model.version,
        "pairs_per_row": model.pairs_per_row,
        "auto_bits": model.auto_bits,
        "contact_bits": model.contact_bits,
        "ask_bits": model.ask_bits,
        "likely_bits": model.likely_bits,
        "most_rows_per_key": model.most_rows,
        "unseen_surname": model.unseen_surname,
        "unseen_given": model.unseen_given,
        "levels": model.levels,
        "reference": measured,
    }
    facts["checksum"] = models.checksum(folder, facts)
    (folder / "model.json").write_text(
        json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _table(path: Path, header: tuple[str, str], rows: Iterable[tuple[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)
