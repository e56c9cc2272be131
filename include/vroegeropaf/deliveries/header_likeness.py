"""How much a header of a strange file looks like a field of the contract. Pure."""

import difflib
import itertools
import re
import unicodedata
from functools import lru_cache

from vroegeropaf.deliveries.fields import HEADERS
from vroegeropaf.deliveries.header_words import ABBREVIATIONS, MODIFIERS, NOISE, OTHER_WORDS, OTHERS
from vroegeropaf.deliveries.synonyms import LIKELY, SURE

EXACT = 1.0
REORDERED = 0.97
WITHOUT_NOISE = 0.95
WITHOUT_MODIFIERS = 0.9
LIKELY_EXACT = 0.85
FUZZY = 0.8
NEAREST = 0.86
MOST_LOOSE = 3
MOST_PERMUTED = 4

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
    bare = bare.replace("j/n", "jn").replace("d.d.", " datum").replace("-", " ")
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
    1 is a name that leaves little doubt, 0.97 its words in another order, 0.95 with words such as "huurder"
    around it, 0.9 with words that may change it ("laatste"). A name that often means something else is 0.85
    of that, one that is only spelt nearly so at most 0.8. A column of somebody or something else
    (correspondence, partner, VHE-nummer) is 0.
    """
    forms = _forms(header)
    if not forms or (key(header) not in _SURE[field] and _is_other(header)):
        return 0.0
    least = WITHOUT_NOISE if OTHER_WORDS & set(tokens(header)) else WITHOUT_MODIFIERS
    exact = max(
        (
            weight * (1 if form in _SURE[field] else LIKELY_EXACT)
            for form, weight in forms.items()
            if weight >= least and (form in _SURE[field] or form in _LIKELY[field])
        ),
        default=0.0,
    )
    return exact or (_nearly(key(header), field) if least == WITHOUT_MODIFIERS else 0.0)


@lru_cache(maxsize=4096)
def _forms(header: str) -> dict[str, float]:
    """Return the ways to read a header, its words run together, and how near each is to what is written."""
    words = tokens(header)
    loose = [place for place, word in enumerate(words) if word in NOISE or word in MODIFIERS]
    found: dict[str, float] = {}
    for count in range(min(len(loose), MOST_LOOSE) + 1):
        for left_out in itertools.combinations(loose, count):
            rest = [word for place, word in enumerate(words) if place not in left_out]
            out = [words[place] for place in left_out]
            weight = WITHOUT_MODIFIERS if MODIFIERS & set(out) else WITHOUT_NOISE if out else EXACT
            for order in itertools.permutations(rest) if len(rest) <= MOST_PERMUTED else (tuple(rest),):
                form = "".join(order)
                near = weight if order == tuple(rest) else min(weight, REORDERED)
                found[form] = max(near, found.get(form, 0.0))
    return {form: weight for form, weight in found.items() if form}


def _is_other(header: str) -> bool:
    return any(form in _OTHERS for form, weight in _forms(header).items() if weight >= REORDERED)


def is_known(header: str) -> bool:
    """Return whether a cell may be the header of some field of the contract."""
    return any(likeness(header, field) for field in HEADERS)


def is_elsewhere(header: str) -> bool:
    """Return whether a header names a column of somebody or something else, or one of ours by any name."""
    return _is_other(header) or bool(OTHER_WORDS & set(tokens(header))) or is_known(header)


def _nearly(whole: str, field: str) -> float:
    """Return the likeness of a misspelt or shortened name; names that are known somewhere are neither."""
    if len(whole) < 4 or whole in _ALL:
        return 0.0
    longer = [(len(name), owner) for name, owner in _OWNERS if name.startswith(whole)]
    if longer and len(whole) * 2 >= min(longer)[0]:
        return FUZZY * 0.9 if min(longer)[1] == field else 0.0
    near = difflib.get_close_matches(whole, _SURE[field], 1, NEAREST)
    return FUZZY * difflib.SequenceMatcher(None, whole, near[0]).ratio() if near else 0.0


_OTHERS = frozenset(map(key, OTHERS))
_SURE = {field: frozenset({key(field), *map(key, SURE.get(field, ()))}) for field in HEADERS}
_LIKELY = {field: frozenset(map(key, LIKELY.get(field, ()))) for field in HEADERS}
_ALL = frozenset().union(*_SURE.values(), *_LIKELY.values())
_OWNERS = [(name, field) for field, names in sorted(_SURE.items()) for name in sorted(names)]
