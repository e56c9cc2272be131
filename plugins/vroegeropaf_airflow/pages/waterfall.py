"""A waterfall of weights: where each bar begins and ends. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from vroegeropaf.linkage.words import Step, bits

LEFT, WIDTH, LINE, EDGE, THINNEST = 152, 226, 28, 8, 2.0
FULL = LEFT + WIDTH + 62


@dataclass(frozen=True)
class Bar:
    """One line of the chart: `kind` is plus, minus, none or total; `end` is where the next bar begins."""

    label: str
    value: str
    kind: str
    top: int
    x: float
    width: float
    end: float


@dataclass(frozen=True)
class Waterfall:
    """Bars in a box of `FULL` by `height`, the place of zero, and the same in words."""

    bars: tuple[Bar, ...]
    zero: float
    height: int
    title: str


def waterfall(steps: Sequence[Step], weight: float) -> Waterfall:
    """
    Return the bars of the steps, each from where the one before it ended, and of the total from zero.

    Parameters
    ----------
    steps
        What was weighed, the prior first.
    weight
        The total as it was scored; the steps add up to it, but for rounding.
    """
    ends = [0.0]
    for step in steps:
        ends.append(ends[-1] + step.bits)
    lowest, highest = min(*ends, weight, 0.0), max(*ends, weight, 0.0)
    scale = (WIDTH - 2 * EDGE) / max(highest - lowest, 1.0)

    def place(value: float) -> float:
        return round(LEFT + EDGE + (value - lowest) * scale, 1)

    def bar(number: int, label: str, value: float, start: float, end: float, kind: str) -> Bar:
        x = min(place(start), place(end))
        return Bar(
            label,
            bits(value),
            kind,
            number * LINE,
            x,
            max(abs(place(end) - place(start)), THINNEST),
            place(end),
        )

    bars = [
        bar(number, step.label, step.bits, ends[number], ends[number + 1], kind(step.bits))
        for number, step in enumerate(steps)
    ]
    bars.append(bar(len(steps), "Totaal", weight, 0.0, weight, "total"))
    told = ", ".join(f"{one.label} {one.value}" for one in bars)
    return Waterfall(tuple(bars), place(0.0), len(bars) * LINE, f"Gewicht per kenmerk: {told}")


def kind(value: float) -> str:
    """Return whether a weight speaks for one person, against it, or says nothing."""
    return "plus" if round(value, 1) > 0 else "minus" if round(value, 1) < 0 else "none"
