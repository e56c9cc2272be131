"""Lays in a corporation's own ``out/`` which of its rows were received and which were rejected."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries import outgoing, profiles, words
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.deliveries.remote_folder import RemoteFolder
from vroegeropaf.region import Region

HEADERS = ("regel", "huurdernummer", "contractnummer", "status", "code", "toelichting")
RECEIVED, REJECTED = "ONTVANGEN", "AFGEKEURD"
ROWS_AT_ONCE = 10_000
Line = tuple[int, str | None, str | None, str, str, str]


def feed_back(engine: Engine, folder: RemoteFolder, corporation: str, region: Region) -> int:
    """
    Write the feedback file of every judged delivery of one corporation that has none yet; return how many.

    Raises
    ------
    PermanentError, TransientError
        From the folder. The next run tries again: the name is fixed, so a repeat overwrites the same file.

    Notes
    -----
    A held delivery waits until it is answered. A delivery without rows has nothing to tell.
    """
    profile = profiles.load(region.config_dir, corporation)
    with engine.connect() as db:
        due = database.rows(db, "deliveries/feedback_due", corporation=corporation)
    written = 0
    for delivery in due:
        if delivery["has_rows"]:
            with engine.connect() as db:
                content = outgoing.csv_bytes(HEADERS, _lines(db, delivery, profile))
            folder.write_out(
                file_name(corporation, delivery["reference_on"], delivery["delivery_id"]), content
            )
            written += 1
        with engine.begin() as db:
            database.run(
                db,
                "deliveries/mark_fed_back",
                delivery_id=delivery["delivery_id"],
                state=delivery["state"],
            )
    return written


def file_name(corporation: str, reference_on: date, delivery_id: int) -> str:
    """Return the name of a delivery's feedback file, the same at every try."""
    return f"terugkoppeling_{corporation}_{reference_on:%Y%m%d}_{delivery_id}.csv"


def line(row: Any, reason: str | None, profile: Profile) -> Line:
    """
    Return one row of the file as its sender reads it.

    Parameters
    ----------
    row
        Row of ``deliveries/feedback_rows``; numbers are None when the law made us purge them.
    reason
        Why the delivery as a whole was refused, if it was.
    profile
        The sender's own headers.
    """
    status, code, told = RECEIVED, "", ""
    if not row["is_received"]:
        status = REJECTED
        code, told = _why(row, reason, profile)
    return row["line_no"], row["tenant_no"], row["contract_no"], status, code, told


def _why(row: Any, reason: str | None, profile: Profile) -> tuple[str, str]:
    if row["rules"] and not row["is_accepted"]:
        return " ".join(dict.fromkeys(row["rules"])), _explain(row["rules"], row["columns"], profile)
    if reason is not None:
        return reason, words.reason(reason)
    if row["is_accepted"]:
        return "withdrawn_before", "Dit contract is eerder afgemeld; daarom komt er geen bezoek."
    return "not_chosen", "Deze rij is bij het nakijken niet verwerkt."


def _explain(rules: Sequence[str], columns: Sequence[str], profile: Profile) -> str:
    told = []
    for rule, column in zip(rules, columns, strict=True):
        where = f" (kolom {profile.header(column)})" if column else ""
        told.append(f"{words.sentence(rule).removesuffix('.')}{where}.")
    return " ".join(told)


def _lines(db: Connection, delivery: RowMapping, profile: Profile) -> Iterator[Line]:
    """Yield the lines in the order of the file, some at a time: a list may be long."""
    found = db.execution_options(yield_per=ROWS_AT_ONCE).execute(
        database.sql("deliveries/feedback_rows"), {"delivery_id": delivery["delivery_id"]}
    )
    reason = delivery["reason"] if delivery["state"] == "refused" else None
    for row in found.mappings():
        yield line(row, reason, profile)
