"""The region's configuration: the example loads, and a mistake is named with its place."""

import shutil
from datetime import date

import pytest
import yaml

from vroegeropaf import parties, policy, region
from vroegeropaf.errors import ConfigurationError
from vroegeropaf.settings import INCLUDE


@pytest.fixture
def copied(tmp_path):
    """A copy of the example region that a test may break."""
    return shutil.copytree(INCLUDE / "config", tmp_path / "config")


def test_the_example_region_has_the_covenants_parties():
    """Six corporations, five municipalities, and a postcode table that names no other."""
    found = region.load(INCLUDE / "config")
    assert len(found.parties.corporations) == 6
    assert set(found.parties.municipalities) == {"Nieuwegein", "Houten", "Vianen", "Lopik", "IJsselstein"}
    assert len(found.places) == 32


def test_a_seventh_corporation_is_configuration(copied):
    """Adding a corporation takes lines in parties.yaml and no code; it joins from its own date."""
    path = copied / "parties.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "municipalities:",
            "  wbv_lopik: {name: WBV Lopik, contact_email: a@wbv.example, valid_from: 2027-01-01}\n"
            "municipalities:",
        ),
        encoding="utf-8",
    )
    found = parties.load(copied)
    assert "wbv_lopik" not in found.corporations_on(date(2026, 12, 31))
    assert "wbv_lopik" in found.corporations_on(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (
            "parties.yaml",
            "contact_email: huurincasso@mitros.example",
            "contact_email: nope",
            "corporations.mitros",
        ),
        (
            "parties.yaml",
            "valid_from: 2015-01-01\n  viveste",
            "valid_from: soon\n  viveste",
            "corporations.mitros",
        ),
        ("policy.yaml", "wil_lead_before_bailiff_wd: 5", "wil_lead_before_bailiff_wd: 12", "escalation"),
        ("policy.yaml", "lease_s: 120", "lease_s: 12", "mail.lease_s"),
        ("policy.yaml", "horizon_wd: 10", "horizon: 10", "planning.horizon"),
        ("pc4.csv", "3401,IJsselstein", "3401,Utrecht", "Utrecht"),
        ("pc4.csv", "52.017", "ver weg", "pc4.csv"),
    ],
)
def test_a_mistake_is_named_with_its_place(copied, file, old, new, place):
    """Whoever made the mistake reads where it stands, not a traceback."""
    path = copied / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        region.load(copied)
    assert place in str(caught.value)
    assert file in str(caught.value)


def test_an_older_policy_without_the_clocks_that_came_later_still_loads(copied):
    """The keys that came later have defaults: those of the example."""
    path = copied / "policy.yaml"
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    older = {key: value for key, value in whole.items() if key not in {"review", "linkage", "lateness"}}
    path.write_text(yaml.safe_dump(older), encoding="utf-8")
    assert policy.load(copied) == policy.load(INCLUDE / "config")
