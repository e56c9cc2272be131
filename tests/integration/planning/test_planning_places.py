"""Where and how far on the real database: asked once, remembered, used, told; failures never stop it."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.errors import PermanentError, TransientError
from vroegeropaf.planning import geocode, geography, sources
from vroegeropaf.planning.asking import Request, RoadService, Services
from vroegeropaf.planning.assign import assign_visits
from vroegeropaf.planning.geocode import Lookups
from vroegeropaf.policy import Geography

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 7, tzinfo=AMSTERDAM)
POINT = (52.0309, 5.1701)
FAST = Geography(pause_ms=0)


class Pdok:
    """A geocoder that knows some house numbers of postcode 3991ZZ and remembers what it was asked."""

    def __init__(self, *known: int) -> None:
        self.known, self.asked, self.fault = set(known), [], None

    def __call__(self, request: Request) -> bytes:
        self.asked.append(request)
        if self.fault is not None:
            raise self.fault
        filters = {value for key, value in request.parameters if key == "fq"}
        numbers = [n for n in self.known if f"huisnummer:{n}" in filters]
        docs = [
            {
                "type": "adres",
                "postcode": "3991ZZ",
                "huisnummer": n,
                "centroide_ll": f"POINT({POINT[1]} {POINT[0]})",
            }
            for n in numbers
        ]
        return json.dumps({"response": {"docs": docs}}).encode()


def osrm(seconds: float) -> RoadService:
    """Return a road service by which every way takes so many seconds."""

    def fetch(request: Request) -> bytes:
        parameters = dict(request.parameters)
        size = len(parameters["sources"].split(";")), len(parameters["destinations"].split(";"))
        return json.dumps({"code": "Ok", "durations": [[seconds] * size[1]] * size[0]}).encode()

    return RoadService("osrm", fetch, {"car": "driving", "bicycle": "bike"})


def move(house: Any, case_id: int, number: int) -> None:
    """Give the case's signal another house number."""
    house.query(
        "update core.signal set house_number = :n where signal_id in "
        "(select signal_id from core.case_signal where case_id = :c)",
        n=number,
        c=case_id,
    )


def refresh(house: Any, pdok: Pdok, policy: Geography = FAST, today: date = MONDAY) -> Lookups:
    """Ask the geocoder as a run does."""
    return geocode.refresh(house.engine, pdok, house.region.places, policy, today)


def cache(house: Any) -> dict[str, tuple[Any, ...]]:
    """Return what is remembered, by door."""
    return {
        door: rest
        for door, *rest in house.query(
            'select door, latitude, longitude, "precision", looked_up_on from core.geocode order by door'
        )
    }


def plan(house: Any, services: Services) -> dict[str, Any]:
    """Prepare and plan as the DAG's step does; return the sources of the latest run."""
    ways = geography.prepare(house.engine, house.region, services, MONDAY, NOW)
    assign_visits(house.engine, house.region, house.settings, MONDAY, NOW, ways)
    ((run_id,),) = house.query("select max(plan_run_id) from core.plan_run")
    with house.engine.begin() as db:
        return sources.sources(db, run_id)


def test_a_door_is_asked_about_once_and_remembered(house) -> None:
    """Two cases behind one door, and two runs: one question; only postcode and number are in it."""
    house.open_case()
    house.open_case()
    pdok = Pdok(4711)
    assert refresh(house, pdok) == Lookups(found=1)
    assert refresh(house, pdok) == Lookups()
    assert len(pdok.asked) == 1
    assert dict(pdok.asked[0].parameters)["q"] == "3991ZZ 4711"
    assert "Kwatrijnstra" not in repr(pdok.asked)
    assert cache(house) == {"3991ZZ 4711": [*POINT, "address", MONDAY]}


def test_what_the_geocoder_does_not_know_is_asked_again_after_a_month(house) -> None:
    """A new house: the area serves meanwhile, nothing is asked each morning."""
    house.open_case()
    pdok = Pdok()
    assert refresh(house, pdok) == Lookups(missed=1)
    assert cache(house) == {"3991ZZ 4711": [None, None, "pc4", MONDAY]}
    assert refresh(house, pdok, today=MONDAY + timedelta(days=30)) == Lookups()
    pdok.known.add(4711)
    assert refresh(house, pdok, today=MONDAY + timedelta(days=31)) == Lookups(found=1)


def test_a_place_is_asked_again_after_a_year_and_kept_when_it_is_not_found_any_more(house) -> None:
    """An old place is better than none; a door without an open case is forgotten then."""
    house.open_case()
    move(house, house.open_case(), 12)
    pdok = Pdok(4711, 12)
    assert refresh(house, pdok) == Lookups(found=2)
    house.query(
        "update core.signal set ended_on = arrived_on, end_reason = 'betaald' where house_number = 12"
    )
    pdok.known.clear()
    later = MONDAY + timedelta(days=366)
    assert refresh(house, pdok, today=later) == Lookups(missed=1)
    assert cache(house) == {"3991ZZ 4711": [*POINT, "address", later]}


