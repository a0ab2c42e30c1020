"""How far the data sets of an ensemble agree on one value, and how that is drawn: solid, then fading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.figures.palette import INK, Provenance, head_note
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import Floats

THICKNESS = 0.7
"""Of a bar or lane, in places."""
LAYERS, LAYER = 16, 0.055
"""The fade: layers over one another, each a step longer than the one above, and the opacity of one."""


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

    @property
    def open_parts(self) -> list[tuple[float, float]]:
        """What the data sets leave open, from its inner to its outer end: on one side of zero or on both."""
        parts = [
            (max(self.low, 0.0), max(self.high, 0.0)),
            (min(self.high, 0.0), min(self.low, 0.0)),
        ]
        return [(inner, outer) for inner, outer in parts if inner != outer]


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


def draw_extent(
    axes: Axes,
    place: float,
    extent: Extent,
    fill: str,
    provenance: Provenance,
    *,
    along: Literal["x", "y"] = "y",
) -> None:
    """Draw a bar from zero: solid as far as all data sets agree, fading over the rest.

    Parameters
    ----------
    place : float
        Middle of the bar on the other axis.
    along : {"x", "y"}
        Axis of the value.
    """
    if provenance == "digitised":
        bar = _piece(place, 0, extent.median, along)
        bar.set(facecolor=fill, edgecolor=INK, linestyle="--", linewidth=0.9, gid="solid")
        axes.add_patch(bar)
        return
    if extent.agreed:
        solid = _piece(place, 0, extent.agreed, along)
        solid.set(facecolor=fill, linewidth=0, gid="solid")
        axes.add_patch(solid)
    for inner, outer in extent.open_parts:
        for end in _evenly(axes, inner, outer, along):
            layer = _piece(place, inner, end, along)
            layer.set(facecolor=fill, alpha=LAYER, linewidth=0, gid="fade")
            axes.add_patch(layer)
        outline = _piece(place, inner, outer, along)
        outline.set(fill=False, edgecolor=fill, linewidth=0.7, gid="outline")
        axes.add_patch(outline)


def _evenly(axes: Axes, inner: float, outer: float, along: Literal["x", "y"]) -> Floats:
    """Return ends of layers that stand at equal distances on the page, whatever the scale of the axis."""
    scale = (axes.xaxis if along == "x" else axes.yaxis).get_transform()
    start, end = scale.transform(np.array([inner, outer]))
    edges: Floats = scale.inverted().transform(np.linspace(start, end, LAYERS + 1)[1:])
    return edges


def _piece(place: float, start: float, end: float, along: Literal["x", "y"]) -> Rectangle:
    edge = place - THICKNESS / 2
    if along == "y":
        return Rectangle((edge, start), THICKNESS, end - start)
    return Rectangle((start, edge), end - start, THICKNESS)


def explain_extents(figure: Figure, provenance: Provenance, draws: int, value: str) -> None:
    """Say at the top of a figure where its values come from, and draw a small key of the fade."""
    if provenance == "digitised":
        head_note(figure, "Digitised: read off the published figure (dashed outline).")
        return
    head_note(figure, f"Reconstructed from {draws:,} data sets that agree with the paper.")
    height = figure.get_figheight()
    axes = figure.add_axes((0.0075, 1 - 0.39 / height, 1, 0.13 / height), xlim=(0, 100), ylim=(0, 1))
    axes.axis("off")
    axes.set_gid("fade key")
    draw_extent(axes, 0.5, Extent(3.5, 7, 10.5, 1), INK, provenance, along="x")
    note = f"solid: certain in all of them; fading: {value}"
    axes.text(12, 0.45, note, va="center")
