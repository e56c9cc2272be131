"""The rows of a delivery on the page "Kwaliteit": masked, or one row unmasked. Logs and decides nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries import fields
from vroegeropaf.deliveries import words as said
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf_airflow.pages.masking import Masked, mask, visible
from vroegeropaf_airflow.pages.quality_figures import header, weight

PER_PAGE = 100
BATCH = 5_000
LONGEST_SHOWN = 500
CSV_HEADERS = ("regel", "kolom", "regelcode", "ernst", "uitleg")
GONE = "verwijderd"
NO_CELLS = "niet in kolommen te lezen"


@dataclass(frozen=True)
class Fault:
    """One fault of one row; `shown` is None when the fault speaks of the whole row."""

    record_no: int
    line_no: int
    contract: str
    header: str
    shown: Masked | None
    code: str
    sentence: str
    severity: str
    weight: str
    is_purged: bool
    is_accepted: bool


@dataclass(frozen=True)
class Cell:
    """One cell of a row under their header, with what is wrong with it: sentence and severity."""

    header: str
    text: str
    is_hidden: bool
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """One row: its place, its cells (none when purged), and what is wrong with it as a whole."""

    record_no: int
    line_no: int
    is_accepted: bool
    is_purged: bool
    gone: str
    cells: list[Cell]
    faults: list[str]


def page_of_faults(
    db: Connection, delivery_id: int, profile: Profile | None, rule: str | None, page: int
) -> list[Fault]:
    """Return a page of faults in the order of the file, counted from 1; of one rule when it is given."""
    found = database.rows(
        db,
        "report/quality_faults",
        delivery_id=delivery_id,
        rule=rule,
        at_most=PER_PAGE,
        skipped=(page - 1) * PER_PAGE,
    )
    return [fault(row, profile) for row in found]


def fault(row: Mapping[str, Any], profile: Profile | None) -> Fault:
    """Return a fault with what may be shown of its cell; of a purged row there is none."""
    code, column = row["rule_code"], row["column_name"]
    is_purged = row["is_purged"]
    shown = mask(column, row["cell"]) if column and not is_purged else None
    return Fault(
        record_no=row["record_no"],
        line_no=row["line_no"],
        contract="–" if is_purged else mask("contractnummer", row["contract_no"]).text,
        header=header(column, profile) if column else "",
        shown=Masked(_gone(code), False) if is_purged else shown,
        code=code,
        sentence=said.sentence(code),
        severity=row["severity"],
        weight=weight(code, row["severity"]),
        is_purged=is_purged,
        is_accepted=row["is_accepted"],
    )


def one_row(
    db: Connection, delivery_id: int, record_no: int, kind: Any, profile: Profile | None, *, is_masked: bool
) -> Row | None:
    """Return one row, masked or as delivered; None when there is no such row."""
    row = database.one(db, "report/quality_row", delivery_id=delivery_id, record_no=record_no)
    if row is None:
        return None
    faults = database.rows(db, "report/quality_row_faults", delivery_id=delivery_id, record_no=record_no)
    delivered = row["fields"] or {}
    cells = [_cell(name, delivered[name], faults, profile, is_masked) for name in _order(delivered, kind)]
    return Row(
        record_no=record_no,
        line_no=row["line_no"],
        is_accepted=row["is_accepted"],
        is_purged=row["fields"] is None,
        gone=_gone(faults[0]["rule_code"]) if faults else GONE,
        cells=sorted(cells, key=lambda cell: not cell.faults),
        faults=[said.sentence(one["rule_code"]) for one in faults if one["column_name"] not in delivered],
    )


def csv_rows(
    db: Connection, delivery_id: int, profile: Profile | None
) -> Iterator[tuple[int, str, str, str, str]]:
    """Yield what a corporation may read of each fault, under `CSV_HEADERS`: no value, no contract."""
    streaming = db.execution_options(yield_per=BATCH)
    for row in streaming.execute(
        database.sql("report/quality_lines"), {"delivery_id": delivery_id}
    ).mappings():
        code = row["rule_code"]
        column = header(row["column_name"], profile) if row["column_name"] else ""
        yield row["line_no"], column, code, weight(code, row["severity"]), said.sentence(code)


def _cell(
    name: str, cell: str | None, faults: list[RowMapping], profile: Profile | None, is_masked: bool
) -> Cell:
    shown = mask(name, cell) if is_masked else Masked(_as_delivered(cell or ""), False)
    wrong = tuple(
        (said.sentence(one["rule_code"]), one["severity"]) for one in faults if one["column_name"] == name
    )
    return Cell(header(name, profile), shown.text, shown.is_hidden, wrong)


def _as_delivered(cell: str) -> str:
    if not cell:
        return "leeg"
    rest = len(cell) - LONGEST_SHOWN
    return visible(cell[:LONGEST_SHOWN]) + (f" … (nog {rest} tekens)" if rest > 0 else "")


def _order(cells: Mapping[str, Any], kind: Any) -> list[str]:
    """Return the headers of the cells in the order of the contract, strange ones last."""
    known = [field.header for field in fields.OF_KIND[kind] if field.header in cells]
    return [*known, *sorted(set(cells) - set(known))]


def _gone(code: str) -> str:
    """Return why there are no cells: a row of a wrong width never had any, others were purged."""
    return NO_CELLS if code == "width_differs" else GONE
