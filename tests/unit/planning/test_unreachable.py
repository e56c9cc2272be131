"""Cases that no plan of the teams can visit: whom the coordinator hears of at once, and whom not."""

from dataclasses import replace
from datetime import date

import pytest

from vroegeropaf.planning.instance import Instance, Plan, Reason, Unassigned
from vroegeropaf.planning.unreachable import Unreachable, to_tell

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("reason", "deadline", "known", "is_told"),
    [
        ("no_eligible_team", 5 * 1440, (), True),
        ("no_eligible_team", 30 * 1440, (), True),
        ("no_eligible_team", 5 * 1440, (2,), True),
        ("no_shift_before_deadline", 5 * 1440, (), True),
        ("no_shift_before_deadline", 7 * 1440, (), True),
        ("no_shift_before_deadline", 7 * 1440 + 1, (), False),
        ("no_shift_before_deadline", 5 * 1440, (2,), False),
        ("no_capacity", 5 * 1440, (), False),
        ("household_already_visited", 5 * 1440, (), False),
        ("no_location", 5 * 1440, (), False),
    ],
)
def test_what_a_person_hears_at_once(
    town: Instance, reason: Reason, deadline: int, known: tuple[int, ...], is_told: bool
) -> None:
    """No team, always; no day part, when the plan reaches to the last day and no other mail says so."""
    cases = tuple(replace(case, deadline=deadline) if case.id == 2 else case for case in town.cases)
    found = to_tell(replace(town, cases=cases), Plan((), (Unassigned(2, reason),)), known, MONDAY)
    by_on = date.fromordinal(MONDAY.toordinal() + (deadline - 1) // 1440)
    assert found == ([Unreachable(2, reason, "a", by_on)] if is_told else [])
