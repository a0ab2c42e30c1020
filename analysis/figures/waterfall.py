"""Figure 1b: best tumour change, a bar a patient; whose bars are not known is left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.extents import Extent, draw_extent, explain_extents, extents, provenance_of, single
from analysis.figures.palette import (
    MUTED,
    RESPONSES,
    SMALL,
    WIDTH,
    Drawn,
    Provenance,
    change_axis,
    counted,
    listed,
    styled,
)
from doesithold.paper import digitised
from doesithold.paper.study import Study
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import Floats

HEIGHT = 3.7


class Bar(NamedTuple):
    """One bar: `patient` is empty where it may belong to any of `candidates`, joined by spaces.

    Both are empty, and `response` may be, where a figure that was read off does not tell.

    `low`, `median`, `high` (percent) and `held` are those of the best change, an `Extent`.
    """

    patient: str
    candidates: str
    response: str
    low: float
    median: float
    high: float
    held: float


@styled
def waterfall(study: Study, changes: Ensemble | Sequence[digitised.Bar]) -> Drawn:
    """Draw the bars from largest growth to deepest shrinkage, ties in the order of the patients.

    A patient with a bar in every data set has a bar of that name. The other bars belong to some of the
    patients who have one in some data sets only: the bars are then the largest, second largest, … of those.

    Parameters
    ----------
    study : Study
    changes : Ensemble or sequence of digitised.Bar
        Data sets that agree with the paper, or the bars read off it.

    Returns
    -------
    Drawn
        `data` has one row for each `Bar`, in the order drawn.
    """
    provenance, bars = provenance_of(changes), _bars(study, changes)
    figure = Figure(figsize=(WIDTH, HEIGHT))
    axes = figure.add_axes((0.105, 0.27, 0.79, 0.61), xlim=(-0.7, len(bars) - 0.3))
    change_axis(axes, max(bar.high for bar in bars))
    for place, bar in enumerate(bars):
        extent = Extent(bar.low, bar.median, bar.high, bar.held)
        fill = RESPONSES[bar.response].fill if bar.response else MUTED
        draw_extent(axes, place, extent, fill, provenance)
    axes.set_xticks(range(len(bars)), [_name(bar) for bar in bars], rotation=90)
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    _name_lines(axes)
    explain_extents(figure, provenance, len(changes))
    figure.text(0.01, 0.01, _note(bars), fontsize=SMALL, va="bottom")
    return Drawn(figure, pd.DataFrame(bars), _alt(bars, provenance), provenance)


def _bars(study: Study, changes: Ensemble | Sequence[digitised.Bar]) -> list[Bar]:
    response = {patient.patient: patient.best_response for patient in study.patients}
    if isinstance(changes, Ensemble):
        bars = _reconstructed(response, changes)
    else:
        bars = _digitised(response, changes)
    return sorted(bars, key=lambda bar: (-bar.median, bar.candidates))


def _reconstructed(response: Mapping[str, str], ensemble: Ensemble) -> list[Bar]:
    columns = dict(zip(ensemble.patients, extents(ensemble.best_change), strict=True))
    bars = [Bar(name, name, response[name], *extent) for name, extent in columns.items() if extent.held == 1]
    candidates = [name for name, extent in columns.items() if 0 < extent.held < 1]
    for code in RESPONSES:
        group = [name for name in candidates if response[name] == code]
        if group:
            values = ensemble.best_change[:, [ensemble.column(name) for name in group]]
            ranked = extents(_ranked(values))
            bars += [Bar("", " ".join(group), code, *extent) for extent in ranked if extent.held]
    return bars


def _digitised(response: Mapping[str, str], read: Sequence[digitised.Bar]) -> list[Bar]:
    return [
        Bar(
            bar.patient or "",
            bar.patient or "",
            bar.response or response.get(bar.patient or "", ""),
            *single(bar.change_percent),
        )
        for bar in read
    ]


def _name(bar: Bar) -> str:
    unnamed = "one of †" if bar.candidates else "not named"
    return f"{bar.patient or unnamed} {bar.response}".strip()


def _ranked(values: Floats) -> Floats:
    """Sort every row downwards, what is missing last."""
    ranked: Floats = -np.sort(-values, axis=1)
    return ranked


def _name_lines(axes: Axes) -> None:
    right = axes.get_xlim()[1]
    for limit, name in ((20, "+20% PD"), (-30, "−30% PR")):
        axes.text(right + 0.1, limit, name, va="center", fontsize=SMALL, color=MUTED)


def _open_groups(bars: list[Bar]) -> dict[str, int]:
    groups: dict[str, int] = {}
    for bar in bars:
        if bar.candidates and not bar.patient:
            groups[bar.candidates] = groups.get(bar.candidates, 0) + 1
    return groups


def _note(bars: list[Bar]) -> str:
    return "\n".join(
        f"† any {number} of {len(names.split())}: {names.replace(' Pt-', ', ')}; the paper names none."
        for names, number in _open_groups(bars).items()
    )


def _alt(bars: list[Bar], provenance: Provenance) -> str:
    occurring = Counter(bar.response for bar in bars)
    counts = listed(
        [f"{occurring[code]} {code or 'unnamed'}" for code in (*RESPONSES, "") if code in occurring]
    )
    deep = sum(bar.high <= -30 for bar in bars)
    everywhere = " in every data set" if provenance == "reconstructed" else ""
    unnamed = "".join(
        f" {counted(number, 'bar')} belong to unknown members of a group of {len(names.split())} patients."
        for names, number in _open_groups(bars).items()
    )
    return (
        f"Waterfall plot of {len(bars)} bars of best tumour change ({provenance}), from "
        f"{max(bar.high for bar in bars):.0f}% to {min(bar.low for bar in bars):.0f}%: {counts}. "
        f"{counted(deep, 'bar')} reach −30% or less{everywhere}.{unnamed}"
    )
