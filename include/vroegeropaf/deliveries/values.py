"""
How a cell of a Dutch export becomes a value: amounts, dates, flags, postcodes, names. Pure; guesses
nothing.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as dutch_postcode

LONGEST_TEXT = 200
EMPTY_DATES = frozenset(
    {
        date(1, 1, 1),
        date(1753, 1, 1),
        date(1899, 12, 30),
        date(1899, 12, 31),
        date(1900, 1, 1),
        date(9999, 12, 31),
    }
)
HIGHEST_AMOUNT = Decimal("99999999.99")
FLAGS = {
    **dict.fromkeys(("j", "ja", "y", "yes", "1", "true", "waar"), True),
    **dict.fromkeys(("n", "nee", "no", "0", "false", "onwaar"), False),
}

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2010": "-", "\u2011": "-"})
_EXCEL_TEXT = re.compile(r'="(.*)"')
_DUTCH_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_CURRENCY = re.compile(r"^(?:€|eur\b)\s*|\s*(?:€|\beur)$", re.IGNORECASE)
_COMMA_AMOUNT = re.compile(
    r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<cents>\d{1,2}|-{1,2}))?|(?P<plain>\d+)\.(?P<rest>\d{1,2})",
    re.ASCII,
)
_POINT_AMOUNT = re.compile(
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d{1,2}|-{1,2}))?|(?P<plain>\d+),(?P<rest>\d{1,2})",
    re.ASCII,
)
_HOUSE = re.compile(r"(?P<number>\d{1,5})(?:[.,]0+(?!\d))?(?:\s*[-/ ]?\s*(?P<rest>[^\s\-/].*))?", re.ASCII)
_DECIMALS = re.compile(r"[.,]\d", re.ASCII)
_LETTER = re.compile(r"(?P<letter>[A-Za-z])(?:[-/ ]+(?P<rest>.+))?")
_PHONE_SPACING = re.compile(r"[\s.\-/]")
_DUTCH_PHONE = re.compile(r"(?:0|0031|\+31|\+310)?([1-9]\d{8})", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
_INITIAL = re.compile(r"[^\W\d_]{1,3}")
_SHORT_INITIALS = re.compile(r"(?:Th|Ch|Ph|IJ|Ij|[^\W\d_])")


class Unreadable(ValueError):
    """
    A cell that cannot be what its column says.

    Parameters
    ----------
    code
        Stable rule code; never the cell itself, which may be personal.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text(cell: str) -> str:
    """Return the cell in one Unicode form (NFC), without control signs, with single blanks."""
    if cell.isalnum() and cell.isascii():  # most cells of most files
        cleaned = cell
    else:
        bare = _INVISIBLE.sub("", unicodedata.normalize("NFC", cell))
        cleaned = _CONTROLS.sub(" ", bare).strip()
    if cleaned[:1] == "=" and (wrapped := _EXCEL_TEXT.fullmatch(cleaned)):
        # how exports keep Excel from eating leading zeros
        cleaned = wrapped.group(1).strip()
    if len(cleaned) > LONGEST_TEXT:
        raise Unreadable("value_too_long")
    return cleaned


def amount(cell: str, decimal: str = ",") -> Decimal | None:
    """
    Return euros with two decimals, or None for an empty cell.

    Parameters
    ----------
    cell
        ``1.234,56``, ``1234,56``, ``€ 1.234,-``; ``1234.56`` too, because two decimals leave no doubt.
    decimal
        The corporation's decimal sign. A cell that could mean two amounts is refused, never guessed.

    Raises
    ------
    Unreadable
        ``amount_unreadable``.
    """
    cleaned = text(cell)
    if not cleaned:
        return None
    cleaned = _CURRENCY.sub("", cleaned.translate(_MINUS)).strip()
    sign = ""
    if cleaned.startswith("-"):
        sign, cleaned = "-", _CURRENCY.sub("", cleaned[1:].strip())
    elif cleaned.endswith("-") and cleaned[-2:-1].isdigit():
        sign, cleaned = "-", cleaned[:-1].strip()
    match = (_COMMA_AMOUNT if decimal == "," else _POINT_AMOUNT).fullmatch(cleaned)
    if match is None:
        raise Unreadable("amount_unreadable")
    whole = match["plain"] or match["whole"].replace(".", "").replace(",", "")
    cents = (match["rest"] or match["cents"] or "").strip("-")
    if len(whole.lstrip("0")) > 8:
        raise Unreadable("amount_unreadable")
    return Decimal(f"{sign}{whole}.{cents:0<2}")


def number(cell: str, decimal: str = ",") -> Decimal | None:
    """Return a small count such as months, with one decimal; None for an empty cell."""
    try:
        value = amount(cell, decimal)
    except Unreadable as error:
        raise Unreadable(
            "value_too_long" if error.code == "value_too_long" else "number_unreadable"
        ) from None
    if value is not None and not 0 <= value < 1000:
        raise Unreadable("number_unreadable")
    return None if value is None else value.quantize(Decimal("0.1"))


