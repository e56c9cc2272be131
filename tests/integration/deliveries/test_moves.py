"""A tenant who moved: the case follows within the region, and ends when the new address lies outside."""

from datetime import date, datetime, timedelta

import pytest

from vroegeropaf import workdays
from vroegeropaf.cases.update import CaseReport, update_cases
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import quality_report, review
from vroegeropaf.deliveries.undo import undo_correction
from vroegeropaf.linkage.decide import decide
from vroegeropaf.linkage.link import link_signals
from vroegeropaf.planning.assign import assign_visits

HOUTEN = {"plaats": "Houten", "postcode": "3991 AB", "huisnummer": "12"}
ONE = {"huurdernummer": "H1", "achternaam": "Voorbeeld", "geboortedatum": "04-05-1980"}
NIEUWEGEIN = {"plaats": "Nieuwegein", "postcode": "3431 AB", "huisnummer": "40"}
NEXT_DOOR = HOUTEN | {"huisnummer": "99"}
UTRECHT = {"plaats": "Utrecht", "postcode": "3511 AB", "huisnummer": "7"}


class Street:
    """Lists of Viveste day after day, and the stages behind them as their DAGs call them."""

    def __init__(self, office, settings) -> None:
        self.office, self.settings = office, settings
        self.now = datetime(2026, 3, 16, 9, 0, tzinfo=AMSTERDAM)

    def deliver(self, *rows: dict[str, str], later_days: int = 0):
        """Deliver a list so many days later, and let everything follow from it."""
        self.now += timedelta(days=later_days, hours=1)
        content = self.office.arrears(len(rows), dict(enumerate(rows, 1)))
        content = content.replace(b"16-03-2026", f"{self.now:%d-%m-%Y}".encode())
        report = self.office.deliver(content, f"huurachterstand_viveste_{self.now:%Y%m%d}.csv", self.now)
        self.settle()
        return report

    def settle(self) -> None:
        """Link, update the cases, plan; a second run of the cases finds nothing to do."""
        self.now += timedelta(minutes=1)
        engine, region = self.office.engine, self.office.region
        link_signals(engine, self.now)
        update_cases(engine, region, self.now.date())
        assign_visits(engine, region, self.settings, self.now.date(), self.now)
        assert update_cases(engine, region, self.now.date()) == CaseReport()

    def query(self, statement: str):
        """Return the rows of a query."""
        return self.office.query(statement)

    def cases(self):
        """Return (case, municipality, postcode area, close reason) of all cases."""
        return self.query(
            "select case_id, municipality, postcode4, close_reason from core.household_case order by case_id"
        )

    def visits(self):
        """Return (case, team, state) of all visits that were not given up unsent."""
        return self.query(
            "select case_id, team, state from core.visit where state <> 'superseded' order by visit_id"
        )

    def ends(self):
        """Return (contract, end reason) of all signals."""
        return self.query("select contract_no, end_reason from core.signal order by signal_id")


@pytest.fixture
def street(office, settings) -> Street:
    """A street on an empty database."""
    return Street(office, settings)


def test_a_moved_tenant_keeps_the_case_and_gets_another_team(street):
    """The sent visit is called off by mail, which names the old place; the right team goes to the new one."""
    street.deliver(HOUTEN)
    assert street.visits() == [(1, "houten", "sent")]
    arrived_on, bailiff_on = street.query("select arrived_on, bailiff_on from core.household_case")[0]
    street.deliver(NIEUWEGEIN)
    assert street.cases() == [(1, "Nieuwegein", "3431", None)]
    assert street.query("select arrived_on, bailiff_on from core.household_case") == [
        (arrived_on, bailiff_on)
    ]
    (first, (case_id, team, state)) = street.visits()
    assert first == (1, "houten", "called_off")
    assert (case_id, team[:10], state) == (1, "nieuwegein", "sent")
    ((called_off, recipient),) = street.query(
        "select body_text, recipient from core.outbox where kind = 'call_off'"
    )
    assert "Houten (3991)" in called_off
    assert recipient == "team-houten@vroegeropaf.example"
    told = street.query(
        "select recipient, body_text from core.outbox where kind = 'assignment' order by outbox_id"
    )
    assert [name.split("@")[0][:15] for name, _ in told] == ["team-houten", "team-nieuwegein"]
    assert "Nieuwegein (3431)" in told[1][1]
    street.settle()
    assert len(street.visits()) == 2


