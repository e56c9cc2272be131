"""The command line: the same functions that the DAGs call, for operators, stewards and benchmarks."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from vroegeropaf import clock, database, region, roles
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.settings import settings
from vroegeropaf.terminal import console, day, errors, print_json, read, steps_bar, write

app = typer.Typer(
    name="vroegeropaf",
    help="Vroeg Eropaf: early home visits for tenants behind with the rent.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
model_app = typer.Typer(help="The model that linkage scores with.", no_args_is_help=True)
app.add_typer(model_app, name="model")
STATE_DIR = Path(".local")
EXIT_OF_VERDICT = {"held": 3, "refused": 4}
TO_COMPLETE = 3
WRONG_USE = 2


@app.command()
def migrate() -> None:
    """Bring the database schema up to date (safe to repeat)."""
    database.migrate(database.connect(settings()))
    console.print("schema up to date")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="a delivery; FILE.klaar beside it is read too")],
    corporation: Annotated[str, typer.Option(help="code of the corporation")],
    profile: Annotated[Path | None, typer.Option(help="try another profile (YAML)")] = None,
    previous: Annotated[Path | None, typer.Option(help="the previous delivery, for the row counts")] = None,
    today: Annotated[str | None, typer.Option(help="yyyy-mm-dd instead of today")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the verdict as JSON")] = False,
) -> None:
    """Judge a delivery without loading it. Exit 0 accepted, 3 held, 4 refused, 2 wrong use."""
    from vroegeropaf.deliveries.check import check_path

    machine = settings()
    on = day(today) if today else clock.today(machine)
    verdict = check_path(file, corporation, region.load(machine.config_dir), on, profile, previous)
    if as_json:
        print_json(verdict.to_json())
    else:
        console.print(f"{verdict.verdict}{f' ({verdict.reason})' if verdict.reason else ''}: ", end="")
        console.print(f"{verdict.rows} rows, {verdict.accepted} accepted, {len(verdict.rejected)} findings")
    raise typer.Exit(EXIT_OF_VERDICT.get(verdict.verdict, 0))


@app.command()
def profile(
    file: Annotated[Path, typer.Argument(help="a file of the corporation, CSV or Excel, with any headers")],
    corporation: Annotated[str, typer.Option(help="code of the corporation")],
    out: Annotated[Path | None, typer.Option(help="where the profile goes; printed when absent")] = None,
) -> None:
    """Propose a profile for a file with unknown headers. Exit 0, 3 complete it by hand, 2 wrong use."""
    from vroegeropaf.deliveries import propose, propose_yaml

    machine = settings()
    corporations = region.load(machine.config_dir).parties.corporations
    if corporation not in corporations:
        raise VroegEropafError("corporation_unknown", f"{corporation} is not in parties.yaml")
    name, today = corporations[corporation].name, clock.today(machine)
    found = propose.propose(read(file), file.name, corporation, name, today)
    written = propose_yaml.write(found)
    if out:
        write(out, written)
    else:
        print(written, end="")
    to_do = propose_yaml.to_do(found)
    for sentence in (*to_do, *propose_yaml.to_check(found)):
        errors.print(sentence, markup=False, soft_wrap=True)
    raise typer.Exit(TO_COMPLETE if to_do else 0)


@app.command()
def link(
    rows: Annotated[Path, typer.Argument(help="rows in the dialect of the file contract, with a row_id")],
    out: Annotated[Path, typer.Option(help="where persons and households go (CSV)")],
    pairs: Annotated[Path | None, typer.Option(help="where the scored pairs go (CSV)")] = None,
    threads: Annotated[int, typer.Option(help="threads of the engine")] = 2,
    memory_mb: Annotated[int, typer.Option(help="memory of the engine, in MB")] = 1_200,
) -> None:
    """Say who is who among the rows of one file, without a database."""
    from vroegeropaf.linkage import link_file
    from vroegeropaf.linkage.engine import Limits

    with steps_bar(len(link_file.STEPS)) as step:
        found = link_file.link_file(rows, out, pairs, Limits(threads, memory_mb, may_spill=True), step)
    console.print(
        f"{found.rows} rows: {found.persons} persons, {found.households} households; "
        f"{found.automatic} rows linked by themselves, {found.questions} questions"
    )


@model_app.command()
def train(
    version: Annotated[str, typer.Argument(help="name of the new model, e.g. tenants-2")],
    decisions: Annotated[
        bool, typer.Option(help="learn from stewards' decisions in the database too")
    ] = False,
) -> None:
    """Train the linkage model anew; it is put in use only if it does no worse than the present one."""
    from vroegeropaf.linkage.training import decided, ship

    real = decided.counts(database.connect(settings())) if decisions else None
    print_json(ship.train_and_ship(version, real=real).to_json())


@app.command()
def plan(
    instance: Annotated[Path, typer.Argument(help="a planning instance (JSON)")],
    out: Annotated[Path, typer.Option(help="where the plan goes (JSON)")],
    limit_s: Annotated[float, typer.Option(help="seconds for the main solver")] = 60,
) -> None:
    """Solve a planning instance; the independent checker reads the plan before it is written."""
    from vroegeropaf.planning import instance as planning
    from vroegeropaf.planning.solve import solve

    solved = solve(planning.read_instance(read(instance)), limit_s)
    write(out, planning.write(solved.plan))
    if solved.faults:
        errors.print(
            f"the main solver failed ({solved.faults}); keep-and-insert made the plan, or a part of it"
        )


@app.command()
def leave(
    member: Annotated[str, typer.Argument(help="code of the member in teams.yaml")],
    from_on: Annotated[str, typer.Argument(help="yyyy-mm-dd, first day")],
    to_on: Annotated[str, typer.Argument(help="yyyy-mm-dd, last day")],
    entered_by: Annotated[str, typer.Option(help="who enters it, or takes it back")],
    day_part: Annotated[
        str | None, typer.Option(help="ochtend, middag or avond; all day when absent")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="take back leave that was entered")] = False,
) -> None:
    """Enter a team member's leave; the next planning calls off what was sent and keeps those days free."""
    from vroegeropaf.planning import teams
    from vroegeropaf.planning.leave import enter_leave, withdraw_leave

    machine = settings()
    first, last = day(from_on), day(to_on)
    with database.connect(machine).begin() as db:
        if withdraw:
            withdraw_leave(db, member, first, last, day_part, entered_by)
            console.print("leave taken back; visits that it called off stay called off")
            return
        team_config = teams.load(region.load(machine.config_dir))
        is_new = enter_leave(db, team_config, member, first, last, day_part, entered_by)
    console.print("leave entered" if is_new else "this leave was entered before")


