"""The page "Bezoeken": how the month goes from delivered rows to outcomes, and what comes first today."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from vroegeropaf_airflow.edge import edge
from vroegeropaf_airflow.pages import figures, layout, words

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
def bezoeken(request: Request, ronde: str | None = None) -> HTMLResponse:
    """Show the figures of a month, the latest unless `ronde` (``2026-03``) says which."""
    with edge() as world, world.engine.connect() as db:
        shown = figures.collect(db, world.region.parties, world.today, ronde)
        parties = world.region.parties
    return layout.page(
        request,
        "bezoeken.html.j2",
        today=world.today,
        is_demo=world.settings.today_file is not None,
        figures=shown,
        near_wd=figures.NEAR_WD,
        name_of=lambda code: figures.corporation_name(code, parties),
        say_reason=lambda code: words.say(words.REASONS, code),
        say_mail=lambda code: words.say(words.MAILS, code),
    )
