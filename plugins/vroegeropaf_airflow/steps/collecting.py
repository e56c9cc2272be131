"""Task bodies of collect_arrears."""

from contextlib import suppress
from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from vroegeropaf import workdays
from vroegeropaf.database import rows
from vroegeropaf.deliveries import collect
from vroegeropaf.errors import (
    Attempts,
    ConfigurationError,
    OutOfTimeError,
    PermanentError,
    TransientError,
    VroegEropafError,
)
from vroegeropaf_airflow import assets
from vroegeropaf_airflow.edge import Edge
from vroegeropaf_airflow.sftp_folder import SftpFolder
from vroegeropaf_airflow.steps.telling import tell, tell_mail


def name_map_index(corporation: str) -> None:
    """Show the corporation's code instead of a number in the UI."""
    get_current_context()["corporation"] = corporation  # type: ignore[literal-required]


def corporations(world: Edge) -> list[str]:
    """Return whom to collect from today; a Dutch holiday is skipped."""
    if not workdays.is_workday(world.today):
        raise AirflowSkipException("vandaag is geen werkdag")
    return world.region.parties.corporations_on(world.today)


def fetch(world: Edge, corporation: str) -> dict[str, str | int]:
    """
    Fetch what is new and complete.

    When that fails, `archive` does not come by in this run: what earlier runs left to do on the server is
    then done here, within the same login and the same budget of time.
    """
    with SftpFolder(corporation) as folder:
        try:
            report = collect.fetch_new(
                world.engine,
                folder,
                corporation,
                world.region,
                world.now,
                world.settings.stable_after_s,
                world.hash_key,
            )
        except collect.FOLDER_ERRORS:
            with suppress(*collect.FOLDER_ERRORS):  # the first error is the one to tell
                _serve(world, folder, corporation)
            raise
    return {
        "corporation": corporation,
        "fetched": len(report.delivery_ids),
        "waiting": report.waiting,
        "refused": report.refused,
    }


def check_and_load(world: Edge, outlet_events: Any) -> dict[str, int]:
    """
    Judge and load all that waits, keep the clocks of what is asked, and tell the senders; return counts.

    Raises
    ------
    VroegEropafError
        After all parts had their turn: that of the only part that failed, or ``steps_failed`` with each code.
    """
    from vroegeropaf.deliveries import absence, held, judge, lateness, quality_report
    from vroegeropaf.linkage import reminders
    from vroegeropaf.linkage.waiting import is_waiting
    from vroegeropaf.planning import waiting as planning

    engine, region = world.engine, world.region
    counts = {"judged": 0, "changed": 0, "fell_back": 0, "reports": 0, "reminders": 0, "late": 0}
    attempts = Attempts()
    with attempts.at("judging"):
        report = judge.judge_waiting(engine, region, world.today, world.hash_key)
        counts["judged"] = len(report.verdicts)
        counts["changed"] = report.signals_opened + report.signals_updated + report.signals_ended
    with attempts.at("held deliveries"):
        held.mark(engine, world.now)
        counts["fell_back"] = len(held.fall_back(engine, region, world.now, world.hash_key))
    with attempts.at("questions about full lists"):
        absence.ask_about_absent(engine, region, world.settings, world.today, world.hash_key)
    with attempts.at("quality reports"):
        counts["reports"] = quality_report.queue_reports(engine, region)
    with attempts.at("reminders"):
        counts["reminders"] = held.remind(engine, region, world.settings, world.now)
    with attempts.at("reminders of pairs"):
        counts["reminders"] += reminders.remind(engine, region, world.settings, world.now)
    with attempts.at("late lists"):
        counts["late"] = len(lateness.note_late(engine, region, world.today))
    if len(attempts.failed) == 1 and isinstance(only := attempts.failed[0][1], VroegEropafError):
        raise only
    attempts.finish("steps_failed", "parts of this task failed, the others are done")
    if counts["changed"] or counts["fell_back"] or is_waiting(engine):
        tell(outlet_events, assets.SIGNALS_IF_CHANGED, assets.SIGNALS)
    if planning.is_waiting(engine, world.now):
        tell(outlet_events, assets.CASES_IF_CHANGED, assets.CASES)
    tell_mail(world, outlet_events)
    return counts


def archive(world: Edge, corporations: list[str]) -> dict[str, int]:
    """
    Put away the remote files of judged deliveries, as the law asks; lay feedback in ``out/``; return counts.

    Parameters
    ----------
    world
        Settings, region and database.
    corporations
        Those whose fetch went well in this run: no second login where the first one failed.

    Raises
    ------
    TransientError
        Code ``archive_failed``, after the others are done: the next run tries again.
    PermanentError
        The same when the task must not be tried again at once: one login was refused, or took long to fail.
    """
    with world.engine.connect() as db:
        to_serve = [row["corporation"] for row in rows(db, "deliveries/corporations_to_serve")]
    tidied, written = 0, 0
    attempts = Attempts()
    for corporation in to_serve:
        if corporation not in corporations:
            continue
        with attempts.at(corporation), SftpFolder(corporation) as folder:
            counts = _serve(world, folder, corporation)
            tidied += counts[0]
            written += counts[1]
    lasting = (PermanentError, ConfigurationError, OutOfTimeError)
    is_lasting = any(isinstance(error, lasting) for _, error in attempts.failed)
    attempts.finish(
        "archive_failed",
        "remote files still to be put away or feedback still to be written",
        PermanentError if is_lasting else TransientError,
    )
    return {"tidied": tidied, "written": written}


def _serve(world: Edge, folder: SftpFolder, corporation: str) -> tuple[int, int]:
    """Put files away and lay feedback; what cannot be put away keeps no feedback back."""
    from vroegeropaf.deliveries import feedback_file

    tidied, failed = 0, None
    try:
        tidied = collect.tidy_remote(world.engine, folder, corporation)
    except collect.FOLDER_ERRORS as error:
        failed = error
    written = feedback_file.feed_back(world.engine, folder, corporation, world.region)
    if failed is not None:
        raise failed
    return tidied, written
