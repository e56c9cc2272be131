"""Addresses and route behind the code, on a real database: who sees what until when, and each look."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient
from support.pages import chromium

from vroegeropaf.planning.forms import issue_form
from vroegeropaf.portal.app import create_app
from vroegeropaf.portal.pages import TEMPLATES
from vroegeropaf.settings import Settings

DAY = date(2026, 3, 3)
MARKER = "Qwxzmarker"
TWO = "Twee aparte gesprekken op dit adres"
ABOUT = "Op de kaart: bij benadering, postcodegebied"
FOUND = "insert into core.geocode values (:door, :latitude, :longitude, :precision, 'pdok', '2026-03-02')"
SEED = """
insert into raw.delivery (
    corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on
)
values ('viveste', 'arrears', 'f', 'x', 1, '2026-03-02', now(), '2026-03-02');
insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, outcome)
values ('2026-03-02', 'x', 'x', '1', 0, '{}', 'planned');
"""
NEW = """
with household as (insert into core.household default values returning household_id),
opened as (
    insert into core.household_case (
        household_id, opened_on, arrived_on, municipality, postcode4, bailiff_on, bailiff_corporation,
        is_bailiff_estimated, first_visit_by_on, last_visit_by_on, offer_by_on, offer_alarm_on, is_crisis
    ) select household_id, '2026-03-02', '2026-03-02', 'Houten', left(:postcode, 4), '2026-04-30', 'viveste',
    false,     '2026-03-16', '2026-04-24', '2026-03-30', '2026-03-23', false from household returning case_id
),
signal as (
    insert into core.signal (
        corporation, tenant_no, contract_no, initials, first_name, surname, born_on, street, house_number,
        house_letter, house_addition, postcode, place, municipality, phone, email, arrears_eur, oldest_due_on,
        bailiff_on, is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id, last_reference_on
    ) values ('viveste', 'Qwxzmarker', gen_random_uuid(), 'Q.', 'Qwxzmarker', 'Qwxzmarker', '1980-02-03',
        :street, 7, :letter, '', :postcode, 'Houten', 'Houten', 'Qwxzmarker', 'Qwxzmarker', 987.65,
        '2026-01-01', '2026-04-30', false, '2026-03-02', 1, 1, '2026-03-02') returning signal_id
),
linked as (
    insert into core.case_signal (case_id, signal_id, added_on)
    select case_id, signal_id, date '2026-03-02' from opened, signal returning case_id
)
insert into core.visit (case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at,
    service_minutes, state, sent_at, calendar_uid, municipality, postcode4)
select case_id, 1, 1, :team, '2026-03-03', 'ochtend', cast(:starts_at as timestamptz), 45, 'sent',
    '2026-03-02', gen_random_uuid(), 'Houten', left(:postcode, 4)
from linked returning visit_id
"""


class Round:
    """A team's day: three visits (two at one door), one of another team, each with its code."""

    def __init__(self, engine: Engine, url: str, today_file: Path) -> None:
        self.engine, self.today_file = engine, today_file
        self.on(date(2026, 3, 3))
        self.client = TestClient(
            create_app(Settings(database_url=url, today_file=today_file), engine),
            raise_server_exceptions=False,
        )
        self.query(SEED)
        self.urls = [
            self.visit("Kerkstraat", "3991AB", "09:10"),
            self.visit("Kerkstraat", "3991AB", "09:55"),
            self.visit("Molenweg", "3992CD", "11:00", letter="B"),
            self.visit("Elders", "3993EF", "09:00", team="vianen"),
        ]

    def visit(self, street: str, postcode: str, at: str, letter: str = "", team: str = "houten") -> str:
        """Insert a sent visit and return the address of its form."""
        with self.engine.begin() as db:
            values = {"street": street, "postcode": postcode, "letter": letter, "team": team}
            starts_at = f"2026-03-03 {at}+01"
            visit_id = db.execute(text(NEW), values | {"starts_at": starts_at}).scalar_one()
            return f"/b/{issue_form(db, visit_id, team, date(2026, 3, 10))}"

    def found(self, door: str, latitude: float, longitude: float, precision: str = "address") -> None:
        """Let the geocoder have found a door."""
        values = {"door": door, "latitude": latitude, "longitude": longitude, "precision": precision}
        with self.engine.begin() as db:
            db.execute(text(FOUND), values)

    def on(self, day: date) -> None:
        """Live on this day."""
        self.today_file.write_text(day.isoformat(), encoding="utf-8")

    def query(self, statement: str) -> list[Any]:
        """Run a statement."""
        with self.engine.begin() as db:
            result = db.exec_driver_sql(statement)
            return [tuple(row) for row in result] if result.returns_rows else []

    def form(self, number: int = 0) -> str:
        """Return the page of a visit's form."""
        return str(self.client.get(self.urls[number]).text)

    def day(self, number: int = 0) -> Any:
        """Return the answer to the page of the day, without following a redirect."""
        return self.client.get(f"{self.urls[number]}/dag", follow_redirects=False)

    def log(self) -> list[Any]:
        """Return the looks that were written down."""
        return self.query("select user_name, page, subject from core.access_log order by access_id")


