"""What a team can answer on the visit form, and what each answer means. No I/O."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vroegeropaf.cases.end_results import END_RESULTS

NOT_HOME = "niet_thuis"
SUBMISSION_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class Choice:
    """
    One line of the form.

    Parameters
    ----------
    is_reached
        Whether somebody was spoken to; also the group in which the line stands.
    end_result
        National end result; None leaves the case open. With `asks_end_result` it comes from the list below
        the lines.
    pilot_outcome
        Outcome in the words of the pilot of 2015; None when the case stays open.
    """

    code: str
    label: str
    is_reached: bool
    end_result: str | None = None
    pilot_outcome: str | None = None
    asks_end_result: bool = False


# Our choice: what teams answered most in the pilot comes first; "anders" opens the whole national list.
CHOICES = {
    choice.code: choice
    for choice in (
        Choice("regeling", "Betalingsregeling afgesproken", True, "zelf_betaald_of_regeling", "regeling"),
        Choice("betaald", "Achterstand is betaald", True, "zelf_betaald_of_regeling", "betaald"),
        Choice(
            "schuldhulp", "Aangemeld voor schuldhulp bij WIL", True, "vervolghulp_financieel", "schuldhulp"
        ),
        Choice(
            "sociaal_team", "Naar het sociaal team", True, "vervolghulp_niet_financieel", "andere_afspraak"
        ),
        Choice("advies", "Advies gegeven, meer is niet nodig", True, "advies", "geen"),
        Choice("regelt_zelf", "Regelt het zelf of wil geen hulp", True, "regelt_het_zelf", "geen"),
        Choice("vervolg", "We spreken elkaar nog, de zaak blijft open", True),
        Choice("anders_gesproken", "Iets anders", True, None, "geen", asks_end_result=True),
        Choice(NOT_HOME, "Niet thuis of niet opengedaan", False),
        Choice("woont_er_niet", "Woont hier niet (meer)", False, "geen_inwoner", "geen"),
        Choice("anders_niet_gesproken", "Iets anders", False, None, "geen", asks_end_result=True),
    )
}


@dataclass(frozen=True)
class Answer:
    """What the team filled in, in the terms of a contact attempt."""

    is_reached: bool
    end_result: str | None
    pilot_outcome: str | None
    has_card: bool
    submission_key: str


@dataclass(frozen=True)
class Fault:
    """What is still missing; `field` is the id to which the page points."""

    field: str
    text: str


# What the cases may still say no to, in the words of the form.
REFUSED = {
    "no_contact_too_early": Fault("eindresultaat", "Dit kan pas na een tweede bezoek zonder contact."),
    "contact_without_outcome": Fault(
        "eindresultaat", "Jullie hebben iemand gesproken: kies een andere uitkomst."
    ),
}


def read_answer(fields: Mapping[str, str]) -> Answer | tuple[Fault, ...]:
    """
    Return the answer in the submitted fields, or what is missing.

    Parameters
    ----------
    fields
        ``uitkomst``, ``eindresultaat``, ``kaartje`` and ``inzending`` (the key that makes a replay
        harmless). Fields that do not belong to the chosen line are ignored: without JavaScript they cannot
        be hidden everywhere.
    """
    key = fields.get("inzending", "")
    if not SUBMISSION_KEY.fullmatch(key):
        return (Fault("formulier", "Het formulier was niet volledig. Vul het hieronder nog een keer in."),)
    choice = CHOICES.get(fields.get("uitkomst", ""))
    if choice is None:
        return (Fault(next(iter(CHOICES)), "Kies hoe het bezoek ging."),)
    end_result = choice.end_result
    if choice.asks_end_result:
        chosen = END_RESULTS.get(fields.get("eindresultaat", ""))
        if chosen is None:
            return (Fault("eindresultaat", "Kies bij “iets anders” een uitkomst uit de lijst."),)
        if chosen.needs_contact and not choice.is_reached:
            return (Fault("eindresultaat", "Deze uitkomst kan alleen als jullie iemand hebben gesproken."),)
        end_result = chosen.code
    card = fields.get("kaartje", "")
    if choice.code == NOT_HOME and card not in ("ja", "nee"):
        return (Fault("kaartje_ja", "Geef aan of jullie een kaartje hebben achtergelaten."),)
    has_card = choice.code == NOT_HOME and card == "ja"
    return Answer(choice.is_reached, end_result, choice.pilot_outcome, has_card, key)


def choice_of(is_reached: bool, end_result: str | None, pilot_outcome: str | None) -> Choice:
    """Return the line of the form that gives such an answer, to show what was saved."""
    for choice in CHOICES.values():
        meaning = (choice.is_reached, choice.end_result, choice.pilot_outcome)
        if not choice.asks_end_result and meaning == (is_reached, end_result, pilot_outcome):
            return choice
    return CHOICES["anders_gesproken" if is_reached else "anders_niet_gesproken"]
