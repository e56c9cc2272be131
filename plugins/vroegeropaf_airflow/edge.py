"""What every task opens first: settings, region, database, today. And what it never lets out: values."""

import traceback
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from airflow.sdk.exceptions import AirflowException

from vroegeropaf.errors import TransientError, VroegEropafError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from vroegeropaf.region import Region
    from vroegeropaf.settings import Settings

DISK_FULL = "53100"  # Postgres' own code


@dataclass(frozen=True)
class Edge:
    """The world as one task sees it."""

    settings: "Settings"
    region: "Region"
    engine: "Engine"
    today: date
    now: datetime

    @property
    def hash_key(self) -> str:
        """Key of the hashes that stay behind when a row is purged."""
        return self.settings.hash_key.get_secret_value()


class edge:
    """
    Open the world for one task.

    Raises
    ------
    VroegEropafError
        Instead of any other exception: its class and place only. Database drivers, pandas and parsers print
        the values they stumble over, and a viewer of the UI can read task logs.
    """

    def __enter__(self) -> Edge:
        """Return the world."""
        try:
            return _open()
        except Exception as error:
            raise_clean(error)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let a clean error out in place of any other."""
        if isinstance(error, Exception):
            raise_clean(error)


def raise_clean(error: Exception) -> NoReturn:
    """Raise `error` without what hangs on it: the chained exceptions, whose text would be logged too."""
    clean: Exception
    if isinstance(error, AirflowException):
        clean = error  # skip and retry signals, in our own words
    elif isinstance(error, VroegEropafError):
        clean = type(error)(error.code, error.message)
    elif (trouble := _database_trouble(error)) is not None:
        clean = trouble
    else:
        place = traceback.extract_tb(error.__traceback__)[-1]
        clean = VroegEropafError("unexpected", f"{type(error).__name__} in {place.name}, line {place.lineno}")
    try:
        raise clean from None
    finally:
        clean.__context__ = None


def _database_trouble(error: Exception) -> VroegEropafError | None:
    """Tell a database that is down, or has no room left, from a fault of ours."""
    from sqlalchemy.exc import OperationalError

    if not isinstance(error, OperationalError):
        return None
    state = getattr(error.orig, "sqlstate", None)
    if state == DISK_FULL:
        return TransientError("database_full", "the product's database has no room on its disk")
    if state is None or state.startswith(("08", "57P")):
        return TransientError("database_unreachable", "the product's database does not answer, or broke off")
    return None


def _open() -> Edge:
    from vroegeropaf import clock, database, region
    from vroegeropaf.settings import settings

    machine = settings()
    return Edge(
        settings=machine,
        region=region.load(machine.config_dir),
        engine=database.connect(machine),
        today=clock.today(machine),
        now=clock.now(machine),
    )
