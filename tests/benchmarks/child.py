"""Run one job of a bench file as often as asked, in this process alone, and print what it cost as JSON."""

import gc
import importlib.util
import json
import resource
import sys
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


def load(file: str, job: str) -> Any:
    """Return the job of a bench file."""
    spec = importlib.util.spec_from_file_location("bench", file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench"] = module
    spec.loader.exec_module(module)
    return getattr(module, job)


def one_run(work: Any, server_pid: int | None) -> dict[str, Any]:
    """Time one run."""
    gc.collect()
    server, cpu, wall = server_cpu_s(server_pid), time.process_time(), time.perf_counter()
    result = work.act()
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    found = {
        "wall_s": wall_s,
        "cpu_s": cpu_s,
        "server_cpu_s": server_cpu_s(server_pid) - server,
        "peak_rss_mb": rss_mb("VmHWM"),
    }
    return found | {"facts": work.tell(result) if work.tell else {}}


def main() -> None:
    """Do what the order on standard input says."""
    order = json.load(sys.stdin)
    job = load(order["file"], order["job"])
    runs, base = [], None
    for number in range(order["warm"] + order["runs"]):
        work = job(number, **order["arguments"])
        base = rss_mb("VmRSS") if base is None else base
        runs.append(one_run(work, order["server_pid"]))
    print(ANSWER + json.dumps({"runs": runs[order["warm"] :], "base_rss_mb": base}))


if __name__ == "__main__":
    main()
