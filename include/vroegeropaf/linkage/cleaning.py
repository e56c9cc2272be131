"""Make names, addresses and contact data of signals comparable. Pure; most of the linkage is earned here."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping

# Tussenvoegsels, Dutch and what is common beside them; single letters fall away by their length.
PARTICLES = frozenset(
    (
        *("aan", "al", "auf", "aus", "bij", "bin", "da", "dal", "das", "de", "degli", "dei", "del", "della"),
        *("den", "der", "des", "di", "do", "dos", "du", "el", "het", "la", "las", "le", "les", "lo", "los"),
        *("op", "over", "te", "ten", "ter", "the", "to", "toe", "tot", "uijt", "uit", "van", "vande"),
        *("vanden", "vander", "vd", "vom", "von", "voor", "zu", "zum", "zur"),
    )
)
# Words between the parts of a married name, and titles of descent.
CONNECTORS = frozenset(("ev", "geb", "geboren", "gesch", "gescheiden", "wed", "weduwe", "echtgenote"))
# First halves of eastern Dutch names: shared by families that have nothing to do with each other.
QUALIFIERS = frozenset(("groot", "grote", "klein", "kleine", "lutke", "nieuwe", "oude", "sint", "st"))
DIGRAPHS = frozenset(("CHR", "TH", "CH", "PH", "SJ", "TJ", "KH", "GH", "IJ"))

_SPECIAL = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
    }
)
_INITIAL = re.compile(r"Chr|Th|Ch|Ph|Sj|Tj|Kh|Gh|IJ|Ij|[A-Z]")


@dataclass(frozen=True, slots=True)
class CleanRow:
    """One signal as the linkage sees it. Empty text, an empty tuple or None: not delivered."""

    signal_id: int
    corporation: str
    contract_no: str
    tenant_no: str
    surname_parts: tuple[str, ...]
    initials: str
    given_name: str
    born_on: date | None
    door: str
    phone: str
    email: str
    tenancy_from: date | None
    tenancy_to: date | None
    is_open: bool


def without_accents(text: str) -> str:
    """Return `text` without diacritics and ligatures; the case stays."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def surname_parts(surname: str) -> tuple[str, ...]:
    """
    Return the parts of a surname that identify a family, in their order.

    A tussenvoegsel is dropped wherever it stands (in front, after a comma, in the second half of a double
    name); double and married names give one part each; ij equals y. A name of such words only stays whole.
    """
    words = re.findall(r"[a-z]+", re.sub(r"['’`´]", "", without_accents(surname).casefold()))
    kept = [word for word in words if len(word) > 1 and word not in PARTICLES and word not in CONNECTORS]
    telling = [word for word in kept if word not in QUALIFIERS] or kept or ["".join(words)]
    return tuple(dict.fromkeys(part.replace("ij", "y") for part in telling if part))


def initials(text: str, first_names: str = "") -> str:
    """
    Return the initials as one run of capitals, from the first names when there are none.

    Digraphs (Th., Ch., IJ.) are read as one initial; IJ equals Y; a tussenvoegsel behind them is dropped.
    """
    words = [word for word in re.findall(r"[A-Za-z]+", without_accents(text)) if word not in PARTICLES]
    found = "".join(_initials_of_word(word) for word in words)
    if found or not first_names:
        return found
    return initials(
        " ".join(f"{name[0].upper()}." for name in re.findall(r"[A-Za-z]+", without_accents(first_names)))
    )


def _initials_of_word(word: str) -> str:
    if word.upper() in DIGRAPHS:
        return "Y" if word.upper() == "IJ" else word.upper()
    if len(word) > 3 and word.istitle():
        return word[0]
    if word.islower():
        word = word.upper()
    return "".join("Y" if initial.upper() == "IJ" else initial.upper() for initial in _INITIAL.findall(word))


def given_name(first_names: str) -> str:
    """Return the first of the first names, or nothing when only an initial was delivered."""
    words = re.findall(r"[a-z]+", without_accents(first_names).casefold())
    return words[0].replace("ij", "y") if words and len(words[0]) > 1 else ""


def door(postcode: str, house_number: int, house_letter: str, house_addition: str) -> str:
    """Return the key of one front door; 12 and 12-A differ, 12 A and 12-a do not. Without a number: empty."""
    code = re.sub(r"[^0-9A-Z]", "", postcode.upper())
    if not code or house_number <= 0:
        return ""
    suffix = re.sub(r"[^0-9A-Z]", "", without_accents(house_letter + house_addition).upper()).lstrip("0")
    return f"{code} {house_number} {suffix}".rstrip()


def phone(text: str) -> str:
    """Return a phone number as national digits, or nothing when it is too short to be one."""
    digits = re.sub(r"\D", "", text)
    national = re.sub(r"^(?:0031|31(?=0?\d{9}$))0?", "0", digits)
    return national if len(national) >= 9 and len(set(national)) > 2 else ""


def email(text: str) -> str:
    """Return an e-mail address in lower case, or nothing when it is none."""
    address = text.strip().casefold()
    return address if "@" in address else ""


def clean(signal: RowMapping) -> CleanRow:
    """Return a row of ``linkage/pool`` in comparable form."""
    return CleanRow(
        signal_id=signal["signal_id"],
        corporation=signal["corporation"],
        contract_no=signal["contract_no"].strip(),
        tenant_no=signal["tenant_no"].strip(),
        surname_parts=surname_parts(signal["surname"]),
        initials=initials(signal["initials"], signal["first_name"]),
        given_name=given_name(signal["first_name"]),
        born_on=signal["born_on"],
        door=door(
            signal["postcode"], signal["house_number"], signal["house_letter"], signal["house_addition"]
        ),
        phone=phone(signal["phone"]),
        email=email(signal["email"]),
        tenancy_from=signal["tenancy_from"],
        tenancy_to=signal["tenancy_to"],
        is_open=signal["is_open"],
    )