def test_a_planned_visit_of_a_moved_tenant_is_planned_anew_without_a_word(street):
    """Nobody was told yet, so nobody hears of it; also within the work of one team it is another visit."""
    street.deliver(HOUTEN, NEXT_DOOR)
    with street.office.engine.begin() as db:
        db.exec_driver_sql(
            "update core.visit set state = 'planned', sent_at = null, visit_on = visit_on + 7,"
            " starts_at = starts_at + interval '7 days'"
        )
        db.exec_driver_sql("delete from core.outbox")
    street.deliver(HOUTEN | {"postcode": "3995 AB"}, NEXT_DOOR)
    assert street.query("select count(*) from core.outbox where kind = 'call_off'") == [(0,)]
    places = "select distinct v.postcode4, c.postcode4 from core.visit as v join core.household_case as c"
    booked = "using (case_id) where v.state in ('planned', 'sent') order by 1"
    assert street.query(f"{places} {booked}") == [("3991", "3991"), ("3995", "3995")]


def test_a_corrected_house_number_calls_nothing_off(street):
    """The same postcode area: the team reads the door behind its code, the visit takes place."""
    street.deliver(HOUTEN)
    street.deliver(HOUTEN | {"huisnummer": "14"})
    assert street.visits() == [(1, "houten", "sent")]


def test_the_latest_address_is_that_of_the_case(street):
    """Another corporation still has the old address: its later lists do not send the team back there."""
    street.deliver(HOUTEN)
    with street.office.engine.begin() as db:
        db.exec_driver_sql(
            "insert into raw.delivery (corporation, kind, file_name, sha256, size_bytes, reference_on,"
            " arrived_at, arrived_on, state) values ('mitros', 'arrears', 'f', 'x', 1, '2026-03-17',"
            " now(), '2026-03-17', 'accepted')"
        )
        db.exec_driver_sql(
            "insert into core.signal (corporation, tenant_no, contract_no, initials, surname, born_on,"
            " house_number, postcode, municipality, arrears_eur, oldest_due_on, bailiff_on,"
            " is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id, last_reference_on)"
            " select 'mitros', 'M1', 'M1', initials, surname, born_on, house_number, postcode, municipality,"
            " 500, oldest_due_on, bailiff_on, true, '2026-03-17', 2, 2, '2026-03-17' from core.signal"
        )
    decide(street.office.engine, (1, 2), "same", "steward.one")
    street.settle()
    street.deliver(NIEUWEGEIN, later_days=1)
    assert street.cases() == [(1, "Nieuwegein", "3431", None)]
    with street.office.engine.begin() as db:
        db.exec_driver_sql(
            "update core.signal set last_reference_on = '2026-03-24', arrears_eur = 501"
            " where contract_no = 'M1'"
        )
    street.settle()
    assert street.cases() == [(1, "Nieuwegein", "3431", None)]


def test_a_new_contract_of_the_same_person_takes_the_case_along(street):
    """A steward knows the tenant at the other door: one case, at the new place, with the first arrival."""
    street.deliver(HOUTEN)
    moved = {"huurdernummer": "H9", "contractnummer": "C9", "huur_vanaf": "01-03-2026"}
    street.deliver(HOUTEN, NIEUWEGEIN | moved)
    ((elsewhere,),) = street.query("select signal_id from core.signal where contract_no = 'C9'")
    decide(street.office.engine, (1, elsewhere), "same", "steward.one")
    street.settle()
    assert [case for case in street.cases() if case[3] is None] == [(1, "Nieuwegein", "3431", None)]
    assert street.query("select arrived_on from core.household_case where case_id = 1") == [
        (date(2026, 3, 16),)
    ]
    booked = street.query("select team, v.postcode4 from core.visit as v where state in ('planned', 'sent')")
    assert [(team[:10], postcode4) for team, postcode4 in booked] == [("nieuwegein", "3431")]


def test_a_move_out_of_the_region_ends_signal_case_and_visit(street):
    """The row is purged, the signal ends as moved, the case as no resident; the sender hears of it."""
    street.deliver(HOUTEN, NEXT_DOOR)
    street.now = datetime(2026, 3, 17, 6, 0, tzinfo=AMSTERDAM)  # before the visit of that morning
    report = street.deliver(UTRECHT, NEXT_DOOR)
    assert report.signals_ended == 1
    assert street.ends() == [("C1", "verhuisd"), ("C2", None)]
    assert street.cases() == [(1, "Houten", "3991", "signals_ended"), (2, "Houten", "3991", None)]
    assert street.query("select case_id, end_result, pilot_outcome, recorded_by from core.outcome") == [
        (1, "geen_inwoner", "geen", "lijst")
    ]
    assert (1, "houten", "called_off") in street.visits()
    assert street.query("select code, row_count from raw.notice where code = 'moved_out'") == [
        ("moved_out", 1)
    ]
    assert street.query("select fields from raw.delivered_row where not is_accepted") == [(None,)]
    quality_report.queue_reports(street.office.engine, street.office.region)
    told = street.query("select body_text from core.outbox where kind = 'quality_report' order by outbox_id")
    assert "buiten het gebied" in told[-1][0]
    assert "er komt geen bezoek meer" in " ".join(told[-1][0].split())


