"""Rows of a file of linkage, and back: read into the engine, written with their persons and households."""

import re
from pathlib import Path

import duckdb

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage.engine import Comparer

HEADERS = (
    *("row_id", "month", "corporatie", "huurdernummer", "contractnummer", "voorletters", "voornaam"),
    *("tussenvoegsel", "achternaam", "geboortedatum", "huisnummer", "huisletter", "toevoeging", "postcode"),
    *("telefoon", "email", "huur_vanaf", "huur_tot", "medehuurder", "bewindvoerder"),
)


def read(engine: Comparer, path: Path) -> None:
    """
    Take a file in as the pool; columns that it lacks are empty, columns that nobody knows are left.

    Raises
    ------
    VroegEropafError
        ``file_unreadable``; ``header_missing`` without a column `row_id`; ``row_id_repeated``.
    """
    # one file, whatever signs its name has
    engine.set(file=re.sub(r"([*?\[])", r"[\1]", str(path)))
    try:
        engine.run("read_file")
    except (duckdb.Error, OSError):
        raise VroegEropafError("file_unreadable", f"{path} cannot be read as a table of rows") from None
    present = {str(name).strip().lower().lstrip("\ufeff") for name, *_ in engine.rows("describe file")}
    if "row_id" not in present:
        raise VroegEropafError("header_missing", f"{path} has no column row_id")
    for header in HEADERS:
        if header not in present:
            engine.db.execute(f"alter table file add column {header} varchar").fetchall()
    rows, ids = engine.rows("select count(*), count(distinct row_id) from file")[0]
    if rows != ids:
        raise VroegEropafError("row_id_repeated", f"{path}: {rows - ids} rows lack a row_id of their own")
    engine.run("take_file")
