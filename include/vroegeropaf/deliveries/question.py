"""The Dutch words of the question about a held delivery. Pure; no personal data can get in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vroegeropaf.deliveries import legal
from vroegeropaf.deliveries.words import reason, sentence
from vroegeropaf.messages.compose import dutch_date, dutch_moment

OPTIONS = (
    ("good_rows_only", "Alleen de goede rijen laden"),
    ("accept_all", "Alle bruikbare rijen laden"),
    ("refuse", "Bestand afkeuren"),
)
DEFAULT = "good_rows_only"
WORST = 10


@dataclass(frozen=True)
class RuleCount:
    """A rule that fired and on how many rows."""

    code: str
    rows: int
    severity: str


@dataclass(frozen=True)
class Question:
    """
    What the steward reads and may answer; `default` is what we advise, and what happens at `answer_by`
    without an answer. Without `answer_by` it waits for ever.
    """

    subject: str
    body_markdown: str
    options: tuple[tuple[str, str], ...]
    default: str
    answer_by: datetime | None = None


def compose(
    delivery: Mapping[str, Any], sender: str, counts: Sequence[RuleCount], answer_by: datetime | None = None
) -> Question:
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
    answer_by
        Until when it waits before only the good rows are loaded; None: for ever.
    """
    subject = f"Levering van {sender} met peildatum {delivery['reference_on']:%d-%m-%Y} wacht op een oordeel"
    body = [*_body(delivery, sender, counts), _ending(answer_by), ""]
    return Question(subject, "\n".join(body), OPTIONS, DEFAULT, answer_by)


def _body(delivery: Mapping[str, Any], sender: str, counts: Sequence[RuleCount]) -> list[str]:
    previous = delivery["previous_rows"]
    lines = [
        f"De levering van **{sender}** met peildatum {dutch_date(delivery['reference_on'])} is aangehouden.",
        "",
        f"**Waarom:** {reason(delivery['reason'])}",
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


def _ending(answer_by: datetime | None) -> str:
    if answer_by is None:
        return "Zonder antwoord blijft het bestand wachten."
    return f"Zonder antwoord laden we op {dutch_moment(answer_by)} alleen de goede rijen."


def _weight(count: RuleCount) -> str:
    if count.code in legal.CODES:
        return "wettelijk"
    return {"critical": "ernstig", "warning": "waarschuwing"}.get(count.severity, "ter informatie")
