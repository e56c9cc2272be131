"""A steward's answer beside another's, "later", and linkage that is woken by a word."""

from datetime import datetime, timedelta

import linkage_rows as lab
import pytest

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.linkage import questions
from vroegeropaf.linkage.decide import decide
from vroegeropaf.linkage.link import link_signals
from vroegeropaf.linkage.waiting import is_waiting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=AMSTERDAM)
QUESTION = "select decision_id, postponed_until, postponed_by from core.link_question"


@pytest.fixture
def asked(database):
    """A database with one open question, about signals 1 and 2."""
    lab.add(database, lab.signal(), lab.signal(corporation="portaal", contract_no="C200"))
    with database.begin() as db:
        db.exec_driver_sql(
            "insert into core.link_question (left_signal_id, right_signal_id, guard) values (1, 2, 'x')"
        )
    return database


def refused(action, *arguments, **named) -> str:
    """Return the code with which an action was refused."""
    with pytest.raises(VroegEropafError) as caught:
        action(*arguments, **named)
    return caught.value.code


def test_an_answer_does_not_overrule_one_that_was_not_seen(asked):
    """Who answers an answered question is told so; who saw the answer may change it; twice is once."""
    first = decide(asked, (1, 2), "same", "one", seen=0)
    assert refused(decide, asked, (1, 2), "different", "two", seen=0) == "link_answered_before"
    assert decide(asked, (2, 1), "same", "one", seen=0) == first
    undone = decide(asked, (1, 2), "undo", "two", seen=first)
    assert undone > first
    assert refused(decide, asked, (1, 2), "undo", "one", seen=first) == "link_answered_before"
    assert lab.query(asked, "select verdict, decided_by from core.link_decision order by decision_id") == [
        ("same", "one"),
        ("undo", "two"),
    ]
    assert lab.query(asked, QUESTION) == [(None, None, None)]


def test_later_lasts_a_working_day(asked):
    """The question stays open, with until when and by whom; saying so again moves the term."""
    until = questions.postpone(asked, (2, 1), "one", NOW, 1)
    assert until == NOW + timedelta(days=1)
    assert lab.query(asked, QUESTION) == [(None, until, "one")]
    friday = datetime(2026, 3, 6, 16, 30, tzinfo=AMSTERDAM)
    monday = questions.postpone(asked, (1, 2), "two", friday, 1)
    assert monday == datetime(2026, 3, 9, 16, 30, tzinfo=AMSTERDAM)
    assert lab.query(asked, QUESTION) == [(None, monday, "two")]


def test_later_is_no_answer_to_what_was_answered(asked):
    """Nor to a pair that nobody asked about."""
    decide(asked, (1, 2), "different", "one")
    assert refused(questions.postpone, asked, (1, 2), "two", NOW, 1) == "link_answered_before"
    assert refused(questions.postpone, asked, (1, 9), "two", NOW, 1) == "link_answered_before"
    assert lab.query(asked, "select postponed_by from core.link_question") == [(None,)]


def test_a_word_wakes_linkage(asked):
    """Also about signals that were loaded long ago; once it was linked, nothing waits."""
    lab.change(asked, 1, updated_at=NOW - timedelta(days=400))
    lab.change(asked, 2, updated_at=NOW - timedelta(days=400))
    link_signals(asked, NOW)
    assert not is_waiting(asked)
    decide(asked, (1, 2), "different", "one")
    assert is_waiting(asked)
    link_signals(asked, NOW)
    assert not is_waiting(asked)
