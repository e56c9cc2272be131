"""Invented members of no team, and cases for them: for tests of the pairs that the planner forms."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import yaml

from vroegeropaf.planning import teams
from vroegeropaf.planning.urgency import OpenCase
from vroegeropaf.region import Region

MONDAY = date(2026, 3, 2)
CORPORATIONS = ("mitros", "viveste", "provides")
TOWNS = {"Houten": "3991", "Nieuwegein": "3431"}
WEEK = {day: ["ochtend", "middag", "avond"] for day in teams.WEEKDAYS}
PLACE = {"depot": [52.033, 5.168], "mode": "bicycle"}


def member(organisation: str, role: str, towns: list[str], hours: dict | None = None, **more) -> dict:
    """Return a member of teams.yaml who is in no team."""
    place = PLACE if role == "help" else {}
    return {
        "organisation": organisation,
        "role": role,
        "municipalities": towns,
        "hours": WEEK if hours is None else hours,
        "email": f"{organisation}@vroegeropaf.example",
        **place,
        **more,
    }


def some_staff(random: Random, count: int = 4) -> dict:
    """Return invented members of corporations and debt help, with hours of their own."""
    made = {}
    for i in range(count):
        for role in ("corporation", "help"):
            towns = random.sample(list(TOWNS), random.randint(1, 2))
            hours = {
                day: [part for part in WEEK[day] if random.random() < 0.4]
                for day in random.sample(teams.WEEKDAYS, 3)
            }
            organisation = random.choice(CORPORATIONS) if role == "corporation" else "wil"
            served = random.sample(CORPORATIONS, 2) if role == "help" and random.random() < 0.3 else []
            made[f"{role}-{i}"] = member(organisation, role, towns, hours, corporations=served)
    return made


def some_cases(random: Random, count: int = 25) -> list[OpenCase]:
    """Return open cases of three corporations in two towns."""
    made = []
    for number in range(count):
        town = random.choice(list(TOWNS))
        corporation = random.choice(CORPORATIONS)
        by_on = MONDAY + timedelta(days=random.randint(2, 30))
        made.append(
            OpenCase(
                case_id=number,
                household_id=number,
                municipality=town,
                postcode4=TOWNS[town],
                bailiff_corporation=corporation,
                earliest_handover_on=None,
                first_visit_by_on=by_on,
                last_visit_by_on=by_on + timedelta(days=10),
                is_crisis=random.random() < 0.1,
                corporations=(corporation,),
                visits_made=0,
                is_reached=False,
                last_visit_on=None,
                last_day_part=None,
            )
        )
    return made


TWO = {
    "corp-1": member("viveste", "corporation", ["Houten"]),
    "corp-2": member("viveste", "corporation", ["Houten"]),
    "wil-1": member("wil", "help", ["Houten"]),
}


def read_teams(region: Region, folder: Path, members: dict, fixed: dict | None = None) -> teams.Teams:
    """Return the teams of a teams.yaml with these members and no other fixed team."""
    whole = yaml.safe_load((region.config_dir / "teams.yaml").read_text(encoding="utf-8"))
    content = whole | {"members": members, "teams": fixed or {}}
    (folder / "teams.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return teams.load(replace(region, config_dir=folder))
