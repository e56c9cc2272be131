"""The web application of our pages, mounted in Airflow's api-server."""

from functools import lru_cache

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from vroegeropaf.errors import VroegEropafError
from vroegeropaf_airflow.pages import guard, layout, links, planning, quality, visits

SORRY: dict[int | str, tuple[str, str]] = {
    401: ("Log eerst in", "U bent niet ingelogd in Airflow, of uw sessie is verlopen."),
    403: ("Nog geen toegang", "U hebt nog geen rol voor deze pagina's. De beheerder kan u die geven."),
    "role_missing": (
        "Dat mag deze rol niet",
        "Rijen bekijken vraagt een andere rol; een rij laten tonen mag alleen de gegevensbeheerder.",
    ),
    "steward_only": (
        "Dat mag deze rol niet",
        "Zeggen of twee rijen bij één persoon horen, mag alleen de gegevensbeheerder.",
    ),
    "planning_only": (
        "Dat mag deze rol niet",
        "De planning is voor de coördinator en de leiding van WIL.",
    ),
    "pair_gone": (
        "Geen vraag (meer)",
        "Over deze twee rijen staat geen vraag open; misschien zijn ze intussen veranderd. Er is niets "
        "vastgelegd.",
    ),
    404: ("Niet gevonden", "Deze pagina bestaat niet."),
    405: ("Dat kan hier niet", "Deze pagina kan alleen worden bekeken."),
    503: (
        "Even geen gegevens",
        "De gegevens zijn nu niet bereikbaar. Probeer het over een paar minuten opnieuw.",
    ),
}


@lru_cache
def app() -> FastAPI:
    """Return the application, made once in a process."""
    return create_app()


def create_app() -> FastAPI:
    """
    Return a new application.

    The guard stands on the application, so that no route can be forgotten; the generated API pages are off.
    Mounted files inherit no guard: only style, script and icons live there.
    """
    application = FastAPI(
        title="Vroeg Eropaf",
        dependencies=[Depends(guard.require_role)],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    application.include_router(visits.router)
    application.include_router(quality.router)
    application.include_router(links.router)
    application.include_router(planning.router)
    application.mount("/static", StaticFiles(directory=layout.TEMPLATES / "static"), name="static")
    application.middleware("http")(guard.refuse_foreign_writes)
    application.middleware("http")(guard.add_security_headers)
    application.exception_handler(HTTPException)(_http_fault)
    application.exception_handler(VroegEropafError)(_own_fault)
    return application


def _http_fault(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return _sorry(request, 500)
    return _sorry(request, error.status_code, error.detail)


def _own_fault(request: Request, _: Exception) -> Response:
    return _sorry(request, 503)


def _sorry(request: Request, status: int, code: str = "") -> HTMLResponse:
    general = SORRY.get(status, ("Er ging iets mis", "Probeer het opnieuw, of vraag de beheerder."))
    heading, sentence = SORRY.get(code, general)
    return layout.page(request, "sorry.html.j2", status, heading=heading, sentence=sentence)
