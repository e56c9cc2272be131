"""Travel tables of road services: what is asked, how answers are read, and when the formula takes over."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.errors import PermanentError, TransientError, VroegEropafError
from vroegeropaf.planning import measure, travel
from vroegeropaf.planning.asking import Request, RoadService
from vroegeropaf.planning.instance import Mode
from vroegeropaf.policy import Geography

RECORDED = Path(__file__).parent / "recorded"
OSRM = (RECORDED / "osrm_table.json").read_bytes()
POINTS = [(52.0, 5.1), (52.01, 5.11), (52.05, 5.15)]
CAR, BICYCLE = Mode(35, 1.4, 4), Mode(15, 1.25, 2)
MODES = {"bicycle": BICYCLE, "car": CAR}
POLICY = Geography()
# 192.6 s is 4 minutes of driving, and 4 for parking
MINUTES = ((0, 8, 18), (8, 0, 16), (18, 16, 0))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=15,
)


def osrm(fetch, **profiles: str) -> RoadService:
    """Return an OSRM that answers by `fetch`."""
    return RoadService("osrm", fetch, profiles or {"car": "driving"})


def raising(error: Exception):
    """Return a fetch that fails."""

    def fetch(request: Request) -> bytes:
        raise error

    return fetch


def test_a_table_of_osrm_becomes_whole_minutes_from_door_to_door():
    """Seconds are rounded up and the stop is added; the other mode is not served and keeps the formula."""
    found = measure.measure([osrm(lambda request: OSRM)], MODES, POINTS, POLICY)
    assert found.table is not None
    assert found.table.points == tuple(POINTS)
    assert found.table.minutes == {"car": MINUTES}
    assert found.travel == {
        "bicycle": {"source": "formula", "why": "travel_not_asked"},
        "car": {"source": "osrm", "pairs": 6, "by_formula": 0},
    }


def test_the_question_to_osrm_has_longitude_first_and_nothing_but_points():
    """Longitude before latitude, sources and destinations numbered, only durations asked for."""
    request = measure.osrm_request("driving", POINTS[:2], POINTS[2:])
    assert request.path == "table/v1/driving/5.100000,52.000000;5.110000,52.010000;5.150000,52.050000"
    assert request.parameters == (("sources", "0;1"), ("destinations", "2"), ("annotations", "duration"))


@pytest.mark.parametrize("name", ["valhalla_matrix.json", "valhalla_short.json"])
def test_both_forms_of_valhalla_are_read(name):
    """Long and short answers give the same minutes."""
    content = (RECORDED / name).read_bytes()
    service = RoadService("valhalla", lambda request: content, {"car": "auto"})
    found = measure.measure([service], {"car": CAR}, POINTS, POLICY)
    assert found.table is not None
    assert found.table.minutes == {"car": MINUTES}


def test_the_question_to_valhalla_names_latitude_and_longitude():
    """One list of sources and one of targets, with the costing of the mode."""
    request = measure.valhalla_request("auto", POINTS[:1], POINTS[1:2])
    assert request.path == "sources_to_targets"
    assert request.body == {
        "sources": [{"lat": 52.0, "lon": 5.1}], "targets": [{"lat": 52.01, "lon": 5.11}], "costing": "auto"
    }  # fmt: skip


def test_the_second_service_serves_what_the_first_does_not():
    """OSRM down: Valhalla's table counts, and that is what is kept."""
    matrix = (RECORDED / "valhalla_matrix.json").read_bytes()
    down = osrm(raising(TransientError("place_service_unreachable", "x")))
    second = RoadService("valhalla", lambda request: matrix, {"car": "auto", "bicycle": "bicycle"})
    found = measure.measure([down, second], MODES, POINTS, POLICY)
    assert {mode: one["source"] for mode, one in found.travel.items()} == dict.fromkeys(MODES, "valhalla")


def test_a_large_region_is_asked_in_blocks():
    """120 points: nine questions of at most 100 coordinates, put together in the right places."""
    points = [(52.0 + i / 1000, 5.1) for i in range(120)]
    sizes = []

    def fetch(request: Request) -> bytes:
        places = request.path.split("/")[-1].split(";")
        sizes.append(len(places))
        number = [round((float(place.split(",")[1]) - 52.0) * 1000) for place in places]
        rows = [int(i) for i in dict(request.parameters)["sources"].split(";")]
        columns = [int(i) for i in dict(request.parameters)["destinations"].split(";")]
        grid = [
            [60 * (1 + abs(number[r] - number[c])) + (number[r] > number[c]) for c in columns] for r in rows
        ]
        return json.dumps({"code": "Ok", "durations": grid}).encode()

    found = measure.measure([osrm(fetch)], {"car": CAR}, points, POLICY)
    assert found.table is not None
    rows = found.table.minutes["car"]
    assert len(sizes) == 9
    assert max(sizes) <= 100
    assert all(
        rows[i][j] == (0 if i == j else 4 + 1 + abs(i - j) + (i > j)) for i in range(120) for j in range(120)
    )


