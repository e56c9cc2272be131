"""The figures of the page "Planning": load, moves, cases without a visit, leave. No personal data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database, workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.messages.compose import dutch_short_date, dutch_time
from vroegeropaf.planning.instance import Instance
from vroegeropaf.planning.shifts import Leave, date_of, horizon
from vroegeropaf.planning.teams import Teams
from vroegeropaf_airflow.pages import words
from vroegeropaf_airflow.pages.figures import Bar, shares

Slot = tuple[str, date, str]
SHOWN = 40
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


@dataclass(frozen=True)
class Move:
    """A visit that moved, lost its place or was called off; `now` empty: it has no other."""

    case_no: str
    municipality: str
    was: str
    now: str
    why: str
    was_sent: bool


@dataclass(frozen=True)
class AwayMember:
    """Leave to come, and how many booked visits of the member's team lie in it."""

    member: str
    team: str
    from_on: date
    to_on: date
    day_part: str
    entered_by: str
    visits: int
    sent: int


@dataclass(frozen=True)
class Figures:
    """Everything the page shows."""

    days: list[date]
    loads: list[TeamLoad]
    free_by_day: list[int]
    run: RowMapping | None
    run_sentences: list[str]
    since_on: date
    moves: list[Move]
    called_off: list[Move]
    unassigned: list[RowMapping]
    reasons: list[Bar]
    leave: list[AwayMember]

    @property
    def visits(self) -> int:
        """Visits booked in the horizon."""
        return sum(load.visits for load in self.loads)

    @property
    def places(self) -> int:
        """Places in the horizon, taken or not."""
        return sum(load.places for load in self.loads)

    @property
    def free(self) -> int:
        """Places that nobody has yet."""
        return sum(load.free for load in self.loads)


def collect(db: Connection, instance: Instance, teams: Teams, today: date, service_minutes: int) -> Figures:
    """
    Return what the page shows.

    Parameters
    ----------
    db
        A connection; nothing is written.
    instance
        What may be planned today: its shifts are the places.
    teams
        The content of teams.yaml.
    today
        Day 0 of the instance.
    service_minutes
        How long a visit lasts: no more of them fit into a day part.
    """
    days = horizon(today, len(instance.workdays))
    booked = {
        (row["team"], row["visit_on"], row["day_part"]): (row["visits"], row["sent"])
        for row in database.rows(db, "report/plan_load", from_on=today)
    }
    loads = load(days, places(instance, today, service_minutes), booked, teams)
    since_on = workdays.add(today, -1)
    run = database.one(db, "report/plan_last_run")
    left = database.rows(db, "report/plan_unassigned")
    leave = database.rows(db, "report/plan_leave", today=today)
    known = [Leave(row["member"], row["from_on"], row["to_on"], row["day_part"]) for row in leave]
    moves = [
        move(row, known, instance, today, teams)
        for row in database.rows(db, "report/plan_moves", since_on=since_on)
    ]
    since_at = datetime.combine(since_on, time(), tzinfo=AMSTERDAM)
    return Figures(
        days=days,
        loads=loads,
        free_by_day=[sum(cell.free for one in loads if (cell := one.cells[i])) for i in range(len(days))],
        run=run,
        run_sentences=told(run["objective"], run["bound"]) if run else [],
        since_on=since_on,
        moves=moves,
        called_off=[
            _called_off(row, teams) for row in database.rows(db, "report/plan_called_off", since_at=since_at)
        ],
        unassigned=left,
        reasons=shares([{**row, "case_count": 1} for row in left], "reason", words.UNASSIGNED),
        leave=[away(row, teams, booked) for row in leave],
    )


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


