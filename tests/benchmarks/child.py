"""Run one job of a bench file as often as asked, in this process alone, and print what it cost as JSON."""

import contextlib
import gc
import importlib.util
import json
import os
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.measure import ANSWER  # noqa: E402 - found by the line above


def rss_mb(field: str) -> float:
    """
    Return resident memory in MB: ``VmRSS`` now, ``VmHWM`` at its highest since this program started.

    Notes
    -----
    Where the kernel tells us. The highest value of ``resource`` is the second best: a child inherits that of
    its parent at the moment of its birth.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def server_cpu_s(pid: int | None) -> float:
    """Return the CPU seconds of a server so far, of its children living and gone too."""
    if pid is None:
        return 0.0
    import psutil

    first = psutil.Process(pid)
    total = sum(first.cpu_times()[:4])  # own and those of children that ended, user and system
    for child in first.children(recursive=True):
        try:
            total += sum(child.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return float(total)


class Memory:
    """Peak MB of this program, and of the children it has at one moment, looked at ten times a second."""

    EVERY_S = 0.1

    def __init__(self, of_children: bool) -> None:
        self._over = threading.Event()
        self._children_mb = 0.0
        self._thread = threading.Thread(target=self._watch, daemon=True) if of_children else None

    def __enter__(self) -> "Memory":
        if self._thread:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    def _watch(self) -> None:
        import psutil

        this = psutil.Process()
        while not self._over.wait(self.EVERY_S):
            total = 0.0
            for child in this.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    total += child.memory_info().rss / 1024**2
            self._children_mb = max(self._children_mb, total)

    @property
    def peak_mb(self) -> float:
        """Return the sum of both peaks."""
        return rss_mb("VmHWM") + self._children_mb


def cpu_s() -> float:
    """Return the CPU seconds of this program and of the children that it waited for."""
    return time.process_time() + sum(os.times()[2:4])


def load(file: str, job: str) -> Any:
    """Return the job of a bench file."""
    spec = importlib.util.spec_from_file_location("bench", file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench"] = module
    spec.loader.exec_module(module)
    return getattr(module, job)


def one_run(work: Any, server_pid: int | None, of_children: bool) -> dict[str, Any]:
    """Time one run."""
    gc.collect()
    with Memory(of_children) as memory:
        server, cpu, wall = server_cpu_s(server_pid), cpu_s(), time.perf_counter()
        result = work.act()
        found = {
            "wall_s": time.perf_counter() - wall,
            "cpu_s": cpu_s() - cpu,
            "server_cpu_s": server_cpu_s(server_pid) - server,
        }
    found["peak_rss_mb"] = memory.peak_mb
    return found | {"facts": work.tell(result) if work.tell else {}}


def main() -> None:
    """Do what the order on standard input says."""
    order = json.load(sys.stdin)
    job = load(order["file"], order["job"])
    runs, base = [], None
    for number in range(order["warm"] + order["runs"]):
        work = job(number, **order["arguments"])
        base = rss_mb("VmRSS") if base is None else base
        runs.append(one_run(work, order["server_pid"], order["of_children"]))
    print(ANSWER + json.dumps({"runs": runs[order["warm"] :], "base_rss_mb": base}))


if __name__ == "__main__":
    main()
