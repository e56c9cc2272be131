"""
How a figure is made: the product and a floor (or peer), each in processes of their own, side by side.

A job is a function of a bench file: it prepares, untimed, and returns the `Work` whose `act` is timed. Jobs
import what they need themselves, so that imports count only where a figure says so.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

CHILD = Path(__file__).with_name("child.py")
ANSWER = "MEASURED"


@dataclass(frozen=True)
class Work:
    """What is timed, and what is told about its result afterwards (numbers, words, truths; untimed)."""

    act: Callable[[], Any]
    tell: Callable[[Any], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Run:
    """
    One timed run.

    `cpu_s` is of the measured process and the children it waited for; `server_cpu_s` of the database server
    beside it, if there is one; `peak_rss_mb` is the most memory that the process ever had up to the end of
    this run, with that of its children where they are asked for.
    """

    wall_s: float
    cpu_s: float
    peak_rss_mb: float
    server_cpu_s: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """Some runs of one job; `base_rss_mb` is the memory before the first run, when all is prepared."""

    runs: tuple[Run, ...]
    base_rss_mb: float

    @property
    def peak_rss_mb(self) -> float:
        """Return the most memory that a process of these runs had."""
        return max(run.peak_rss_mb for run in self.runs)

    def median(self, value: str) -> float:
        """Return the median of `wall_s`, `cpu_s` or `server_cpu_s`."""
        return statistics.median(getattr(run, value) for run in self.runs)

    def fact(self, name: str) -> float:
        """Return the median of a number that was told."""
        return statistics.median(float(run.facts[name]) for run in self.runs)

    def nth(self, place: int, of: int) -> "Sample":
        """Return the runs at `place` of every `of`: children that do several things one after the other."""
        return Sample(self.runs[place::of], self.base_rss_mb)

    def part(self, start: int, count: int) -> "Sample":
        """Return `count` runs from `start`."""
        return Sample(self.runs[start : start + count], self.base_rss_mb)


def in_child(
    job: Callable[..., Work],
    runs: int = 3,
    warm: int = 0,
    env: Mapping[str, str] | None = None,
    server_pid: int | None = None,
    of_children: bool = False,
    **arguments: Any,
) -> Sample:
    """
    Run a job in a process of its own.

    Parameters
    ----------
    job
        Called as ``job(run, **arguments)`` for every run, the first `warm` of which are not counted.
    runs, warm
        Numbers of runs.
    env
        Added to the environment.
    server_pid
        First process of a server whose CPU seconds are told apart.
    of_children
        Whether the memory of the children counts too; looking for it costs a little time.
    arguments
        Plain values, as JSON knows them.
    """
    order = {
        "file": job.__code__.co_filename,
        "job": job.__name__,
        "runs": runs,
        "warm": warm,
        "server_pid": server_pid,
        "of_children": of_children,
        "arguments": arguments,
    }
    done = subprocess.run(
        [sys.executable, str(CHILD)],
        input=json.dumps(order),
        env={**os.environ, "PYTHONHASHSEED": "0", **(env or {})},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"job {job.__name__} broke down:\n{done.stderr[-4000:]}")
    answer = json.loads(done.stdout.rsplit(ANSWER, 1)[1])
    found = tuple(Run(**run) for run in answer["runs"])
    return Sample(found, answer["base_rss_mb"])


def side_by_side(rounds: int, *makers: Callable[[], Sample]) -> list[Sample]:
    """Return a sample of each maker, called in turn `rounds` times, so that a noisy minute hits them all."""
    found: list[list[Sample]] = [[] for _ in makers]
    for _ in range(rounds):
        for samples, make in zip(found, makers, strict=True):
            samples.append(make())
    return [joined(samples) for samples in found]


def joined(samples: Sequence[Sample]) -> Sample:
    """Return the runs of several samples as one."""
    runs = tuple(run for sample in samples for run in sample.runs)
    return Sample(runs, max(sample.base_rss_mb for sample in samples))


@dataclass(frozen=True)
class Side:
    """One side of a figure: what it is, its value in the figure's unit, and the sample behind it."""

    what: str
    value: float
    sample: Sample | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the side with its runs."""
        found: dict[str, Any] = {"what": self.what, "value": _short(self.value)}
        if self.sample is None:
            return found
        sample = self.sample
        found |= {
            name: _short(sample.median(name))
            for name in ("wall_s", "cpu_s", "server_cpu_s")
            if any(getattr(run, name) for run in sample.runs)
        }
        found |= {"base_rss_mb": _short(sample.base_rss_mb), "peak_rss_mb": _short(sample.peak_rss_mb)}
        return found | {"wall_s_of_runs": [_short(run.wall_s) for run in sample.runs]}


@dataclass(frozen=True)
class Figure:
    """
    A number of the product beside its floor.

    `ratio` is product by floor, in seconds where time is measured: 1 is as good as the floor, and `better`
    says whether less or more of it is.
    """

    name: str
    unit: str
    product: Side
    floor: Side
    ratio: float
    facts: Mapping[str, Any] = field(default_factory=dict)
    better: Literal["less", "more"] = "less"

    def to_json(self) -> dict[str, Any]:
        """Return the figure as it goes into the file of results."""
        found: dict[str, Any] = {
            "name": self.name,
            "unit": self.unit,
            "product": self.product.to_json(),
            "floor": self.floor.to_json(),
            "ratio": _short(self.ratio),
            "better": self.better,
            "facts": {key: _short(value) for key, value in self.facts.items()},
        }
        return found if self.cpu_ratio is None else found | {"cpu_ratio": _short(self.cpu_ratio)}

    @property
    def cpu_ratio(self) -> float | None:
        """Return the ratio in CPU seconds, which a busy machine disturbs less; of two samples only."""
        if self.product.sample is None or self.floor.sample is None:
            return None
        return self.product.sample.median("cpu_s") / self.floor.sample.median("cpu_s")


def timed(
    name: str,
    unit: str,
    product: Sample,
    floor: tuple[str, Sample],
    scale: Callable[[float], float] = lambda seconds: seconds,
    facts: Mapping[str, Any] | None = None,
) -> Figure:
    """Return a figure of time: both sides' median seconds in `unit` by `scale`, the ratio in seconds."""
    what, peer = floor
    seconds, least = product.median("wall_s"), peer.median("wall_s")
    return Figure(
        name,
        unit,
        Side("product", scale(seconds), product),
        Side(what, scale(least), peer),
        seconds / least,
        facts or {},
    )


