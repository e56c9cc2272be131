"""How good a model is: on made-up rows that taught it nothing, with the truth beside them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from vroegeropaf.linkage.engine import Comparer, Limits
from vroegeropaf.linkage.grouping import households_of, questions_of, reviewed
from vroegeropaf.linkage.linked import persons_in
from vroegeropaf.linkage.model import Model
from vroegeropaf.linkage.training.made_pool import made_pool

# Never used to train, to set limits or to tune: kept for judging.
SEEDS = (101, 102, 103)
ROWS = 10_000
ALLOWED_LOSS = 0.002
LEAST_PRECISION = 0.99
NEVER_MERGED = ("flat", "students", "occupants")


@dataclass(frozen=True)
class Counts:
    """Pairs: said to be one, of which true; and how many are true in all."""

    said: int = 0
    right: int = 0
    true: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.said + other.said, self.right + other.right, self.true + other.true)

    @property
    def precision(self) -> float:
        """Share of what was said that is true."""
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """Share of what is true that was said."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / (self.said + self.true) if self.said + self.true else 1.0


@dataclass(frozen=True)
class Measured:
    """
    What a model does on rows with known truth; every count is over pairs of rows.

    Parameters
    ----------
    auto, review, household
        Automatic persons; persons if stewards confirmed what is more likely true than not; households.
    questions, rows
        Questions asked, of how many rows.
    wrong
        Automatic pairs that are wrong, by the kind of look-alike.
    """

    auto: Counts = Counts()
    review: Counts = Counts()
    household: Counts = Counts()
    questions: int = 0
    rows: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(
            self.auto + other.auto,
            self.review + other.review,
            self.household + other.household,
            self.questions + other.questions,
            self.rows + other.rows,
            self.wrong + other.wrong,
        )

    def facts(self) -> dict[str, float | int | dict[str, int]]:
        """Return the figures for people and files."""
        return {
            "auto_precision": round(self.auto.precision, 4),
            "auto_recall": round(self.auto.recall, 4),
            "person_f1_with_review": round(self.review.f1, 4),
            "household_f1": round(self.household.f1, 4),
            "questions_per_300_rows": round(300 * self.questions / max(self.rows, 1), 1),
            "wrong_automatic": dict(self.wrong.most_common()),
        }

    def is_unfit(self) -> list[str]:
        """Return what no model may do, however the one before it did."""
        faults = [f"{kind} merged" for kind in NEVER_MERGED if self.wrong[kind]]
        if self.auto.precision < LEAST_PRECISION:
            faults.append(f"automatic precision below {LEAST_PRECISION}")
        return faults

    def is_worse_than(self, other: "Measured") -> list[str]:
        """Return what got worse by more than chance explains; a model that lost something is not shipped."""
        pairs = {
            "auto_precision": (self.auto.precision, other.auto.precision),
            "auto_recall": (self.auto.recall, other.auto.recall),
            "person_f1_with_review": (self.review.f1, other.review.f1),
            "household_f1": (self.household.f1, other.household.f1),
        }
        return [name for name, (mine, theirs) in pairs.items() if mine < theirs - ALLOWED_LOSS]


def measure(model: Model, seeds: Iterable[int] = SEEDS, rows: int = ROWS) -> Measured:
    """Return what a model does on the reference set."""
    total = Measured()
    for seed in seeds:
        with Comparer(model, Limits(memory_mb=4_000, may_spill=True)) as engine:
            made_pool(engine, seed, rows)
            total += measure_pool(engine, model)
    return total


def measure_pool(engine: Comparer, model: Model) -> Measured:
    """Link the made-up pool of an engine and hold it against its truth."""
    engine.compare()
    ids = [row for (row,) in engine.rows("select row_id from cleaned where shape = row_id")]
    persons, verdicts = persons_in(engine, ids, engine.verdicts())
    households, _ = households_of(persons, engine.ties(), former_homes=engine.former_homes(persons.labels))
    layers = {
        "auto": persons.labels,
        "review": reviewed(persons, verdicts, model.likely_bits),
        "household": households,
    }
    said = [
        (place, row, root)
        for place, labels in enumerate(layers.values())
        for row, root in zip(labels.nodes.tolist(), labels.roots.tolist(), strict=True)
    ]
    engine.lay("said_row", said, ["place", "row_id", "root"])
    engine.set(layers=list(layers))
    engine.run("training/said_of")
    counted = {layer: Counts(*counts) for layer, *counts in engine.query("training/measured")}
    rows = engine.rows("select count(*) from cleaned")[0][0]
    questions = len(questions_of(persons, verdicts))
    wrong = Counter(dict(engine.query("training/wrong")))
    return Measured(**counted, questions=questions, rows=rows, wrong=wrong)
