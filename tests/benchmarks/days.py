"""Ten working days in a row: visits are made, some find nobody at home, cases arrive, sent visits stand."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from benchmarks import plan_figures, regions

from vroegeropaf.planning import checker
from vroegeropaf.planning.instance import MINUTES_A_DAY, Case, Id, Instance, Plan, Visit

Planner = Callable[[Instance], Plan]
DAYS = tuple(day for day in range(40) if day % 7 < 5)
AHEAD, SENT_AHEAD, PLAYED = 10, 2, 10
NOT_AT_HOME, FIRST_SHARE = 0.3, 2 / 3
SECOND_AFTER = 2


@dataclass
class Story:
    """What became of it; `due` counts attempts whose deadline fell inside the days, of cases with a team."""

    due: int = 0
    due_missed: int = 0
    visited: int = 0
    weight_visited: float = 0.0
    travel_min: int = 0
    unsent: int = 0
    unsent_moved: int = 0
    sent: int = 0
    sent_moved: int = 0
    violations: int = 0


@dataclass
class _Town:
    """What is known on one morning."""

    region: Instance
    seed: int
    open: dict[Id, Case] = field(default_factory=dict)
    plan: tuple[Visit, ...] = ()
    sent: tuple[Visit, ...] = ()


def play(cases: int, teams: int, seed: int, planner: Planner) -> Story:
    """
    Return what a planner reaches in ten days.

    Parameters
    ----------
    cases
        Two thirds are there on the first day, the others arrive evenly.
    teams, seed
        Of the generated region; who is at home depends on case, attempt and seed alone, not on the plan.
    planner
        Is given every morning what is open, what was sent, and the unsent rest of its own last plan.
    """
    town = _Town(regions.month(cases, teams, seed, DAYS), seed)
    first = round(cases * FIRST_SHARE)
    story = Story()
    people = town.region.cases
    for turn in range(PLAYED):
        today = DAYS[turn]
        _visit(town, story, today)
        _miss(town, story, today)
        daily = (len(people) - first) // (PLAYED - 1)
        arriving = people[:first] if turn == 0 else people[first + daily * (turn - 1) : first + daily * turn]
        _arrive(town, arriving, today)
        _replan(town, story, turn, planner)
    _visit(town, story, DAYS[PLAYED])
    _miss(town, story, DAYS[PLAYED])
    return story


def _arrive(town: _Town, arriving: Sequence[Case], today: int) -> None:
    for case in arriving:
        if regions.teams_of(town.region, case):
            later = today * MINUTES_A_DAY
            town.open[case.id] = replace(case, ready=case.ready + later, deadline=case.deadline + later)


def _visit(town: _Town, story: Story, today: int) -> None:
    """Make the visits that were sent for today; whoever was not at home gets another day part."""
    shifts = {shift.id: shift for shift in town.region.shifts}
    done = [visit for visit in town.sent if shifts[visit.shift].day <= today]
    town.sent = tuple(visit for visit in town.sent if visit not in done)
    story.travel_min += plan_figures.travel_minutes(town.region, Plan(tuple(done)))
    for visit in done:
        case = town.open.pop(visit.case)
        story.visited += 1
        story.weight_visited += case.weight
        story.due += case.deadline <= (DAYS[PLAYED] + 1) * MINUTES_A_DAY
        is_home = random.Random(f"{town.seed}.{case.id}.{case.attempt}").random() >= NOT_AT_HOME
        if is_home or case.attempt > 1:
            continue
        parts = tuple(part for part in regions.PARTS if part != shifts[visit.shift].part)
        ready = DAYS[DAYS.index(today) + SECOND_AFTER] * MINUTES_A_DAY
        if ready < case.deadline:
            town.open[case.id] = replace(case, attempt=2, dayparts=parts, ready=ready)


def _miss(town: _Town, story: Story, today: int) -> None:
    """Strike out whose deadline has passed; a visit of tomorrow can still be in time, one of today cannot."""
    sent = {visit.case for visit in town.sent}
    for case in list(town.open.values()):
        if case.deadline <= (today + 1) * MINUTES_A_DAY and case.id not in sent:
            story.due += 1
            story.due_missed += 1
            del town.open[case.id]


def _replan(town: _Town, story: Story, turn: int, planner: Planner) -> None:
    ahead = DAYS[turn + 1 : turn + 1 + AHEAD]
    shifts = tuple(shift for shift in town.region.shifts if shift.day in ahead)
    names = {shift.id for shift in shifts}
    sent = {visit.case for visit in town.sent}
    previous = tuple(
        visit
        for visit in town.plan
        if visit.case in town.open and visit.case not in sent and visit.shift in names
    )
    asked = replace(
        town.region,
        horizon_days=ahead[-1] + 1,
        workdays=ahead,
        shifts=shifts,
        cases=tuple(town.open.values()),
        locked=town.sent,
        previous=previous,
    )
    plan = planner(asked)
    stands = {visit.case: visit.shift for visit in plan.visits}
    story.violations += len(checker.check(asked, plan))
    story.sent += len(town.sent)
    story.sent_moved += len(set(town.sent) - set(plan.visits))
    story.unsent += len(previous)
    story.unsent_moved += sum(stands.get(visit.case) != visit.shift for visit in previous)
    town.plan = plan.visits
    soon = {shift.id for shift in shifts if shift.day in ahead[:SENT_AHEAD]}
    town.sent = tuple(visit for visit in plan.visits if visit.shift in soon)
