"""Invented signals for tests of linkage and cases, written straight into the database."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

MONDAY = date(2026, 3, 2)

_DELIVERY = text(
    """
    insert into raw.delivery (
        corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on, state
    )
    values (
        :corporation, 'arrears', 'list.csv', :sha256, 1, :reference_on, :arrived_on, :arrived_on, 'accepted'
    )
    on conflict (corporation, kind, reference_on, sha256, came_after_id) do update
    set file_name = excluded.file_name
    returning delivery_id
    """
)


def delivery(db: Connection, corporation: str, arrived_on: date) -> int:
    """Return the id of the accepted delivery of a corporation on a day."""
    values = {"corporation": corporation, "sha256": f"{arrived_on}", "arrived_on": arrived_on}
    return db.execute(_DELIVERY, values | {"reference_on": arrived_on - timedelta(days=1)}).scalar_one()


def signal(**changes: Any) -> dict[str, Any]:
    """Return the fields of an invented signal: a tenant of Mitros in Nieuwegein."""
    fields: dict[str, Any] = {
        "corporation": "mitros",
        "tenant_no": "H100",
        "contract_no": "C100",
        "initials": "A.B.",
        "first_name": "",
        "surname_prefix": "van",
        "surname": "Testdam",
        "born_on": date(1980, 5, 17),
        "house_number": 12,
        "house_letter": "",
        "house_addition": "",
        "postcode": "3431AA",
        "municipality": "Nieuwegein",
        "phone": "",
        "email": "",
        "arrears_eur": 700,
        "oldest_due_on": date(2026, 1, 1),
        "letter_14_days_on": None,
        "bailiff_on": date(2026, 4, 1),
        "is_bailiff_estimated": False,
        "has_arrangement": False,
        "has_bailiff_file": False,
        "has_guardian": False,
        "tenancy_from": None,
        "tenancy_to": None,
        "arrived_on": MONDAY,
        "ended_on": None,
        "end_reason": None,
    }
    return fields | changes


def add(engine: Engine, *signals: dict[str, Any]) -> list[int]:
    """Store signals with one report each; return their ids."""
    with engine.begin() as db:
        return [_add(db, fields) for fields in signals]


def _add(db: Connection, fields: dict[str, Any]) -> int:
    of = delivery(db, fields["corporation"], fields["arrived_on"])
    values = fields | {"delivery": of, "last_reference_on": fields["arrived_on"] - timedelta(days=1)}
    columns = ", ".join(fields)
    signal_id = db.execute(
        text(
            f"insert into core.signal ({columns}, first_delivery_id, last_delivery_id, last_reference_on) "
            f"values ({', '.join(':' + name for name in fields)}, :delivery, :delivery, :last_reference_on) "
            "returning signal_id"
        ),
        values,
    ).scalar_one()
    report(db, signal_id, fields["arrived_on"], fields["arrears_eur"])
    return int(signal_id)


def report(db: Connection, signal_id: int, arrived_on: date, arrears_eur: float) -> None:
    """Let the signal's corporation report it (again) on a day, with an amount."""
    corporation = db.execute(
        text("update core.signal set arrears_eur = :eur where signal_id = :id returning corporation"),
        {"id": signal_id, "eur": arrears_eur},
    ).scalar_one()
    db.execute(
        text(
            "insert into core.signal_report (signal_id, delivery_id, record_no, reference_on, arrears_eur, "
            "oldest_due_on, reminder_on, contact_attempt_on, debt_help_pointed_on, offer_on) "
            "values (:id, :delivery, 1, :day, :eur, :day, :day, :day, :day, :day)"
        ),
        {
            "id": signal_id,
            "delivery": delivery(db, corporation, arrived_on),
            "day": arrived_on,
            "eur": arrears_eur,
        },
    )


def change(engine: Engine, signal_id: int, **changes: Any) -> None:
    """Change fields of a signal, as a later list or a withdrawal does."""
    with engine.begin() as db:
        assignments = ", ".join(f"{name} = :{name}" for name in changes)
        db.execute(
            text(f"update core.signal set {assignments} where signal_id = :id"), changes | {"id": signal_id}
        )


def end(engine: Engine, signal_id: int, reason: str = "betaald", ended_on: date = MONDAY) -> None:
    """End a signal."""
    change(engine, signal_id, ended_on=ended_on, end_reason=reason)


def query(engine: Engine, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with engine.connect() as db:
        return [tuple(row) for row in db.execute(text(statement), parameters)]
