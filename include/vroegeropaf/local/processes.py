"""Child processes of the local parts: with a log file, never outliving us, stopped with all they started."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from vroegeropaf.errors import VroegEropafError

GRACE_S = 15.0
POLL_S = 0.05
LAUNCHER = Path(__file__).with_name("launch.py")


class ChildProcess:
    """
    One child in its own session, with its output in a log file.

    Parameters
    ----------
    name
        What people call it; stands in errors.
    command
        Program and arguments.
    log
        File that its output is appended to (mode 600).
    env
        The whole environment; ours when absent.
    cwd
        Folder to run in; ours when absent.
    user
        User and group id to run as, for programs that refuse to be root.
    stop_signal
        What asks it to end; also sent by the kernel when we die ourselves, even by ``kill -9``.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: tuple[int, int] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.env = None if env is None else dict(env)
        self.cwd = cwd
        self.user = user
        self.stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it; a child that runs already stays as it is."""
        if not self.is_running():
            self.reap()
            # The kernel's signal on our death goes by the thread that forked, so one thread that lives as
            # long as we do starts them all.
            self._process = _starter().submit(self._spawn).result()
        return self

    def _spawn(self) -> subprocess.Popen[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        wishes = [os.getpid(), int(self.stop_signal), *(self.user or (-1, -1))]
        program = shutil.which(self.command[0]) or self.command[0]
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCHER), *map(str, wishes), program, *self.command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,
            )
        finally:
            os.close(handle)

    @property
    def pid(self) -> int | None:
        """Process id of the child, and of its process group; None when not started or reaped."""
        return None if self._process is None else self._process.pid

    def exit_code(self) -> int | None:
        """Return how it ended (negative: by that signal), None while it runs or when it is not started."""
        if self._process is None:
            return None
        # WNOWAIT leaves the zombie: its number stays the number of its group until reap() is done with it.
        info = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if info is None:
            return None
        return info.si_status if info.si_code == os.CLD_EXITED else -info.si_status

    def is_running(self) -> bool:
        """Tell whether the child lives."""
        return self._process is not None and self.exit_code() is None

    def wait(self, timeout_s: float) -> int | None:
        """Wait for its end; return the exit code, None when it still runs after ``timeout_s`` seconds."""
        _wait_for_end([self], timeout_s)
        return self.exit_code()

    def stop(self, grace_s: float = GRACE_S) -> None:
        """End it and whatever it left behind: politely, after ``grace_s`` seconds by force."""
        stop_all([self], grace_s)

    def ask_to_stop(self) -> None:
        """Send the stop signal to the child alone, which then ends its own children."""
        if self._process is not None and self.is_running():
            os.kill(self._process.pid, self.stop_signal)

    def reap(self) -> None:
        """Kill what is left of the child and its session at once, and forget it."""
        if self._process is not None:
            # Twice: what was started while we looked is found the second time.
            for _ in range(2):
                for pid in _members(self._process.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _members(session: int) -> list[int]:
    """Return the processes of a session: also those that made a process group of their own."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # After the command, which may hold anything but ends with the last bracket: state, parent,
                # group, session.
                fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
                if int(fields[3]) == session:
                    found.append(int(entry.name))
    return found


@lru_cache(maxsize=1)
def _starter() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="starts-children")


def stop_all(children: Sequence[ChildProcess], grace_s: float = GRACE_S) -> None:
    """Ask all of them at once, wait at most ``grace_s`` seconds in all, then use force."""
    for child in children:
        child.ask_to_stop()
    _wait_for_end(children, grace_s)
    for child in children:
        child.reap()


def _wait_for_end(children: Sequence[ChildProcess], grace_s: float) -> None:
    until = time.monotonic() + grace_s
    while any(child.is_running() for child in children) and time.monotonic() < until:
        time.sleep(POLL_S)


def wait_until(
    is_ready: Callable[[], bool],
    children: Sequence[ChildProcess],
    timeout_s: float,
    poll_s: float = POLL_S,
) -> None:
    """
    Wait until the children together are ready.

    Raises
    ------
    VroegEropafError
        ``local_part_failed`` when one ended, ``local_part_slow`` when ``timeout_s`` seconds have passed; both
        name the part and its log.
    """
    names = ", ".join(child.name for child in children)
    until = time.monotonic() + timeout_s
    while not is_ready():
        for child in children:
            code = child.exit_code()
            if code is not None:
                raise VroegEropafError(
                    "local_part_failed", f"{child.name} ended with code {code}; its log is {child.log}"
                )
        if time.monotonic() > until:
            logs = ", ".join(str(child.log) for child in children)
            raise VroegEropafError(
                "local_part_slow", f"{names} not ready within {timeout_s:.0f} seconds; log: {logs}"
            )
        time.sleep(poll_s)
