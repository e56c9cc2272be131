"""Task bodies of collect_arrears."""

from contextlib import suppress
from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from vroegeropaf import workdays
from vroegeropaf.database import rows
from vroegeropaf.deliveries import collect
from vroegeropaf.errors import OutOfTimeError, TransientError, VroegEropafError
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

    When that fails, `archive` does not come by in this run: what earlier runs left behind is then put away
    here, within the same login and the same budget of time.
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
                collect.tidy_remote(world.engine, folder, corporation)
            raise
    return {
        "corporation": corporation,
        "fetched": len(report.delivery_ids),
        "waiting": report.waiting,
        "refused": report.refused,
    }


def check_and_load(world: Edge, outlet_events: Any) -> None:
    """Judge and load all that waits."""
    from vroegeropaf.deliveries import judge, lateness

    report = judge.judge_waiting(world.engine, world.region, world.today, world.hash_key)
    lateness.note_late(world.engine, world.region, world.today)
    if report.signals_opened or report.signals_updated or report.signals_ended:
        tell(outlet_events, assets.SIGNALS_IF_CHANGED, assets.SIGNALS)
    tell_mail(world, outlet_events)


def archive(world: Edge, corporations: list[str]) -> int:
    """
    Archive the remote files of judged deliveries, or delete them where the law asks for it.

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
    OutOfTimeError
        The same when trying again at once makes no sense: a refused login must not be repeated.
    """
    with world.engine.connect() as db:
        untidied = [row["corporation"] for row in rows(db, "deliveries/untidied_corporations")]
    tidied, failed = 0, {}
    for corporation in untidied:
        if corporation not in corporations:
            continue
        try:
            with SftpFolder(corporation) as folder:
                tidied += collect.tidy_remote(world.engine, folder, corporation)
        except VroegEropafError as error:
            failed[corporation] = error
    if failed:
        is_brief = {type(error) for error in failed.values()} == {TransientError}
        told = ", ".join(f"{corporation} ({error.code})" for corporation, error in failed.items())
        raise (TransientError if is_brief else OutOfTimeError)(
            "archive_failed", f"remote files still to be put away: {told}"
        )
    return tidied
