"""Dutch working days: what the clocks of cases, reminders and deliveries count in. Pure."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)


@lru_cache
def _dutch_holidays() -> holidays.HolidayBase:
    # 5 May is "optional" in the library; we count it as a holiday every year (policy.yaml says so).
    return holidays.country_holidays("NL", categories=("public", "optional"))


def is_workday(day: date) -> bool:
    """Return whether Dutch offices work on this day."""
    return day.weekday() < 5 and day not in _dutch_holidays()


def roll_forward(day: date) -> date:
    """Return the day itself, or the first working day after it."""
    while not is_workday(day):
        day += ONE_DAY
    return day


def roll_back(day: date) -> date:
    """Return the day itself, or the last working day before it."""
    while not is_workday(day):
        day -= ONE_DAY
    return day


def add(day: date, count: int) -> date:
    """
    Return the working day `count` working days after (negative: before) `day`.

    `day` need not be one itself: one working day after a Saturday is the Monday; zero rolls forward.
    """
    if count == 0:
        return roll_forward(day)
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day


def between(start: date, end: date) -> int:
    """Return how many working days lie after `start`, up to `end` included; negative when `end` is before."""
    if end < start:
        return -between(end, start)
    return sum(is_workday(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))
