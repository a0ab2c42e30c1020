"""Several data sets of an ensemble beside one another: each agrees with the paper, none is the truth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.figures.extents import horizon
from analysis.figures.palette import (
    CURVE,
    DASHES,
    INK,
    MUTED,
    RESPONSES,
    WIDTH,
    Drawn,
    change_axis,
    counted,
    key_row,
    styled,
)
from doesithold.paper.paper import Paper
from doesithold.reconstruct.ensemble import Ensemble

HEIGHT, LEFT, GUTTER = 4.3, 0.74, 0.1
COLOURS: dict[str, str] = {"pfs": CURVE, "os": INK}


@styled
def side_by_side(paper: Paper, ensemble: Ensemble, draws: Sequence[int] = (0, 1, 2, 3)) -> Drawn:
    """Draw tumour changes and both survival curves of single data sets, one column for each.

    Parameters
    ----------
    paper : Paper
    ensemble : Ensemble
    draws : sequence of int
        Rows of the ensemble.

    Returns
    -------
    Drawn
        `data` has one row for each patient and data set: `draw`, `patient`, `response`, `change` (percent,
        NaN without a bar), and `pfs`, `pfs_event`, `os`, `os_event` (months).
    """
    data = _data(paper, ensemble, draws)
    end = horizon(ensemble.times["os"].times[list(draws)])
    figure = Figure(figsize=(WIDTH, HEIGHT))
    width = (WIDTH - LEFT - GUTTER * len(draws)) / len(draws)
    for column, draw in enumerate(draws):
        left = (LEFT + column * (width + GUTTER)) / WIDTH
        one = data[data["draw"] == draw]
        changes = figure.add_axes((left, 0.59, width / WIDTH, 0.33))
        curves = figure.add_axes((left, 0.235, width / WIDTH, 0.29), xlim=(0, end), ylim=(0, 1.04))
        _draw_changes(changes, one)
        _draw_curves(curves, ensemble, draw)
        changes.set_title(f"Data set {draw + 1}")
        if column:
            for axes in (changes, curves):
                axes.set_ylabel("")
                axes.set_yticklabels([])
    figure.text(0.55, 0.15, "Months since the start of imatinib", ha="center", va="center")
    curves_key = [Line2D([], [], color=colour, label=name.upper()) for name, colour in COLOURS.items()]
    codes = [code for code in RESPONSES if code in set(data["response"])]
    bars_key = [Patch(facecolor=RESPONSES[code].fill, alpha=0.6, label=code) for code in codes]
    key_row(figure, [*bars_key, *curves_key], 0.38)
    note = f"Reconstructed: {counted(len(draws), 'data set')} of {len(ensemble):,} that agree with the paper"
    figure.text(0.005, 0.02, note, color=MUTED)
    return Drawn(figure, data, _alt(data), "reconstructed")


def _data(paper: Paper, ensemble: Ensemble, draws: Sequence[int]) -> pd.DataFrame:
    response = {patient.patient: patient.best_response for patient in paper.rows()}
    frames = [
        pd.DataFrame(
            {
                "draw": draw,
                "patient": ensemble.patients,
                "response": [response[name] for name in ensemble.patients],
                "change": ensemble.best_change[draw],
                **{endpoint: times.times[draw] for endpoint, times in ensemble.times.items()},
                **{f"{endpoint}_event": times.events[draw] for endpoint, times in ensemble.times.items()},
            }
        )
        for draw in draws
    ]
    return pd.concat(frames, ignore_index=True)


def _draw_changes(axes: Axes, one: pd.DataFrame) -> None:
    bars = one.dropna(subset="change").sort_values(["change", "patient"], ascending=[False, True])
    fills = [RESPONSES[code].fill for code in bars["response"]]
    axes.bar(np.arange(len(bars)), bars["change"], color=fills, alpha=0.6, linewidth=0)
    change_axis(axes, 100)
    axes.set_yticks([-100, -50, 0, 50, 100])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _draw_curves(axes: Axes, ensemble: Ensemble, draw: int) -> None:
    for endpoint, asked in ensemble.times.items():
        there = ~np.isnan(asked.times[draw])
        fit = KaplanMeierFitter().fit(asked.times[draw][there], asked.events[draw][there])
        steps, colour = fit.survival_function_.iloc[:, 0], COLOURS[endpoint]
        axes.step(steps.index, steps, where="post", color=colour, linewidth=1.4, gid=endpoint)
        censored = fit.event_table.query("censored > 0").index
        axes.plot(censored, fit.survival_function_at_times(censored), "|", color=colour, markersize=6)
    axes.axhline(0.5, color=MUTED, linewidth=0.6, linestyle=DASHES, zorder=0)
    axes.set_xticks(range(0, int(0.9 * axes.get_xlim()[1]), 20))
    axes.set_yticks([0, 0.5, 1], ["0", "50", "100"])
    axes.set_ylabel("Event-free, %", labelpad=4)


def _alt(data: pd.DataFrame) -> str:
    parts = [
        f"data set {int(one['draw'].iloc[0]) + 1}: {one['change'].notna().sum()} bars, "
        f"{one['pfs_event'].sum()} progressions or deaths and {one['os_event'].sum()} deaths "
        f"among {len(one)} patients"
        for _, one in data.groupby("draw", sort=False)
    ]
    return f"Tumour changes and survival curves of single reconstructed data sets: {'; '.join(parts)}."
