"""Figure 1b: best tumour change, a bar a patient; bars that nobody can name stand in one bracketed group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.figures.extents import Extent, draw_extent, explain_extents, extents, provenance_of, single
from analysis.figures.palette import (
    INK,
    MUTED,
    RESPONSES,
    WIDTH,
    Drawn,
    Provenance,
    change_axis,
    counted,
    key_row,
    listed,
    styled,
)
from doesithold.paper import digitised
from doesithold.paper.paper import Paper
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import Floats

HEIGHT = 4.7
BELOW_NAMES = -0.22  # in heights of the axes: where the names under the bars have ended


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
def waterfall(paper: Paper, changes: Ensemble | Sequence[digitised.DigitisedBar]) -> Drawn:
    """Draw the bars from largest growth to deepest shrinkage, ties in the order of the patients.

    A patient with a bar in every data set has a bar of that name. The other bars belong to some of the
    patients who have one in some data sets only: the bars are then the largest, second largest, … of those,
    and a bracket below them names the candidates.

    Parameters
    ----------
    paper : Paper
    changes : Ensemble or sequence of digitised.DigitisedBar
        Data sets that agree with the paper, or the bars read off it.

    Returns
    -------
    Drawn
        `data` has one row for each `Bar`, in the order drawn.
    """
    provenance, bars = provenance_of(changes), _bars(paper, changes)
    figure = Figure(figsize=(WIDTH, HEIGHT))
    axes = figure.add_axes((0.115, 0.33, 0.755, 0.55), xlim=(-0.6, len(bars) - 0.4))
    change_axis(axes, max(bar.high for bar in bars))
    for place, bar in enumerate(bars):
        fill = RESPONSES[bar.response].fill if bar.response else MUTED
        draw_extent(axes, place, Extent(bar.low, bar.median, bar.high, bar.held), fill, provenance)
    _name_bars(axes, bars)
    axes.tick_params(axis="x", length=0, pad=4)
    axes.spines["bottom"].set_visible(False)
    for limit, name in ((20, "+20 %: PD"), (-30, "−30 %: PR")):
        axes.text(len(bars) - 0.3, limit, name, va="center", color=MUTED)
    explain_extents(figure, provenance, len(changes), "possible, by how much is not known")
    occurring = [code for code in RESPONSES if code in {bar.response for bar in bars}]
    key_row(figure, [Patch(facecolor=RESPONSES[code].fill, label=code) for code in occurring], 0.12)
    return Drawn(figure, pd.DataFrame(bars), _alt(bars, provenance), provenance)


def _bars(paper: Paper, changes: Ensemble | Sequence[digitised.DigitisedBar]) -> list[Bar]:
    response = {patient.patient: patient.best_response for patient in paper.rows()}
    if isinstance(changes, Ensemble):
        bars = _reconstructed(response, changes)
    else:
        bars = _digitised(response, changes)
    return sorted(bars, key=_order)


def _reconstructed(response: Mapping[str, str], ensemble: Ensemble) -> list[Bar]:
    """Name the bars that every data set has; rank the others, those of one response together."""
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


def _order(bar: Bar) -> tuple[float, str]:
    """Sort by the middle of what is possible; to the nearest five percent where that is a range.

    The limits of bars that nothing tells apart differ a little by chance: they then stand in the order of the
    patients.
    """
    middle = (bar.low + bar.high) / 2
    return (-middle if bar.low == bar.high else -5.0 * round(middle / 5), bar.candidates)


def _digitised(response: Mapping[str, str], read: Sequence[digitised.DigitisedBar]) -> list[Bar]:
    return [
        Bar(
            bar.patient or "",
            bar.patient or "",
            bar.response or response.get(bar.patient or "", ""),
            *single(bar.change_percent),
        )
        for bar in read
    ]


def _ranked(values: Floats) -> Floats:
    """Sort every row downwards, what is missing last."""
    ranked: Floats = -np.sort(-values, axis=1)
    return ranked


def _name_bars(axes: Axes, bars: Sequence[Bar]) -> None:
    """Write each patient under the bar; under bars that nobody can name, a bracket with the candidates."""
    groups = _open_groups(bars)
    named = [(place, bar) for place, bar in enumerate(bars) if bar.candidates not in groups]
    axes.set_xticks(
        [place for place, _ in named], [bar.patient or "not named" for _, bar in named], rotation=90
    )
    below = axes.get_xaxis_transform()
    for candidates, number in groups.items():
        places = [place for place, bar in enumerate(bars) if bar.candidates == candidates and not bar.patient]
        left, right = places[0] - 0.4, places[-1] + 0.4
        middle = (left + right) / 2
        axes.plot(
            [left, left, middle, middle, middle, right, right],
            [-0.03, -0.055, -0.055, BELOW_NAMES + 0.01, -0.055, -0.055, -0.03],
            transform=below,
            color=INK,
            linewidth=1,
            clip_on=False,
            gid="bracket",
        )
        names = candidates.split()
        lines = [" ".join(f"{name}," for name in names[at : at + 4]) for at in range(0, len(names), 4)]
        text = f"{number} of these {len(names)}:\n" + "\n".join(lines).rstrip(",")
        axes.text(middle, BELOW_NAMES, text, transform=below, ha="center", va="top", linespacing=1.25)


def whose_bars(drawn: Drawn) -> str:
    """Say how many bars nobody can name, and among how many patients they are shared out."""
    groups = _open_groups([Bar(*row) for row in drawn.data.itertuples(index=False)])
    sentences = [
        f"{counted(number, 'bar')} in the bracket belong to {number} of the {len(names.split())} patients "
        "named below it; the paper does not say to which."
        for names, number in groups.items()
    ]
    return " ".join(sentences) or "Each bar has a name or was read off without one."


def _open_groups(bars: Sequence[Bar]) -> dict[str, int]:
    groups: dict[str, int] = {}
    for bar in bars:
        if bar.candidates and not bar.patient:
            groups[bar.candidates] = groups.get(bar.candidates, 0) + 1
    return groups


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
