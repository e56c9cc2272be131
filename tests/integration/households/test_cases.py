"""Cases on the real database: from linked signals to terms, merges, ends and results."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import linkage_rows as lab
import pytest
from case_work import NOW, OTHER, TODAY, book, cases, everything, record, settle, signals_of
from sqlalchemy import text

from vroegeropaf.cases.hold import release_hold
from vroegeropaf.cases.update import CaseReport, update_cases
from vroegeropaf.database import step_lock
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage.decide import decide
from vroegeropaf.linkage.link import link_signals

STRANGER = lab.signal(corporation="portaal", contract_no="C200", born_on=None)


def test_a_household_gets_one_case_and_a_rerun_changes_nothing(database, region):
    """Two signals on one tenant: one case with terms of the earliest B; a second run writes nothing."""
    lab.add(database, lab.signal(), OTHER | {"bailiff_on": date(2026, 3, 31), "is_bailiff_estimated": True})
    assert settle(database, region) == CaseReport(1, 0, 0)
    columns = (
        "case_no, municipality, postcode4, arrived_on, bailiff_on, bailiff_corporation, "
        "is_bailiff_estimated, first_visit_by_on, last_visit_by_on, offer_by_on, offer_alarm_on, "
        "is_crisis, hold_reason"
    )
    assert cases(database, columns) == [
        (
            *("VE-000001", "Nieuwegein", "3431", TODAY, date(2026, 3, 31), "portaal", True),
            *(date(2026, 3, 16), date(2026, 3, 26), date(2026, 3, 30), date(2026, 3, 23), False, None),
        )
    ]
    assert signals_of(database, 1) == [1, 2]
    before = everything(database)
    assert settle(database, region, TODAY + timedelta(days=1)) == CaseReport()
    assert everything(database) == before


def test_later_lists_join_the_case_and_restart_no_clock(database, region):
    """A signal of a week later joins; only an earlier B moves terms, from the same arrival."""
    lab.add(database, lab.signal())
    settle(database, region)
    lab.add(database, OTHER | {"arrived_on": date(2026, 3, 9), "bailiff_on": date(2026, 3, 18)})
    assert settle(database, region, date(2026, 3, 9)) == CaseReport(0, 1, 0)
    assert cases(database, "arrived_on, bailiff_on, first_visit_by_on, offer_by_on") == [
        (TODAY, date(2026, 3, 18), date(2026, 3, 11), date(2026, 3, 30))
    ]
    assert signals_of(database, 1) == [1, 2]


def test_a_case_ends_with_its_last_signal(database, region):
    """One of two signals ended: the case goes on with the other's B. Both: it closes, reasons counted."""
    lab.add(database, lab.signal(bailiff_on=date(2026, 3, 31)), OTHER)
    settle(database, region)
    lab.end(database, 1)
    assert settle(database, region) == CaseReport(0, 1, 0)
    assert cases(database, "bailiff_on, bailiff_corporation") == [(date(2026, 4, 1), "portaal")]
    lab.end(database, 2, "regeling")
    assert settle(database, region) == CaseReport(0, 0, 1)
    assert cases(database) == [(1, 1, False, "signals_ended")]
    events = "select detail -> 'signals' from core.case_event where kind = 'closed'"
    assert lab.query(database, events) == [({"betaald": 1, "regeling": 1},)]
    assert settle(database, region) == CaseReport()


def test_holds_and_their_release(database, region):
    """An arrangement holds the case until a steward releases it; a later list does not hold it again."""
    lab.add(database, lab.signal(has_arrangement=True))
    settle(database, region)
    assert cases(database, "hold_reason") == [("arrangement",)]
    with pytest.raises(VroegEropafError, match="case_not_held"):
        release_hold(database, 1, "guardian", "steward.one")
    release_hold(database, 1, "arrangement", "steward.one")
    lab.change(database, 1, arrears_eur=800)
    assert settle(database, region) == CaseReport()
    assert cases(database, "hold_reason") == [(None,)]
    lab.change(database, 1, has_guardian=True)
    settle(database, region)
    assert cases(database, "hold_reason") == [("guardian",)]


