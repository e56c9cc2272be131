"""How long ways take by road: tables of an own OSRM or Valhalla. What is absurd goes by the formula."""

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vroegeropaf.errors import TransientError, VroegEropafError
from vroegeropaf.planning.asking import Request, RoadService, read_json, unreadable
from vroegeropaf.planning.instance import Mode, Table
from vroegeropaf.planning.travel import Point, distance_km, minutes
from vroegeropaf.policy import Geography

log = logging.getLogger(__name__)

# 50 x 50: the default bounds of both services (OSRM: 100 coordinates, Valhalla: 2500 pairs) as they come.
BLOCK = 50
LONGEST_S = 4 * 3600
# A server with the map of another region puts all our points on one road, no seconds apart.
FASTEST_KMH, SLACK_S = 150.0, 120.0
# With more absurd pairs than this share the whole table is not to be trusted (our choice).
ABSURD_SHARE = 0.1

Seconds = list[list[float | None]]


@dataclass(frozen=True)
class Measured:
    """
    The table, if any mode was measured, and per mode where its minutes come from.

    `travel` holds for each mode ``{"source": "osrm" | "valhalla", "pairs": n, "by_formula": n}`` or
    ``{"source": "formula", "why": code}``.
    """

    table: Table | None = None
    travel: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def measure(
    services: Sequence[RoadService],
    modes: Mapping[str, Mode],
    points: Sequence[Point],
    policy: Geography,
    seconds: Callable[[], float] = time.monotonic,
) -> Measured:
    """
    Return the minutes between all points by every mode that a service knows; the first that answers counts.

    A service that fails never stops planning: its modes go by the formula, and `travel` says why.
    """
    until = seconds() + policy.travel_seconds
    travel: dict[str, Mapping[str, Any]] = {}
    found: dict[str, tuple[tuple[int, ...], ...]] = {}
    for name, mode in modes.items():
        travel[name] = {"source": "formula", "why": "travel_not_asked"}
        for service in services:
            if name not in service.profiles:
                continue
            try:
                if len(points) > policy.travel_most_points:
                    raise TransientError("travel_too_many_points", "more points than may be asked")
                raw = _ask(service, service.profiles[name], points, lambda: seconds() >= until)
                rows, by_formula = to_minutes(raw, mode, points)
            except VroegEropafError as error:
                log.warning("no travel times of %s by %s: %s", service.kind, name, error.code)
                travel[name] = {"source": "formula", "why": error.code}
                continue
            found[name] = rows
            pairs = len(points) * (len(points) - 1)
            travel[name] = {"source": service.kind, "pairs": pairs, "by_formula": by_formula}
            break
    return Measured(Table(tuple(points), found) if found else None, travel)


def _ask(service: RoadService, profile: str, points: Sequence[Point], is_late: Callable[[], bool]) -> Seconds:
    result: Seconds = [[None] * len(points) for _ in points]
    for rows, columns in _blocks(len(points)):
        if is_late():
            raise TransientError("travel_too_slow", "the road service takes longer than planning may wait")
        sources, targets = points[rows.start : rows.stop], points[columns.start : columns.stop]
        if service.kind == "osrm":
            answer = read_osrm(
                service.fetch(osrm_request(profile, sources, targets)), len(sources), len(targets)
            )
        else:
            answer = read_valhalla(
                service.fetch(valhalla_request(profile, sources, targets)), len(sources), len(targets)
            )
        for row, line in zip(rows, answer, strict=True):
            result[row][columns.start : columns.stop] = line
    return result


def _blocks(count: int) -> Iterator[tuple[range, range]]:
    parts = [range(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)]
    return ((rows, columns) for rows in parts for columns in parts)


def osrm_request(profile: str, sources: Sequence[Point], targets: Sequence[Point]) -> Request:
    """Return the question to OSRM's table service: longitude before latitude, seconds back."""
    places = ";".join(f"{longitude:.6f},{latitude:.6f}" for latitude, longitude in (*sources, *targets))
    first = len(sources)
    return Request(
        f"table/v1/{profile}/{places}",
        (
            ("sources", ";".join(str(i) for i in range(first))),
            ("destinations", ";".join(str(i) for i in range(first, first + len(targets)))),
            ("annotations", "duration"),
        ),
    )


def read_osrm(content: bytes, rows: int, columns: int) -> Seconds:
    """Return the seconds of an OSRM table; None where there is no way."""
    answer = read_json(content, "osrm")
    if not isinstance(answer, dict) or answer.get("code") != "Ok":
        raise unreadable("osrm")
    return _grid(answer.get("durations"), rows, columns, "osrm")


def valhalla_request(costing: str, sources: Sequence[Point], targets: Sequence[Point]) -> Request:
    """Return the question to Valhalla's matrix service."""
    return Request(
        "sources_to_targets",
        body={
            "sources": [{"lat": round(lat, 6), "lon": round(lon, 6)} for lat, lon in sources],
            "targets": [{"lat": round(lat, 6), "lon": round(lon, 6)} for lat, lon in targets],
            "costing": costing,
        },
    )


def read_valhalla(content: bytes, rows: int, columns: int) -> Seconds:
    """Return the seconds of a Valhalla matrix, in its long or its short form; None where there is no way."""
    answer = read_json(content, "valhalla")
    matrix = answer.get("sources_to_targets") if isinstance(answer, dict) else None
    if isinstance(matrix, dict):
        matrix = matrix.get("durations")
    elif isinstance(matrix, list):
        matrix = [_times(line) for line in matrix]
    return _grid(matrix, rows, columns, "valhalla")


def _times(line: Any) -> list[Any]:
    """Return the times of one row, in the order in which its cells number themselves."""
    if not isinstance(line, list) or not all(isinstance(cell, dict) for cell in line):
        raise unreadable("valhalla")
    if [cell.get("to_index") for cell in line] != list(range(len(line))):
        raise unreadable("valhalla")
    return [cell.get("time") for cell in line]


def _grid(grid: Any, rows: int, columns: int, what: str) -> Seconds:
    if not isinstance(grid, list) or len(grid) != rows:
        raise unreadable(what)
    for line in grid:
        if not isinstance(line, list) or len(line) != columns:
            raise unreadable(what)
        for cell in line:
            is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
            if cell is not None and not is_number:
                raise unreadable(what)
    return grid


def to_minutes(
    seconds: Seconds, mode: Mode, points: Sequence[Point]
) -> tuple[tuple[tuple[int, ...], ...], int]:
    """
    Return whole minutes from door to door, stop minutes included, and how many pairs went by the formula.

    Raises
    ------
    TransientError
        Code ``travel_absurd``: too many pairs are unreachable, negative, over four hours or too fast.
    """
    by_formula, rows = 0, []
    for i, here in enumerate(points):
        row = []
        for j, there in enumerate(points):
            cell = seconds[i][j]
            if i == j:
                row.append(0)
            elif cell is None or not _is_sane(cell, here, there):
                by_formula += 1
                row.append(minutes(mode, here, there))
            else:
                row.append(mode.stop_min + math.ceil(cell / 60))
        rows.append(tuple(row))
    if by_formula > ABSURD_SHARE * len(points) * (len(points) - 1):
        raise TransientError("travel_absurd", f"{by_formula} ways cannot be as the road service says")
    return tuple(rows), by_formula


def _is_sane(seconds: float, here: Point, there: Point) -> bool:
    quickest = distance_km(here, there) / FASTEST_KMH * 3600 - SLACK_S
    return max(0.0, quickest) <= seconds <= LONGEST_S
