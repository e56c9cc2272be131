"""All that the DAGs do on one day, in their order, in this process."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from support.folder import DirectoryFolder
from support.mailer import FileMailer

from vroegeropaf import database
from vroegeropaf.cases import update
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import collect, feedback_file, held, judge, lateness, quality_report
from vroegeropaf.escalation import escalate
from vroegeropaf.linkage import link
from vroegeropaf.local.sample.month import MONDAY
from vroegeropaf.messages import drain
from vroegeropaf.planning import assign
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

HASH_KEY = "test-hash-key"


def whole_job(
    settings: Settings,
    region: Region,
    root: Path,
    before_drain: Callable[[], None] = lambda: None,
    today: date = MONDAY,
) -> None:
    """Do on one day, in order, all that the DAGs do."""
    now = datetime(today.year, today.month, today.day, 6, 30, tzinfo=AMSTERDAM)
    engine = database.connect(settings)
    folders = {code: DirectoryFolder(root / code) for code in region.parties.corporations}
    for code, folder in folders.items():
        collect.tidy_remote(engine, folder, code)
        collect.fetch_new(engine, folder, code, region, now, 0, HASH_KEY, sleep=lambda seconds: None)
    judge.judge_waiting(engine, region, today, HASH_KEY)
    held.mark(engine, now)
    held.fall_back(engine, region, now, HASH_KEY)
    quality_report.queue_reports(engine, region)
    held.remind(engine, region, settings, now)
    lateness.note_late(engine, region, today)
    for code, folder in folders.items():
        collect.tidy_remote(engine, folder, code)
        feedback_file.feed_back(engine, folder, code, region)
    link.link_signals(engine, now)
    update.update_cases(engine, region, today)
    assign.assign_visits(engine, region, settings, today, now)
    escalate.escalate(engine, region, settings, today)
    before_drain()
    drain.drain(engine, region, FileMailer(root / "mail"), settings.mail_from)
