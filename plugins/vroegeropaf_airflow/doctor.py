"""`vroegeropaf doctor`: is everything there that a run needs? One line a check, exit 1 when one fails."""

from collections.abc import Callable, Iterator
from functools import partial

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from vroegeropaf import clock, database, region
from vroegeropaf.deliveries import profiles
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.planning import teams
from vroegeropaf.settings import Settings, settings

Check = tuple[str, Callable[[], str]]


def checks(machine: Settings) -> Iterator[Check]:
    """Yield every check as a name and a function that returns what it found or raises VroegEropafError."""
    yield "configuration", lambda: _configuration(machine)
    yield "calendar day", lambda: _calendar_day(machine)
    yield "database", lambda: _database(machine)
    yield "hash key", lambda: _hash_key(machine)
    for corporation in region.load(machine.config_dir).parties.corporations_on(clock.today(machine)):
        yield f"SFTP {corporation}", lambda corporation=corporation: _sftp(corporation)  # type: ignore[misc]
    yield "SMTP", _smtp
    yield "geocoder", _geocoder
    for kind in ("osrm", "valhalla"):
        yield f"travel times {kind}", partial(_roads, kind, machine)


def doctor() -> None:
    """Check configuration, database, keys, SFTP and SMTP; exit 1 when something is wrong."""
    table = Table("check", "found", title="Vroeg Eropaf")
    failed = 0
    for name, check in checks(settings()):
        try:
            table.add_row(name, f"[green]{check()}[/]")
        except VroegEropafError as error:
            failed += 1
            table.add_row(name, f"[red]{error}[/]")
    Console().print(table)
    raise typer.Exit(1 if failed else 0)


def _configuration(machine: Settings) -> str:
    found = region.load(machine.config_dir)
    for corporation in found.parties.corporations:
        profiles.load(machine.config_dir, corporation, clock.today(machine))
    staff = teams.load(found)
    counts = f"{len(found.parties.corporations)} corporations, {len(staff.teams)} teams"
    if staff.pairs:
        counts += f", {len(staff.free)} members for pairs"
    return "; look at: ".join((counts, *teams.find_warnings(staff, found.parties)))


def _calendar_day(machine: Settings) -> str:
    day = clock.today(machine).isoformat()
    return (
        day if machine.today_file is None else f"{day} (fixed by VROEGEROPAF_TODAY_FILE: never in production)"
    )


def _database(machine: Settings) -> str:
    try:
        with database.connect(machine).connect() as db:
            version = db.execute(text("select max(version_num) from public.schema_version")).scalar()
    except SQLAlchemyError as error:
        raise VroegEropafError(
            "database_unreachable", f"{type(error).__name__}: check the URL, then run vroegeropaf migrate"
        ) from None
    return f"schema {version}"


def _hash_key(machine: Settings) -> str:
    if not machine.hash_key.get_secret_value():
        raise VroegEropafError("hash_key_missing", "set VROEGEROPAF_HASH_KEY (see .env.example)")
    return "set"


def _sftp(corporation: str) -> str:
    from vroegeropaf_airflow.sftp_folder import SftpFolder

    return f"{len(SftpFolder(corporation).list_inbox())} files in in/"


def _smtp() -> str:
    from vroegeropaf_airflow.mailer import SmtpMailer

    return SmtpMailer().probe()


def _geocoder() -> str:
    from vroegeropaf.planning.geocode import look_up, read_door
    from vroegeropaf_airflow import web

    fetch = web.geocoder()
    if fetch is None:
        return "no connection pdok: addresses by postcode area, nothing is sent"
    door = read_door("3511CE 1")  # a public building
    if door is None:
        raise AssertionError("a fixed door is a door")
    found = look_up(fetch, door, None)
    return "answers" if found else "answers, but does not know an address that exists"


def _roads(kind: str, machine: Settings) -> str:
    from vroegeropaf.planning.instance import Mode
    from vroegeropaf.planning.measure import measure
    from vroegeropaf_airflow import web

    service = web.road_service(kind)
    if service is None:
        return f"no connection {kind}: distance and speed of teams.yaml"
    found = region.load(machine.config_dir)
    staff = teams.load(found)
    modes = {name: Mode(one.speed_kmh, one.detour, one.stop_min) for name, one in staff.travel.items()}
    depots = sorted({team.depot for team in staff.everyone.values()})
    asked = {name: mode for name, mode in modes.items() if name in service.profiles}
    result = measure((service,), asked, depots, found.policy.geography).travel
    faults = [f"{name}: {one['why']}" for name, one in result.items() if "why" in one]
    if faults:
        raise VroegEropafError("place_service_unreachable", ", ".join(faults))
    return f"answers for {', '.join(sorted(result)) or 'no mode of teams.yaml'}"
