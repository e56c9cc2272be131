"""How full the days of all teams are, for the page "Planning". Pure; no personal data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vroegeropaf.planning.instance import Instance
from vroegeropaf.planning.shifts import date_of
from vroegeropaf.planning.teams import Teams

Slot = tuple[str, date, str]
BAR = 60


@dataclass(frozen=True)
class Cell:
    """A team's day: visits of places, in its day parts and together; `sent` and `booked` are widths."""

    visits: int
    places: int
    free: int
    parts: tuple[str, ...]
    sent: float
    booked: float


@dataclass(frozen=True)
class TeamLoad:
    """One line of the table; a cell is None on a day on which the team does not go out."""

    name: str
    cells: tuple[Cell | None, ...]
    visits: int
    places: int
    free: int


def places(instance: Instance, today: date, service_minutes: int) -> dict[Slot, int]:
    """Return how many visits each day part of each team can hold at most, travel not counted."""
    return {
        (str(shift.team), date_of(today, shift.start), shift.part): min(
            shift.max_visits, (shift.end - shift.start) // service_minutes
        )
        for shift in instance.shifts
    }


def load(
    days: Sequence[date],
    places: Mapping[Slot, int],
    booked: Mapping[Slot, tuple[int, int]],
    teams: Teams,
) -> list[TeamLoad]:
    """Return a line per team: those of teams.yaml, pairs that go out, and who still has visits."""
    parts = [str(part) for part in teams.day_parts]
    others = sorted({team for team, day, _ in {**places, **booked} if day in days} - set(teams.teams))
    lines = []
    for code in [*teams.teams, *others]:
        cells = tuple(_cell(code, day, parts, places, booked) for day in days)
        there = [cell for cell in cells if cell]
        lines.append(
            TeamLoad(
                team_name(code, teams),
                cells,
                sum(cell.visits for cell in there),
                sum(cell.places for cell in there),
                sum(cell.free for cell in there),
            )
        )
    return lines


def _cell(
    code: str,
    day: date,
    parts: Iterable[str],
    places: Mapping[Slot, int],
    booked: Mapping[Slot, tuple[int, int]],
) -> Cell | None:
    slots = [(code, day, part) for part in parts if (code, day, part) in {**places, **booked}]
    if not slots:
        return None
    taken = [booked.get(slot, (0, 0)) for slot in slots]
    room = [places.get(slot, 0) for slot in slots]
    visits, sent, total = sum(n for n, _ in taken), sum(n for _, n in taken), sum(room)
    widest = max(visits, total, 1)
    return Cell(
        visits=visits,
        places=total,
        free=sum(max(0, most - n) for most, (n, _) in zip(room, taken, strict=True)),
        parts=tuple(
            f"{slot[2]} {n} van {most}" for slot, most, (n, _) in zip(slots, room, taken, strict=True)
        ),
        sent=round(BAR * sent / widest, 1),
        booked=round(BAR * visits / widest, 1),
    )


def company(member: str, teams: Teams) -> str:
    """Return with whom a member goes out: the names of its teams, or that pairs form; empty for nobody."""
    names = [team.name for team in teams.teams.values() if member in team.members]
    if not names and any(member in pair.members for pair in teams.pairs.values()):
        return "in wisselende duo's"
    return ", ".join(names)


def team_name(code: str, teams: Teams) -> str:
    """Return the name of a team or pair; one that left teams.yaml stands for itself."""
    team = teams.find(code)
    return team.name if team else code
