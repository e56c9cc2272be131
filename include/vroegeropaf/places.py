"""Postcode areas of the covenant: municipality and an approximate point, good to about one kilometre."""

import csv
from dataclasses import dataclass
from pathlib import Path

from vroegeropaf.errors import ConfigurationError


@dataclass(frozen=True)
class Postcode4:
    """One postcode area (the four digits), its municipality and its approximate centre in degrees."""

    postcode4: str
    municipality: str
    latitude: float
    longitude: float


def load(config_dir: Path) -> dict[str, Postcode4]:
    """Return the areas of ``pc4.csv`` by their four digits."""
    path = config_dir / "pc4.csv"
    try:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        areas = [
            Postcode4(
                postcode4=row["postcode4"],
                municipality=row["municipality"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in csv.DictReader(lines)
        ]
    except (OSError, KeyError, ValueError) as error:
        raise ConfigurationError("config_invalid", f"pc4.csv: {type(error).__name__} {error}") from None
    return {area.postcode4: area for area in areas}
