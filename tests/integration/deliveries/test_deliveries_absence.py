"""A full list asks about the contracts that it lacks: once, by mail with a form, and absence ends nothing."""

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from vroegeropaf import database, region
from vroegeropaf.deliveries import absence, review
from vroegeropaf.deliveries.undo import undo_correction
from vroegeropaf.errors import ConfigurationError, VroegEropafError

NEXT = date(2026, 3, 18)
LATER = date(2026, 3, 20)


@pytest.fixture
def full(config_dir, tmp_path) -> region.Region:
    """The example region, in which Viveste sends full lists."""
    copied = Path(shutil.copytree(config_dir, tmp_path / "config"))
    profile = copied / "profiles" / "viveste.yaml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("list_kind: new_only", "list_kind: full"),
        encoding="utf-8",
    )
    return region.load(copied)


class Desk:
    """Delivers lists of a day, asks about what they lack, and answers."""

    def __init__(self, office, covenant, settings) -> None:
        self.office = replace(office, region=covenant)
        self.settings = settings
        self.today = office.day
        self.now = office.now

    def deliver(self, *numbers: int, day: date | None = None, changes: dict | None = None):
        """Deliver the list of a day with these contracts; return its verdict."""
        day = day or self.office.day
        self.now = max(self.now + timedelta(hours=1), self.office.now + (day - self.office.day))
        self.today = self.now.date()
        header, *rows = self.office.arrears(max(numbers, default=0), changes).decode().splitlines()
        kept = [row for number, row in enumerate(rows, start=1) if number in numbers]
        content = "\r\n".join([header, *kept, ""]).replace("16-03-2026", f"{day:%d-%m-%Y}").encode()
        return self.office.deliver(content, f"huurachterstand_viveste_{day:%Y%m%d}.csv", self.now).verdicts[0]

    def ask(self) -> int:
        """Ask about absent contracts, as collecting does."""
        return absence.ask_about_absent(
            self.office.engine, self.office.region, self.settings, self.today, self.office.key
        )

    def asked(self) -> list[tuple[int, str]]:
        """Return the questions: delivery and contract."""
        return self.office.query(
            "select a.delivery_id, s.contract_no from core.absence as a inner join core.signal as s"
            " using (signal_id) order by 1, 2"
        )

    def answer(self, delivery_id: int, **answers: str) -> int:
        """Answer by contract number."""
        ids = dict(self.office.query("select contract_no, signal_id from core.signal"))
        given = {ids[contract]: said for contract, said in answers.items()}
        return absence.answer(self.office.engine, delivery_id, given, "viveste", self.today)

    def answers(self) -> list[tuple]:
        """Return the answers: delivery, contract, answer and who gave it."""
        return self.office.query(
            "select a.delivery_id, s.contract_no, a.answer, a.answered_by from core.absence as a"
            " inner join core.signal as s using (signal_id) order by 1, 2"
        )

    def signals(self) -> list[tuple]:
        """Return how each contract stands."""
        return self.office.query(
            "select contract_no, end_reason, ended_on from core.signal order by contract_no, signal_id"
        )


@pytest.fixture
def desk(office, full, settings) -> Desk:
    """A desk of a region with full lists."""
    return Desk(office, full, settings)


def test_a_full_list_asks_about_what_it_lacks(desk, office):
    """One mail with a link, no numbers of contracts in it; the signals stay open."""
    desk.deliver(1, 2, 3)
    assert desk.ask() == 0
    verdict = desk.deliver(1, day=NEXT)
    assert desk.ask() == 1
    assert desk.asked() == [(verdict.delivery_id, "C2"), (verdict.delivery_id, "C3")]
    assert {reason for _, reason, _ in desk.signals()} == {None}
    [(key, kind, recipient, subject, body, html)] = office.query(
        "select message_key, kind, recipient, subject, body_text, body_html from core.outbox"
    )
    assert (key, kind) == (f"absence.{verdict.delivery_id}", "absence")
    assert recipient == desk.office.region.parties.corporations["viveste"].contact_email
    assert subject == "Viveste: 2 contracten staan niet meer op de lijst van wo 18 mrt"
    [token] = re.findall(r"https://portal\.example/a/([\w-]{43})\s", body)
    assert f"https://portal.example/a/{token}" in html
    assert "17 april 2026" in body
    for hidden in ("C2", "H2", "Voorbeeld", "1002", "1.002"):
        assert hidden not in subject + body + html
    assert office.query("select token_hash, expires_on from core.absence_form") == [
        (absence.token_hash(token), date(2026, 4, 17))
    ]


