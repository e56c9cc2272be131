"""What every task opens first: settings, region, database, today. And what it never lets out: values."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from airflow.sdk.exceptions import AirflowException

from vroegeropaf.errors import VroegEropafError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from vroegeropaf.region import Region
    from vroegeropaf.settings import Settings


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


@contextmanager
def edge() -> Iterator[Edge]:
    """
    Open the world for one task.

    Raises
    ------
    VroegEropafError
        Instead of any other exception: its class and place only. Database drivers, pandas and parsers print
        the values they stumble over, and a viewer of the UI can read task logs.
    """
    try:
        yield _open()
    except AirflowException:
        raise  # skip and retry signals of our own
    except VroegEropafError as error:
        clean = type(error)(error.code, error.message)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        clean = VroegEropafError("unexpected", f"{type(error).__name__} in {place.name}, line {place.lineno}")
    else:
        return
    raise clean  # outside the handlers: no chained exception whose text would be logged too


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
