"""The product's own Postgres: engine, transactions, SQL files, migrations. No Airflow, no ORM."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, RowMapping, TextClause, create_engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import NullPool

from vroegeropaf.settings import INCLUDE, Settings

SQL_DIR = INCLUDE / "sql"
COPY_BATCH = 1_000


def connect(settings: Settings) -> Engine:
    """
    Return an engine on VROEGEROPAF_DATABASE_URL.

    Neither parameters nor rows reach an exception text: they may hold personal data.
    """
    engine = create_engine(
        settings.database_url.get_secret_value(),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": 10, "application_name": "vroegeropaf"},
    )
    event.listen(engine, "handle_error", _strip_values)
    return engine


def _strip_values(context: ExceptionContext) -> None:
    """Leave of a server's error what names things of ours: the server itself prints rows and values."""
    original = context.original_exception
    if not isinstance(original, psycopg.Error) or original.sqlstate is None:
        return
    text = _names_only(original)
    original.args = (text,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (text,)


def _names_only(original: psycopg.Error) -> str:
    names = (original.diag.table_name, original.diag.column_name, original.diag.constraint_name)
    return " ".join(part for part in (type(original).__name__, original.sqlstate, *names) if part)


@lru_cache
def sql(name: str) -> TextClause:
    """Return the statement in ``include/sql/<name>.sql``, e.g. ``sql("cases/open_case")``."""
    return text((SQL_DIR / f"{name}.sql").read_text(encoding="utf-8"))


def rows(db: Connection, name: str, **parameters: Any) -> list[RowMapping]:
    """Run the query file and return its rows as mappings."""
    return list(db.execute(sql(name), parameters).mappings())


def one(db: Connection, name: str, **parameters: Any) -> RowMapping | None:
    """Run the query file and return its only row, or None."""
    return db.execute(sql(name), parameters).mappings().one_or_none()


def run(db: Connection, name: str, **parameters: Any) -> int:
    """Run the statement file and return how many rows it touched."""
    return db.execute(sql(name), parameters).rowcount


def run_many(db: Connection, name: str, records: Iterable[Mapping[str, Any]]) -> None:
    """Run the statement file once per record, in one round trip where the driver can."""
    batch = list(records)
    if batch:
        db.execute(sql(name), batch)


def copy(db: Connection, name: str, records: Iterable[Sequence[Any]]) -> None:
    """
    Stream records into the COPY statement of the file, in the connection's own transaction.

    None and an empty text both arrive as null, unless the statement says ``force_not_null``.
    """
    driver: Any = db.connection.driver_connection
    each = iter(records)
    try:
        with driver.cursor() as cursor, cursor.copy(sql(name).text) as target:
            while batch := list(islice(each, COPY_BATCH)):
                buffer = io.StringIO()
                csv.writer(buffer, lineterminator="\n").writerows(batch)
                target.write(buffer.getvalue())
    except psycopg.Error as error:
        raise type(error)(_names_only(error)) from None


@contextmanager
def step_lock(db: Connection, step: str) -> Iterator[None]:
    """Let one process at a time do this step; the lock ends with the transaction, also after a kill."""
    db.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:step, 0))"), {"step": f"vroegeropaf.{step}"}
    )
    yield


def migrate(engine: Engine) -> None:
    """Bring the schema up to date. Safe to run twice, and by two processes at once."""
    from alembic import command  # here, because every task imports this module and none migrates
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SQL_DIR / "migrations"))
    with engine.begin() as db, step_lock(db, "migrate"):
        config.attributes["connection"] = db
        command.upgrade(config, "head")
