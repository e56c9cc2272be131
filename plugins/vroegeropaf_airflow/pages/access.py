"""Who may see rows of persons, and the record of every look at them."""

from collections.abc import Iterable

from fastapi import HTTPException, Request
from sqlalchemy import Engine

from vroegeropaf import database
from vroegeropaf.roles import Role

SEES_ROWS = frozenset({Role.STEWARD, Role.PRIVACY_OFFICER, Role.OPERATOR})
UNMASKS = frozenset({Role.STEWARD})


def may(request: Request, roles: frozenset[Role]) -> bool:
    """Return whether the caller has one of these roles; the guard left them in ``request.state``."""
    return not roles.isdisjoint(request.state.roles)


def demand(request: Request, roles: frozenset[Role], code: str = "role_missing") -> None:
    """Raise HTTPException 403, with the code of its apology, unless the caller has one of these roles."""
    if not may(request, roles):
        raise HTTPException(403, code)


def log(engine: Engine, request: Request, page: str, delivery_id: int, records: Iterable[int] = ()) -> None:
    """
    Record a look at a delivery, before anything of it is shown.

    Parameters
    ----------
    engine
        The product's database.
    request
        Tells who looks.
    page
        What is looked at: ``kwaliteit``, ``kwaliteit.onthuld``, ``kwaliteit.csv``.
    delivery_id, records
        Become the subject, ``levering 12: 3, 7-9``; no value of a row does.
    """
    numbers = ranges(records)
    subject = f"levering {delivery_id}: {numbers}" if numbers else f"levering {delivery_id}"
    log_look(engine, request, page, subject)


def log_look(engine: Engine, request: Request, page: str, subject: str) -> None:
    """Record a look at `subject` (ids, no values), in a transaction that is over before anything is shown."""
    with engine.begin() as db:
        database.run(db, "report/log_access", user_name=request.state.user_name, page=page, subject=subject)


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers as a short text: ``3, 7-9``."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)
