"""The product's clock: the machine's, or that of a file in demo and tests."""

import os
import time
from datetime import date, datetime, timedelta

from vroegeropaf import clock
from vroegeropaf.settings import Settings


def test_a_day_alone_keeps_the_time_of_the_machine(tmp_path):
    """Only the day comes from the file."""
    file = tmp_path / "today"
    file.write_text("2026-11-23", encoding="utf-8")
    found = clock.now(Settings(today_file=file))
    here = datetime.now(tz=clock.AMSTERDAM)
    assert found.date() == date(2026, 11, 23)
    assert abs(found - here.replace(year=2026, month=11, day=23)) < timedelta(seconds=5)


def test_a_time_begins_when_the_file_is_written_and_goes_on(tmp_path):
    """An hour after the file was written it is an hour later; the day never ends by itself."""
    file = tmp_path / "today"
    file.write_text("2026-11-23T08:00:00", encoding="utf-8")
    settings = Settings(today_file=file)
    begin = datetime(2026, 11, 23, 8, tzinfo=clock.AMSTERDAM)
    assert begin <= clock.now(settings) < begin + timedelta(minutes=1)
    os.utime(file, (0, time.time() - 3600))
    assert begin + timedelta(hours=1) <= clock.now(settings) < begin + timedelta(hours=1, minutes=1)
    os.utime(file, (0, time.time() - 90_000))
    assert clock.now(settings) == begin.replace(hour=23, minute=59, second=59)
    assert clock.today(settings) == date(2026, 11, 23)


def test_without_a_file_it_is_now():
    """Production lives on the wall clock."""
    assert abs(clock.now(Settings(today_file=None)).timestamp() - time.time()) < 5
