"""What a cell of a delivery shows before somebody unmasks it: by type, and only what fits it. Pure.

A damaged file has names under amounts. So a cell is shown as far as it looks like what its column promises;
anything else, and every column that is not named here, is hidden but for its length class.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

BULLET = "•"
HIDDEN = BULLET * 4
CLASSES = ((1, "1 teken"), (5, "2–5 tekens"), (15, "6–15 tekens"), (50, "16–50 tekens"))
LONGEST = "meer dan 50 tekens"
LONGEST_SHOWN = 100
INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}

MONTHS = (
    "jan(?:uari)?|feb(?:ruari)?|maart|mrt|apr(?:il)?|mei|juni?|juli?|aug(?:ustus)?|sept?(?:ember)?|okt(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
CLOCK = r"(?:[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?"
DATE = re.compile(rf"\d{{1,4}}[-/. ](?:\d{{1,2}}|{MONTHS})\.?[-/. ]\d{{1,4}}{CLOCK}", re.I | re.A)
PACKED_DATE = re.compile(
    r"20\d{6}|\d{4}20\d\d|\d{5}(?:\.\d+)?", re.A
)  # without signs, or a day number of Excel
EURO = r"(?:€|eur|euro)?"
DIGITS = r"[-+]?\d{1,3}(?:[., ]?\d{3})?(?:[.,](?:\d{1,3}|-{1,2}))?-?"
AMOUNT = re.compile(rf"{EURO} ?{DIGITS} ?{EURO}", re.I | re.A)
NUMBER = re.compile(r"[-+]?\d{1,4}(?:[.,]\d{1,2})?", re.A)
FLAG = re.compile(r"j|ja|n|nee|y|yes|no|x|0|1|true|false|waar|onwaar|onbekend|n\.?v\.?t\.?|-", re.I | re.A)
KIND = re.compile(r"[^\W\d_]{2,20}(?:[ /_-][^\W\d_]{2,20}){0,2}")
# a number of the corporation's own: no word before a blank (a street), no postcode
REFERENCE = re.compile(r"(?=.*\d)(?!.*[^\W\d_]{4} )(?!\d{4} ?[A-Za-z]{2}$)[\w./ -]{1,30}")
SENDER = re.compile(r"[\w .&'-]{1,40}")
POSTCODE = re.compile(r"(\d{4})(\W{0,2}\w{0,4})", re.A)
YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)", re.A)
EMAIL = re.compile(r"[^@\s]+@((?:[\w-]+\.)+\w{2,20})", re.A)


@dataclass(frozen=True)
class Masked:
    """What is shown of a cell, and whether there is more behind it."""

    text: str
    is_hidden: bool


def mask(header: str, cell: str | None) -> Masked:
    """
    Return what may be shown of a cell.

    Parameters
    ----------
    header
        Canonical header of the file contract; of any other column nothing is shown.
    cell
        As delivered; None when there is none.
    """
    plain = _one_kind_of_blank(cell or "").strip()
    if not plain:
        return Masked("leeg", False)
    shown = None if len(plain) > LONGEST_SHOWN else _RULES.get(header, _nothing)(plain)
    return Masked(hide(plain), True) if shown is None else Masked(visible(shown), shown != plain)


def hide(cell: str) -> str:
    """Return bullets and how long the cell is, roughly: an exact length tells too much of a short name."""
    length = len(cell)
    return f"{HIDDEN} ({next((text for most, text in CLASSES if length <= most), LONGEST)})"


def visible(cell: str) -> str:
    """Return the cell with a bullet for every sign that would not be seen, or would turn the text around."""
    return "".join(BULLET if unicodedata.category(sign) in INVISIBLE else sign for sign in cell)


def _one_kind_of_blank(cell: str) -> str:
    return "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in cell)


def _whole(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda cell: cell if pattern.fullmatch(cell) else None


def _nothing(_: str) -> str | None:
    return None


def _reference(cell: str) -> str | None:
    return cell if REFERENCE.fullmatch(cell) and not DATE.fullmatch(cell) else None


def _date(cell: str) -> str | None:
    """Return a date of this century; an older one may be a birth date in a wrong column."""
    is_date = DATE.fullmatch(cell) or PACKED_DATE.fullmatch(cell)
    return cell if is_date and not re.search(r"(?<!\d)1[89]\d\d(?!\d)", cell) else None


def _date_or_flag(cell: str) -> str | None:
    return cell if FLAG.fullmatch(cell) else _date(cell)


def _postcode(cell: str) -> str | None:
    """Return ``3431 ••``: the digits are a quarter of a town, the letters a street."""
    match = POSTCODE.fullmatch(cell)
    if match is None:
        return None
    rest = len(re.sub(r"\W", "", match[2]))
    return f"{match[1]} {BULLET * rest}".rstrip()


def _birth_date(cell: str) -> str | None:
    years = YEAR.findall(cell) if DATE.fullmatch(cell) else []
    return f"{BULLET * 2}-{BULLET * 2}-{years[0]}" if len(years) == 1 else None


def _phone(cell: str) -> str | None:
    digits = re.sub(r"\D", "", cell)
    is_phone = 8 <= len(digits) <= 15 and re.fullmatch(r"[\d\s()+./-]+", cell) is not None
    return f"{BULLET * 8}{digits[-2:]}" if is_phone else None


def _email(cell: str) -> str | None:
    match = EMAIL.fullmatch(cell)
    return f"{HIDDEN}@{match[1]}" if match else None


_RULES: dict[str, Callable[[str], str | None]] = {
    "corporatie": _whole(SENDER),
    "peildatum": _date,
    "huurdernummer": _reference,
    "contractnummer": _reference,
    "soort_eenheid": _whole(KIND),
    "geboortedatum": _birth_date,
    "postcode": _postcode,
    "telefoon": _phone,
    "email": _email,
    "maandhuur": _whole(AMOUNT),
    "achterstand": _whole(AMOUNT),
    "aantal_maanden": _whole(NUMBER),
    "reden": _whole(KIND),
    "schuldhulp_gewezen": _date_or_flag,
    "huur_vanaf": _whole(DATE),
    **dict.fromkeys(
        (
            "oudste_vervaldatum",
            "datum_herinnering",
            "datum_contactpoging",
            "datum_aanbod",
            "datum_14dagenbrief",
            "datum_overdracht",
            "huur_tot",
        ),
        _date,
    ),
    **dict.fromkeys(
        ("bezwaar", "betalingsregeling", "deurwaarderdossier", "bewindvoerder", "medehuurder"), _whole(FLAG)
    ),
}
