"""Airflow's api-server with our plugin on a seeded database: its answers, and a browser on them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vroegeropaf import database
from vroegeropaf.settings import INCLUDE, Settings

if TYPE_CHECKING:
    from vroegeropaf.local.postgres import LocalPostgres

REPOSITORY = INCLUDE.parent
STATIC = INCLUDE / "templates" / "pages" / "static"
PREFIX = "/vroegeropaf"
HOST = "http://airflow.test"
SANDBOX = "allow-scripts allow-same-origin allow-forms allow-downloads"
# who asks: name in Airflow and role there; what they may see of ours is in the seed
WHO = {
    "viewer": ("vera", "viewer"),
    "admin": ("anna", "admin"),
    "steward": ("sanne", "viewer"),
    "privacy_officer": ("pieter", "viewer"),
    "operator": ("otto", "viewer"),
    "coordinator": ("coos", "viewer"),
    "wil_lead": ("wil", "viewer"),
}
SAME_SITE = {"sec-fetch-site": "same-origin"}

# Runs in a process of its own: Airflow reads its configuration once per process.
ASK = """
import json, os, sys
from airflow import plugins_manager
from airflow.api_fastapi.app import create_app, get_auth_manager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.models.base import Base
from airflow.settings import engine
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
import airflow.models.revoked_token

app = create_app(apps="core")
before = sorted(name for name in sys.modules if name.startswith("vroegeropaf_airflow"))
Base.metadata.tables["revoked_token"].create(engine)
ours = create_engine(os.environ["VROEGEROPAF_DATABASE_URL"])

def token(user, role):
    return get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=user, role=role))

who = {name: token(*user) for name, user in json.loads(sys.argv[3]).items()} | {"anonymous": None}
answers = []
for name, method, path, headers, *form in json.loads(sys.argv[1]):
    if method == "SQL":
        with ours.begin() as db:
            found = db.exec_driver_sql(path)
            answers.append([list(row) for row in found] if found.returns_rows else [])
        continue
    client = TestClient(app, raise_server_exceptions=False)
    if who[name]:
        client.cookies.set("_token", who[name])
    answer = client.request(method, path, headers=headers, data=form[0] if form else None)
    answers.append({"status": answer.status_code, "headers": dict(answer.headers), "text": answer.text,
                    "url": str(answer.url)})
client = TestClient(app)
client.cookies.set("_token", who["admin"])
plugins = client.get("/api/v2/plugins").json()["plugins"]
from vroegeropaf_airflow.pages.app import create_app as pages
print("ANSWERED" + json.dumps({
    "answers": answers,
    "views": [view["name"] for plugin in plugins for view in plugin["external_views"]],
    "loaded_before_first_request": before,
    "routes": [r.path for r in pages().routes if hasattr(r, "path")],
    "plugin_errors": plugins_manager._get_plugins()[1],
    "shadowed": [
        name for name, module in list(sys.modules.items())
        if name in sys.stdlib_module_names
        and str(getattr(module, "__file__", "") or "").startswith(sys.argv[2])
    ],
    "bare": [name for name in ("app", "guard", "edge", "words", "figures", "layout", "links", "visits",
             "quality") if name in sys.modules],
}))
"""


def ask(
    postgres: "LocalPostgres", name: str, home: Path, seeds: Sequence[Path], asked: Sequence[Sequence[Any]]
) -> dict[str, Any]:
    """
    Return what the api-server answered.

    Parameters
    ----------
    postgres, name
        Server, and the name of the database that is made for it and dropped again.
    home
        An empty folder for Airflow.
    seeds
        SQL files with what is in the database.
    asked
        Who (of `WHO`, or ``anonymous``), method, path in our application, headers, and for a form its fields;
        in this order. The method ``SQL`` runs a statement in the product's database instead; its rows are
        the answer.
    """
    postgres.administer(f"create database {name} template template_vroegeropaf owner template_vroegeropaf")
    url = postgres.url("template_vroegeropaf").rsplit("/", 1)[0] + f"/{name}"
    with database.connect(Settings(database_url=url)).begin() as db:
        for seed in seeds:
            db.exec_driver_sql(seed.read_text(encoding="utf-8"))
    (home / "today").write_text("2026-03-25", encoding="utf-8")
    questions = [
        [who, method, path if method == "SQL" else PREFIX + path, *rest] for who, method, path, *rest in asked
    ]
    arguments = [json.dumps(questions), str(REPOSITORY / "plugins"), json.dumps(WHO)]
    result = subprocess.run(
        [sys.executable, "-c", ASK, *arguments],
        env=_environment(home, url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ANSWERED" in result.stdout, result.stderr[-3000:]
    postgres.administer(f"drop database {name} with (force)")
    heard = dict(json.loads(result.stdout.split("ANSWERED")[1]))
    heard["page"] = dict(
        zip(((who, method, path) for who, method, path, *_ in asked), heard["answers"], strict=True)
    )
    return heard


def _environment(home: Path, url: str) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{u}:{role}" for u, role in WHO.values()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__API_AUTH__JWT_SECRET": "test-secret-that-is-long-enough-for-hs512-" * 2,
        "VROEGEROPAF_DATABASE_URL": url,
        "VROEGEROPAF_TODAY_FILE": str(home / "today"),
    }


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the machine's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def framed(
    browser: Any, asked: dict[str, Any], path: str, theme: str, width: int, height: int = 900
) -> tuple[Any, Any, list[str]]:
    """
    Open a steward's page in a sandboxed frame as Airflow's, with the theme of the page around it.

    Returns
    -------
    tuple
        The outer page, the frame, and the list that gets every request which is none of our own.
    """
    frame = (
        f'<html class="{theme}"><body style="margin: 0"><iframe sandbox="{SANDBOX}" src="{PREFIX}{path}" '
        f'width="{width}" height="{height}" style="border: 0"></iframe>'
    )
    strange: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": height})

    def serve(route: Any) -> None:
        address = route.request.url.removeprefix(HOST)
        heard = asked["page"].get(("steward", route.request.method, address.removeprefix(PREFIX)))
        if address.startswith(PREFIX) and heard is not None:
            kept = ("content-security-policy", "content-type", "content-disposition")
            headers = {name: heard["headers"][name] for name in kept if name in heard["headers"]}
            route.fulfill(body=heard["text"], status=heard["status"], headers=headers)
        elif address.startswith(f"{PREFIX}/static/"):
            route.fulfill(path=STATIC / Path(address).name)
        elif address == "/" or address.startswith("/required_actions?"):
            route.fulfill(body=frame, content_type="text/html")
        elif not address.endswith("/favicon.ico"):
            strange.append(address)
            route.abort()
        else:
            route.abort()

    page.route("**/*", serve)
    page.goto(f"{HOST}/")
    inner = page.frames[1]
    inner.wait_for_selector(f"html.{theme}")
    return page, inner, strange