def told(objective: Mapping[str, Any], bound: Mapping[str, Any]) -> list[str]:
    """
    Return in sentences what the plan reached, and what no plan of these teams could exceed.

    Parameters
    ----------
    objective, bound
        Of the run; the bound may lack figures, for runs from before or when it was not computed.
    """
    found = []
    for key, reached, what in (
        ("cases", "visits", "zaken"),
        ("due", "due_visited", "zaken met een uiterste dag binnen de planning"),
    ):
        total, got = objective.get(key), objective.get(reached)
        if total is None or got is None or (key == "due" and not total):
            continue
        most = bound.get({"cases": "visits", "due": "due"}[key])
        sentence = f"{_whole(got)} van {_whole(total)} {what} {'heeft' if got == 1 else 'hebben'} een bezoek"
        if most is None:
            found.append(f"{sentence}.")
        elif got == total:
            found.append(f"{sentence}: allemaal.")
        else:
            limit = f"{_whole(most)} van {_whole(total)} is het hoogste dat deze teams kunnen halen"
            found.append(f"{sentence}; {limit}.")
    return found


def _whole(value: float) -> str:
    return f"{int(value):,}".replace(",", ".")


def move(row: RowMapping, leave: Sequence[Leave], instance: Instance, today: date, teams: Teams) -> Move:
    """Return a visit that moved or lost its place, with the most likely reason."""
    now = ""
    if row["new_on"]:
        now = _moment(row["new_team"], row["new_on"], row["new_part"], row["new_starts_at"], teams)
    return Move(
        case_no=row["case_no"],
        municipality=row["municipality"],
        was=_moment(row["old_team"], row["old_on"], row["old_part"], row["old_starts_at"], teams),
        now=now,
        why=why_moved(row, leave, instance, today, teams),
        was_sent=False,
    )


def why_moved(
    row: Mapping[str, Any], leave: Sequence[Leave], instance: Instance, today: date, teams: Teams
) -> str:
    """Return why a visit moved, in the order in which one would ask; the planner notes no reason."""
    members = teams.members_of(row["old_team"])
    if any(one.member in members and one.covers(row["old_on"], row["old_part"]) for one in leave):
        return "verlof in het team"
    if row["is_elsewhere"]:
        return "het huishouden is verhuisd"
    slots = {(str(one.team), date_of(today, one.start), one.part) for one in instance.shifts}
    is_past = row["old_on"] <= today
    if not is_past and (row["old_team"], row["old_on"], row["old_part"]) not in slots:
        return "het team gaat dat dagdeel niet meer op pad"
    if row["reason"] and not row["new_on"]:
        return words.say(words.UNASSIGNED, row["reason"])
    if row["has_news"]:
        return "de gegevens van de zaak veranderden"
    return "plaats voor een zaak met meer haast, of een kortere route"


def _called_off(row: RowMapping, teams: Teams) -> Move:
    return Move(
        case_no=row["case_no"],
        municipality=row["municipality"],
        was=_moment(row["team"], row["visit_on"], row["day_part"], row["starts_at"], teams),
        now="",
        why=words.say(words.CALL_OFFS, row["call_off_reason"]),
        was_sent=row["was_sent"],
    )


def _moment(team: str, day: date, part: str, starts_at: datetime, teams: Teams) -> str:
    return f"{dutch_short_date(day)} {dutch_time(starts_at)}, {team_name(team, teams)}"


def away(row: RowMapping, teams: Teams, booked: Mapping[Slot, tuple[int, int]]) -> AwayMember:
    """Return leave with the visits of the member's team that lie in it."""
    leave = Leave(row["member"], row["from_on"], row["to_on"], row["day_part"])
    hit = [
        counts
        for (team, day, part), counts in booked.items()
        if leave.member in teams.members_of(team) and leave.covers(day, part)
    ]
    return AwayMember(
        member=row["member"],
        team=company(row["member"], teams),
        from_on=row["from_on"],
        to_on=row["to_on"],
        day_part=row["day_part"] or "hele dag",
        entered_by=row["entered_by"],
        visits=sum(n for n, _ in hit),
        sent=sum(n for _, n in hit),
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
