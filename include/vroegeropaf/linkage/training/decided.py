"""What stewards, and links that nobody contradicted, teach about real rows: counts of levels, no values."""

from sqlalchemy import Engine

from vroegeropaf.database import rows
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage import model as models
from vroegeropaf.linkage.engine import Comparer
from vroegeropaf.linkage.training.train import Counts, count

FEWEST = 300  # decisions by people; fewer say nothing about rows in general


def counts(engine: Engine) -> Counts:
    """
    Return per field how often each level was seen among pairs of signals that are one person.

    These are the pairs of which a steward said so, and the automatic ones of which none said otherwise:
    stewards see the hard cases only, and a model taught by these alone would expect too little of easy ones.

    Raises
    ------
    VroegEropafError
        ``decisions_too_few`` below `FEWEST` decisions by people.
    """
    with engine.connect() as db:
        spoken = rows(db, "linkage/decisions_by_people")[0]["decisions"]
        if spoken < FEWEST:
            raise VroegEropafError(
                "decisions_too_few", f"stewards decided {spoken} pairs; from {FEWEST} on they can teach"
            )
        signals = rows(db, "linkage/decided_signals")
        pairs = rows(db, "linkage/decided_pairs")
    model = models.load()
    with Comparer(model) as comparer:
        comparer.deliver([dict(row) for row in signals])
        comparer.clean(collapse=False)
        edges = [(pair["left_signal_id"], pair["right_signal_id"]) for pair in pairs]
        comparer.lay("decided", edges, ["left_id", "right_id"])
        return count(comparer, model, "decided")
