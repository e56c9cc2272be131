"""A list of the same day replaces the one before, and can be undone, to the last column."""

import random
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from typer.testing import CliRunner

from vroegeropaf import cli, database
from vroegeropaf.deliveries import review
from vroegeropaf.deliveries.undo import Undone, undo_correction
from vroegeropaf.errors import VroegEropafError

NEXT = "huurachterstand_viveste_20260318.csv"
WITHDRAWAL = "afmelding_viveste_20260317.csv"
UNREADABLE = {"achterstand": "onbekend"}


def lines(office, *numbers: int, changes: dict | None = None, day: bytes = b"16-03-2026") -> bytes:
    """Return a list that holds these contracts only."""
    most = max(numbers, default=0)
    header, *rows = office.arrears(most, changes).decode().splitlines()
    kept = [row for number, row in enumerate(rows, start=1) if number in numbers]
    return ("\r\n".join([header, *kept]) + "\r\n").encode().replace(b"16-03-2026", day)


class Desk:
    """Delivers one file an hour and remembers the ids."""

    def __init__(self, office) -> None:
        self.office, self.now = office, office.now

    def deliver(self, content: bytes, name: str | None = None, days: int = 0):
        """Deliver a file; return its verdict and the report."""
        self.now += timedelta(days=days, hours=1)
        report = self.office.deliver(content, name or self.office.list_name, self.now)
        return report.verdicts[0], report

    def correct(self, *numbers: int, changes: dict | None = None) -> int:
        """Deliver a list of the 16th that is accepted; return its id."""
        verdict, _ = self.deliver(lines(self.office, *numbers, changes=changes))
        assert verdict.verdict.startswith("accepted")
        return verdict.delivery_id

    def undo(self, delivery_id: int) -> Undone:
        """Undo a correction."""
        return undo_correction(self.office.engine, delivery_id, "beheer", self.office.key)

    def ends(self) -> dict[str, str | None]:
        """Return how each contract's latest signal stands."""
        return dict(self.office.query("select contract_no, end_reason from core.signal order by signal_id"))

    def signals(self) -> dict[int, dict]:
        """Return all columns of all signals but the time of the latest change."""
        found = self.office.query("select signal_id, to_jsonb(s) - 'updated_at' from core.signal as s")
        return dict(found)


@pytest.fixture
def desk(office) -> Desk:
    """A desk on an empty database."""
    return Desk(office)


def test_what_a_correction_does_not_hold_ends(desk, office):
    """What only the replaced list held ends on the day it describes; the rest follows the correction."""
    first = desk.correct(1, 2, 3)
    verdict, report = desk.deliver(lines(office, 1, 4, changes={1: {"achterstand": "77,00"}}))
    assert (report.signals_opened, report.signals_updated, report.signals_ended) == (1, 1, 2)
    assert desk.ends() == {"C1": None, "C2": "vervangen", "C3": "vervangen", "C4": None}
    assert office.query("select distinct ended_on::text from core.signal where ended_on is not null") == [
        ("2026-03-16",)
    ]
    assert office.query("select arrears_eur::text from core.signal where contract_no = 'C1'") == [("77.00",)]
    assert office.query(
        "select replaces_delivery_id from raw.delivery where delivery_id = :id", id=verdict.delivery_id
    ) == [(first,)]
    assert office.query("select row_count from raw.notice where code = 'replaced_signals'") == [(2,)]


def test_contracts_from_before_the_replaced_list_stay(desk, office):
    """A contract that an earlier day's list opened does not end because a correction lacks it."""
    desk.deliver(lines(office, 1, 2, day=b"13-03-2026"), "huurachterstand_viveste_20260313.csv")
    desk.correct(1, 2, 3)
    desk.correct(2)
    assert desk.ends() == {"C1": None, "C2": None, "C3": "vervangen"}


@pytest.mark.parametrize(
    "row", [UNREADABLE, {"soort_eenheid": "garage"}, {"huurdernummer": ""}], ids=["fault", "purged", "tenant"]
)
def test_a_row_that_was_rejected_still_holds_its_contract(desk, row):
    """Rejected, purged, or without tenant number: the row is there, so the contract is not absent."""
    desk.correct(1, 2, 3)
    desk.correct(1, 2, changes={2: row})
    assert desk.ends() == {"C1": None, "C2": None, "C3": "vervangen"}


