"""The route of a day as shapes for an SVG: areas, the way from door to door, numbers. Pure; no tiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from vroegeropaf.places import Postcode4
from vroegeropaf.planning import map_layout
from vroegeropaf.planning.map_layout import Size, Spot
from vroegeropaf.planning.travel import Point
from vroegeropaf.portal.addresses import Stop

WIDTH, HEIGHT, MARGIN = 480.0, 320.0, 48.0
HIGH, LETTER, EDGE, GAP = 34.0, 11.0, 18.0, 4.0
DEPOT = 26.0
# Closer than a map of areas may come: a street with three doors is what a team wants to see.
LEAST_KM = 1.2
# So close in the picture are one door, or doors beside each other: one disc with all their numbers.
NEAR = 16.0
# A number that had to give way farther than this points at its place.
FAR = 8.0
NAME: Size = (46.0, 22.0)

PRECISIONS = {
    "address": "adres",
    "postcode6": "bij benadering, postcode",
    "pc4": "bij benadering, postcodegebied",
}


@dataclass(frozen=True)
class Mark:
    """A text and its middle."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Disc(Mark):
    """The numbers of all visits at or near one place; `pointer` is a line from there, if they gave way."""

    width: float
    is_exact: bool
    pointer: str

    @property
    def left(self) -> float:
        """Return the left edge."""
        return round(self.x - self.width / 2, 1)

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return round(self.y - HIGH / 2, 1)


@dataclass(frozen=True)
class Route:
    """What the picture holds, lines and polygons as lists of points; `told` is the same in a sentence."""

    areas: tuple[str, ...]
    names: tuple[Mark, ...]
    line: str
    stops: tuple[Disc, ...]
    depot: Mark | None
    told: str


def precision(stop: Stop, places: Mapping[str, Postcode4]) -> str | None:
    """Return how well the place of a stop is known: address, postcode6 or pc4; None when it is not at all."""
    if stop.point is not None:
        return stop.precision
    return "pc4" if stop.postcode4 in places else None


def draw(stops: Sequence[Stop], places: Mapping[str, Postcode4], depot: Point | None) -> Route | None:
    """
    Return the route along the stops with a number, from the depot and back to it.

    Parameters
    ----------
    stops
        The visits of a day, in order. One that the geocoder did not find stands in the middle of its postcode
        area; one without an address (nobody should go there) is left out.
    places
        Where the postcode areas lie.
    depot
        Where the team sets out; None when that is not known.

    Returns
    -------
    Route or None
        None when no stop can be placed.
    """
    shown = [stop for stop in stops if stop.number and stop.address and precision(stop, places)]
    if not shown:
        return None
    ends = [] if depot is None else [depot]
    place = map_layout.projection(
        [*(_point(stop, places) for stop in shown), *ends], (WIDTH, HEIGHT), MARGIN, LEAST_KM
    )
    groups = _groups([(stop, place(_point(stop, places))) for stop in shown])
    texts = [spans([stop.number or 0 for stop in group]) for group in groups.values()]
    sizes = [(DEPOT, DEPOT)] * len(ends) + [(_width(text), HIGH) for text in texts]
    roomy = [(wide + GAP, high + GAP) for wide, high in sizes]
    found = map_layout.apart([*(place(end) for end in ends), *groups], roomy, (WIDTH, HEIGHT))
    start, middles = found[: len(ends)], dict(zip(groups, found[len(ends) :], strict=True))
    at = {stop.visit_id: middles[spot] for spot, group in groups.items() for stop in group}
    centres = {code: place((area.latitude, area.longitude)) for code, area in places.items()}
    return Route(
        areas=tuple(
            _points(map_layout.area(spot, centres.values(), (WIDTH, HEIGHT))) for spot in centres.values()
        ),
        names=_names(centres, list(zip(found, sizes, strict=True))),
        line=_points([*start, *(at[stop.visit_id] for stop in shown), *start]),
        stops=tuple(
            _disc(text, group, spot, middles[spot])
            for text, (spot, group) in zip(texts, groups.items(), strict=True)
        ),
        depot=Mark("start", round(start[0][0], 1), round(start[0][1], 1)) if start else None,
        told=", ".join(
            f"{stop.number} in {stop.postcode4} {stop.municipality} "
            f"({PRECISIONS[precision(stop, places) or 'pc4']})"
            for stop in shown
        ),
    )


def _groups(placed: Sequence[tuple[Stop, Spot]]) -> dict[Spot, list[Stop]]:
    """Return the stops by the spot of the first one near by."""
    groups: dict[Spot, list[Stop]] = {}
    for stop, spot in placed:
        near = next((one for one in groups if hypot(spot[0] - one[0], spot[1] - one[1]) <= NEAR), spot)
        groups.setdefault(near, []).append(stop)
    return groups


def _disc(text: str, group: Sequence[Stop], spot: Spot, middle: Spot) -> Disc:
    is_far = hypot(spot[0] - middle[0], spot[1] - middle[1]) > FAR
    return Disc(
        text=text,
        x=round(middle[0], 1),
        y=round(middle[1], 1),
        width=_width(text),
        is_exact=all(stop.precision == "address" for stop in group),
        pointer=_points([spot, middle]) if is_far else "",
    )


def spans(numbers: Sequence[int]) -> str:
    """Return ascending numbers as people write them: three or more in a row as 2–4."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(
        f"{part[0]}–{part[-1]}" if len(part) > 2 else ", ".join(str(one) for one in part) for part in parts
    )


def _point(stop: Stop, places: Mapping[str, Postcode4]) -> Point:
    if stop.point is not None:
        return stop.point
    area = places[stop.postcode4]
    return area.latitude, area.longitude


def _width(text: str) -> float:
    return max(HIGH, len(text) * LETTER + EDGE)


def _points(spots: Sequence[Spot]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


def _names(centres: Mapping[str, Spot], taken: Sequence[tuple[Spot, Size]]) -> tuple[Mark, ...]:
    """Return the names of areas that fit: whole inside the picture, beside numbers, depot and each other."""
    taken, found = list(taken), []
    for code, (x, y) in centres.items():
        is_inside = NAME[0] / 2 < x < WIDTH - NAME[0] / 2 and NAME[1] / 2 < y < HEIGHT - NAME[1] / 2
        if is_inside and not any(
            abs(x - at) < (NAME[0] + wide) / 2 and abs(y - to) < (NAME[1] + high) / 2
            for (at, to), (wide, high) in taken
        ):
            taken.append(((x, y), NAME))
            found.append(Mark(code, round(x, 1), round(y, 1)))
    return tuple(found)
