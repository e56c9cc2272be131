"""Codes of linkage in the words of the steward who answers its questions. Pure; no data of a row."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PRIOR = "prior"
# What a bar of the chart is called, per field.
LABELS = {
    PRIOR: "Vooraf",
    "contract": "Contract",
    "surname_door": "Adres en achternaam",
    "born": "Geboortedatum",
    "given": "Voornaam",
    "contact": "Telefoon, e-mail",
}
OTHER_LABEL = "Ander kenmerk"
LEVELS = {
    (PRIOR, "pool"): "Twee willekeurige rijen zijn zelden dezelfde persoon",
    ("contract", "same_contract"): "Het is hetzelfde contract van dezelfde huurder",
    ("contract", "same_tenant"): "Het zijn twee contracten met hetzelfde huurdernummer van één corporatie",
    ("contract", "differ"): "Het zijn twee contracten",
    ("contract", "missing"): "Contract- of huurdernummer ontbreekt aan één kant",
    ("surname_door", "door_and_surname"): "Deur en achternaam zijn gelijk",
    ("surname_door", "door_and_surname_near"): "De deur is gelijk, de achternaam bijna",
    ("surname_door", "number_and_surname"): (
        "Huisnummer en achternaam zijn gelijk; aan één kant ontbreekt de toevoeging"
    ),
    ("surname_door", "street_and_surname"): "Postcode en achternaam zijn gelijk, het huisnummer niet",
    ("surname_door", "door"): "De deur is gelijk, de achternaam niet",
    ("surname_door", "surname"): "De achternaam is gelijk, het adres niet",
    ("surname_door", "surname_near"): "De achternaam is bijna gelijk, het adres niet",
    ("surname_door", "differ"): "Adres en achternaam zijn anders",
    ("surname_door", "missing"): "Adres of achternaam ontbreekt aan één kant",
    ("born", "equal"): "De geboortedatum is gelijk",
    ("born", "first_of_january"): (
        "De geboortedatum is gelijk, maar 1 januari staat er vaak als de dag niet bekend is"
    ),
    ("born", "swapped"): "Dag en maand van de geboortedatum zijn verwisseld",
    ("born", "near"): "De geboortedatum scheelt één tikfout",
    ("born", "differ"): "De geboortedatum is anders",
    ("born", "missing"): "De geboortedatum ontbreekt aan één kant",
    ("given", "given_equal"): "De voornaam is gelijk",
    ("given", "given_nickname"): "De ene voornaam is de roepnaam bij de andere",
    ("given", "given_near"): "De voornaam is bijna gelijk",
    ("given", "initials_equal"): "De voorletters zijn gelijk",
    ("given", "initial_equal"): "De enige voorletter is gelijk",
    ("given", "initials_conflict"): "De eerste voorletter is gelijk, de volgende zijn anders",
    ("given", "initials_differ"): "De voorletters zijn anders",
    ("given", "differ"): "De voornaam is anders",
    ("given", "missing"): "Voornaam en voorletters ontbreken aan één kant",
    ("contact", "shared"): "Het telefoonnummer of mailadres is gelijk",
    ("contact", "differ"): "Telefoonnummer en mailadres zijn anders",
    ("contact", "missing"): "Telefoonnummer en mailadres ontbreken aan één kant",
}
# What is common or rare, per field, with its verb: "De achternaam komt vaak voor".
TERMS = {
    "surname_door": "De achternaam",
    "born": "De geboortedatum",
    "given": "De voornaam",
    "contact": "Het nummer of mailadres",
}
OTHER_TERM = "Deze waarde"
OTHER_LEVEL = "Een ander kenmerk telt mee"
MISSING = "Een kenmerk ontbreekt aan één kant"
# Why a person is asked: a clause, so that it fits into a list, a sentence and a mail.
GUARDS = {
    "birth_dates_differ": "de geboortedatums verschillen; het kunnen ouder en kind zijn",
    "birth_date_missing": "een geboortedatum ontbreekt, en wat er dan nog gelijk is zegt te weinig",
    "first_names_differ": "de voornamen verschillen; het kunnen een tweeling of een stel zijn",
    "initials_disagree": "de voorletters spreken elkaar tegen; het kunnen leden van één gezin zijn",
    "birth_date_near": "de geboortedatums zijn net niet gelijk; het kan een tikfout zijn, of vader en zoon",
    "first_names_near": "de voornamen lijken op elkaar, maar zijn niet gelijk",
    "first_of_january": "1 januari staat er vaak als de geboortedag niet bekend is",
    "neighbours": "ze wonen naast elkaar of op een andere toevoeging; het kan familie zijn",
    "surname_missing": "aan één kant ontbreekt een achternaam",
    "initials_missing": "aan één kant ontbreken de voorletters",
    "surname_differs": "de achternamen verschillen; het kan de naam van een partner zijn",
    "same_corporation_address": (
        "één corporatie heeft op dit adres twee contracten; dat zijn vaak twee huurders"
    ),
    "other_tenant_number": "het contract is hetzelfde, het huurdernummer niet",
    "doubtful_chain": "samen zouden ze rijen verbinden waarover ook twijfel is",
    "weight_low": "er is te weinig gelijk om zeker te zijn",
}
OTHER_GUARD = "een van de controles wil dat een mens kijkt"
RETURNING = "returning_contract"
VERDICTS = {"same": "zelfde persoon", "different": "niet dezelfde persoon", "undo": "ongedaan gemaakt"}
# From this chance on, in words; the last holds below all.
CHANCES = (
    (0.99, "Vrijwel zeker dezelfde persoon"),
    (0.8, "Waarschijnlijk dezelfde persoon"),
    (0.6, "Eerder wel dan niet dezelfde persoon"),
    (0.4, "Het kan beide kanten op"),
    (0.2, "Eerder niet dan wel dezelfde persoon"),
    (0.01, "Waarschijnlijk niet dezelfde persoon"),
)
LEAST_CHANCE = "Vrijwel zeker niet dezelfde persoon"
SHOWN_BITS = 0.05


@dataclass(frozen=True)
class Step:
    """One thing that was weighed: its field, name on the chart, sentence, weight in bits."""

    field: str
    label: str
    sentence: str
    bits: float


def steps(parts: list[Mapping[str, Any]]) -> list[Step]:
    """Return what was weighed, the prior first; how common a value is stands behind its field."""
    found: list[Step] = []
    for part in sorted(parts, key=lambda one: one.get("field") != PRIOR):
        field = str(part.get("field", ""))
        label = LABELS.get(field, OTHER_LABEL)
        found.append(
            Step(field, label, level(field, str(part.get("level", ""))), float(part.get("bits") or 0))
        )
        tf_bits = float(part.get("tf_bits") or 0)
        if abs(tf_bits) >= SHOWN_BITS:
            found.append(
                Step(
                    field,
                    "… komt vaak voor" if tf_bits < 0 else "… is zeldzaam",
                    term(field, tf_bits),
                    tf_bits,
                )
            )
    return found


def level(field: str, code: str) -> str:
    """Return how two rows agree in a field, in one sentence; a general one for a code that has none."""
    return LEVELS.get((field, code), MISSING if code == "missing" else OTHER_LEVEL)


def term(field: str, tf_bits: float) -> str:
    """Return that the value of a field is common or rare, in one sentence."""
    subject = TERMS.get(field, OTHER_TERM)
    return f"{subject} komt vaak voor" if tf_bits < 0 else f"{subject} is zeldzaam"


def guard(code: str) -> str:
    """Return why a person is asked, as a clause; a general one for a code that has none."""
    return GUARDS.get(code, OTHER_GUARD)


def why_asked(code: str, rule: str = "") -> str:
    """Return the same as a whole sentence, which also says that a contract came back."""
    returned = "het contract kwam terug, maar " if rule == RETURNING else ""
    return f"Waarom we dit niet zelf besluiten: {returned}{guard(code)}."


def chance(weight: float) -> float:
    """Return how likely two rows of this weight (in bits) are one person."""
    return 1 / (1 + math.pow(2, -max(-60.0, min(60.0, weight))))


def chance_in_words(weight: float) -> str:
    """Return what a weight means, as the beginning of a sentence."""
    likely = chance(weight)
    return next((words for least, words in CHANCES if likely >= least), LEAST_CHANCE)


def percent(weight: float) -> str:
    """Return the chance as people say it: never "0 %" or "100 %", for neither is known."""
    hundredths = round(chance(weight) * 100)
    if hundredths >= 100:
        return "meer dan 99 %"
    return f"{hundredths} %" if hundredths else "minder dan 1 %"


def bits(value: float) -> str:
    """Return a weight with its sign: ``+17,6`` or ``−2,1``."""
    rounded = round(value, 1)
    sign = "−" if rounded < 0 else "+" if rounded else ""
    return f"{sign}{abs(rounded):.1f}".replace(".", ",")
