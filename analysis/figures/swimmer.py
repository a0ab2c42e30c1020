"""Figure 1a: months on treatment, a lane for each evaluable patient."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.constraints import DAYS_PER_MONTH
from analysis.dataset import Study
from analysis.figures.extents import Extent, draw_lane, explain_extents, extents, horizon
from analysis.figures.palette import (
    DASHES,
    INK,
    MUTED,
    PANEL,
    RESPONSES,
    SMALL,
    WIDTH,
    Drawn,
    Provenance,
    counted,
    key_row,
    listed,
    response_handles,
    styled,
)
from analysis.reconstruction.ensemble import Ensemble

HEIGHT = 5.2
FIRST_SCAN = float(56 / DAYS_PER_MONTH)
"""Week 8 in months, the first scheduled tumour assessment."""


class Lane(NamedTuple):
    """One patient: treatment in months as an `Extent`, and the share of data sets in which it goes on."""

    patient: str
    response: str
    variant: str
    low: float
    median: float
    high: float
    held: float
    ongoing: float


@styled
def swimmer(study: Study, ensemble: Ensemble, provenance: Provenance = "reconstructed") -> Drawn:
    """Draw the lanes sorted by median time on treatment, the longest on top, ties in the patients' order.

    An arrow stands where treatment had not ended when the patient was last seen: filled where that holds in
    all data sets, empty where it holds in some. A lane that runs past the axis has its end written beside it.

    Returns
    -------
    Drawn
        `data` has one row for each `Lane`, from top to bottom.
    """
    lanes = _lanes(study, ensemble)
    figure = Figure(figsize=(WIDTH, HEIGHT))
    axes = figure.add_axes((0.245, 0.165, 0.64, 0.765), ylim=(len(lanes) - 0.4, -0.6))
    end = min(horizon(ensemble.treatment), max(lane.high for lane in lanes))
    axes.set_xlim(0, end)
    axes.axvline(FIRST_SCAN, color=MUTED, linewidth=0.8, linestyle=DASHES, zorder=0)
    for place, lane in enumerate(lanes):
        _draw_lane(axes, place, lane, provenance, end)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("Months on treatment", labelpad=2)
    _keys(figure, lanes)
    explain_extents(figure, provenance, len(ensemble))
    return Drawn(figure, pd.DataFrame(lanes), _alt(lanes, provenance), provenance)


def _lanes(study: Study, ensemble: Ensemble) -> list[Lane]:
    treatment = dict(zip(ensemble.patients, extents(ensemble.treatment), strict=True))
    ongoing = dict(zip(ensemble.patients, (~ensemble.pfs.events).mean(axis=0), strict=True))
    lanes = [
        Lane(
            patient.patient,
            patient.best_response,
            patient.variant or "amplified",
            *treatment[patient.patient],
            float(ongoing[patient.patient]),
        )
        for patient in study.evaluable
        if patient.patient in treatment
    ]
    return sorted(lanes, key=lambda lane: (-lane.median, lane.patient))


def _draw_lane(axes: Axes, place: int, lane: Lane, provenance: Provenance, end: float) -> None:
    style = RESPONSES[lane.response]
    extent = Extent(lane.low, lane.median, lane.high, lane.held)
    draw_lane(axes, place, extent, style.fill, provenance)
    beside = axes.get_yaxis_transform()
    for x, text in ((-0.32, lane.patient), (-0.185, lane.variant)):
        axes.text(x, place, text, transform=beside, va="center", fontsize=SMALL)
    axes.plot(
        -0.025,
        place,
        style.marker,
        transform=beside,
        clip_on=False,
        color=style.fill,
        mec=INK,
        mew=0.5,
        ms=style.size,
    )
    tip = min(lane.high, end)
    if lane.ongoing:
        fill = INK if lane.ongoing == 1 else PANEL
        axes.plot(tip + 0.02 * end, place, ">", color=fill, mec=INK, mew=0.8, ms=6, clip_on=False)
    if lane.high > end:
        axes.text(tip + 0.04 * end, place, f"to {lane.high:.0f}", va="center", fontsize=SMALL)


def _keys(figure: Figure, lanes: list[Lane]) -> None:
    """Explain markers, arrows and the line of the first scan under the lanes."""
    scan = Line2D([], [], color=MUTED, linewidth=0.8, linestyle=DASHES, label="week 8, first scan")
    key_row(figure, [*response_handles({lane.response for lane in lanes}), scan], 0.062)
    arrows = {
        "in all data sets": (INK, any(lane.ongoing == 1 for lane in lanes)),
        "in some": (PANEL, any(0 < lane.ongoing < 1 for lane in lanes)),
    }
    handles = [
        Line2D([], [], color=fill, marker=">", ls="", mec=INK, mew=0.8, label=where)
        for where, (fill, occurs) in arrows.items()
        if occurs
    ]
    if handles:
        key_row(figure, [Line2D([], [], ls="", label="No progression when last seen:"), *handles], 0.02)


def _alt(lanes: list[Lane], provenance: Provenance) -> str:
    shortest, longest = lanes[-1], lanes[0]
    always = listed([lane.patient for lane in lanes if lane.ongoing == 1])
    past = sum(lane.low > FIRST_SCAN for lane in lanes)
    return (
        f"Swimmer plot of {counted(len(lanes), 'lane')}, months on treatment ({provenance}), by median. "
        f"Longest is {_range(longest)}, shortest {_range(shortest)}. "
        f"{counted(past, 'patient')} were treated beyond the first scan at week 8 in every data set. "
        f"{always or 'Nobody'} had not progressed when last seen."
    )


def _range(lane: Lane) -> str:
    return f"{lane.patient} ({lane.response}, {lane.low:.1f} to {lane.high:.1f})"
