"""What one team more would do: the planner on the same instance with and without it. Pure, no effect."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean

from vroegeropaf.planning import greedy, shifts
from vroegeropaf.planning.figures import figures
from vroegeropaf.planning.instance import Instance, Shift, Team
from vroegeropaf.planning.teams import WEEKDAYS, Teams

# A made-up code that no team can have in teams.yaml: there it would be read as it is.
CODE = "wat-als"
# The quick planner needs about a second for a thousand cases (measured); nobody waits longer for a page.
MOST_CASES = 2_000


@dataclass(frozen=True)
class ExtraTeam:
    """A team to try: whom it would serve, and on which days of the week in which day parts it goes out."""

    corporations: tuple[str, ...]
    municipalities: tuple[str, ...]
    weekdays: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Cases with a visit, also of those due inside the horizon, without and with the team; its shifts."""

    cases: int
    visits_before: int
    visits_after: int
    due: int
    due_before: int
    due_after: int
    shifts: int

    @property
    def more(self) -> int:
        """How many more cases get a visit."""
        return self.visits_after - self.visits_before

    @property
    def more_due(self) -> int:
        """How many more of the cases due inside the horizon get one."""
        return self.due_after - self.due_before


def compare(instance: Instance, extra: ExtraTeam, teams: Teams, today: date, max_visits: int) -> Difference:
    """
    Return what the team would change.

    Notes
    -----
    Both sides are made by the quick planner from today's plan, so that they can be compared; the real
    planner may find a little more on both. A case of several corporations counts for the one that it is
    planned for now.
    """
    before = figures(instance, greedy.solve(instance))
    larger, added = with_team(instance, extra, teams, today, max_visits)
    after = figures(larger, greedy.solve(larger))
    return Difference(
        cases=before.cases,
        visits_before=before.visits,
        visits_after=after.visits,
        due=before.due,
        due_before=before.due_visited,
        due_after=after.due_visited,
        shifts=len(added),
    )


def with_team(
    instance: Instance, extra: ExtraTeam, teams: Teams, today: date, max_visits: int
) -> tuple[Instance, list[Shift]]:
    """Return the instance with the team, and the shifts in which it goes out."""
    mode = min(instance.travel, key=lambda name: (-instance.travel[name].speed_kmh, name))
    team = Team(CODE, extra.corporations, extra.municipalities, _depot(instance, extra), mode)
    added = [
        _shift(teams, today, day, part, max_visits)
        for day in instance.workdays
        for part in teams.day_parts
        if part in extra.parts and _weekday(today, day) in extra.weekdays
    ]
    larger = replace(
        instance, teams=(*instance.teams, team), shifts=(*instance.shifts, *added), travel=instance.travel
    )
    return larger, added


def _weekday(today: date, day: int) -> str:
    return WEEKDAYS[shifts.date_of(today, day * 1440).weekday()]


def _shift(teams: Teams, today: date, day: int, part: str, max_visits: int) -> Shift:
    hours = {str(name): hours for name, hours in teams.day_parts.items()}[part]
    start, end = (day * 1440 + moment.hour * 60 + moment.minute for moment in (hours.start, hours.end))
    on = shifts.date_of(today, day * 1440)
    return Shift(shifts.shift_id(CODE, on, part), CODE, day, part, start, end, max_visits)


def _depot(instance: Instance, extra: ExtraTeam) -> tuple[float, float]:
    """Return the middle of the cases that the team would serve; without any, another team's depot."""
    points: Sequence[tuple[float, float]] = [
        (case.lat, case.lon)
        for case in instance.cases
        if case.lat is not None and case.lon is not None and case.municipality in extra.municipalities
    ] or [team.depot for team in instance.teams]
    return (fmean(lat for lat, _ in points), fmean(lon for _, lon in points))
