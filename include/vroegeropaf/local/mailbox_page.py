"""The page of the local mailbox: a list, one mail, its parts. Nothing comes from outside, nothing runs."""

import base64
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from vroegeropaf.local.mailbox import NAME_FORMAT, mail_files, read_mail
from vroegeropaf.settings import INCLUDE

TEMPLATES = INCLUDE / "templates" / "mailbox"
NAME = re.compile(r"(\d{8}T\d{12}Z)-\d+-\d{6,}\.eml")
LINK = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
PART_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'; "
    "form-action 'none'; base-uri 'none'"
)


@dataclass(frozen=True)
class Mail:
    """What the list shows of a mail."""

    name: str
    received_at: datetime
    sender: str
    recipient: str
    subject: str
    message_id: str


def create_app(folder: Path) -> Starlette:
    """Return the page over a folder of kept mails."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )

    def page(template: str, **values: object) -> HTMLResponse:
        return HTMLResponse(environment.get_template(template).render(**values))

    def listing(request: Request) -> Response:
        chosen = request.query_params.get("aan", "")
        mails = [_described(path, read_mail(path)) for path in reversed(_known(folder))]
        shown = [mail for mail in mails if chosen in ("", mail.recipient)]
        recipients = sorted({mail.recipient for mail in mails} | ({chosen} - {""}))
        return page("list.html.j2", mails=shown, total=len(mails), recipients=recipients, chosen=chosen)

    def message(request: Request) -> Response:
        path = _found(folder, request)
        mail = read_mail(path)
        return page(
            "message.html.j2",
            mail=_described(path, mail),
            text=split_links(_part(mail, "text/plain") or ""),
            has_html=_part(mail, "text/html") is not None,
            calendars=_parts(mail, "text/calendar"),
        )

    def html_part(request: Request) -> Response:
        mail = read_mail(_found(folder, request))
        content = _part(mail, "text/html")
        if content is None:
            raise HTTPException(404)
        return HTMLResponse(with_pictures(content, mail), headers={"Content-Security-Policy": PART_POLICY})

    def source(request: Request) -> Response:
        path = _found(folder, request)
        return FileResponse(path, media_type="message/rfc822", filename=path.name)

    def style(request: Request) -> Response:
        return FileResponse(TEMPLATES / "style.css", media_type="text/css")

    return Starlette(
        routes=[
            Route("/", listing),
            Route("/stijl.css", style),
            Route("/bericht/{name}", message),
            Route("/bericht/{name}/html", html_part),
            Route("/bericht/{name}/bron", source),
        ],
        middleware=[
            # A page elsewhere that points its own name at 127.0.0.1 may not read along.
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
            Middleware(BaseHTTPMiddleware, dispatch=_add_headers),
        ],
    )


async def _add_headers(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await proceed(request)
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def split_links(text: str) -> list[tuple[str, bool]]:
    """Cut a text at its web addresses; each piece comes with whether it is one."""
    return [(piece, index % 2 == 1) for index, piece in enumerate(LINK.split(text)) if piece]


def with_pictures(content: str, mail: EmailMessage) -> str:
    """Return the HTML with the pictures that came with it in the place of their Content-ID."""
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_maintype() == "image" and "Content-ID" in part and isinstance(payload, bytes):
            data = f"data:{part.get_content_type()};base64,{base64.b64encode(payload).decode()}"
            content = content.replace(f"cid:{part['Content-ID'].strip('<>')}", data)
    return content


def _known(folder: Path) -> list[Path]:
    return [path for path in mail_files(folder) if NAME.fullmatch(path.name)]


def _found(folder: Path, request: Request) -> Path:
    name = str(request.path_params["name"])
    path = folder / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise HTTPException(404, "Dit bericht is er niet.")
    return path


def _described(path: Path, mail: EmailMessage) -> Mail:
    received_at = datetime.strptime(path.name.partition("-")[0], NAME_FORMAT).replace(tzinfo=UTC)
    return Mail(
        name=path.name,
        received_at=received_at.astimezone(AMSTERDAM),
        sender=str(mail.get("From", "")),
        recipient=str(mail.get("To", "")),
        subject=str(mail.get("Subject", "")),
        message_id=str(mail.get("Message-ID", "")),
    )


def _parts(mail: EmailMessage, content_type: str) -> list[str]:
    return list(_texts(mail, content_type))


def _part(mail: EmailMessage, content_type: str) -> str | None:
    return next(_texts(mail, content_type), None)


def _texts(mail: EmailMessage, content_type: str) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() == content_type:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload.decode(part.get_content_charset("utf-8"), "replace")