def table(figures: Sequence[tuple[str, Figure]]) -> list[str]:
    """Return the lines of the table at the end: one a figure, and one for what else it told."""
    width = max((len(figure.name) for _, figure in figures), default=0)
    head = f"{'bench':<9} {'figure':<{width}} {'unit':<11} {'product':>8} {'floor':>8} {'ratio':>6} better"
    lines = [f"{head} {'cpu s':>17} {'of cpu':>6} {'peak MB':>9}  floor is", "-" * (len(head) + 60)]
    for bench, figure in figures:
        values = f"{_shown(figure.product.value):>8} {_shown(figure.floor.value):>8}"
        line = f"{bench:<9} {figure.name:<{width}} {figure.unit:<11} {values} {_shown(figure.ratio):>6}"
        cpu_ratio = "" if figure.cpu_ratio is None else _shown(figure.cpu_ratio)
        costs = f"{_cpu(figure):>17} {cpu_ratio:>6} {_memory(figure):>9}"
        lines.append(f"{line} {figure.better:<6} {costs}  {figure.floor.what}")
        if figure.facts:
            told = ", ".join(f"{key} {_shown(value)}".rstrip() for key, value in figure.facts.items())
            lines.append(f"{'':<9}   {told}")
    return lines


def _cpu(figure: Figure) -> str:
    return _pair(figure, lambda sample: _shown(sample.median("cpu_s")))


def _memory(figure: Figure) -> str:
    return _pair(figure, lambda sample: f"{sample.peak_rss_mb:.0f}")


def _pair(figure: Figure, show: Callable[[Sample], str]) -> str:
    sides = (figure.product.sample, figure.floor.sample)
    return " / ".join("-" if sample is None else show(sample) for sample in sides).replace("- / -", "")


def _short(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _shown(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
