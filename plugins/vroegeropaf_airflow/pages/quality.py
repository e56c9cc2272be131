"""The page "Kwaliteit": what corporations delivered and what was wrong with it. Looks at rows are logged."""

import re
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.deliveries import outgoing, profiles
from vroegeropaf.deliveries import words as said
from vroegeropaf.deliveries.profiles import Profile
from vroegeropaf.errors import ConfigurationError
from vroegeropaf_airflow.edge import Edge, edge
from vroegeropaf_airflow.pages import access, layout, quality_figures, quality_rows, words
from vroegeropaf_airflow.pages.figures import corporation_name
from vroegeropaf_airflow.pages.masking import visible

router = APIRouter(prefix="/kwaliteit")
LARGEST_ID = 2**31 - 1


class _Seen(NamedTuple):
    """A delivery with the sender's name and profile."""

    row: RowMapping
    sender: str
    profile: Profile | None


@router.get("", response_class=HTMLResponse)
def overview(request: Request, pagina: str = "1") -> HTMLResponse:
    """Show all deliveries: what waits for an answer first, then the latest of each corporation."""
    page = layout.page_number(pagina)
    with edge() as world, world.engine.connect() as db:
        shown = quality_figures.overview(db, page)
        parties = world.region.parties
    return layout.page(
        request,
        "kwaliteit.html.j2",
        shown=shown,
        page=page,
        sees_files=access.may(request, access.SEES_ROWS),
        name_of=lambda code: corporation_name(code, parties),
        say_verdict=lambda code: words.say(words.VERDICTS, code),
        say_reason=lambda code: words.say(words.REASONS, code),
        say_left=lambda code: said.LEFT_ALONE.get(code, (code, "vraag de beheerder")),
        tone_of=lambda verdict: quality_figures.TONES.get(verdict, "good"),
        visible=visible,
    )


@router.get("/{delivery_id:int}", response_class=HTMLResponse)
def delivery(request: Request, delivery_id: int, regel: str = "", pagina: str = "1") -> HTMLResponse:
    """Show one delivery; its rows only to those who may see them, and then with a line in the access log."""
    page, rule = layout.page_number(pagina), regel or None
    sees_rows = access.may(request, access.SEES_ROWS)
    faults: list[quality_rows.Fault] = []
    with edge() as world, world.engine.connect() as db:
        seen = _find(db, world, delivery_id)
        if seen is not None:
            shown = quality_figures.delivery(db, seen.row, seen.sender, seen.profile)
            if sees_rows:
                faults = quality_rows.page_of_faults(db, delivery_id, seen.profile, rule, page)
        if faults:
            access.log(world.engine, request, "kwaliteit", delivery_id, (one.record_no for one in faults))
    if seen is None:
        raise HTTPException(404)
    total = sum(one.faults for one in shown.rules if rule in (None, one.code))
    return layout.page(
        request,
        "levering.html.j2",
        sender=seen.sender,
        delivery=seen.row,
        shown=shown,
        faults=faults,
        rule_chosen=rule,
        page=page,
        pages=max(1, -(-total // quality_rows.PER_PAGE)),
        total=total,
        sees_rows=sees_rows,
        per_page=quality_rows.PER_PAGE,
        visible=visible,
    )


@router.get("/{delivery_id:int}/rij/{record_no:int}", response_class=HTMLResponse)
def row(request: Request, delivery_id: int, record_no: int) -> HTMLResponse:
    """Show one row, masked."""
    access.demand(request, access.SEES_ROWS)
    return _row_page(request, delivery_id, record_no, is_masked=True)


@router.post("/{delivery_id:int}/rij/{record_no:int}", response_class=HTMLResponse)
def unmask(request: Request, delivery_id: int, record_no: int) -> HTMLResponse:
    """Show one row as delivered, to a steward, after that was logged."""
    access.demand(request, access.UNMASKS)
    return _row_page(request, delivery_id, record_no, is_masked=False)


@router.get("/{delivery_id:int}/regels.csv")
def lines(request: Request, delivery_id: int) -> Response:
    """Return what the corporation may have: lines, columns, rules; no value, no contract number."""
    access.demand(request, access.SEES_ROWS)
    content = b""
    with edge() as world, world.engine.connect() as db:
        seen = _find(db, world, delivery_id)
        if seen is not None:
            access.log(world.engine, request, "kwaliteit.csv", delivery_id)
            rows = quality_rows.csv_rows(db, delivery_id, seen.profile)
            content = outgoing.csv_bytes(quality_rows.CSV_HEADERS, rows)
    if seen is None:
        raise HTTPException(404)
    name = re.sub(r"[^a-z0-9_]", "", seen.row["corporation"])
    file_name = f"kwaliteit_{name}_{seen.row['reference_on']:%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _row_page(request: Request, delivery_id: int, record_no: int, *, is_masked: bool) -> HTMLResponse:
    found: quality_rows.Row | None = None
    with edge() as world, world.engine.connect() as db:
        seen = _find(db, world, delivery_id)
        if seen is not None and record_no <= LARGEST_ID:
            page = "kwaliteit" if is_masked else "kwaliteit.onthuld"
            access.log(world.engine, request, page, delivery_id, [record_no])
            found = quality_rows.one_row(
                db, delivery_id, record_no, seen.row["kind"], seen.profile, is_masked=is_masked
            )
    if seen is None or found is None:
        raise HTTPException(404)
    return layout.page(
        request,
        "rij.html.j2",
        sender=seen.sender,
        delivery=seen.row,
        row=found,
        is_masked=is_masked,
        may_unmask=access.may(request, access.UNMASKS),
    )


def _find(db: Connection, world: Edge, delivery_id: int) -> _Seen | None:
    if delivery_id > LARGEST_ID:
        return None
    found = database.one(db, "report/quality_delivery", delivery_id=delivery_id)
    if found is None:
        return None
    code = found["corporation"]
    return _Seen(found, corporation_name(code, world.region.parties), _profile(world, code))


def _profile(world: Edge, corporation: str) -> Profile | None:
    """Return the profile of a corporation; None for one that left the configuration."""
    if corporation not in world.region.parties.corporations:
        return None
    try:
        return profiles.load(world.region.config_dir, corporation)
    except ConfigurationError:  # the page still shows, under the canonical headers
        return None
