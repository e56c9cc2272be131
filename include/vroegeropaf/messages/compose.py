"""
Mail from templates: a subject, a hand-written text part, and HTML from MJML.

``include/templates/mail/<template>.subject.txt.j2``, ``.txt.j2`` and ``.mjml.j2``. An undefined name is an
error; HTML is escaped. The MJML template extends ``_layout.mjml.j2`` and fills its block ``body``;
``button``, ``facts`` and ``note`` of ``_parts.mjml.j2`` can be called in every MJML template. A text
template ends with ``{% include "_footer.txt.j2" %}``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from mjml import mjml2html

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.settings import INCLUDE

SUBJECT_LENGTH = 120
# No mail shows these, and MJML stops at them: one odd character in a value must not stop a mail.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
TEMPLATES = INCLUDE / "templates" / "mail"


@dataclass(frozen=True)
class Rendered:
    """A mail as it will be stored and sent."""

    subject: str
    text: str
    html: str


def dutch_date(day: date) -> str:
    """Return e.g. "dinsdag 3 maart 2026"; an instant is taken as Amsterdam time."""
    local = day.astimezone(AMSTERDAM).date() if isinstance(day, datetime) else day
    return format_date(local, "EEEE d MMMM y", locale="nl")


def dutch_short_date(day: date) -> str:
    """Return e.g. "di 3 mrt", for subjects and tables."""
    local = day.astimezone(AMSTERDAM).date() if isinstance(day, datetime) else day
    return format_date(local, "EEE d MMM", locale="nl").replace(".", "")


def dutch_time(instant: datetime) -> str:
    """Return e.g. "09:30" in Amsterdam time."""
    return format_datetime(instant.astimezone(AMSTERDAM), "HH:mm", locale="nl")


def dutch_moment(instant: datetime) -> str:
    """Return e.g. "woensdag 25 november om 12.00 uur" in Amsterdam time."""
    return format_datetime(instant.astimezone(AMSTERDAM), "EEEE d MMMM 'om' HH.mm 'uur'", locale="nl")


@lru_cache
def environment() -> Environment:
    """Return the template environment, made once in a process."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("mjml.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(
        dutch_date=dutch_date,
        dutch_short_date=dutch_short_date,
        dutch_time=dutch_time,
        dutch_moment=dutch_moment,
    )
    parts: Any = env.get_template("_parts.mjml.j2").module
    env.globals.update(button=parts.button, facts=parts.facts, note=parts.note)
    return env


def render(template: str, **values: Any) -> Rendered:
    """
    Compose one mail.

    Parameters
    ----------
    template
        Name of the three template files, without endings.
    values
        What the templates name; ``contact_email`` (optional) is shown in the footer.
    """
    subject = _one_line(_fill(f"{template}.subject.txt.j2", values))
    known = {**values, "subject": subject}
    text = _fill(f"{template}.txt.j2", known).strip() + "\n"
    return Rendered(subject, text, mjml2html(_fill(f"{template}.mjml.j2", known)))


def _fill(name: str, values: Mapping[str, Any]) -> str:
    return CONTROL.sub(" ", environment().get_template(name).render(values))


def _one_line(subject: str) -> str:
    """Return the subject on one line; a long one is cut at a word, so that no list can stop a mail."""
    line = " ".join(subject.split())
    if len(line) <= SUBJECT_LENGTH:
        return line
    return line[: SUBJECT_LENGTH - 1].rsplit(" ", 1)[0] + "…"
