"""Where front doors are: PDOK Locatieserver, asked with postcode and house number only, and remembered."""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from vroegeropaf import database
from vroegeropaf.errors import PermanentError, VroegEropafError
from vroegeropaf.places import Postcode4
from vroegeropaf.planning.asking import Fetch, Request, read_json, unreadable
from vroegeropaf.planning.travel import Point, distance_km
from vroegeropaf.policy import Geography

log = logging.getLogger(__name__)

SOURCE = "pdok"
DOOR = re.compile(r"([1-9][0-9]{3}[A-Z]{2}) ([1-9][0-9]{0,4})(?: ([0-9A-Z]+))?")
WKT_POINT = re.compile(r"POINT ?\((-?[0-9]{1,3}(?:\.[0-9]+)?) (-?[0-9]{1,3}(?:\.[0-9]+)?)\)")
# The European Netherlands, with a little sea.
SOUTH, NORTH, WEST, EAST = 50.7, 53.7, 3.2, 7.3
# No door lies farther from the middle of its postcode area (our choice: the table is good to about 1 km).
FARTHEST_KM = 15.0
ROWS = 100  # what the service gives at most
FAILURES_IN_A_ROW = 3
BUSY, UNLIKELY = "place_service_busy", "place_unlikely"


@dataclass(frozen=True)
class Door:
    """A front door: postcode, house number, and letter and addition in one, as ``core.door`` writes them."""

    postcode: str
    number: int
    rest: str


@dataclass(frozen=True)
class Found:
    """Where a door is; `precision` is address (that door) or postcode6 (a neighbour, or the postcode)."""

    latitude: float
    longitude: float
    precision: str


@dataclass(frozen=True)
class Lookups:
    """
    What one run asked: doors found, not known to the geocoder, and without a proper answer.

    `why` counts the codes of what failed, and of places that were not believed (``place_unlikely``, missed).
    """

    found: int = 0
    missed: int = 0
    failed: int = 0
    why: Mapping[str, int] = field(default_factory=dict)


def read_door(text: str) -> Door | None:
    """Return the door of a key of ``core.door``, or None if it can be no Dutch address."""
    match = DOOR.fullmatch(text)
    return Door(match[1], int(match[2]), match[3] or "") if match else None


def address_request(door: Door) -> Request:
    """
    Return the question for all doors with this postcode and number.

    The addition stays here: the right door is picked from the answer.
    """
    return _request(
        f"{door.postcode} {door.number}",
        ("type:adres", f"postcode:{door.postcode}", f"huisnummer:{door.number}"),
        "type,postcode,huisnummer,huisletter,huisnummertoevoeging,centroide_ll",
    )


def postcode_request(door: Door) -> Request:
    """Return the question for the middle of the postcode, for a number that the register does not know."""
    return _request(
        door.postcode, ("type:postcode", f"postcode:{door.postcode}"), "type,postcode,centroide_ll"
    )


def _request(words: str, filters: Sequence[str], fields: str) -> Request:
    chosen = tuple(("fq", one) for one in filters)
    return Request("free", (("q", words), *chosen, ("fl", fields), ("rows", str(ROWS))))


def read_address(content: bytes, door: Door) -> Found | None:
    """
    Return where the door is, or None when the register has no such number.

    Raises
    ------
    TransientError
        Code ``place_answer_unreadable``: not the documented shape, or no point that can be read.
    """
    same = [
        doc
        for doc in _documents(content, "adres", door)
        if doc.get("huisnummer") == door.number and not isinstance(doc["huisnummer"], bool)
    ]
    if not same:
        return None
    doors = _readable((_rest(doc), _point(doc)) for doc in same)
    for rest, point in doors:
        if rest == door.rest:
            return Found(*point, "address")
    return Found(*doors[0][1], "postcode6")


def read_postcode(content: bytes, door: Door) -> Found | None:
    """Return the middle of the door's postcode, or None; raises as `read_address`."""
    found = [("", _point(doc)) for doc in _documents(content, "postcode", door)]
    return Found(*_readable(found)[0][1], "postcode6") if found else None


def _readable(found: Iterable[tuple[str, Point | None]]) -> list[tuple[str, Point]]:
    """Return what has a point, in a fixed order; a broken one beside it does not count."""
    read = sorted((rest, point) for rest, point in found if point is not None)
    if not read:
        raise unreadable(SOURCE)
    return read


