"""The Dutch words of the question about a held delivery. Pure; no personal data can get in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vroegeropaf.deliveries import expectations, legal
from vroegeropaf.messages.compose import dutch_date

OPTIONS = (
    ("good_rows_only", "Alleen de goede rijen laden"),
    ("accept_all", "Alle bruikbare rijen laden"),
    ("refuse", "Bestand afkeuren"),
)
DEFAULT = "good_rows_only"
WORST = 10
REASONS = {
    "rows_below_half": "Er staan minder dan half zoveel rijen in als in de vorige lijst.",
    "rows_above_triple": "Er staan meer dan drie keer zoveel rijen in als in de vorige lijst.",
    "list_empty": "De lijst is leeg, terwijl de vorige dat niet was.",
    "too_many_rejected": "Er zijn veel rijen met fouten.",
    "other_corporation": "De meeste rijen zijn volgens het bestand van een andere corporatie.",
    "check_not_run": "Een van onze controles kon niet draaien. Dat is geen fout in de gegevens.",
}
SENTENCES = {
    "width_differs": "De rij heeft meer of minder cellen dan de kopregel.",
    "other_corporation": "De rij noemt een andere corporatie.",
    "reference_date_differs": "De peildatum is anders dan in de bestandsnaam.",
    "date_unreadable": "Een datum is niet te lezen.",
    "amount_unreadable": "Een bedrag is niet te lezen.",
    "number_unreadable": "Een getal is niet te lezen.",
    "flag_unreadable": "Er staat iets anders dan J of N.",
    "postcode_unreadable": "De postcode is niet te lezen.",
    "house_number_unreadable": "Het huisnummer is niet te lezen.",
    "phone_unreadable": "Het telefoonnummer is niet te lezen.",
    "email_unreadable": "Het mailadres is niet te lezen.",
    "value_too_long": "Een cel is te lang.",
    "reason_unknown": "De reden van afmelding kennen we niet.",
    "reason_missing": "De reden van afmelding ontbreekt.",
    "not_a_home": "Geen woning; de wet gaat alleen over woningen.",
    "out_of_area": "Het adres ligt buiten het gebied van het convenant.",
    "objection": "De huurder heeft bezwaar gemaakt tegen het doorgeven.",
    "objection_unclear": "Het is niet duidelijk of de huurder bezwaar maakte.",
    "effort_missing": "Een van de vier wettelijke inspanningen is niet aangetoond.",
    "effort_after_reference_date": "Een wettelijke inspanning is gedateerd na de peildatum.",
}


@dataclass(frozen=True)
class RuleCount:
    """A rule that fired and on how many rows."""

    code: str
    rows: int
    severity: str


@dataclass(frozen=True)
class Question:
    """What the steward reads and may answer; `default` is what we advise."""

    subject: str
    body_markdown: str
    options: tuple[tuple[str, str], ...]
    default: str


def sentence(code: str) -> str:
    """Return what a rule means, in one Dutch sentence; the code itself when there is none."""
    rule = expectations.rules("rows").get(code) or expectations.rules("file").get(code)
    return rule.sentence if rule else SENTENCES.get(code, code)


def compose(delivery: Mapping[str, Any], sender: str, counts: Sequence[RuleCount]) -> Question:
    """
    Return the question about a held delivery.

    Parameters
    ----------
    delivery
        Row of ``raw.delivery`` with the counts of this and of the previous list.
    sender
        Name of the corporation.
    counts
        Rules that fired, worst first.
    """
    subject = f"Levering van {sender} met peildatum {delivery['reference_on']:%d-%m-%Y} wacht op een oordeel"
    return Question(subject, "\n".join(_body(delivery, sender, counts)), OPTIONS, DEFAULT)


def _body(delivery: Mapping[str, Any], sender: str, counts: Sequence[RuleCount]) -> list[str]:
    previous = delivery["previous_rows"]
    lines = [
        f"De levering van **{sender}** met peildatum {dutch_date(delivery['reference_on'])} is aangehouden.",
        "",
        f"**Waarom:** {REASONS.get(delivery['reason'], delivery['reason'])}",
        "",
        "| | rijen |",
        "|---|---:|",
        f"| gelezen | {delivery['rows_read']} |",
        f"| goed | {delivery['rows_accepted']} |",
        f"| afgekeurd | {delivery['rows_rejected']} |",
        f"| in de vorige lijst | {'geen vorige lijst' if previous is None else previous} |",
    ]
    if counts:
        lines += ["", "**Wat er het meest opviel**", "", "| regel | rijen | weegt |", "|---|---:|---|"]
        lines += [f"| {sentence(one.code)} | {one.rows} | {_weight(one)} |" for one in counts[:WORST]]
    return [*lines, "", "**Wat kun je doen?**", "", *_answers()]


def _answers() -> list[str]:
    labels = dict(OPTIONS)
    return [
        f"- **{labels['good_rows_only']}**: alleen rijen zonder ernstige fout worden geladen.",
        f"- **{labels['accept_all']}**: ook rijen met een fout worden geladen, als ze bruikbaar zijn. "
        "Rijen die we volgens de wet niet mogen bewaren, blijven altijd buiten.",
        f"- **{labels['refuse']}**: er wordt niets geladen; vraag de corporatie om een nieuwe levering.",
        "",
    ]


def _weight(count: RuleCount) -> str:
    if count.code in legal.CODES:
        return "wettelijk"
    return {"critical": "ernstig", "warning": "waarschuwing"}.get(count.severity, "ter informatie")
