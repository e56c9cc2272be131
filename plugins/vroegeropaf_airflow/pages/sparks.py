"""A line through the last counts, small enough to stand beside a number. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, EDGE = 160, 40, 5


@dataclass(frozen=True)
class Spark:
    """Points of a polyline in a box of `WIDTH` by `HEIGHT`, its last point, and the same in words."""

    points: str
    last: tuple[float, float]
    title: str


def spark(label: str, counts: Sequence[tuple[date, int]]) -> Spark:
    """
    Return the line through counts, oldest first.

    Notes
    -----
    The bottom is zero, so that half as many rows look like half as many.
    """
    largest = max(1, *(number for _, number in counts))
    step = (WIDTH - 2 * EDGE) / max(1, len(counts) - 1)
    places = [
        (round(EDGE + place * step, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * number / largest, 1))
        for place, (_, number) in enumerate(counts)
    ]
    told = ", ".join(f"{day:%d-%m-%Y} {number}" for day, number in counts)
    return Spark(" ".join(f"{x},{y}" for x, y in places), places[-1], f"{label} per peildatum: {told}")
