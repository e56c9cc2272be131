"""The page "Planning" inside Airflow's own api-server: who looks, what it shows, leave, one team more."""

import re
from pathlib import Path

import pytest
from support.pages import SAME_SITE, ask, chromium, framed

HERE = Path(__file__).parent
PAGE, LEAVE, EXTRA = "/planning", "/planning/verlof", "/planning/extra-team"
OTHERS = ("steward", "privacy_officer", "operator")
STRANGERS = ("anonymous", "viewer", "admin", *OTHERS)
ROUTES = [("GET", PAGE), ("POST", LEAVE), ("POST", EXTRA)]
FOREIGN = [
    {"sec-fetch-site": "cross-site", "origin": "https://elders.example"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://elders.example"},
]
ENTERED = (
    "select member, from_on::text, to_on::text, day_part, entered_by from core.member_leave order by leave_id"
)
STATE = (
    "select (select count(*) from core.plan_run), (select count(*) from core.visit), (select count(*) from"
    " core.outbox), (select count(*) from core.member_leave), (select count(*) from core.unassigned)"
)
RUN = (
    "insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, outcome) "
    "values ('2026-03-25', 'z', 'vroom', '1/2', 1, '{}', 'degraded')"
)
SIMPLER = (
    f"with run as ({RUN} returning plan_run_id) insert into core.unassigned (plan_run_id, case_id, reason) "
    "select plan_run_id, 16, 'no_shift_before_deadline' from run"
)
KEPT = RUN
GOOD = {"lid": "htn-wil", "van": "2026-04-01", "tot": "2026-04-02", "dagdeel": "middag"}
ODD = {"lid": '"><script>alert(1)</script>', "van": "2026-02-30", "tot": "", "dagdeel": "nacht"}
BACKWARDS = GOOD | {"van": "2026-04-02", "tot": "2026-04-01"}
OVER = GOOD | {"van": "2026-03-01", "tot": "2026-03-24"}
TEAM = {
    name: "ja"
    for name in ("gemeente.Lopik", "gemeente.Houten", "corporatie.viveste", "corporatie.jutphaas_wonen")
} | {"dag.maandag": "ja", "dag.dinsdag": "ja", "dagdeel.ochtend": "ja", "dagdeel.middag": "ja"}
USELESS = {"gemeente.Vianen": "ja", "corporatie.mitros": "ja", "dag.maandag": "ja", "dagdeel.avond": "ja"}
ASKED: list[list] = [
    *([who, m, path, SAME_SITE, {}] for who in STRANGERS for m, path in ROUTES),
    *(["coordinator", "POST", f"{LEAVE}?foreign={n}", head, GOOD] for n, head in enumerate(FOREIGN)),
    ["nothing yet", "SQL", STATE, {}],
    ["coordinator", "GET", PAGE, {}],
    ["wil_lead", "GET", PAGE, {}],
    ["coordinator", "GET", f"{PAGE}?na=%22%3E%3Cscript%3E", {}],
    *(["coordinator", "POST", f"{LEAVE}?{name}", SAME_SITE, form]
      for name, form in (("odd", ODD), ("backwards", BACKWARDS), ("over", OVER), ("empty", {"x": "y"}))),
    ["coordinator", "POST", f"{EXTRA}?none", SAME_SITE, {"dag.maandag": "ja", "gemeente.Parijs": "ja"}],
    ["coordinator", "POST", EXTRA, SAME_SITE, TEAM],
    ["coordinator", "POST", f"{EXTRA}?useless", SAME_SITE, USELESS],
    ["no effect", "SQL", STATE, {}],
    ["coordinator", "POST", LEAVE, SAME_SITE, GOOD],
    ["wil_lead", "POST", f"{LEAVE}?again", SAME_SITE, GOOD],
    ["entered", "SQL", ENTERED, {}],
    ["coordinator", "GET", f"{PAGE}?after", {}],
    ["simpler", "SQL", SIMPLER, {}],
    ["coordinator", "GET", f"{PAGE}?simpler", {}],
    ["kept", "SQL", KEPT, {}],
    ["coordinator", "GET", f"{PAGE}?kept", {}],
    ["empty", "SQL", "truncate core.plan_run, core.member_leave cascade", {}],
    ["coordinator", "GET", f"{PAGE}?empty", {}],
]  # fmt: skip
PERSONAL = ("Kanarievogel", "Geheimelaan", "3991AB", "432", "geheim-bestand")


@pytest.fixture(scope="module")
def asked(postgres, tmp_path_factory) -> dict:
    """What the api-server with our plugin answered to everything in ASKED."""
    home = tmp_path_factory.mktemp("airflow")
    return ask(postgres, "test_planning_page", home, [HERE / "planning_seed.sql"], ASKED)


def get(asked: dict, path: str = PAGE, who: str = "coordinator", method: str = "GET") -> dict:
    """Return the answer to a request."""
    return asked["page"][(who, method, path)]


def post(asked: dict, path: str) -> dict:
    """Return the answer to a form of the coordinator."""
    return get(asked, path, method="POST")


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table after a heading, as text."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", page.split(heading)[1].split("</table>")[0], re.S)
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in found
    ]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 401), ("viewer", 403), ("admin", 403), *((who, 403) for who in OTHERS)]
)
def test_only_coordinator_and_wil_lead_come_in(asked, who, status, method, path):
    """Every route: 401 for anonymous callers, 403 for all others, and no case number."""
    heard = get(asked, path, who, method)
    assert heard["status"] == status
    assert "VE-0000" not in heard["text"]
    if who in OTHERS:
        assert "voor de coördinator en de leiding van WIL" in heard["text"]