def _documents(content: bytes, kind: str, door: Door) -> Iterator[dict[str, Any]]:
    """Yield what the answer says about the door's own postcode; the rest is not asked for."""
    answer = read_json(content, SOURCE)
    response = answer.get("response") if isinstance(answer, dict) else None
    documents = response.get("docs") if isinstance(response, dict) else None
    if not isinstance(documents, list) or not all(isinstance(doc, dict) for doc in documents):
        raise unreadable(SOURCE)
    for doc in documents:
        if doc.get("type") == kind and doc.get("postcode") == door.postcode:
            yield doc


def _point(doc: dict[str, Any]) -> Point | None:
    written = doc.get("centroide_ll")
    match = WKT_POINT.fullmatch(written) if isinstance(written, str) else None
    return (float(match[2]), float(match[1])) if match else None


def _rest(doc: dict[str, Any]) -> str:
    """Return letter and addition as ``core.door`` writes them."""
    written = "".join(str(doc.get(key) or "") for key in ("huisletter", "huisnummertoevoeging"))
    return re.sub(r"[^0-9A-Z]", "", written.upper()).lstrip("0")


def is_likely(found: Found, area: Postcode4 | None) -> bool:
    """Return whether a place lies in the Netherlands, and not far from the postcode area of the door."""
    if not (SOUTH <= found.latitude <= NORTH and WEST <= found.longitude <= EAST):
        return False
    if area is None:
        return True
    return distance_km((area.latitude, area.longitude), (found.latitude, found.longitude)) <= FARTHEST_KM


def look_up(fetch: Fetch, door: Door, area: Postcode4 | None) -> Found | None:
    """
    Ask where a door is, then where its postcode is; None when the geocoder knows neither.

    Raises
    ------
    VroegEropafError
        Code ``place_unlikely`` (permanent): a place was given that cannot be the door's; codes of the service
        and ``place_answer_unreadable`` otherwise.
    """
    is_doubted = False
    for ask, read in ((address_request, read_address), (postcode_request, read_postcode)):
        found = read(fetch(ask(door)), door)
        if found is not None and is_likely(found, area):
            return found
        is_doubted = is_doubted or found is not None
    if is_doubted:
        raise PermanentError(UNLIKELY, "the place that was found cannot be that of the door")
    return None


def refresh(
    engine: Engine,
    fetch: Fetch,
    places: dict[str, Postcode4],
    policy: Geography,
    today: date,
    sleep: Callable[[float], None] = time.sleep,
    seconds: Callable[[], float] = time.monotonic,
) -> Lookups:
    """
    Ask for doors of open cases that are unknown, or were asked too long ago, and remember each answer.

    Notes
    -----
    Each answer is stored in a transaction of its own, so nothing is asked twice after a kill. Three
    failures in a row end the run, and so does a service that asks us to wait; what was not asked comes first
    at the next one. A place that cannot be is remembered as not found: it must not keep others waiting.
    """
    known_since = today - timedelta(days=policy.refresh_after_days)
    with engine.begin() as db:
        database.run(db, "planning/forget_geocodes", known_since=known_since)
        waiting = database.rows(
            db,
            "planning/doors_to_look_up",
            known_since=known_since,
            missed_since=today - timedelta(days=policy.missed_again_after_days),
            most=policy.lookups_per_run,
        )
    counts, why = {"found": 0, "missed": 0, "failed": 0}, Counter[str]()
    until, failures = seconds() + policy.lookup_seconds, 0
    paced = _paced(fetch, policy.pause_ms / 1000, sleep)
    for row in waiting:
        if failures == FAILURES_IN_A_ROW or why[BUSY] or seconds() >= until:
            break
        door = read_door(row["door"])
        try:
            found = look_up(paced, door, places.get(row["postcode4"])) if door else None
        except VroegEropafError as error:
            log.warning("a door could not be looked up: %s", error.code)
            why[error.code] += 1
            if error.code != UNLIKELY:
                failures, counts["failed"] = failures + 1, counts["failed"] + 1
                continue
            found = None
        failures = 0
        counts["found" if found else "missed"] += 1
        _store(engine, row["door"], found, today)
    return Lookups(**counts, why=dict(sorted(why.items())))


def _paced(fetch: Fetch, pause_s: float, sleep: Callable[[float], None]) -> Fetch:
    """Return a way to ask that waits between any two questions."""
    asked = 0

    def ask(request: Request) -> bytes:
        nonlocal asked
        if asked:
            sleep(pause_s)
        asked += 1
        return fetch(request)

    return ask


def _store(engine: Engine, door: str, found: Found | None, today: date) -> None:
    with engine.begin() as db:
        database.run(
            db,
            "planning/store_geocode",
            door=door,
            latitude=found.latitude if found else None,
            longitude=found.longitude if found else None,
            precision=found.precision if found else "pc4",
            source=SOURCE,
            today=today,
        )
