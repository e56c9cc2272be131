"""Task bodies of collect_arrears."""

from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from vroegeropaf import workdays
from vroegeropaf.database import rows
from vroegeropaf.deliveries import collect
from vroegeropaf.errors import TransientError, VroegEropafError
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


def fetch(world: Edge, corporation: str) -> dict[str, int]:
    """Put away what an earlier run left behind, then fetch what is new and complete."""
    with SftpFolder(corporation) as folder:
        collect.tidy_remote(world.engine, folder, corporation)
        report = collect.fetch_new(
            world.engine,
            folder,
            corporation,
            world.region,
            world.now,
            world.settings.stable_after_s,
            world.hash_key,
        )
    return {"fetched": len(report.delivery_ids), "waiting": report.waiting, "refused": report.refused}


def check_and_load(world: Edge, outlet_events: Any) -> list[str]:
    """Judge and load all that waits; return the corporations whose remote files can be put away."""
    from vroegeropaf.deliveries import absence, judge, lateness
    from vroegeropaf.linkage.waiting import is_waiting

    try:
        report = judge.judge_waiting(world.engine, world.region, world.today, world.hash_key)
    finally:  # also when one file broke the check: the lists of the others were let in
        absence.ask_about_absent(world.engine, world.region, world.settings, world.today, world.hash_key)
    lateness.note_late(world.engine, world.region, world.today)
    is_changed = report.signals_opened or report.signals_updated or report.signals_ended
    if is_changed or is_waiting(world.engine):
        tell(outlet_events, assets.SIGNALS_IF_CHANGED, assets.SIGNALS)
    tell_mail(world, outlet_events)
    with world.engine.connect() as db:
        return [row["corporation"] for row in rows(db, "deliveries/untidied_corporations")]


def archive(world: Edge, corporations: list[str]) -> int:
    """
    Archive the remote files of judged deliveries, or delete them where the law asks for it.

    Raises
    ------
    TransientError
        Code ``archive_failed``, after the others are done: the next fetch of that corporation tries again.
    """
    tidied, failed = 0, []
    for corporation in corporations:
        try:
            with SftpFolder(corporation) as folder:
                tidied += collect.tidy_remote(world.engine, folder, corporation)
        except VroegEropafError as error:
            failed.append(f"{corporation} ({error.code})")
    if failed:
        raise TransientError("archive_failed", f"remote files still to be put away: {', '.join(failed)}")
    return tidied
