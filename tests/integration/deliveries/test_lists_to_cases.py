"""What corrections and answers do to cases and visits, through linkage, cases and planning."""

from datetime import datetime, timedelta

import pytest

from vroegeropaf.cases.update import update_cases
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import absence
from vroegeropaf.deliveries.undo import undo_correction
from vroegeropaf.linkage.link import link_signals
from vroegeropaf.linkage.waiting import is_waiting
from vroegeropaf.planning.assign import assign_visits


class House:
    """The stages after a load, as their DAGs call them, hour after hour."""

    def __init__(self, office, settings) -> None:
        self.office, self.settings = office, settings
        self.now = datetime(2026, 3, 16, 10, 0, tzinfo=AMSTERDAM)

    def deliver(self, content: bytes):
        """Deliver a list of the day."""
        self.now += timedelta(hours=1)
        return self.office.deliver(content, now=self.now).verdicts[0]

    def settle(self) -> None:
        """Link, update the cases, plan."""
        self.now += timedelta(minutes=1)
        engine, region = self.office.engine, self.office.region
        link_signals(engine, self.now)
        update_cases(engine, region, self.now.date())
        assign_visits(engine, region, self.settings, self.now.date(), self.now)

    def contracts(self) -> list[tuple[str, int, str | None]]:
        """Return per contract and case how the case stands."""
        return self.office.query(
            "select s.contract_no, c.case_id, c.close_reason from core.household_case as c"
            " inner join core.case_signal as cs using (case_id) inner join core.signal as s using (signal_id)"
            " order by c.case_id, s.contract_no"
        )

    def visits(self) -> list[tuple[int, str]]:
        """Return per case its visits' states."""
        return self.office.query("select case_id, state from core.visit order by case_id, visit_id")

    def is_waiting(self) -> bool:
        """Return whether collecting would wake the linking."""
        return is_waiting(self.office.engine)


@pytest.fixture
def house(office, settings) -> House:
    """A house on an empty database."""
    return House(office, settings)


def test_a_contract_left_out_loses_its_visit_and_undoing_gives_it_one_again(house, office):
    """The sent visit is called off by mail; after undoing, the household has a case and a visit again."""
    house.deliver(office.arrears(2))
    assert house.is_waiting()
    house.settle()
    assert not house.is_waiting()
    assert house.contracts() == [("C1", 1, None), ("C2", 2, None)]
    assert house.visits() == [(1, "sent"), (2, "sent")]

    correction = house.deliver(office.arrears(1))
    house.settle()
    assert house.contracts() == [("C1", 1, None), ("C2", 2, "signals_ended")]
    assert house.visits() == [(1, "sent"), (2, "called_off")]
    assert office.query("select count(*) from core.outbox where kind = 'call_off'") == [(1,)]
    assert office.query(
        "select detail ->> 'signals' from core.case_event where case_id = 2 and kind = 'closed'"
    ) == [('{"vervangen": 1}',)]

    undo_correction(office.engine, correction.delivery_id, "beheer", office.key)
    assert house.is_waiting()
    house.settle()
    assert not house.is_waiting()
    assert house.contracts() == [("C1", 1, None), ("C2", 2, "signals_ended"), ("C2", 3, None)]
    assert house.visits() == [(1, "sent"), (2, "called_off"), (3, "sent")]
    assert office.query(
        "select c.arrived_on = s.arrived_on, count(distinct m.household_id) from core.household_case as c"
        " inner join core.case_signal as cs using (case_id) inner join core.signal as s using (signal_id)"
        " inner join core.signal_person as m using (signal_id) where c.case_id in (2, 3) group by 1"
    ) == [(True, 1)]


def test_a_contract_that_a_case_shares_comes_and_goes_within_it(house, office):
    """Two contracts behind one door are one case: it stays open on the other, and follows both again."""
    shared = {number: {"huisnummer": "12", "huurdernummer": "H1"} for number in (1, 2)}
    house.deliver(office.arrears(2, shared, same_tenant=True))
    house.settle()
    assert house.contracts() == [("C1", 1, None), ("C2", 1, None)]
    correction = house.deliver(office.arrears(1, shared))
    house.settle()
    undo_correction(office.engine, correction.delivery_id, "beheer", office.key)
    house.settle()
    assert house.contracts() == [("C1", 1, None), ("C2", 1, None)]
    assert house.visits() == [(1, "sent")]


def test_a_case_with_an_outcome_is_not_taken_up_again_by_undoing(house, office):
    """Somebody was there and it is settled: the signal comes back, a second visit does not."""
    house.deliver(office.arrears(2))
    house.settle()
    with office.engine.begin() as db:
        db.exec_driver_sql(
            "update core.household_case set closed_on = '2026-03-16', close_reason = 'outcome'"
            " where case_id = 2"
        )
        db.exec_driver_sql(
            "insert into core.case_event (case_id, kind, detail)"
            " values (2, 'closed', '{\"reason\": \"outcome\"}')"
        )
    correction = house.deliver(office.arrears(1))
    house.settle()
    undo_correction(office.engine, correction.delivery_id, "beheer", office.key)
    house.settle()
    assert house.contracts() == [("C1", 1, None), ("C2", 2, "outcome")]


def test_an_answer_about_an_absent_contract_calls_its_visit_off(house, office):
    """The portal wakes nobody: collecting sees that linking waits, the case closes, the team gets a mail."""
    house.deliver(office.arrears(2))
    house.settle()
    with office.engine.begin() as db:
        db.exec_driver_sql(
            "insert into raw.delivery (corporation, kind, file_name, sha256, size_bytes, reference_on,"
            " arrived_at, arrived_on, state) values ('viveste', 'arrears', 'f', 'x', 1, '2026-03-17', now(),"
            " '2026-03-17', 'accepted')"
        )
        db.exec_driver_sql("insert into core.absence (delivery_id, signal_id) values (2, 1), (2, 2)")
    assert not house.is_waiting()
    given = {1: "nog_achterstand", 2: "overgedragen"}
    assert absence.answer(office.engine, 2, given, "viveste", house.now.date()) == 2
    assert house.is_waiting()
    house.settle()
    assert not house.is_waiting()
    assert house.contracts() == [("C1", 1, None), ("C2", 2, "signals_ended")]
    assert house.visits() == [(1, "sent"), (2, "called_off")]
    assert office.query("select count(*) from core.outbox where kind = 'call_off'") == [(1,)]