def test_a_move_out_ends_only_what_the_sender_itself_reported(street):
    """Another corporation's contract of the same person stays: its case goes on, for its own door."""
    street.deliver(HOUTEN)
    with street.office.engine.begin() as db:
        db.exec_driver_sql(
            "update core.signal set corporation = 'mitros', contract_no = 'C1', tenant_no = 'H1'"
        )
    street.deliver(UTRECHT, later_days=1)
    assert street.ends() == [("C1", None)]


def test_a_person_with_another_open_contract_keeps_the_case(street):
    """One contract moved out, the other did not: the case goes on without an end result."""
    both = HOUTEN | ONE
    street.deliver(both, both)
    street.deliver(UTRECHT | ONE, both, later_days=1)
    assert street.ends() == [("C1", "verhuisd"), ("C2", None)]
    assert street.cases() == [(1, "Houten", "3991", None)]
    assert street.query("select count(*) from core.outcome") == [(0,)]
    street.now += timedelta(days=1)
    street.office.deliver(
        street.office.withdrawals(("2", "betaald"), day="18-03-2026").replace(b";H2;", b";H1;"),
        "afmelding_viveste_20260318.csv",
        street.now,
    )
    street.settle()
    assert street.cases() == [(1, "Houten", "3991", "signals_ended")]
    assert street.query("select count(*) from core.outcome") == [(0,)]  # paid: that is how it ended


@pytest.mark.parametrize("has_other", [True, False])
def test_moved_in_a_withdrawal_says_not_where_to(street, has_other):
    """The case closes with its last signal, without an end result: perhaps they live round the corner."""
    both = HOUTEN | ONE
    street.deliver(both, *([both] if has_other else []))
    street.now += timedelta(days=1)
    street.office.deliver(
        street.office.withdrawals(("1", "verhuisd")), "afmelding_viveste_20260317.csv", street.now
    )
    street.settle()
    assert street.ends()[0] == ("C1", "verhuisd")
    assert street.cases() == [(1, "Houten", "3991", None if has_other else "signals_ended")]
    assert street.query("select count(*) from core.outcome") == [(0,)]


def test_of_two_rows_of_one_tenancy_one_inside_ends_nothing(street):
    """Two addresses for one contract: which one is right is for the corporation to say."""
    street.deliver(HOUTEN)
    row = {"huurdernummer": "H1", "contractnummer": "C1"}
    street.deliver(UTRECHT | row, HOUTEN | row, later_days=1)
    assert street.ends() == [("C1", None)]


def test_a_held_list_ends_a_tenancy_when_it_is_let_in(street):
    """A list that waits says nothing yet; refused, it never does."""
    rows = [HOUTEN | {"huisnummer": str(number)} for number in range(1, 31)]
    street.deliver(*rows)
    verdict = street.deliver(UTRECHT, *rows[1:5], later_days=1).verdicts[0]
    assert verdict.reason == "rows_below_half"
    assert ("C1", "verhuisd") not in street.ends()
    office = street.office
    review.apply_answer(
        office.engine,
        office.region,
        verdict.delivery_id,
        "good_rows_only",
        "beheer",
        street.now.date(),
        office.key,
    )
    assert street.ends()[0] == ("C1", "verhuisd")
    assert street.query("select row_count from raw.notice where code = 'moved_out'") == [(1,)]


def test_a_correction_takes_a_move_back(street):
    """A wrong postcode, corrected the same day: the signal goes on; a later list opens it by itself."""
    street.deliver(HOUTEN)
    street.deliver(UTRECHT, later_days=1)
    assert street.ends() == [("C1", "verhuisd")]
    street.deliver(HOUTEN)
    assert street.ends() == [("C1", None)]
    street.deliver(UTRECHT, later_days=1)
    street.deliver(HOUTEN, later_days=1)
    assert street.ends() == [("C1", "verhuisd"), ("C1", None)]


def test_undoing_a_correction_takes_back_the_move_in_it(street):
    """The correction said Utrecht and was wrong: undone, the tenancy is open as it was."""
    street.deliver(HOUTEN, NEXT_DOOR)
    verdict = street.deliver(UTRECHT, NEXT_DOOR).verdicts[0]
    assert street.ends() == [("C1", "verhuisd"), ("C2", None)]
    undo_correction(street.office.engine, verdict.delivery_id, "beheer", street.office.key)
    street.settle()
    assert street.ends() == [("C1", None), ("C2", None)]
    assert {state for _, _, state in street.visits()} == {"sent", "called_off"}


def test_a_visit_that_began_before_the_move_stays(street):
    """The team may have been at the old door: its form counts, nothing is called off behind its back."""
    street.deliver(HOUTEN)
    ((day,),) = street.query("select visit_on from core.visit where state = 'sent'")
    street.now = datetime(day.year, day.month, day.day, 20, 0, tzinfo=AMSTERDAM)
    assert day == workdays.add(date(2026, 3, 16), 1)
    street.deliver(NIEUWEGEIN)
    assert street.visits() == [(1, "houten", "sent")]