def test_a_row_without_contract_number_may_be_any_of_the_absent(desk, office):
    """Then nothing ends, and the notice says how many contracts stayed for it."""
    desk.correct(1, 2, 3)
    desk.correct(1, 2, changes={2: {"contractnummer": ""}})
    assert desk.ends() == {"C1": None, "C2": None, "C3": None}
    assert office.query("select row_count from raw.notice where code = 'replacement_unclear'") == [(2,)]


def test_an_empty_correction_ends_all_that_the_list_opened(desk):
    """A header alone, not held: nobody is behind with the rent after all."""
    desk.correct(1, 2)
    desk.correct()
    assert set(desk.ends().values()) == {"vervangen"}


def test_a_held_correction_does_nothing_until_it_is_answered(desk, office):
    """An empty one after twelve rows asks first; the steward's yes ends them, a no leaves all as it was."""
    desk.correct(*range(1, 13))
    before = desk.signals()
    verdict, report = desk.deliver(lines(office))
    assert (verdict.reason, report.signals_ended) == ("list_empty", 0)
    assert desk.signals() == before
    review.apply_answer(
        office.engine, office.region, verdict.delivery_id, "good_rows_only", "steward", office.day, office.key
    )
    assert set(desk.ends().values()) == {"vervangen"}
    desk.undo(verdict.delivery_id)
    assert desk.signals() == before


def test_a_list_of_another_day_replaces_nothing(desk, office):
    """A newer list leaves what it does not hold alone, and is no correction to undo."""
    desk.correct(1, 2)
    verdict, report = desk.deliver(lines(office, 1, day=b"18-03-2026"), NEXT, days=2)
    assert report.signals_ended == 0
    assert desk.ends() == {"C1": None, "C2": None}
    with pytest.raises(VroegEropafError, match="not_a_correction"):
        desk.undo(verdict.delivery_id)
    with pytest.raises(VroegEropafError, match="not_a_correction"):
        desk.undo(999)


def test_an_older_list_that_is_let_in_late_replaces_nothing(desk, office):
    """It was held while its correction was accepted: the correction's word stands."""
    held, _ = desk.deliver(office.arrears(20, {number: UNREADABLE for number in range(11, 17)}))
    assert held.verdict == "held"
    desk.correct(*range(1, 16), changes={1: {"achterstand": "77,00"}})
    review.apply_answer(
        office.engine, office.region, held.delivery_id, "good_rows_only", "steward", office.day, office.key
    )
    assert set(desk.ends().values()) == {None}
    assert office.query("select arrears_eur::text from core.signal where contract_no = 'C1'") == [("77.00",)]
    with pytest.raises(VroegEropafError, match="not_a_correction"):
        desk.undo(held.delivery_id)


def test_undoing_brings_back_what_was_before(desk, office):
    """Ended signals are open, amounts are back, what it opened ends, and the old list is the last one."""
    first = desk.correct(1, 2, 3)
    before = desk.signals()
    second = desk.correct(1, 4, changes={1: {"achterstand": "77,00", "datum_overdracht": "20-05-2026"}})
    assert desk.undo(second) == Undone(restored=3, ended=1)
    after = desk.signals()
    assert {one: after[one] for one in before} == before
    assert desk.ends()["C4"] == "vervangen"
    assert office.query(
        "select state, reason, undone_by, undone_at is not null, rows_accepted, rows_rejected"
        " from raw.delivery where delivery_id = :id",
        id=second,
    ) == [("refused", "correction_undone", "beheer", True, 0, 2)]
    assert office.query("select distinct delivery_id from core.signal_report") == [(first,)]
    assert office.query("select count(*) from core.signal_before") == [(0,)]


def test_a_second_undoing_changes_nothing(desk, office):
    """Neither a signal nor the name of who undid it first."""
    desk.correct(1, 2)
    second = desk.correct(1)
    desk.undo(second)
    before = office.query("select * from raw.delivery order by 1"), office.query("select * from core.signal")
    assert undo_correction(office.engine, second, "een ander", office.key) == Undone()
    after = office.query("select * from raw.delivery order by 1"), office.query("select * from core.signal")
    assert after == before


