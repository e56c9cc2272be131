"""The demo, run once for all acceptance tests of this process: a real stack from nothing."""

from collections.abc import Iterator

import pytest
from support.demo import Told, run_demo

from vroegeropaf.local.stack import forget


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The demo from nothing; its state is removed after the last test."""
    state_dir = tmp_path_factory.mktemp("demo")
    yield run_demo(state_dir)
    forget(state_dir)
