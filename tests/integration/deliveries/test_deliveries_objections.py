"""Who objected is never visited: whatever else is wrong with the row, the file, or the order of arrival."""

from datetime import timedelta

import pytest

from vroegeropaf.deliveries import review

WITHDRAWAL = "afmelding_viveste_20260317.csv"
NEXT = "huurachterstand_viveste_20260323.csv"
HEADER = "corporatie;peildatum;huurdernummer;contractnummer;reden"
THEIRS = {"corporatie": "mitros"}


def withdrawn(*rows: str) -> bytes:
    """Return a file of withdrawals with these rows."""
    return "\n".join([HEADER, *rows, ""]).encode()


def ends(office) -> dict[tuple[str, str], str | None]:
    """Return how the latest signal of each contract and tenant stands."""
    found = office.query("select contract_no, tenant_no, end_reason from core.signal order by signal_id")
    return {(contract, tenant): reason for contract, tenant, reason in found}


def deliver(office, content: bytes, name: str = WITHDRAWAL, days: float = 1):
    """Deliver a file some days after the list of the 16th; return the report."""
    return office.deliver(content, name, office.now + timedelta(days=days))


def hold(office) -> int:
    """Deliver a list of the 16th of 20 rows that is held; return its id."""
    report = office.deliver(office.arrears(20, {number: {"achterstand": "?"} for number in range(11, 17)}))
    assert report.verdicts[0].verdict == "held"
    return report.verdicts[0].delivery_id


def accept(office, delivery_id: int) -> None:
    """Let the steward take all usable rows."""
    review.apply_answer(
        office.engine, office.region, delivery_id, "accept_all", "steward", office.day, office.key
    )


ODD = {
    "said paid first": ("Viveste;17-03-2026;H1;C1;betaald", "Viveste;17-03-2026;H1;C1;bezwaar"),
    "said paid after": ("Viveste;17-03-2026;H1;C1;bezwaar", "Viveste;17-03-2026;H1;C1;betaald"),
    "another day": ("Viveste;18-03-2026;H1;C1;bezwaar",),
    "no day": ("Viveste;;H1;C1;Bezwaar",),
    "no tenant": ("Viveste;17-03-2026;;C1;bezwaar",),
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_an_objection_among_withdrawals_ends_the_signal_whatever_else_is_wrong(office, rows):
    """Said twice, a wrong day, no tenant number: the objection is what counts, and the rest stays open."""
    office.deliver(office.arrears(2))
    assert deliver(office, withdrawn(*rows)).signals_ended == 1
    assert ends(office) == {("C1", "H1"): "bezwaar", ("C2", "H2"): None}
    assert office.query("select row_count from raw.notice where code = 'no_open_signal'") == []


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_an_objection_among_withdrawals_keeps_a_held_list_from_opening_the_contract(office, rows):
    """The list of the 16th waits; whoever lets it in, the objector's contract is not opened."""
    delivery_id = hold(office)
    deliver(office, withdrawn(*rows))
    accept(office, delivery_id)
    assert ("C1", "H1") not in ends(office)
    assert ends(office)["C2", "H2"] is None


@pytest.mark.parametrize("answer", ["good_rows_only", "refuse"])
def test_an_objection_in_withdrawals_that_are_held_waits_for_nobody(office, answer):
    """Most rows name another corporation, so a steward is asked; the objection holds before and after."""
    delivery_id = hold(office)
    office.deliver(
        office.arrears(20, {2: {"achterstand": "9,00"}}), now=office.now + timedelta(hours=2)
    )
    theirs = [f"Mitros;17-03-2026;H{number};C{number};betaald" for number in (7, 8, 9)]
    report = deliver(office, withdrawn(*theirs, "Viveste;17-03-2026;H1;C1;bezwaar"))
    assert (report.verdicts[0].reason, report.signals_ended) == ("other_corporation", 1)
    verdict = report.verdicts[0].delivery_id
    review.apply_answer(office.engine, office.region, verdict, answer, "steward", office.day, office.key)
    accept(office, delivery_id)
    assert ends(office)["C1", "H1"] == "bezwaar"
    assert [key for key, reason in ends(office).items() if reason] == [("C1", "H1")]


def test_an_objection_among_withdrawals_is_told_as_such(office):
    """A good row stays received and kept; a row with a fault stays rejected, and both bear the mark."""
    office.deliver(office.arrears(2))
    report = deliver(
        office, withdrawn("Viveste;17-03-2026;H1;C1;bezwaar", "Viveste;18-03-2026;H2;C2;bezwaar")
    )
    assert (report.verdicts[0].accepted, report.verdicts[0].rejected) == (1, 1)
    assert office.query(
        "select record_no, rule_code, severity from raw.row_fault order by record_no, rule_code"
    ) == [
        (1, "objection_holds", "info"),
        (2, "objection_holds", "info"),
        (2, "reference_date_differs", "critical"),
    ]
    assert office.query("select count(*) from raw.delivered_row where fields is null") == [(0,)]


def test_an_objection_that_finds_no_signal_is_noticed(office):
    """As with every withdrawal: the sender hears that there was nothing open."""
    office.deliver(office.arrears(1))
    deliver(office, withdrawn("Viveste;17-03-2026;H7;C7;bezwaar", "Viveste;17-03-2026;H8;C8;betaald"))
    assert office.query("select row_count from raw.notice where code = 'no_open_signal'") == [(2,)]


def test_an_objection_among_withdrawals_of_another_corporation_ends_nothing(office):
    """Mitros' tenant with the same numbers is another tenant: nothing ends, and nothing is kept out."""
    delivery_id = hold(office)
    theirs = "Mitros;17-03-2026;H1;C1;bezwaar"
    deliver(office, withdrawn(theirs, "Viveste;17-03-2026;H2;C2;betaald", "Viveste;17-03-2026;H3;C3;betaald"))
    accept(office, delivery_id)
    assert ends(office)["C1", "H1"] is None
    ours = "Viveste;18-03-2026;H1;C1;betaald"
    deliver(office, withdrawn(theirs, ours), "afmelding_viveste_20260318.csv", days=2)
    assert ends(office)["C1", "H1"] == "betaald"
