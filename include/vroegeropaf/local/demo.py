"""`vroegeropaf demo`: start everything, do the whole job on the sample month, report, stay up or end."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local import report
from vroegeropaf.local.stack import Progress, Stack
from vroegeropaf.local.story import Story

FAILED = 1
STOPPED = 130


class Stopped(Exception):
    """SIGTERM or Ctrl-C."""


def main(state_dir: Path, once: bool, console: Console) -> int:
    """Run the demo; return the exit code: 0 only when every stage did what the report says."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    started = time.monotonic()

    def progress(what: str) -> None:
        console.print(f"[dim]{time.monotonic() - started:6.1f} s[/]  {what}", highlight=False, soft_wrap=True)

    with _alone(state_dir):
        stack = Stack(state_dir, progress)
        try:
            return _run(stack, once, console, progress)
        except Stopped:
            return STOPPED if once else 0
        except VroegEropafError as error:
            console.print(f"[red]Mislukt: {error}[/]", soft_wrap=True)
            console.print(f"Logboeken: {stack.logs}")
            return FAILED
        finally:
            console.print("[dim]alles wordt gestopt...[/]")
            stack.stop()


def _run(stack: Stack, once: bool, console: Console, progress: Progress) -> int:
    with console.status("Starten en draaien..."):
        stack.start()
        story = Story(stack, progress)
        story.tell()
    found = report.make(stack, story)
    report.show(console, stack, found)
    _show_addresses(console, stack)
    if once:
        return 0 if found.is_good else FAILED
    _stay_up(stack, console)
    return 0


def _show_addresses(console: Console, stack: Stack) -> None:
    passwords = stack.secrets.airflow_passwords
    console.print("\n[bold]Kijk zelf[/]")
    console.print(f"  Airflow          {stack.url('airflow')}/plugin/bezoeken")
    console.print(f"  postbus          {stack.url('mailbox')}")
    console.print(
        f"  bezoekformulier  {stack.url('portal')}/b/... (de link staat in de mails aan teams)",
        soft_wrap=True,
    )
    for user, what in {
        "admin": "beheerder",
        "steward": "gegevensbeheerder",
        "viewer": "mag niets zien",
    }.items():
        console.print(f"  inloggen als {user:8} wachtwoord {passwords[user]}  ({what})", highlight=False)


def _stay_up(stack: Stack, console: Console) -> None:
    console.print("\nAlles blijft draaien; Ctrl-C stopt het. `make clean` vergeet de toestand.")
    while True:
        time.sleep(1)
        broken = stack.failed_part()
        if broken is not None:
            raise VroegEropafError("local_part_failed", f"{broken} ended by itself")


def _stop(number: int, frame: FrameType | None) -> None:
    for again in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise Stopped


@contextmanager
def _alone(state_dir: Path) -> Iterator[None]:
    """Let one demo at a time use a state folder; the lock ends with the process, however it ends."""
    state_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(state_dir / "demo.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise VroegEropafError("demo_runs_already", f"a demo on {state_dir} runs already") from None
    try:
        yield
    finally:
        os.close(handle)
