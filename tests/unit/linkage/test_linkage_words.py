"""The codes of linkage in Dutch: fields, how common a value is, guards, and what a weight means."""

import pytest

from vroegeropaf.linkage import grouping, model, words

SHIPPED = model.load()
FIELDS = {**SHIPPED.levels, "prior": ("pool",)}
GUARDS = (*SHIPPED.ask_bits, grouping.CHAIN, "other_tenant_number")


def part(field: str, level: str, bits: float, tf_bits: float = 0) -> dict:
    """Return a part as the database holds it."""
    return {"field": field, "level": level, "bits": bits, "tf_bits": tf_bits}


@pytest.mark.parametrize("field", FIELDS)
def test_every_level_has_a_sentence_of_its_own(field):
    """No two levels of a field read the same, and none falls back to the general sentence."""
    said = [words.level(field, code) for code in FIELDS[field]]
    assert len(set(said)) == len(said)
    assert words.OTHER_LEVEL not in said
    assert field in words.LABELS


def test_every_guard_has_a_clause_of_its_own():
    """A clause begins small and ends without a stop, so that it fits into a sentence."""
    said = [words.guard(code) for code in GUARDS]
    assert len(set(said)) == len(GUARDS)
    assert words.OTHER_GUARD not in said
    assert not [clause for clause in words.GUARDS.values() if clause[0].isupper() or clause.endswith(".")]


def test_unknown_codes_get_a_general_sentence():
    """A newer model may say more than this page knows: it still shows."""
    assert words.level("eye_colour", "blue") == words.OTHER_LEVEL
    assert words.level("eye_colour", "missing") == words.MISSING
    assert words.why_asked("moon_full") == f"Waarom we dit niet zelf besluiten: {words.OTHER_GUARD}."
    [step] = words.steps([{"field": "eye_colour"}])
    assert (step.label, step.bits) == (words.OTHER_LABEL, 0)
    assert [one.sentence for one in words.steps([part("eye_colour", "blue", 1, -1)])][
        1
    ] == "Deze waarde komt vaak voor"


def test_steps_begin_with_the_prior_and_tell_how_common_a_value_is():
    """The prior first whatever the order; a correction of note is a step of its own, a small one is none."""
    found = words.steps(
        [
            part("surname_door", "door_and_surname", 17.6, -2.1),
            part("given", "given_equal", 6.9, 1.3),
            part("born", "equal", 13.7, -0.04),
            part("prior", "pool", -14.2),
        ]
    )
    assert [(step.sentence, words.bits(step.bits)) for step in found] == [
        ("Twee willekeurige rijen zijn zelden dezelfde persoon", "−14,2"),
        ("Deur en achternaam zijn gelijk", "+17,6"),
        ("De achternaam komt vaak voor", "−2,1"),
        ("De voornaam is gelijk", "+6,9"),
        ("De voornaam is zeldzaam", "+1,3"),
        ("De geboortedatum is gelijk", "+13,7"),
    ]


@pytest.mark.parametrize(
    ("weight", "meaning", "percent"),
    [
        (0, "Het kan beide kanten op", "50 %"),
        (1, "Eerder wel dan niet dezelfde persoon", "67 %"),
        (4, "Waarschijnlijk dezelfde persoon", "94 %"),
        (8, "Vrijwel zeker dezelfde persoon", "meer dan 99 %"),
        (-2, "Eerder niet dan wel dezelfde persoon", "20 %"),
        (-4, "Waarschijnlijk niet dezelfde persoon", "6 %"),
        (-9, "Vrijwel zeker niet dezelfde persoon", "minder dan 1 %"),
        (5000, "Vrijwel zeker dezelfde persoon", "meer dan 99 %"),
        (-5000, "Vrijwel zeker niet dezelfde persoon", "minder dan 1 %"),
    ],
)
def test_a_weight_is_a_chance_in_words(weight, meaning, percent):
    """The chance is 2^w / (1 + 2^w), as words and as a percentage that never claims to know."""
    assert (words.chance_in_words(weight), words.percent(weight)) == (meaning, percent)


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0,0"), (0.04, "0,0"), (-0.04, "0,0"), (17.64, "+17,6"), (-2.06, "−2,1")]
)
def test_bits_carry_their_sign(value, shown):
    """A real minus, a decimal comma, and no sign on nothing."""
    assert words.bits(value) == shown


def test_a_contract_that_came_back_says_so():
    """The rule of a returning contract is told before the guard."""
    assert words.why_asked("surname_differs", "returning_contract").startswith(
        "Waarom we dit niet zelf besluiten: het contract kwam terug, maar de achternamen verschillen"
    )
