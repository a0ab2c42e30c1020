"""How far the data sets of an ensemble agree on one value, and how that is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.figures.palette import INK, PANEL, Provenance, head_note
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import Floats


class Extent(NamedTuple):
    """One value over all data sets that hold it; NaN where none does.

    Attributes
    ----------
    low, median, high : float
        Smallest, middle and largest value.
    held : float
        Share of data sets that hold the value.
    """

    low: float
    median: float
    high: float
    held: float

    @property
    def agreed(self) -> float:
        """What lies between zero and every value: the bound nearest to zero, or zero itself."""
        return max(self.low, 0.0) + min(self.high, 0.0)


def provenance_of(source: Ensemble | Sequence[object]) -> Provenance:
    """Say where values come from: an ensemble is reconstructed, a list of bars or lanes was read off."""
    return "reconstructed" if isinstance(source, Ensemble) else "digitised"


def single(value: float) -> Extent:
    """Return the extent of a value that is known."""
    return Extent(value, value, value, 1.0)


UNKNOWN = Extent(np.nan, np.nan, np.nan, 0.0)


def extents(values: Floats) -> list[Extent]:
    """Summarise every column of an array of shape (draws, columns), NaN standing for no value."""
    summaries = []
    for column in values.T:
        known = column[~np.isnan(column)]
        summaries.append(
            Extent(float(known.min()), float(np.median(known)), float(known.max()), len(known) / len(column))
            if len(known)
            else UNKNOWN
        )
    return summaries


def horizon(values: Floats) -> int:
    """Return where an axis of months ends: a whole half year that all but 3 in 100 of the values come before.

    The paper sets no upper limit to most of its patients' times, so the longest are those of the limit that
    was chosen for drawing them, and an axis that held them would leave no room for the rest.
    """
    return int(np.ceil(np.nanquantile(values, 0.97) / 6)) * 6


def draw_extent(axes: Axes, place: float, extent: Extent, fill: str, provenance: Provenance) -> None:
    """Draw a bar from zero: plain as far as all data sets agree, hatched over the rest, a line at the median.

    Parameters
    ----------
    place : float
        Middle of the bar on the x axis.
    """
    for patch in _patches(place, extent, fill, provenance):
        axes.add_patch(patch)
    if provenance == "reconstructed":
        axes.plot([place - 0.44, place + 0.44], [extent.median] * 2, color=INK, linewidth=1.5)


def draw_lane(axes: Axes, place: float, extent: Extent, fill: str, provenance: Provenance) -> None:
    """Draw the same as `draw_extent`, lying along the x axis at a height of `place`."""
    for patch in _patches(place, extent, fill, provenance):
        (x, y), width, height = patch.get_xy(), patch.get_width(), patch.get_height()
        patch.set_bounds(y, x, height, width)
        axes.add_patch(patch)
    if provenance == "reconstructed":
        axes.plot([extent.median] * 2, [place - 0.44, place + 0.44], color=INK, linewidth=1.5)


def _patches(place: float, extent: Extent, fill: str, provenance: Provenance) -> Sequence[Rectangle]:
    """Return the bar's parts, standing upright."""
    left, width = place - 0.34, 0.68
    if provenance == "digitised":
        bar = Rectangle((left, 0), width, extent.median, facecolor=fill)
        bar.set(edgecolor=INK, linestyle="--", linewidth=0.9)
        return [bar]
    parts = [Rectangle((left, 0), width, extent.agreed, facecolor=fill, linewidth=0)]
    for start, end in _open_parts(extent):
        if start != end:
            part = Rectangle((left, start), width, end - start, facecolor=fill, linewidth=0)
            part.set(edgecolor=PANEL, hatch="/////")
            parts.append(part)
    return parts


def _open_parts(extent: Extent) -> list[tuple[float, float]]:
    """Return what the data sets leave open: beyond the agreed part, or on both sides of zero."""
    return [(max(extent.low, 0.0), max(extent.high, 0.0)), (min(extent.high, 0.0), min(extent.low, 0.0))]


def explain_extents(figure: Figure, provenance: Provenance, draws: int) -> None:
    """Say at the top of a figure where its values come from and how that is marked."""
    text = {
        "reconstructed": (
            f"reconstructed from {draws:,} data sets that agree with the paper: solid as far as all go,\n"
            "hatched where they differ, black line at their median"
        ),
        "digitised": "digitised: read off the published figure (dashed outline)",
    }.get(provenance, "")
    head_note(figure, text)
