"""How much a header of a strange file looks like a field of the contract. Pure."""

import difflib
import re
import unicodedata
from functools import lru_cache

from vroegeropaf.deliveries.fields import HEADERS
from vroegeropaf.deliveries.synonyms import ABBREVIATIONS, LIKELY, NOISE, OTHER_WORDS, OTHERS, SURE

EXACT = 1.0
WITHOUT_NOISE = 0.95
LIKELY_EXACT = 0.85
FUZZY = 0.8
NEAREST = 0.86

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APART = re.compile(r"[^a-z0-9]+")
_SUFFIX = re.compile(r"(?<=[a-z]{3})(?:nr|nrs)$")
_FOURTEEN = re.compile(r"\b14\s*d(?:ag(?:en|s)?)?\b")


@lru_cache(maxsize=4096)
def tokens(header: str) -> tuple[str, ...]:
    """Return the words of a header without accents and signs, with Dutch abbreviations written out."""
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", header))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    bare = bare.replace("e-mail", "email").replace("t/m", "tm").replace("p/m", "pm").replace("p.m.", "pm")
    bare = bare.replace("j/n", "jn").replace("-", " ")
    bare = _FOURTEEN.sub("14dagen", bare).replace("14dagen brief", "14dagenbrief")
    words = (ABBREVIATIONS.get(word, word) for word in _APART.split(bare) if word)
    return tuple(_SUFFIX.sub("nummer", word) for word in words)


def key(header: str) -> str:
    """Return the one form in which names of columns are compared: words written out, run together."""
    return "".join(tokens(header))


@lru_cache(maxsize=4096)
def likeness(header: str, field: str) -> float:
    """
    Return how much a header looks like a canonical field, from 0 to 1.

    Notes
    -----
    1 is a name that leaves little doubt, 0.95 the same with words such as "huurder" around it, 0.85 a name
    that may mean something else, at most 0.8 a name that is only spelt nearly so. A column of somebody or
    something else (correspondence, partner, VHE-nummer) is 0.
    """
    whole = key(header)
    if not whole or (whole in _OTHERS and whole not in _SURE[field]):
        return 0.0
    if whole in _SURE[field]:
        return EXACT
    if whole in _LIKELY[field]:
        return LIKELY_EXACT
    if OTHER_WORDS & set(tokens(header)):
        return 0.0
    rest = "".join(word for word in tokens(header) if word not in NOISE)
    if rest in _SURE[field]:
        return WITHOUT_NOISE
    if rest in _LIKELY[field]:
        return LIKELY_EXACT * WITHOUT_NOISE
    return _nearly(whole, field)


def is_known(header: str) -> bool:
    """Return whether a cell may be the header of some field of the contract."""
    return any(likeness(header, field) >= FUZZY for field in HEADERS)


def is_elsewhere(header: str) -> bool:
    """Return whether a header names a column of somebody or something else, or one of ours by any name."""
    whole = key(header)
    return whole in _OTHERS or bool(OTHER_WORDS & set(tokens(header))) or is_known(header)


def _nearly(whole: str, field: str) -> float:
    if len(whole) < 5 or any(whole in names for names in (*_SURE.values(), *_LIKELY.values())):
        return 0.0
    near = difflib.get_close_matches(whole, _SURE[field], 1, NEAREST)
    return FUZZY * difflib.SequenceMatcher(None, whole, near[0]).ratio() if near else 0.0


_OTHERS = frozenset(map(key, OTHERS))
_SURE = {field: frozenset({key(field), *map(key, SURE.get(field, ()))}) for field in HEADERS}
_LIKELY = {field: frozenset(map(key, LIKELY.get(field, ()))) for field in HEADERS}
