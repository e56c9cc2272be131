"""When teams can go out: day parts of teams.yaml on working days, minus the leave of their members. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from vroegeropaf import workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.planning.instance import MINUTES_A_DAY, Shift
from vroegeropaf.planning.teams import WEEKDAYS, Teams


@dataclass(frozen=True)
class Leave:
    """Days (both included) on which a member cannot come; without a day part the whole day."""

    member: str
    from_on: date
    to_on: date
    day_part: str | None = None

    def covers(self, day: date, part: str) -> bool:
        """Return whether the member is away in this part of this day."""
        return self.from_on <= day <= self.to_on and self.day_part in (None, part)


def horizon(today: date, count: int) -> list[date]:
    """Return the next `count` working days; today is not one of them, its day plans are out."""
    days = [workdays.add(today, 1)]
    while len(days) < count:
        days.append(workdays.add(days[-1], 1))
    return days


def shifts(
    teams: Teams, today: date, days: Sequence[date], leave: Sequence[Leave], max_visits: int
) -> list[Shift]:
    """
    Return the shifts in which teams go out, by team, day and day part.

    Parameters
    ----------
    teams
        The content of teams.yaml.
    today
        Day 0 of the instance.
    days
        Working days of the horizon.
    leave
        Of all members; a team goes out only when none of its members is away.
    max_visits
        Most visits in one shift.
    """
    found = []
    for code, team in teams.teams.items():
        away = [one for one in leave if one.member in team.members]
        for day in days:
            for part in team.shifts.get(WEEKDAYS[day.weekday()], ()):
                if not any(one.covers(day, part) for one in away):
                    found.append(shift(teams, code, today, day, part, max_visits))
    return sorted(found, key=lambda one: (str(one.team), one.start))


def shift(teams: Teams, team: str, today: date, day: date, part: str, max_visits: int) -> Shift:
    """Return the shift of one team, day and day part."""
    hours = {str(name): hours for name, hours in teams.day_parts.items()}[part]
    number = (day - today).days
    return Shift(
        id=shift_id(team, day, part),
        team=team,
        day=number,
        part=part,
        start=number * MINUTES_A_DAY + _minutes(hours.start),
        end=number * MINUTES_A_DAY + _minutes(hours.end),
        max_visits=max_visits,
    )


def shift_id(team: str, day: date, part: str) -> str:
    """Return the name of a shift, the same in every plan."""
    return f"{team}.{day.isoformat()}.{part}"


def minute_of(today: date, instant: datetime) -> int:
    """Return the minute of the instance at which the clock on the wall shows this instant."""
    local = instant.astimezone(AMSTERDAM)
    return (local.date() - today).days * MINUTES_A_DAY + _minutes(local.time())


def instant_of(today: date, minute: int) -> datetime:
    """Return the aware instant at which the clock on the wall shows this minute, whatever the season does."""
    day = date_of(today, minute)
    return datetime.combine(day, time(minute % MINUTES_A_DAY // 60, minute % 60), tzinfo=AMSTERDAM)


def date_of(today: date, minute: int) -> date:
    """Return the calendar day of a minute of the instance."""
    return today + timedelta(days=minute // MINUTES_A_DAY)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
