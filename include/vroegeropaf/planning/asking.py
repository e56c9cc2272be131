"""How planning asks the world where a door is and how long a way takes: one small function, handed in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from vroegeropaf.errors import TransientError


@dataclass(frozen=True)
class Request:
    """A path below the service's address, query parameters, and a JSON body for a POST (else a GET)."""

    path: str
    parameters: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None


# Returns the body of the answer, or raises a VroegEropafError: transient when trying again later may help.
Fetch = Callable[[Request], bytes]


@dataclass(frozen=True)
class RoadService:
    """A service that measures ways: `kind` is osrm or valhalla, `profiles` its own names of our modes."""

    kind: str
    fetch: Fetch
    profiles: Mapping[str, str]


@dataclass(frozen=True)
class Services:
    """What may be asked; by default nothing, and nothing is sent anywhere."""

    geocoder: Fetch | None = None
    roads: tuple[RoadService, ...] = field(default=())


def unreadable(what: str) -> TransientError:
    """Return the error for an answer that is not what the service's documentation says."""
    return TransientError("place_answer_unreadable", f"the answer of {what} is not what it should be")


def read_json(content: bytes, what: str) -> Any:
    """Return the JSON of an answer; no NaN, no infinities, no text that is not UTF-8."""
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise unreadable(what) from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
