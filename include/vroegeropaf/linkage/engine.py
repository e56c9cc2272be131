"""
The engine of the linkage: clean, block, score, guard, zone; sets of rows in DuckDB, scored by Splink.

One `Comparer` holds one pool in memory. Nothing of it reaches a disk, unless `Limits.may_spill` says so.
"""

import gc
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import pandas as pd

from vroegeropaf.database import SQL_DIR
from vroegeropaf.linkage import vocabulary
from vroegeropaf.linkage.cluster import Labels, edges_of
from vroegeropaf.linkage.model import Model
from vroegeropaf.linkage.pairs import Pair, PairVerdict
from vroegeropaf.linkage.scoring import predict

TEXTS = (
    *("corporation", "tenant_no", "contract_no", "initials", "first_name", "surname", "postcode"),
    *("house_letter", "house_addition", "phone", "email"),
)
COLUMNS = {
    "row_id": "bigint",
    **dict.fromkeys(TEXTS, "varchar"),
    "born_on": "date",
    "house_number": "integer",
    "tenancy_from": "date",
    "tenancy_to": "date",
    "has_guardian": "boolean",
    "is_co_tenant": "boolean",
}


@dataclass(frozen=True)
class Limits:
    """
    What the engine may use of the machine.

    Parameters
    ----------
    threads, memory_mb
        Of DuckDB.
    may_spill
        Whether what does not fit in memory may go to a disk: not for tenants of the database, whose names
        would lie there in the clear when the process is killed.
    """

    threads: int = 2
    memory_mb: int = 1_200
    may_spill: bool = False


