"""
The forms outside Airflow, a small service of its own: a team's visit form, a corporation's absent contracts.

Reading changes nothing but the record of who looked (mail scanners open every link), saving is idempotent,
and no page shows a name or an amount. An address shows only with the code of a visit that stands. Run it
behind TLS and without an access log: the path is the key to the form.
"""

import logging
import time

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException as StarletteHTTPException

from vroegeropaf import clock, database, region
from vroegeropaf.deliveries import absence
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.planning import sources, teams
from vroegeropaf.portal import absence_form, absence_pages, addresses, form, guard, pages, route
from vroegeropaf.portal.choices import REFUSED, Answer, Fault, read_answer
from vroegeropaf.portal.limit import RateLimit
from vroegeropaf.settings import Settings

log = logging.getLogger(__name__)

REQUESTS_PER_MINUTE = 30


class Portal:
    """The handlers of the portal, with what they share."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings = settings
        self.engine = engine
        self.limit = RateLimit(REQUESTS_PER_MINUTE)
        self.region = region.load(settings.config_dir)
        self.parties = self.region.parties
        self.contact = str(self.parties.functions.coordinator)

    def alive(self) -> Response:
        """Say whether the database answers."""
        with self.engine.connect() as db:
            database.one(db, "portal/alive")
        return PlainTextResponse("goed")

    def show(self, token: str) -> Response:
        """Show the form, with the latest answer filled in. Changes nothing."""
        visit, access = self._open(token)
        if access is form.Access.TOO_EARLY:
            return pages.too_early(visit, self.contact, self._place(token, visit, access))
        return pages.visit_form(visit, self.contact, self._place(token, visit, access))

    def show_day(self, token: str) -> Response:
        """Show the addresses and the route of the whole day; who may not see them comes to the form."""
        visit, access = self._open(token)
        if not self._shows_day(visit, access):
            return RedirectResponse(f"/b/{token}", status_code=303)
        stops = addresses.day(self.engine, visit)
        team = self._team(visit.visit_team)
        drawn = route.draw(stops, self.region.places, team.depot if team else None)
        ways = sources.told_ways((stop.sources for stop in stops), team.mode if team else None)
        where = {stop.visit_id: route.precision(stop, self.region.places) for stop in stops if stop.address}
        return pages.day(visit, pages.Day(stops, where, drawn, ways), token, self.contact)

    def show_saved(self, token: str) -> Response:
        """Show what was saved; without an answer, the form."""
        visit, _ = self._open(token)
        if visit.saved is None:
            return RedirectResponse(f"/b/{token}", status_code=303)
        return pages.saved(visit, token, self.contact)

    def save(self, token: str, fields: guard.Fields) -> Response:
        """Save the answer and go on to the page that shows it."""
        visit, access = self._open(token)
        if access is form.Access.TOO_EARLY:
            return pages.too_early(visit, self.contact, self._place(token, visit, access), 409)
        answer = read_answer(fields)
        faults = self._save(visit, answer) if isinstance(answer, Answer) else answer
        if faults:
            place = self._place(token, visit, access)
            return pages.visit_form(visit, self.contact, place, faults, fields)
        return RedirectResponse(f"/b/{token}/opgeslagen", status_code=303)

    def show_absent(self, token: str, p: str = "1") -> Response:
        """Show which contracts a full list lacks, with what was answered. Changes nothing."""
        asked = self._open_absent(token)
        return absence_pages.contracts(asked, asked.bounded(p), self._name(asked), self.contact)

    def show_absent_saved(self, token: str) -> Response:
        """Show how many contracts are answered, and what is still open."""
        asked = self._open_absent(token)
        return absence_pages.saved(asked, token, self._name(asked), self.contact)

    def save_absent(self, token: str, fields: guard.ManyFields) -> Response:
        """Apply the answers and go on to the page that counts them."""
        asked = self._open_absent(token)
        answers = absence_form.read_answers(asked, fields)
        if answers is None:
            raise HTTPException(400)
        if answers:
            today = clock.today(self.settings)
            absence.answer(self.engine, asked.delivery_id, answers, asked.corporation, today)
        return RedirectResponse(f"/a/{token}/opgeslagen", status_code=303)

    def _open_absent(self, token: str) -> absence_form.AbsenceForm:
        if not self.limit.allows(absence.token_hash(token), time.monotonic()):
            raise HTTPException(429)
        asked = absence_form.find(self.engine, token)
        if asked is None:
            raise HTTPException(404)
        if clock.today(self.settings) > asked.expires_on:
            raise HTTPException(410)
        return asked

    def _name(self, asked: absence_form.AbsenceForm) -> str:
        party = self.parties.corporations.get(asked.corporation)
        return party.name if party else asked.corporation

    def _save(self, visit: form.VisitForm, answer: Answer) -> tuple[Fault, ...]:
        try:
            form.save(self.engine, visit, answer, clock.today(self.settings))
        except VroegEropafError as error:
            if error.code not in REFUSED:
                raise
            return (REFUSED[error.code],)
        return ()

    def _open(self, token: str) -> tuple[form.VisitForm, form.Access]:
        if not self.limit.allows(form.token_hash(token), time.monotonic()):
            raise HTTPException(429)
        visit = form.find(self.engine, token)
        if visit is None:
            raise HTTPException(404)
        access = form.access(visit, clock.today(self.settings))
        if access is form.Access.EXPIRED:
            raise HTTPException(410)
        if access is form.Access.REPLANNED:
            raise HTTPException(409)
        return visit, access

    def _shows_day(self, visit: form.VisitForm, access: form.Access) -> bool:
        return addresses.shows_day(access, visit, clock.today(self.settings) > visit.visit_on)

    def _place(self, token: str, visit: form.VisitForm, access: form.Access) -> pages.Place:
        stop = addresses.own(self.engine, visit)
        return pages.Place(stop, f"/b/{token}/dag" if self._shows_day(visit, access) else None)

    def _team(self, code: str) -> teams.Team | None:
        """Return where a team sets out; a fault in teams.yaml costs the line to it, never the page."""
        try:
            return teams.load(self.region).find(code)
        except VroegEropafError:
            return None

    def explain(self, request: Request, error: Exception) -> HTMLResponse:
        """Answer an error with a page in plain Dutch."""
        status = 500
        if isinstance(error, StarletteHTTPException):
            status = error.status_code
        elif isinstance(error, OperationalError):
            log.error("portal: the database does not answer")
            status = 503
        elif isinstance(error, VroegEropafError):
            log.error("portal: %s", error)
        said = absence_pages.message if request.url.path.startswith("/a/") else pages.message
        page = said(status, self.contact)
        guard.set_headers(request, page)
        if status in (429, 503):
            page.headers["Retry-After"] = "60"
        return page


def create_app(settings: Settings, engine: Engine) -> FastAPI:
    """Return the portal as an ASGI application."""
    portal = Portal(settings, engine)
    app = FastAPI(title="Vroeg Eropaf", docs_url=None, redoc_url=None, openapi_url=None)
    app.middleware("http")(guard.add_headers)
    for kind in (StarletteHTTPException, OperationalError, VroegEropafError, Exception):
        app.add_exception_handler(kind, portal.explain)
    app.mount("/static", StaticFiles(directory=pages.TEMPLATES / "static"))
    app.add_api_route("/gezond", portal.alive, methods=["GET"])
    app.add_api_route("/b/{token}", portal.show, methods=["GET"])
    app.add_api_route("/b/{token}", portal.save, methods=["POST"])
    app.add_api_route("/b/{token}/dag", portal.show_day, methods=["GET"])
    app.add_api_route("/b/{token}/opgeslagen", portal.show_saved, methods=["GET"])
    app.add_api_route("/a/{token}", portal.show_absent, methods=["GET"])
    app.add_api_route("/a/{token}", portal.save_absent, methods=["POST"])
    app.add_api_route("/a/{token}/opgeslagen", portal.show_absent_saved, methods=["GET"])
    return app
