"""Who objected is never visited: whatever else is wrong with the row, the file, or the order of arrival."""

from datetime import timedelta

import pytest

from vroegeropaf.deliveries import review
from vroegeropaf.deliveries.undo import undo_correction
from vroegeropaf.errors import VroegEropafError

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
    office.deliver(office.arrears(20, {2: {"achterstand": "9,00"}}), now=office.now + timedelta(hours=2))
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


EARLIER = "afmelding_viveste_20260312.csv"
OLD_OBJECTION = "Viveste;12-03-2026;H1;C1;bezwaar"


def later_list(office, changes: dict | None = None) -> bytes:
    """Return a list of two contracts of the 23rd."""
    return office.arrears(2, changes).replace(b"16-03-2026", b"23-03-2026")


def test_an_objection_of_an_earlier_day_holds_against_a_correction_of_the_list(office):
    """It came after the list of the 16th, so that list cannot be corrected past it."""
    office.deliver(office.arrears(2))
    assert deliver(office, withdrawn(OLD_OBJECTION), EARLIER).signals_ended == 1
    assert office.query("select ended_on::text from core.signal where contract_no = 'C1'") == [
        ("2026-03-16",)
    ]
    report = deliver(office, office.arrears(2, {2: {"achterstand": "500,00"}}), office.list_name, days=1.2)
    assert (report.signals_opened, report.signals_updated) == (0, 1)
    assert ends(office) == {("C1", "H1"): "bezwaar", ("C2", "H2"): None}


def test_an_objection_of_an_earlier_day_holds_when_there_was_nothing_to_end(office):
    """The list had no signal of it, and its correction does: it came after the objection all the same."""
    office.deliver(office.arrears(2, {1: {"achterstand": "?"}}))
    deliver(office, withdrawn(OLD_OBJECTION), EARLIER)
    assert deliver(office, office.arrears(2), office.list_name, days=1.2).signals_opened == 0
    assert ends(office) == {("C2", "H2"): None}


def test_an_objection_of_an_earlier_day_holds_against_a_list_that_waited(office):
    """The list of the 16th was there, but held, when the objection came."""
    delivery_id = hold(office)
    deliver(office, withdrawn(OLD_OBJECTION), EARLIER)
    accept(office, delivery_id)
    assert ("C1", "H1") not in ends(office)


def test_undoing_a_correction_does_not_undo_an_objection_of_an_earlier_day(office):
    """The correction left the contract out and the objection came then: undoing would open it again."""
    office.deliver(office.arrears(2))
    only_two = office.arrears(2).replace(office.arrears(1).splitlines()[1] + b"\r\n", b"")
    correction = deliver(office, only_two, office.list_name, days=0.2).verdicts[0].delivery_id
    deliver(office, withdrawn(OLD_OBJECTION), EARLIER)
    with pytest.raises(VroegEropafError, match="correction_superseded"):
        undo_correction(office.engine, correction, "beheer", office.key)
    assert ends(office) == {("C1", "H1"): "vervangen", ("C2", "H2"): None}


def test_a_truly_later_list_may_open_the_contract_again(office):
    """A list of a later day, come after the objection, says that there is none any more."""
    office.deliver(office.arrears(2))
    deliver(office, withdrawn(OLD_OBJECTION), EARLIER)
    assert deliver(office, later_list(office), NEXT, days=7).signals_opened == 1
    assert ends(office) == {("C1", "H1"): None, ("C2", "H2"): None}


def test_a_refused_list_of_a_wrong_day_makes_no_objection_last(office):
    """A list that never got in is none to hold an objection against: the next one may open the contract."""
    office.deliver(office.arrears(2))
    deliver(office, b"onzin", NEXT, days=7)
    deliver(office, withdrawn("Viveste;16-03-2026;H1;C1;bezwaar"), "afmelding_viveste_20260316.csv", days=7.1)
    assert deliver(office, later_list(office), NEXT, days=7.2).signals_opened == 1


