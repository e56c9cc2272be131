"""The small map of a day list: areas and numbers, the same bytes every time, small, and no address."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vroegeropaf import places
from vroegeropaf.planning import area_map, map_layout
from vroegeropaf.settings import INCLUDE

PLACES = places.load(INCLUDE / "config")
BOX = (400.0, 200.0)
SPOTS = st.lists(
    st.tuples(st.floats(0, BOX[0]), st.floats(0, BOX[1])), min_size=1, max_size=12, unique_by=lambda s: s
)


def surface(corners: Sequence[map_layout.Spot]) -> float:
    """Return the surface of a polygon (shoelace)."""
    return (
        abs(sum(corners[i - 1][0] * y - x * corners[i - 1][1] for i, (x, y) in enumerate(corners))) / 2
        if len(corners) > 2
        else 0.0
    )


def drawn(*codes: str) -> area_map.AreaMap:
    """Return the map of a day in the example region."""
    found = area_map.draw(codes, PLACES)
    assert found is not None
    return found


def test_a_map_is_a_small_png_and_always_the_same() -> None:
    """Four areas, eight areas: at most 40 kB, the same bytes for the same day."""
    for codes in (("3401", "3402", "3405", "3403"), tuple(sorted(PLACES)[:8])):
        found = drawn(*codes)
        assert len(found.png) <= 40_000
        assert found == drawn(*codes)
        image = Image.open(io.BytesIO(found.png))
        assert (image.format, image.size) == ("PNG", (area_map.WIDTH, area_map.HEIGHT))


def test_the_ground_is_light_and_opaque() -> None:
    """A dark mail program shows no dark numbers on a dark ground: no transparency, light at the edges."""
    image = Image.open(io.BytesIO(drawn("3431").png))
    assert "transparency" not in image.info
    assert min(image.convert("RGB").getpixel((8, 8))) > 200  # type: ignore[type-var, arg-type]


def test_numbers_follow_the_order_of_the_day() -> None:
    """An area that is visited twice bears both numbers; words say the same as the picture."""
    assert area_map.numbers_by_area(["3991", "3992", "3991"]) == {"3991": [1, 3], "3992": [2]}
    assert drawn("3991", "3992", "3991").alt == (
        "Kaartje van de postcodegebieden met de bezoeken op volgorde: "
        "1 in 3991 Houten, 2 in 3992 Houten, 3 in 3991 Houten."
    )


def test_an_area_that_nobody_knows_is_left_out() -> None:
    """A map of what is known; none when nothing is."""
    assert "2 in 9999." in drawn("3991", "9999").alt
    assert area_map.draw(["9999"], PLACES) is None
    assert area_map.draw([], PLACES) is None


@given(SPOTS)
def test_areas_fill_the_box_and_each_holds_its_centre(spots: list[map_layout.Spot]) -> None:
    """Together they cover the box once."""
    areas = [map_layout.area(spot, spots, BOX) for spot in spots]
    assert sum(map(surface, areas)) == pytest.approx(BOX[0] * BOX[1], rel=1e-3)


@given(st.lists(st.tuples(st.floats(51.9, 52.1), st.floats(4.8, 5.3)), min_size=1, max_size=20))
def test_every_point_lies_inside_the_margin(points: list[tuple[float, float]]) -> None:
    """Also one point alone, or all in a row; north is up."""
    place = map_layout.projection(points, BOX, 30)
    for x, y in map(place, points):
        assert 29.9 <= x <= BOX[0] - 29.9
        assert 29.9 <= y <= BOX[1] - 29.9
    assert place((52.1, 5.0))[1] < place((52.0, 5.0))[1]


def test_labels_on_one_spot_come_beside_each_other() -> None:
    """Three visits in one area, or at one door: three labels to read."""
    found = map_layout.apart([(200, 100)] * 3, [(30, 30)] * 3, BOX)
    for i, (x, y) in enumerate(found):
        for left, top in found[:i]:
            assert abs(x - left) >= 30 or abs(y - top) >= 30
        assert 15 <= x <= BOX[0] - 15
        assert 15 <= y <= BOX[1] - 15
