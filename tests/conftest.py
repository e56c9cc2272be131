"""Fixtures that every test may use: a real Postgres, a fresh migrated database, the example region."""

import itertools
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from vroegeropaf import database as database_module
from vroegeropaf import region as region_module
from vroegeropaf.settings import INCLUDE, Settings

if TYPE_CHECKING:
    from vroegeropaf.local.postgres import LocalPostgres

REPOSITORY = INCLUDE.parent
_numbers = itertools.count()


def free_port() -> int:
    """Return a TCP port on 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator["LocalPostgres"]:
    """One throw-away Postgres for this test process, with a migrated template database."""
    from vroegeropaf.local.postgres import LocalPostgres

    state = tmp_path_factory.mktemp("postgres")
    server = LocalPostgres(
        state_dir=state,
        port=free_port(),
        passwords={"postgres": "test-superuser", "template_vroegeropaf": "test-owner"},
        log_file=state / "postgres.log",
        databases=("template_vroegeropaf",),
        is_durable=False,
    )
    server.start()
    try:
        engine = database_module.connect(Settings(database_url=server.url("template_vroegeropaf")))
        database_module.migrate(engine)
        engine.dispose()
        yield server
    finally:
        server.stop()
        server.forget()


@pytest.fixture
def database_url(postgres: "LocalPostgres") -> Iterator[str]:
    """The URL of a fresh database, cloned from the migrated template."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    postgres.administer(
        f"create database {name} template template_vroegeropaf owner template_vroegeropaf strategy file_copy"
    )
    yield postgres.url("template_vroegeropaf").rsplit("/", 1)[0] + f"/{name}"
    postgres.administer(f"drop database if exists {name} with (force)")


@pytest.fixture
def database(database_url: str) -> Engine:
    """An engine on a fresh, migrated database."""
    return database_module.connect(Settings(database_url=database_url))


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings on a fresh database and the example region."""
    return Settings(database_url=database_url, hash_key="test-hash-key", portal_url="https://portal.example")


@pytest.fixture(scope="session")
def region() -> region_module.Region:
    """The example region that ships with the product."""
    return region_module.load(INCLUDE / "config")


@pytest.fixture(scope="session")
def config_dir() -> Path:
    """The example region's configuration directory."""
    return INCLUDE / "config"
