"""What members without a team could reach in other pairs: the bound over all pairs, and true reasons."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from support.staff import MONDAY, TWO, member, some_cases, some_staff

from vroegeropaf.planning import build, capacity, greedy, pairs, shifts, teams, what_if
from vroegeropaf.planning.bound import bound
from vroegeropaf.planning.figures import figures


def formations(staff: teams.Teams, horizon_wd: int):
    """Yield every way to pair in all day parts, as shifts."""
    slots = pairs.slots(staff, shifts.horizon(MONDAY, horizon_wd), [], pairs.Engaged(staff, []))
    ways = []
    for slot in slots:
        sets = [()]
        for code in slot.pairs:
            members = staff.pairs[code].members
            sets += [
                (*chosen, code)
                for chosen in sets
                if not any(set(members) & set(staff.pairs[other].members) for other in chosen)
            ]
        ways.append(
            [
                tuple(shifts.shift(staff, code, MONDAY, slot.day, slot.part, 2) for code in chosen)
                for chosen in sets
            ]
        )
    for choice in product(*ways):
        yield tuple(shift for part in choice for shift in part)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_no_way_to_pair_exceeds_the_bound(region, read, seed):
    """Every way to pair, tried one by one, stays at or below it; what was planned is one of them."""
    random = Random(seed)
    staff, cases = read(some_staff(random, 2)), some_cases(random, 12)
    policy = region.policy.planning.model_copy(update={"horizon_wd": 2, "max_visits_per_shift": 2})
    built = build.build(MONDAY, cases, [], [], staff, region.places, policy)
    others = capacity.unformed(built, MONDAY, [], staff, policy)
    most = capacity.most(built, others, staff)
    for chosen in formations(staff, 2):
        tried = replace(built, shifts=chosen)
        reached, proven = figures(tried, greedy.solve(tried)), bound(tried)
        assert reached.visits <= proven.visits <= most.visits
        assert reached.due_visited <= proven.due <= most.due
        assert reached.weight_visited <= proven.weight <= most.weight


def test_the_bound_counts_a_member_once(region, read):
    """Three members of a corporation and one of debt help: one pair a day part, not three."""
    staff = read(
        {
            **TWO,
            "corp-3": member("viveste", "corporation", ["Houten"]),
            "wil-1": member("wil", "help", ["Houten"], {"dinsdag": ["ochtend"]}),
        }
    )
    by_on = MONDAY + timedelta(days=3)
    cases = [
        replace(
            one,
            municipality="Houten",
            postcode4="3991",
            bailiff_corporation="viveste",
            first_visit_by_on=by_on,
            last_visit_by_on=by_on,
        )
        for one in some_cases(Random(3), 9)
    ]
    policy = region.policy.planning.model_copy(update={"horizon_wd": 3, "max_visits_per_shift": 2})
    built = build.build(MONDAY, cases, [], [], staff, region.places, policy)
    others = capacity.unformed(built, MONDAY, [], staff, policy)
    assert (len(built.shifts), len(others)) == (1, 2)
    assert capacity.most(built, others, staff).due == bound(built).due == 2


def test_whose_pair_did_not_form_lacks_capacity(region, read):
    """
    Two corporations want the one professional in the only day part: the fewer cases are told the truth.

    There was a day part before their deadline, so it is no lack of a day part: the team was full. A case in a
    town where nobody has hours keeps its reason.
    """
    hours = {"dinsdag": ["ochtend"]}
    staff = read(
        {
            "corp-v": member("viveste", "corporation", ["Houten"]),
            "corp-m": member("mitros", "corporation", ["Houten"]),
            "wil-1": member("wil", "help", ["Houten"], hours),
        }
    )
    by_on = MONDAY + timedelta(days=3)
    cases = [
        replace(
            one,
            municipality="Houten",
            postcode4="3991",
            bailiff_corporation="mitros" if one.case_id == 0 else "viveste",
            first_visit_by_on=by_on,
            last_visit_by_on=by_on,
        )
        for one in some_cases(Random(3), 3)
    ]
    policy = region.policy.planning
    built = build.build(MONDAY, cases, [], [], staff, region.places, policy)
    others = capacity.unformed(built, MONDAY, [], staff, policy)
    plan = greedy.solve(built)
    assert [(left.case, left.reason) for left in plan.unassigned] == [(0, "no_shift_before_deadline")]
    told = capacity.own_up(built, plan, others)
    assert [(left.case, left.reason) for left in told.unassigned] == [(0, "no_capacity")]
    assert told.visits == plan.visits
    assert capacity.own_up(built, plan, ()) == plan


def test_a_passed_limit_gives_way_to_the_first_day_on_which_a_pair_could_go(region, read):
    """Late is better than not at all, for pairs as for fixed teams: only when nobody could go in time."""
    staff = read({**TWO, "wil-1": member("wil", "help", ["Houten"], {"donderdag": ["avond"]})})
    cases = [
        replace(
            some_cases(Random(3), 1)[0],
            municipality="Houten",
            postcode4="3991",
            bailiff_corporation="viveste",
            first_visit_by_on=MONDAY + timedelta(days=1),
            last_visit_by_on=MONDAY + timedelta(days=last_in),
        )
        for last_in in (1, 3)
    ]
    cases = [replace(case, case_id=number, household_id=number) for number, case in enumerate(cases)]
    built = build.build(MONDAY, cases, [], [], staff, region.places, region.policy.planning)
    plan = greedy.solve(built)
    assert plan.unassigned == ()
    assert {visit.shift.split(".", 1)[1] for visit in plan.visits} == {"2026-03-05.avond"}
    assert [case.deadline for case in built.cases] == [15 * 1440, 4 * 1440]


def test_without_free_members_the_bound_is_the_teams_own(region):
    """Fixed teams alone: nothing could have formed otherwise."""
    staff, cases = teams.load(region), some_cases(Random(5), 40)
    policy = region.policy.planning
    built = build.build(MONDAY, cases, [], [], staff, region.places, policy)
    assert capacity.unformed(built, MONDAY, [], staff, policy) == ()
    assert capacity.most(built, (), staff) == bound(built)


def test_a_team_more_is_tried_beside_the_pairs(region, read):
    """What if: before it the pairs alone, after it the pairs as they are and the new team's day parts."""
    staff = read(
        {"corp-1": TWO["corp-1"], "wil-1": member("wil", "help", ["Houten"], {"dinsdag": ["avond"]})}
    )
    cases = [
        replace(one, municipality="Houten", postcode4="3991", bailiff_corporation="viveste")
        for one in some_cases(Random(4), 20)
    ]
    policy = region.policy.planning
    built = build.build(MONDAY, cases, [], [], staff, region.places, policy)
    extra = what_if.ExtraTeam(("viveste",), ("Houten",), ("woensdag",), ("ochtend",))
    found = what_if.compare(built, extra, staff, MONDAY, policy.max_visits_per_shift)
    assert 0 < found.visits_before == figures(built, greedy.solve(built)).visits
    assert found.more > 0
    assert found.shifts == 2
