"""
Whatever a service for places or ways answers over a real line, the visits are planned by area and formula,
the reason is kept with the run and told, and neither a log nor the run holds an address.
"""

import gzip
import json
import logging
import math
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from support.place_server import Server, give

from vroegeropaf import database
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.planning import geography, sources
from vroegeropaf.planning.assign import assign_visits
from vroegeropaf.policy import Geography
from vroegeropaf_airflow import web

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 7, tzinfo=AMSTERDAM)
PLACE = "POINT(5.1701 52.0309)"
OURS = {"type": "adres", "postcode": "3991ZZ", "huisnummer": 4711}


def docs(*found: Any) -> bytes:
    """Return an answer of PDOK with these documents."""
    return json.dumps({"response": {"numFound": len(found), "docs": found}}).encode()


def plan(house: Any, day: int = 0) -> dict[str, Any]:
    """Plan as the DAG's step does, with the connections of Airflow; return the sources of the latest run."""
    today, now = MONDAY + timedelta(days=day), NOW + timedelta(days=day)
    ways = geography.prepare(house.engine, house.region, web.services(), today, now)
    assign_visits(house.engine, house.region, house.settings, today, now, ways)
    with house.engine.begin() as db:
        latest = database.one(db, "planning/last_run")
        assert latest is not None
        return sources.sources(db, latest["plan_run_id"])


def number(house: Any, case: int, house_number: int) -> None:
    """Give a case another house number."""
    house.query(
        "update core.signal set house_number = :n where signal_id in "
        "(select signal_id from core.case_signal where case_id = :c)",
        n=house_number,
        c=case,
    )


def cases(house: Any, count: int) -> None:
    """Open some cases, each behind a door of its own (1, 2, 3 ...)."""
    for one in range(1, count + 1):
        number(house, house.open_case(), one)


@pytest.mark.parametrize(
    ("answer", "points", "why"),
    [
        (docs(), "pc4", {}),
        (docs(OURS | {"centroide_ll": PLACE, "postcode": "3991ZX"}), "pc4", {}),
        (docs(OURS | {"centroide_ll": PLACE, "huisnummer": 4712}), "pc4", {}),
        (docs(OURS | {"centroide_ll": PLACE, "huisnummer": "4711"}), "pc4", {}),
        (docs(OURS | {"centroide_ll": "POINT(2.3522 48.8566)"}), "pc4", {"place_unlikely": 1}),
        (docs(OURS | {"centroide_ll": "POINT(52.0309 5.1701)"}), "pc4", {"place_unlikely": 1}),
        (docs(OURS | {"centroide_ll": "POINT(6.5665 53.2194)"}), "pc4", {"place_unlikely": 1}),
        (docs(OURS | {"centroide_ll": "POINT(5,1701 52,0309)"}), "pc4", {"place_answer_unreadable": 1}),
        (docs(OURS), "pc4", {"place_answer_unreadable": 1}),
        (b"<html><body>Kwatrijnstra 3991ZZ</body></html>", "pc4", {"place_answer_unreadable": 1}),
        (b"", "pc4", {"place_answer_unreadable": 1}),
        (b"[" * 200_000, "pc4", {"place_answer_unreadable": 1}),
        (
            docs(
                OURS | {"centroide_ll": "kapot", "huisletter": "B"},
                OURS | {"centroide_ll": PLACE},
                OURS | {"centroide_ll": "POINT(5.18 52.04)", "huisletter": "C"},
            ),
            "address",
            {},
        ),
        (docs(OURS | {"centroide_ll": PLACE, "huisletter": "B"}), "postcode6", {}),
    ],
    ids=["nothing", "other postcode", "other number", "number as text", "Paris", "turned round",
         "other town", "commas", "no point", "web page", "empty", "deep", "several", "a neighbour"],
)  # fmt: skip
def test_an_answer_about_a_door_never_stops_planning(
    house, server: Server, monkeypatch, caplog, answer: bytes, points: str, why: dict[str, int]
) -> None:
    """Whatever PDOK says of the one door: a visit, the precision that is true, and the reason kept."""
    caplog.set_level(logging.DEBUG)
    give(monkeypatch, "pdok", server.address)
    server.body = answer
    house.open_case()
    found = plan(house)
    assert found["points"] == {points: 1}
    assert found["lookups"]["why"] == why
    assert len(house.visits()) == 1
    kept = json.dumps(found) + caplog.text
    assert not [word for word in ("3991ZZ", "4711", "Kwatrijnstra", "5.17", "48.85") if word in kept]
    for path, _, body in server.asked:
        assert not [word for word in ("Kwatrijnstra", "VE-0000") if word in path + body.decode()]


