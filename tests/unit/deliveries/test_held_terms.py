"""The clocks of a held delivery: hours, working days, and the noon at which it falls back."""

from datetime import datetime, timedelta

import pytest

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import held_terms, question
from vroegeropaf.policy import Review

REVIEW = Review()
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=AMSTERDAM)
DELIVERY = {
    "reference_on": MONDAY.date(),
    "reason": "too_many_rejected",
    "rows_read": 20,
    "rows_accepted": 12,
    "rows_rejected": 8,
    "previous_rows": None,
}


@pytest.mark.parametrize(
    ("held_at", "until"),
    [
        (MONDAY, datetime(2026, 11, 25, 12, tzinfo=AMSTERDAM)),
        (datetime(2026, 11, 26, 19, 59, tzinfo=AMSTERDAM), datetime(2026, 11, 30, 12, tzinfo=AMSTERDAM)),
        (datetime(2026, 5, 4, 9, tzinfo=AMSTERDAM), datetime(2026, 5, 7, 12, tzinfo=AMSTERDAM)),  # 5 May
        (datetime(2026, 12, 24, 9, tzinfo=AMSTERDAM), datetime(2026, 12, 29, 12, tzinfo=AMSTERDAM)),
        (datetime(2026, 3, 27, 9, tzinfo=AMSTERDAM), datetime(2026, 3, 31, 12, tzinfo=AMSTERDAM)),  # summer
        (datetime.fromisoformat("2026-11-23T23:30:00+00:00"), datetime(2026, 11, 26, 12, tzinfo=AMSTERDAM)),
    ],
)
def test_a_reject_share_hold_falls_back_at_noon_of_the_second_working_day(held_at, until):
    """Weekends and Dutch holidays do not count; noon is noon in Amsterdam, also after the clock changed."""
    found = held_terms.answer_by(held_at, "too_many_rejected", REVIEW)
    assert found == until
    assert found.hour == 12


@pytest.mark.parametrize(
    "reason",
    ["rows_below_half", "rows_above_triple", "list_empty", "other_corporation", "check_not_run", None],
)
def test_every_other_hold_waits_for_ever(reason):
    """A doubt about the file as a whole is never answered by a clock."""
    assert held_terms.answer_by(MONDAY, reason, REVIEW) is None
    assert not held_terms.is_overdue(MONDAY, reason, MONDAY + timedelta(days=900), REVIEW)


@pytest.mark.parametrize(
    ("now", "is_overdue"),
    [
        (datetime(2026, 11, 25, 12, 0, tzinfo=AMSTERDAM), False),
        (datetime(2026, 11, 25, 12, 59, 59, tzinfo=AMSTERDAM), False),
        (datetime(2026, 11, 25, 13, 0, tzinfo=AMSTERDAM), True),
    ],
)
def test_we_step_in_an_hour_after_the_term(now, is_overdue):
    """The question in Airflow falls back first."""
    assert held_terms.is_overdue(MONDAY, "too_many_rejected", now, REVIEW) is is_overdue


@pytest.mark.parametrize(
    ("held_at", "now", "told"),
    [
        (MONDAY, MONDAY + timedelta(hours=4, seconds=-1), ()),
        (MONDAY, MONDAY + timedelta(hours=4), ("steward",)),
        (MONDAY, MONDAY + timedelta(hours=24, seconds=-1), ("steward",)),
        (MONDAY, MONDAY + timedelta(hours=24), ("steward", "coordinator", "corporation")),
        (MONDAY, MONDAY + timedelta(days=30), ("steward", "coordinator", "corporation")),
        (
            datetime(2026, 11, 27, 15, tzinfo=AMSTERDAM),
            datetime(2026, 11, 30, 14, tzinfo=AMSTERDAM),
            ("steward",),
        ),
        (
            datetime(2026, 11, 27, 15, tzinfo=AMSTERDAM),
            datetime(2026, 11, 30, 15, tzinfo=AMSTERDAM),
            ("steward", "coordinator", "corporation"),
        ),
    ],
)
def test_who_is_told_when(held_at, now, told):
    """The steward after four hours; coordinator and corporation at the same time of the next working day."""
    assert held_terms.audiences(held_at, now, REVIEW) == told


def test_the_question_says_what_happens_without_an_answer():
    """By when, and that only the good rows are loaded; or that it waits."""
    until = held_terms.answer_by(MONDAY, "too_many_rejected", REVIEW)
    asked = question.compose(DELIVERY, "Viveste", [], until)
    assert "Zonder antwoord laden we op woensdag 25 november om 12.00 uur alleen de goede rijen." in (
        asked.body_markdown
    )
    assert asked.answer_by == until
    waits = question.compose(DELIVERY | {"reason": "rows_below_half"}, "Viveste", [])
    assert "Zonder antwoord blijft het bestand wachten." in waits.body_markdown
    assert waits.answer_by is None
