"""The page "Bezoeken" inside Airflow's own api-server: who gets in, what it shows, what it refuses."""

from pathlib import Path

import pytest
from support.pages import STATIC, ask, chromium, framed

HERE = Path(__file__).parent

ASKED = [
    ["anonymous", "GET", "/", {}],
    ["viewer", "GET", "/", {}],
    ["admin", "GET", "/", {}],
    ["steward", "GET", "/", {}],
    ["steward", "GET", "/?ronde=2026-02", {}],
    ["steward", "GET", "/?ronde=%22%3E%3Cscript%3E", {}],
    ["steward", "GET", "/docs", {}],
    ["steward", "GET", "/redoc", {}],
    ["steward", "GET", "/openapi.json", {}],
    ["steward", "POST", "/", {"sec-fetch-site": "cross-site", "origin": "https://elders.example"}],
    ["steward", "POST", "/", {"origin": "https://elders.example"}],
    ["steward", "POST", "/", {"sec-fetch-site": "same-origin"}],
    ["anonymous", "GET", "/static/pages.css", {}],
    ["anonymous", "GET", "/static/../bezoeken.html.j2", {}],
]


@pytest.fixture(scope="module")
def asked(postgres, tmp_path_factory) -> dict:
    """What the api-server with our plugin answered to everything in ASKED, on the seeded month."""
    return ask(postgres, "test_pages", tmp_path_factory.mktemp("airflow"), [HERE / "pages_seed.sql"], ASKED)


def answer(asked: dict, who: str, path: str) -> dict:
    """Return the answer to a GET."""
    return asked["page"][(who, "GET", path)]


@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 401), ("viewer", 403), ("admin", 403), ("steward", 200)]
)
def test_only_our_own_roles_open_the_page(asked, who, status):
    """Anonymous callers get 401; Airflow's viewers and even admins without a role of ours get 403."""
    page = answer(asked, who, "/")
    assert page["status"] == status
    assert ("VE-000" in page["text"]) is (status == 200)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_generated_pages(asked, path):
    """The API pages that FastAPI would make do not exist, not even for a steward."""
    assert answer(asked, "steward", path)["status"] == 404


def test_writes_from_other_sites_are_refused(asked):
    """A POST is refused unless our own page sent it, and then the page allows none."""
    statuses = [
        heard["status"]
        for heard, question in zip(asked["answers"], ASKED, strict=True)
        if question[1] == "POST"
    ]
    assert statuses == [403, 403, 405]


def test_markup_from_a_delivery_shows_as_text(asked):
    """Markup in a corporation's name, a reason or the query string never becomes markup of the page."""
    page = answer(asked, "steward", "/")["text"]
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert '"><script>' not in answer(asked, "steward", "/?ronde=%22%3E%3Cscript%3E")["text"]


def test_reasons_stay_when_the_last_run_kept_the_plan(asked):
    """A run that failed and left all as it was takes no case without a visit out of sight."""
    page = answer(asked, "steward", "/")["text"]
    assert "teams zitten vol" in page
    assert "geen dagdeel vóór de uiterste dag" in page


def test_nothing_personal_is_shown(asked):
    """Names, streets, postcodes, amounts and file names of the database do not reach the page."""
    page = answer(asked, "steward", "/")["text"]
    assert not [
        word for word in ("Kanarievogel", "Geheimelaan", "3431", "432", "geheim-bestand") if word in page
    ]


@pytest.mark.parametrize(
    ("who", "path"), [("steward", "/"), ("anonymous", "/"), ("anonymous", "/static/pages.css")]
)
def test_every_answer_carries_the_security_headers(asked, who, path):
    """Pages, refusals and files keep foreign scripts, frames and caches out."""
    headers = answer(asked, who, path)["headers"]
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_nothing_is_loaded_from_elsewhere(asked):
    """The page, its style and its script name no other host."""
    texts = [
        answer(asked, "steward", "/")["text"],
        *((STATIC / name).read_text() for name in ("pages.css", "pages.js")),
    ]
    assert not [found for found in texts if "http://" in found or "https://" in found]


def test_the_static_folder_holds_only_style_script_and_icons(asked):
    """What is served without a guard holds no data, and nothing outside the folder can be reached."""
    assert {file.suffix for file in STATIC.iterdir()} == {".css", ".js", ".svg"}
    assert "{%" not in answer(asked, "anonymous", "/static/../bezoeken.html.j2")["text"]


def test_the_page_tells_the_month(asked):
    """Deliveries, late lists, the funnel, deadlines, outcomes, mail and questions are there, in Dutch."""
    page = answer(asked, "steward", "/")["text"]
    for words in (
        "De kalender staat op <strong>woensdag 25 maart 2026",
        "Ronde maart 2026",
        "wacht op een oordeel",
        "minder dan half zoveel rijen",
        "er staat een kolom in die we niet mogen ontvangen",
        "verwacht op 20-03-2026",
        "Signalen 174, Personen 168, Huishoudens 161, Zaken 161",
        "VE-000001",
        "Betalingsregeling",
        "niet bezorgd",
        "required_actions",
        '<a href="/vroegeropaf/kwaliteit/4">Lijst van LEKSTEDEwonen',
        '<a href="/vroegeropaf/kwaliteit/2">Mitros</a>',
        '<a href="/vroegeropaf/koppelingen">2 koppelingen</a> waarvan niet zeker is',
    ):
        assert words in page, words


def test_an_earlier_month_can_be_chosen(asked):
    """The month in the query string decides which deliveries are shown."""
    assert "Ronde februari 2026" in answer(asked, "steward", "/?ronde=2026-02")["text"]


def test_airflow_lists_the_page(asked):
    """The navigation of the Airflow UI gets our entries."""
    assert asked["views"] == ["Bezoeken", "Planning", "Kwaliteit", "Koppelingen"]


def test_the_plugin_loads_light_and_shadows_nothing(asked):
    """The loader runs one file: no bare names, no standard module replaced, no early imports."""
    assert asked["plugin_errors"] == {}
    assert asked["shadowed"] == []
    assert asked["bare"] == []
    assert asked["loaded_before_first_request"] == []


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 420])
def test_a_browser_shows_it_in_airflows_frame(asked, theme, width):
    """In the sandboxed frame: Airflow's theme, nothing wider than the screen, no foreign request."""
    with chromium() as browser:
        page, inner, strange = framed(browser, asked, "/", theme, width)
        assert inner.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        inner.click("a[data-airflow]")
        page.wait_for_url("**/required_actions?response_received=false")
    assert strange == []
