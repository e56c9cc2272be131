"""Linking on the real database: persons, households, decisions and questions, run after run."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import linkage_rows as lab
import pytest
from sqlalchemy import text

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage import model as models
from vroegeropaf.linkage.decide import decide
from vroegeropaf.linkage.link import LinkReport, link_signals

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
FAMILY = {
    "father": lab.signal(),
    "father elsewhere": lab.signal(corporation="portaal", tenant_no="H200", contract_no="C200"),
    "son": lab.signal(corporation="viveste", contract_no="C300", born_on=date(2003, 2, 1)),
    "student": lab.signal(corporation="provides", contract_no="C400", surname="Anders", initials="X."),
    "upstairs": lab.signal(corporation="viveste", contract_no="C500", house_letter="A", initials="Z."),
}


def groups(engine, column):
    """Return the current groups of signal ids by person_id or household_id."""
    found = lab.query(
        engine,
        f"select array_agg(signal_id order by signal_id) from core.signal_person where valid_to is null "
        f"group by {column} order by 1",
    )
    return [tuple(ids) for (ids,) in found]


def everything(engine):
    """Return all that linkage wrote, without instants of the wall clock."""
    return [
        lab.query(engine, f"select {columns} from core.{table} order by 1, 2, 3")
        for table, columns in (
            ("signal_person", "signal_id, linked_at, person_id, household_id, valid_to"),
            ("link_decision", "decision_id, layer, left_signal_id, right_signal_id, verdict, zone, rule"),
            ("link_question", "left_signal_id, right_signal_id, guard, decision_id"),
            ("linked_signal", "signal_id, fingerprint, model_version"),
            ("person", "person_id, created_at, 1"),
            ("household", "household_id, created_at, 1"),
        )
    ]


def test_first_linking(database):
    """Persons, households, decisions and counts of a first list; a second run changes nothing."""
    lab.add(database, *FAMILY.values())
    assert link_signals(database, NOW) == LinkReport(5, 4, 3, 0)
    assert groups(database, "person_id") == [(1, 2), (3,), (4,), (5,)]
    assert groups(database, "household_id") == [(1, 2, 3), (4,), (5,)]
    before = everything(database)
    assert link_signals(database, NOW + timedelta(days=1)) == LinkReport()
    assert everything(database) == before


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 4, 1, 0, 3)])
def test_any_order_of_files_gives_the_same_groups(database, order):
    """Each signal arrives in a run of its own; the groups are those of all at once."""
    names = [list(FAMILY)[index] for index in order]
    for name in names:
        lab.add(database, FAMILY[name])
        link_signals(database, NOW)
    households = {frozenset(names[signal - 1] for signal in one) for one in groups(database, "household_id")}
    persons = {frozenset(names[signal - 1] for signal in one) for one in groups(database, "person_id")}
    assert households == {
        frozenset({"father", "father elsewhere", "son"}),
        frozenset({"student"}),
        frozenset({"upstairs"}),
    }
    assert persons == {
        frozenset({"father", "father elsewhere"}),
        *(frozenset({name}) for name in ("son", "student", "upstairs")),
    }


def test_what_the_pool_makes_of_a_phone_holds_for_rows_that_came_before(database):
    """A phone of three surnames is an office's: who was linked by it before is asked about then."""
    phone = {"phone": "0612345678"}
    away = {"corporation": "portaal", "contract_no": "C2", "tenant_no": "H2", "postcode": "3431ZZ"}
    lab.add(database, lab.signal(**phone), lab.signal(**away, **phone, born_on=None))
    link_signals(database, NOW)
    assert groups(database, "person_id") == [(1, 2)]
    clients = [
        lab.signal(
            corporation="viveste",
            contract_no=f"C{n}",
            tenant_no=f"H{n}",
            postcode=f"3432A{letter}",
            **phone,
            surname=f"Client{letter}",
            initials=letter,
            born_on=date(1950 + n, 3, 3),
        )
        for n, letter in enumerate("QX")
    ]
    lab.add(database, *clients)
    link_signals(database, NOW)
    assert groups(database, "person_id") == [(1,), (2,), (3,), (4,)]
    assert lab.query(database, "select guard from core.link_question") == [("birth_date_missing",)]
    before = everything(database)
    assert link_signals(database, NOW) == LinkReport()
    assert everything(database) == before


