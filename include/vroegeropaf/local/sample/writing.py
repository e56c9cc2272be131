"""Write sample rows as a corporation would: its headers, delimiter, dates, amounts, encoding."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from vroegeropaf.deliveries.profiles import Profile

Value = str | date | Decimal | int | None
Row = Mapping[str, Value]


def write_csv(rows: Sequence[Row], columns: Sequence[str], profile: Profile) -> bytes:
    """Return the rows as the bytes of one file; `columns` are canonical headers or strange ones."""
    words = {
        field: {ours: theirs for theirs, ours in mapping.items()} for field, mapping in profile.values.items()
    }
    target = io.StringIO()
    writer = csv.writer(target, delimiter=profile.delimiter, lineterminator="\r\n")
    writer.writerow([profile.header(column) for column in columns])
    for row in rows:
        cells = [_cell(row.get(column), profile) for column in columns]
        writer.writerow([words.get(c, {}).get(cell, cell) for c, cell in zip(columns, cells, strict=True)])
    return target.getvalue().encode("cp1252" if profile.encoding == "windows-1252" else "utf-8")


def companion(content: bytes, rows: int, total: Decimal) -> bytes:
    """Return the ready marker that goes beside the file."""
    return json.dumps(
        {
            "rijen": rows,
            "totaal_cent": int(total * 100),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    ).encode()


def _cell(value: Value, profile: Profile) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}" if profile.decimal == "." else f"{value:.2f}".replace(".", ",")
    if isinstance(value, date):
        return value.isoformat() if profile.decimal == "." else f"{value:%d-%m-%Y}"
    return str(value)