def test_the_bytes_of_an_undone_correction_are_not_taken_again(desk, office):
    """Somebody decided about those bytes; another file of the day is a correction of the first list again."""
    first = desk.correct(1, 2)
    desk.undo(desk.correct(1))
    office.deliver(lines(office, 1), now=desk.now + timedelta(hours=2))
    assert desk.ends() == {"C1": None, "C2": None}
    third = desk.correct(2)
    assert office.query(
        "select replaces_delivery_id from raw.delivery where delivery_id = :id", id=third
    ) == [(first,)]
    assert desk.ends() == {"C1": "vervangen", "C2": None}


AMOUNTS = {1: {"achterstand": "77,00"}, 2: {"bezwaar": "N"}}


def open_now(office) -> list[tuple[str, str, str]]:
    """Return contract, amount and first arrival of the open signals."""
    return office.query(
        "select contract_no, arrears_eur::text, arrived_on::text from core.signal"
        " where ended_on is null order by 1"
    )


def test_the_first_list_again_takes_back_its_correction(desk, office):
    """A, B, A: the sender means A after all. The signals are as after A alone, and it can be undone."""
    first, second = lines(office, 1, 2, 3), lines(office, 1, 4, changes=AMOUNTS)
    desk.deliver(first)
    alone = open_now(office)
    wrong, _ = desk.deliver(second)
    corrected = desk.signals()
    again, _ = desk.deliver(first)
    assert again.verdict == "accepted"
    assert open_now(office) == alone
    assert desk.ends()["C4"] == "vervangen"
    assert office.query(
        "select replaces_delivery_id, came_after_id from raw.delivery where delivery_id = :id",
        id=again.delivery_id,
    ) == [(wrong.delivery_id, wrong.delivery_id)]
    desk.undo(again.delivery_id)
    assert desk.signals() == corrected
    assert desk.office.deliver(first, now=desk.now + timedelta(hours=2)).verdicts == ()  # somebody decided


def test_the_correction_again_is_the_correction_again(desk, office):
    """A, B, A, B: the last word counts, each time it is another one than the last."""
    first, second = lines(office, 1, 2, 3), lines(office, 1, 4, changes=AMOUNTS)
    desk.deliver(first)
    alone = open_now(office)
    desk.deliver(second)
    corrected = open_now(office)
    for content, expected in ((first, alone), (second, corrected), (first, alone)):
        desk.deliver(content)
        assert open_now(office) == expected
    assert office.query("select count(*), count(distinct sha256) from raw.delivery") == [(5, 2)]


def test_the_same_list_again_is_no_delivery(desk, office):
    """A, A: one delivery. A, B, A, A: three. What is said twice without another word between is one word."""
    first, second = lines(office, 1, 2, 3), lines(office, 1, 4)
    for content, count in ((first, 1), (first, 1), (second, 2), (second, 2), (first, 3), (first, 3)):
        office.deliver(content, now=desk.now)
        desk.now += timedelta(hours=1)
        assert office.query("select count(*) from raw.delivery") == [(count,)]


def test_the_first_list_again_while_its_correction_waits_is_the_last_word(desk, office):
    """The correction is held; the sender sends the first list again, and a late answer changes no amount."""
    desk.deliver(office.arrears(20))
    wrong = {number: UNREADABLE for number in range(11, 17)} | {1: {"achterstand": "77,00"}}
    held, _ = desk.deliver(office.arrears(20, wrong))
    again, _ = desk.deliver(office.arrears(20))
    assert (held.verdict, again.verdict) == ("held", "accepted")
    review.apply_answer(
        office.engine, office.region, held.delivery_id, "good_rows_only", "steward", office.day, office.key
    )
    assert open_now(office)[0][:2] == ("C1", "1001.50")
    assert len(open_now(office)) == 20


