"""What the cells of a column of a strange file look like, in shares; which fields they could be. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from vroegeropaf.deliveries import values
from vroegeropaf.deliveries.header_likeness import key
from vroegeropaf.deliveries.value_words import PREFIXES, REASON_WORDS, UNITS
from vroegeropaf.deliveries.values import FLAGS

SAMPLE = 400
YEAR = timedelta(days=365)

_ID = re.compile(r"[A-Za-z]{0,4}[-./ ]?\d[\w\-./]*")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.? ?-?){1,6}")
_LETTER = re.compile(r"[A-Za-z]")
_ADDITION = re.compile(r"[\w\-/ ]{1,6}")
_NAME = re.compile(r"[^\d@;]{2,}")
_WHOLE_NAME = re.compile(r"(?:^|\s)(?:dhr|mevr|mw|de heer|mevrouw)\b|,|\b[A-Z]\.", re.IGNORECASE)
_STREET = re.compile(r"(?=.*[^\W\d_]{3})(?!.*\s\d+\s?[A-Za-z]?$).*")
_HOUSE = re.compile(r"\d{1,5}(?:[.,]0+)?(?:\s*[-/ ]?\s*\w{1,5}){0,2}")
_MONEY = re.compile(r"\D*\d[\d.,]*\D*")


@dataclass(frozen=True)
class Context:
    """Who sent the file, which day it describes, and its decimal sign."""

    corporation: str
    name: str
    reference_on: date
    decimal: str


class Column:
    """
    The filled cells of one column, at most four hundred of them, spread over the file.

    Every share is of the filled cells; an empty column has none.
    """

    def __init__(self, header: str, cells: Sequence[str], context: Context) -> None:
        self.header = header
        self.context = context
        filled = [cell.strip() for cell in cells if cell.strip()]
        self.cells = filled[:: max(1, len(filled) // SAMPLE)][:SAMPLE]
        self.words = filled

    def share(self, test: Callable[[str], Any]) -> float:
        """Return the share of the cells for which the test holds."""
        return sum(bool(test(cell)) for cell in self.cells) / len(self.cells) if self.cells else 0.0

    def read(self, reader: Callable[[str], Any]) -> list[Any]:
        """Return what a reader of the contract makes of the cells, without those that it refuses."""
        found = []
        for cell in self.cells:
            try:
                found.append(reader(cell))
            except values.Unreadable:
                continue
        return found

    def readable(self, reader: Callable[[str], Any]) -> float:
        """Return the share of the cells that a reader of the contract accepts."""
        return len(self.read(reader)) / len(self.cells) if self.cells else 0.0

    @cached_property
    def days(self) -> list[date]:
        """The cells that are dates; signs of "no date" are left out."""
        return [day for day in self.read(values.day) if day]

    @cached_property
    def amounts(self) -> list[float]:
        """The cells that are amounts."""
        return [float(one) for one in self.read(self._amount) if one is not None]

    @cached_property
    def distinct(self) -> float:
        """Number of different cells, as a share."""
        return len(set(self.cells)) / len(self.cells) if self.cells else 0.0

    def days_between(self, earliest: timedelta, latest: timedelta) -> float:
        """Return the share of dates between two distances from the reference date (negative: before it)."""
        if not self.days:
            return 0.0
        start, end = self.context.reference_on + earliest, self.context.reference_on + latest
        right = sum(start <= day <= end for day in self.days) / len(self.days)
        return min(right, self.readable(values.day))

    def _amount(self, cell: str) -> Any:
        return values.amount(cell, self.context.decimal)


def fit(column: Column, field: str) -> float | None:
    """Return how well the cells of a column fit a field, from 0 to 1; None when the column is empty."""
    return FITS[field](column) if column.cells else None


def _sender(column: Column) -> float:
    wanted = {key(column.context.corporation), key(column.context.name)}
    return column.share(lambda cell: key(cell) in wanted)


def _reference(column: Column) -> float:
    """One day, the same in nearly every row, and not one that lies long ago or ahead."""
    if not column.days:
        return 0.0
    most = max(set(column.days), key=column.days.count)
    return min(column.days.count(most) / len(column.cells), column.days_between(-YEAR, timedelta(days=31)))


def _id(column: Column) -> float:
    """A number or code that differs from row to row; dates, postcodes and phone numbers are none."""
    others = max(column.readable(values.postcode), column.readable(values.email))
    if others > 0.5 or len(column.days) * 2 > len(column.cells):
        return 0.0
    likely = column.share(_ID.fullmatch)
    return likely if column.distinct > 0.5 or len(column.cells) < 10 else likely * 0.5


def _unit(column: Column) -> float:
    return column.share(lambda cell: key(cell) in UNIT_KEYS)


def _initials(column: Column) -> float:
    return column.share(_INITIALS.fullmatch) * (1 - column.share(_is_flag))


def _prefix(column: Column) -> float:
    return column.share(lambda cell: cell.casefold() in PREFIXES)


def _name(column: Column) -> float:
    """Words without digits; whole names with initials or a salutation count for half."""
    if max(_unit(column), column.share(_is_flag), _prefix(column)) > 0.5:
        return 0.0
    return column.share(_NAME.fullmatch) * (1 - 0.5 * column.share(_WHOLE_NAME.search))


def _place(column: Column) -> float:
    return _name(column) * (1 if column.distinct <= 0.5 or len(column.cells) < 20 else 0.5)


def _born(column: Column) -> float:
    return column.days_between(-110 * YEAR, -17 * YEAR)


def _recent(column: Column) -> float:
    return column.days_between(-2 * YEAR, timedelta(0))


def _handover(column: Column) -> float:
    return column.days_between(timedelta(0), YEAR)


def _since(column: Column) -> float:
    return column.days_between(-90 * YEAR, timedelta(days=31))


def _until(column: Column) -> float:
    return column.readable(values.day)


def _flags(column: Column) -> float:
    return column.share(_is_flag)


def _day_or_flag(column: Column) -> float:
    return max(_recent(column), _flags(column))


def _euros(column: Column) -> float:
    """Amounts above zero that vary; whole small numbers are counts, long ones are numbers of something."""
    positive = sum(0 < amount < 100_000 for amount in column.amounts) / len(column.cells)
    small = sum(amount <= 24 for amount in column.amounts) / len(column.cells)
    return positive * (0.3 if small > 0.5 else 1)


def _count(column: Column) -> float:
    return sum(0 <= amount <= 60 for amount in column.amounts) / len(column.cells)


def _is_flag(cell: str) -> bool:
    return cell.casefold() in FLAGS or key(cell) in FLAG_KEYS


def _phone(column: Column) -> float:
    digits = column.share(lambda cell: 9 <= sum(sign.isdigit() for sign in cell) <= 15)
    return min(column.readable(values.phone), digits) if len(column.days) * 2 < len(column.cells) else 0.0


FLAG_KEYS = {"x": "J", "wel": "J", "geen": "N", "actief": "J", "nietactief": "N"}
UNIT_KEYS = {key(theirs): ours for theirs, ours in UNITS.items()}
REASON_KEYS = {key(theirs): ours for theirs, ours in REASON_WORDS.items()}
FITS: dict[str, Callable[[Column], float]] = {
    "corporatie": _sender,
    "peildatum": _reference,
    "huurdernummer": _id,
    "contractnummer": _id,
    "soort_eenheid": _unit,
    "voorletters": _initials,
    "voornaam": _name,
    "tussenvoegsel": _prefix,
    "achternaam": _name,
    "geboortedatum": _born,
    "straat": lambda column: column.share(_STREET.fullmatch),
    "huisnummer": lambda column: column.share(_HOUSE.fullmatch),
    "huisletter": lambda column: column.share(_LETTER.fullmatch),
    "toevoeging": lambda column: column.share(_ADDITION.fullmatch),
    "postcode": lambda column: column.readable(values.postcode),
    "plaats": _place,
    "telefoon": _phone,
    "email": lambda column: column.readable(values.email),
    "maandhuur": _euros,
    "achterstand": _euros,
    "aantal_maanden": _count,
    "oudste_vervaldatum": _recent,
    "datum_herinnering": _recent,
    "datum_contactpoging": _recent,
    "schuldhulp_gewezen": _day_or_flag,
    "datum_aanbod": _recent,
    "bezwaar": _flags,
    "betalingsregeling": _flags,
    "deurwaarderdossier": _flags,
    "bewindvoerder": _flags,
    "datum_14dagenbrief": _recent,
    "datum_overdracht": _handover,
    "huur_vanaf": _since,
    "huur_tot": _until,
    "medehuurder": _flags,
    "reden": lambda column: column.share(lambda cell: key(cell) in REASON_KEYS),
}
