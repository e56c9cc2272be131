"""What holds for every request to the portal: safe headers, small bodies, no posts from other sites."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request, Response
from starlette.middleware.base import RequestResponseEndpoint

MAX_BODY_BYTES = 8192
STATIC = "/static/"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address is the key to the form: it must not travel
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def add_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Add the safe headers; only the style sheet may be kept by a browser."""
    response = await call_next(request)
    set_headers(request, response)
    return response


def set_headers(request: Request, response: Response) -> None:
    """Set the safe headers on one response."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    is_static = request.url.path.startswith(STATIC) and response.status_code == 200
    response.headers["Cache-Control"] = "public, max-age=3600" if is_static else "no-store"


def _reader(max_fields: int) -> Callable[[Request], Awaitable[dict[str, str]]]:
    """Return a reader of form posts of at most so many fields."""

    async def read(request: Request) -> dict[str, str]:
        return await _read_fields(request, max_fields)

    return read


async def _read_fields(request: Request, max_fields: int) -> dict[str, str]:
    """
    Return the fields of a form post.

    A browser says where a post comes from (Sec-Fetch-Site). One that is too old to say so may pass: without
    the secret address no other site can post here.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=max_fields))
    except ValueError:
        raise HTTPException(400) from None


Fields = Annotated[dict[str, str], Depends(_reader(20))]
# One for each contract on a page; their codes are short, so that the body stays within its bound.
ManyFields = Annotated[dict[str, str], Depends(_reader(120))]
