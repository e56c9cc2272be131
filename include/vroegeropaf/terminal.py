"""What people type and see on a terminal: files, dates, JSON, progress."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from vroegeropaf.errors import VroegEropafError

console = Console()
errors = Console(stderr=True)


def print_json(value: Any) -> None:
    """Print `value` as JSON on standard output, dates as ISO."""
    print(json.dumps(value, default=str, ensure_ascii=False, indent=2))


def read(path: Path) -> bytes:
    """Return the content of a file that the user named."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise VroegEropafError("file_unreadable", f"{path}: {error.strerror}") from None


def write(path: Path, text: str) -> None:
    """Write a file that the user named."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise VroegEropafError("file_unwritable", f"{path}: {error.strerror}") from None


@contextmanager
def steps_bar(steps: int) -> Iterator[Callable[[str], None]]:
    """Show on a terminal which of some steps is under way."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("", total=steps)
        done = iter(range(steps))
        yield lambda name: progress.update(task, description=name, completed=next(done))


def day(text: str) -> date:
    """Return the date that the user typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise VroegEropafError("date_invalid", f"{text} is no date; write yyyy-mm-dd") from None