def test_the_first_list_again_after_a_list_of_a_later_day_is_stale(desk, office):
    """It is told so, instead of passed over in silence; the later list stands."""
    first = lines(office, 1, 2, 3)
    desk.deliver(first)
    desk.deliver(lines(office, 1))
    desk.deliver(lines(office, 1, day=b"18-03-2026"), NEXT, days=2)
    before = desk.signals()
    again, _ = desk.deliver(first)
    assert (again.verdict, again.reason) == ("refused", "stale_reference_date")
    assert desk.signals() == before


def test_an_objection_outlives_the_first_list_again(desk, office):
    """Said in the correction: the list that did not know of it does not open the contract."""
    first = lines(office, 1, 2)
    desk.deliver(first)
    desk.deliver(lines(office, 1, 2, changes={1: {"bezwaar": "J"}}))
    desk.deliver(first)
    assert desk.ends() == {"C1": "bezwaar", "C2": None}


@pytest.mark.parametrize(
    "statement", ["came_between", "insert_delivery", "mark_fetched", "take", "reopen_signals", "end_replaced"]
)
def test_a_crash_while_the_first_list_comes_again_loses_nothing(desk, office, statement):
    """Killed while taking in or judging: the next run does the whole of it, once."""
    first, second = lines(office, 1, 2, 3), lines(office, 1, 4, changes=AMOUNTS)
    desk.deliver(first)
    alone = open_now(office)
    desk.deliver(second)
    heal = crash_at(office.engine, f"deliveries/{statement}")
    with pytest.raises(KeyboardInterrupt):
        desk.deliver(first)
    heal()
    office.fetch(desk.now)
    office.judge(desk.now.date())
    office.tidy()
    assert open_now(office) == alone
    assert office.query("select count(*) from raw.delivery") == [(3,)]
    assert office.inbox.files == {}


def test_a_chain_is_undone_from_its_end(desk):
    """The correction of a correction replaces the whole day; only the latest can be undone, one by one."""
    desk.correct(1, 2, 3)
    states = [desk.signals()]
    second = desk.correct(1, 2, 4)
    states.append(desk.signals())
    third = desk.correct(1, 5)
    assert desk.ends() == {"C1": None, "C2": "vervangen", "C3": "vervangen", "C4": "vervangen", "C5": None}
    with pytest.raises(VroegEropafError, match="correction_superseded"):
        desk.undo(second)
    for delivery_id, state in ((third, states[1]), (second, states[0])):
        desk.undo(delivery_id)
        after = desk.signals()
        assert {one: after[one] for one in state} == state


def test_a_correction_that_was_replaced_cannot_be_undone_even_when_nothing_was_touched(desk):
    """The later one holds the same contracts in rows that were rejected: the day is its own all the same."""
    desk.correct(1, 2)
    second = desk.correct(1)
    desk.correct(1, changes={1: UNREADABLE})
    with pytest.raises(VroegEropafError, match="correction_superseded"):
        desk.undo(second)


def test_a_contract_that_comes_back_is_the_signal_it_was(desk, office):
    """Left out by one correction, back in the next: the same signal, open, with its first arrival."""
    desk.correct(1, 2)
    desk.correct(1)
    before = desk.signals()
    third = desk.correct(1, 2, changes={2: {"achterstand": "88,00"}})
    assert office.query("select contract_no, end_reason, arrears_eur::text from core.signal order by 1") == [
        ("C1", None, "1001.50"),
        ("C2", None, "88.00"),
    ]
    desk.undo(third)
    assert desk.signals() == before


def test_a_contract_that_an_undone_correction_opened_can_come_back(desk):
    """It ended with the undoing; the next correction opens the same signal again."""
    desk.correct(1)
    desk.undo(desk.correct(1, 2))
    assert desk.ends() == {"C1": None, "C2": "vervangen"}
    desk.correct(1, 2, changes={1: {"achterstand": "66,00"}})
    assert desk.ends() == {"C1": None, "C2": None}
    assert len(desk.signals()) == 2


def test_a_contract_that_was_left_out_may_come_back_on_a_newer_list(desk, office):
    """Its end on the 16th does not block the list of the 18th."""
    desk.correct(1, 2)
    desk.correct(1)
    _, report = desk.deliver(lines(office, 1, 2, day=b"18-03-2026"), NEXT, days=2)
    assert report.signals_opened == 1
    assert desk.ends() == {"C1": None, "C2": None}


