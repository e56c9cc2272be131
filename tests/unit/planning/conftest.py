"""Invented planning instances: a generator for hypothesis, and one small town to plant faults in."""

from collections.abc import Callable
from random import Random

import pytest
from support.staff import read_teams

from vroegeropaf.planning import teams
from vroegeropaf.planning.instance import Case, Instance, Mode, Shift, Team, Visit
from vroegeropaf.region import Region

PARTS = {"ochtend": (540, 720), "middag": (780, 1020), "avond": (1080, 1230)}
TRAVEL = {"car": Mode(35, 1.4, 4), "bicycle": Mode(15, 1.25, 2)}


def _teams(random: Random, count: int) -> tuple[Team, ...]:
    return tuple(
        Team(
            id=f"team-{i}",
            corporations=tuple(random.sample(["a", "b", "c"], random.randint(1, 3))),
            municipalities=tuple(random.sample(["Noord", "Zuid"], random.randint(1, 2))),
            depot=(52.0 + random.uniform(-0.03, 0.03), 5.1 + random.uniform(-0.03, 0.03)),
            mode=random.choice(["car", "bicycle"]),
        )
        for i in range(count)
    )


def _case(random: Random, number: int, households: int) -> Case:
    ready = random.randint(1, 6) * 1440 + random.choice([0, 600])
    has_place = random.random() > 0.05
    opens = random.randint(0, 12) * 1440 + random.randint(500, 1100)
    return Case(
        id=number,
        household=f"h{random.randrange(households)}",
        corporation=random.choice(["a", "b", "c"]),
        municipality=random.choice(["Noord", "Zuid", "Zuid", "Elders"]),
        postcode4="3431",
        lat=52.0 + random.uniform(-0.04, 0.04) if has_place else None,
        lon=5.1 + random.uniform(-0.04, 0.04) if has_place else None,
        ready=ready,
        deadline=ready + random.randint(0, 20) * 1440,
        service_min=random.choice([20, 45, 60]),
        weight=random.choice([0, 1, 5, 50, 100]),
        attempt=random.choice([1, 2]),
        dayparts=tuple(random.sample(list(PARTS), random.randint(0, 3))),
        windows=((opens, opens + 300), (opens + 1440, opens + 1800)) if random.random() < 0.2 else (),
        door=random.choice([None, None, 1, 2]),
    )


@pytest.fixture(scope="session")
def make_instance() -> Callable[..., Instance]:
    """Return a generator of instances without locked visits; the same seed gives the same one."""

    def make(seed: int, cases: int = 25, teams: int = 3) -> Instance:
        random = Random(seed)
        days = tuple(day for day in range(1, 14) if day % 7 < 5)
        staff = _teams(random, teams)
        shifts = tuple(
            Shift(f"{team.id}.{day}.{part}", team.id, day, part, day * 1440 + start, day * 1440 + end, 4)
            for team in staff
            for day in range(1, 14)
            for part, (start, end) in PARTS.items()
            if random.random() < 0.25
        )
        people = tuple(_case(random, number, max(1, cases * 2)) for number in range(cases))
        return Instance(14, days, TRAVEL, staff, shifts, people)

    return make


@pytest.fixture
def town() -> Instance:
    """One team, two mornings, three cases in a row, the first of which is locked."""
    team = Team("t", ("a",), ("Noord",), (52.0, 5.1), "bicycle")
    other = Team("u", ("b",), ("Zuid",), (52.0, 5.1), "car")
    shifts = (
        Shift("t1", "t", 1, "ochtend", 1980, 2160, 3),
        Shift("t2", "t", 2, "middag", 3660, 3900, 3),
        Shift("t6", "t", 6, "ochtend", 9180, 9360, 3),
        Shift("u1", "u", 1, "ochtend", 1980, 2160, 3),
    )
    cases = tuple(
        Case(number, f"h{number}", "a", "Noord", "3431", 52.0 + number / 500, 5.1, 1440, 7200, 45, 10)
        for number in (1, 2, 3)
    )
    return Instance(7, (1, 2, 3, 4), TRAVEL, (team, other), shifts, cases, locked=(Visit(1, "t1", 1990),))


@pytest.fixture(scope="session")
def read(region: Region, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., teams.Teams]:
    """Return a function that reads teams.yaml with these members and no fixed team but those given."""

    def load(members: dict, fixed: dict | None = None) -> teams.Teams:
        return read_teams(region, tmp_path_factory.mktemp("teams"), members, fixed)

    return load