@lru_cache(maxsize=4096)
def day(cell: str) -> date | None:
    """
    Return the date of ``dd-mm-jjjj`` or ISO ``jjjj-mm-dd``; None for an empty cell and for the signs of "no
    date".

    Raises
    ------
    Unreadable
        ``date_unreadable``: another form, a day that does not exist, or a year outside 1800 to 2200.
    """
    cleaned = text(cell)
    if not cleaned:
        return None
    if match := _DUTCH_DATE.fullmatch(cleaned):
        parts = (int(match[3]), int(match[2]), int(match[1]))
    elif match := _ISO_DATE.fullmatch(cleaned):
        parts = (int(match[1]), int(match[2]), int(match[3]))
    else:
        raise Unreadable("date_unreadable")
    try:
        value = date(*parts)
    except ValueError:
        raise Unreadable("date_unreadable") from None
    if value in EMPTY_DATES:
        return None
    if not 1800 <= value.year <= 2200:
        raise Unreadable("date_unreadable")
    return value


def flag(cell: str) -> bool | None:
    """Return J as true and N as false; None for an empty cell. Raises Unreadable ``flag_unreadable``."""
    cleaned = text(cell).casefold()
    if not cleaned:
        return None
    if cleaned not in FLAGS:
        raise Unreadable("flag_unreadable")
    return FLAGS[cleaned]


def day_or_flag(cell: str) -> date | bool | None:
    """Return a date, or whether it was done at all (J/N). Raises Unreadable ``date_unreadable``."""
    cleaned = text(cell).casefold()
    return FLAGS[cleaned] if cleaned in FLAGS else day(cell)


@lru_cache(maxsize=4096)
def postcode(cell: str) -> str | None:
    """Return ``1234AB``; None for an empty cell. Raises Unreadable ``postcode_unreadable``."""
    cleaned = text(cell)
    if not cleaned:
        return None
    try:
        return str(dutch_postcode.validate(cleaned)).replace(" ", "")
    except ValidationError:
        raise Unreadable("postcode_unreadable") from None


def house_number(cell: str) -> tuple[int | None, str, str]:
    """
    Return number, letter and addition of a house number cell: ``12``, ``12A``, ``12-2``, ``12 A bis``.

    Raises
    ------
    Unreadable
        ``house_number_unreadable``. Number 0 means that there is none: None.
    """
    cleaned = text(cell)
    if not cleaned:
        return None, "", ""
    match = _HOUSE.fullmatch(cleaned)
    is_date = _DUTCH_DATE.fullmatch(cleaned) or _ISO_DATE.fullmatch(cleaned)
    if match is None or is_date:
        raise Unreadable("house_number_unreadable")
    value = int(match["number"]) or None
    rest = (match["rest"] or "").strip()
    if _DECIMALS.match(rest):
        raise Unreadable("house_number_unreadable")
    if letter := _LETTER.fullmatch(rest):
        return value, letter["letter"].upper(), (letter["rest"] or "").strip()
    return value, "", rest


def initials(cell: str) -> str:
    """
    Return initials as ``J.P.``; digraphs (``Th.``, ``IJ.``) stay whole, because that is how people write
    them.
    """
    cleaned = text(cell)
    if "." in cleaned or " " in cleaned:
        parts = _INITIAL.findall(cleaned)
    else:
        parts = _SHORT_INITIALS.findall(cleaned) if cleaned.isupper() or len(cleaned) <= 2 else [cleaned]
    return "".join(f"{part[0].upper()}{part[1:]}." for part in parts)


def phone(cell: str) -> str:
    """
    Return ``+31612345678``; an empty string for an empty cell. Raises Unreadable ``phone_unreadable``.

    A zero that a spreadsheet ate is no matter: without a country the number is Dutch.
    """
    cleaned = text(cell)
    if not cleaned:
        return ""
    digits = _PHONE_SPACING.sub("", cleaned)
    if plain := _DUTCH_PHONE.fullmatch(digits):  # nine in ten; the library takes fifty times as long
        return f"+31{plain[1]}"
    import phonenumbers

    try:
        number = phonenumbers.parse(cleaned, "NL")
    except phonenumbers.NumberParseException:
        raise Unreadable("phone_unreadable") from None
    if not phonenumbers.is_possible_number(number):
        raise Unreadable("phone_unreadable")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(cell: str) -> str:
    """
    Return the address in lower case; an empty string for an empty cell. Raises Unreadable
    ``email_unreadable``.
    """
    cleaned = text(cell).lower()
    if cleaned and not _EMAIL.fullmatch(cleaned):
        raise Unreadable("email_unreadable")
    return cleaned


def word(cell: str) -> str:
    """
    Return a word of a closed list in lower case with underscores, e.g. ``Bedrijfs ruimte`` as
    ``bedrijfs_ruimte``.
    """
    return text(cell).casefold().replace(" ", "_")
