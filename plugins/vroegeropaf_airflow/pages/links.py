"""The page "Koppelingen": are two rows one person? Looks and answers are logged; only a steward comes in."""

import re
from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection, RowMapping

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage import decide, questions, words
from vroegeropaf.portal.guard import Fields
from vroegeropaf.roles import Role
from vroegeropaf_airflow.edge import Edge, edge
from vroegeropaf_airflow.pages import access, layout, link_figures
from vroegeropaf_airflow.pages.figures import corporation_name
from vroegeropaf_airflow.pages.link_figures import Ids
from vroegeropaf_airflow.pages.masking import visible

ANSWERS = frozenset({Role.STEWARD})
LARGEST_ID = 2**63 - 1
LONGEST_REASON = 200
VERDICTS: dict[str, Literal["same", "different", "undo"]] = {
    "zelfde": "same",
    "ander": "different",
    "terug": "undo",
}
LATER = "later"
ANSWERED_BEFORE = "link_answered_before"
PAIR = re.compile(r"(\d{1,18})-(\d{1,18})", re.A)


def only_stewards(request: Request) -> None:
    """Raise HTTPException 403 for everybody else, before a form is read."""
    access.demand(request, ANSWERS, "steward_only")


router = APIRouter(prefix="/koppelingen", dependencies=[Depends(only_stewards)])


@router.get("", response_class=HTMLResponse)
def overview(request: Request, pagina: str = "1", na: str = "") -> HTMLResponse:
    """Show what waits and what was decided, without data of a person. `na`: the pair just answered."""
    page = layout.page_number(pagina)
    with edge() as world, world.engine.connect() as db:
        shown = link_figures.overview(db, world.now, page)
        done = _done(db, world, na)
        name_of = _names(world)
    return layout.page(
        request,
        "koppelingen.html.j2",
        shown=shown,
        page=page,
        done=done,
        name_of=name_of,
        say_guard=words.guard,
        say_verdict=lambda code: words.VERDICTS.get(code, code),
        bits=words.bits,
        percent=words.percent,
        days=link_figures.days,
        title=link_figures.title,
        visible=visible,
    )


@router.get("/{left:int}/{right:int}", response_class=HTMLResponse)
def pair(request: Request, left: int, right: int, na: str = "") -> HTMLResponse:
    """Show two rows side by side, after that was logged. `na`: the pair just answered."""
    return _pair_page(request, _ids(left, right), na)


@router.post("/{left:int}/{right:int}/{answer}", response_class=HTMLResponse)
def record(request: Request, left: int, right: int, answer: str, fields: Fields) -> Response:
    """Record an answer and go on to the next question; one that comes after another's changes nothing."""
    ids = _ids(left, right)
    if answer not in VERDICTS and answer != LATER:
        raise HTTPException(404)
    is_clash, following = False, None
    with edge() as world:
        known = _known(world, ids)
        if known is not None:
            try:
                _write(world, known, answer, request.state.user_name, fields)
            except VroegEropafError as error:
                if error.code != ANSWERED_BEFORE:
                    raise
                is_clash = True
        following = ids if answer == "terug" else _next(world, ids)
    if known is None:
        raise HTTPException(404, "pair_gone")
    if is_clash:
        return _pair_page(request, ids, "", status=409)
    here = f"{request.scope.get('root_path', '').rstrip('/')}/koppelingen"
    place = f"{here}/{following[0]}/{following[1]}" if following else here
    return RedirectResponse(f"{place}?na={left}-{right}", 303)


def _write(world: Edge, known: RowMapping, answer: str, user: str, fields: dict[str, str]) -> None:
    """Write the answer down, unless somebody else's came in between; only people's words can be undone."""
    ids = (known["left_id"], known["right_id"])
    if answer == "terug" and known["zone"] != "steward":
        raise VroegEropafError(ANSWERED_BEFORE, f"signals {ids[0]} and {ids[1]} have no decision to undo")
    if answer == LATER:
        questions.postpone(world.engine, ids, user, world.now, world.region.policy.linkage.postpone_wd)
        return
    reason = reason_of(fields.get("reden", ""))
    decide.decide(world.engine, ids, VERDICTS[answer], user, reason, seen=_seen(fields))


def _known(world: Edge, ids: Ids) -> RowMapping | None:
    with world.engine.connect() as db:
        return link_figures.known(db, ids, world.now)


def _next(world: Edge, ids: Ids) -> Ids | None:
    with world.engine.connect() as db:
        return link_figures.next_question(db, ids, world.now)


def reason_of(said: str) -> str:
    """Return the reason on one line, at most as long as the page lets it be, without what cannot be seen."""
    seen = "".join(sign if sign.isprintable() else " " for sign in said)
    return " ".join(seen.split())[:LONGEST_REASON]


def _seen(fields: dict[str, str]) -> int:
    """Return the latest decision that the page showed; a page that says nothing saw none."""
    said = fields.get("gezien", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0


def _pair_page(request: Request, ids: Ids, after: str, status: int = 200) -> HTMLResponse:
    with edge() as world, world.engine.connect() as db:
        known = link_figures.known(db, ids, world.now)
        if known is not None:
            subject = f"signalen {ids[0]}, {ids[1]}"
            access.log_look(world.engine, request, "koppelingen", subject)
            name_of = _names(world)
            shown = link_figures.pair(db, known, name_of)
            done = _done(db, world, after)
    if known is None:
        raise HTTPException(404, "pair_gone")
    return layout.page(
        request,
        "paar.html.j2",
        status,
        shown=shown,
        known=known,
        ids=ids,
        done=done,
        is_clash=status == 409,
        name_of=name_of,
        say_verdict=lambda code: words.VERDICTS.get(code, code),
        bits=words.bits,
        longest=LONGEST_REASON,
        visible=visible,
    )


def _done(db: Connection, world: Edge, after: str) -> RowMapping | None:
    """Return what is known of the pair that was just answered; None when the address names none."""
    named = PAIR.fullmatch(after)
    return link_figures.known(db, (int(named[1]), int(named[2])), world.now) if named else None


def _ids(left: int, right: int) -> Ids:
    """Return the ids of a pair that can exist; anything else is not found."""
    if not 0 < left < right <= LARGEST_ID:
        raise HTTPException(404)
    return left, right


def _names(world: Edge) -> Callable[[str], str]:
    parties = world.region.parties
    return lambda code: corporation_name(code, parties)