def test_a_question_is_asked_once_and_answered_for_good(database):
    """A missing birth date asks; a steward's same joins for good, an undo gives the prior state."""
    lab.add(database, lab.signal())
    link_signals(database, NOW)
    lab.add(database, lab.signal(corporation="portaal", contract_no="C2", born_on=None))
    assert link_signals(database, NOW).questions_opened == 1
    prior = groups(database, "person_id")
    decision = decide(database, (2, 1), "same", "steward.one", "gebeld")
    assert decide(database, (1, 2), "same", "steward.one") == decision
    assert link_signals(database, NOW) == LinkReport(2, 0, 0, 0)
    assert groups(database, "person_id") == [(1, 2)]
    assert lab.query(database, "select alias_id, person_id from core.person_alias") == [(2, 1)]
    assert lab.query(database, "select decision_id from core.link_question") == [(decision,)]
    decide(database, (1, 2), "undo", "steward.two")
    assert link_signals(database, NOW) == LinkReport(2, 0, 0, 0)
    assert groups(database, "person_id") == prior == [(1,), (2,)]
    assert lab.query(
        database, "select person_id from core.signal_person where valid_to is null order by 1"
    ) == [
        (1,),
        (2,),
    ]
    assert lab.query(database, "select alias_id from core.person_alias") == []
    assert lab.query(database, "select decision_id from core.link_question") == [(None,)]


def test_a_different_decision_outlives_everything(database):
    """What a steward told apart is not joined by rules, by new rows, nor by changed rows."""
    lab.add(database, FAMILY["father"], FAMILY["father elsewhere"])
    link_signals(database, NOW)
    decide(database, (1, 2), "different", "steward.one")
    link_signals(database, NOW)
    assert groups(database, "person_id") == [(1,), (2,)]
    lab.add(database, lab.signal(corporation="viveste", contract_no="C9"))
    lab.change(database, 2, phone="0610000010")
    link_signals(database, NOW)
    assert groups(database, "person_id") == [(1,), (2,), (3,)]
    assert groups(database, "household_id") == [(1, 2, 3)]


def test_decisions_need_a_pair_and_a_person(database):
    """A decision on one signal, on an unknown one, or in the name of the rules is refused."""
    lab.add(database, lab.signal())
    for pair in ((1, 1), (1, 99)):
        with pytest.raises(VroegEropafError) as caught:
            decide(database, pair, "same", "steward.one")
        assert caught.value.code == "link_pair_unknown"
    with pytest.raises(VroegEropafError) as caught:
        decide(database, (1, 99), "same", "rules")
    assert caught.value.code == "decided_by_reserved"


def test_a_changed_row_leaves_its_person(database):
    """A corrected birth date ends the link: an undo is appended, the old stay is closed."""
    lab.add(database, FAMILY["father"], FAMILY["father elsewhere"])
    link_signals(database, NOW)
    lab.change(database, 2, born_on=date(1955, 1, 30))
    later = NOW + timedelta(days=1)
    assert link_signals(database, later).persons_opened == 1
    assert groups(database, "person_id") == [(1,), (2,)]
    stays = lab.query(
        database, "select person_id, valid_to is null from core.signal_person where signal_id = 2"
    )
    assert sorted(stays) == [(1, False), (2, True)]
    verdicts = "select verdict from core.link_decision where layer = 'person' order by decision_id"
    assert lab.query(database, verdicts) == [("same",), ("undo",)]


def test_a_returning_contract_keeps_its_person_and_household(database):
    """A contract that comes back after its signal ended is the same person, also without a birth date."""
    lab.add(database, lab.signal())
    link_signals(database, NOW)
    lab.end(database, 1)
    lab.add(database, lab.signal(born_on=None, arrived_on=date(2026, 4, 20)))
    assert link_signals(database, NOW + timedelta(days=49)).persons_opened == 0
    assert groups(database, "person_id") == [(1, 2)]


def test_a_long_ended_signal_is_no_company(database):
    """What ended more than half a year ago is no longer compared, but keeps its person."""
    lab.add(database, lab.signal())
    link_signals(database, NOW)
    lab.end(database, 1)
    lab.add(database, lab.signal(corporation="portaal", contract_no="C2"))
    late = NOW + timedelta(days=200)
    assert link_signals(database, late).persons_opened == 1
    assert groups(database, "person_id") == [(1,), (2,)]


def test_a_co_tenant_is_another_person_of_the_household(database):
    """The same contract with another tenant number: one household, two persons, no question."""
    lab.add(database, lab.signal(), lab.signal(tenant_no="H101", surname="Anders", initials="Q."))
    assert link_signals(database, NOW) == LinkReport(2, 2, 1, 0)


def test_two_processes_at_once(database):
    """Two runs at the same moment: one links, the other finds nothing to do."""
    lab.add(database, *FAMILY.values())
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: link_signals(database, NOW), range(2)))
    assert sorted(report.signals_linked for report in reports) == [0, 5]
    assert groups(database, "household_id") == [(1, 2, 3), (4,), (5,)]