@pytest.mark.parametrize(
    ("fetch", "why"),
    [
        (raising(TransientError("place_service_unreachable", "x")), "place_service_unreachable"),
        (raising(PermanentError("place_service_refused", "x")), "place_service_refused"),
        (lambda request: b"<html>", "place_answer_unreadable"),
        (lambda request: b'{"code": "InvalidQuery", "message": "x"}', "place_answer_unreadable"),
        (lambda request: b'{"code": "Ok", "durations": [[0, 1, 1], [1, 0, 1]]}', "place_answer_unreadable"),
        (lambda request: b'{"code": "Ok", "durations": [[0, 1], [1, 0], [1, 1]]}', "place_answer_unreadable"),
        (lambda request: OSRM.replace(b"192.6", b'"far"'), "place_answer_unreadable"),
        (lambda request: OSRM.replace(b"192.6", b"NaN"), "place_answer_unreadable"),
        (lambda request: OSRM.replace(b"192.6", b"null"), "travel_absurd"),
        (lambda request: OSRM.replace(b"192.6", b"-5"), "travel_absurd"),
        (lambda request: OSRM.replace(b"192.6", b"1e400"), "travel_absurd"),
        (lambda request: OSRM.replace(b"192.6", b"14401"), "travel_absurd"),
    ],
)
def test_a_table_that_fails_leaves_the_formula_and_says_why(fetch, why):
    """Down, refused, torn, incomplete or absurd: no table, and the code of the reason."""
    found = measure.measure([osrm(fetch)], {"car": CAR}, POINTS, POLICY)
    assert found.table is None
    assert found.travel == {"car": {"source": "formula", "why": why}}


def test_a_map_of_another_region_is_seen():
    """All our points on one road of a foreign map, no seconds apart: absurd, however well it is written."""
    far = [(52.0 + i / 10, 5.1) for i in range(3)]
    grid = json.dumps({"code": "Ok", "durations": [[0.0] * 3] * 3}).encode()
    assert measure.measure([osrm(lambda request: grid)], {"car": CAR}, far, POLICY).table is None


def test_one_way_that_cannot_be_goes_by_the_formula():
    """A single unreachable pair among many does not throw the table away, and is counted."""
    points = [(52.0 + i / 1000, 5.1) for i in range(6)]
    grid: list[list[float | None]] = [[300.0] * 6 for _ in points]
    grid[2][4] = None
    rows, by_formula = measure.to_minutes(grid, CAR, points)
    assert by_formula == 1
    assert rows[2][4] == travel.minutes(CAR, points[2], points[4])
    assert rows[4][2] == 9


def test_bounds_on_points_and_time_are_kept():
    """Too many points are not asked at all; a slow service is left after the seconds of the policy."""
    asked = []
    counting = osrm(lambda request: asked.append(request) or OSRM)
    few = Geography(travel_most_points=2)
    assert (
        measure.measure([counting], {"car": CAR}, POINTS, few).travel["car"]["why"]
        == "travel_too_many_points"
    )
    ticks = iter(range(0, 1000, 40))
    late = measure.measure([counting], {"car": CAR}, POINTS, POLICY, seconds=lambda: next(ticks))
    assert late.travel["car"]["why"] == "travel_too_slow"
    assert asked == []


@given(
    grid=st.lists(st.lists(st.none() | st.integers() | st.floats() | st.booleans(), max_size=4), max_size=4)
    | JSON
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_whatever_comes_back_minutes_stay_possible(grid):
    """Any answer gives minutes between 0 and four hours plus the stop, or the formula; never an error."""
    content = json.dumps({"code": "Ok", "durations": grid, "sources_to_targets": grid}).encode()
    for kind in ("osrm", "valhalla"):
        service = RoadService(kind, lambda request: content, {"car": "x"})
        try:
            found = measure.measure([service], {"car": CAR}, POINTS, POLICY)
        except VroegEropafError as error:
            raise AssertionError from error
        if found.table is not None:
            assert all(0 <= cell <= 244 for row in found.table.minutes["car"] for cell in row)
