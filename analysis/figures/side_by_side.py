"""Several data sets of an ensemble beside one another: each agrees with the paper, none is the truth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.figures.extents import horizon
from analysis.figures.palette import (
    DASHES,
    INK,
    MUTED,
    PANEL,
    RESPONSES,
    SMALL,
    WIDTH,
    Drawn,
    change_axis,
    counted,
    key_row,
    response_handles,
    styled,
)
from doesithold.paper.study import Study
from doesithold.reconstruct.constraints import ENDPOINTS, Endpoint
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import kaplan_meier

HEIGHT, LEFT, GUTTER = 3.8, 0.64, 0.12
COLOURS: dict[Endpoint, str] = {"pfs": "#2a8fb0", "os": INK}


@styled
def side_by_side(study: Study, ensemble: Ensemble, draws: Sequence[int] = (0, 1, 2, 3)) -> Drawn:
    """Draw tumour changes and both survival curves of single data sets, one column for each.

    Parameters
    ----------
    study : Study
    ensemble : Ensemble
    draws : sequence of int
        Rows of the ensemble.

    Returns
    -------
    Drawn
        `data` has one row for each patient and data set: `draw`, `patient`, `response`, `change` (percent,
        NaN without a bar), and `pfs`, `pfs_event`, `os`, `os_event` (months).
    """
    data = _data(study, ensemble, draws)
    end = horizon(ensemble.os.times[list(draws)])
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
    figure.text(0.55, 0.135, "Months since the start of imatinib", ha="center", va="center", fontsize=9)
    curves_key = [Line2D([], [], color=colour, label=name.upper()) for name, colour in COLOURS.items()]
    key_row(figure, [*response_handles(set(data["response"])), *curves_key], 0.075)
    note = f"reconstructed: {counted(len(draws), 'data set')} of {len(ensemble):,} that agree with the paper"
    figure.text(0.01, 0.01, note, fontsize=SMALL, style="italic", color=MUTED)
    return Drawn(figure, data, _alt(data), "reconstructed")


def _data(study: Study, ensemble: Ensemble, draws: Sequence[int]) -> pd.DataFrame:
    response = {patient.patient: patient.best_response for patient in study.patients}
    frames = [
        pd.DataFrame(
            {
                "draw": draw,
                "patient": ensemble.patients,
                "response": [response[name] for name in ensemble.patients],
                "change": ensemble.best_change[draw],
                "pfs": ensemble.pfs.times[draw],
                "pfs_event": ensemble.pfs.events[draw],
                "os": ensemble.os.times[draw],
                "os_event": ensemble.os.events[draw],
            }
        )
        for draw in draws
    ]
    return pd.concat(frames, ignore_index=True)


def _draw_changes(axes: Axes, one: pd.DataFrame) -> None:
    bars = one.dropna(subset="change").sort_values(["change", "patient"], ascending=[False, True])
    fills = [RESPONSES[code].fill for code in bars["response"]]
    axes.bar(np.arange(len(bars)), bars["change"], color=fills, edgecolor=PANEL, hatch="/////", linewidth=0)
    change_axis(axes, 100)
    axes.set_yticks([-100, -30, 0, 20, 100])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _draw_curves(axes: Axes, ensemble: Ensemble, draw: int) -> None:
    for endpoint in ENDPOINTS:
        asked = ensemble.of(endpoint)
        curve = kaplan_meier(asked.times[draw], asked.events[draw])
        times, heights, events = curve.times[0], curve.survival[0], curve.events[0]
        colour = COLOURS[endpoint]
        axes.step([0, *times], [1, *heights], where="post", color=colour, linewidth=1.4)
        axes.plot(times[~events], heights[~events], "|", color=colour, markersize=6)
    axes.axhline(0.5, color=MUTED, linewidth=0.6, linestyle=DASHES, zorder=0)
    axes.set_yticks([0, 0.5, 1], ["0", "50", "100"])
    axes.set_ylabel("Event-free, %", labelpad=2)


def _alt(data: pd.DataFrame) -> str:
    parts = [
        f"data set {int(one['draw'].iloc[0]) + 1}: {one['change'].notna().sum()} bars, "
        f"{one['pfs_event'].sum()} progressions or deaths and {one['os_event'].sum()} deaths "
        f"among {len(one)} patients"
        for _, one in data.groupby("draw", sort=False)
    ]
    return f"Tumour changes and survival curves of single reconstructed data sets: {'; '.join(parts)}."
