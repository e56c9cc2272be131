"""The ready marker beside a delivery: how many rows, which total, which bytes. Pure."""

import json
from dataclasses import dataclass
from typing import Any

LARGEST_BYTES = 10_000


@dataclass(frozen=True)
class Companion:
    """What ``<file>.klaar`` says; every part may be absent."""

    rows: int | None = None
    total_cents: int | None = None
    sha256: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the companion under the names of the file contract."""
        return {"rijen": self.rows, "totaal_cent": self.total_cents, "sha256": self.sha256}


def parse(content: bytes) -> Companion | None:
    """Return what the marker says; None when it cannot be read, and the file must prove stable by itself."""
    if len(content) > LARGEST_BYTES:
        return None
    try:
        return from_json(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return None


def from_json(said: object) -> Companion | None:
    """Return the companion of a parsed marker, or None when a part has the wrong kind."""
    if not isinstance(said, dict):
        return None
    rows, total, digest = said.get("rijen"), said.get("totaal_cent"), said.get("sha256")
    if not all(value is None or type(value) is int for value in (rows, total)):
        return None
    if digest is not None and not isinstance(digest, str):
        return None
    return Companion(rows, total, digest.strip().lower() if digest else None)
