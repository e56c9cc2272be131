"""The secret link to a visit's form. The plain token stands only in the team's mail; we keep its hash."""

import hashlib
import secrets
from datetime import date

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.settings import Settings

# So many days after the visit the form can still be filled in or corrected (our choice).
OPEN_DAYS = 7


def issue_form(db: Connection, visit_id: int, team: str, expires_on: date) -> str:
    """Return a new token for the form of a visit, valid up to and including `expires_on`."""
    token = secrets.token_urlsafe(32)
    database.run(
        db,
        "planning/issue_form",
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        visit_id=visit_id,
        team=team,
        expires_on=expires_on,
    )
    return token


def form_url(settings: Settings, token: str) -> str:
    """Return the address of the form, as a team opens it on a phone."""
    return f"{settings.portal_url.rstrip('/')}/b/{token}"