@pytest.mark.parametrize("reason", ["betaald", "bezwaar"])
def test_a_withdrawal_in_between_holds(desk, office, reason):
    """Paid after the list and before its correction: neither correcting nor undoing opens it again."""
    desk.correct(1, 2, 3)
    desk.deliver(office.withdrawals(("1", reason)), WITHDRAWAL, days=1)
    before = desk.signals()
    second = desk.correct(1, 2)
    assert desk.ends() == {"C1": reason, "C2": None, "C3": "vervangen"}
    desk.undo(second)
    assert desk.signals() == before


def test_a_withdrawal_of_a_contract_that_was_left_out_holds_too(desk, office):
    """Nothing to end when it came; still it is not opened again by the next correction or by undoing."""
    desk.correct(1, 2)
    second = desk.correct(1)
    desk.deliver(office.withdrawals(("2", "betaald")), WITHDRAWAL, days=1)
    with pytest.raises(VroegEropafError, match="correction_superseded"):
        desk.undo(second)
    desk.correct(1, 2, changes={1: {"achterstand": "66,00"}})
    assert desk.ends() == {"C1": None, "C2": "vervangen"}


def test_an_objection_on_a_correction_outlives_its_undoing(desk):
    """The law knows no undoing: the objector's signal stays ended, the others come back."""
    desk.correct(1, 2, 3)
    desk.undo(desk.correct(1, 2, changes={1: {"bezwaar": "J"}}))
    assert desk.ends() == {"C1": "bezwaar", "C2": None, "C3": None}


def answer(office, contract: str) -> None:
    """End an open signal as an answer of the corporation does."""
    ending = "update core.signal set ended_on = '2026-03-18', end_reason = 'anders'"
    with office.engine.begin() as db:
        db.execute(text(f"{ending} where contract_no = :no and ended_on is null"), {"no": contract})


@pytest.mark.parametrize("later", ["list", "withdrawal", "answer", "contract anew", "ended anew"])
def test_what_was_touched_since_cannot_be_undone(desk, office, later):
    """A later list, withdrawal or answer about one of its contracts stands; the refusal has a code."""
    desk.correct(1, 2)
    second = desk.correct(1)
    if later == "withdrawal":
        desk.deliver(office.withdrawals(("1", "betaald")), WITHDRAWAL, days=1)
    elif later == "answer":
        answer(office, "C1")
    else:
        desk.deliver(lines(office, 1 if later == "list" else 2, day=b"18-03-2026"), NEXT, days=2)
        if later == "ended anew":
            answer(office, "C2")
    before = desk.signals()
    with pytest.raises(VroegEropafError, match="correction_superseded"):
        desk.undo(second)
    assert desk.signals() == before


def test_a_later_list_that_leaves_its_contracts_alone_does_not_matter(desk, office):
    """Undoing is about the signals, not about the calendar."""
    desk.correct(1, 2)
    before = desk.signals()
    second = desk.correct(1)
    desk.deliver(lines(office, 7, day=b"18-03-2026"), NEXT, days=2)
    desk.undo(second)
    after = desk.signals()
    assert {one: after[one] for one in before} == before


def crash_at(engine, statement: str) -> Callable[[], None]:
    """Let the process die before this statement file; return how to end that."""
    wanted = database.sql(statement).text.splitlines()[0]

    def die(conn, cursor, said, parameters, context, executemany) -> None:
        if said.startswith(wanted):
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", die)
    return lambda: event.remove(engine, "before_cursor_execute", die)


@pytest.mark.parametrize("statement", ["reopen_signals", "end_replaced", "remember_opened"])
def test_a_crash_while_correcting_leaves_nothing_behind(desk, office, statement):
    """It is one transaction: the delivery still waits, and the next run does the whole of it."""
    desk.correct(1, 2, 4)
    desk.correct(1, 2)
    before, remembered = desk.signals(), office.query("select * from core.signal_before")
    heal = crash_at(office.engine, f"deliveries/{statement}")
    with pytest.raises(KeyboardInterrupt):
        desk.correct(1, 3, 4)
    heal()
    assert desk.signals() == before
    assert office.query("select * from core.signal_before") == remembered
    office.judge(desk.now.date())
    assert desk.ends() == {"C1": None, "C2": "vervangen", "C3": None, "C4": None}