CO_TENANT = {"huurdernummer": "H1b", "contractnummer": "C1"}


def test_an_objection_without_a_tenant_number_binds_all_rows_of_the_contract(office):
    """Nobody can say which of the tenants objected: none of them is kept, the neighbours are."""
    silent = {"huurdernummer": "", "contractnummer": "C1", "bezwaar": "J"}
    report = office.deliver(office.arrears(4, {2: CO_TENANT, 3: silent}))
    assert (report.verdicts[0].accepted, report.signals_opened) == (1, 1)
    assert office.query(
        "select record_no from raw.row_fault where rule_code = 'objection' order by record_no"
    ) == [(1,), (2,), (3,)]
    assert ends(office) == {("C4", "H4"): None}


def test_an_objection_without_a_tenant_number_holds_for_a_list_that_waits(office):
    """The newer list says so of the contract; the held list of the 16th does not open it for any tenant."""
    delivery_id = hold(office)
    deliver(office, later_list(office, {1: {"huurdernummer": "", "bezwaar": "J"}}), NEXT, days=7)
    accept(office, delivery_id)
    assert not [key for key in ends(office) if key[0] == "C1"]


def test_an_objection_with_a_tenant_number_leaves_the_co_tenant(office):
    """Each tenant objects for himself."""
    office.deliver(office.arrears(2, {2: CO_TENANT | {"bezwaar": "J"}}))
    assert ends(office) == {("C1", "H1"): None}


@pytest.mark.parametrize("tenant", ["H1", ""])
def test_an_objection_in_a_row_of_another_corporation_blocks_nothing(office, tenant):
    """Mitros' objector has the numbers of Viveste's tenant: in that list, and in one that waited."""
    theirs = THEIRS | {"huurdernummer": tenant, "contractnummer": "C1", "bezwaar": "J"}
    delivery_id = hold(office)
    report = deliver(office, later_list(office, {2: theirs}), NEXT, days=7)
    assert (report.verdicts[0].accepted, report.signals_opened) == (1, 1)
    assert ends(office) == {("C1", "H1"): None}
    accept(office, delivery_id)
    assert ends(office)["C1", "H1"] is None
    assert office.query("select count(*) from core.signal_report as r inner join core.signal as s"
                        " using (signal_id) where s.contract_no = 'C1'") == [(2,)]  # fmt: skip


def test_rows_of_another_corporation_end_nothing(office):
    """An objector of Mitros in Viveste's list, whole and damaged, ends no signal of Viveste's."""
    office.deliver(office.arrears(4))
    theirs = {1: THEIRS | {"bezwaar": "J"}, 2: THEIRS | {"bezwaar": "J", "huurdernummer": ""}}
    report = deliver(office, later_list(office, theirs), NEXT, days=7)
    assert (report.verdicts[0].reason, report.signals_ended) == ("other_corporation", 0)
    assert set(ends(office).values()) == {None}


def test_a_row_of_another_corporation_contradicts_nothing(office):
    """The same numbers with another amount are another contract, not a row to choose between."""
    theirs = THEIRS | {"huurdernummer": "H1", "contractnummer": "C1", "achterstand": "9,00"}
    report = office.deliver(office.arrears(3, {3: theirs}))
    assert (report.verdicts[0].accepted, report.signals_opened) == (2, 2)


@pytest.mark.parametrize("forbidden", [{"bezwaar": "J"}, {"datum_aanbod": ""}, {"postcode": "1012 AB"}])
def test_a_list_of_another_corporation_is_held_also_when_its_rows_are_purged(office, forbidden):
    """What the law forbids to keep still says whose it was: the steward is asked about the file."""
    theirs = {number: THEIRS | forbidden for number in range(1, 4)}
    report = office.deliver(office.arrears(4, theirs))
    assert (report.verdicts[0].verdict, report.verdicts[0].reason) == ("held", "other_corporation")
    assert office.query("select count(*) from raw.delivered_row where fields is null") == [(3,)]