def test_asking_again_changes_nothing(desk, office):
    """Once a list: no second form, mail or question."""
    desk.deliver(1, 2)
    desk.deliver(1, day=NEXT)
    desk.ask()
    before = [office.query(f"select * from core.{table}") for table in ("absence", "absence_form", "outbox")]
    assert desk.ask() == 0
    after = [office.query(f"select * from core.{table}") for table in ("absence", "absence_form", "outbox")]
    assert after == before


@pytest.mark.parametrize(
    "statement", ["deliveries/ask_about", "deliveries/issue_absence_form", "messages/queue"]
)
def test_a_crash_while_asking_leaves_no_half_question(desk, office, statement):
    """Questions, form and mail are one transaction; the next run asks whole."""
    desk.deliver(1, 2)
    desk.deliver(1, day=NEXT)
    wanted = database.sql(statement).text.splitlines()[0]

    def die(conn, cursor, said, parameters, context, executemany) -> None:
        if said.startswith(wanted):
            raise KeyboardInterrupt

    event.listen(office.engine, "before_cursor_execute", die)
    with pytest.raises(KeyboardInterrupt):
        desk.ask()
    event.remove(office.engine, "before_cursor_execute", die)
    for table in ("absence", "absence_form", "outbox"):
        assert office.query(f"select count(*) from core.{table}") == [(0,)]
    assert desk.ask() == 1
    assert office.query("select count(*) from core.outbox") == [(1,)]


def test_a_list_of_new_contracts_only_asks_nothing(desk, office, region):
    """Absence means nothing there, and nothing is asked about it."""
    desk.office = replace(desk.office, region=region)
    desk.deliver(1, 2)
    desk.deliver(1, day=NEXT)
    assert desk.ask() == 0
    assert desk.asked() == []


@pytest.mark.parametrize(
    "row",
    [{"achterstand": "onbekend"}, {"soort_eenheid": "garage"}, {"huurdernummer": ""}],
    ids=["fault", "purged", "tenant"],
)
def test_a_row_that_was_rejected_still_holds_its_contract(desk, row):
    """Rejected, purged or without tenant number: nobody is asked about it."""
    desk.deliver(1, 2, 3)
    verdict = desk.deliver(1, 2, day=NEXT, changes={2: row})
    desk.ask()
    assert desk.asked() == [(verdict.delivery_id, "C3")]


def test_a_held_list_asks_when_it_is_let_in(desk, office):
    """Nothing while it waits for the steward; after the answer about all that it lacks."""
    desk.deliver(*range(1, 13))
    verdict = desk.deliver(day=NEXT)
    assert verdict.verdict == "held"
    assert desk.ask() == 0
    review.apply_answer(
        office.engine, desk.office.region, verdict.delivery_id, "good_rows_only", "s", desk.today, office.key
    )
    assert desk.ask() == 1
    assert len(desk.asked()) == 12


def test_a_correction_asks_about_what_existed_before(desk):
    """What the replaced list opened ends without a question; older contracts are asked about."""
    desk.deliver(1, 2)
    desk.deliver(1, 2, 3, day=NEXT)
    verdict = desk.deliver(1, day=NEXT)
    desk.ask()
    assert desk.asked() == [(verdict.delivery_id, "C2")]
    assert desk.signals()[2][:2] == ("C3", "vervangen")


@pytest.mark.parametrize("said", ["betaald", "regeling", "overgedragen", "anders"])
def test_an_answer_ends_the_signal(desk, said):
    """As a withdrawal of that day would, with who said so."""
    desk.deliver(1, 2)
    verdict = desk.deliver(1, day=NEXT)
    desk.ask()
    assert desk.answer(verdict.delivery_id, C2=said) == 1
    assert desk.signals() == [("C1", None, None), ("C2", said, NEXT)]
    assert desk.answers() == [(verdict.delivery_id, "C2", said, "corporatie:viveste")]


