"""The only reader of the wall clock. Called at the edges; decisions get `today` and `now` as arguments."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vroegeropaf.settings import Settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LAST_MOMENT = time(23, 59, 59)


def now(settings: Settings) -> datetime:
    """
    Return the present instant, Europe/Amsterdam.

    With ``settings.today_file`` (demo, tests) the day comes from that file. Where it names a time too, the
    day begins at that time when the file is written and goes on from there, never into the next day; else
    the time of day is that of the clock.
    """
    instant = datetime.now(tz=AMSTERDAM)
    if settings.today_file is None:
        return instant
    said = datetime.fromisoformat(settings.today_file.read_text(encoding="utf-8").strip())
    if said.time() == time():
        return datetime.combine(said, instant.timetz())
    passed = timedelta(seconds=max(0, instant.timestamp() - settings.today_file.stat().st_mtime))
    return min(said + passed, datetime.combine(said, LAST_MOMENT)).replace(tzinfo=AMSTERDAM)


def today(settings: Settings) -> date:
    """Return the calendar day in Europe/Amsterdam."""
    return now(settings).date()
