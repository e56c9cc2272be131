"""What is asked of the geocoder and how its answers are read, without any network."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.errors import PermanentError, TransientError, VroegEropafError
from vroegeropaf.places import Postcode4
from vroegeropaf.planning import geocode
from vroegeropaf.planning.asking import Request
from vroegeropaf.planning.geocode import Door, Found

RECORDED = Path(__file__).parent / "recorded"
ADDRESS = (RECORDED / "pdok_address.json").read_bytes()
POSTCODE = (RECORDED / "pdok_postcode.json").read_bytes()
NOTHING = (RECORDED / "pdok_nothing.json").read_bytes()
HOME = Door("3991ZZ", 4711, "")
HOUTEN = Postcode4("3991", "Houten", 52.03, 5.17)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
DOCUMENT = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["adres", "postcode", "weg", None]),
        "postcode": st.sampled_from(["3991ZZ", "3991ZY", None, 3991]),
        "huisnummer": st.sampled_from([4711, 1, True, "4711", None]),
        "huisletter": st.sampled_from(["", "A", None, 3, ["A"]]),
        "huisnummertoevoeging": st.sampled_from(["", "02", "bis", None]),
        "centroide_ll": st.sampled_from(
            ["POINT(5.17 52.03)", "POINT(52.03 5.17)", "POINT(5,17 52,03)", "", None]
        )
        | st.text(max_size=30),
    },
)


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("3991ZZ 4711", HOME),
        ("3991ZZ 12 A2", Door("3991ZZ", 12, "A2")),
        ("0991ZZ 12", None),
        ("3991ZZ 0", None),
        ("3991ZZ 123456", None),
        ("3991ZZ 12 OR type:*", None),
        ("3991ZZ", None),
        ("", None),
    ],
)
def test_only_a_dutch_door_is_asked_about(text, door):
    """What is no postcode and number, or could mean something to the search engine, is never sent."""
    assert geocode.read_door(text) == door


def test_only_postcode_and_number_are_sent():
    """The questions hold no addition, no street and no name; every parameter is a documented one."""
    door = Door("3991ZZ", 12, "GEHEIM")
    for request in (geocode.address_request(door), geocode.postcode_request(door)):
        assert request.path == "free"
        assert request.body is None
        assert {key for key, _ in request.parameters} == {"q", "fq", "fl", "rows"}
        assert "GEHEIM" not in repr(request)
    assert ("fq", "postcode:3991ZZ") in geocode.address_request(door).parameters
    assert ("fq", "huisnummer:12") in geocode.address_request(door).parameters


@pytest.mark.parametrize(
    ("door", "found"),
    [
        (HOME, Found(52.03301, 5.17021, "address")),
        (Door("3991ZZ", 4711, "B"), Found(52.03311, 5.17031, "address")),
        (Door("3991ZZ", 4711, "A02"), Found(52.03321, 5.17041, "address")),
        (Door("3991ZZ", 4711, "BIS"), Found(52.03301, 5.17021, "postcode6")),
        (Door("3991ZZ", 4712, ""), None),
        (Door("3991ZX", 4711, ""), None),
    ],
)
def test_the_own_door_is_picked_from_the_answer(door, found):
    """The door itself is an address, a neighbour is called no better than the postcode, else nothing."""
    assert geocode.read_address(ADDRESS, door) == found


def test_an_unknown_number_goes_by_its_postcode():
    """New houses are not in the register yet: the middle of the postcode, and that is what it is called."""
    answers = {"type:adres": NOTHING, "type:postcode": POSTCODE}
    asked: list[Request] = []

    def fetch(request: Request) -> bytes:
        asked.append(request)
        return next(content for kind, content in answers.items() if ("fq", kind) in request.parameters)

    assert geocode.look_up(fetch, HOME, HOUTEN) == Found(52.033, 5.17, "postcode6")
    assert len(asked) == 2
    assert geocode.look_up(lambda request: NOTHING, HOME, HOUTEN) is None


def test_a_place_far_from_its_area_is_not_believed():
    """An answer about another town is an error, not a place; the postcode may still be found."""
    far = Postcode4("3991", "Houten", 51.5, 4.9)
    with pytest.raises(PermanentError) as caught:
        geocode.look_up(lambda request: ADDRESS, HOME, far)
    assert caught.value.code == "place_unlikely"
    abroad = ADDRESS.replace(b"5.1702", b"9.1702")
    assert abroad != ADDRESS
    answers = iter([abroad, POSTCODE])
    assert geocode.look_up(lambda request: next(answers), HOME, HOUTEN) == Found(52.033, 5.17, "postcode6")


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b"null", b"{}", b'{"response": []}', b'{"response": {"docs": {}}}', b"\xff\xfe",
     b'{"response": {"docs": [1]}}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_answer_is_an_error_of_ours(content):
    """Empty, torn and foreign answers never look like "not found"."""
    with pytest.raises(TransientError) as caught:
        geocode.read_address(content, HOME)
    assert caught.value.code == "place_answer_unreadable"


@given(documents=st.lists(DOCUMENT, max_size=5) | JSON, around=JSON)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_no_answer_gives_a_place_outside_the_country(documents, around):
    """Whatever comes back: a place in the Netherlands, nothing, or one of our errors without any value."""
    told: set[str] = set()
    for answer in ({"response": {"docs": documents}}, {"response": documents}, around):
        content = json.dumps(answer).encode()
        try:
            found = geocode.look_up(lambda request, content=content: content, HOME, None)
        except VroegEropafError as error:
            told.add(error.code)
            continue
        if found is not None:
            assert 50.7 <= found.latitude <= 53.7
            assert 3.2 <= found.longitude <= 7.3
            assert found.precision in {"address", "postcode6"}
    assert told <= {"place_answer_unreadable", "place_unlikely"}


@given(lat=st.floats(50.7, 53.7), lon=st.floats(3.2, 7.3))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_the_longitude_comes_first(lat, lon):
    """POINT(lon lat): nothing is turned round, and six decimals survive."""
    doc = {"type": "adres", "postcode": "3991ZZ", "huisnummer": 4711}
    doc["centroide_ll"] = f"POINT({lon:.6f} {lat:.6f})"
    found = geocode.read_address(json.dumps({"response": {"docs": [doc]}}).encode(), HOME)
    assert found is not None
    assert found.latitude == pytest.approx(lat, abs=1e-6)
    assert found.longitude == pytest.approx(lon, abs=1e-6)
