"""The waterfall of weights: bars that hang together, within the box, with the same in words."""

import pytest

from vroegeropaf.linkage.words import Step
from vroegeropaf_airflow.pages import waterfall
from vroegeropaf_airflow.pages.waterfall import EDGE, LEFT, LINE, THINNEST, WIDTH


def steps(*bits: float) -> list[Step]:
    """Return steps of these weights."""
    return [Step(f"f{number}", f"F{number}", "zin", value) for number, value in enumerate(bits)]


@pytest.mark.parametrize(
    "bits",
    [(-14.2, 17.6, -2.1, 6.9), (-9.0, -3.0), (5.0, 6.0), (0.0,), (), (-14.0, 40.0, -60.0), (0.001, 0.002)],
)
def test_bars_lie_within_the_box(bits):
    """Whatever the weights, no bar leaves its column, and every bar can be seen."""
    shown = waterfall.waterfall(steps(*bits), sum(bits))
    assert len(shown.bars) == len(bits) + 1
    for bar in shown.bars:
        assert bar.x >= LEFT + EDGE
        assert bar.x + bar.width <= LEFT + WIDTH - EDGE + THINNEST
        assert bar.width >= THINNEST
    assert LEFT + EDGE <= shown.zero <= LEFT + WIDTH - EDGE
    assert shown.height == len(shown.bars) * LINE


def test_each_bar_begins_where_the_one_before_ended():
    """Up goes right, down goes left; the total begins at zero and ends where the last step did."""
    prior, door, common, total = waterfall.waterfall(steps(-14.0, 17.0, -2.0), 1.0).bars
    assert [bar.kind for bar in (prior, door, common, total)] == ["minus", "plus", "minus", "total"]
    assert prior.end == prior.x == door.x
    assert door.end == pytest.approx(door.x + door.width, abs=0.11)
    assert common.end == common.x == total.end
    assert [bar.top for bar in (prior, door, common, total)] == [0, LINE, 2 * LINE, 3 * LINE]


def test_the_title_says_it_all():
    """Who cannot see the chart hears every bar with its weight."""
    shown = waterfall.waterfall(steps(-14.2, 0.0), -14.2)
    assert shown.title == "Gewicht per kenmerk: F0 −14,2, F1 0,0, Totaal −14,2"
    assert shown.bars[1].kind == "none"
