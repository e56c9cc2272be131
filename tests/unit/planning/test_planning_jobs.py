"""What is put to the solver: jobs, the rounds they may go in, and how much they matter."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegeropaf.planning import vroom
from vroegeropaf.planning.instance import Visit
from vroegeropaf.planning.jobs import jobs
from vroegeropaf.planning.rounds import Board


@given(seed=st.integers(0, 10**9))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_household_is_asked_for_once_and_nobody_in_vain(make_instance, seed):
    """No household is in two jobs; a case that no round is open to is in none."""
    instance = make_instance(seed, 40)
    board = Board(instance)
    found = jobs(instance, board)
    households = [case.household for job in found for case in job.cases]
    assert len(households) == len(set(households))
    assert all(job.rounds for job in found)
    assert set(households) == {case.household for case in instance.cases if board.open_to(case)}


def test_of_a_household_the_most_pressing_case_goes(town):
    """The earlier deadline goes, then the heavier case."""
    late = replace(town.cases[1], household="one")
    soon = replace(town.cases[2], household="one", deadline=late.deadline - 60)
    found = jobs(replace(town, cases=(late, soon), locked=()), Board(town))
    assert [job.cases for job in found] == [(soon,)]


def test_a_sent_visit_is_asked_for_where_it_stands(town):
    """Its round and minute, whatever else would be open to it, and before everything."""
    asked = vroom.problem(town)
    sent = asked.body["jobs"][0]
    assert sent["time_windows"] == [[1990, 1990]]
    assert sent["priority"] > max(job["priority"] for job in asked.body["jobs"][1:])
    assert [v["id"] for v in asked.body["vehicles"] if sent["skills"][0] in v["skills"]] == [0]


def test_two_households_behind_one_door_are_one_job(town):
    """The solver drives to a door once; they are still two visits, one after the other."""
    first, second = (replace(case, door="d", lat=52.0, lon=5.1) for case in town.cases[1:])
    asked = vroom.problem(
        replace(
            town,
            cases=(first, replace(second, corporation=first.corporation, municipality=first.municipality)),
        )
    )
    assert [job["delivery"] for job in asked.body["jobs"]] == [[2]]
    answer = {"routes": [{"vehicle": 1, "steps": [_step("start"), _step("job", 1, 3650, 10), _step("end")]}]}
    assert vroom.visits(answer, asked) == [
        Visit(first.id, "t2", 3660),
        Visit(second.id, "t2", 3660 + first.service_min),
    ]


def test_a_pair_is_asked_for_when_both_can_be_visited(town):
    """The first may begin when both are ready, and while both still end by their deadlines."""
    first, second = (replace(case, door="d", lat=52.0, lon=5.1) for case in town.cases[1:])
    second = replace(second, ready=2000, deadline=first.deadline)
    (job,) = jobs(replace(town, cases=(first, second), locked=()), Board(town))
    assert job.windows == [(2000 - first.service_min, first.deadline - 2 * first.service_min)]


@pytest.mark.parametrize(("pressing_first", "days"), [(False, {1, 2}), (True, {1})])
def test_the_most_pressing_go_on_their_first_day(town, pressing_first, days):
    """Only when asked, only the heaviest, only those due inside the horizon."""
    pressing = replace(town.cases[1], weight=100)
    instance = replace(town, cases=(town.cases[0], pressing, town.cases[2]))
    found = {job.cases[0].id: job for job in jobs(instance, Board(instance), pressing_first)}
    assert {one.shift.day for one in found[pressing.id].rounds} == days
    assert {one.shift.day for one in found[town.cases[2].id].rounds} == {1, 2}


def _step(kind: str, job: int = 0, arrival: int = 0, waiting: int = 0) -> dict[str, object]:
    return {"type": kind, "id": job, "arrival": arrival, "waiting_time": waiting}
