"""The pages of the form about absent contracts, in the words for a corporation."""

from fastapi.responses import HTMLResponse

from vroegeropaf.portal import pages
from vroegeropaf.portal.absence_form import LABELS, AbsenceForm, Standing

# Where they differ from what a team reads.
MESSAGES = pages.MESSAGES | {
    403: ("Dit kan niet vanaf hier", "Open de pagina met de knop in uw mail en vul haar daar in."),
    404: ("Deze pagina bestaat niet", "Controleer of de link uit uw mail helemaal is overgenomen."),
    405: ("Dit kan niet", "Open de pagina met de knop in uw mail."),
    410: (
        "Deze link is verlopen",
        "Dat geeft niet: staan de contracten ook niet op uw volgende lijst, dan vragen we het opnieuw. "
        "Eerder laten weten kan met een afmeldbestand.",
    ),
    413: ("Dit is te veel", "Het formulier was te groot. Open het opnieuw met de knop in uw mail."),
}


def message(status: int, contact: str) -> HTMLResponse:
    """Return a page that says in plain words what is the matter."""
    title, text = MESSAGES.get(status, MESSAGES[500])
    return pages.render("absence_message.html.j2", status, title=title, text=text, contact=contact)


def contracts(form: AbsenceForm, page: int, corporation: str, contact: str) -> HTMLResponse:
    """Return one page of the form: questions first that may still be answered, then what was settled."""
    shown = form.page(page)
    return pages.render(
        "absence.html.j2",
        200,
        form=form,
        page=page,
        corporation=corporation,
        contact=contact,
        asked=[one for one in shown if one.standing in (Standing.OPEN, Standing.KEPT)],
        ended=[one for one in shown if one.standing is Standing.ENDED],
        labels=LABELS,
        open_count=_open_count(form),
    )


def saved(form: AbsenceForm, token: str, corporation: str, contact: str) -> HTMLResponse:
    """Return the page that counts the answers and leads on to what is still open."""
    return pages.render(
        "absence_saved.html.j2",
        200,
        form=form,
        token=token,
        corporation=corporation,
        contact=contact,
        labels=LABELS,
        open_count=_open_count(form),
    )


def _open_count(form: AbsenceForm) -> int:
    return sum(one.standing is Standing.OPEN for one in form.contracts)
