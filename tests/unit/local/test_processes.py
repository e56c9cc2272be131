"""Children of the local parts: they never outlive us and never leave anything behind."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local.processes import ChildProcess, stop_all, wait_until

SLEEPER = "import time; time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
PARENT = f"""
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", {SLEEPER!r}], process_group=0).pid, flush=True)
time.sleep(60)
"""


def python(tmp_path: Path, code: str, name: str = "part", **options) -> ChildProcess:
    """Start a child that runs a bit of Python."""
    command = [sys.executable, "-S", "-c", code]
    return ChildProcess(name, command, log=tmp_path / f"{name}.log", **options).start()


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_for(condition, seconds: float = 5) -> None:
    """Wait until the condition holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def test_output_goes_to_a_private_log(tmp_path):
    """What a child prints, on both channels, stands in its log file, which only its owner may read."""
    child = python(tmp_path, "import sys; print('one'); print('two', file=sys.stderr)")
    wait_for(lambda: not child.is_running())
    assert child.exit_code() == 0
    assert sorted(child.log.read_text().split()) == ["one", "two"]
    assert child.log.stat().st_mode & 0o077 == 0
    child.stop()


def test_stop_ends_the_child_at_once_when_it_listens(tmp_path):
    """A child that minds SIGTERM is gone long before the grace time is over."""
    child = python(tmp_path, SLEEPER)
    pid = child.pid
    started = time.monotonic()
    child.stop(grace_s=10)
    assert time.monotonic() - started < 5
    assert not is_alive(pid)


def test_stop_uses_force_on_the_stubborn(tmp_path):
    """A child that ignores SIGTERM is killed after the grace time."""
    child = python(tmp_path, STUBBORN)
    wait_for(lambda: "up" in child.log.read_text())
    pid = child.pid
    child.stop(grace_s=0.2)
    assert not is_alive(pid)


def test_stop_takes_grandchildren_along(tmp_path):
    """What a child started is ended with it: in a group of its own, and even when the child died before."""
    child = python(tmp_path, PARENT)
    wait_for(lambda: child.log.read_text().endswith("\n"))
    grandchild = int(child.log.read_text())
    os.kill(child.pid, signal.SIGKILL)
    wait_for(lambda: not child.is_running())
    assert child.exit_code() == -signal.SIGKILL
    assert is_alive(grandchild)
    child.stop()
    wait_for(lambda: not is_alive(grandchild))


def test_child_survives_the_thread_that_started_it(tmp_path):
    """A child started in a thread that ends lives on."""
    children = []
    thread = threading.Thread(target=lambda: children.append(python(tmp_path, SLEEPER)))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert children[0].is_running()
    stop_all(children)


def test_child_dies_with_us_even_on_kill_9(tmp_path):
    """When the starting process is killed with SIGKILL, the kernel ends its child."""
    code = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from vroegeropaf.local.processes import ChildProcess
        command = [sys.executable, "-S", "-c", {SLEEPER!r}]
        print(ChildProcess("part", command, log=Path({str(tmp_path / "log")!r})).start().pid, flush=True)
        time.sleep(60)
    """)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        wait_for(lambda: b"launch.py" not in Path(f"/proc/{pid}/cmdline").read_bytes())
        parent.kill()
        wait_for(lambda: not is_alive(pid))


def test_reap_is_final_and_may_be_repeated(tmp_path):
    """After reap() nothing runs, and reaping or stopping once more is harmless."""
    with python(tmp_path, SLEEPER) as child:
        pid = child.pid
        child.reap()
        assert not is_alive(pid)
        assert child.pid is None
        child.reap()
        child.stop()


def test_start_is_idempotent_and_works_again_after_the_end(tmp_path):
    """A second start keeps the running process; a start after its death makes a new one."""
    with python(tmp_path, SLEEPER) as child:
        first = child.pid
        assert child.start().pid == first
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: not child.is_running())
        assert child.start().pid != first
        assert child.is_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up root")
def test_root_is_given_up(tmp_path):
    """A child with a user runs as that user and group only, even where that user cannot read our Python."""
    command = ["sh", "-c", "id -u; id -g; id -G"]
    child = ChildProcess("part", command, log=tmp_path / "log", user=(65534, 65534), cwd=Path("/"))
    child.start()
    wait_for(lambda: not child.is_running())
    assert child.log.read_text().split() == ["65534"] * 3
    child.stop()


def test_wait_until_names_the_dead_part_and_its_log(tmp_path):
    """When a part dies while we wait, the error has a code, its name, its exit code and its log."""
    children = [python(tmp_path, SLEEPER, "good"), python(tmp_path, "raise SystemExit(7)", "bad")]
    with pytest.raises(VroegEropafError, match=r"bad ended with code 7; its log is .*bad\.log") as caught:
        wait_until(lambda: False, children, timeout_s=10)
    assert caught.value.code == "local_part_failed"
    stop_all(children)


def test_wait_until_gives_up_in_time(tmp_path):
    """A part that lives but never gets ready ends the wait with an error."""
    with python(tmp_path, SLEEPER) as child, pytest.raises(VroegEropafError) as caught:
        wait_until(lambda: False, [child], timeout_s=0.2)
    assert caught.value.code == "local_part_slow"


def test_program_that_does_not_exist_is_a_dead_part(tmp_path):
    """A command that cannot be started ends at once and says so in its log."""
    child = ChildProcess("part", ["/no/such/program"], log=tmp_path / "part.log").start()
    wait_for(lambda: not child.is_running())
    assert child.exit_code() == 1
    assert "/no/such/program cannot be started" in child.log.read_text()
    child.stop()
