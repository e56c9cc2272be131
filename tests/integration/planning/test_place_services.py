"""The real thing at the edge: Airflow's HTTP connections against a server on this machine."""

import json
import logging
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from support.place_server import give

from vroegeropaf.errors import ConfigurationError, VroegEropafError
from vroegeropaf.planning.asking import Request
from vroegeropaf.planning.geocode import Door, Found, look_up
from vroegeropaf.settings import Settings
from vroegeropaf_airflow import doctor, web

RECORDED = Path(__file__).parents[2] / "unit" / "planning" / "recorded"
HOME = Door("3991ZZ", 4711, "")


def test_without_connections_nothing_is_asked() -> None:
    """All three are optional."""
    assert web.services() == web.Services()


def test_the_geocoder_gets_postcode_and_number_and_says_who_asks(server, monkeypatch) -> None:
    """One GET below the path of the connection, with our name, and no more than what is documented."""
    give(monkeypatch, "pdok", f"{server.address}/bzk/locatieserver/search/v3_1")
    server.body = (RECORDED / "pdok_address.json").read_bytes()
    fetch = web.services().geocoder
    assert fetch is not None
    assert look_up(fetch, HOME, None) == Found(52.03301, 5.17021, "address")
    ((path, headers, body),) = server.asked
    assert urlsplit(path).path == "/bzk/locatieserver/search/v3_1/free"
    assert parse_qs(urlsplit(path).query) == {
        "q": ["3991ZZ 4711"],
        "fq": ["type:adres", "postcode:3991ZZ", "huisnummer:4711"],
        "fl": ["type,postcode,huisnummer,huisletter,huisnummertoevoeging,centroide_ll"],
        "rows": ["100"],
    }
    assert headers["User-Agent"] == "vroegeropaf"
    assert body == b""


@pytest.mark.parametrize(
    ("status", "code"),
    [(500, "unreachable"), (503, "unreachable"), (429, "busy"), (400, "refused"), (302, "refused")],
)
def test_what_goes_wrong_has_a_code_and_no_address(server, monkeypatch, caplog, status, code) -> None:
    """A refusal, a busy server, a redirect elsewhere: our code, and postcode and answer stand in no log."""
    caplog.set_level(logging.DEBUG)
    give(monkeypatch, "pdok", server.address)
    server.status, server.body = status, b"Kwatrijnstra 3991ZZ"
    server.headers = {"Location": "http://127.0.0.1:1/elsewhere"} if status == 302 else {}
    fetch = web.services().geocoder
    assert fetch is not None
    with pytest.raises(VroegEropafError) as caught:
        look_up(fetch, HOME, None)
    assert caught.value.code == f"place_service_{code}"
    assert "3991" not in str(caught.value)
    assert "3991" not in caplog.text
    assert len(server.asked) == 1


def test_a_dripping_server_is_left_in_time(server, monkeypatch) -> None:
    """A byte now and then keeps a line alive for ever; we do not wait."""
    give(monkeypatch, "osrm", server.address)
    server.body, server.wait_s = b" " * 1000, 0.05
    service, began = web.WebService("osrm", timeout_s=0.5), time.monotonic()
    with pytest.raises(VroegEropafError) as caught:
        service.fetch(Request("table"))
    assert caught.value.code == "place_service_unreachable"
    assert time.monotonic() - began < 5


def test_an_endless_answer_does_not_fill_our_memory(server, monkeypatch) -> None:
    """More than any table can be is not read on."""
    monkeypatch.setattr(web, "MOST_BYTES", 1000)
    give(monkeypatch, "osrm", server.address)
    server.body = b" " * 200_000
    with pytest.raises(VroegEropafError) as caught:
        web.WebService("osrm").fetch(Request("table"))
    assert caught.value.code == "place_service_unreachable"


def test_nobody_listens(monkeypatch) -> None:
    """A port without a server is down, not an exception of a library."""
    give(monkeypatch, "osrm", "http://127.0.0.1:1")
    with pytest.raises(VroegEropafError) as caught:
        web.WebService("osrm").fetch(Request("table"))
    assert caught.value.code == "place_service_unreachable"


def test_addresses_are_not_sent_in_the_clear(monkeypatch, caplog) -> None:
    """A geocoder elsewhere must be https; otherwise planning goes on without it, and the doctor tells."""
    give(monkeypatch, "pdok", "http://geo.example.nl")
    with pytest.raises(ConfigurationError) as caught:
        web.geocoder()
    assert caught.value.code == "place_connection_invalid"
    assert web.services().geocoder is None
    assert "place_connection_invalid" in caplog.text


def test_profiles_of_a_connection(server, monkeypatch) -> None:
    """The extra names the modes that a service knows; a car by default, for OSRM has one kind of roads."""
    give(monkeypatch, "osrm", server.address)
    give(monkeypatch, "valhalla", server.address, profiles={"bicycle": "bicycle"})
    one, two = web.services().roads
    assert (one.kind, dict(one.profiles)) == ("osrm", {"car": "driving"})
    assert (two.kind, dict(two.profiles)) == ("valhalla", {"bicycle": "bicycle"})
    two.fetch(Request("sources_to_targets", body={"costing": "bicycle"}))
    ((path, headers, body),) = server.asked
    assert (path, json.loads(body)) == ("/sources_to_targets", {"costing": "bicycle"})
    assert "profiles" not in headers
    give(monkeypatch, "osrm", server.address, profiles={"car": "../../admin"})
    with pytest.raises(ConfigurationError):
        web.road_service("osrm")


def told(settings: Settings) -> dict[str, str]:
    """Return what the doctor says about places and ways."""
    found = {}
    for name, check in doctor.checks(settings):
        if name == "geocoder" or name.startswith("travel"):
            try:
                found[name] = check()
            except VroegEropafError as error:
                found[name] = error.code
    return found


def test_the_doctor_looks_at_both(server, monkeypatch, settings) -> None:
    """Not given is in order and says what serves instead; given, it is asked."""
    assert all("no connection" in text for text in told(settings).values())
    give(monkeypatch, "pdok", server.address)
    give(monkeypatch, "osrm", server.address)
    server.body = (RECORDED / "pdok_nothing.json").read_bytes()
    found = told(settings)
    assert found["geocoder"].startswith("answers")
    assert found["travel times osrm"] == "place_service_unreachable"
    assert "no connection" in found["travel times valhalla"]
