"""What the law forbids to keep is gone at once: from the database and from the remote folder."""

import json
from datetime import timedelta

import pytest

NEXT = "huurachterstand_viveste_20260323.csv"
MARKER = "Kanariepiet"


def everything(office) -> str:
    """Return all that the database holds about deliveries, as text."""
    with office.engine.connect() as db:
        tables = [
            row[0]
            for row in db.exec_driver_sql(
                "select table_schema || '.' || table_name from information_schema.tables"
                " where table_schema in ('raw', 'core') order by 1"
            )
        ]
        found = []
        for table in tables:
            rows = db.exec_driver_sql(f"select to_jsonb(t) - 'content' from {table} as t")
            found += [str(row[0]) for row in rows]
        contents = db.exec_driver_sql("select content from raw.delivery where content is not null")
        found += [bytes(row[0]).decode("latin-1") for row in contents]
    return "\n".join(found)


def test_forbidden_column_refuses_purges_and_deletes(office):
    """A file with a BSN column is refused; its bytes are gone here and at the corporation's server."""
    content = office.arrears(2).replace(b"bezwaar", b"bezwaar;BSN").replace(b";N;", b";N;111222333;")
    report = office.deliver(content)
    assert report.verdicts[0].reason == "forbidden_column"
    assert office.query("select content is null, purged_at is not null, must_purge from raw.delivery") == [
        (True, True, True)
    ]
    assert office.inbox.files == {}
    assert office.inbox.archived == {}
    assert office.list_name in office.inbox.deleted
    assert "111222333" not in everything(office)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"datum_contactpoging": ""}, "effort_missing"),
        ({"datum_aanbod": ""}, "effort_missing"),
        ({"schuldhulp_gewezen": "N"}, "effort_missing"),
        ({"datum_herinnering": "31-02-2026"}, "effort_missing"),
        ({"datum_herinnering": "17-03-2026"}, "effort_after_reference_date"),
        ({"bezwaar": "J"}, "objection"),
        ({"bezwaar": "misschien"}, "objection_unclear"),
        ({"soort_eenheid": "Garage"}, "not_a_home"),
        ({"postcode": "1012 AB"}, "out_of_area"),
    ],
)
def test_row_against_the_law_leaves_only_line_rule_and_hash(office, change, rule):
    """A row that we may not keep leaves its line, its rule and a keyed hash; the other rows are loaded."""
    report = office.deliver(office.arrears(2, {2: {"achternaam": MARKER, "straat": MARKER} | change}))
    assert (report.verdicts[0].verdict, report.signals_opened) == ("accepted_with_rejected_rows", 1)
    assert office.query(
        "select f.rule_code, r.line_no, r.fields is null, length(r.contract_key) from raw.row_fault as f"
        " inner join raw.delivered_row as r using (delivery_id, record_no) where f.severity = 'critical'"
    ) == [(rule, 3, True, 64)]
    assert MARKER not in everything(office)
    assert (office.inbox.files, office.inbox.archived) == ({}, {})


def test_column_of_an_effort_that_is_not_there_purges_every_row(office):
    """Without the column and without a declaration no effort is shown: all rows go, and the file."""
    report = office.deliver(office.arrears(6, without=("datum_aanbod",)))
    assert (report.verdicts[0].verdict, report.verdicts[0].reason) == ("held", "too_many_rejected")
    assert report.verdicts[0].accepted == 0
    assert office.query("select count(*) from raw.delivered_row where fields is not null") == [(0,)]
    assert office.query("select content is null from raw.delivery") == [(True,)]


def test_objection_in_a_list_ends_the_open_signal(office):
    """An objector who stood on an earlier list is called off as soon as the list says so."""
    office.deliver(office.arrears(2))
    content = office.arrears(2, {1: {"bezwaar": "J"}}).replace(b"16-03-2026", b"23-03-2026")
    report = office.deliver(content, NEXT, office.now + timedelta(days=7))
    assert report.signals_ended == 1
    assert office.query("select contract_no, end_reason from core.signal where ended_on is not null") == [
        ("C1", "bezwaar")
    ]


