"""Planning ten days in a row: the product beside its last rung and beside itself without yesterday's plan."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

import pytest
from benchmarks import measure
from benchmarks.planners import Quality

SEEDS = (1, 2)
QUALITIES: tuple[Quality, ...] = (
    ("attempts in time", "share", "more", "in_time"),
    ("travel", "min a visit", "less", "travel_min_per_visit"),
    ("unsent visits kept", "share", "more", "unsent_kept"),
)
FLOORS = ("keep and insert", "the same solver, cold")


def warm(run: int, cases: int, teams: int, seed: int) -> measure.Work:
    """Plan every morning as the daily assignment does, from yesterday's plan."""
    from vroegeropaf.planning.solve import solve

    return _work(cases, teams, seed, lambda asked: solve(asked).plan)


def keep(run: int, cases: int, teams: int, seed: int) -> measure.Work:
    """Keep yesterday's plan and insert what is new."""
    from vroegeropaf.planning.solve import keep_and_insert

    return _work(cases, teams, seed, keep_and_insert)


def cold(run: int, cases: int, teams: int, seed: int) -> measure.Work:
    """Plan every morning what was not sent as if there had been no yesterday."""
    from dataclasses import replace

    from vroegeropaf.planning.solve import solve

    return _work(cases, teams, seed, lambda asked: solve(replace(asked, previous=())).plan)


def _work(cases: int, teams: int, seed: int, planner: Callable[..., object]) -> measure.Work:
    from benchmarks import days

    return measure.Work(lambda: days.play(cases, teams, seed, planner), _told)


def _told(story: object) -> dict[str, float]:
    facts = asdict(story)
    return facts | {
        "in_time": 1 - facts["due_missed"] / facts["due"],
        "unsent_kept": 1 - facts["unsent_moved"] / facts["unsent"],
        "travel_min_per_visit": facts["travel_min"] / facts["visited"],
    }


@pytest.mark.parametrize("teams", [8, 4])
def test_ten_days(teams: int, report: Callable[[measure.Figure], None]) -> None:
    """
    Seconds of ten plans in a row, the share of attempts made before their deadline, travel, visits kept.

    300 cases, two thirds of them there on the first day; three of ten tenants are not at home and get a
    second attempt, at least two working days later in another day part; what lies at most two working days
    ahead is sent. Due is every attempt whose deadline fell inside the days, of cases that have a team. Kept:
    of the unsent visits, those that the next morning leaves with their team, day and day part. Medians over
    two regions. No plan may be wrong, and no sent visit may move.
    """
    jobs = (warm, keep, cold)
    by_seed = [
        measure.side_by_side(
            1,
            *(
                partial(measure.in_child, job, 1, of_children=True, cases=300, teams=teams, seed=seed)
                for job in jobs
            ),
        )
        for seed in SEEDS
    ]
    ours, *others = (measure.joined(of_job) for of_job in zip(*by_seed, strict=True))
    for sample in (ours, *others):
        assert [run.facts["sent_moved"] for run in sample.runs] == [0] * len(SEEDS)
        assert [run.facts["violations"] for run in sample.runs] == [0] * len(SEEDS)
    size = f"ten days, {teams} teams"
    for what, other in zip(FLOORS, others, strict=True):
        report(measure.timed(size, "s", ours, (what, other), facts=_counts("", ours)))
        for name, unit, better, fact in QUALITIES:
            mine, theirs = ours.fact(fact), other.fact(fact)
            sides = measure.Side("product", mine), measure.Side(what, theirs)
            facts = _counts("floor ", other) if fact == "in_time" else {}
            report(measure.Figure(f"  {name}", unit, *sides, mine / max(theirs, 1e-9), facts, better))


def _counts(whose: str, sample: measure.Sample) -> dict[str, object]:
    names = ("due", "due_missed", "visited", "weight_visited", "sent", "sent_moved", "unsent_moved")
    return {f"{whose}{name}": [run.facts[name] for run in sample.runs] for name in names}
