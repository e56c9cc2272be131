"""The form about contracts that a full list lacks: what a code opens, and what each contract still asks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import ceil

from sqlalchemy import Engine

from vroegeropaf import database
from vroegeropaf.deliveries import absence

# Contracts on a page: a post of all of them stays within the guard's bounds.
PAGE_SIZE = 100
FIELD = "c"
OPEN = "open"
# The words of the form, in its order. Leaving open is no answer: it is what the form starts with.
LABELS = {
    "betaald": "Betaald",
    "regeling": "Regeling getroffen",
    "overgedragen": "Naar de deurwaarder",
    "anders": "Anders afgerond",
    absence.STILL_IN_ARREARS: "Nog steeds achterstand",
    OPEN: "Weet ik nog niet",
}


class Standing(Enum):
    """How a contract stands: no answer yet, kept and to be changed, answered for good, or over."""

    OPEN = "open"
    KEPT = "kept"
    ENDED = "ended"
    OVER = "over"


@dataclass(frozen=True)
class Contract:
    """One contract of the sender's own, by its numbers; `chosen` is the code that holds now."""

    signal_id: int
    tenant_no: str
    contract_no: str
    standing: Standing
    chosen: str

    @property
    def field(self) -> str:
        """The name of its field on the form."""
        return f"{FIELD}{self.signal_id}"

    @property
    def label(self) -> str:
        """What holds now, in words."""
        return LABELS[self.chosen]


@dataclass(frozen=True)
class AbsenceForm:
    """What the form shows: contract and tenant numbers of one corporation; no name, address or amount."""

    delivery_id: int
    corporation: str
    reference_on: date
    expires_on: date
    contracts: tuple[Contract, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many contracts stand where, by the code of `LABELS`, in its order."""
        found = Counter(contract.chosen for contract in self.contracts)
        return {code: found[code] for code in LABELS if found[code]}

    @property
    def pages(self) -> int:
        """How many pages the form has; at least one."""
        return max(1, ceil(len(self.contracts) / PAGE_SIZE))

    def page(self, number: int) -> Sequence[Contract]:
        """Return the contracts of a page, counted from one."""
        return self.contracts[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]

    def bounded(self, text: str) -> int:
        """Return the number of the page that an address asks for; the nearest when there is none such."""
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
        return min(max(number, 1), self.pages)

    @property
    def next_open(self) -> int | None:
        """The first page with a contract that still waits for an answer."""
        for place, contract in enumerate(self.contracts):
            if contract.standing is Standing.OPEN:
                return place // PAGE_SIZE + 1
        return None


def standing(answer: str | None, end_reason: str | None, is_open: bool) -> Standing:
    """
    Decide how a contract stands.

    Parameters
    ----------
    answer
        What the corporation said on this form.
    end_reason
        How the signal ended, by that answer or otherwise.
    is_open
        Whether the signal is open and this list (not undone) is still the latest that could name it.
    """
    if is_open:
        return Standing.OPEN if answer is None else Standing.KEPT
    if answer is not None and answer == end_reason:
        return Standing.ENDED
    return Standing.OVER


def find(engine: Engine, token: str) -> AbsenceForm | None:
    """Return the form that a code opens, without contracts that are over; None when there is no such code."""
    with engine.connect() as db:
        form = database.one(db, "portal/absence_form_by_token", token_hash=absence.token_hash(token))
        if form is None:
            return None
        rows = database.rows(db, "portal/absent_contracts", delivery_id=form["delivery_id"])
    contracts = (
        Contract(
            row["signal_id"],
            row["tenant_no"],
            row["contract_no"],
            standing(row["answer"], row["end_reason"], row["is_open"]),
            row["answer"] or OPEN,
        )
        for row in rows
    )
    return AbsenceForm(
        delivery_id=form["delivery_id"],
        corporation=form["corporation"],
        reference_on=form["reference_on"],
        expires_on=form["expires_on"],
        contracts=tuple(one for one in contracts if one.standing is not Standing.OVER),
    )


def read_answers(form: AbsenceForm, fields: Mapping[str, str]) -> dict[int, str] | None:
    """
    Return the answers in the submitted fields by signal; None when one is no word of the form.

    What was left open is left out, and so is a contract that this form does not ask about (any more).
    """
    if not set(fields.values()) <= set(LABELS):
        return None
    return {
        contract.signal_id: fields[contract.field]
        for contract in form.contracts
        if fields.get(contract.field, OPEN) != OPEN and contract.standing is not Standing.ENDED
    }
