"""What came earlier, was refused, or was said about a contract while its list still waited."""

import hashlib
import json
from datetime import timedelta

import pytest

from vroegeropaf.deliveries import review

NEXT = "huurachterstand_viveste_20260318.csv"
BAD = {"achterstand": "onbekend"}


def hold(office, rows: int = 20) -> int:
    """Deliver a list of the 16th that is held; return its id."""
    report = office.deliver(office.arrears(rows, {number: dict(BAD) for number in range(11, 17)}))
    assert report.verdicts[0].verdict == "held"
    return report.verdicts[0].delivery_id


def accept(office, delivery_id: int) -> None:
    """Let the steward take all usable rows."""
    review.apply_answer(
        office.engine, office.region, delivery_id, "accept_all", "steward", office.day, office.key
    )


def open_contracts(office) -> set[str]:
    """Return the contracts with an open signal."""
    return {
        contract for (contract,) in office.query("select contract_no from core.signal where ended_on is null")
    }


def test_a_refused_file_that_comes_again_is_judged_again(office):
    """The list was good and its marker wrong: sent again with a right marker, the same bytes count."""
    content = office.arrears(2)
    marker = office.list_name + ".klaar"
    office.inbox.put(marker, json.dumps({"rijen": 5}).encode())
    assert office.deliver(content).verdicts[0].reason == "companion_differs"
    later = office.now + timedelta(hours=2)
    right = {"rijen": 2, "sha256": hashlib.sha256(content).hexdigest()}
    office.inbox.put(marker, json.dumps(right).encode(), later)
    office.inbox.put(office.list_name, content, later)
    assert len(office.fetch(later).delivery_ids) == 1
    assert [verdict.verdict for verdict in office.judge().verdicts] == ["accepted"]
    assert open_contracts(office) == {"C1", "C2"}
    assert office.tidy() == 1
    assert office.inbox.files == {}
    assert office.query("select count(*) from raw.delivery") == [(1,)]


def test_a_steward_said_no_and_the_same_file_again_changes_nothing(office):
    """A person's refusal stands for those bytes."""
    delivery_id = hold(office)
    review.apply_answer(
        office.engine, office.region, delivery_id, "refuse", "steward", office.day, office.key
    )
    later = office.now + timedelta(hours=2)
    content = office.arrears(20, {number: dict(BAD) for number in range(11, 17)})
    assert office.deliver(content, now=later).verdicts == ()
    assert office.query("select state, reason from raw.delivery") == [("refused", "refused_by_steward")]


@pytest.mark.parametrize("reason", ["betaald", "bezwaar"])
def test_a_withdrawal_holds_for_a_list_that_still_waits(office, reason):
    """Who paid or objected while the list was held is not visited when the steward lets it in."""
    delivery_id = hold(office)
    office.deliver(
        office.withdrawals(("1", reason)), "afmelding_viveste_20260317.csv", office.now + timedelta(days=1)
    )
    accept(office, delivery_id)
    assert "C1" not in open_contracts(office)
    assert "C2" in open_contracts(office)
    assert office.query("select row_count from raw.notice where code = 'withdrawn_before'") == [(1,)]


def test_an_objection_on_a_newer_list_holds_for_an_older_one(office):
    """An objector on the list of the 18th does not come back in with the held list of the 16th."""
    delivery_id = hold(office)
    newer = office.arrears(2, {1: {"bezwaar": "J"}}).replace(b"16-03-2026", b"18-03-2026")
    office.deliver(newer, NEXT, office.now + timedelta(days=2))
    accept(office, delivery_id)
    assert "C1" not in open_contracts(office)


def test_a_contract_that_was_withdrawn_may_come_back_on_a_newer_list(office):
    """A withdrawal of the 17th says nothing about the list of the 18th."""
    office.deliver(
        office.withdrawals(("1", "betaald")), "afmelding_viveste_20260317.csv", office.now + timedelta(days=1)
    )
    newer = office.arrears(1).replace(b"16-03-2026", b"18-03-2026")
    office.deliver(newer, NEXT, office.now + timedelta(days=2))
    assert open_contracts(office) == {"C1"}


def test_a_late_answer_does_not_undo_a_correction_of_the_same_day(office):
    """The correction came after the held list and was loaded before it: its values stay."""
    delivery_id = hold(office)
    office.deliver(office.arrears(20, {9: {"achterstand": "77,00"}}), now=office.now + timedelta(hours=3))
    accept(office, delivery_id)
    assert office.query("select arrears_eur::text from core.signal where contract_no = 'C9'") == [("77.00",)]
