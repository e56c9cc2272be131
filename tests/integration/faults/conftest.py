"""Two corporations, one of whose servers misbehaves; collected as the DAG does it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from support import collection as module
from support.collection import Collection

from vroegeropaf.region import Region
from vroegeropaf.settings import Settings


@pytest.fixture
def collection(
    database: Engine,
    region: Region,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Collection]:
    """A server and an empty database."""
    made = module.start(database, region, settings, tmp_path_factory.mktemp("faults"), monkeypatch)
    yield made
    made.server.stop()