@pytest.mark.parametrize(
    ("status", "headers", "code", "asked"),
    [
        (429, {"Retry-After": "3600"}, "place_service_busy", 1),
        (429, {}, "place_service_busy", 1),
        (500, {}, "place_service_unreachable", 3),
        (503, {"Retry-After": "3600"}, "place_service_busy", 1),
        (403, {}, "place_service_refused", 3),
        (301, {"Location": "https://example.invalid/free"}, "place_service_refused", 3),
        (308, {"Location": "/elsewhere"}, "place_service_refused", 3),
        (204, {}, "place_service_refused", 3),
    ],
)
def test_a_geocoder_that_does_not_want_is_left_alone(
    house, server: Server, monkeypatch, caplog, status: int, headers: dict[str, str], code: str, asked: int
) -> None:
    """Who asks us to wait is not asked again in this run, others three times; no redirect is followed."""
    caplog.set_level(logging.DEBUG)
    give(monkeypatch, "pdok", server.address)
    server.status, server.headers, server.body = status, headers, b""
    cases(house, 6)
    found = plan(house)
    assert len(server.asked) == asked
    assert found["lookups"] == {"found": 0, "missed": 0, "failed": asked, "why": {code: asked}}
    assert found["points"] == {"pc4": 6}
    assert len(house.visits()) == 6
    assert "3991ZZ" not in caplog.text
    assert "niet" in sources.told(found)[1]
    assert code in caplog.text


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nBad header\r\n : x\r\nContent-Type: a\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x00" * 100,
    ],
    ids=["headers", "cut", "chunks", "no gzip", "another service", "zeros"],
)
def test_a_line_that_talks_nonsense_stays_out_of_the_log(
    house, server: Server, monkeypatch, caplog, raw: bytes
) -> None:
    """A library may complain about such an answer; the address that was asked is in none of its words."""
    caplog.set_level(logging.DEBUG)
    give(monkeypatch, "pdok", server.address)
    server.raw = raw
    house.open_case()
    found = plan(house)
    assert found["lookups"]["failed"] == 1
    assert len(house.visits()) == 1
    assert not [word for word in ("3991ZZ", "4711", "huisnummer") if word in caplog.text]


def test_a_packed_answer_does_not_fill_our_memory(house, server: Server, monkeypatch) -> None:
    """A hundred megabytes of nothing in a small parcel: left, and the door goes by its area."""
    give(monkeypatch, "pdok", server.address)
    server.body, server.headers = gzip.compress(b" " * 100_000_000), {"Content-Encoding": "gzip"}
    house.open_case()
    assert plan(house)["lookups"]["why"] == {"place_service_unreachable": 1}


def test_a_silent_geocoder_costs_no_more_than_its_time(house, server: Server, monkeypatch) -> None:
    """Three times the timeout; then planning goes on without it."""
    monkeypatch.setattr(web.WebService.__init__, "__defaults__", (0.3,))
    give(monkeypatch, "pdok", server.address)
    server.wait_s = 5
    cases(house, 6)
    began = time.monotonic()
    ways = geography.prepare(house.engine, house.region, web.services(), MONDAY, NOW)
    assert time.monotonic() - began < 5
    assert ways.lookups is not None
    assert ways.lookups.why == {"place_service_unreachable": 3}
    assert plan(house)["points"] == {"pc4": 6}


def test_three_doors_that_cannot_be_do_not_keep_the_others_waiting(
    house, server: Server, monkeypatch
) -> None:
    """
    Answers in a far town for the doors that come first: they are remembered as not found, the rest is asked
    in the same run, and tomorrow nobody asks again.
    """
    give(monkeypatch, "pdok", server.address)

    def answer(path: str, _: bytes) -> bytes:
        asked = parse_qs(urlsplit(path).query)
        one = int(next((f[11:] for f in asked["fq"] if f.startswith("huisnummer:")), "0"))
        where = PLACE if one > 4 else "POINT(6.5665 53.2194)"
        return docs(OURS | {"huisnummer": one, "centroide_ll": where}) if one else docs()

    server.answer = answer
    cases(house, 6)
    found = plan(house)
    assert found["lookups"] == {"found": 2, "missed": 4, "failed": 0, "why": {"place_unlikely": 4}}
    assert found["points"] == {"address": 2, "pc4": 4}
    count = len(server.asked)
    plan(house, day=1)
    assert len(server.asked) == count