@pytest.mark.parametrize("statement", ["restore_signals", "forget_reports", "mark_undone"])
def test_a_crash_while_undoing_leaves_nothing_behind(desk, office, statement):
    """The correction stands whole, and can be undone whole."""
    desk.correct(1, 2)
    before = desk.signals()
    second = desk.correct(1, 3)
    corrected = desk.signals()
    heal = crash_at(office.engine, f"deliveries/{statement}")
    with pytest.raises(KeyboardInterrupt):
        desk.undo(second)
    heal()
    assert desk.signals() == corrected
    desk.undo(second)
    after = desk.signals()
    assert {one: after[one] for one in before} == before


def test_undoing_restores_every_column(office):
    """A column that is added to the signals must be given back too."""
    columns = {
        column
        for (column,) in office.query(
            "select column_name::text from information_schema.columns"
            " where table_schema = 'core' and table_name = 'signal'"
        )
    }
    restored = set(re.findall(r"^    (\w+) = w\.\1", database.sql("deliveries/restore_signals").text, re.M))
    assert columns - restored == {"signal_id", "updated_at"}


@pytest.mark.parametrize("seed", range(6))
def test_correcting_and_undoing_is_as_if_nothing_happened(desk, office, seed):
    """Whatever the lists hold, undoing a chain from its end gives each state back, in every column."""
    dice = random.Random(seed)
    words = ["achterstand", "achternaam", "datum_overdracht", "betalingsregeling"]

    def some_list(day: bytes = b"16-03-2026") -> bytes:
        """Ten to thirteen contracts, some changed, a few that cannot be read or kept."""
        numbers = dice.sample(range(1, 15), dice.randint(10, 13))
        changes: dict[int, dict[str, str]] = {}
        for number in dice.sample(numbers, 5):
            word = dice.choice(words[:3])
            values = {"achterstand": f"{dice.randint(50, 900)},25", "achternaam": f"Ander{number}"}
            changes[number] = {word: values.get(word, f"{dice.randint(10, 28)}-05-2026")}
        for number in dice.sample(numbers, 2):
            changes[number] = dice.choice([UNREADABLE, {"soort_eenheid": "garage"}, {"postcode": "1012 AB"}])
        return lines(office, *numbers, changes=changes, day=day)

    desk.deliver(some_list(b"13-03-2026"), "huurachterstand_viveste_20260313.csv")
    desk.deliver(some_list())
    desk.deliver(
        office.withdrawals(*((str(number), "betaald") for number in dice.sample(range(1, 15), 2))),
        WITHDRAWAL,
        days=1,
    )
    corrections = []
    for _ in range(3):
        before = desk.signals()
        verdict, _ = desk.deliver(some_list())
        assert verdict.verdict.startswith("accepted")
        corrections.append((verdict.delivery_id, before))
    for delivery_id, before in reversed(corrections):
        desk.undo(delivery_id)
        after = desk.signals()
        assert {one: after[one] for one in before} == before
        opened = [row for one, row in after.items() if one not in before]
        assert {row["end_reason"] for row in opened} <= {"vervangen"}
    assert office.query(
        "select count(*) from (select 1 from core.signal where ended_on is null"
        " group by contract_no, tenant_no having count(*) > 1) as twice"
    ) == [(0,)]


def test_the_command_undoes_a_correction(desk, settings, monkeypatch):
    """`vroegeropaf undo-correction ID --undone-by NAME`; what is none is told with its code."""
    monkeypatch.setattr(cli, "settings", lambda: settings)
    desk.correct(1, 2)
    second = desk.correct(1)
    done = CliRunner().invoke(cli.app, ["undo-correction", str(second), "--undone-by", "beheer"])
    assert (done.exit_code, done.output.split(",")[0]) == (0, "2 signals are what they were")
    assert desk.ends() == {"C1": None, "C2": None}
    wrong = CliRunner().invoke(cli.app, ["undo-correction", "999", "--undone-by", "beheer"])
    assert isinstance(wrong.exception, VroegEropafError)
    assert wrong.exception.code == "not_a_correction"
