"""One panel of survival curves: bands, sample curves, the printed median, and counts under the axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.curves import Arm, Count, ticks
from analysis.figures.palette import INK, SMALL, Provenance

SAMPLES = 12
"""Data sets whose own curves are drawn thin, with their censorings."""
PLOT, LINE, AXIS = 1.95, 0.165, 0.5
"""Heights in inches: the plot, a line of counts, the x axis with its name."""
MARGIN = -0.155
"""Where the names of the rows begin, in widths of the plot."""


def draw_arm(axes: Axes, arm: Arm, summary: pd.DataFrame, provenance: Provenance) -> None:
    """Draw the band of all curves, some curves with their censorings, and the median curve."""
    draws = len(arm.times)
    alpha = 1.0 if draws == 1 else 0.45
    if draws > 1:
        axes.fill_between(
            summary["time"], summary["low"], summary["high"], step="post", color=arm.colour, alpha=0.16, lw=0
        )
    for draw in np.unique(np.linspace(0, draws - 1, SAMPLES).astype(int)):
        known = ~np.isnan(arm.curves.times[draw])
        times, heights = arm.curves.times[draw][known], arm.curves.survival[draw][known]
        censored = ~arm.curves.events[draw][known]
        if draws > 1:
            axes.step([0, *times], [1, *heights], where="post", lw=0.6, color=arm.colour, alpha=alpha)
        axes.plot(times[censored], heights[censored], "|", ms=5, mew=0.8, color=arm.colour, alpha=alpha)
    line = "--" if provenance == "digitised" else "-"
    axes.step(summary["time"], summary["median"], line, where="post", color=arm.colour, lw=2, label=arm.name)


def dress(axes: Axes, title: str, y_name: str, last: float) -> None:
    """Set title, axes and ticks."""
    axes.set(xlim=(0, last), ylim=(0, 1.04), xticks=ticks(last), yticks=[0, 0.25, 0.5, 0.75, 1])
    axes.set_yticklabels(["0", "25", "50", "75", "100"])
    axes.set_ylabel(y_name)
    axes.set_title(title, pad=8)


def draw_printed(axes: Axes, median: str, lower: str, upper: str) -> None:
    """Draw the printed median and interval at the height of one half."""
    axes.plot([float(lower), float(upper)], [0.5, 0.5], color=INK, linewidth=1.3, marker="|", markersize=7)
    axes.plot(float(median), 0.5, "D", color=INK, markersize=5)
    text = f"printed median {median} months (95% CI {lower}–{upper})"
    axes.text(0.99, 0.97, text, transform=axes.transAxes, ha="right", va="top", fontsize=SMALL)


def lines_of(arms: int) -> float:
    """Return how many lines `write_counts` takes: three, or for several arms a name and a gap more each."""
    return 3 if arms == 1 else 4.4 * arms


def write_counts(axes: Axes, counts: Sequence[Sequence[Count]]) -> None:
    """Write each arm's counts under the axis, as a range where the data sets differ."""
    y, line = -AXIS / PLOT, LINE / PLOT
    for arm in counts:
        if len(counts) > 1:
            _write(axes, MARGIN, y, arm[0].arm, weight="bold")
            y -= line
        for row in dict.fromkeys(count.row for count in arm):
            _write(axes, MARGIN, y, row)
            for count in (count for count in arm if count.row == row):
                text = f"{count.low}" if count.low == count.high else f"{count.low}–{count.high}"
                transform = axes.get_xaxis_transform()
                axes.text(count.time, y, text, transform=transform, ha="center", va="top", fontsize=SMALL)
            y -= line
        y -= 0.4 * line


def _write(axes: Axes, x: float, y: float, text: str, weight: str = "normal") -> None:
    axes.text(x, y, text, transform=axes.transAxes, va="top", fontsize=SMALL, weight=weight)
