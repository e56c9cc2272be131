"""The database layer: migrations repeat, locks exclude, errors carry no values."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

from vroegeropaf import database as db_module

SECRET = "Zoekmerkstein"


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("insert into core.user_role (user_name, role, granted_by) values (:x, :x, :x)", IntegrityError),
        ("select cast(:x as date)", DataError),
        ("insert into core.user_role (user_name) values (:x)", IntegrityError),
    ],
)
def test_a_servers_error_never_repeats_a_value(database, statement, error):
    """Postgres prints the failing row; what we let through names tables and constraints only."""
    with database.connect() as db, pytest.raises(error) as caught:
        db.execute(text(statement), {"x": SECRET})
    shown = "".join(f"{part!r} {part}" for part in (caught.value, caught.value.orig))
    assert SECRET not in shown
    assert caught.value.orig.sqlstate in shown


def test_migrating_twice_changes_nothing(database):
    """A second migration, also while another runs, leaves the schema as it is."""
    threads = [threading.Thread(target=db_module.migrate, args=(database,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.connect() as db:
        versions = db.execute(text("select count(*) from public.schema_version")).scalar()
    assert versions == 1


def test_one_process_at_a_time_does_a_step(database):
    """The second taker of a step waits until the first one's transaction has ended."""
    order = []

    def second() -> None:
        with database.begin() as db, db_module.step_lock(db, "test"):
            order.append("second")

    with database.begin() as db, db_module.step_lock(db, "test"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
