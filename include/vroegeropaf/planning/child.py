"""A solver in a process of its own: it may hang, crash or eat its time, and the planner goes on."""

import json
import subprocess
import sys
from typing import Any

# its own words on how hard to look: measured best without a limit of its own, which it overruns
EXPLORATION = "1"
THREADS = "1"
# VROOM's own program, without the layer around it that imports pandas: that would take longer than most parts
# On one CPU: on more, VROOM's searches race, whatever is asked of threads, and plans differ from run to run
PROGRAM = """
import os, sys
if hasattr(os, "sched_setaffinity"):
    allowed = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {allowed[os.getpid() % len(allowed)]})
from importlib import machinery, util
package = util.find_spec("vroom")
found = package and machinery.PathFinder.find_spec("_vroom", package.submodule_search_locations)
if not found:
    raise ModuleNotFoundError("vroom")
solver = util.module_from_spec(found)
found.loader.exec_module(solver)
solver._main(sys.argv)
"""


class SolverFailedError(Exception):
    """The child gave no usable answer; `code` says why: missing, late, killed, failed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask(body: dict[str, Any], limit_s: float, python: str = sys.executable) -> dict[str, Any]:
    """
    Return VROOM's answer to a problem.

    Parameters
    ----------
    body
        The problem, handed over by pipe: places of people touch no disk.
    limit_s
        After so many seconds the child is killed, whatever it does.
    python
        Interpreter that has the solver.

    Raises
    ------
    SolverFailedError
        ``late``, ``killed``, ``missing`` or ``failed``.
    """
    command = [python, "-c", PROGRAM, "-x", EXPLORATION, "-t", THREADS]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter, no shell)
            command,
            input=json.dumps(body).encode(),
            capture_output=True,
            timeout=max(limit_s, 0.1),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SolverFailedError("late") from None
    except OSError:
        raise SolverFailedError("missing") from None
    if done.returncode < 0:
        raise SolverFailedError("killed")
    if done.returncode:
        raise SolverFailedError("missing" if b"ModuleNotFoundError" in done.stderr else "failed")
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
        is_solved = answer["code"] == 0
    except (ValueError, KeyError, TypeError):
        is_solved = False
    if not is_solved:
        raise SolverFailedError("failed")
    return answer
