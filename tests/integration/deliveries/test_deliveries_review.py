"""Held deliveries: the question, the answers, and what no answer can do."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from vroegeropaf.deliveries import quality_report, review
from vroegeropaf.deliveries.held import fall_back
from vroegeropaf.errors import VroegEropafError

BAD = {"achterstand": "onbekend"}
NEXT = "huurachterstand_viveste_20260323.csv"


def answer(office, delivery_id: int, code: str):
    """Give a steward's answer."""
    return review.apply_answer(
        office.engine, office.region, delivery_id, code, "steward", office.day, office.key
    )


@pytest.fixture
def held(office) -> int:
    """A held delivery: 20 rows, of which six with a fault, one objector and one company."""
    changes = {number: dict(BAD) for number in range(1, 7)}
    changes[7] = {"bezwaar": "J"}
    changes[8] = {"achternaam": "Bakkerij Voorbeeld B.V."}
    report = office.deliver(office.arrears(20, changes))
    assert (report.verdicts[0].verdict, report.verdicts[0].reason) == ("held", "too_many_rejected")
    assert report.signals_opened == 0
    (delivery_id,) = review.open_questions(office.engine)
    return delivery_id


def test_question_tells_counts_and_no_persons(office, held):
    """The steward reads what was found and what each answer does; no cell of the file is in it."""
    found = review.question(office.engine, office.region, held)
    assert "Viveste" in found.subject
    assert "| afgekeurd | 8 |" in found.body_markdown
    assert "Een bedrag is niet te lezen. | 6 | ernstig" in found.body_markdown
    assert "wettelijk" in found.body_markdown
    assert "Bakkerij" not in found.body_markdown
    assert [code for code, _ in found.options] == ["good_rows_only", "accept_all", "refuse"]
    assert found.default in dict(found.options)


@pytest.mark.parametrize(
    ("code", "state", "accepted"),
    [
        ("good_rows_only", "accepted_with_rejected_rows", 12),
        ("accept_all", "accepted_with_rejected_rows", 13),
        ("refuse", "refused", 0),
    ],
)
def test_answer_does_what_it_says(office, held, code, state, accepted):
    """Good rows, all usable rows, or none become signals; an objector and an unreadable amount never do."""
    verdict = answer(office, held, code)
    assert (verdict.verdict, verdict.rows, verdict.accepted) == (state, 20, accepted)
    assert office.query("select count(*) from core.signal") == [(accepted,)]
    assert office.query("select count(*) from raw.delivered_row where is_accepted") == [(accepted,)]
    assert office.query("select answer, decided_by from core.delivery_decision") == [(code, "steward")]
    assert review.open_questions(office.engine) == ()


def test_no_answer_makes_anothers_tenants_the_senders(office):
    """Rows that name another corporation stay out, also when the steward takes all that can be used."""
    changes = {number: {"corporatie": "mitros"} for number in range(1, 8)}
    [verdict] = office.deliver(office.arrears(10, changes)).verdicts
    assert (verdict.verdict, verdict.reason) == ("held", "other_corporation")
    assert answer(office, verdict.delivery_id, "accept_all").accepted == 3
    assert office.query("select count(*), min(corporation) from core.signal") == [(3, "viveste")]


def test_same_answer_twice_changes_nothing(office, held):
    """A repeated answer returns the same verdict; another one is refused."""
    first = answer(office, held, "good_rows_only")
    assert answer(office, held, "good_rows_only") == first
    with pytest.raises(VroegEropafError, match="already_answered"):
        answer(office, held, "refuse")
    assert office.query("select count(*) from core.signal") == [(12,)]


def test_wrong_answers_are_refused(office, held):
    """An unknown answer, or an answer to what is not held, is told with a code."""
    with pytest.raises(VroegEropafError, match="answer_unknown"):
        answer(office, held, "misschien")
    with pytest.raises(VroegEropafError, match="not_held"):
        answer(office, held + 1, "refuse")
    with pytest.raises(VroegEropafError, match="not_held"):
        review.question(office.engine, office.region, held + 1)


def test_late_answer_does_not_undo_a_newer_list(office, held):
    """When a newer list was loaded before the answer came, its values stay."""
    newer = office.arrears(20, {9: {"achterstand": "77,00"}}).replace(b"16-03-2026", b"23-03-2026")
    office.deliver(newer, NEXT, office.now + timedelta(days=7))
    answer(office, held, "good_rows_only")
    assert office.query("select arrears_eur::text from core.signal where contract_no = 'C9'") == [("77.00",)]
    assert office.query(
        "select count(*) from core.signal_report as r inner join core.signal as s using (signal_id)"
        " where s.contract_no = 'C9'"
    ) == [(2,)]


def test_held_empty_list_asks_before_it_counts(office):
    """A header alone after a list of ten or more rows is held, else it is a list of nobody."""
    office.deliver(office.arrears(12))
    empty = office.arrears(0)
    report = office.deliver(empty, NEXT, office.now + timedelta(days=7))
    assert (report.verdicts[0].verdict, report.verdicts[0].reason) == ("held", "list_empty")


@pytest.fixture
def without_viveste(office, tmp_path):
    """The region after Viveste left it: no party, no profile."""
    config = tmp_path / "config"
    shutil.copytree(office.region.config_dir, config)
    (config / "profiles" / "viveste.yaml").unlink()
    parties = office.region.parties
    kept = {code: one for code, one in parties.corporations.items() if code != "viveste"}
    return replace(
        office.region, config_dir=config, parties=parties.model_copy(update={"corporations": kept})
    )


def test_a_question_outlives_its_corporation(office, held, without_viveste):
    """The sender left the configuration: the question opens with the code as its name."""
    found = review.question(office.engine, without_viveste, held)
    assert found.subject.startswith("Levering van viveste met peildatum 16-03-2026")
    assert "| afgekeurd | 8 |" in found.body_markdown


def test_a_list_of_a_corporation_that_left_can_only_be_refused(office, held, without_viveste):
    """Nothing says any more how to read it: no answer loads it, its term does nothing, and a no is a no."""
    office.region = without_viveste
    for code in ("good_rows_only", "accept_all"):
        with pytest.raises(VroegEropafError, match="corporation_unknown"):
            answer(office, held, code)
    late = office.now + timedelta(days=30)
    assert fall_back(office.engine, without_viveste, late, office.key) == ()
    assert review.open_questions(office.engine) == (held,)
    verdict = answer(office, held, "refuse")
    assert (verdict.verdict, verdict.reason, verdict.accepted) == ("refused", "refused_by_steward", 0)
    assert office.query("select count(*) from core.signal") == [(0,)]
    assert office.query("select count(*) from raw.delivered_row where is_accepted") == [(0,)]


def test_a_list_of_a_corporation_that_left_is_refused(office, without_viveste):
    """It left between fetching and judging: refused with a code at once, and no run breaks down on it."""
    office.inbox.put(office.list_name, office.arrears(2).replace(b"geboortedatum", b"BSN"))
    office.fetch()
    office.region = without_viveste
    [verdict] = office.judge().verdicts
    assert (verdict.verdict, verdict.reason) == ("refused", "corporation_unknown")
    assert office.query("select must_purge, content is null from raw.delivery") == [(True, True)]
    assert office.judge().verdicts == ()
    assert quality_report.queue_reports(office.engine, without_viveste) == 1