@app.command()
def teams() -> None:
    """Show the joint teams and the pairs that members without a team can make, and what to look at."""
    from vroegeropaf.planning import teams as team_config
    from vroegeropaf.planning.teams_table import table

    found = region.load(settings().config_dir)
    config = team_config.load(found)
    console.print(table(config))
    for warning in team_config.find_warnings(config, found.parties):
        errors.print(f"look at: {warning}", markup=False, soft_wrap=True)


@app.command()
def release(
    case: Annotated[str, typer.Argument(help="case number, VE-...")],
    reason: Annotated[str, typer.Argument(help="what it waited for: arrangement, guardian or bailiff_file")],
    decided_by: Annotated[str, typer.Option(help="the steward who decided")],
) -> None:
    """Give the steward's word that a held case may be visited."""
    from vroegeropaf.cases.hold import release_hold

    number = case.removeprefix("VE-")
    if not number.isdigit():
        raise VroegEropafError("case_unknown", "a case number looks like VE-000123")
    release_hold(database.connect(settings()), int(number), reason, decided_by)
    console.print(f"{case} is offered to the planner")


@app.command("undo-correction")
def undo_correction(
    delivery_id: Annotated[int, typer.Argument(help="number of the delivery that replaced another")],
    undone_by: Annotated[str, typer.Option(help="who decided it")],
) -> None:
    """Undo a correction: its signals become what they were, and the replaced list counts again."""
    from vroegeropaf.deliveries import undo

    machine = settings()
    done = undo.undo_correction(
        database.connect(machine), delivery_id, undone_by, machine.hash_key.get_secret_value()
    )
    console.print(
        f"{done.restored} signals are what they were, {done.ended} ended; the next linking follows them"
    )


@app.command()
def grant(
    user: Annotated[str, typer.Argument(help="user name in Airflow")],
    role: Annotated[roles.Role, typer.Argument(help="what the user does in the covenant")],
    granted_by: Annotated[str, typer.Option(help="who grants it")],
) -> None:
    """Give an Airflow user a role on our pages; without one they show nothing."""
    with database.connect(settings()).begin() as db:
        roles.grant(db, user, role, granted_by)
    console.print(f"{user} is now {role}")


@app.command()
def portal(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8090,
) -> None:
    """Serve the visit form."""
    import uvicorn

    from vroegeropaf.portal.app import create_app

    machine = settings()
    uvicorn.run(
        create_app(machine, database.connect(machine)),
        host=host,
        port=port,
        access_log=False,
        server_header=False,
    )


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option(help="end by itself, with exit 0 only when every stage did its work")
    ] = False,
    state: Annotated[Path, typer.Option(help="folder of the local state")] = STATE_DIR,
) -> None:
    """Start all local parts and do the whole job on the sample month."""
    from vroegeropaf.local import demo as local_demo

    raise typer.Exit(local_demo.main(state.resolve(), once, console))


@app.command()
def forget(state: Annotated[Path, typer.Option(help="folder of the local state")] = STATE_DIR) -> None:
    """Remove the local state of the demo, its database with it."""
    from vroegeropaf.local import stack

    stack.forget(state.resolve())


def run(application: typer.Typer) -> None:
    """Run the command line; an error is one sentence with a code, never a traceback."""
    try:
        application()
    except VroegEropafError as error:
        errors.print(f"[red]{error.code}[/]: {error.message}", soft_wrap=True)
        sys.exit(WRONG_USE)


if __name__ == "__main__":
    run(app)
