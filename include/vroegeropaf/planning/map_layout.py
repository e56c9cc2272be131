"""Where things stand on a small map: degrees to a flat box, areas by nearest centre, labels apart. Pure.

No tiles and no outlines from elsewhere: a postcode area is drawn as all that lies nearest to its centre,
which is as good as those centres are (about a kilometre).
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from math import cos, radians

from vroegeropaf.planning.travel import Point

Spot = tuple[float, float]
Size = tuple[float, float]
KM_A_DEGREE = 111.2
# Never closer than this: one street in the middle of nowhere tells nobody where it is (our choice).
LEAST_KM = 3.0
ROUNDS = 60


def projection(
    points: Iterable[Point], box: Size, margin: float, least_km: float = LEAST_KM
) -> Callable[[Point], Spot]:
    """
    Return what turns [latitude, longitude] into a spot of the box, so that all points lie inside its margin.

    Parameters
    ----------
    points
        At least one.
    box
        Width and height; the first spot is the upper left corner.
    margin
        Room to keep free at each edge.
    least_km
        What the box shows at least, within its margin.
    """
    lats, lons = zip(*points, strict=True)
    middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
    km_x = KM_A_DEGREE * cos(radians(middle[0]))
    wide = max((max(lons) - min(lons)) * km_x, least_km)
    high = max((max(lats) - min(lats)) * KM_A_DEGREE, least_km)
    scale = min((box[0] - 2 * margin) / wide, (box[1] - 2 * margin) / high)

    def place(point: Point) -> Spot:
        east = (point[1] - middle[1]) * km_x
        north = (point[0] - middle[0]) * KM_A_DEGREE
        return (box[0] / 2 + east * scale, box[1] / 2 - north * scale)

    return place


def area(centre: Spot, others: Iterable[Spot], box: Size) -> list[Spot]:
    """Return the corners of all that lies nearer to this centre than to any other, within the box."""
    corners: list[Spot] = [(0.0, 0.0), (box[0], 0.0), (box[0], box[1]), (0.0, box[1])]
    for other in others:
        if other != centre:
            corners = _nearer(corners, centre, other)
    return corners


def _nearer(corners: Sequence[Spot], centre: Spot, other: Spot) -> list[Spot]:
    """Return what is left of a convex polygon on the centre's side of the line halfway to the other."""
    east, south = other[0] - centre[0], other[1] - centre[1]
    limit = (other[0] ** 2 + other[1] ** 2 - centre[0] ** 2 - centre[1] ** 2) / 2
    beyond = [east * x + south * y - limit for x, y in corners]
    kept: list[Spot] = []
    for i, here in enumerate(corners):
        there, mine, next_one = corners[i - 1], beyond[i], beyond[i - 1]
        if (mine > 0) != (next_one > 0):
            share = mine / (mine - next_one)
            kept.append((here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share))
        if mine <= 0:
            kept.append(here)
    return kept


def apart(spots: Sequence[Spot], sizes: Sequence[Size], box: Size) -> list[Spot]:
    """
    Return the middles of labels, moved until none covers another, or as far as that goes in the box.

    Notes
    -----
    Two labels that overlap give way along the shorter way, half each; of two on one spot the later goes on.
    """
    found = list(spots)
    for _ in range(ROUNDS):
        moved = False
        for i, j in combinations(range(len(found)), 2):
            wide, high = (sizes[i][0] + sizes[j][0]) / 2, (sizes[i][1] + sizes[j][1]) / 2
            east, south = found[j][0] - found[i][0], found[j][1] - found[i][1]
            if abs(east) >= wide or abs(south) >= high:
                continue
            moved = True
            if wide - abs(east) <= high - abs(south):
                step = (wide - abs(east) + 0.5) / 2 * (1 if east >= 0 else -1)
                found[i] = (found[i][0] - step, found[i][1])
                found[j] = (found[j][0] + step, found[j][1])
            else:
                step = (high - abs(south) + 0.5) / 2 * (1 if south >= 0 else -1)
                found[i] = (found[i][0], found[i][1] - step)
                found[j] = (found[j][0], found[j][1] + step)
        found = [_inside(spot, size, box) for spot, size in zip(found, sizes, strict=True)]
        if not moved:
            break
    return found


def _inside(spot: Spot, size: Size, box: Size) -> Spot:
    x, y = (
        min(max(at, length / 2), full - length / 2) for at, length, full in zip(spot, size, box, strict=True)
    )
    return (x, y)
