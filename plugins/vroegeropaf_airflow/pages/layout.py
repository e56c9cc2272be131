"""Filling the page templates: Dutch dates and numbers, everything escaped, nothing from outside."""

from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.settings import INCLUDE

TEMPLATES = INCLUDE / "templates" / "pages"


@lru_cache
def environment() -> Environment:
    """Return the template environment, made once in a process."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(
        long_date=lambda day: format_date(day, "EEEE d MMMM y", locale="nl"),
        short_date=lambda day: format_date(day, "EEE d MMM", locale="nl").replace(".", ""),
        day=lambda day: format_date(day, "d MMMM y", locale="nl"),
        brief_date=lambda day: format_date(day, "d MMM y", locale="nl").replace(".", ""),
        month=lambda day: format_date(day, "MMMM y", locale="nl"),
        moment=lambda at: format_datetime(at.astimezone(AMSTERDAM), "d MMM HH:mm", locale="nl"),
        number=lambda value: format_decimal(value, locale="nl"),
        sentence=lambda clause: f"{clause[:1].upper()}{clause[1:]}." if clause else "",
    )
    return env


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """
    Return a filled page.

    Parameters
    ----------
    request
        Tells under which path Airflow and our pages hang, also behind a proxy with a path prefix.
    template
        File in ``include/templates/pages``.
    status
        HTTP status.
    values
        What the template names.
    """
    base = request.scope.get("root_path", "").rstrip("/")
    airflow = base.rsplit("/", 1)[0]
    return HTMLResponse(
        environment().get_template(template).render(base=base, airflow=airflow, **values), status_code=status
    )


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def page_number(said: str) -> int:
    """Return the page that a query string asks for, the first when it asks for none that can be."""
    is_number = said.isascii() and said.isdigit() and len(said) < 7
    return max(1, int(said)) if is_number else 1
