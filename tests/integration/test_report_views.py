"""The report views: documented, and without personal data."""

from pathlib import Path

from sqlalchemy import text

from vroegeropaf import database as database_module

FORBIDDEN = {
    "surname", "first_name", "initials", "born_on", "street", "house_number", "postcode", "phone", "email",
    "arrears_eur", "rent_eur", "contract_no", "tenant_no", "file_name", "signal_id", "person_id",
    "household_id",
}  # fmt: skip


def test_every_view_is_documented_and_holds_no_personal_column(database):
    """Each view of the schema report says what it is; none has a column of a person or a contract."""
    with database.connect() as db:
        views = db.execute(
            text(
                "select c.relname, obj_description(c.oid) as comment, "
                "(select array_agg(cast(a.attname as text)) from pg_attribute as a "
                "where a.attrelid = c.oid and a.attnum > 0) as columns "
                "from pg_class as c where c.relnamespace = cast('report' as regnamespace) and c.relkind = 'v'"
            )
        ).all()
    assert {"capacity_week", "delivery", "funnel", "next_deadline", "outcome"} <= {
        view.relname for view in views
    }
    for view in views:
        assert view.comment, view.relname
        assert not FORBIDDEN & set(view.columns), view.relname


def test_the_funnel_narrows_from_rows_to_outcomes(database):
    """On a month in all states each step counts what it says, and a month has all nine steps."""
    with database.begin() as db:
        db.exec_driver_sql((Path(__file__).parent / "pages_seed.sql").read_text(encoding="utf-8"))
        steps = database_module.rows(db, "report/funnel", month="2026-03-01")
        assert {row["step"]: row["item_count"] for row in steps} == {
            "delivered_rows": 186,
            "signals": 174,
            "persons": 168,
            "households": 161,
            "cases": 161,
            "planned": 120,
            "sent": 95,
            "visited": 45,
            "outcomes": 41,
        }
        empty = database_module.rows(db, "report/funnel", month="2026-02-01")
        assert [row["item_count"] for row in empty] == [70, 0, 0, 0, 0, 0, 0, 0, 0]


def test_a_corrected_outcome_counts_once(database):
    """The latest outcome of a case is the one that is reported."""
    with database.begin() as db:
        db.exec_driver_sql((Path(__file__).parent / "pages_seed.sql").read_text(encoding="utf-8"))
        total = "select sum(case_count) from report.outcome"
        before = db.execute(text(total)).scalar_one()
        db.execute(
            text(
                "insert into core.outcome (case_id, end_result, pilot_outcome, recorded_by, recorded_on, "
                "submission_key) values (121, 'overleden', 'geen', 'houten', date '2026-03-28', 'corrected')"
            )
        )
        assert db.execute(text(total)).scalar_one() == before
        deceased = db.execute(text(f"{total} where end_result = 'overleden'")).scalar_one()
    assert deceased == 1