def test_merged_households_keep_the_oldest_case_and_every_attempt(database, region):
    """Two cases become one: the oldest goes on with both signals and attempts; an undo gives both back."""
    lab.add(database, lab.signal(), STRANGER | {"postcode": "3431AB", "phone": ""})
    settle(database, region)
    visit = book(database, 2)
    record(database, visit, "k1", is_reached=False)
    decide(database, (1, 2), "same", "steward.one")
    assert settle(database, region, date(2026, 3, 4)) == CaseReport(0, 1, 1)
    assert cases(database) == [(1, 1, True, None), (2, 2, False, "joined")]
    assert cases(database, "joined_into_case_id") == [(None,), (1,)]
    assert signals_of(database, 1) == [1, 2]
    assert lab.query(database, "select case_id from core.attempt") == [(1,)]
    assert settle(database, region) == CaseReport()
    decide(database, (1, 2), "different", "steward.one")
    assert settle(database, region, date(2026, 3, 5)) == CaseReport(0, 2, 0)
    assert cases(database) == [(1, 1, True, None), (2, 2, True, None)]
    assert (signals_of(database, 1), signals_of(database, 2)) == ([1], [2])
    assert lab.query(database, "select case_id from core.attempt") == [(2,)]
    assert settle(database, region) == CaseReport()


def test_the_form_of_a_joined_case_counts_for_the_case_that_goes_on(database, region):
    """A team that visited for the joined case closes the case that lives on."""
    lab.add(database, lab.signal(), STRANGER | {"postcode": "3431AB"})
    settle(database, region)
    visit = book(database, 2)
    decide(database, (1, 2), "same", "steward.one")
    settle(database, region)
    record(database, visit, "k1", end_result="advies", pilot_outcome="regeling")
    assert cases(database) == [(1, 1, False, "outcome"), (2, 2, False, "joined")]


def test_a_signal_that_left_gets_a_case_with_its_own_arrival(database, region):
    """After a split the signal that left opens a case of its own, as of its own arrival."""
    lab.add(database, lab.signal(), OTHER | {"arrived_on": date(2026, 3, 9)})
    settle(database, region)
    decide(database, (1, 2), "different", "steward.one")
    decide(database, (1, 2), "different", "steward.one", layer="household")
    assert settle(database, region, date(2026, 3, 10)) == CaseReport(1, 1, 0)
    assert cases(database, "case_id, arrived_on") == [(1, TODAY), (2, date(2026, 3, 9))]
    assert (signals_of(database, 1), signals_of(database, 2)) == ([1], [2])


def test_an_outcome_closes_the_case_and_the_same_debt_opens_none(database, region):
    """Handled debt comes back in the next list: no new case. Raised: one, as of that list."""
    lab.add(database, lab.signal())
    settle(database, region)
    record(database, book(database, 1), "k1", end_result="advies", pilot_outcome="regeling")
    assert cases(database) == [(1, 1, False, "outcome")]
    assert lab.query(database, "select state from core.visit") == [("done",)]
    with database.begin() as db:
        lab.report(db, 1, date(2026, 3, 30), 700)
    assert settle(database, region, date(2026, 3, 30)) == CaseReport()
    with database.begin() as db:
        lab.report(db, 1, date(2026, 4, 27), 1400)
    assert settle(database, region, date(2026, 4, 28)) == CaseReport(1, 0, 0)
    assert cases(database, "case_id, arrived_on, closed_on is null")[1] == (2, date(2026, 4, 27), True)


def test_not_reached_is_an_attempt_and_never_an_outcome(database, region):
    """Nobody home: the visit is done, the case goes on; an outcome on it is refused and leaves no trace."""
    lab.add(database, lab.signal())
    settle(database, region)
    visit = book(database, 1)
    before = everything(database)
    for end_result, code in (("advies", "outcome_without_contact"), ("geen_contact", "no_contact_too_early")):
        with pytest.raises(VroegEropafError) as caught:
            record(database, visit, "k1", is_reached=False, end_result=end_result)
        assert caught.value.code == code
    assert everything(database) == before
    record(database, visit, "k1", is_reached=False)
    assert cases(database) == [(1, 1, True, None)]
    assert lab.query(database, "select count(*) from core.outcome") == [(0,)]
    assert lab.query(database, "select state from core.visit") == [("done",)]
    second = book(database, 1)
    record(database, second, "k2", is_reached=False, end_result="geen_contact")
    assert cases(database) == [(1, 1, False, "outcome")]


def test_a_replay_changes_nothing_and_a_correction_holds(database, region):
    """The same key again writes nothing; a new submission is a new version, and may take the outcome back."""
    lab.add(database, lab.signal())
    settle(database, region)
    visit = book(database, 1)
    record(database, visit, "k1", end_result="advies", pilot_outcome="regeling")
    before = everything(database)
    record(database, visit, "k1", is_reached=False)
    assert everything(database) == before
    record(database, visit, "k2", end_result="vervolghulp_financieel", pilot_outcome="schuldhulp")
    holds = "select end_result, pilot_outcome from core.current_outcome"
    assert lab.query(database, holds) == [("vervolghulp_financieel", "schuldhulp")]
    assert cases(database) == [(1, 1, False, "outcome")]
    record(database, visit, "k3", is_reached=False)
    assert lab.query(database, holds) == []
    assert lab.query(database, "select submission_key from core.current_attempt") == [("k3",)]
    assert cases(database) == [(1, 1, True, None)]
    assert lab.query(database, "select count(*) from core.attempt") == [(3,)]
    assert settle(database, region) == CaseReport()