def test_every_route_was_asked(asked):
    """The page has no other routes than those asked above, and stands in the navigation."""
    assert {route for route in asked["routes"] if route.startswith(PAGE)} == {PAGE, LEAVE, EXTRA}
    assert "Planning" in asked["views"]


def test_forms_of_other_sites_are_refused(asked):
    """A form that another site sends with the coordinator's cookie changes nothing."""
    for number in range(len(FOREIGN)):
        assert post(asked, f"{LEAVE}?foreign={number}")["status"] == 403
    assert asked["page"][("nothing yet", "SQL", STATE)] == [[2, 14, 0, 3, 6]]


def test_the_table_shows_ten_days_of_all_teams(asked):
    """Visits of places a day, free places in a column and a row; also a team that left teams.yaml."""
    for who in ("coordinator", "wil_lead"):
        table = rows(get(asked, who=who)["text"], "Tien dagen, alle teams")
        assert [cell for cell in table[0][1:11]][:2] == ["do 26 mrt", "vr 27 mrt"]
        lines = {row[0]: row[1:] for row in table[1:]}
        assert lines["Team Houten"][:4] == ["– gaat niet op pad", "3 van 4", "– gaat niet op pad", "1 van 4"]
        assert lines["vertrokken-team"][0] == "1 van 0"
        assert len(lines) == 5 + 1 + 1
        free = [int(cell) for cell in lines["Vrije plaatsen"]]
        assert (
            free[-1] == sum(free[:-1]) == sum(int(row[-1]) for name, row in lines.items() if "Team" in name)
        )


def test_leave_takes_a_day_part_out_of_the_table(asked):
    """Team Houten goes out on Tuesday afternoon only: its morning is somebody's leave."""
    assert 'title="middag 1 van 4"' in get(asked)["text"]
    assert 'title="ochtend 0 van 4, middag 1 van 4"' not in get(asked)["text"]


def test_the_plan_is_told_with_its_bound(asked):
    """What it reached, what no plan could exceed, by which planner, when and how it ended."""
    page = get(asked)["text"]
    assert "10 van 29 zaken hebben een bezoek; 14 van 29 is het hoogste dat deze teams kunnen halen." in page
    assert "9 van 12 zaken met een uiterste dag binnen de planning hebben een bezoek; 11 van 12 is" in page
    assert "Gemaakt op 25 mrt 07:00 door snelle planner (houden en invoegen) 2 in 0,214 s: gelukt." in page


def test_what_moved_is_told_with_the_likely_reason(asked):
    """Leave, news about the case, no place any more, or another case first; and what was called off."""
    page = get(asked)["text"]
    assert "Sinds dinsdag 24 maart 2026." in page
    found = {row[0]: row[2:] for row in rows(page, "Verschoven (4)")[1:]}
    assert found == {
        "VE-000009": ["di 31 mrt 09:10, Team Houten", "wo 1 apr 18:10, Team Houten", "verlof in het team"],
        "VE-000010": ["wo 8 apr 13:10, Team Houten", "geen bezoek", "teams zitten vol"],
        "VE-000011": [
            "wo 1 apr 14:00, Team Houten",
            "wo 1 apr 15:00, Team Houten",
            "plaats voor een zaak met meer haast, of een kortere route",
        ],
        "VE-000018": [
            "wo 1 apr 16:00, Team Houten",
            "wo 1 apr 16:10, Team Houten",
            "de gegevens van de zaak veranderden",
        ],
    }
    assert rows(page, "Afgezegd (1)")[1][2:] == [
        "do 26 mrt 13:10, Team Houten",
        "ja, agenda-item ingetrokken",
        "de zaak wacht op een woord van de gegevensbeheerder",
    ]


