"""The figures of the page "Koppelingen": questions, decisions, two rows side by side. Decides nothing."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.linkage import words
from vroegeropaf.linkage.words import Step
from vroegeropaf_airflow.pages.masking import visible
from vroegeropaf_airflow.pages.waterfall import Waterfall, waterfall

PER_PAGE = 50
LATEST = 20
PHONE_DIGITS = 9  # the rest is a country code, or the zero in its place
DIFFERS, MISSING = "anders", "ontbreekt"
Ids = tuple[int, int]


@dataclass(frozen=True)
class Overview:
    """Everything the list shows; the counts are those of all pages."""

    questions: list[RowMapping]
    sentence: str
    has_next: bool
    decided: list[RowMapping]
    automatic: list[RowMapping]


@dataclass(frozen=True)
class Line:
    """One line of the comparison: what it is called, both sides, and "anders" or "ontbreekt", or nothing."""

    label: str
    left: str
    right: str
    mark: str


@dataclass(frozen=True)
class Weights:
    """What a score says: its steps in words, their chart, the total and what it means."""

    steps: list[Step]
    chart: Waterfall
    total: str
    meaning: str


@dataclass(frozen=True)
class Pair:
    """
    Everything the page of a pair shows.

    Parameters
    ----------
    sides
        What each row is called: its corporation, and where that says nothing, its number too.
    state
        ``open``, ``later``, ``decided`` (by a person), ``joined`` (by the rules) or ``apart``.
    why
        Why a person is or was asked, in a sentence; empty when nobody was.
    others
        The other contracts of the person on the left and of that on the right; the latter is None when both
        rows belong to one person.
    """

    known: RowMapping
    title: str
    sides: tuple[str, str]
    state: str
    why: str
    lines: list[Line]
    weights: Weights | None
    is_one_person: bool
    others: tuple[list[RowMapping], list[RowMapping] | None]


def overview(db: Connection, now: datetime, page: int) -> Overview:
    """Return the open questions of a page, counted from 1; on the first also what was decided lately."""
    found = database.rows(
        db, "report/link_questions", now=now, at_most=PER_PAGE + 1, skipped=(page - 1) * PER_PAGE
    )
    count, put_off = (found[0]["questions"], found[0]["put_off"]) if found else (0, 0)
    is_first = page == 1
    return Overview(
        questions=found[:PER_PAGE],
        sentence=count_sentence(count, put_off) if found or is_first else "",
        has_next=len(found) > PER_PAGE,
        decided=database.rows(db, "report/link_decided", at_most=LATEST) if is_first else [],
        automatic=database.rows(db, "report/link_automatic", at_most=LATEST) if is_first else [],
    )


def count_sentence(count: int, put_off: int) -> str:
    """Return how many questions wait, and how many of them were put off, in one sentence."""
    if not count:
        return "Er wacht geen vraag; wat zeker is, koppelen we zelf."
    waiting = "Er wacht 1 vraag" if count == 1 else f"Er wachten {count} vragen"
    later = f", waarvan {put_off} voor later" if put_off and count > 1 else ", voor later" if put_off else ""
    return f"{waiting}{later}; zolang er geen antwoord is, blijven de rijen apart."


def days(count: int) -> str:
    """Return how long something waits, in words."""
    if count < 1:
        return "vandaag"
    return "1 dag" if count == 1 else f"{count} dagen"


def title(left: str, right: str) -> str:
    """Return what a pair is called: its two corporations, or the one that has both rows."""
    return f"{left} en {right}" if left != right else f"Twee rijen van {left}"


def known(db: Connection, ids: Ids, now: datetime) -> RowMapping | None:
    """Return what is known of a pair; None when linkage never looked at it."""
    return database.one(db, "report/link_pair", left=ids[0], right=ids[1], now=now)


def next_question(db: Connection, ids: Ids, now: datetime) -> Ids | None:
    """Return the question to go on with after that about `ids`."""
    found = database.one(db, "report/link_next", left=ids[0], right=ids[1], now=now)
    return (found["left_id"], found["right_id"]) if found else None


def pair(db: Connection, about: RowMapping, name_of: Callable[[str], str]) -> Pair:
    """Return two rows side by side, what was weighed, and who else belongs to their persons."""
    ids = [about["left_id"], about["right_id"]]
    left, right = database.rows(db, "report/link_rows", ids=ids)
    persons = [row["person_id"] for row in (left, right)]
    found = database.rows(
        db, "report/link_others", ids=ids, persons=[person for person in persons if person is not None]
    )
    of = [[row for row in found if row["person_id"] == person] for person in persons]
    is_one_person = persons[0] is not None and persons[0] == persons[1]
    state = state_of(about)
    names = (name_of(left["corporation"]), name_of(right["corporation"]))
    return Pair(
        known=about,
        title=title(*names),
        sides=names if names[0] != names[1] else (f"{names[0]}, rij 1", f"{names[1]}, rij 2"),
        state=state,
        why=why(about, left, right),
        lines=compare(left, right, name_of),
        weights=weights(about),
        is_one_person=is_one_person,
        others=(of[0], None if is_one_person else of[1]),
    )


def state_of(about: RowMapping) -> str:
    """Return where a pair stands: asked, put off, decided by a person or by the rules."""
    if about["is_open"]:
        return "later" if about["later_at"] else "open"
    if about["verdict"] in (None, "undo"):
        return "apart"
    return "decided" if about["zone"] == "steward" else "joined"


def why(about: RowMapping, left: RowMapping, right: RowMapping) -> str:
    """Return why a person is (or was) asked; two rows of one contract say that it came back."""
    if about["is_open"]:
        is_returning = all(left[column] == right[column] for column in ("corporation", "contract_no"))
        return words.why_asked(about["guard"], words.RETURNING if is_returning else about["rule"] or "")
    return f"We vroegen het, want {words.guard(about['guard'])}." if about["asked_at"] else ""


def weights(about: RowMapping) -> Weights | None:
    """Return what was weighed; None for a pair without a score."""
    if about["weight"] is None:
        return None
    steps, weight = words.steps(about["parts"] or []), float(about["weight"])
    return Weights(
        steps=steps,
        chart=waterfall(steps, weight),
        total=words.bits(weight),
        meaning=f"{words.chance_in_words(weight)}: de kans is {words.percent(weight)}.",
    )


def compare(left: RowMapping, right: RowMapping, name_of: Callable[[str], str]) -> list[Line]:
    """
    Return both rows line by line; lines that both leave empty are left out.

    Notes
    -----
    Marked is only what tells persons apart: two corporations, contracts and terms differ for one person too.
    """
    sides = (left, right)
    lines = [
        _marked("Achternaam", *(_surname(row) for row in sides), *(_plain(row["surname"]) for row in sides)),
        _marked("Voornaam", *_twice(sides, "first_name")),
        _marked("Voorletters", *_twice(sides, "initials")),
        _marked("Geboortedatum", *(_day(row["born_on"]) for row in sides)),
        _marked("Adres", *(_address(row) for row in sides), *(_door(row) for row in sides)),
        _marked("Telefoon", *_twice(sides, "phone"), *(_digits(row["phone"]) for row in sides)),
        _marked("E-mail", *_twice(sides, "email")),
        _line("Huurt", *(_term(row["tenancy_from"], row["tenancy_to"]) for row in sides)),
        _line("Corporatie", *(name_of(row["corporation"]) for row in sides)),
        _line("Contract", *_twice(sides, "contract_no")),
        _line("Huurder", *_twice(sides, "tenant_no")),
        _line("Op de lijst", *(_term(row["arrived_on"], row["ended_on"]) for row in sides)),
    ]
    return [line for line in lines if line.left or line.right]


def _marked(
    label: str, left: str, right: str, left_key: str | None = None, right_key: str | None = None
) -> Line:
    keys = (_plain(left) if left_key is None else left_key, _plain(right) if right_key is None else right_key)
    mark = MISSING if bool(left) != bool(right) else DIFFERS if keys[0] != keys[1] else ""
    return Line(label, visible(left), visible(right), mark)


def _line(label: str, left: str, right: str) -> Line:
    return Line(label, visible(left), visible(right), "")


def _twice(sides: Sequence[RowMapping], column: str) -> tuple[str, ...]:
    return tuple(str(row[column] or "").strip() for row in sides)


def _plain(text: str) -> str:
    """Return only letters and digits, small and without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if sign.isalnum()).casefold()


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())[-PHONE_DIGITS:]


def _surname(row: RowMapping) -> str:
    return f"{row['surname_prefix']} {row['surname']}".strip()


def _address(row: RowMapping) -> str:
    number = f"{row['house_number']}{row['house_letter']}"
    addition = f"-{row['house_addition']}" if row["house_addition"] else ""
    postcode = row["postcode"].replace(" ", "")
    home = f"{row['street']} {number}{addition}".strip()
    return f"{home}, {postcode[:4]} {postcode[4:]} {row['place']}".strip()


def _door(row: RowMapping) -> str:
    columns = ("postcode", "house_number", "house_letter", "house_addition")
    return "/".join(_plain(str(row[column])) for column in columns)


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _term(start: date | None, end: date | None) -> str:
    since = f"sinds {_day(start)}" if start else ""
    until = f"tot {_day(end)}" if end else ""
    return " ".join(part for part in (since, until) if part)
