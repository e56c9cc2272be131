"""The route of a day as shapes for an SVG: areas, the way from stop to stop, numbers. Pure; no tiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vroegeropaf.places import Postcode4
from vroegeropaf.planning import map_layout
from vroegeropaf.planning.map_layout import Spot
from vroegeropaf.planning.travel import Point
from vroegeropaf.portal.addresses import Stop

WIDTH, HEIGHT, MARGIN, DISC = 480.0, 320.0, 44.0, 38.0


@dataclass(frozen=True)
class Mark:
    """A text and its middle."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Route:
    """What the picture holds, lines and polygons as lists of points; `told` is the same in a sentence."""

    areas: tuple[str, ...]
    names: tuple[Mark, ...]
    line: str
    stops: tuple[Mark, ...]
    depot: Mark | None
    told: str


def draw(stops: Sequence[Stop], places: Mapping[str, Postcode4], depot: Point | None) -> Route | None:
    """
    Return the route along the stops with a number, from the depot and back to it.

    Parameters
    ----------
    stops
        The visits of a day, in order.
    places
        Where the postcode areas lie; a stop stands in the middle of its own.
    depot
        Where the team sets out; None when that is not known.

    Returns
    -------
    Route or None
        None when no stop can be placed.
    """
    shown = [stop for stop in stops if stop.number is not None and stop.postcode4 in places]
    if not shown:
        return None
    points = {code: (area.latitude, area.longitude) for code, area in places.items()}
    ends = [] if depot is None else [depot]
    place = map_layout.projection(
        [*(points[stop.postcode4] for stop in shown), *ends], (WIDTH, HEIGHT), MARGIN
    )
    spots = {code: place(point) for code, point in points.items()}
    marks = [*(place(end) for end in ends), *(spots[stop.postcode4] for stop in shown)]
    found = map_layout.apart(marks, [(DISC, DISC)] * len(marks), (WIDTH, HEIGHT))
    start, discs = found[: len(ends)], found[len(ends) :]
    return Route(
        areas=tuple(
            _points(map_layout.area(spot, spots.values(), (WIDTH, HEIGHT))) for spot in spots.values()
        ),
        names=tuple(
            Mark(code, round(x, 1), round(y, 1)) for code, (x, y) in spots.items() if _is_free((x, y), found)
        ),
        line=_points([*start, *discs, *start]),
        stops=tuple(
            Mark(str(stop.number), round(x, 1), round(y, 1))
            for stop, (x, y) in zip(shown, discs, strict=True)
        ),
        depot=Mark("start", round(start[0][0], 1), round(start[0][1], 1)) if start else None,
        told=", ".join(f"{stop.number} in {stop.postcode4} {stop.municipality}" for stop in shown),
    )


def _points(spots: Sequence[Spot]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


def _is_free(spot: Spot, taken: Sequence[Spot]) -> bool:
    x, y = spot
    is_inside = 24 < x < WIDTH - 24 and 14 < y < HEIGHT - 14
    return is_inside and not any(abs(x - at) < 44 and abs(y - to) < 32 for at, to in taken)
