"""Who gets in: Airflow says who somebody is, our own roles say whether they may look."""

from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import HTTPException, Request, Response
from starlette.middleware.base import RequestResponseEndpoint

from vroegeropaf import roles
from vroegeropaf_airflow.edge import edge

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'self'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def require_role(request: Request, user: GetUserDep) -> None:
    """
    Let in who is logged in and has one of our roles.

    A plain viewer of Airflow has none: authorisation of the simple auth manager stops at "viewer or higher".
    The key is the user's name, as user ids are numbers in some auth managers. The roles are left in
    ``request.state.roles``, the name in ``request.state.user_name``.

    Raises
    ------
    HTTPException
        401 for an anonymous caller (raised by Airflow's own dependency), 403 for somebody without a role.
    """
    with edge() as world, world.engine.connect() as db:
        held = roles.of_user(db, user.get_name())
    if not held:
        raise HTTPException(403, "no_role")
    request.state.roles = held
    request.state.user_name = user.get_name()


async def refuse_foreign_writes(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Refuse writes that our own page did not send: the login cookie travels along by itself."""
    if request.method not in SAFE_METHODS and request.headers.get("sec-fetch-site") != "same-origin":
        return Response("Dit verzoek komt niet van deze pagina.", 403, media_type="text/plain; charset=utf-8")
    return await call_next(request)


async def add_security_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Set the headers that keep other sites, caches and injected scripts out."""
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
