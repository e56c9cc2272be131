"""The step that checks and loads asks about absent contracts, and wakes linkage for unannounced changes."""

import shutil
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from vroegeropaf import region
from vroegeropaf.deliveries import absence, judge
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage.link import link_signals
from vroegeropaf_airflow import assets
from vroegeropaf_airflow.edge import Edge
from vroegeropaf_airflow.steps import collecting

NEXT = "huurachterstand_viveste_20260318.csv"


class Step:
    """The task body on a database in which Viveste sends full lists."""

    def __init__(self, office, settings, config_dir: Path) -> None:
        profile = config_dir / "profiles" / "viveste.yaml"
        profile.write_text(
            profile.read_text(encoding="utf-8").replace("list_kind: new_only", "list_kind: full"),
            encoding="utf-8",
        )
        self.office, self.settings = office, settings
        self.region = region.load(config_dir)
        self.now = office.now

    def fetch(self, content: bytes, name: str, days: int = 0) -> None:
        """Take a file in."""
        self.now += timedelta(days=days)
        self.office.inbox.put(name, content, self.now - timedelta(hours=1))
        self.office.fetch(self.now)

    def run(self) -> set[str]:
        """Run the step; return the names of the assets that it told."""
        events: dict[object, set] = defaultdict(set)
        world = Edge(self.settings, self.region, self.office.engine, self.now.date(), self.now)
        collecting.check_and_load(world, events)
        return {asset.name for told in events.values() for asset in told}

    def ask(self) -> None:
        """Let a list of the 16th and one of the 18th that lacks C2 come in, and be linked."""
        self.fetch(self.office.arrears(2), self.office.list_name)
        assert assets.SIGNALS.name in self.run()
        newer = self.office.arrears(1).replace(b"16-03-2026", b"18-03-2026")
        self.fetch(newer, NEXT, days=2)


@pytest.fixture
def step(office, settings, config_dir, tmp_path) -> Step:
    """A step on an empty database."""
    return Step(office, settings, Path(shutil.copytree(config_dir, tmp_path / "config")))


def test_the_step_asks_and_later_tells_of_the_answer(step, office):
    """The mail is announced at once; the answer, given on the portal, by the next collection."""
    step.ask()
    assert step.run() == {assets.SIGNALS.name, assets.OUTBOX.name}
    assert office.query("select count(*) from core.absence") == [(1,)]
    link_signals(office.engine, step.now)
    assert assets.SIGNALS.name not in step.run()
    [(delivery_id, signal_id)] = office.query("select delivery_id, signal_id from core.absence")
    absence.answer(office.engine, delivery_id, {signal_id: "betaald"}, "viveste", step.now.date())
    assert assets.SIGNALS.name in step.run()
    link_signals(office.engine, step.now)
    assert assets.SIGNALS.name not in step.run()


def test_a_file_that_breaks_the_check_keeps_no_question_back(step, office, monkeypatch):
    """One delivery broke down; what the good list lacks is asked about all the same."""
    step.ask()
    whole = judge.judge_waiting

    def broken(*arguments):
        whole(*arguments)
        raise VroegEropafError("judging_failed", "delivery 9")

    monkeypatch.setattr(judge, "judge_waiting", broken)
    with pytest.raises(VroegEropafError, match="judging_failed"):
        step.run()
    assert office.query("select count(*) from core.outbox where kind = 'absence'") == [(1,)]


def test_the_step_reminds_of_open_questions_of_linkage(step, office):
    """One mail for all questions that waited too long, announced at once; the next collection adds none."""
    step.fetch(office.arrears(2), office.list_name)
    step.run()
    with office.engine.begin() as db:
        db.exec_driver_sql(
            "insert into core.link_question (left_signal_id, right_signal_id, guard, asked_at)"
            " select min(signal_id), max(signal_id), 'x', clock_timestamp() - interval '5 hours'"
            " from core.signal"
        )
    assert assets.OUTBOX.name in step.run()
    step.run()
    mails = "select message_key from core.outbox where kind = 'link_reminder'"
    assert office.query(mails) == [(f"link_questions.{step.now.date()}.steward",)]


def test_mail_about_questions_that_fails_keeps_nothing_else_back(step, office, monkeypatch):
    """Late lists are noticed all the same; the task is red with the code of what failed."""
    from vroegeropaf.linkage import reminders

    def broken(*_):
        raise VroegEropafError("unexpected", "mail")

    monkeypatch.setattr(reminders, "remind", broken)
    with pytest.raises(VroegEropafError, match="unexpected"):
        step.run()
    step.now += timedelta(days=14)
    with pytest.raises(VroegEropafError, match="unexpected"):
        step.run()
    assert office.query("select count(*) > 0 from core.late_notice") == [(True,)]
