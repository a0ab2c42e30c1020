"""Figure 1a: months on treatment, a lane for each evaluable patient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.figures.extents import (
    Extent,
    draw_lane,
    explain_extents,
    extents,
    horizon,
    provenance_of,
    single,
)
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
from doesithold.paper import digitised
from doesithold.paper.study import Study
from doesithold.reconstruct.constraints import DAYS_PER_MONTH
from doesithold.reconstruct.ensemble import Ensemble

HEIGHT = 5.2
FIRST_SCAN = float(56 / DAYS_PER_MONTH)
"""Week 8 in months, the first scheduled tumour assessment."""


Known = tuple[float, ...]


class Lane(NamedTuple):
    """One patient: treatment in months as an `Extent`, and the share of data sets in which it goes on.

    `response_from` and `response_to`, in months, are those of the mark in a figure that was read off.
    """

    patient: str
    response: str
    variant: str
    low: float
    median: float
    high: float
    held: float
    ongoing: float
    response_from: float = np.nan
    response_to: float = np.nan


@styled
def swimmer(study: Study, treatment: Ensemble | Sequence[digitised.Lane]) -> Drawn:
    """Draw the lanes sorted by median time on treatment, the longest on top, ties in the patients' order.

    An arrow stands where treatment had not ended when the patient was last seen: filled where that holds in
    all data sets, empty where it holds in some. A lane that runs past the axis has its end written beside it.

    Parameters
    ----------
    study : Study
    treatment : Ensemble or sequence of digitised.Lane
        Data sets that agree with the paper, or the lanes read off it.

    Returns
    -------
    Drawn
        `data` has one row for each `Lane`, from top to bottom.
    """
    provenance, lanes = provenance_of(treatment), _lanes(study, treatment)
    figure = Figure(figsize=(WIDTH, HEIGHT))
    axes = figure.add_axes((0.245, 0.165, 0.64, 0.765), ylim=(len(lanes) - 0.4, -0.6))
    longest = max(lane.high for lane in lanes)
    end = min(horizon(treatment.treatment), longest) if isinstance(treatment, Ensemble) else longest
    axes.set_xlim(0, end)
    axes.axvline(FIRST_SCAN, color=MUTED, linewidth=0.8, linestyle=DASHES, zorder=0)
    for place, lane in enumerate(lanes):
        _draw_lane(axes, place, lane, provenance, end)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("Months on treatment", labelpad=2)
    _keys(figure, lanes, provenance)
    explain_extents(figure, provenance, len(treatment))
    return Drawn(figure, pd.DataFrame(lanes), _alt(lanes, provenance), provenance)


def _lanes(study: Study, treatment: Ensemble | Sequence[digitised.Lane]) -> list[Lane]:
    if isinstance(treatment, Ensemble):
        known = _reconstructed(treatment)
    else:
        known = {
            lane.patient: (
                *single(lane.duration_months),
                float(lane.ongoing),
                np.nan if lane.response_from_months is None else lane.response_from_months,
                np.nan if lane.response_to_months is None else lane.response_to_months,
            )
            for lane in treatment
        }
    lanes = [
        Lane(patient.patient, patient.best_response, patient.variant or "amplified", *known[patient.patient])
        for patient in study.evaluable
        if patient.patient in known
    ]
    return sorted(lanes, key=lambda lane: (-lane.median, lane.patient))


def _reconstructed(ensemble: Ensemble) -> dict[str, Known]:
    """Return for each patient an `Extent` of time on treatment and in how many data sets it goes on."""
    ongoing = (~ensemble.pfs.events).mean(axis=0)
    return {
        name: (*extent, float(share))
        for name, extent, share in zip(ensemble.patients, extents(ensemble.treatment), ongoing, strict=True)
        if extent.held
    }


def _draw_lane(axes: Axes, place: int, lane: Lane, provenance: Provenance, end: float) -> None:
    style = RESPONSES[lane.response]
    extent = Extent(lane.low, lane.median, lane.high, lane.held)
    draw_lane(axes, place, extent, style.fill, provenance)
    axes.plot([lane.response_from, lane.response_to], [place, place], color=INK, linewidth=2)
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


def _keys(figure: Figure, lanes: list[Lane], provenance: Provenance) -> None:
    """Explain markers, arrows and the line of the first scan under the lanes."""
    scan = Line2D([], [], color=MUTED, linewidth=0.8, linestyle=DASHES, label="week 8, first scan")
    mark = Line2D([], [], color=INK, linewidth=2, label="response")
    marks = [scan, mark] if any(lane.response_to > 0 for lane in lanes) else [scan]
    key_row(figure, [*response_handles({lane.response for lane in lanes}), *marks], 0.062)
    arrows = {
        "in all data sets" if provenance == "reconstructed" else "treatment going on": (
            INK,
            any(lane.ongoing == 1 for lane in lanes),
        ),
        "in some": (PANEL, any(0 < lane.ongoing < 1 for lane in lanes)),
    }
    handles = [
        Line2D([], [], color=fill, marker=">", ls="", mec=INK, mew=0.8, label=where)
        for where, (fill, occurs) in arrows.items()
        if occurs
    ]
    if handles:
        told = [Line2D([], [], ls="", label="No progression when last seen:")]
        key_row(figure, [*(told if provenance == "reconstructed" else []), *handles], 0.02)


def _alt(lanes: list[Lane], provenance: Provenance) -> str:
    shortest, longest = lanes[-1], lanes[0]
    always = listed([lane.patient for lane in lanes if lane.ongoing == 1])
    past = sum(lane.low > FIRST_SCAN for lane in lanes)
    everywhere = " in every data set" if provenance == "reconstructed" else ""
    return (
        f"Swimmer plot of {counted(len(lanes), 'lane')}, months on treatment ({provenance}), by median. "
        f"Longest is {_range(longest)}, shortest {_range(shortest)}. "
        f"{counted(past, 'patient')} were treated beyond the first scan at week 8{everywhere}. "
        f"{always or 'Nobody'} had not progressed when last seen."
    )


def _range(lane: Lane) -> str:
    ends = dict.fromkeys([f"{lane.low:.1f}", f"{lane.high:.1f}"])
    return f"{lane.patient} ({lane.response}, {' to '.join(ends)})"
