"""
Columns that no file may carry: BSN, IBAN, nationality, income, health, free-text remarks. Pure.

Found by their header, and by what stands in them: one random nine-digit number in eleven passes the BSN
test, so a column is judged by its share, never by one cell.
"""

import re
import unicodedata
from collections.abc import Sequence

from stdnum import iban as iban_number

SAMPLE = 400
SHARE = 0.8
DISTINCT_BSN = 3

_WORDS = (
    *("bsn", "burgerservice", "sofinummer", "sofinr"),
    *("iban", "bankrekening", "rekeningnummer", "rekeningnr", "banknr"),
    *("nationalit", "geboorteland", "herkomstland", "etnici", "godsdienst", "religie", "strafblad"),
    *("inkomen", "income", "salaris", "loongegevens", "uitkering"),
    *("gezondheid", "health", "ziekte", "medisch", "diagnose", "verslaving", "handicap"),
    *("opmerking", "toelichting", "notitie", "memo", "bijzonderheden", "remark", "comment", "aantekening"),
    *("vrijetekst", "vrijveld"),
)
_NINE_DIGITS = re.compile(r"\d{8,9}", re.ASCII)
_IBAN_LIKE = re.compile(r"[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}", re.ASCII)
_DATE_LIKE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}", re.ASCII)
_SPACING = str.maketrans("", "", " .\u00a0")


def names(headers: Sequence[str]) -> bool:
    """Return whether a header names something that the contract forbids."""
    return any(word in _bare(header) for header in headers for word in _WORDS)


def columns(rows: Sequence[Sequence[str]], width: int, fewest: int = DISTINCT_BSN) -> bool:
    """
    Return whether a column of rows of this width holds BSNs or IBANs, whatever its header says.

    `fewest` is how many different numbers a column of BSNs has at least.
    """
    step = max(1, len(rows) // SAMPLE)
    sample = rows[::step]
    return any(_is_forbidden({cells[place] for cells in sample}, fewest) for place in range(width))


def is_bsn(digits: str) -> bool:
    """Return whether eight or nine digits pass the 11-test of the BSN."""
    padded = digits.zfill(9)
    if padded == "000000000":
        return False
    total = sum((9 - place) * int(digit) for place, digit in enumerate(padded[:8])) - int(padded[8])
    return total % 11 == 0


def _is_forbidden(cells: set[str], fewest: int) -> bool:
    bare = [cell.translate(_SPACING) for cell in cells if len(cell) >= 8 and not _DATE_LIKE.fullmatch(cell)]
    numbers = [cell for cell in bare if _NINE_DIGITS.fullmatch(cell)]
    if len(numbers) >= fewest and sum(map(is_bsn, numbers)) >= SHARE * len(numbers):
        return True
    accounts = [cell for cell in bare if _IBAN_LIKE.fullmatch(cell)]
    return bool(accounts) and sum(map(iban_number.is_valid, accounts)) >= SHARE * len(accounts)


def _bare(header: str) -> str:
    plain = unicodedata.normalize("NFKD", header).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
