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
    assert shipped.prior(4_000) == pytest.approx(2 * shipped.prior(8_000))
    assert shipped.version_for(300) == shipped.version_for(500) != shipped.version_for(600)
    assert shipped.prior(0) == shipped.prior(256) < 0.5
