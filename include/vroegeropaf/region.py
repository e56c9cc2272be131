"""The region's configuration as one value: parties, policy, places; a stage loads the rest itself."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vroegeropaf import parties, places, policy
from vroegeropaf.errors import ConfigurationError


@dataclass(frozen=True)
class Region:
    """Everything that the whole house may ask of the configuration."""

    config_dir: Path
    parties: parties.Parties
    policy: policy.Policy
    places: dict[str, places.Postcode4]


@lru_cache
def load(config_dir: Path) -> Region:
    """Return the region of a configuration directory, read once in a process."""
    region = Region(config_dir, parties.load(config_dir), policy.load(config_dir), places.load(config_dir))
    strange = {area.municipality for area in region.places.values()} - set(region.parties.municipalities)
    if strange:
        raise ConfigurationError(
            "config_invalid", f"pc4.csv names unknown municipalities: {', '.join(sorted(strange))}"
        )
    return region
