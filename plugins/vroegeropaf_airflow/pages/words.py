"""Codes of the database in the words of the people who read the pages. An unknown code is shown as it is."""

from collections.abc import Mapping

from vroegeropaf.cases.end_results import END_RESULTS
from vroegeropaf.deliveries import words as deliveries

VERDICTS = deliveries.VERDICTS
REASONS = deliveries.REASONS
STEPS = {
    "delivered_rows": "Aangeleverde rijen",
    "signals": "Signalen",
    "persons": "Personen",
    "households": "Huishoudens",
    "cases": "Zaken",
    "planned": "Gepland",
    "sent": "Verstuurd",
    "visited": "Bezocht",
    "outcomes": "Resultaat",
}
RESULTS = {code: result.label for code, result in END_RESULTS.items()}
UNASSIGNED = {
    "no_eligible_team": "geen team voor deze corporatie en gemeente",
    "no_shift_before_deadline": "geen dagdeel vóór de uiterste dag",
    "household_already_visited": "huishouden krijgt al een bezoek",
    "no_capacity": "teams zitten vol",
    "no_location": "adresgebied onbekend",
}
CALL_OFFS = {
    "case_closed": "de zaak is gesloten",
    "case_settled": "er is al een resultaat",
    "case_on_hold": "de zaak wacht op een woord van de gegevensbeheerder",
    "case_moved": "het huishouden is verhuisd",
    "case_joined": "twee zaken bleken één huishouden",
    "team_on_leave": "verlof in het team",
    "other_corporation": "de corporatie van het team heeft geen vordering meer",
}
OUTCOMES = {
    "planned": "gelukt",
    "simpler": "met een eenvoudiger plan, want de gewone planner haperde",
    "degraded": "niet gelukt: wat er stond, bleef staan",
    "unchanged": "niets veranderd sinds de vorige keer",
}
SOLVERS = {
    "keep_and_insert": "snelle planner (houden en invoegen)",
    "vroom": "VROOM",
}
MAILS = {
    "absence": "vraag over contracten die niet meer op de lijst staan",
    "assignment": "bezoekopdracht",
    "call_off": "afzegging",
    "capacity_week": "bericht over een week met te weinig plek",
    "reminder": "herinnering aan een team",
    "escalation": "bericht over een naderende datum",
    "handover_list": "lijst met voorrang",
    "held_reminder": "bericht over een levering die wacht",
    "late_delivery": "bericht over een late lijst",
    "late_reminder": "herinnering aan een late lijst",
    "link_reminder": "bericht over open koppelingen",
    "quality_report": "kwaliteitsverslag",
}
HOLDS = {
    "arrangement": "wacht: regeling?",
    "guardian": "wacht: bewindvoerder?",
    "bailiff_file": "wacht: deurwaarder?",
}


def say(words: Mapping[str, str], code: str | None) -> str:
    """Return the words for a code, the code itself when there are none, nothing for no code."""
    return words.get(code, code.replace("_", " ")) if code else ""
