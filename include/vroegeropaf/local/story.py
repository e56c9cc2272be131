"""Three days of the sample month on the live stack: what corporations, teams and the clock do, in order.

Each chapter can be told again after a kill: what it does is keyed, and what it chose is written down first.
The days begin at fixed times, so that the terms of the held list fall alike whenever the story is told.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import httpx

from vroegeropaf import database
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local.sample.month import MONDAY, TUESDAY, WEDNESDAY, Month
from vroegeropaf.local.stack import Progress, Stack

FORM_LINK = re.compile(r"https?://\S+/b/[\w-]+")
HIDDEN_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
WITHDRAWING = "mitros"
DAGS = ("collect_arrears", "deduplicate_households", "assign_visits", "escalate_unvisited", "send_mail")
RUN_TIMEOUT_S = 300


@dataclass
class Story:
    """The story and how far it has been told, kept in ``story.json`` of the state folder."""

    stack: Stack
    progress: Progress
    month: Month = field(init=False)
    _file: Path = field(init=False)

    def __post_init__(self) -> None:
        self.month = Month(self.stack.region)
        self._file = self.stack.state_dir / "story.json"

    def tell(self) -> None:
        """Tell what has not been told yet; then run everything once more."""
        for name, chapter in self._chapters():
            if name not in self.notes.get("told", []):
                chapter()
                self._note(told=[*self.notes.get("told", []), name])
        self.repeat_everything()

    def _chapters(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "monday", self.monday
        yield "tuesday", self.tuesday
        yield "wednesday", self.wednesday

    # ---------------------------------------------------------------- chapters
    def monday(self) -> None:
        """Five lists arrive; the sixth corporation is late."""
        self.stack.set_today(datetime.combine(MONDAY, time(8)))
        for file in self.month.monday():
            self.stack.upload(file)
        self.progress(
            "maandag: vijf leveringen over SFTP; verzamelen, controleren, koppelen, plannen, mailen"
        )
        self._run("collect_arrears")

    def tuesday(self) -> None:
        """The late list and a corrected one arrive; one tenant has paid: its sent visit is called off."""
        self.stack.set_today(datetime.combine(TUESDAY, time(9)))
        for file in self.month.tuesday():
            self.stack.upload(file)
        chosen = self.notes.get("withdrawn") or self._choose_withdrawal()
        self._note(withdrawn=chosen)
        self.stack.upload(
            self.month.withdrawal(WITHDRAWING, chosen["tenant_no"], chosen["contract_no"], TUESDAY)
        )
        self.progress("dinsdag: de late levering, een verbeterde en een afmelding; herinneringen voor morgen")
        self._run("collect_arrears")
        self._run("escalate_unvisited")

    def wednesday(self) -> None:
        """The teams record Tuesday's visits: one arrangement, one nobody at home."""
        self.stack.set_today(datetime.combine(WEDNESDAY, time(10)))
        self.progress("woensdag: uitkomsten van dinsdag vastgelegd op het formulier")
        first, second = self._forms_of(TUESDAY)[:2]
        self._fill_in(first, result="regeling")
        self._fill_in(second, result="niet_thuis")
        self._run("deduplicate_households")
        self._run("assign_visits")
        self._run("escalate_unvisited")

    def repeat_everything(self) -> None:
        """Run every DAG again, with one file delivered again: nothing may be added."""
        self.progress("alles nog een keer: er mag niets bijkomen")
        before = self.snapshot()
        self.stack.upload(next(self.month.monday()))
        for dag in DAGS:
            self._run(dag)
        after = self.snapshot()
        self._note(again={key: after[key] - before[key] for key in before})

    # ---------------------------------------------------------------- notes
    @property
    def notes(self) -> dict[str, Any]:
        """What has been written down so far."""
        return dict(json.loads(self._file.read_text(encoding="utf-8"))) if self._file.exists() else {}

    def _note(self, **news: object) -> None:
        partial = self._file.with_suffix(".part")
        partial.write_text(json.dumps(self.notes | news, indent=2), encoding="utf-8")
        partial.replace(self._file)

    def snapshot(self) -> dict[str, int]:
        """Return the row counts of the product's tables."""
        with self.stack.engine.connect() as db:
            return {key: int(value) for key, value in database.rows(db, "local/snapshot")[0].items()}

    # ---------------------------------------------------------------- moves
    def _run(self, dag_id: str) -> None:
        """Start a DAG as its clock would, and wait until it and all that it wakes is done."""
        run_id = self.stack.airflow.trigger_dag(dag_id)
        state = self.stack.airflow.wait_run(dag_id, run_id, timeout_s=RUN_TIMEOUT_S)
        if state != "success":
            raise VroegEropafError(
                "demo_run_failed", f"{dag_id} ended as {state}; logs: {self.stack.airflow.task_logs}"
            )
        self.stack.wait_quiet(RUN_TIMEOUT_S)

    def _choose_withdrawal(self) -> dict[str, str]:
        with self.stack.engine.connect() as db:
            row = database.one(db, "local/sent_visit_to_withdraw", corporation=WITHDRAWING, day=TUESDAY)
        if row is None:
            raise VroegEropafError("demo_no_visit", f"no visit of {WITHDRAWING} after {TUESDAY} was sent")
        return dict(row)

    def _forms_of(self, day: date) -> list[str]:
        """Return the links of the day's visits as they stand in the teams' mails, in the order of the day."""
        with self.stack.engine.connect() as db:
            case_numbers = [row["case_no"] for row in database.rows(db, "local/visits_on", day=day)]
        links: dict[str, str] = {}
        for mail in read_mails(self.stack.mail_folder):
            links |= links_by_case(text_of(mail), case_numbers)
        return [links[case_no] for case_no in case_numbers if case_no in links]

    def _fill_in(self, link: str, result: str) -> None:
        """Open the form as a team member does, choose a result, save."""
        answers = {
            "regeling": {"uitkomst": "regeling"},
            "niet_thuis": {"uitkomst": "niet_thuis", "kaartje": "ja"},
        }[result]
        with httpx.Client(timeout=10) as browser:
            page = browser.get(link)
            page.raise_for_status()
            hidden = dict(HIDDEN_FIELD.findall(page.text))
            browser.post(
                link, data=hidden | answers, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True
            ).raise_for_status()


def read_mails(folder: Path) -> Iterator[EmailMessage]:
    """Yield the delivered mails, oldest first."""
    for path in sorted(folder.glob("*.eml")):
        yield BytesParser(policy=policy.default).parsebytes(path.read_bytes())


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    return "" if body is None else body.get_content()


def links_by_case(text: str, case_numbers: list[str]) -> dict[str, str]:
    """Return the form link that follows each case number in a mail's text."""
    found: dict[str, str] = {}
    current = None
    for line in text.splitlines():
        current = next((case_no for case_no in case_numbers if case_no in line), current)
        if current is not None and (match := FORM_LINK.search(line)):
            found[current] = match.group()
            current = None
    return found
