"""
A profile for a file with unknown headers: which column is which field, and how sure that is. Pure.

Names and cells are both looked at; every proposal is for a person to check. What a corporation must declare
is never proposed as true, and no cell is shown but the words for kinds of units and for yes and no.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from vroegeropaf.deliveries import column_looks, fields, forbidden, values
from vroegeropaf.deliveries.column_looks import FLAG_KEYS, REASON_KEYS, UNIT_KEYS, Column, Context
from vroegeropaf.deliveries.header_likeness import (
    FUZZY,
    LIKELY_EXACT,
    WITHOUT_NOISE,
    is_elsewhere,
    key,
    likeness,
)
from vroegeropaf.deliveries.names import Kind
from vroegeropaf.deliveries.profiles import WORDS, normal
from vroegeropaf.deliveries.table_sketch import Sketch, sketch

Confidence = Literal["zeker", "waarschijnlijk", "twijfel"]
EMPTY_FIT = 0.6
GOOD_FIT = 0.9
FAIR_FIT = 0.7
POOR_FIT = 0.5
FEWEST_CELLS = 3
MOST_UNKNOWN_WORDS = 20
BY_CONTENT = ("corporatie", "peildatum", "postcode", "soort_eenheid", "email")

_NAME_DAY = re.compile(r"_(\d{8})[._]", re.ASCII)
_WORD = re.compile(r"[^\W\d]{2,}(?:[ \-/.][^\W\d]+){0,4}")


@dataclass(frozen=True)
class Match:
    """A column taken for a field: likeness of its name, fit of its cells (None: empty), and how sure."""

    field: str
    column: Column
    likeness: float
    fit: float | None
    confidence: Confidence = "twijfel"

    @property
    def score(self) -> float:
        """What decides when columns compete: the name first, then the cells."""
        return self.likeness * (1 + (EMPTY_FIT if self.fit is None else self.fit))


@dataclass(frozen=True)
class Words:
    """Words of a closed list: what they become, which ones are unknown, and in how many rows others stand."""

    known: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    other_rows: int = 0


@dataclass(frozen=True)
class Proposal:
    """What was found in a file; ``propose_yaml`` writes it down."""

    corporation: str
    kind: Kind
    sketch: Sketch
    matches: dict[str, Match]
    words: dict[str, Words]
    forbidden: tuple[str, ...]
    doubled: tuple[str, ...]
    unused: tuple[str, ...]

    def missing(self, need: fields.Need) -> tuple[str, ...]:
        """Return the fields of this need for which no column was found."""
        return tuple(
            one.header
            for one in fields.OF_KIND[self.kind]
            if one.need == need and one.header not in self.matches
        )


def propose(content: bytes, file_name: str, corporation: str, name: str, today: date) -> Proposal:
    """
    Return the proposal for a file.

    Parameters
    ----------
    content, file_name
        The file. The name says its reference date (``_jjjjmmdd``) and whether it is a withdrawal file.
    corporation, name
        Code and name of the sender, recognised in the column of the sender.
    today
        Reference date when the name has none.

    Raises
    ------
    VroegEropafError
        See ``table_sketch.sketch``.
    """
    table = sketch(content)
    kind: Kind = "withdrawal" if file_name.startswith("afmelding") else "arrears"
    context = Context(corporation, name, _reference(file_name, today), table.decimal)
    places = {
        normal(header): place for place, header in reversed([*enumerate(table.header)]) if header.strip()
    }
    allowed = [place for place in sorted(places.values()) if not _is_forbidden(table, place)]
    matches = _matches([Column(table.header[place], table.column(place), context) for place in allowed], kind)
    taken = {match.column.header for match in matches.values()}
    return Proposal(
        corporation=corporation,
        kind=kind,
        sketch=table,
        matches=matches,
        words={name: words for name in matches if (words := _words(matches[name])) != Words()},
        forbidden=tuple(table.header[place] for place in sorted({*places.values()} - {*allowed})),
        doubled=tuple(header for header, count in _headers(table).items() if count > 1),
        unused=tuple(table.header[place] for place in allowed if table.header[place] not in taken),
    )


def _headers(table: Sketch) -> Counter[str]:
    return Counter(normal(header) for header in table.header if header.strip())


def _reference(file_name: str, today: date) -> date:
    match = _NAME_DAY.search(file_name)
    try:
        return datetime.strptime(match[1], "%Y%m%d").date() if match else today  # noqa: DTZ007 - a day
    except ValueError:
        return today


def _is_forbidden(table: Sketch, place: int) -> bool:
    cells = [[cell] for cell in table.column(place)]
    return forbidden.names([table.header[place]]) or forbidden.columns(cells, 1)


def _matches(columns: Sequence[Column], kind: Kind) -> dict[str, Match]:
    """Return one column per field and one field per column, the best pairs first."""
    pairs = [pair for one in fields.OF_KIND[kind] for column in columns if (pair := _pair(one, column))]
    found: dict[str, Match] = {}
    for pair in sorted(pairs, key=lambda pair: -pair.score):
        if pair.field not in found and all(pair.column is not match.column for match in found.values()):
            found[pair.field] = replace(pair, confidence=_confidence(pair, pairs))
    for name in BY_CONTENT:
        taken = [match.column for match in found.values()]
        free = [column for column in columns if column not in taken and not is_elsewhere(column.header)]
        if name not in found and name in column_looks.FITS and (match := _by_content(name, free)):
            found[name] = match
    return _judged_amounts(found)


def _pair(one: fields.Field, column: Column) -> Match | None:
    """Return column and field as a pair when the name allows it and the cells do not contradict it."""
    alike = likeness(column.header, one.header)
    if not alike or _is_anothers(column, one.header):
        return None
    fits = column_looks.fit(column, one.header)
    is_contradicted = fits is not None and fits < POOR_FIT
    if is_contradicted and (one.need == "may" or alike < WITHOUT_NOISE):
        return None
    return Match(one.header, column, alike, fits)


def _is_anothers(column: Column, name: str) -> bool:
    """Return whether the column bears the name that the contract gives to another field."""
    return normal(column.header) in fields.HEADERS - {name}


def _by_content(name: str, free: Sequence[Column]) -> Match | None:
    mine = [column for column in free if not _is_anothers(column, name)]
    fitting = [column for column in mine if (column_looks.fit(column, name) or 0) >= GOOD_FIT]
    return Match(name, fitting[0], 0.0, column_looks.fit(fitting[0], name)) if len(fitting) == 1 else None


def _confidence(pair: Match, pairs: Sequence[Match]) -> Confidence:
    """
    Return how sure a pair is.

    Notes
    -----
    Certain only when the name leaves little doubt, the cells fit, no other column could be this field and
    the column could be no other field.
    """
    rivals = [
        other
        for other in pairs
        if (other.field == pair.field) != (other.column is pair.column) and other.likeness >= FUZZY
    ]
    if pair.fit is None:
        return "waarschijnlijk" if pair.likeness >= WITHOUT_NOISE and not rivals else "twijfel"
    if pair.fit >= GOOD_FIT and pair.likeness >= WITHOUT_NOISE and not rivals:
        return "zeker" if len(pair.column.cells) >= FEWEST_CELLS else "waarschijnlijk"
    is_fair = pair.fit >= FAIR_FIT and pair.likeness >= LIKELY_EXACT * WITHOUT_NOISE
    return "waarschijnlijk" if is_fair else "twijfel"


def _judged_amounts(found: dict[str, Match]) -> dict[str, Match]:
    """Return the matches with rent and arrears in doubt when most rents are above the arrears."""
    rent, arrears = found.get("maandhuur"), found.get("achterstand")
    if rent is None or arrears is None or len(rent.column.amounts) != len(arrears.column.amounts):
        return found
    both = list(zip(rent.column.amounts, arrears.column.amounts, strict=True))
    if sum(one > other for one, other in both) * 2 <= len(both):
        return found
    doubt = {match.field: replace(match, confidence="twijfel") for match in (rent, arrears)}
    return found | doubt


def _words(match: Match) -> Words:
    """Return what the words of a closed list become; words of other columns are never looked at."""
    allowed = WORDS.get(match.field)
    if allowed is None or match.fit is None or match.fit < POOR_FIT:
        return Words()
    table = {"soort_eenheid": UNIT_KEYS, "reden": REASON_KEYS}.get(match.field, FLAG_KEYS)
    known: dict[str, str] = {}
    unknown: Counter[str] = Counter()
    for cell, rows in Counter(match.column.words).items():
        word = _text(cell)
        if (
            not word
            or values.word(word) in allowed
            or (match.field == "schuldhulp_gewezen" and _is_day(word))
        ):
            continue
        if ours := table.get(key(word)):
            known[word] = ours
        else:
            unknown[word] += rows
    shown = match.field == "soort_eenheid" and len(unknown) <= MOST_UNKNOWN_WORDS
    names = tuple(word for word, rows in unknown.items() if shown and rows > 1 and _WORD.fullmatch(word))
    rest = sum(rows for word, rows in unknown.items() if word not in names)
    return Words(known, names, rest)


def _text(cell: str) -> str:
    try:
        return values.text(cell)
    except values.Unreadable:
        return ""


def _is_day(word: str) -> bool:
    try:
        return values.day(word) is not None
    except values.Unreadable:
        return False