def test_cases_without_a_visit_have_a_reason_and_no_name(asked):
    """Case number, municipality, dates and one of the five reasons in Dutch; nothing of a person."""
    page = get(asked)["text"]
    assert [(row[0], row[1], row[-1]) for row in rows(page, "Zonder bezoek</h2>")[1:]] == [
        ("VE-000010", "Houten", "teams zitten vol"),
        ("VE-000013", "Lopik", "geen team voor deze corporatie en gemeente"),
        ("VE-000014 spoed", "Houten", "geen dagdeel vóór de uiterste dag"),
        ("VE-000015", "Houten", "huishouden krijgt al een bezoek"),
        ("VE-000016", "Houten", "teams zitten vol"),
        ("VE-000017", "Houten", "adresgebied onbekend"),
    ]
    pages = [heard["text"] for heard in asked["answers"] if isinstance(heard, dict)]
    assert not [word for word in PERSONAL for page in pages if word in page]


def test_leave_to_come_is_listed(asked):
    """Who, when, which part, by whom, as text; leave that is over is not."""
    page = get(asked)["text"]
    listed = page.split("Komend verlof")[1].split("</ul>")[0]
    assert "<strong>htn-corp</strong> (Team Houten): di 31 mrt, ochtend" in listed
    assert "door &lt;b&gt;coos&lt;/b&gt;" in listed
    assert "nwg-wil" not in listed
    assert "via-wil" not in listed


def test_the_plan_says_where_places_and_ways_come_from(asked):
    """How well the places are known, why some are not better, and by what each mode was measured."""
    page = get(asked)["text"]
    for sentence in (
        "Plaats van de adressen: 20 op het adres, 3 op de postcode, 6 bij benadering (postcodegebied).",
        "De adressendienst antwoordt niet; bij die adressen rekenen we met het postcodegebied.",
        "Reistijden: fiets geschat (afstand en snelheid), want de wegendienst geeft reistijden die niet"
        " kunnen kloppen; auto gemeten over de weg (OSRM).",
    ):
        assert sentence in page


def test_places_taken_and_free_add_up(asked):
    """A visit of a team that left teams.yaml has no place, so it takes none."""
    taken, places, free = re.search(
        r"<strong>(\d+) van (\d+)</strong>.*?<strong>(\d+)</strong> <span>plaatsen vrij",
        get(asked)["text"],
        re.S,
    ).groups()
    assert int(taken) + int(free) == int(places)
    assert int(taken) == 8


def test_a_simpler_plan_is_told_apart_from_one_that_was_kept(asked):
    """A plan by the fallback has reasons of its own; when what stood was kept, the last reasons stay."""
    simpler, kept = get(asked, f"{PAGE}?simpler")["text"], get(asked, f"{PAGE}?kept")["text"]
    assert "laatste plan: met een eenvoudiger plan, want de gewone planner haperde" in simpler
    assert "laatste plan: niet gelukt: wat er stond, bleef staan" in kept
    for page in (simpler, kept):
        assert [(row[0], row[-1]) for row in rows(page, "Zonder bezoek</h2>")[1:]] == [
            ("VE-000016", "geen dagdeel vóór de uiterste dag")
        ]


def test_leave_is_entered_once_by_whom_it_was(asked):
    """It leads back to the page, which says so; the same again changes nothing and says that too."""
    assert asked["page"][("entered", "SQL", ENTERED)][3:] == [
        ["htn-wil", "2026-04-01", "2026-04-02", "middag", "coos"]
    ]
    first = post(asked, LEAVE)
    assert first["url"].partition("#")[0].endswith("/vroegeropaf/planning?na=verlof")
    assert "Verlof vastgelegd." in first["text"]
    assert "Dit verlof stond er al." in get(asked, f"{LEAVE}?again", "wil_lead", "POST")["text"]
    listed = get(asked, f"{PAGE}?after")["text"].split("Komend verlof")[1].split("</ul>")[0]
    assert "wo 1 apr t/m do 2 apr, middag" in " ".join(listed.split())
    assert "3 bezoeken van het team in die tijd" in " ".join(listed.split())


