"""How long a team is on its way between two points: measured, or as the crow flies with a detour. Pure."""

from math import asin, ceil, cos, radians, sin, sqrt

from vroegeropaf.planning.instance import Instance, Mode, Table

Point = tuple[float, float]
EARTH_RADIUS_KM = 6371.0


def distance_km(here: Point, there: Point) -> float:
    """Return the great-circle distance in kilometres between two [latitude, longitude] points in degrees."""
    lat1, lon1, lat2, lon2 = (radians(degrees) for degrees in (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def minutes(mode: Mode, here: Point, there: Point) -> int:
    """
    Return the whole minutes from door to door, parking or locking included; 0 between identical coordinates.

    Notes
    -----
    Detour, speed and stop minutes are assumptions of ours, in teams.yaml; a region may measure its own.
    """
    if here == there:
        return 0
    return mode.stop_min + ceil(mode.detour * distance_km(here, there) / mode.speed_kmh * 60)


class Roads:
    """
    Travel minutes of one instance, each pair computed once.

    Parameters
    ----------
    modes
        The formula of each mode.
    table
        Measured ways, which go before the formula; None when there are none.
    """

    def __init__(self, modes: dict[str, Mode], table: Table | None = None) -> None:
        self._modes = modes
        self._measured = table.minutes if table else {}
        self._index = {point: i for i, point in enumerate(table.points)} if table else {}
        self._known: dict[tuple[str, Point, Point], int] = {}

    def minutes(self, mode: str, here: Point, there: Point) -> int:
        """Return the whole minutes between two points by the mode of that name."""
        key = (mode, here, there)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._measure(mode, here, there)
        return known

    def _measure(self, mode: str, here: Point, there: Point) -> int:
        rows, row, column = self._measured.get(mode), self._index.get(here), self._index.get(there)
        if here == there or rows is None or row is None or column is None:
            return minutes(self._modes[mode], here, there)
        return rows[row][column]


def roads(instance: Instance) -> Roads:
    """Return the ways of an instance: the one door to travel minutes for every solver."""
    return Roads(instance.travel, instance.table)