class Comparer:
    """
    A pool of rows, their pairs and scores.

    Parameters
    ----------
    model
        The shipped model.
    limits
        Threads and memory of DuckDB.
    """

    def __init__(self, model: Model, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self.model = model
        self._folder = tempfile.TemporaryDirectory(prefix="vroegeropaf-linkage-")
        self.db = duckdb.connect(
            config={
                "threads": limits.threads,
                "memory_limit": f"{limits.memory_mb}MB",
                "temp_directory": self._folder.name if limits.may_spill else "",
                "preserve_insertion_order": False,
            }
        )
        self.set(
            **vocabulary.WORDS,
            most_rows=model.most_rows,
            unseen_surname=model.unseen_surname,
            unseen_given=model.unseen_given,
        )
        self.run("macros")
        self._load_model()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self.db.close()
        # Splink's objects refer to one another and to the database: it lives on until they are swept, and a
        # process that is forked meanwhile would sweep threads that it does not have
        gc.collect()
        self._folder.cleanup()

    def run(self, statement: str) -> None:
        """Run the statements of ``include/sql/linkage/engine/<statement>.sql``."""
        self.db.execute(self.text(statement)).fetchall()

    def text(self, statement: str) -> str:
        """Return ``include/sql/linkage/engine/<statement>.sql``."""
        return (SQL_DIR / "linkage" / "engine" / f"{statement}.sql").read_text(encoding="utf-8")

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of the query in ``include/sql/linkage/engine/<statement>.sql``."""
        return self.rows(self.text(statement))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return all rows of a query on a cursor of its own: an open result would block Splink."""
        with closing(self.db.cursor()) as cursor:
            return cursor.execute(query).fetchall()

    def deliver(self, rows: Sequence[dict[str, Any]]) -> None:
        """Take in the pool, one mapping of `COLUMNS` a row; what is left out is empty."""
        frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
        self.db.register("delivered_frame", frame)
        chosen = ", ".join(f"cast({column} as {kind}) as {column}" for column, kind in COLUMNS.items())
        self.db.execute(f"create or replace table delivered as select {chosen} from delivered_frame")  # noqa: S608
        self.db.unregister("delivered_frame")

    def clean(self, collapse: bool = True) -> None:
        """
        Make the delivered rows comparable and give them their keys.

        Parameters
        ----------
        collapse
            Whether rows of one contract that look alike in every respect are compared as one.
        """
        self.set(collapse=collapse)
        self.run("clean")
        self.run("compared")
        self.run("keys")

    def contexts(self) -> dict[int, str]:
        """
        Return what the rest of the pool takes from rows: too many share a phone, a number, a key.

        A mark a row; a row that nothing is taken from is left out. Where a mark changes, the row is to be
        compared anew though nothing of its own changed.
        """
        return dict(self.query("contexts"))

    def compare(self, fresh: Iterable[int] | None = None, pool_step: int | None = None) -> None:
        """
        Score and judge the pairs that share a key.

        Parameters
        ----------
        fresh
            Row ids of which at least one must be in a pair; None: all rows.
        pool_step
            Size of pool for the prior; None: that of this pool.
        """
        size = self.rows("select count(*) from cleaned where shape = row_id")[0][0]
        self._settings = self.model.settings_at(pool_step or self.model.pool_step(size))
        self._mark_fresh(fresh)
        self.run("pairs")
        self._judge("pair", self.model.lowest_bits)
        self.db.execute("create or replace table judged as select * from judged_now").fetchall()

    def verdicts(self) -> list[PairVerdict]:
        """Return the automatic pairs and the questions, in the order of their ids."""
        return [PairVerdict(*row) for row in self.query("found")]

    def parts(self, ids: Iterable[int]) -> dict[Pair, list[dict[str, Any]]]:
        """Return what each field added to the pairs of these rows that are not separate: codes and bits."""
        self.lay("explained", [(row,) for row in ids], ["row_id"])
        return {(left, right): _parts(*said) for left, right, *said in self.query("parts")}

    def conflicts(self, auto: Iterable[Pair]) -> list[PairVerdict]:
        """Return the pairs that a chain of automatic links would bring together though they are separate."""
        self._components(auto)
        self.run("unjudged")
        self._judge("unjudged")
        self.db.execute("insert into judged select * from judged_now").fetchall()
        return [PairVerdict(*row) for row in self.query("conflicts")]

    def ties(self) -> dict[Pair, str]:
        """Return the pairs of rows that share a household, each with the rule that says so."""
        self.run("ties")
        found = self.rows("select left_id, right_id, rule from tie order by left_id, right_id")
        return {(left, right): rule for left, right, rule in found}

    def former_homes(self, persons: Labels) -> set[int]:
        """Return the rows of persons who, by the dates of their tenancies, live behind another door now."""
        self.lay("person_row", persons.shared(), ["row_id", "root"])
        return {row for (row,) in self.query("former_homes")}

    def _judge(self, pairs: str, from_bits: float | None = None) -> None:
        predict(self.db, self._settings, pairs, from_bits)
        self.run("judge")

    def _components(self, auto: Iterable[Pair]) -> None:
        edges = edges_of(list(auto))
        self.lay("component", Labels.connected(np.unique(edges), edges).shared(), ["row_id", "root"])

    def lay(self, name: str, rows: Sequence[tuple[int, ...]], columns: list[str]) -> None:
        """Lay rows of ids ready as a table."""
        self.db.register("ids_frame", pd.DataFrame(rows, columns=columns, dtype="int64"))
        self.db.execute(f"create or replace table {name} as select * from ids_frame").fetchall()  # noqa: S608
        self.db.unregister("ids_frame")

    def _mark_fresh(self, fresh: Iterable[int] | None) -> None:
        if fresh is None:
            self.db.execute("create or replace table fresh as select row_id from cleaned").fetchall()
            return
        self.lay("fresh_row", [(row,) for row in fresh], ["row_id"])
        # a row stands for all that look alike in its contract
        self.db.execute(
            "create or replace table fresh as select distinct c.shape as row_id "
            "from cleaned as c inner join fresh_row as f on c.row_id = f.row_id"
        ).fetchall()

    def _load_model(self) -> None:
        for table, rows in self.model.tables().items():
            self.db.register("model_frame", rows)
            self.db.execute(f"create or replace table {table} as select * from model_frame").fetchall()  # noqa: S608
            self.db.unregister("model_frame")
        self.set(**{f"levels_{field}": codes for field, codes in self.model.levels.items()})
        self.set(auto_bits=self.model.auto_bits, contact_bits=self.model.contact_bits)

    def set(self, **variables: Any) -> None:
        """Set variables that the statements read."""
        for name, value in variables.items():
            self.db.execute(f"set variable {name} = ?", [value]).fetchall()


def _parts(*said: Any) -> list[dict[str, Any]]:
    (
        contract,
        contract_bits,
        door,
        door_bits,
        door_tf,
        born,
        born_bits,
        given,
        given_bits,
        given_tf,
        contact,
        contact_bits,
    ) = said
    return [
        _part("contract", contract, contract_bits),
        _part("surname_door", door, door_bits, door_tf),
        _part("born", born, born_bits),
        _part("given", given, given_bits, given_tf),
        _part("contact", contact, contact_bits),
    ]


def _part(field: str, level: str, bits: float, tf_bits: float = 0.0) -> dict[str, Any]:
    return {"field": field, "level": level, "bits": round(bits, 3), "tf_bits": round(tf_bits, 3)}
