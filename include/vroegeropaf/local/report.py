"""The demo's report: what the story promised beside what the database, the mailbox and Airflow hold."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table

from vroegeropaf import database
from vroegeropaf.local.stack import Stack
from vroegeropaf.local.story import Story, read_mails

# what the sample month must come to; a difference makes `make demo ONCE=1` fail
PROMISED = {
    "deliveries": 8,
    "refused": 1,
    "held": 1,
    "late": 2,
    "rejected_rows": 6,
    "signals": 52,
    "persons": 49,
    "persons_at_two_corporations": 3,
    "households": 48,
    "households_of_more_persons": 1,
    "link_questions": 1,
    "cases": 48,
    "cases_on_hold": 1,
    "visits_sent": 41,
    "visits_called_off": 1,
    "visits_planned": 6,
    "escalations_b10": 1,
    "escalations_b5": 1,
    "escalations_b2": 1,
    "escalations_crisis": 1,
    "reminders": 4,
    "attempts": 3,
    "outcomes": 1,
    "quality_reports": 8,
    "feedback_files": 6,
    "mails_sent": 42,
    "mails_waiting": 0,
    "open_questions": 1,
    "mails_delivered": 42,
    "mails_twice": 0,
    "added_by_second_run": 0,
}
LABELS = {
    "deliveries": "leveringen",
    "refused": "waarvan geweigerd",
    "held": "waarvan vastgehouden voor de gegevensbeheerder",
    "open_questions": "vragen open in Vereiste acties",
    "late": "te late corporaties opgemerkt",
    "rejected_rows": "afgekeurde rijen",
    "signals": "signalen",
    "persons": "personen",
    "persons_at_two_corporations": "personen bij twee corporaties",
    "households": "huishoudens",
    "households_of_more_persons": "huishoudens met meer personen",
    "link_questions": "twijfelgevallen voor de gegevensbeheerder",
    "cases": "zaken",
    "cases_on_hold": "zaken die op een woord wachten",
    "visits_sent": "bezoeken verstuurd aan teams",
    "visits_called_off": "verstuurde bezoeken afgezegd",
    "visits_planned": "bezoeken gepland, nog niet verstuurd",
    "escalations_b10": "escalaties aan de coördinator (B-10)",
    "escalations_b5": "escalaties aan WIL en corporatie (B-5)",
    "escalations_b2": "verzoeken om uitstel (B-2)",
    "escalations_crisis": "verzoeken om uitstel (crisis)",
    "reminders": "herinneringen",
    "attempts": "contactpogingen vastgelegd",
    "outcomes": "resultaten vastgelegd",
    "quality_reports": "kwaliteitsverslagen aan corporaties",
    "feedback_files": "terugkoppelingen in out/ van corporaties",
    "mails_sent": "mails verzonden volgens de database",
    "mails_delivered": "mails in de postbus",
    "mails_waiting": "mails die niet weg zijn",
    "mails_twice": "mails dubbel bezorgd",
    "added_by_second_run": "rijen erbij toen alles nog eens draaide",
}
NOT_BUILT_YET = (
    "terugkoppeling van resultaten aan corporaties, weekcijfers, landelijke uitvoer (report_back)",
    "bewaartermijnen opruimen (purge_expired)",
)


@dataclass(frozen=True)
class Report:
    """Counts as found, and where they differ from what was promised."""

    found: dict[str, int]
    differences: dict[str, tuple[int, int]]

    @property
    def is_good(self) -> bool:
        """Whether every stage did what the report says."""
        return not self.differences


def make(stack: Stack, story: Story) -> Report:
    """Count everything, compare, and keep the counts in ``report.json`` of the state folder."""
    with stack.engine.connect() as db:
        found = {key: int(value) for key, value in database.rows(db, "local/report_counts")[0].items()}
    mails = [str(mail["Message-ID"]) for mail in read_mails(stack.mail_folder)]
    again: Any = story.notes.get("again", {})
    found |= {
        "open_questions": stack.airflow.open_questions(),
        "mails_delivered": len(mails),
        "mails_twice": len(mails) - len(set(mails)),
        "feedback_files": len(list(stack.sftp_root.glob("*/out/terugkoppeling_*.csv"))),
        "added_by_second_run": sum(abs(number) for number in again.values()),
    }
    differences = {key: (wanted, found[key]) for key, wanted in PROMISED.items() if found[key] != wanted}
    _keep(stack.state_dir / "report.json", found)
    return Report(found, differences)


def _keep(path: Path, found: dict[str, int]) -> None:
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def show(console: Console, stack: Stack, report: Report) -> None:
    """Print the report: deliveries, counts against promises, visits, mails, what is not built yet."""
    with stack.engine.connect() as db:
        console.print(_table("Leveringen", database.rows(db, "local/report_deliveries")))
        console.print(_counts(report))
        console.print(_table("Bezoeken per team", database.rows(db, "local/report_visits")))
        console.print(_table("Zaken zonder bezoek", database.rows(db, "local/report_unassigned")))
        console.print(_table("Mails", database.rows(db, "local/report_mails")))
    console.print("[bold]Nog niet gebouwd[/]")
    for line in NOT_BUILT_YET:
        console.print(f"  - {line}", soft_wrap=True)
    for key, (wanted, found) in report.differences.items():
        console.print(f"[red]{LABELS[key]}: beloofd {wanted}, gevonden {found}[/]")


def _counts(report: Report) -> RenderableType:
    table = Table("telling", "gevonden", "beloofd", title="Van bestand tot resultaat")
    for key, label in LABELS.items():
        colour = "red" if key in report.differences else "green"
        table.add_row(label, f"[{colour}]{report.found[key]}[/]", str(PROMISED[key]))
    return table


def _table(title: str, rows: list[Any]) -> RenderableType:
    if not rows:
        return Group(f"[bold]{title}[/]: geen")
    table = Table(*rows[0].keys(), title=title)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table