def test_the_same_answers_again_change_nothing(desk, office):
    """A replay, also of an older page, moves neither signal nor record."""
    desk.deliver(1, 2, 3)
    verdict = desk.deliver(1, day=NEXT)
    desk.ask()
    given = {"C2": "betaald", "C3": "nog_achterstand"}
    assert desk.answer(verdict.delivery_id, **given) == 2
    tables = ("absence", "signal")
    before = [office.query(f"select * from core.{table} order by 1, 2") for table in tables]
    desk.today += timedelta(days=1)
    assert desk.answer(verdict.delivery_id, **given) == 0
    assert desk.answer(verdict.delivery_id, C2="nog_achterstand") == 0
    assert desk.answer(verdict.delivery_id, C2="regeling") == 0
    assert [office.query(f"select * from core.{table} order by 1, 2") for table in tables] == before


def test_what_was_kept_may_be_answered_otherwise_later(desk):
    """Still in arrears keeps the signal open, until the corporation says that it is paid."""
    desk.deliver(1, 2)
    verdict = desk.deliver(1, day=NEXT)
    desk.ask()
    desk.answer(verdict.delivery_id, C2="nog_achterstand")
    assert desk.signals()[1] == ("C2", None, None)
    assert desk.answer(verdict.delivery_id, C2="betaald") == 1
    assert desk.signals()[1] == ("C2", "betaald", NEXT)


def test_an_unanswered_question_is_asked_again_with_the_next_list(desk, office):
    """Both forms show it, and an answer on either counts for both."""
    desk.deliver(1, 2, 3)
    first = desk.deliver(1, day=NEXT).delivery_id
    desk.ask()
    second = desk.deliver(1, day=LATER, changes={1: {"achterstand": "99,00"}}).delivery_id
    assert desk.ask() == 1
    assert desk.asked() == [(first, "C2"), (first, "C3"), (second, "C2"), (second, "C3")]
    desk.answer(first, C2="betaald", C3="nog_achterstand")
    by = "corporatie:viveste"
    assert desk.answers() == [
        (first, "C2", "betaald", by),
        (first, "C3", "nog_achterstand", by),
        (second, "C2", "betaald", by),
        (second, "C3", "nog_achterstand", by),
    ]
    assert office.query("select count(*) from core.outbox") == [(2,)]


def test_what_stands_on_a_newer_list_is_not_ended_by_an_old_form(desk):
    """The contract came back: an answer about the list before says nothing about it."""
    desk.deliver(1, 2)
    first = desk.deliver(1, day=NEXT).delivery_id
    desk.ask()
    desk.deliver(1, 2, day=LATER)
    assert desk.answer(first, C2="betaald") == 0
    assert desk.signals()[1] == ("C2", None, None)


def test_a_form_about_a_correction_that_was_undone_ends_nothing(desk, office):
    """The list that lacked the contract does not count any more; the one that it replaced holds it."""
    desk.deliver(1, 2)
    desk.deliver(1, 2, day=NEXT)
    second = desk.deliver(1, day=NEXT).delivery_id
    assert desk.ask() == 1
    undo_correction(office.engine, second, "beheer", office.key)
    assert desk.answer(second, C2="betaald") == 0
    assert desk.signals()[1] == ("C2", None, None)
    assert desk.ask() == 0


def test_only_what_was_asked_can_be_answered(desk):
    """Neither a contract on the list, nor an answer that is none of ours."""
    desk.deliver(1, 2)
    verdict = desk.deliver(1, day=NEXT)
    desk.ask()
    assert desk.answer(verdict.delivery_id, C1="betaald") == 0
    with pytest.raises(VroegEropafError, match="answer_unknown"):
        desk.answer(verdict.delivery_id, C2="bezwaar")
    assert {reason for _, reason, _ in desk.signals()} == {None}


def test_nothing_is_asked_without_a_hash_key(desk):
    """Without it a purged row could not be recognised, and a tenant's landlord would be asked in vain."""
    with pytest.raises(ConfigurationError, match="hash_key_missing"):
        absence.ask_about_absent(desk.office.engine, desk.office.region, desk.settings, desk.today, "")
