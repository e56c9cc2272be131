"""The shipped model: whole, versioned, with a prior that follows the pool."""

import json
import shutil

import pytest

from vroegeropaf.errors import ConfigurationError
from vroegeropaf.linkage import model


def test_the_shipped_model_is_whole():
    """Its checksum fits, it was measured, and an automatic link asks odds of at least sixteen to one."""
    shipped = model.load()
    facts = json.loads((model.shipped() / "model.json").read_text())
    assert shipped.auto_bits >= 4
    assert facts["reference"]["auto_precision"] >= 0.99
    assert set(facts["reference"]["wrong_automatic"]).isdisjoint({"flat", "students", "occupants"})


@pytest.mark.parametrize("name", model.FILES)
def test_a_changed_file_is_noticed(tmp_path, name):
    """Files that were not trained together are refused."""
    folder = shutil.copytree(model.shipped(), tmp_path / "model")
    (folder / name).write_text((folder / name).read_text() + "\n")
    with pytest.raises(ConfigurationError, match="model_damaged"):
        model.load(folder)


def test_a_missing_model_is_told(tmp_path):
    """Without a model there is a clear error."""
    with pytest.raises(ConfigurationError, match="model_missing"):
        model.load(tmp_path)
    with pytest.raises(ConfigurationError, match="model_missing"):
        model.shipped(tmp_path)


def test_the_prior_follows_the_pool():
    """Twice the pool, half the chance that two rows are one person; the version changes with it."""
    shipped = model.load()
    steps = [shipped.pool_step(rows) for rows in (0, 256, 300, 500, 600)]
    assert steps == [256, 256, 512, 512, 1024]
    assert shipped.prior(4096) == pytest.approx(2 * shipped.prior(8192))
    assert shipped.version_at(512) != shipped.version_at(1024)
    assert shipped.prior(256) < 0.5


def test_a_pool_at_the_border_of_a_step_does_not_go_to_and_fro():
    """A few tenants who come and go part no links: a step down waits until the pool is a quarter."""
    shipped = model.load()
    linked = [shipped.version_at(1024), None, f"{shipped.version_at(512)}/a1", "another/4096"]
    assert shipped.pool_step(510, linked) == shipped.pool_step(1024, linked) == 1024
    assert shipped.pool_step(257, linked) == 1024
    assert shipped.pool_step(256, linked) == 256
    assert shipped.pool_step(1025, linked) == 2048
