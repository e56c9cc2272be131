"""The page "Bezoeken" inside Airflow's own api-server: who gets in, what it shows, what it refuses."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vroegeropaf import database as database_module
from vroegeropaf.settings import INCLUDE, Settings

if TYPE_CHECKING:
    from vroegeropaf.local.postgres import LocalPostgres

REPOSITORY = INCLUDE.parent
PREFIX = "/vroegeropaf"

# Runs in a process of its own: Airflow reads its configuration once per process.
ASK = """
import json, sys
from airflow import plugins_manager
from airflow.api_fastapi.app import create_app, get_auth_manager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.models.base import Base
from airflow.settings import engine
from fastapi.testclient import TestClient
import airflow.models.revoked_token

app = create_app(apps="core")
before = sorted(name for name in sys.modules if name.startswith("vroegeropaf_airflow"))
Base.metadata.tables["revoked_token"].create(engine)

def token(user, role):
    return get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=user, role=role))

who = {"anonymous": None, "viewer": token("vera", "viewer"), "admin": token("anna", "admin"),
       "steward": token("sanne", "viewer")}
answers = []
for name, jwt, method, path, headers in [
    (name, who[name], method, path, headers)
    for name, method, path, headers in json.loads(sys.argv[1])
]:
    client = TestClient(app, raise_server_exceptions=False)
    if jwt:
        client.cookies.set("_token", jwt)
    answer = client.request(method, path, headers=headers)
    answers.append({"status": answer.status_code, "headers": dict(answer.headers), "text": answer.text})
client = TestClient(app)
client.cookies.set("_token", who["admin"])
plugins = client.get("/api/v2/plugins").json()["plugins"]
from vroegeropaf_airflow.pages.app import create_app as pages
def flat(routes):
    return [r.path for r in routes if hasattr(r, "path")]
print("ANSWERED" + json.dumps({
    "answers": answers,
    "views": [view["name"] for plugin in plugins for view in plugin["external_views"]],
    "loaded_before_first_request": before,
    "routes": flat(pages().routes),
    "plugin_errors": plugins_manager._get_plugins()[1],
    "shadowed": [
        name for name, module in list(sys.modules.items())
        if name in sys.stdlib_module_names
        and str(getattr(module, "__file__", "") or "").startswith(sys.argv[2])
    ],
    "bare": [name for name in ("app", "guard", "edge", "words", "figures", "layout", "visits")
             if name in sys.modules],
}))
"""

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
def asked(postgres: "LocalPostgres", tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What the api-server with our plugin answered to everything in ASKED, on the seeded month."""
    name = "test_pages"
    postgres.administer(f"create database {name} template template_vroegeropaf owner template_vroegeropaf")
    url = postgres.url("template_vroegeropaf").rsplit("/", 1)[0] + f"/{name}"
    with database_module.connect(Settings(database_url=url)).begin() as db:
        db.exec_driver_sql((Path(__file__).parent / "pages_seed.sql").read_text(encoding="utf-8"))
    home = tmp_path_factory.mktemp("airflow")
    (home / "today").write_text("2026-03-25", encoding="utf-8")
    questions = [[who, method, PREFIX + path, headers] for who, method, path, headers in ASKED]
    result = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(questions), str(REPOSITORY / "plugins")],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "anna:admin,vera:viewer,sanne:viewer",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
            "AIRFLOW__API_AUTH__JWT_SECRET": "test-secret-that-is-long-enough-for-hs512-" * 2,
            "VROEGEROPAF_DATABASE_URL": url,
            "VROEGEROPAF_TODAY_FILE": str(home / "today"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ANSWERED" in result.stdout, result.stderr[-3000:]
    postgres.administer(f"drop database {name} with (force)")
    heard = json.loads(result.stdout.split("ANSWERED")[1])
    heard["page"] = dict(
        zip(((who, method, path) for who, method, path, _ in ASKED), heard["answers"], strict=True)
    )
    return heard


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


def test_every_route_stands_behind_the_guard(asked):
    """The application has no other routes than those asked anonymously above, and static files."""
    assert sorted(asked["routes"]) == ["/", "/static"]


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
    static = INCLUDE / "templates" / "pages" / "static"
    texts = [
        answer(asked, "steward", "/")["text"],
        *((static / name).read_text() for name in ("pages.css", "pages.js")),
    ]
    assert not [found for found in texts if "http://" in found or "https://" in found]


def test_the_static_folder_holds_only_style_script_and_icons(asked):
    """What is served without a guard holds no data, and nothing outside the folder can be reached."""
    static = INCLUDE / "templates" / "pages" / "static"
    assert {file.suffix for file in static.iterdir()} == {".css", ".js", ".svg"}
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
        "2 koppelingen",
    ):
        assert words in page, words


def test_an_earlier_month_can_be_chosen(asked):
    """The month in the query string decides which deliveries are shown."""
    assert "Ronde februari 2026" in answer(asked, "steward", "/?ronde=2026-02")["text"]


def test_airflow_lists_the_page(asked):
    """The navigation of the Airflow UI gets one entry, short enough not to be cut."""
    assert asked["views"] == ["Bezoeken"]


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
    from playwright.sync_api import Route, sync_playwright

    static = INCLUDE / "templates" / "pages" / "static"
    heard = answer(asked, "steward", "/")
    frame = (
        f'<html class="{theme}"><body><iframe sandbox="allow-scripts allow-same-origin allow-forms" '
        f'src="{PREFIX}/" width="{width - 16}" height="800"></iframe>'
    )
    strange: list[str] = []

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix("http://airflow.test")
        if path == f"{PREFIX}/":
            csp = {"content-security-policy": heard["headers"]["content-security-policy"]}
            route.fulfill(body=heard["text"], content_type="text/html", headers=csp)
        elif path.startswith(f"{PREFIX}/static/"):
            route.fulfill(path=static / Path(path).name)
        elif path in ("/", "/required_actions?response_received=false"):
            route.fulfill(body=frame, content_type="text/html")
        else:
            strange.append(path)
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.route("**/*", serve)
        page.goto("http://airflow.test/")
        inner = page.frames[1]
        inner.wait_for_selector(f"html.{theme}")
        assert inner.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        inner.click("a[data-airflow]")
        page.wait_for_url("**/required_actions?response_received=false")
        browser.close()
    assert [path for path in strange if not path.endswith("/favicon.ico")] == []
