"""The figures of the page "Planning": load, moves, cases without a visit, leave. No personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database, workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.planning import sources
from vroegeropaf.planning.instance import Instance
from vroegeropaf.planning.shifts import Leave, horizon
from vroegeropaf.planning.teams import Teams
from vroegeropaf_airflow.pages import words
from vroegeropaf_airflow.pages.figures import Bar, shares
from vroegeropaf_airflow.pages.planning_load import Slot, TeamLoad, company, load, places
from vroegeropaf_airflow.pages.planning_moves import Move, called_off, move

SHOWN = 40


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
    run_sources: list[str]
    since_on: date
    moves: list[Move]
    called_off: list[Move]
    unassigned: list[RowMapping]
    reasons: list[Bar]
    leave: list[AwayMember]

    @property
    def taken(self) -> int:
        """Places in the horizon that have a visit."""
        return self.places - self.free

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
        run_sources=sources.told(run["sources"]) if run else [],
        since_on=since_on,
        moves=moves,
        called_off=[
            called_off(row, teams) for row in database.rows(db, "report/plan_called_off", since_at=since_at)
        ],
        unassigned=left,
        reasons=shares([{**row, "case_count": 1} for row in left], "reason", words.UNASSIGNED),
        leave=[away(row, teams, booked) for row in leave],
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
