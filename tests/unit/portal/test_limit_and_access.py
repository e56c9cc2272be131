"""The rate limit and what a link allows on which day."""

from datetime import date, timedelta

import pytest

from vroegeropaf.portal.form import Access, VisitForm, access
from vroegeropaf.portal.limit import RateLimit

DAY = date(2026, 3, 3)


def test_a_key_may_ask_so_often_a_minute_and_then_again() -> None:
    """The third within a minute is refused, others are not; a minute later it may pass."""
    limit = RateLimit(per_window=2, window_s=60)
    assert [limit.allows("a", 0.0), limit.allows("a", 1.0), limit.allows("a", 59.9)] == [True, True, False]
    assert limit.allows("b", 59.9)
    assert limit.allows("a", 60.0)


def test_memory_stays_bounded() -> None:
    """The key that was seen longest ago is forgotten first."""
    limit = RateLimit(per_window=1, max_keys=2)
    for key in "abc":
        assert limit.allows(key, 0.0)
    assert not limit.allows("c", 1.0)
    assert limit.allows("a", 1.0)


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("sent", -1, Access.TOO_EARLY),
        ("sent", 0, Access.OPEN),
        ("sent", 7, Access.OPEN),
        ("sent", 8, Access.EXPIRED),
        ("done", 3, Access.OPEN),
        ("called_off", 0, Access.OPEN),
        ("called_off", 8, Access.EXPIRED),
        ("superseded", 0, Access.REPLANNED),
        ("planned", 0, Access.REPLANNED),
    ],
)
def test_a_link_opens_from_the_visit_until_it_expires(state: str, days: int, expected: Access) -> None:
    """Both ends included; a visit that was called off can still be answered."""
    form = VisitForm(
        1, "houten", "houten", "VE-000001", DAY, "ochtend", 1, state, DAY + timedelta(days=7), None
    )
    assert access(form, DAY + timedelta(days=days)) is expected
