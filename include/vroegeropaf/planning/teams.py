"""The joint teams of the region: who is in them, whom they serve, when they go out. Read from teams.yaml."""

from collections.abc import Iterator
from datetime import time
from functools import cached_property
from itertools import chain

from pydantic import Field, model_validator

from vroegeropaf.errors import ConfigurationError
from vroegeropaf.parties import Parties, Strict, parse, read_yaml
from vroegeropaf.planning.members import (
    JOINT,
    WEEKDAYS,
    DayPart,
    Member,
    Pair,
    Team,
    Week,
    pair_code,
    pair_of,
)
from vroegeropaf.region import Region

__all__ = ["WEEKDAYS", "DayPart", "Hours", "Member", "Pair", "Team", "Teams", "Travel", "load"]
FILE = "teams.yaml"


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

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Return the members in no team, in the order of their codes."""
        placed = set(chain.from_iterable(team.members for team in self.teams.values()))
        return tuple(sorted(set(self.members) - placed))

    @cached_property
    def pairs(self) -> dict[str, Pair]:
        """Return every pair that free members could ever make, by code."""
        return {code: pair for code, pair in self._all_pairs(self.free).items() if pair.shifts}

    @cached_property
    def everyone(self) -> dict[str, Team]:
        """Return the fixed teams and all possible pairs."""
        return {**self.teams, **self.pairs}

    @cached_property
    def _known_pairs(self) -> dict[str, Pair]:
        return self._all_pairs(tuple(self.members))

    def _all_pairs(self, codes: tuple[str, ...]) -> dict[str, Pair]:
        named = chain.from_iterable(member.municipalities for member in self.members.values())
        everywhere = tuple(dict.fromkeys(named))
        ones, twos = (
            [code for code in codes if self.members[code].role == role] for role in ("corporation", "help")
        )
        made = (
            (pair_code(one, two), pair_of((one, two), self.members, everywhere))
            for one in ones
            for two in twos
        )
        return {code: pair for code, pair in made if pair is not None}

    def find(self, code: str) -> Team | None:
        """
        Return the team or pair of this code, None when there is none (any more).

        A pair is found as long as its members could be one, so that what was sent to it can be called off
        although it would not form again.
        """
        return self.teams.get(code) or (self._known_pairs.get(code) if JOINT in code else None)

    def reach(self, code: str, otherwise: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """
        Return the name of this team or pair, and where its mail goes, each with what tells the keys apart.

        What was sent to a team that is none any more still needs somebody: its mail goes to `otherwise`.
        """
        team = self.find(code)
        return (code, (("", otherwise),)) if team is None else (team.name, team.addresses)

    def members_of(self, code: str) -> tuple[str, ...]:
        """Return who is in the team or pair of this code; of a pair also when a member has left since."""
        team = self.find(code)
        if team is not None:
            return team.members
        return tuple(code.split(JOINT)) if JOINT in code else ()


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
        f"{kind}.{code}: a code has no {JOINT}"
        for kind, codes in (("members", teams.members), ("teams", teams.teams))
        for code in codes
        if JOINT in code
    ]
    for code, member in teams.members.items():
        is_free = code in teams.free
        faults += [f"members.{code}.{fault}" for fault in _member_faults(member, is_free, teams, parties)]
    for code, team in teams.teams.items():
        faults += [f"teams.{code}.{fault}" for fault in _team_faults(team, teams, parties)]
    placed = list(chain.from_iterable(team.members for team in teams.teams.values()))
    faults += [
        f"members.{code}: is in more than one team, or twice in one"
        for code in teams.members
        if placed.count(code) > 1
    ]
    return faults


def find_warnings(teams: Teams, parties: Parties) -> list[str]:
    """Return what is no fault but should be known: who can go out with nobody, whom nobody goes for."""
    paired = set(chain.from_iterable(pair.members for pair in teams.pairs.values()))
    alone = [
        f"members.{code}: is in no team and has no hours"
        if not teams.members[code].hours
        else f"members.{code}: nobody shares a day part, municipality and corporation to go out with"
        for code in teams.free
        if code not in paired
    ]
    served = set(chain.from_iterable(team.corporations for team in teams.everyone.values()))
    return alone + [f"no team goes for {code}" for code in parties.corporations if code not in served]


def _member_faults(member: Member, is_free: bool, teams: Teams, parties: Parties) -> Iterator[str]:
    if member.role == "corporation":
        if member.organisation not in parties.corporations:
            yield f"organisation: no corporation {member.organisation} in parties.yaml"
        elif member.organisation not in member.goes_for:
            yield f"corporations: lacks {member.organisation}, its own"
    yield from _unknown(member, parties)
    yield from _week_faults("hours", member.hours, teams)
    if len(set(member.languages)) < len(member.languages):
        yield "languages: a language is there twice"
    if member.mode is not None and member.mode not in teams.travel:
        yield f"mode: no {member.mode} in travel"
    if is_free and member.hours:
        needed = ("email", "municipalities", *(("depot", "mode") if member.role == "help" else ()))
        for name in needed:
            if not getattr(member, name):
                yield f"{name}: needed for a member with hours who is in no team"


def _unknown(thing: Member | Team, parties: Parties) -> Iterator[str]:
    for code in thing.corporations:
        if code not in parties.corporations:
            yield f"corporations: no {code} in parties.yaml"
    for name in thing.municipalities:
        if name not in parties.municipalities:
            yield f"municipalities: no {name} in parties.yaml"


def _week_faults(name: str, week: Week, teams: Teams) -> Iterator[str]:
    used = set(chain.from_iterable(week.values()))
    for part in sorted(used - set(teams.day_parts)):
        yield f"{name}: no hours for {part} in day_parts"
    for day, parts in week.items():
        if len(set(parts)) < len(parts):
            yield f"{name}.{day}: a day part is there twice"


def _team_faults(team: Team, teams: Teams, parties: Parties) -> Iterator[str]:
    for code in team.members:
        if code not in teams.members:
            yield f"members: nobody is called {code}"
    yield from _unknown(team, parties)
    staff = {code: teams.members[code] for code in team.members if code in teams.members}
    # The covenant's joint visit: somebody of a corporation together with a professional of debt help.
    if not any(one.role == "corporation" and one.organisation in team.corporations for one in staff.values()):
        yield "members: nobody works for a corporation that the team serves"
    if not any(one.role == "help" for one in staff.values()):
        yield "members: nobody comes from debt help"
    if team.mode not in teams.travel:
        yield f"mode: no {team.mode} in travel"
    yield from _week_faults("shifts", team.shifts, teams)
    for code, one in staff.items():
        yield from _beyond(code, one, team)


def _beyond(code: str, one: Member, team: Team) -> Iterator[str]:
    """Yield what the team does that this member, by what is given of it, does not."""
    for name in team.municipalities:
        if one.municipalities and name not in one.municipalities:
            yield f"municipalities: {code} does not work in {name}"
    for name in team.corporations:
        if one.corporations and name not in one.corporations:
            yield f"corporations: {code} does not go for {name}"
    for day, parts in team.shifts.items():
        for part in parts:
            if not one.works(day, part):
                yield f"shifts.{day}: {code} does not work in the {part}"