def test_objection_holds_for_all_rows_of_the_tenancy(office):
    """The same tenancy without J elsewhere in the file does not bring the objector back in."""
    twice = {2: {"huurdernummer": "H1", "contractnummer": "C1", "bezwaar": "J"}}
    report = office.deliver(office.arrears(2, twice))
    assert (report.signals_opened, report.verdicts[0].rejected) == (0, 2)


def test_objection_ends_the_signal_even_in_a_held_list(office):
    """A list that waits for a steward does not let an objector wait."""
    office.deliver(office.arrears(30))
    content = office.arrears(5, {1: {"bezwaar": "J"}}).replace(b"16-03-2026", b"23-03-2026")
    report = office.deliver(content, NEXT, office.now + timedelta(days=7))
    assert (report.verdicts[0].reason, report.signals_ended) == ("rows_below_half", 1)


def test_out_of_area_and_other_units_are_no_faults_of_the_data(office):
    """Garages and other towns are refused and counted, but hold no delivery."""
    changes = {number: {"soort_eenheid": "parkeerplaats"} for number in range(1, 8)}
    report = office.deliver(office.arrears(10, changes))
    assert (report.verdicts[0].verdict, report.verdicts[0].rejected) == ("accepted_with_rejected_rows", 7)


def test_purged_row_is_recognised_by_its_key_only(office):
    """The key of a purged row is the one that the same tenancy gets again."""
    office.deliver(office.arrears(1, {1: {"bezwaar": "J"}}))
    office.deliver(
        office.arrears(1).replace(b"16-03-2026", b"23-03-2026"), NEXT, office.now + timedelta(days=7)
    )
    assert office.query("select count(distinct contract_key), count(*) from raw.delivered_row") == [(1, 2)]


WITH_BSN = b"naam;BSN;bedrag\r\nEen;111222333;3\r\n"


@pytest.mark.parametrize(
    "reason", ["header_missing", "future_reference_date", "old_reference_date", "companion_differs"]
)
def test_a_file_refused_for_another_reason_is_purged_for_its_forbidden_column(office, reason):
    """Its header names a BSN: whatever it was refused for, its bytes are gone here and at the server."""
    days = {"future_reference_date": "20260320", "old_reference_date": "20260302"}
    name = f"huurachterstand_viveste_{days.get(reason, '20260316')}.csv"
    if reason == "companion_differs":
        office.inbox.put(f"{name}.klaar", json.dumps({"sha256": "0" * 64}).encode())
    report = office.deliver(WITH_BSN, name)
    assert (report.verdicts[0].verdict, report.verdicts[0].reason) == ("refused", reason)
    assert office.query("select content is null, purged_at is not null, must_purge from raw.delivery") == [
        (True, True, True)
    ]
    assert (office.inbox.files, office.inbox.archived) == ({}, {})
    assert name in office.inbox.deleted
    assert "111222333" not in everything(office)


def test_a_refused_file_is_purged_unless_all_of_it_may_stay(office):
    """A stale list with citizen numbers under another header is gone everywhere; an innocent one stays."""
    office.deliver(
        office.arrears(2).replace(b"16-03-2026", b"23-03-2026"), NEXT, office.now + timedelta(days=7)
    )
    numbers = office.arrears(2).replace(b"bezwaar", b"bezwaar;klantnr2").replace(b";N;", b";N;111222333;")
    for content, stays in ((office.arrears(3), True), (numbers, False)):
        report = office.deliver(content)
        assert [(one.verdict, one.reason) for one in report.verdicts] == [("refused", "stale_reference_date")]
        purged = "select content is not null, purged_at is null, not must_purge from raw.delivery"
        assert office.query(f"{purged} order by delivery_id desc limit 1") == [(stays, stays, stays)]
        assert any(name.endswith(office.list_name) for name in office.inbox.archived) == stays
        assert office.inbox.files == {}
    assert "111222333" not in everything(office)