def test_a_card_beside_the_visit_corrects_nothing(database, region):
    """A card recorded after the visit's outcome leaves that outcome and the closed case as they are."""
    lab.add(database, lab.signal())
    settle(database, region)
    visit = book(database, 1)
    record(database, visit, "k1", is_reached=False, end_result="overleden")
    record(database, visit, "k2", is_reached=False, kind="kaartje")
    assert cases(database) == [(1, 1, False, "outcome")]
    assert lab.query(database, "select end_result from core.current_outcome") == [("overleden",)]


@pytest.mark.parametrize(("visit_id", "code"), [(99, "visit_unknown"), (1, "visit_superseded")])
def test_results_of_no_visit_are_refused(database, region, visit_id, code):
    """A visit that does not exist or was replanned before it was sent has no result."""
    lab.add(database, lab.signal())
    settle(database, region)
    book(database, 1, state="superseded")
    with pytest.raises(VroegEropafError) as caught:
        record(database, visit_id, "k1")
    assert caught.value.code == code


def test_an_outcome_after_the_signals_ended_is_kept(database, region):
    """The team was there, though the case had closed: both are kept, the close reason stays."""
    lab.add(database, lab.signal())
    settle(database, region)
    visit = book(database, 1)
    lab.end(database, 1)
    settle(database, region)
    record(database, visit, "k1", end_result="zelf_betaald_of_regeling", pilot_outcome="betaald")
    assert cases(database) == [(1, 1, False, "signals_ended")]
    assert lab.query(database, "select end_result from core.current_outcome") == [
        ("zelf_betaald_of_regeling",)
    ]


def test_two_processes_at_once(database, region):
    """Two runs at the same moment open the case once."""
    lab.add(database, lab.signal())
    link_signals(database, NOW)
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: update_cases(database, region, TODAY), range(2)))
    assert sorted(report.opened for report in reports) == [0, 1]


def test_a_kill_half_way_loses_nothing(database, region):
    """A run that dies at its last statement leaves no trace, and the next run does the whole work."""
    lab.add(database, lab.signal())
    link_signals(database, NOW)
    with database.begin() as db:
        db.execute(text("alter table core.case_event add constraint broken check (event_id < 0)"))
    with pytest.raises(Exception, match="broken"):
        update_cases(database, region, TODAY)
    assert cases(database) == []
    with database.begin() as db:
        db.execute(text("alter table core.case_event drop constraint broken"))
    assert update_cases(database, region, TODAY) == CaseReport(1, 0, 0)


def test_a_household_that_was_merged_wrongly_is_not_done_with_the_other(database, region):
    """The outcome was of the tenant next door: when the link is undone, this household gets its own case."""
    lab.add(database, lab.signal(), OTHER)
    settle(database, region)
    record(database, book(database, 1), "k1", end_result="advies", pilot_outcome="geen")
    assert settle(database, region) == CaseReport()
    for layer in ("person", "household"):
        decide(database, (1, 2), "different", "steward.one", layer=layer)
    assert settle(database, region, date(2026, 3, 10)) == CaseReport(1, 0, 0)
    assert cases(database, "case_id, closed_on is null, arrived_on") == [(1, False, TODAY), (2, True, TODAY)]
    assert signals_of(database, 2) == [2]
    assert settle(database, region, date(2026, 3, 11)) == CaseReport()


@pytest.mark.parametrize("arrived_on", [TODAY, date(2026, 2, 27)])
def test_a_debt_raised_by_a_list_that_was_let_in_after_the_outcome_is_taken_up(database, region, arrived_on):
    """The list came the same day, or was held until after the outcome: what counts is what was known then."""
    lab.add(database, lab.signal())
    settle(database, region)
    record(database, book(database, 1), "k1", end_result="advies", pilot_outcome="geen")
    with database.begin() as db:
        db.execute(text("update raw.delivery set sha256 = 'first'"))
        lab.report(db, 1, arrived_on, 1400)
    assert settle(database, region) == CaseReport(1, 0, 0)
    assert cases(database, "case_id, arrived_on, closed_on is null")[1] == (2, arrived_on, True)


def test_cases_wait_for_a_linking_that_is_under_way(database, region):
    """Households that merge while cases are updated would be read half before and half after it."""
    with database.begin() as db, step_lock(db, "link"), ThreadPoolExecutor(1) as pool:
        run = pool.submit(update_cases, database, region, TODAY)
        with pytest.raises(TimeoutError):
            run.result(timeout=0.5)
        db.rollback()
        assert run.result(timeout=10) == CaseReport()
