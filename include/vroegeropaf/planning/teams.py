"""The joint teams of the region: who is in them, whom they serve, when they go out. Read from teams.yaml."""

from datetime import time
from itertools import chain
from typing import Annotated, Literal

from pydantic import EmailStr, Field, model_validator

from vroegeropaf.errors import ConfigurationError
from vroegeropaf.parties import Parties, Strict, parse, read_yaml
from vroegeropaf.region import Region

DayPart = Literal["ochtend", "middag", "avond"]
Weekday = Literal["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
WEEKDAYS: tuple[Weekday, ...] = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
FILE = "teams.yaml"

# Depots lie in the Netherlands; a swapped pair of degrees does not.
Latitude = Annotated[float, Field(ge=50.5, le=53.7)]
Longitude = Annotated[float, Field(ge=3.2, le=7.3)]


class Member(Strict):
    """A professional, under a staff code; `organisation` is a corporation's code when the role is that."""

    organisation: str = Field(min_length=1)
    role: Literal["corporation", "help"]


class Team(Strict):
    """A joint team: serves its corporations in its municipalities, goes out when all members can."""

    name: str = Field(min_length=1)
    email: EmailStr
    members: tuple[str, ...] = Field(min_length=2)
    corporations: tuple[str, ...] = Field(min_length=1)
    municipalities: tuple[str, ...] = Field(min_length=1)
    depot: tuple[Latitude, Longitude]
    mode: str
    shifts: dict[Weekday, tuple[DayPart, ...]]


class Hours(Strict):
    """From when to when a day part lasts, Amsterdam time."""

    start: time
    end: time

    @model_validator(mode="before")
    @classmethod
    def _pair(cls, value: object) -> object:
        if isinstance(value, list) and len(value) == 2:
            return {"start": value[0], "end": value[1]}
        return value

    @model_validator(mode="after")
    def _order(self) -> "Hours":
        if self.end <= self.start:
            raise ValueError("a day part ends after it starts")
        return self


class Travel(Strict):
    """How a mode moves: minutes = stop_min + ceil(detour * km / speed_kmh * 60)."""

    speed_kmh: float = Field(gt=0, le=130)
    detour: float = Field(ge=1, le=3)
    stop_min: int = Field(ge=0, le=60)


class Teams(Strict):
    """The whole of teams.yaml."""

    members: dict[str, Member]
    teams: dict[str, Team]
    day_parts: dict[DayPart, Hours]
    travel: dict[str, Travel]

    def find(self, code: str) -> Team | None:
        """Return the team of this code, None when there is none (any more)."""
        return self.teams.get(code)


def load(region: Region) -> Teams:
    """
    Return the teams of the region's configuration directory.

    Raises
    ------
    ConfigurationError
        With every fault and its place in teams.yaml.
    """
    teams = parse(Teams, read_yaml(region.config_dir / FILE), FILE)
    faults = find_faults(teams, region.parties)
    if faults:
        raise ConfigurationError("config_invalid", f"{FILE}: {'; '.join(faults)}")
    return teams


def find_faults(teams: Teams, parties: Parties) -> list[str]:
    """Return what in teams.yaml contradicts itself or parties.yaml, each with its place."""
    faults = [
        f"members.{code}.organisation: no corporation {member.organisation} in parties.yaml"
        for code, member in teams.members.items()
        if member.role == "corporation" and member.organisation not in parties.corporations
    ]
    for code, team in teams.teams.items():
        faults += [f"teams.{code}.{fault}" for fault in _team_faults(team, teams, parties)]
    placed = list(chain.from_iterable(team.members for team in teams.teams.values()))
    faults += [
        f"members.{code}: is in more than one team, or twice in one"
        for code in teams.members
        if placed.count(code) > 1
    ]
    return faults


def _team_faults(team: Team, teams: Teams, parties: Parties) -> list[str]:
    faults = [f"members: nobody is called {code}" for code in team.members if code not in teams.members]
    faults += [
        f"corporations: no {code} in parties.yaml"
        for code in team.corporations
        if code not in parties.corporations
    ]
    faults += [
        f"municipalities: no {name} in parties.yaml"
        for name in team.municipalities
        if name not in parties.municipalities
    ]
    staff = [teams.members[code] for code in team.members if code in teams.members]
    # The covenant's joint visit: somebody of a corporation together with a professional of debt help.
    if not any(one.role == "corporation" and one.organisation in team.corporations for one in staff):
        faults.append("members: nobody works for a corporation that the team serves")
    if not any(one.role == "help" for one in staff):
        faults.append("members: nobody comes from debt help")
    if team.mode not in teams.travel:
        faults.append(f"mode: no {team.mode} in travel")
    used = set(chain.from_iterable(team.shifts.values()))
    faults += [f"shifts: no hours for {part} in day_parts" for part in sorted(used - set(teams.day_parts))]
    faults += [
        f"shifts.{day}: a day part is there twice" for day, p in team.shifts.items() if len(set(p)) < len(p)
    ]
    return faults
