"""One panel of survival curves: the band, one example curve, the printed median, counts under the axis."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.curves import Arm, Count, ticks
from analysis.figures.palette import INK, MUTED, Provenance

PLOT, LINE, AXIS = 2.1, 0.19, 0.52
"""Heights in inches: the plot, a line of counts, the x axis with its name."""
MARGIN = -0.165
"""Where the names of the rows begin, in widths of the plot."""


def draw_arm(axes: Axes, arm: Arm, curves: pd.DataFrame, provenance: Provenance) -> None:
    """Draw the band of all curves, and the curve of the first data set with its censorings."""
    if len(arm.times) > 1:
        axes.fill_between(
            curves["time"], curves["low"], curves["high"], step="post", color=arm.colour, alpha=0.22, lw=0
        ).set_gid("band")
    line = "--" if provenance == "digitised" else "-"
    axes.set_autoscale_on(False)
    steps = arm.example.survival_function_.iloc[:, 0]
    axes.step(steps.index, steps, line, where="post", color=arm.colour, lw=2, label=arm.name, gid="example")
    censored = arm.example.event_table.query("censored > 0").index
    axes.plot(
        censored,
        arm.example.survival_function_at_times(censored),
        "|",
        ms=8,
        mew=1.4,
        color=arm.colour,
        gid="censored",
    )


def dress(axes: Axes, title: str, y_name: str, last: float) -> None:
    """Set title, axes and ticks."""
    axes.set(xlim=(0, last), ylim=(0, 1.04), xticks=ticks(last), yticks=[0, 0.25, 0.5, 0.75, 1])
    axes.set_yticklabels(["0", "25", "50", "75", "100"])
    axes.set_ylabel(y_name)
    axes.set_title(title, pad=6)
    axes.axhline(0.5, color=MUTED, linewidth=0.7, linestyle=(0, (1, 3)), zorder=0)


def draw_printed(axes: Axes, median: str, lower: str, upper: str) -> None:
    """Draw the printed median and interval at the height of one half."""
    axes.plot(
        [float(lower), float(upper)], [0.5, 0.5], "|-", color=INK, lw=1.6, ms=9, mew=1.6, gid="interval"
    )
    axes.plot(float(median), 0.5, "D", color=INK, markersize=6, zorder=5, gid="median")
    text = f"◆ printed median {median} months\n95% CI {lower} to {upper}"
    axes.text(0.99, 0.99, text, transform=axes.transAxes, ha="right", va="top", linespacing=1.35)


def write_counts(axes: Axes, counts: Sequence[Count]) -> None:
    """Write the example's counts under the axis, and in brackets the range over all data sets."""
    y, line = -AXIS / PLOT, LINE / PLOT
    for row in dict.fromkeys(count.row for count in counts):
        axes.text(MARGIN, y, row, transform=axes.transAxes, va="top")
        for count in (count for count in counts if count.row == row):
            spread = "" if count.low == count.high else f" ({count.low}–{count.high})"
            transform = axes.get_xaxis_transform()
            axes.text(count.time, y, f"{count.example}{spread}", transform=transform, ha="center", va="top")
        y -= line