def test_wrong_leave_is_explained_at_its_fields(asked):
    """Status 422, a sentence at each field, what was filled in stays (as text), nothing is written."""
    odd = post(asked, f"{LEAVE}?odd")
    assert odd["status"] == 422
    for sentence in (
        "Kies een teamlid uit de lijst.",
        "Vul de eerste dag in.",
        "Vul de laatste dag in.",
        "Kies de hele dag of een dagdeel.",
        "4 velden kloppen niet",
    ):
        assert sentence in odd["text"]
    assert "<script>alert" not in odd["text"]
    assert 'aria-invalid="true" aria-describedby="fout-lid"' in odd["text"]
    backwards = post(asked, f"{LEAVE}?backwards")
    assert "De laatste dag ligt vóór de eerste." in backwards["text"]
    assert '<option value="htn-wil" selected>' in backwards["text"]
    assert 'value="2026-04-02"' in backwards["text"]
    assert "Dit verlof is al voorbij." in post(asked, f"{LEAVE}?over")["text"]
    assert post(asked, f"{LEAVE}?empty")["status"] == 422


def test_one_team_more_is_tried_without_effect(asked):
    """How many cases more, also of those due; run, visits, mails, leave and reasons stay as they were."""
    heard = post(asked, EXTRA)
    assert heard["status"] == 200
    told = " ".join(re.sub(r"<[^>]+>", "", heard["text"].split('id="extra"')[1]).split())
    assert (
        "Met dit team krijgt 1 zaak meer een bezoek." in told
    )  # of Jutphaas Wonen in Lopik, which nobody serves
    assert "Van 26 naar 27 van 28 zaken; met een uiterste dag van 6 naar 6 van 6." in told
    assert "Het team gaat 6 keer op pad." in told
    assert 'name="gemeente.Lopik" value="ja" checked' in heard["text"]
    assert asked["page"][("no effect", "SQL", STATE)] == asked["page"][("nothing yet", "SQL", STATE)]


def test_a_team_that_helps_nobody_is_told_so(asked):
    """And a team without municipality, corporation or day part is asked for them; an unknown one is none."""
    assert "Dit team zou geen zaak méér een bezoek geven." in post(asked, f"{EXTRA}?useless")["text"]
    none = post(asked, f"{EXTRA}?none")
    assert none["status"] == 422
    assert "Kies nog minstens één gemeente en één corporatie en één dagdeel." in none["text"]


def test_before_the_first_plan_the_page_says_so(asked):
    """Empty tables have a sentence; nonsense in the address is passed over."""
    page = get(asked, f"{PAGE}?empty")
    assert page["status"] == 200
    for sentence in (
        "Er is nog geen plan gemaakt.",
        "Geen bezoek is verschoven of afgezegd.",
        "Elke zaak die aan de beurt is, heeft een bezoek.",
        "Er is geen verlof bekend.",
    ):
        assert sentence in page["text"]
    strange = get(asked, f"{PAGE}?na=%22%3E%3Cscript%3E")
    assert strange["status"] == 200
    assert "><script>" not in strange["text"].replace('"><script src', "")


def as_framed(asked: dict) -> dict:
    """Return the answers as the frame looks them up: it asks as a steward."""
    mine = {
        ("steward", method, path): heard
        for (who, method, path), heard in asked["page"].items()
        if who == "coordinator" and isinstance(heard, dict)
    }
    return asked | {"page": mine | {("steward", "GET", f"{PAGE}?na=verlof"): post(asked, LEAVE)}}


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1240, 420])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?empty"])
def test_a_browser_shows_it_in_airflows_frame(asked, path, theme, width):
    """In the sandboxed frame: Airflow's theme, nothing too wide, fields with labels, no foreign host."""
    with chromium() as browser:
        _, inner, strange = framed(browser, as_framed(asked), path, theme, width)
        assert inner.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        dark = inner.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 22)"
        assert dark is (theme == "dark")
        assert inner.evaluate(
            "[...document.querySelectorAll('input, select')].every(one => one.labels.length)"
        )
        if width == 1240:
            boxes = inner.evaluate(
                "[...document.querySelectorAll('.loads')].map(t => t.scrollWidth - t.clientWidth)"
            )
            assert boxes == [0]
    assert strange == []


@pytest.mark.browser
def test_leave_is_entered_in_a_browser(asked):
    """Choose, fill in two dates, press the button: the form sends what was chosen and comes back."""
    sent: list[str] = []
    with chromium() as browser:
        page, inner, strange = framed(browser, as_framed(asked), PAGE, "light", 1240)
        page.on("request", lambda one: one.method == "POST" and sent.append(one.post_data))
        inner.select_option("#lid", "htn-wil")
        inner.fill("#van", "2026-04-01")
        inner.fill("#tot", "2026-04-02")
        inner.select_option("#dagdeel", "middag")
        inner.click("text=Verlof vastleggen")
        inner.wait_for_selector("text=Verlof vastgelegd.")
    assert sent == ["lid=htn-wil&van=2026-04-01&tot=2026-04-02&dagdeel=middag"]
    assert strange == []
