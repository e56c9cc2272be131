"""
The small map in a day list: postcode areas with the numbers of their visits, as PNG.

Areas only, never an address: mail is read and passed on where we cannot see it. The ground is light and
opaque, so that it can be read in a mail program with a dark theme too.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vroegeropaf.places import Postcode4
from vroegeropaf.planning import map_layout
from vroegeropaf.planning.map_layout import Size, Spot

if TYPE_CHECKING:
    from PIL import ImageDraw

# Twice what the mail shows: sharp on a telephone. Shapes are drawn larger still, for smooth edges.
WIDTH, HEIGHT = 1100, 560
SHOWN_WIDTH = WIDTH // 2
FINER = 2
MARGIN = 120
COLOURS = 40
GROUND, EDGE, VISITED = "#edf2f1", "#ffffff", "#c3dee2"
PILL, ON_PILL, TEXT, FAINT, FRAME = "#1d5b66", "#ffffff", "#22292b", "#68757a", "#b9c5c3"
PILL_HIGH, PILL_EDGE, LETTER, LABEL_HIGH = 60, 32, 36, 102


@dataclass(frozen=True)
class AreaMap:
    """The picture, and the same in words for who does not see it."""

    png: bytes
    alt: str


def draw(postcode4s: Sequence[str], places: Mapping[str, Postcode4]) -> AreaMap | None:
    """
    Return the map of a day.

    Parameters
    ----------
    postcode4s
        The area of each visit, in the order of the day: the first is number 1.
    places
        The areas of the region; one that is not known is left out.

    Returns
    -------
    AreaMap or None
        None when no area is known. The same input gives the same bytes.
    """
    numbers = numbers_by_area(postcode4s)
    known = {code: places[code] for code in numbers if code in places}
    if not known:
        return None
    return AreaMap(_paint({code: numbers[code] for code in known}, places), alt_text(postcode4s, places))


def numbers_by_area(postcode4s: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of the visits in each area, areas in order of their first visit."""
    found: dict[str, list[int]] = {}
    for number, code in enumerate(postcode4s, 1):
        found.setdefault(code, []).append(number)
    return found


def alt_text(postcode4s: Sequence[str], places: Mapping[str, Postcode4]) -> str:
    """Return what the map shows in a sentence."""
    stops = (
        f"{number} in {code}{f' {places[code].municipality}' if code in places else ''}"
        for number, code in enumerate(postcode4s, 1)
    )
    return f"Kaartje van de postcodegebieden met de bezoeken op volgorde: {', '.join(stops)}."


def _paint(numbers: Mapping[str, Sequence[int]], places: Mapping[str, Postcode4]) -> bytes:
    from PIL import Image, ImageDraw, ImageFont  # here: a task that sends nothing need not load it

    points = {code: (place.latitude, place.longitude) for code, place in places.items()}
    place = map_layout.projection([points[code] for code in numbers], (WIDTH, HEIGHT), MARGIN)
    spots = {code: place(point) for code, point in points.items()}
    large = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), GROUND)
    _areas(ImageDraw.Draw(large), spots, numbers)
    large_font = ImageFont.load_default(LETTER)
    texts = {code: ", ".join(str(one) for one in found) for code, found in numbers.items()}
    pen = ImageDraw.Draw(large)
    widths = {
        code: max(pen.textlength(text, large_font) + PILL_EDGE, PILL_HIGH) for code, text in texts.items()
    }
    sizes: list[Size] = [(max(widths[code], 92.0), LABEL_HIGH) for code in numbers]
    middles = map_layout.apart([spots[code] for code in numbers], sizes, (WIDTH - 8, HEIGHT - 8))
    placed = dict(zip(numbers, middles, strict=True))
    for code, spot in placed.items():
        _pill(pen, spot, widths[code])
    image = large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(image)
    small = ImageFont.load_default(LETTER - 7)
    for code in sorted(set(spots) - set(numbers)):
        if _is_free(spots[code], placed.values()):
            pen.text(spots[code], code, FAINT, small, anchor="mm")
    for code, (x, y) in placed.items():
        pen.text((x, y - 20), texts[code], ON_PILL, large_font, anchor="mm")
        pen.text((x, y + 30), code, TEXT, small, anchor="mm")
    pen.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=FRAME, width=2)
    content = io.BytesIO()
    flat = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    flat.save(content, "PNG", optimize=True)
    return content.getvalue()


def _areas(pen: "ImageDraw.ImageDraw", spots: Mapping[str, Spot], visited: Mapping[str, Any]) -> None:
    for code, spot in spots.items():
        corners = map_layout.area(spot, spots.values(), (WIDTH, HEIGHT))
        if len(corners) > 2:
            finer = [(x * FINER, y * FINER) for x, y in corners]
            pen.polygon(finer, VISITED if code in visited else GROUND)
            pen.line([*finer, finer[0]], EDGE, 4 * FINER)


def _pill(pen: "ImageDraw.ImageDraw", spot: Spot, width: float) -> None:
    left, top = spot[0] - width / 2, spot[1] - 20 - PILL_HIGH / 2
    edges = (left, top, left + width, top + PILL_HIGH)
    pen.rounded_rectangle(tuple(edge * FINER for edge in edges), PILL_HIGH / 2 * FINER, PILL)


def _is_free(spot: Spot, taken: Any) -> bool:
    """Return whether a faint label fits here: whole inside the picture, and beside the numbers."""
    x, y = spot
    is_inside = 50 < x < WIDTH - 50 and 30 < y < HEIGHT - 30
    return is_inside and not any(abs(x - at) < 118 and abs(y - to) < 84 for at, to in taken)
