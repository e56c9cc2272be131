"""A quality report in Dutch: counts, rules and line numbers, no cell of the file. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vroegeropaf.deliveries import expectations, feedback_file, legal, words
from vroegeropaf.deliveries.profiles import Profile

FIRST_LINES = 20
# Nothing to correct: the row does not belong on the list.
LEAVE_OUT = frozenset({legal.NOT_A_HOME, legal.OUT_OF_AREA, legal.OBJECTION})
NOTHING_TO_DO = "U hoeft niets te doen."
LONG = "Wilt u nakijken of dit de goede export is? Is de lijst echt zo lang, neem dan contact met ons op."
AGAIN = "Wilt u het bestand verbeteren en opnieuw leveren, met dezelfde peildatum en naam ({file_name})?"
ADVICE = {
    "forbidden_column": (
        "We hebben het bestand gewist. Een BSN, rekeningnummer, nationaliteit, inkomen, gegevens over"
        " gezondheid en vrije opmerkingen hebben we niet nodig om hulp aan te bieden, en daarom mogen we ze"
        " niet bewaren. Wilt u het bestand zonder zulke kolommen opnieuw leveren, met dezelfde peildatum en"
        " naam ({file_name})? Haalt u de kolom uit de export, dan gaat het de volgende keer vanzelf goed."
    ),
    "objection_column_missing": (
        "Zonder de kolom bezwaar weten we niet of iemand bezwaar maakte tegen het doorgeven van gegevens."
        " Daarom hebben we het bestand gewist. Wilt u het met die kolom opnieuw leveren, met dezelfde"
        " peildatum en naam ({file_name})?"
    ),
    "header_missing": f"Is uw export veranderd? Laat het ons weten, dan passen we ons aan. Anders: {AGAIN}",
    "file_cut": "Misschien is het versturen afgebroken. Wilt u het bestand nog een keer leveren?",
    "companion_differs": "Wilt u het bestand en het .klaar-bestand samen opnieuw leveren?",
    "too_large": LONG,
    "too_many_rows": LONG,
    "excel_encrypted": "Wilt u het bestand zonder wachtwoord opnieuw leveren, met dezelfde peildatum?",
    "dates_unreadable": f"We lezen datums als dd-mm-jjjj. {AGAIN}",
    "future_reference_date": "Wilt u de peildatum in de naam en in het bestand nakijken, en opnieuw leveren?",
    "old_reference_date": "Wilt u een lijst met een peildatum van nu leveren?",
    "stale_reference_date": NOTHING_TO_DO,
    "already_delivered": NOTHING_TO_DO,
    "correction_undone": NOTHING_TO_DO,
    "corporation_unknown": "Klopt dat niet, neem dan contact met ons op en lever opnieuw.",
}


@dataclass(frozen=True)
class Rule:
    """A rule that fired, as its sender reads it."""

    sentence: str
    header: str
    rows: str
    lines: str


def values(
    facts: Mapping[str, Any],
    rules: Sequence[Mapping[str, Any]],
    notices: Sequence[Mapping[str, Any]],
    profile: Profile | None,
) -> dict[str, Any]:
    """
    Return what the templates ``quality_report.*`` name.

    Parameters
    ----------
    facts
        Row of ``deliveries/report_facts``.
    rules
        Rows of ``deliveries/report_rules``, worst first; their columns are canonical headers.
    notices
        Rows of ``deliveries/report_notices``; only what matters to a sender is told.
    profile
        The sender's own headers; None for the canonical ones.
    """
    faults = [rule for rule in rules if rule["severity"] == "critical"]
    warnings = [rule for rule in rules if rule["severity"] != "critical"]
    codes = {rule["rule_code"] for rule in faults}
    return {
        "file": "uw afmeldbestand" if facts["kind"] == "withdrawal" else "uw lijst",
        "file_name": facts["file_name"],
        "reference_on": facts["reference_on"],
        "outcome": _outcome(facts),
        "verdict": _verdict(facts),
        "counts": _counts(facts),
        "faults": [_rule(rule, profile) for rule in faults],
        "has_purged": bool(codes & legal.CODES),
        "warnings": [_rule(rule, profile) for rule in warnings],
        "notices": [_notice(one) for one in notices if _matters(one["code"])],
        "advice": _advice(facts, codes),
        "feedback": _feedback(facts),
    }


def rows(count: int) -> str:
    """Return e.g. "1 rij" or "1.200 rijen"."""
    return "1 rij" if count == 1 else f"{_dutch(count)} rijen"


def lines(numbers: Sequence[int], count: int) -> str:
    """Return line numbers as e.g. "regel 2, 5 en nog 7": the first ones, and how many there are besides."""
    told = f"regel {', '.join(map(str, numbers))}"
    return f"{told} en nog {_dutch(count - len(numbers))}" if count > len(numbers) else told


def _outcome(facts: Mapping[str, Any]) -> str:
    """Return the end of the subject."""
    if facts["state"] == "held":
        return "we kijken er nog naar"
    if facts["reason"] == "correction_undone":
        return "de verbetering is teruggedraaid"
    if facts["state"] == "refused":
        return "we konden het bestand niet verwerken"
    if facts["rows_rejected"]:
        return f"{rows(facts['rows_accepted'])} verwerkt, {_dutch(facts['rows_rejected'])} niet"
    return "verwerkt, dank u wel"


def _verdict(facts: Mapping[str, Any]) -> str:
    state, accepted, rejected = facts["state"], facts["rows_accepted"], facts["rows_rejected"]
    if state == "held":
        return f"We kijken er eerst zelf naar, want er viel ons iets op. {words.reason(facts['reason'])}"
    if facts["reason"] == "correction_undone":
        return "We hebben deze verbetering teruggedraaid. De lijst die er eerst was, geldt weer."
    if state == "refused":
        return f"We konden het bestand niet verwerken. {_why(facts['reason'])}"
    begin = "We hebben er eerst zelf naar gekeken. " if facts["was_held"] else ""
    if rejected:
        return f"{begin}{rows(accepted)} {_are(accepted)} verwerkt, {rows(rejected)} niet."
    if not accepted:
        return f"{begin}Er staan geen huurders in; dat hebben we zo verwerkt."
    return f"{begin}Alles is verwerkt: {rows(accepted)}."


def _why(reason: str) -> str:
    if reason == "refused_by_steward":
        return "Bij het nakijken bleek dat er te veel niet klopte."
    return words.reason(reason) if reason in words.REASONS else f"De reden heeft de code {reason}."


def _counts(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not facts["rows_read"] or facts["state"] == "accepted":
        return []
    found = [("Rijen gelezen", _dutch(facts["rows_read"]))]
    if facts["state"] == "refused":
        return found
    good, bad = ("In orde", "Niet in orde") if facts["state"] == "held" else ("Verwerkt", "Niet verwerkt")
    return [*found, (good, _dutch(facts["rows_accepted"])), (bad, _dutch(facts["rows_rejected"]))]


def _advice(facts: Mapping[str, Any], codes: set[str]) -> str:
    if facts["state"] == "held":
        return "U hoeft nu niets te doen. Zodra we klaar zijn, hoort u wat er is verwerkt."
    if facts["state"] == "refused":
        return ADVICE.get(facts["reason"], AGAIN).format(file_name=facts["file_name"])
    if not facts["rows_rejected"]:
        return NOTHING_TO_DO
    if codes - LEAVE_OUT:
        return AGAIN.format(file_name=facts["file_name"])
    return "U hoeft nu niets te doen. Wilt u deze rijen de volgende keer weglaten?"


def _feedback(facts: Mapping[str, Any]) -> str:
    """Return the name of the feedback file that comes with it; nothing when there is none (yet)."""
    if facts["state"] == "held" or not facts["rows_read"]:
        return ""
    return feedback_file.file_name(facts["corporation"], facts["reference_on"], facts["delivery_id"])


def _rule(rule: Mapping[str, Any], profile: Profile | None) -> Rule:
    column = rule["column_name"]
    return Rule(
        sentence=words.sentence(rule["rule_code"]),
        header=profile.header(column) if profile and column else column,
        rows=rows(rule["row_count"]),
        lines=lines(rule["line_nos"], rule["row_count"]),
    )


def _matters(code: str) -> bool:
    """Return whether a notice is about the file; that a check of ours could not run is our own concern."""
    return code in words.NOTICES or code in expectations.rules("file")


def _notice(notice: Mapping[str, Any]) -> str:
    told = words.notice(notice["code"])
    return f"{told} ({notice['row_count']} keer)" if notice["row_count"] else told


def _dutch(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _are(count: int) -> str:
    return "is" if count == 1 else "zijn"
