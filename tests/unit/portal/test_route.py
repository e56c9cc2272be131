"""The drawn route: who is in it, numbers that can be read, and all of it inside the picture."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf import places
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.portal import route
from vroegeropaf.portal.addresses import Address, Stop
from vroegeropaf.settings import INCLUDE

PLACES = places.load(INCLUDE / "config")
NOON = datetime(2026, 3, 3, 12, tzinfo=AMSTERDAM)
DEPOT = (52.033, 5.168)
HOME = Address("Kerkstraat 7", "3991 AB Houten")
POINTS = st.tuples(st.floats(51.95, 52.06), st.floats(4.85, 5.20))


def stop(number: int | None, point: tuple[float, float] | None = None, precision: str = "address") -> Stop:
    """Return a stop in postcode area 3991."""
    return Stop(
        visit_id=number or 99,
        number=number,
        starts_at=NOON,
        ends_at=NOON,
        case_no="VE-000001",
        municipality="Houten",
        postcode4="3991",
        address=HOME,
        at_door=1,
        is_own=False,
        point=point,
        precision=precision if point else None,
        sources={},
    )


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([1], "1"), ([1, 2], "1, 2"), ([1, 2, 3], "1–3"), ([1, 3, 4, 5, 8], "1, 3–5, 8"), ([], "")],
)
def test_numbers_at_one_place_are_written_short(numbers: list[int], text: str) -> None:
    """Three or more in a row become a span, two do not."""
    assert route.spans(numbers) == text


def test_doors_beside_each_other_share_a_disc_and_others_do_not() -> None:
    """Twenty metres are one disc in the order of the day, a kilometre is not; the way visits each in turn."""
    near, far = (52.0361, 5.1655), (52.0450, 5.1700)
    found = route.draw(
        [stop(1, near), stop(2, far), stop(3, (52.0362, 5.1656)), stop(4, near)], PLACES, DEPOT
    )
    assert found is not None
    assert [one.text for one in found.stops] == ["1, 3, 4", "2"]
    way = found.line.split()
    assert len(way) == 6
    assert way[1] == way[3] == way[4] != way[2]


def test_a_disc_is_exact_only_when_all_its_doors_are() -> None:
    """A neighbour's place is no address; neither is the middle of an area."""
    near = (52.0361, 5.1655)
    one = route.draw([stop(1, near), stop(2, near, "postcode6")], PLACES, None)
    two = route.draw([stop(1, near), stop(2)], PLACES, None)
    assert one is not None
    assert two is not None
    assert [disc.is_exact for disc in one.stops] == [False]
    assert [disc.is_exact for disc in two.stops] == [True, False]
    assert one.depot is None


def test_nothing_to_draw_is_no_picture() -> None:
    """No stop, only called-off ones, or none in a place that is known."""
    assert route.draw([], PLACES, DEPOT) is None
    assert route.draw([stop(None, DEPOT)], PLACES, DEPOT) is None
    assert route.draw([stop(1)], {}, DEPOT) is None


@given(points=st.lists(st.none() | POINTS, min_size=1, max_size=9), depot=st.none() | POINTS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_everything_stays_inside_the_picture(
    points: list[tuple[float, float] | None], depot: tuple[float, float] | None
) -> None:
    """Wherever the doors are: each number once, discs and names whole in the frame, names on no disc."""
    stops = [stop(number, point) for number, point in enumerate(points, 1)]
    found = route.draw(stops, PLACES, depot)
    assert found is not None
    assert sum(len(_numbers(one.text)) for one in found.stops) == len(points)
    boxes = [(one.x, one.y, one.width, route.HIGH) for one in found.stops]
    names = [(one.x, one.y, *route.NAME) for one in found.names]
    for x, y, wide, high in (*boxes, *names):
        assert wide / 2 - 0.1 <= x <= route.WIDTH - wide / 2 + 0.1
        assert high / 2 - 0.1 <= y <= route.HEIGHT - high / 2 + 0.1
    for i, (x, y, wide, high) in enumerate(names):
        for at, to, width, height in (*boxes, *names[:i]):
            assert abs(x - at) > (wide + width) / 2 - 0.2 or abs(y - to) > (high + height) / 2 - 0.2


def _numbers(text: str) -> list[int]:
    found = []
    for part in text.split(", "):
        first, _, last = part.partition("–")
        found += range(int(first), int(last or first) + 1)
    return found
