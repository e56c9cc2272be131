"""Members without a team: which pairs they can make, and which go out."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.staff import MONDAY, PLACE, TWO, member, some_cases, some_staff

from vroegeropaf import workdays
from vroegeropaf.planning import build, greedy, pairs, shifts, solve, teams
from vroegeropaf.planning.figures import figures
from vroegeropaf.planning.matching import matching
from vroegeropaf.planning.shifts import Leave


@given(
    weights=st.dictionaries(
        st.tuples(st.sampled_from("abcde"), st.sampled_from("vwxyz")), st.integers(1, 20), max_size=25
    )
)
@settings(max_examples=300, deadline=None)
def test_a_matching_is_the_heaviest_there_is(weights):
    """Against every way to pair: nobody twice, only couples that may be, and no other choice weighs more."""
    found = matching(weights)
    assert len({one for one, _ in found}) == len({two for _, two in found}) == len(found)
    best = max(
        sum(weights.get((one, two), 0) for one, two in zip("abcde", order, strict=True))
        for order in permutations("vwxyz")
    )
    assert sum(weights[couple] for couple in found) == best


@given(seed=st.integers(0, 10**6))
@settings(max_examples=400, deadline=None)
def test_a_choice_stands_when_some_of_it_weighs_more_or_leaves(seed):
    """Among equals the first by name; what has visits since, or was sent, does not turn the others."""
    random = Random(seed)
    weights = {couple: random.randint(1, 2) for couple in product("abcde", "vwxyz") if random.random() < 0.8}
    chosen = matching(weights)
    some = {couple for couple in chosen if random.random() < 0.4}
    raised = {couple: weight * (11 if couple in some else 10) for couple, weight in weights.items()}
    assert matching(raised) == chosen
    gone = {name for couple in some for name in couple}
    left = {couple: weight for couple, weight in weights.items() if not gone.intersection(couple)}
    assert matching(left) == [couple for couple in chosen if couple not in some]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_pairs_keep_to_hours_leave_holidays_places_and_corporations(region, read, seed):
    """
    Whoever is paired works then, has no leave, is out once; the pair serves what both do, and the plan holds.

    Easter Monday lies inside the horizon: nobody goes out. The order of members in the file changes nothing.
    """
    random = Random(seed)
    members = some_staff(random)
    staff = read(members)
    today = workdays.add(date(2026, 3, 27), random.randint(0, 3))
    leave = [
        Leave(code, today + timedelta(days=a), today + timedelta(days=a + 2), random.choice([None, "avond"]))
        for code in random.sample(list(members), 2)
        for a in [random.randint(0, 10)]
    ]
    cases = some_cases(random)
    policy = region.policy.planning
    built = build.build(today, cases, [], leave, staff, region.places, policy)
    out: set[tuple[str, int, str]] = set()
    for shift in built.shifts:
        day = shifts.date_of(today, shift.start)
        assert workdays.is_workday(day)
        for code in staff.everyone[str(shift.team)].members:
            assert shift.part in members[code]["hours"].get(teams.WEEKDAYS[day.weekday()], [])
            assert not any(one.member == code and one.covers(day, shift.part) for one in leave)
            assert (code, shift.day, shift.part) not in out
            out.add((code, shift.day, shift.part))
    for team in built.teams:
        one, two = (members[code] for code in staff.everyone[str(team.id)].members)
        assert team.corporations == (one["organisation"],)
        assert not two["corporations"] or one["organisation"] in two["corporations"]
        assert set(team.municipalities) == set(one["municipalities"]) & set(two["municipalities"])
    solve.keep_and_insert(built)
    shuffled = dict(sorted(members.items(), key=lambda _: random.random()))
    again = build.build(today, cases, [], leave, read(shuffled), region.places, policy)
    assert {one.id for one in again.shifts} == {one.id for one in built.shifts}


def test_formed_pairs_cover_more_than_pairs_at_random(region, read):
    """Over forty invented regions: never far below the best of ten random ways, above their mean in all."""
    ours, others = 0, 0
    policy = region.policy.planning
    for seed in range(40):
        random = Random(seed)
        staff, cases = read(some_staff(random, 5)), some_cases(random, 60)
        built = build.build(MONDAY, cases, [], [], staff, region.places, policy)
        weight = _covered(built)
        slots = pairs.slots(staff, shifts.horizon(MONDAY, policy.horizon_wd), [], pairs.Engaged(staff, []))
        tries = []
        for _ in range(10):
            chosen = []
            for slot in slots:
                busy: set[str] = set()
                for code in random.sample(slot.pairs, len(slot.pairs)):
                    if not busy.intersection(staff.pairs[code].members):
                        busy.update(staff.pairs[code].members)
                        chosen.append(
                            shifts.shift(
                                staff, code, MONDAY, slot.day, slot.part, policy.max_visits_per_shift
                            )
                        )
            tries.append(_covered(replace(built, shifts=tuple(chosen))))
        assert weight >= 0.95 * max(tries)
        ours += weight
        others += sum(tries) / 10
    assert ours > 1.02 * others


def _covered(instance) -> float:
    return figures(instance, greedy.solve(instance)).weight_visited


def test_a_pair_with_sent_visits_forms_again(region, read):
    """Another pair would do as well, but a visit was sent to this one: it stays locked in an open shift."""
    staff = read(TWO)
    cases = [
        replace(one, municipality="Houten", postcode4="3991", bailiff_corporation="viveste")
        for one in some_cases(Random(1), 8)
    ]
    policy = region.policy.planning
    day = date(2026, 3, 3)
    first = build.build(MONDAY, cases, [], [], staff, region.places, policy)
    (chosen,) = {str(one.team) for one in first.shifts if one.day == 1 and one.part == "ochtend"}
    (other,) = set(staff.pairs) - {chosen}
    sent = build.Booked(1, 0, 1, other, day, "ochtend", shifts.instant_of(MONDAY, 1440 + 600), "sent")
    built = build.build(MONDAY, cases, [sent], [], staff, region.places, policy)
    (shift,) = [one for one in built.shifts if one.day == 1 and one.part == "ochtend"]
    assert shift.team == other
    assert shift.max_visits == policy.max_visits_per_shift
    assert built.locked[0].shift == shift.id
    assert built.locked[0] in solve.keep_and_insert(built).visits


def test_a_sent_visit_outlives_its_pair(region, read):
    """Hours changed so that the pair cannot form: what was sent stays locked, nothing is added."""
    hours = {day: ["avond"] for day in teams.WEEKDAYS}
    staff = read(TWO | {"corp-1": TWO["corp-1"] | {"hours": hours}})
    case = replace(some_cases(Random(1), 1)[0], municipality="Houten", postcode4="3991")
    starts_at = shifts.instant_of(MONDAY, 1440 + 600)
    sent = build.Booked(1, 0, 1, "corp-1+wil-1", date(2026, 3, 3), "ochtend", starts_at, "sent")
    built = build.build(MONDAY, [case], [sent], [], staff, region.places, region.policy.planning)
    (shift,) = [one for one in built.shifts if one.id == built.locked[0].shift]
    assert shift.max_visits == 0
    assert solve.keep_and_insert(built).visits == built.locked


def test_whoever_a_sent_visit_expects_goes_nowhere_else(region, read):
    """
    Its pair cannot form any more (hours changed), and the other member could go with somebody else then.

    In that day part nobody else gets this member; in the next one they do.
    """
    hours = {day: ["avond"] for day in teams.WEEKDAYS}
    staff = read(TWO | {"corp-1": TWO["corp-1"] | {"hours": hours}})
    cases = [replace(one, municipality="Houten", postcode4="3991") for one in some_cases(Random(1), 8)]
    cases = [replace(one, bailiff_corporation="viveste") for one in cases]
    starts_at = shifts.instant_of(MONDAY, 1440 + 600)
    sent = build.Booked(1, 0, 1, "corp-1+wil-1", date(2026, 3, 3), "ochtend", starts_at, "sent")
    built = build.build(MONDAY, cases, [sent], [], staff, region.places, region.policy.planning)
    on_tuesday = {one.part: str(one.team) for one in built.shifts if one.day == 1 and one.part != "avond"}
    assert on_tuesday == {"ochtend": "corp-1+wil-1", "middag": "corp-2+wil-1"}


HOUTEN = {
    "name": "Team Houten",
    "email": "team@vroegeropaf.example",
    "members": ["corp-2", "wil-1"],
    "corporations": ["viveste"],
    "municipalities": ["Houten"],
    "shifts": {"dinsdag": ["ochtend", "middag"]},
    **PLACE,
}


@pytest.mark.parametrize("team", ["corp-1+wil-1", "vertrokken+wil-1"])
def test_a_new_fixed_team_waits_for_what_was_sent_to_the_pair_of_its_member(region, read, team):
    """A member comes into a fixed team after a visit was sent to its pair, also of somebody who has left."""
    staff = read(TWO, {"houten": HOUTEN})
    case = replace(some_cases(Random(1), 1)[0], municipality="Houten", postcode4="3991")
    starts_at = shifts.instant_of(MONDAY, 1440 + 600)
    sent = build.Booked(1, 0, 1, team, date(2026, 3, 3), "ochtend", starts_at, "sent")
    built = build.build(MONDAY, [case], [sent], [], staff, region.places, region.policy.planning)
    open_to_houten = [one.part for one in built.shifts if one.day == 1 and one.team == "houten"]
    assert open_to_houten == ["middag"]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_planning_again_forms_the_same_pairs(region, read, seed):
    """
    With its own plan booked, some of it sent, the planner forms the same pairs: nothing moves for nothing.

    And whatever is sent, nobody stands in two shifts of one day part.
    """
    random = Random(seed)
    staff, cases = read(some_staff(random)), some_cases(random, 30)
    policy = region.policy.planning
    first = build.build(MONDAY, cases, [], [], staff, region.places, policy)
    shift_of = {one.id: one for one in first.shifts}
    booked = [
        build.Booked(
            number,
            visit.case,
            1,
            str(shift_of[visit.shift].team),
            shifts.date_of(MONDAY, visit.start),
            shift_of[visit.shift].part,
            shifts.instant_of(MONDAY, visit.start),
            "sent" if shift_of[visit.shift].day <= 2 else "planned",
        )
        for number, visit in enumerate(solve.keep_and_insert(first).visits)
    ]
    again = build.build(MONDAY, cases, booked, [], staff, region.places, policy)
    assert [one.id for one in again.shifts] == [one.id for one in first.shifts]
    assert solve.keep_and_insert(again).visits == solve.keep_and_insert(first).visits


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_nobody_is_in_two_places_whatever_was_sent(region, read, seed):
    """Sent visits of pairs, of any day part and whether they could form or not: a member is in one shift."""
    random = Random(seed)
    members = some_staff(random)
    staff, cases = read(members), some_cases(random, 30)
    codes = list(members)
    taken: set[tuple[str, int, str]] = set()
    booked = []
    for number in range(6):
        one, two = (random.choice([code for code in codes if code.startswith(role)]) for role in ("c", "h"))
        day, part = random.randint(1, 3), random.choice(list(staff.day_parts))
        if staff.find(f"{one}+{two}") is None or {(one, day, part), (two, day, part)} & taken:
            continue
        taken |= {(one, day, part), (two, day, part)}
        starts_at = shifts.instant_of(MONDAY, day * 1440 + 600)
        on = shifts.date_of(MONDAY, day * 1440)
        booked.append(build.Booked(number, number, 1, f"{one}+{two}", on, part, starts_at, "sent"))
    built = build.build(MONDAY, cases, booked, [], staff, region.places, region.policy.planning)
    out = [(member, shift.day, shift.part) for shift in built.shifts for member in str(shift.team).split("+")]
    assert len(set(out)) == len(out)
    assert {visit.case for visit in built.locked} == {one.case_id for one in booked}


def test_unsent_visits_keep_their_pair_and_turns_are_fair(region, read):
    """Equals take turns; who has unsent visits in a shift keeps it."""
    staff = read(TWO)
    cases = [
        replace(one, municipality="Houten", postcode4="3991", bailiff_corporation="viveste")
        for one in some_cases(Random(2), 60)
    ]
    policy = region.policy.planning
    built = build.build(MONDAY, cases, [], [], staff, region.places, policy)
    turns = [str(one.team) for one in built.shifts]
    assert abs(turns.count("corp-1+wil-1") - turns.count("corp-2+wil-1")) <= 1
    (swapped,) = {one.team for one in built.shifts if one.day == 3 and one.part == "avond"}
    other = "corp-2+wil-1" if swapped == "corp-1+wil-1" else "corp-1+wil-1"
    starts_at = shifts.instant_of(MONDAY, 3 * 1440 + 1100)
    booked = build.Booked(1, 0, 1, other, date(2026, 3, 5), "avond", starts_at, "planned")
    again = build.build(MONDAY, cases, [booked], [], staff, region.places, policy)
    assert {one.team for one in again.shifts if one.day == 3 and one.part == "avond"} == {other}


def test_fixed_teams_stay_as_they_are(region, read):
    """A member of a fixed team is never paired; the free ones go out beside it."""
    fixed = {
        "houten": {
            "name": "Team Houten",
            "email": "team@vroegeropaf.example",
            "members": ["corp-1", "wil-1"],
            "corporations": ["viveste"],
            "municipalities": ["Houten"],
            "shifts": {"dinsdag": ["ochtend"]},
            **PLACE,
        }
    }
    staff = read(TWO | {"wil-2": member("wil", "help", ["Houten"])}, fixed)
    assert (staff.free, set(staff.pairs)) == (("corp-2", "wil-2"), {"corp-2+wil-2"})