def test_every_question_waits_its_turn(house, server: Server, monkeypatch) -> None:
    """A pause between any two questions, also between the two about one door, and a bound on doors a run."""
    give(monkeypatch, "pdok", server.address)
    polite = Geography(lookups_per_run=4, pause_ms=60)
    monkeypatch.setattr(house, "region", _with(house.region, polite))
    moments: list[float] = []

    def answer(_: str, __: bytes) -> bytes:
        moments.append(time.monotonic())
        return docs()

    server.answer = answer
    cases(house, 6)
    assert plan(house)["lookups"]["missed"] == 4
    assert len(moments) == 8
    assert min(b - a for a, b in pairwise(moments)) >= 0.05


def _with(region: Any, geo: Geography) -> Any:
    return replace(region, policy=region.policy.model_copy(update={"geography": geo}))


def osrm(cell: Any, extra_rows: int = 0, extra_columns: int = 0) -> Any:
    """Return an OSRM that fills its table with one value."""

    def answer(path: str, _: bytes) -> bytes:
        asked = parse_qs(urlsplit(path).query)
        rows = len(asked["sources"][0].split(";")) + extra_rows
        columns = len(asked["destinations"][0].split(";")) + extra_columns
        return json.dumps({"code": "Ok", "durations": [[cell] * columns] * rows}).encode()

    return answer


def valhalla(cell: Any, form: str) -> Any:
    """Return a Valhalla that fills its matrix with one value, in its short or its long form."""

    def answer(_: str, body: bytes) -> bytes:
        asked = json.loads(body)
        rows, columns = len(asked["sources"]), len(asked["targets"])
        if form == "short":
            return json.dumps({"sources_to_targets": {"durations": [[cell] * columns] * rows}}).encode()
        line = [{"time": cell, "from_index": 0, "to_index": i} for i in range(columns)]
        return json.dumps({"sources_to_targets": [line] * rows}).encode()

    return answer


ABSURD = [None, -1, -1e300, 1e300, math.nan, math.inf, -math.inf, 10**400, "12", True, [], {}, 14_401]


@pytest.mark.parametrize("cell", ABSURD, ids=lambda cell: str(cell)[:8])
@pytest.mark.parametrize("kind", ["osrm", "short", "long"])
def test_an_absurd_table_is_not_used(house, server: Server, monkeypatch, kind: str, cell: Any) -> None:
    """Empty, negative, endless or no number at all: the formula serves, and the run says why."""
    give(monkeypatch, "osrm" if kind == "osrm" else "valhalla", server.address,
         profiles={"car": "driving", "bicycle": "bike"})  # fmt: skip
    server.answer = osrm(cell) if kind == "osrm" else valhalla(cell, kind)
    house.open_case()
    house.open_case(postcode4="3994")
    found = plan(house)["travel"]
    assert {one["source"] for one in found.values()} == {"formula"}
    assert {one["why"] for one in found.values()} <= {"travel_absurd", "place_answer_unreadable"}
    assert len(house.visits()) == 2


@pytest.mark.parametrize("size", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_a_table_of_another_size_is_not_used(house, server: Server, monkeypatch, size: Any) -> None:
    """A row or a column more or less: whose minutes are whose is not guessed."""
    give(monkeypatch, "osrm", server.address, profiles={"car": "driving", "bicycle": "bike"})
    server.answer = osrm(300, *size)
    house.open_case()
    found = plan(house)
    assert {one.get("why") for one in found["travel"].values()} == {"place_answer_unreadable"}
    assert "de wegendienst geeft geen leesbaar antwoord" in sources.told(found)[-1]
    assert len(house.visits()) == 1


def test_a_table_of_plain_minutes_is_used(house, server: Server, monkeypatch) -> None:
    """The same road to the database as all the faults above: five minutes everywhere, and it says so."""
    give(monkeypatch, "valhalla", server.address, profiles={"car": "auto", "bicycle": "bicycle"})
    server.answer = valhalla(300, "long")
    house.open_case()
    assert {one["source"] for one in plan(house)["travel"].values()} == {"valhalla"}
