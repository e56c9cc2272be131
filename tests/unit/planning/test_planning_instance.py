"""The planning format as JSON, and the travel formula."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.planning import greedy, instance, travel
from vroegeropaf.planning.instance import Mode

BICYCLE = Mode(15, 1.25, 2)


@given(seed=st.integers(0, 10**9))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_what_is_written_is_read_back(make_instance, seed):
    """Instance and plan survive JSON unchanged."""
    one = make_instance(seed)
    plan = greedy.solve(one)
    assert instance.read_instance(instance.write(one)) == one
    assert instance.read_plan(instance.write(plan)) == plan


def test_the_written_keys_are_those_of_the_format(town):
    """The keys are the contract with other planners and checkers."""
    content = json.loads(instance.write(town))
    assert list(content) == [
        "horizon_days", "workdays", "travel", "teams", "shifts", "cases", "locked", "previous"
    ]  # fmt: skip
    assert set(content["cases"][0]) == {
        "id", "household", "corporation", "municipality", "postcode4", "lat", "lon", "ready", "deadline",
        "service_min", "weight", "attempt", "dayparts", "windows",
    }  # fmt: skip
    assert content["locked"] == [{"case": 1, "shift": "t1", "start": 1990}]
    assert content["teams"][0]["depot"] == [52.0, 5.1]


def fault(content: object) -> str:
    """Return the message with which the content is refused."""
    text = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(VroegEropafError) as caught:
        instance.read_instance(text)
    assert caught.value.code == "instance_invalid"
    return caught.value.message


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("cases", 1, "deadline"), "soon", "cases.1.deadline"),
        (("cases", 1, "service_min"), 0, "cases.1.service_min"),
        (("cases", 1, "lat"), 99, "cases.1.lat"),
        (("cases", 1, "id"), 1, "cases.1.id"),
        (("cases", 1, "weight"), None, "cases.1.weight"),
        (("shifts", 0, "team"), "nobody", "shifts.0.team"),
        (("shifts", 0, "end"), 0, "shifts.0.end"),
        (("shifts", 0, "day"), -1, "shifts.0.day"),
        (("teams", 0, "mode"), "boat", "teams.0.mode"),
        (("teams", 0, "depot"), [52.0], "teams.0.depot"),
        (("travel", "car", "speed_kmh"), 0, "travel.car.speed_kmh"),
        (("locked", 0, "case"), 99, "locked.0.case"),
        (("locked", 0, "shift"), "t9", "locked.0.shift"),
        (("horizon_days",), 0, "horizon_days"),
        (("horizon_days",), 10**18, "horizon_days"),
        (("cases", 1, "service_min"), "45", "cases.1.service_min"),
        (("cases", 1, "service_min"), -45, "cases.1.service_min"),
        (("cases", 1, "service_min"), 10**30, "cases.1.service_min"),
        (("cases", 1, "service_min"), True, "cases.1.service_min"),
        (("cases", 1, "deadline"), 10**18, "cases.1.deadline"),
        (("cases", 1, "ready"), -(10**18), "cases.1.ready"),
        (("cases", 1, "weight"), 10**400, "cases.1.weight"),
        (("cases", 1, "weight"), 1e300, "cases.1.weight"),
        (("cases", 1, "lat"), "52", "cases.1.lat"),
        (("cases", 1, "lon"), float("nan"), "cases.1.lon"),
        (("cases", 1, "windows"), [[0, 10**18]], "cases.1.windows.0.1"),
        (("cases", 1, "windows"), [[500, 100]], "cases.1.windows.0"),
        (("cases", 1, "dayparts"), "ochtend", "cases.1.dayparts"),
        (("shifts", 0, "max_visits"), 10**18, "shifts.0.max_visits"),
        (("shifts", 0, "end"), 10**18, "shifts.0.end"),
        (("travel", "car", "speed_kmh"), 1e-300, "travel.car.speed_kmh"),
        (("travel", "car", "detour"), 1e300, "travel.car.detour"),
        (("travel", "car", "stop_min"), 10**18, "travel.car.stop_min"),
        (("locked", 0, "start"), 10**18, "locked.0.start"),
        (("locked", 0, "start"), "1990", "locked.0.start"),
        (("workdays",), None, "workdays"),
    ],
)
def test_a_fault_in_an_instance_is_named_with_its_place(town, path, value, place):
    """The reader says where the fault is, by key and number, and keeps the value to itself."""
    content = json.loads(instance.write(town))
    target = content
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert place in fault(content)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"horizon_days": 3}'])
def test_what_is_no_instance_is_refused(text):
    """Empty, torn and foreign files give the same code."""
    assert fault(text)


def test_what_no_text_can_hold_is_refused(town):
    """Half a sign as a name, and an id past all sense: no plan could be written, or not be read elsewhere."""
    text = instance.write(town)
    assert fault(text.replace('"h2"', '"\\ud800"'))
    assert "cases.0.id" in fault(text.replace('"id": 1,', f'"id": {10**30},'))


def test_optional_parts_may_be_absent_and_unknown_ones_are_ignored(town):
    """A first plan has no locked and previous visits; a later format may add keys."""
    content = json.loads(instance.write(town)) | {"comment": "x"}
    del content["locked"], content["previous"]
    for case in content["cases"]:
        del case["windows"]
    assert instance.read_instance(json.dumps(content)).locked == ()


def test_a_plan_with_an_unknown_reason_is_unreadable():
    """Only the five reasons exist."""
    with pytest.raises(VroegEropafError) as caught:
        instance.read_plan('{"visits": [], "unassigned": [{"case": 1, "reason": "no_mood"}]}')
    assert caught.value.code == "plan_unreadable"


def test_travel_is_nothing_between_identical_points():
    """Two doors in one building: no stop minutes either."""
    assert travel.minutes(BICYCLE, (52.0, 5.1), (52.0, 5.1)) == 0


def test_travel_follows_the_formula():
    """One kilometre north by bicycle: 2 + ceil(1.25 * 1 / 15 * 60) = 7; just over it: 8."""
    degree = 1 / 111.19492664455873
    assert travel.distance_km((52.0, 5.1), (52.0 + degree, 5.1)) == pytest.approx(1, abs=1e-6)
    assert travel.minutes(BICYCLE, (52.0, 5.1), (52.0 + degree * 0.99, 5.1)) == 7
    assert travel.minutes(BICYCLE, (52.0, 5.1), (52.0 + degree * 1.01, 5.1)) == 8