def test_a_kill_half_way_loses_nothing(database):
    """A run that dies at its last statement leaves no trace, and the next run does the whole work."""
    lab.add(database, *FAMILY.values())
    with database.begin() as db:
        db.execute(text("alter table core.linked_signal add constraint broken check (signal_id < 0)"))
    with pytest.raises(Exception, match="broken"):
        link_signals(database, NOW)
    assert all(not table for table in everything(database))
    with database.begin() as db:
        db.execute(text("alter table core.linked_signal drop constraint broken"))
    assert link_signals(database, NOW).signals_linked == 5


def test_ten_thousand_signals(database):
    """A pool of ten thousand links whole, and one new signal then touches its own household only."""
    with database.begin() as db:
        of = lab.delivery(db, "mitros", lab.MONDAY)
        db.execute(
            text(
                "insert into core.signal (corporation, tenant_no, contract_no, initials, surname, born_on, "
                "house_number, postcode, municipality, arrears_eur, oldest_due_on, bailiff_on, "
                "is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id, last_reference_on) "
                "select c, n::text, n::text, 'A.', translate(md5(n::text), '0123456789', 'ghijklmnop'), "
                "date '1950-01-01' + n, 1 + n % 90, '3431AA', "
                "'Nieuwegein', 500, "
                "date '2026-01-01', date '2026-04-01', true, date '2026-03-02', :of, :of, date '2026-03-01' "
                "from generate_series(1, 5000) as n, unnest(array['mitros', 'portaal']) as c"
            ),
            {"of": of},
        )
    assert link_signals(database, NOW) == LinkReport(10000, 5000, 5000, 0)
    lab.add(database, lab.signal())
    assert link_signals(database, NOW) == LinkReport(1, 1, 1, 0)


def test_no_duplicates_over_many_runs(database):
    """Re-linking with a new version of the model judges all anew and appends nothing that already holds."""
    lab.add(database, *FAMILY.values())
    link_signals(database, NOW)
    decisions = everything(database)[1]
    for version in ("next", "one before", "next"):
        model = replace(models.load(), version=version)
        assert link_signals(database, NOW, model).signals_linked == 5
    assert everything(database)[1] == decisions


def ids(engine):
    """Return the present (signal, person, household), and all aliases."""
    return [
        lab.query(engine, statement)
        for statement in (
            "select signal_id, person_id, household_id from core.signal_person "
            "where valid_to is null order by 1",
            "select alias_id, person_id from core.person_alias order by 1",
            "select alias_id, household_id from core.household_alias order by 1",
        )
    ]


def strangers(count):
    """Return tenants who have nothing in common."""
    names = ("Akerman", "Brukdal", "Coldewey", "Dwinger")
    return [
        lab.signal(
            contract_no=f"C{n}",
            tenant_no=f"H{n}",
            surname=name,
            postcode=f"34{n}1AA",
            born_on=date(1960 + n, n + 1, 2),
        )
        for n, name in enumerate(names[:count], 1)
    ]


@pytest.mark.parametrize("undone", list(itertools.permutations([(1, 2), (2, 3), (3, 4)])))
def test_words_undone_in_any_order_give_the_ids_before(database, undone):
    """A chain of three words over four persons, undone in any order: every id and alias is what it was."""
    lab.add(database, *strangers(4))
    link_signals(database, NOW)
    before = ids(database)
    for pair in ((2, 3), (3, 4), (1, 2)):
        decide(database, pair, "same", "steward.one")
        link_signals(database, NOW)
    assert {person for _, person, _ in ids(database)[0]} == {1}
    for pair in undone:
        decide(database, pair, "undo", "steward.one")
        link_signals(database, NOW)
    assert ids(database) == before


def test_a_row_that_comes_and_goes_lands_with_nobody_else(database):
    """A row is corrected to a stranger, to another person and back: it is never left in a stranger's home."""
    lab.add(database, *strangers(3))
    link_signals(database, NOW)
    first, second, _ = strangers(3)
    for like in (second, first, second, strangers(3)[2]):
        lab.change(database, 3, **{key: like[key] for key in ("surname", "born_on", "postcode")})
        link_signals(database, NOW)
        people, homes = groups(database, "person_id"), groups(database, "household_id")
        assert sorted(row for one in people for row in one) == [1, 2, 3]
        assert not {(1, 2), (1, 2, 3)} & set(people + homes)
    assert groups(database, "person_id") == groups(database, "household_id") == [(1,), (2,), (3,)]
