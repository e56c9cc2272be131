"""Members and the teams they make: fixed ones, and pairs of members who are in no team. Pure."""

from typing import Annotated, Literal, TypeVar

from pydantic import EmailStr, Field

from vroegeropaf.parties import Strict

DayPart = Literal["ochtend", "middag", "avond"]
Weekday = Literal["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
WEEKDAYS: tuple[Weekday, ...] = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
Week = dict[Weekday, tuple[DayPart, ...]]
# Stands between the codes of two members in the code of their pair, and in no other code.
JOINT = "+"
T = TypeVar("T")

# Depots lie in the Netherlands; a swapped pair of degrees does not.
Latitude = Annotated[float, Field(ge=50.5, le=53.7)]
Longitude = Annotated[float, Field(ge=3.2, le=7.3)]
Depot = tuple[Latitude, Longitude]
Language = Annotated[str, Field(pattern=r"^[a-z][a-z -]*$")]


class Member(Strict):
    """
    A professional, under a staff code.

    Parameters
    ----------
    organisation
        A corporation's code when the role is that; else e.g. ``wil`` or a social team.
    languages
        For people who read the list of teams. A signal has no language, so the planner does not look at them.
    municipalities, corporations
        Where and for whom the member goes; empty is everywhere, and for a corporation's member its own.
    hours
        Day parts of the week in which the member works; empty is as the team of the member says.
    email, depot, mode
        For a member in no team: where day lists go. A pair leaves from the depot of its professional of debt
        help, by that member's mode.
    """

    organisation: str = Field(min_length=1)
    role: Literal["corporation", "help"]
    languages: tuple[Language, ...] = ()
    municipalities: tuple[str, ...] = ()
    corporations: tuple[str, ...] = ()
    hours: Week = Field(default_factory=dict)
    email: EmailStr | None = None
    depot: Depot | None = None
    mode: str | None = None

    @property
    def goes_for(self) -> tuple[str, ...]:
        """Return for which corporations the member goes; empty is all."""
        if self.role == "corporation" and not self.corporations:
            return (self.organisation,)
        return self.corporations

    def works(self, weekday: Weekday, part: str) -> bool:
        """Return whether the member works in this part of this weekday; without hours always."""
        return not self.hours or part in self.hours.get(weekday, ())


class Team(Strict):
    """A joint team: serves its corporations in its municipalities, goes out when all members can."""

    name: str = Field(min_length=1)
    email: EmailStr
    members: tuple[str, ...] = Field(min_length=2)
    corporations: tuple[str, ...] = Field(min_length=1)
    municipalities: tuple[str, ...] = Field(min_length=1)
    depot: Depot
    mode: str
    shifts: Week

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Return where its mail goes, each with what tells the message keys apart."""
        return (("", str(self.email)),)


class Pair(Team):
    """A team of two members for single day parts; both get its mail."""

    emails: tuple[EmailStr, EmailStr]

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Return the addresses of both members; colleagues who share a mailbox get one mail."""
        one, two = ((f".{code}", str(to)) for code, to in zip(self.members, self.emails, strict=True))
        return (one,) if one[1].lower() == two[1].lower() else (one, two)


def pair_code(corporation: str, help_: str) -> str:
    """Return the code of two members' pair, the same in every plan."""
    return f"{corporation}{JOINT}{help_}"


def pair_of(codes: tuple[str, str], members: dict[str, Member], everywhere: tuple[str, ...]) -> Pair | None:
    """
    Return the team that a member of a corporation and one of debt help make, None when they can make none.

    Parameters
    ----------
    codes
        Of the corporation's member and of the professional of debt help.
    members
        All members.
    everywhere
        Municipalities of a member who names none.
    """
    one, two = (members[code] for code in codes)
    corporations = tuple(code for code in one.goes_for if not two.goes_for or code in two.goes_for)
    municipalities = _both(one.municipalities or everywhere, two.municipalities or everywhere)
    if not (corporations and municipalities and one.email and two.email and two.depot and two.mode):
        return None
    common = {day: _both(one.hours.get(day, ()), two.hours.get(day, ())) for day in WEEKDAYS}
    return Pair(
        name=f"Duo {codes[0]} en {codes[1]}",
        email=one.email,
        emails=(one.email, two.email),
        members=codes,
        corporations=corporations,
        municipalities=municipalities,
        depot=two.depot,
        mode=two.mode,
        shifts={day: parts for day, parts in common.items() if parts},
    )


def _both(one: tuple[T, ...], two: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(thing for thing in one if thing in two)