def test_a_run_asks_politely(house) -> None:
    """No more than the policy allows, a pause between two, an end in time; the rest comes at the next run."""
    for number in range(1, 8):
        move(house, house.open_case(), number)
    pdok, pauses = Pdok(*range(1, 8)), []
    few = Geography(lookups_per_run=3, pause_ms=250)
    found = geocode.refresh(house.engine, pdok, house.region.places, few, MONDAY, sleep=pauses.append)
    assert found == Lookups(found=3)
    assert pauses == [0.25, 0.25]
    ticks = iter(range(0, 1000, 20))
    slow = geocode.refresh(house.engine, pdok, house.region.places, FAST, MONDAY, seconds=lambda: next(ticks))
    assert slow.found == 1
    assert refresh(house, pdok) == Lookups(found=3)
    assert len(cache(house)) == 7


@pytest.mark.parametrize(
    "fault", [TransientError("place_service_unreachable", "x"), PermanentError("place_service_refused", "x")]
)
def test_a_geocoder_that_is_down_never_stops_planning(house, fault) -> None:
    """Three failures end the asking; the visits are planned by the area, and the next run asks again."""
    for number in range(1, 8):
        move(house, house.open_case(), number)
    pdok = Pdok(*range(1, 8))
    pdok.fault = fault
    found = plan(house, Services(pdok))
    assert found["lookups"] == {"found": 0, "missed": 0, "failed": 3, "why": {fault.code: 3}}
    assert found["points"] == {"pc4": 7}
    assert len(house.visits()) == 7
    pdok.fault = None
    assert refresh(house, pdok) == Lookups(found=7)


def test_a_plan_says_where_its_places_and_ways_come_from(house) -> None:
    """Counts by precision, the road service per mode, and two Dutch lines for people."""
    house.open_case()
    move(house, house.open_case(), 12)
    house.open_case(postcode4="3990")
    found = plan(house, Services(Pdok(4711), (osrm(300.0),)))
    assert found["points"] == {"address": 1, "none": 1, "pc4": 1}
    assert found["lookups"] == {"found": 1, "missed": 2, "failed": 0, "why": {}}
    assert {one["source"] for one in found["travel"].values()} == {"osrm"}
    assert sources.told(found) == [
        "Plaats van de adressen: 1 op het adres, 1 bij benadering (postcodegebied), 1 onbekend.",
        "Reistijden: " + "; ".join(f"{name} gemeten over de weg (OSRM)" for name in _modes(found)) + ".",
    ]
    assert "Kwatrijnstra" not in json.dumps(found)
    assert "4711" not in json.dumps(found)


def _modes(found: dict[str, Any]) -> list[str]:
    return [sources.MODES[mode] for mode in sorted(found["travel"])]


def test_without_services_everything_is_as_before(house) -> None:
    """Nothing is asked, the formula serves, and the lines say so; an older run says nothing."""
    house.open_case()
    found = plan(house, Services())
    assert found["lookups"] is None
    assert found["points"] == {"pc4": 1}
    assert {one["source"] for one in found["travel"].values()} == {"formula"}
    assert "geschat" in sources.told(found)[1]
    assert cache(house) == {}
    with house.engine.begin() as db:
        assert sources.sources(db, 0) == {}
    assert sources.told({}) == []


def test_measured_ways_decide_the_times(house) -> None:
    """The first visit starts when the measured way is driven; measured the same, nothing is planned anew."""
    house.open_case()
    plan(house, Services())
    ((_, _, by_formula, *_),) = house.visits()
    house.query("update core.visit set state = 'superseded'")
    slow = Services(roads=(osrm(3600.0),))
    plan(house, slow)
    ((_, _, measured, *_),) = house.visits()
    assert measured.astimezone(AMSTERDAM).time() > by_formula.astimezone(AMSTERDAM).time()
    before = house.state()
    plan(house, slow)
    assert house.state() == before


def test_a_case_that_came_after_the_measuring_goes_by_the_formula(house) -> None:
    """The table is made before the planner's lock: what it does not know is no reason to fail."""
    house.open_case()
    ways = geography.prepare(house.engine, house.region, Services(roads=(osrm(300.0),)), MONDAY, NOW)
    house.open_case(postcode4="3994")
    report = assign_visits(house.engine, house.region, house.settings, MONDAY, NOW, ways)
    assert report.planned == 2
