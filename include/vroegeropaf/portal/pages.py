"""The portal's pages: Jinja2, escaped, without scripts."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vroegeropaf.cases.end_results import END_RESULTS
from vroegeropaf.messages.compose import dutch_date, dutch_time
from vroegeropaf.planning.send import NUMBERS
from vroegeropaf.portal.addresses import Stop
from vroegeropaf.portal.choices import CHOICES, NOT_HOME, Fault
from vroegeropaf.portal.form import VisitForm
from vroegeropaf.portal.route import HEIGHT, HIGH, PRECISIONS, WIDTH, Route
from vroegeropaf.settings import INCLUDE

TEMPLATES = INCLUDE / "templates" / "portal"

# By status: a title, and what to do.
MESSAGES = {
    400: ("Dit ging niet goed", "Het formulier kwam niet goed aan. Ga terug en probeer het nog een keer."),
    403: ("Dit kan niet vanaf hier", "Open het formulier met de knop in je mail en vul het daar in."),
    404: ("Deze pagina bestaat niet", "Controleer of de link uit je mail helemaal is overgenomen."),
    405: ("Dit kan niet", "Open het formulier met de knop in je mail."),
    409: (
        "Dit bezoek is verplaatst",
        "Het bezoek is opnieuw ingepland. De nieuwe afspraak staat in een latere mail.",
    ),
    410: (
        "Deze link is verlopen",
        "Dat geeft niet: vraag een nieuwe link en vul dan alsnog in hoe het bezoek ging.",
    ),
    413: ("Dit is te veel", "Het formulier was te groot. Open het opnieuw met de knop in je mail."),
    415: ("Dit ging niet goed", "Het formulier kwam niet goed aan. Ga terug en probeer het nog een keer."),
    429: (
        "Even rustig aan",
        "Er kwamen veel aanvragen achter elkaar. Wacht een minuut en probeer het dan opnieuw.",
    ),
    500: (
        "Er ging iets mis bij ons",
        "Er is niets opgeslagen. Probeer het over een paar minuten nog een keer.",
    ),
    503: ("We zijn er even niet", "Er is niets opgeslagen. Probeer het over een paar minuten nog een keer."),
}


@dataclass(frozen=True)
class Place:
    """Where the visit goes, and the page of the whole day; each None when the code does not open it."""

    stop: Stop | None
    day_url: str | None


@dataclass(frozen=True)
class Day:
    """
    The visits of a day; how well the place of each that has an address is known, by id; the picture, and
    where the travel times of the plan came from.
    """

    stops: Sequence[Stop]
    where: Mapping[int, str | None]
    route: Route | None
    ways: str

    @property
    def is_looked_up(self) -> bool:
        """Return whether any place comes from the geocoder."""
        return any(stop.point is not None for stop in self.stops)

    @property
    def is_approximate(self) -> bool:
        """Return whether any place is the middle of a postcode or of an area."""
        return any(found in ("postcode6", "pc4") for found in self.where.values())


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
    env.filters.update(dutch_date=dutch_date, dutch_time=dutch_time)
    return env


def render(template: str, status: int, **values: Any) -> HTMLResponse:
    """Return a page made of a template."""
    return HTMLResponse(environment().get_template(template).render(values), status_code=status)


def message(status: int, contact: str) -> HTMLResponse:
    """Return a page that says in plain words what is the matter."""
    title, text = MESSAGES.get(status, MESSAGES[500])
    return render("message.html.j2", status, title=title, text=text, contact=contact)


def too_early(form: VisitForm, contact: str, place: Place, status: int = 200) -> HTMLResponse:
    """Return the page that says from when the form can be filled in; where to go it says already."""
    return render("too_early.html.j2", status, visit=form, contact=contact, place=place, at_door=at_door)


def day(form: VisitForm, shown: Day, token: str, contact: str) -> HTMLResponse:
    """Return the addresses of a day in order, with the route as a picture when it could be drawn."""
    return render(
        "day.html.j2",
        200,
        visit=form,
        day=shown,
        precisions=PRECISIONS,
        width=WIDTH,
        height=HEIGHT,
        high=HIGH,
        token=token,
        contact=contact,
        at_door=at_door,
    )


def at_door(stop: Stop) -> str:
    """Return that more than one visit goes to this door: other households, so never one talk."""
    count = stop.at_door
    return f"{NUMBERS.get(count, str(count))} aparte gesprekken op dit adres" if count > 1 else ""


def visit_form(
    form: VisitForm,
    contact: str,
    place: Place,
    faults: Sequence[Fault] = (),
    fields: dict[str, str] | None = None,
) -> HTMLResponse:
    """
    Return the form.

    Parameters
    ----------
    form
        The visit, and the answer that holds now: it is filled in beforehand.
    contact
        The coordinator's mailbox.
    place
        Where the visit goes.
    faults, fields
        What was missing in the latest submission, shown above the form and at the field; and that submission.
    """
    chosen = dict(fields) if fields is not None else _saved_fields(form)
    return render(
        "form.html.j2",
        422 if faults else 200,
        visit=form,
        contact=contact,
        place=place,
        at_door=at_door,
        reached=[choice for choice in CHOICES.values() if choice.is_reached],
        unreached=[choice for choice in CHOICES.values() if not choice.is_reached],
        end_results=list(END_RESULTS.values()),
        faults=faults,
        chosen={name: chosen.get(name, "") for name in ("uitkomst", "eindresultaat", "kaartje")},
        submission_key=secrets.token_urlsafe(16),
    )


def saved(form: VisitForm, token: str, contact: str) -> HTMLResponse:
    """Return the page that shows what was saved."""
    end_result = form.saved.end_result if form.saved else None
    return render(
        "saved.html.j2",
        200,
        visit=form,
        token=token,
        contact=contact,
        end_result=END_RESULTS[end_result].label if end_result else None,
        not_home=NOT_HOME,
    )


def _saved_fields(form: VisitForm) -> dict[str, str]:
    if form.saved is None:
        return {}
    has_card = "ja" if form.saved.has_card else "nee"
    return {
        "uitkomst": form.saved.choice.code,
        "eindresultaat": (form.saved.end_result or "") if form.saved.choice.asks_end_result else "",
        "kaartje": has_card if form.saved.choice.code == NOT_HOME else "",
    }
