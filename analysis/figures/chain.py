"""The KIT protein drawn as a chain: domains, exons and residue numbers on one scale."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.figures.palette import EMPTY, MUTED, PANEL, SMALL
from doesithold.statistics.variants import Protein

STRETCHED, STRETCHED_SHARE = (514, 663), 0.37
"""Residues of exons 10 to 13, where most variants lie, and the share of the width they are given."""
TICKS = (1, 100, 200, 300, 400, 500, 550, 600, 650, 700, 800, 900)
FILLS = {
    "signal": "#c9ced4",
    "immunoglobulin": "#bfd8c8",
    "transmembrane": "#b4bcc5",
    "juxtamembrane": "#ecd0a8",
    "kinase": "#cfcbe6",
}
SHORT_NAMES = {"transmembrane": "TM", "juxtamembrane": "JM"}
NARROWEST = 0.0275
"""Share of the width below which a stretch has no room for two digits and goes without its name."""
TOP = 3.7
"""Upper edge of the chain, in the units of its axes."""


class Scale(NamedTuple):
    """Where residues stand on an axis of some width: evenly, but wider within `STRETCHED`."""

    residues: int
    width: float

    def __call__(self, residue: float) -> float:
        """Return the place of a residue's middle; half a residue less is its left edge."""
        start, end = STRETCHED[0] - 0.5, STRETCHED[1] + 0.5
        wide = min(max(residue - start, 0.0), end - start) / (end - start)
        plain = min(residue, start) - 0.5 + max(residue - end, 0.0)
        return self.width * (
            STRETCHED_SHARE * wide + (1 - STRETCHED_SHARE) * plain / (self.residues - (end - start))
        )


class Band(NamedTuple):
    """A row of the chain's axes."""

    name: str
    bottom: float
    height: float


DOMAINS, EXONS = Band("Domain", TOP - 1.2, 1.2), Band("Exon", 1.3, 0.9)


def draw_chain(axes: Axes, protein: Protein, scale: Scale) -> None:
    """Draw the chain at the foot of axes whose y axis runs from 0 to 10."""
    axes.add_patch(Rectangle((0, 2.95), scale.width, 0.3, facecolor="#dfe3e8", linewidth=0))
    for domain in protein.domains:
        name = f"Ig {domain.name[-1]}" if domain.kind == "immunoglobulin" else domain.name.capitalize()
        ends = (domain.start, domain.end)
        _segment(axes, scale, ends, DOMAINS, (FILLS[domain.kind], SHORT_NAMES.get(domain.kind, name)))
    for exon in protein.exons:
        fill = "#e3e7eb" if exon.number % 2 else EMPTY
        _segment(axes, scale, (exon.start, exon.end), EXONS, (fill, str(exon.number)))
    for residue in (*TICKS, len(protein.sequence)):
        axes.plot([scale(residue)] * 2, [0.95, 1.2], color=MUTED, linewidth=0.8)
        axes.text(scale(residue), 0.8, str(residue), ha="center", va="top", fontsize=SMALL)
    for band in (DOMAINS, EXONS, Band("Residue", 0.0, 0.9)):
        axes.text(-0.25, band.bottom + band.height / 2, band.name, ha="right", va="center", fontsize=SMALL)


def _segment(axes: Axes, scale: Scale, ends: tuple[int, int], band: Band, dress: tuple[str, str]) -> None:
    """Draw one named stretch; `dress` is its fill and its name."""
    left, right = scale(ends[0] - 0.5), scale(ends[1] + 0.5)
    corner = (left, band.bottom)
    axes.add_patch(
        Rectangle(corner, right - left, band.height, facecolor=dress[0], edgecolor=PANEL, linewidth=0.8)
    )
    if right - left > NARROWEST * scale.width:
        middle = band.bottom + band.height / 2
        axes.text((left + right) / 2, middle, dress[1], ha="center", va="center", fontsize=SMALL)
