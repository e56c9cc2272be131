"""Mails about open questions: once a working day for all of them, to steward and coordinator."""

from datetime import datetime, timedelta

import linkage_rows as lab
import pytest

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.linkage import questions, reminders
from vroegeropaf.linkage.decide import decide

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=AMSTERDAM)
DAY = timedelta(days=1)
TOLD = "select message_key, recipient from core.outbox order by outbox_id"


class Desk:
    """A database with signals of two corporations, and questions that waited for so long."""

    def __init__(self, database, region, settings) -> None:
        self.engine, self.region = database, region
        self.settings = settings.model_copy(update={"airflow_url": "https://airflow.example/"})
        lab.add(
            database, *(lab.signal(contract_no=f"C{n}", surname="Zoekmerk", born_on=None) for n in range(6))
        )

    def ask(self, left: int, hours: float) -> None:
        """Let a question be that many hours old."""
        with self.engine.begin() as db:
            db.exec_driver_sql(
                "insert into core.link_question (left_signal_id, right_signal_id, guard, asked_at)"
                f" values ({left}, {left + 1}, 'x', clock_timestamp() - interval '{hours} hours')"
            )

    def age(self, hours: float) -> None:
        """Let all questions be that many hours older."""
        with self.engine.begin() as db:
            db.exec_driver_sql(
                f"update core.link_question set asked_at = asked_at - interval '{hours} hours'"
            )

    def remind(self, now: datetime) -> int:
        """Do what a collection does about them."""
        return reminders.remind(self.engine, self.region, self.settings, now)

    def told(self) -> list[tuple[str, str]]:
        """Return the keys and recipients of the mails."""
        return [(key.removeprefix("link_questions."), to) for key, to in lab.query(self.engine, TOLD)]


@pytest.fixture
def desk(database, region, settings) -> Desk:
    """A desk without questions."""
    return Desk(database, region, settings)


def test_nothing_to_ask_is_nothing_to_mail(desk):
    """Without a question, or with one of this morning, nobody is told."""
    assert desk.remind(MONDAY) == 0
    desk.ask(1, 3.9)
    assert desk.remind(MONDAY) == 0
    assert desk.told() == []


def test_the_steward_first_then_the_coordinator_too(desk):
    """Four hours, one working day; once a day each, whatever is run again, and again the next working day."""
    functions = desk.region.parties.functions
    desk.ask(1, 4.1)
    desk.ask(3, 0.1)
    assert desk.remind(MONDAY) == 1
    assert desk.remind(MONDAY + timedelta(hours=3)) == 0
    desk.age(24)
    assert desk.remind(MONDAY + DAY) == 2
    assert desk.remind(MONDAY + DAY) == 0
    assert desk.told() == [
        ("2026-03-02.steward", functions.steward),
        ("2026-03-03.steward", functions.steward),
        ("2026-03-03.coordinator", functions.coordinator),
    ]
    [(subject, text, html)] = lab.query(
        desk.engine,
        "select subject, body_text, body_html from core.outbox where message_key like '%03-02.steward'",
    )
    assert subject == "Koppelingen: 2 vragen wachten op je antwoord"
    link = "https://airflow.example/plugin/koppelingen/vroegeropaf/koppelingen"
    assert link in text
    assert link in html
    assert "de oudste sinds maandag 2 maart om 09." in text
    assert not any(word in body for body in (text, html) for word in ("Zoekmerk", "C0", "3431"))


def test_a_weekend_is_no_working_day(desk):
    """Nobody is told on a Saturday; early on Monday a question of Friday evening is no working day old."""
    desk.ask(1, 60)
    assert desk.remind(datetime(2026, 3, 7, 9, 0, tzinfo=AMSTERDAM)) == 0
    assert desk.remind(datetime(2026, 3, 9, 7, 0, tzinfo=AMSTERDAM)) == 1
    assert desk.told()[0][0] == "2026-03-09.steward"


def test_what_was_put_off_or_answered_does_not_remind(desk):
    """Until its term is over; another question reminds on its own, and is counted alone."""
    desk.ask(1, 100)
    desk.ask(3, 100)
    questions.postpone(desk.engine, (1, 2), "one", MONDAY, 1)
    decide(desk.engine, (3, 4), "same", "one")
    assert desk.remind(MONDAY) == 0
    desk.ask(5, 5)
    assert desk.remind(MONDAY) == 1
    assert lab.query(desk.engine, "select subject from core.outbox") == [
        ("Koppelingen: 1 vraag wacht op je antwoord",)
    ]
    assert desk.remind(MONDAY + DAY) == 2
