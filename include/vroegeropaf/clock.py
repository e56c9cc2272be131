"""The only reader of the wall clock. Called at the edges; decisions get `today` and `now` as arguments."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from vroegeropaf.settings import Settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now(settings: Settings) -> datetime:
    """
    Return the present instant, Europe/Amsterdam.

    With ``settings.today_file`` (demo, tests) the day comes from that file, the time of day from the clock.
    """
    instant = datetime.now(tz=AMSTERDAM)
    if settings.today_file is None:
        return instant
    day = date.fromisoformat(settings.today_file.read_text(encoding="utf-8").strip())
    return datetime.combine(day, instant.timetz())


def today(settings: Settings) -> date:
    """Return the calendar day in Europe/Amsterdam."""
    return now(settings).date()
