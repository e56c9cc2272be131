"""Codes of the database in the words of the people who read the pages. An unknown code is shown as it is."""

from collections.abc import Mapping

from vroegeropaf.cases.end_results import END_RESULTS

VERDICTS = {
    "fetched": "ontvangen, nog niet gecontroleerd",
    "accepted": "goedgekeurd",
    "accepted_with_rejected_rows": "goedgekeurd, deel afgewezen",
    "held": "wacht op een oordeel",
    "refused": "afgekeurd",
}
REASONS = {
    "forbidden_column": "er staat een kolom in die we niet mogen ontvangen",
    "unreadable": "het bestand is niet te lezen",
    "not_text": "het bestand is niet te lezen",
    "empty_file": "het bestand is leeg",
    "file_cut": "het bestand is niet compleet",
    "header_unnamed": "een kolom heeft geen naam",
    "objection_column_missing": "de kolom met bezwaren ontbreekt",
    "too_many_rows": "het bestand heeft te veel rijen",
    "old_reference_date": "de peildatum is te oud",
    "list_empty": "de lijst is leeg",
    "check_not_run": "een controle kon niet worden uitgevoerd",
    "header_missing": "een verplichte kolom ontbreekt",
    "header_duplicate": "een kolom komt dubbel voor",
    "too_large": "het bestand is te groot",
    "width_differs": "regels hebben een verschillend aantal kolommen",
    "companion_differs": "aantallen wijken af van het .klaar-bestand",
    "stale_reference_date": "er is al een nieuwere lijst",
    "future_reference_date": "de peildatum ligt in de toekomst",
    "rows_below_half": "veel minder rijen dan de vorige keer",
    "rows_above_triple": "veel meer rijen dan de vorige keer",
    "too_many_rejected": "veel rijen zijn afgewezen",
    "other_corporation": "de meeste rijen zijn van een andere corporatie",
    "already_delivered": "dit bestand is al eerder geleverd",
    "dates_unreadable": "de datums zijn niet te lezen",
    "refused_by_steward": "afgekeurd door de gegevensbeheerder",
    "correction_undone": "de correctie is teruggedraaid",
}
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
MAILS = {
    "assignment": "bezoekopdracht",
    "call_off": "afzegging",
    "reminder": "herinnering aan een team",
    "escalation": "bericht over een naderende datum",
    "handover_list": "lijst met voorrang",
    "late_delivery": "bericht over een late lijst",
    "absence": "vraag over contracten die niet meer op de lijst staan",
    "quality_report": "kwaliteitsverslag",
}
HOLDS = {"arrangement": "wacht: regeling?", "guardian": "wacht: bewindvoerder?"}


def say(words: Mapping[str, str], code: str | None) -> str:
    """Return the words for a code, the code itself when there are none, nothing for no code."""
    return words.get(code, code.replace("_", " ")) if code else ""