@pytest.fixture
def tour(database: Engine, database_url: str, tmp_path: Path) -> Round:
    """The day of Team Houten, on that day."""
    return Round(database, database_url, tmp_path / "today")


def stops(page: str) -> list[str]:
    """Return the entries of the list as text."""
    found = re.findall(r"<li[ >].*?</li>", page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def test_the_day_shows_all_addresses_in_order(tour: Round) -> None:
    """Number, time, case and address of each visit of this team; nobody's name, amount or contact."""
    page = tour.day().text
    assert stops(page) == [
        f"1 09:10 – 09:55 uur VE-000001 · dit formulier Kerkstraat 7 3991 AB Houten {TWO} {ABOUT}",
        f"2 09:55 – 10:40 uur VE-000002 Kerkstraat 7 3991 AB Houten {TWO} {ABOUT}",
        f"3 11:00 – 11:45 uur VE-000003 Molenweg 7B 3992 CD Houten {ABOUT}",
    ]
    for hidden in (MARKER, "987", "1980", "Elders", "viveste", "<script", "http://", "https://"):
        assert hidden not in page


def picture(page: str) -> ElementTree.Element:
    """Return the drawing of a page."""
    found = re.search(r"<svg.*?</svg>", page, re.S)
    assert found is not None
    return ElementTree.fromstring(found[0])  # noqa: S314 - our own page


def drawn(svg: ElementTree.Element, kind: str) -> list[str]:
    """Return the numbers of one kind (number, number about)."""
    return [one.text or "" for one in svg.iter("text") if one.attrib["class"] == kind]


def test_the_route_is_a_picture_with_the_same_in_words(tour: Round) -> None:
    """Well-formed SVG with title and description; two visits at one door are one disc with both numbers."""
    svg = picture(tour.day().text)
    assert svg.attrib["role"] == "img"
    ids = {part.attrib["id"] for part in svg if part.tag in ("title", "desc")}
    assert set(svg.attrib["aria-labelledby"].split()) == ids
    assert (
        "1 in 3991 Houten (bij benadering, postcodegebied), "
        "2 in 3991 Houten (bij benadering, postcodegebied), 3 in 3992 Houten"
    ) in (svg.findtext("desc") or "")
    assert drawn(svg, "number about") == ["1, 2", "3"]
    way, *_ = svg.iter("polyline")
    assert len(way.attrib["points"].split()) == 5  # from the depot and back to it
    assert [one.attrib["class"] for one in svg.iter("rect")] == ["depot", "stop about", "stop about"]


def test_the_route_goes_from_door_to_door(tour: Round) -> None:
    """
    Where the geocoder knows a door, the picture and the list say so; elsewhere the area serves, and is called
    that. Places come from the geocoder, ways from where the plan took them.
    """
    sources = '{"travel": {"bicycle": {"source": "osrm"}, "car": {"source": "formula"}}}'
    tour.query(f"update core.plan_run set sources = '{sources}'")
    assert "Plaatsen: tabel van postcodegebieden" in tour.day().text
    before = picture(tour.day().text)
    tour.found("3991AB 7", 52.0361, 5.1655)
    tour.found("3992CD 7 B", 52.0300, 5.1700, "postcode6")
    page = tour.day().text
    assert [one.partition("Op de kaart: ")[2] for one in stops(page)] == [
        "adres",
        "adres",
        "bij benadering, postcode",
    ]
    svg = picture(page)
    assert drawn(svg, "number") == ["1, 2"]
    assert drawn(svg, "number about") == ["3"]
    assert "1 in 3991 Houten (adres), 2 in 3991 Houten (adres), 3 in 3992" in (svg.findtext("desc") or "")
    assert next(svg.iter("polyline")).attrib != next(before.iter("polyline")).attrib
    said = " ".join(page.split())
    assert "Plaatsen: PDOK Locatieserver. Reistijden bij het plannen: gemeten over de weg (OSRM)." in said
    for hidden in (MARKER, "52.03", "5.16", "http://", "https://"):
        assert hidden not in page


def test_nobody_is_drawn_who_must_not_be_visited(tour: Round) -> None:
    """A held case keeps its number in the list, and has no place in the picture, though its door is known."""
    tour.found("3992CD 7 B", 52.0300, 5.1700)
    tour.query("update core.household_case set hold_reason = 'guardian' where case_id = 3")
    page = tour.day().text
    assert stops(page)[2].endswith("vraag de coördinator.")
    assert drawn(picture(page), "number") == []
    assert drawn(picture(page), "number about") == ["1, 2"]


def test_a_place_that_nobody_knows_is_left_out_and_said(tour: Round) -> None:
    """An area that is not in the table, without an answer of the geocoder: the address stays readable."""
    tour.visit("Verweg", "9999ZZ", "13:00")
    page = tour.day().text
    assert stops(page)[3].endswith("Verweg 7 9999 ZZ Houten Niet op de kaart: plaats onbekend")
    assert drawn(picture(page), "number about") == ["1, 2", "3"]


def test_the_form_shows_its_own_address_only(tour: Round) -> None:
    """Also before the day, so that a team can prepare; the other households of the day are one page away."""
    for day in (date(2026, 3, 2), DAY):
        tour.on(day)
        page = tour.form(2)
        assert "Molenweg 7B<br>3992 CD Houten" in page
        assert "Kerkstraat" not in page
        assert f'href="{tour.urls[2]}/dag"' in page
        assert MARKER not in page
    assert TWO in tour.form(0)


def test_after_the_day_only_the_own_address_stays(tour: Round) -> None:
    """The form can be filled in for a week, the route is over."""
    tour.on(date(2026, 3, 4))
    assert tour.day().status_code == 303
    assert "Kerkstraat 7" in tour.form()
    assert "/dag" not in tour.form()
    tour.on(date(2026, 3, 11))
    assert tour.day().status_code == 410


def test_a_called_off_visit_shows_no_address(tour: Round) -> None:
    """Not on its form, not in the day of the others; its code opens no day, the others are numbered anew."""
    tour.query("update core.visit set state = 'called_off' where visit_id = 1")
    assert "Kerkstraat" not in tour.form(0)
    assert tour.day(0).status_code == 303
    assert stops(tour.day(1).text) == [
        "– 09:10 uur VE-000001 Afgezegd",
        f"1 09:55 – 10:40 uur VE-000002 · dit formulier Kerkstraat 7 3991 AB Houten {ABOUT}",
        f"2 11:00 – 11:45 uur VE-000003 Molenweg 7B 3992 CD Houten {ABOUT}",
    ]


@pytest.mark.parametrize(
    "change",
    [
        "update core.signal set ended_on = '2026-03-03', end_reason = 'bezwaar' where signal_id = 1",
        "update core.household_case set hold_reason = 'guardian' where case_id = 1",
        "update core.signal set postcode = '3995ZZ' where signal_id = 1",
    ],
)
def test_a_visit_that_will_be_called_off_shows_no_address(tour: Round, change: str) -> None:
    """After an objection, a hold or a removal nobody is sent to the door, also before the next run."""
    tour.query(change)
    for page in (tour.form(0), tour.day(0).text):
        assert "Ga er niet heen; vraag de coördinator." in page
    assert "Kerkstraat" not in tour.form(0)
    assert ["bezoek 1" in subject.split(", ") for _, page, subject in tour.log() if page == "portal.dag"] == [
        False
    ]


def test_a_coordinators_code_opens_no_address(tour: Round) -> None:
    """The coordinator may fill in a form that stayed empty, but goes nowhere."""
    with tour.engine.begin() as db:
        url = f"/b/{issue_form(db, 1, 'coordinator', date(2026, 3, 10))}"
    assert "Kerkstraat" not in tour.client.get(url).text
    assert tour.client.get(f"{url}/dag", follow_redirects=False).status_code == 303
    assert tour.log() == []


def test_every_look_is_written_down(tour: Round) -> None:
    """Which team, which page, which visits; no value of an address. Without the record nothing is shown."""
    tour.form(0)
    tour.day(1)
    assert tour.log() == [
        ("team:houten", "portal.bezoek", "bezoek 1"),
        ("team:houten", "portal.dag", "bezoek 1, 2, 3"),
    ]
    tour.query("alter table core.access_log rename to access_gone")
    for answer in (tour.client.get(tour.urls[0]), tour.day()):
        assert answer.status_code == 500
        assert "Kerkstraat" not in answer.text


def test_an_unknown_code_opens_no_day(tour: Round) -> None:
    """Nothing tells whether there is such a day."""
    assert tour.client.get("/b/none/dag").status_code == 404


def test_markup_in_an_address_shows_as_text(tour: Round) -> None:
    """A street comes from a file."""
    tour.query("update core.signal set street = '<img src=x onerror=alert(1)>' where signal_id = 1")
    assert "&lt;img src=x" in tour.day().text
    assert "<img" not in tour.day().text


@contextmanager
def shown(tour: Round, path: str, theme: str, width: int) -> Iterator[tuple[Any, list[str]]]:
    """Open a page of the portal in a browser; the list gets every request elsewhere."""
    strange: list[str] = []

    def serve(route: Any) -> None:
        address = route.request.url.removeprefix("http://portal.test")
        if address.startswith("/static/"):
            route.fulfill(path=TEMPLATES / "static" / Path(address).name)
        elif address.startswith("/b/"):
            heard = tour.client.get(address)
            route.fulfill(body=heard.text, status=heard.status_code, headers=dict(heard.headers))
        else:
            strange.append(address)
            route.abort()

    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
        page.route("**/*", serve)
        page.goto(f"http://portal.test{path}")
        yield page, [one for one in strange if not one.endswith("/favicon.ico")]


DOORS = [
    ("3991AA", 52.0377, 5.1652),
    ("3991AC", 52.0373, 5.1649),
    ("3993AD", 52.0450, 5.1800),
    ("3992AE", 52.0331, 5.1682),
    ("3994AF", 52.0280, 5.1860),
    ("3992AG", 52.0325, 5.1690),
]
OUTSIDE = """(() => {
    const frame = document.querySelector('svg').getBoundingClientRect()
    const holds = (a, b) => a.left <= b.left && a.right >= b.right && a.top <= b.top && a.bottom >= b.bottom
    const discs = [...document.querySelectorAll('rect.stop')].map(one => one.getBoundingClientRect())
    return [...document.querySelectorAll('svg text')].filter(one => {
        const box = one.getBoundingClientRect()
        const isWide = one.matches('.number') && !discs.some(d => d.left <= box.left && d.right >= box.right)
        return isWide || !holds(frame, box)
    }).map(one => one.textContent)
})()"""
COVERED = """(() => {
    const all = document.querySelectorAll('rect.stop, rect.depot, .name')
    const boxes = [...all].map(one => one.getBoundingClientRect())
    const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    return boxes.filter((one, i) => boxes.some((other, j) => i < j && meets(one, other))).length
})()"""


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 420])
def test_a_browser_shows_the_route(tour: Round, theme: str, width: int) -> None:
    """
    Nothing too wide, styled by our own sheet only, no request elsewhere, and back to the form; no letter
    outside the picture or its disc, no disc upon another.
    """
    for number, (code, latitude, longitude) in enumerate(DOORS):
        tour.visit(f"Straat {number}", code, f"1{number + 2}:30")
        tour.found(f"{code} 7", latitude, longitude)
    with shown(tour, f"{tour.urls[0]}/dag", theme, width) as (page, strange):
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 26)"
        assert dark is (theme == "dark")
        assert page.evaluate("getComputedStyle(document.querySelector('.way')).fill") == "none"
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(COVERED) == 0
        page.click("text=Terug naar het formulier")
        page.wait_for_selector("text=Hoe ging het bezoek?")
        assert strange == []
