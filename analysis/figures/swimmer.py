"""Figure 1a: months on treatment, a lane for each evaluable patient, response and progression in time."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.figures.extents import Extent, draw_extent, explain_extents, extents, provenance_of, single
from analysis.figures.palette import (
    DASHES,
    INK,
    MUTED,
    PANEL,
    RESPONSES,
    WIDTH,
    Drawn,
    Provenance,
    counted,
    key_row,
    listed,
    styled,
)
from doesithold.numbers import DAYS_A_WEEK, to_fraction
from doesithold.paper import digitised
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Convention
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import Floats

LineStyle = str | tuple[int, tuple[float, float]]
HEIGHT = 6.0
RESPONDING: LineStyle = "-"
PROGRESSING: LineStyle = (0, (1.5, 1))
"""Lines over the months in which a response and a progression may first have been seen."""
BREAK, BEYOND = 18.0, 3.0
"""Months at which the axis is broken, and how many months' room all that lies beyond is given."""


class Lane(NamedTuple):
    """One patient: treatment in months as an `Extent`, and the share of data sets in which it goes on.

    Attributes
    ----------
    response_from, response_to : float
        First and last month in which the response may have been first seen; equal where that is known, NaN
        where there was none.
    progression_from, progression_to : float
        The same for progression; NaN where none was ever seen.
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
    progression_from: float = np.nan
    progression_to: float = np.nan


@styled
def swimmer(
    paper: Paper, treatment: Ensemble | Sequence[digitised.DigitisedLane], convention: Convention
) -> Drawn:
    """Draw the lanes sorted by what is certain of them, the longest on top, ties in the patients' order.

    A lane is solid as long as treatment lasted in every data set and fades where it may have. A marker stands
    where a response or a progression is dated; where it is not, a bar with ends spans the months in which it
    was first seen. An arrow tells that nobody saw the end: filled in all data sets, open in some. Long lanes
    are drawn beyond a break of the axis, which the axis names.

    Parameters
    ----------
    paper : Paper
    treatment : Ensemble or sequence of digitised.DigitisedLane
        Data sets that agree with the paper, or the lanes read off it.
    convention : Convention
        When the first scan is due, and how long a month is.

    Returns
    -------
    Drawn
        `data` has one row for each `Lane`, from top to bottom.
    """
    provenance, lanes = provenance_of(treatment), _lanes(paper, treatment, convention)
    scan = float(convention.scan / convention.month)
    figure = Figure(figsize=(WIDTH, HEIGHT))
    axes = figure.add_axes((0.245, 0.205, 0.7, 0.705), ylim=(len(lanes) - 0.4, -0.6))
    _months(axes, max(lane.high for lane in lanes))
    axes.axvline(scan, color=MUTED, linewidth=0.9, linestyle=DASHES, zorder=0, gid="first scan")
    for place, lane in enumerate(lanes):
        _draw_lane(axes, place, lane, provenance)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    week = convention.scan / DAYS_A_WEEK
    _keys(figure, lanes, provenance, week)
    explain_extents(figure, provenance, len(treatment), "treatment may have ended here")
    return Drawn(figure, pd.DataFrame(lanes), _alt(lanes, provenance, scan, week), provenance)


def _lanes(
    paper: Paper, treatment: Ensemble | Sequence[digitised.DigitisedLane], convention: Convention
) -> list[Lane]:
    known = _reconstructed(treatment) if isinstance(treatment, Ensemble) else _digitised(treatment)
    lanes = [
        Lane(patient.patient, patient.best_response, patient.variant or "amplified", *known[patient.patient])
        for patient in paper.analysed
        if patient.patient in known
    ]
    if isinstance(treatment, Ensemble):
        responders = {patient.patient for patient in paper.analysed if patient.best_response in ("CR", "PR")}
        weeks = dated_responses(paper)
        lanes = [
            _dated(lane, weeks.get(lane.patient), convention) if lane.patient in responders else lane
            for lane in lanes
        ]
    return sorted(lanes, key=lambda lane: (-round(lane.low, 1), -round(lane.high, -1), lane.patient))


def _reconstructed(ensemble: Ensemble) -> dict[str, tuple[float, ...]]:
    """Return for each patient time on treatment, the share that goes on, and when progression was seen."""
    pfs = ensemble.times["pfs"]
    ongoing = (~pfs.events).mean(axis=0)
    progressed = extents(np.where(pfs.events, pfs.times, np.nan))
    lanes = zip(ensemble.patients, extents(ensemble.treatment), ongoing, progressed, strict=True)
    return {
        name: (*extent, float(share), np.nan, np.nan, seen.low, seen.high)
        for name, extent, share, seen in lanes
        if extent.held
    }


def dated_responses(paper: Paper) -> dict[str, Fraction]:
    """Return the patients whose response the paper dates, with the week of treatment it was seen in."""
    return {
        claim.digitised.arguments["patient"]: to_fraction(claim.reported)
        for claim in paper.claims
        if claim.digitised and claim.digitised.name == "response_start" and claim.unit == "weeks"
    }


def _dated(lane: Lane, week: Fraction | None, convention: Convention) -> Lane:
    """Say when a response was first seen: in the week the paper names, or at the first scan or later."""
    if week is not None:
        seen = float(week * DAYS_A_WEEK / convention.month)
        return lane._replace(response_from=seen, response_to=seen)
    return lane._replace(response_from=float(convention.scan / convention.month), response_to=lane.high)


def _digitised(lanes: Sequence[digitised.DigitisedLane]) -> dict[str, tuple[float, ...]]:
    def known(months: float | None) -> float:
        return np.nan if months is None else months

    return {
        lane.patient: (
            *single(lane.duration_months),
            float(lane.ongoing),
            known(lane.response_from_months),
            known(lane.response_from_months),
        )
        for lane in lanes
    }


def _months(axes: Axes, last: float) -> None:
    """Set the axis of months; one that runs far beyond `BREAK` is drawn narrower from there, and says so."""
    if last <= 2 * BREAK:
        axes.set_xlim(0, last)
        axes.set_xlabel("Months on treatment", labelpad=3)
        return
    share = BEYOND / (last - BREAK)

    def forward(months: Floats) -> Floats:
        return np.where(months > BREAK, BREAK + (months - BREAK) * share, months)

    def back(drawn: Floats) -> Floats:
        return np.where(drawn > BREAK, BREAK + (drawn - BREAK) / share, drawn)

    axes.set_xscale("function", functions=(forward, back))
    axes.set_xlim(0, last)
    axes.set_xticks([0, 3, 6, 9, 12, 15, 18, last], [*"0 3 6 9 12 15 18".split(), f"{last:.0f}"])
    axes.set_xlabel(
        f"Months on treatment (axis broken at {BREAK:.0f}; lanes are drawn to at most {last:.0f})",
        labelpad=3,
        x=1,
        ha="right",
    )
    for months in (BREAK + 0.65 / share, BREAK + 0.95 / share):
        axes.plot(
            months,
            0,
            marker=((-0.6, -1), (0.6, 1)),
            ms=10,
            mew=1,
            color=INK,
            transform=axes.get_xaxis_transform(),
            clip_on=False,
            gid="break",
        )
    axes.axvline(BREAK + 0.8 / share, color=MUTED, linewidth=0.8, linestyle=(0, (1, 3)), zorder=3)


def _draw_lane(axes: Axes, place: int, lane: Lane, provenance: Provenance) -> None:
    fill = RESPONSES[lane.response].fill
    draw_extent(axes, place, Extent(lane.low, lane.median, lane.high, lane.held), fill, provenance, along="x")
    _draw_event(axes, place - 0.18, (lane.response_from, lane.response_to), lane.response, RESPONDING)
    _draw_event(axes, place + 0.18, (lane.progression_from, lane.progression_to), "PD", PROGRESSING)
    beside = axes.get_yaxis_transform()
    for x, text in ((-0.345, lane.patient), (-0.235, lane.variant)):
        axes.text(x, place, text, transform=beside, va="center_baseline")
    axes.text(-0.015, place, lane.response, transform=beside, va="center_baseline", ha="right")
    if lane.ongoing:
        x, across = (1.02, beside) if provenance == "reconstructed" else (lane.high, axes.transData)
        inner = INK if lane.ongoing == 1 else PANEL
        arrow: Any = {"color": inner, "mec": INK, "mew": 0.9, "ms": 7, "clip_on": False, "gid": "arrow"}
        axes.plot(x, place, ">", transform=across, **arrow)


def _draw_event(axes: Axes, y: float, ends: tuple[float, float], code: str, line: LineStyle) -> None:
    """Draw a marker where the month is known, and a bar with ends over the months that are possible."""
    start, end = ends
    if np.isnan(start):
        return
    if start == end:
        marker, fill = RESPONSES[code].marker, RESPONSES[code].fill
        axes.plot(start, y, marker, color=fill, mec=INK, mew=0.8, ms=9, zorder=4, clip_on=False, gid="event")
        return
    for colour, width, role in ((PANEL, 3.4, "casing"), (INK, 1.3, "event")):
        axes.plot(
            [start, end],
            [y, y],
            color=colour,
            linewidth=width,
            linestyle=line if role == "event" else "-",
            marker="|" if role == "event" else "",
            ms=6.5,
            mew=width,
            solid_capstyle="butt",
            zorder=3,
            gid=role,
        )


def _keys(figure: Figure, lanes: list[Lane], provenance: Provenance, week: Fraction) -> None:
    """Explain colours, marks and arrows under the lanes."""
    codes = [code for code in RESPONSES if code in {lane.response for lane in lanes}]
    scan = Line2D([], [], color=MUTED, linewidth=0.9, linestyle=DASHES, label=f"week {week}, first scan")
    key_row(figure, [*(Patch(facecolor=RESPONSES[code].fill, label=code) for code in codes), scan], 0.64)
    dated = [lane.response for lane in lanes if lane.response_from == lane.response_to]
    spans = {"response": RESPONDING, "progression": PROGRESSING} if provenance == "reconstructed" else {}
    known = [
        Line2D(
            [],
            [],
            color=RESPONSES[code].fill,
            marker=RESPONSES[code].marker,
            mec=INK,
            ms=9,
            ls="",
            label=f"{code} seen",
        )
        for code in dict.fromkeys(dated)
    ]
    between = [
        Line2D([], [], color=INK, ls=line, marker="|", ms=6, label=f"{name} first seen in these months")
        for name, line in spans.items()
    ]
    key_row(figure, [*known, *between[:1]], 0.39)
    arrows = {
        "ongoing" if provenance == "reconstructed" else "treatment going on": (
            INK,
            any(lane.ongoing == 1 for lane in lanes),
        ),
        "maybe": (PANEL, any(0 < lane.ongoing < 1 for lane in lanes)),
    }
    handles = [
        Line2D([], [], color=fill, marker=">", ls="", mec=INK, mew=0.9, ms=7, label=where)
        for where, (fill, occurs) in arrows.items()
        if occurs
    ]
    key_row(figure, [*between[1:], *handles], 0.14)


def _alt(lanes: list[Lane], provenance: Provenance, scan: float, week: Fraction) -> str:
    shortest, longest = lanes[-1], lanes[0]
    always = listed([lane.patient for lane in lanes if lane.ongoing == 1])
    past = sum(lane.low > scan for lane in lanes)
    everywhere = " in every data set" if provenance == "reconstructed" else ""
    dated = listed([lane.patient for lane in lanes if lane.response_from == lane.response_to])
    return (
        f"Swimmer plot of {counted(len(lanes), 'lane')}, months on treatment ({provenance}). "
        f"First is {_range(longest)}, last {_range(shortest)}. "
        f"{counted(past, 'patient')} were treated beyond the first scan at week {week}{everywhere}. "
        f"{always or 'Nobody'} had not progressed when last seen. "
        f"The response is dated for {dated or 'nobody'}."
    )


def _range(lane: Lane) -> str:
    ends = dict.fromkeys([f"{lane.low:.1f}", f"{lane.high:.1f}"])
    return f"{lane.patient} ({lane.response}, {' to '.join(ends)})"
