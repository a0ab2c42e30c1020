"""The KIT protein drawn as a chain: domains, parts of the kinase, exons and residues on one linear scale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.figures.palette import EMPTY, INK, MUTED
from analysis.protein import Protein

FILLS = {
    "signal": "#c9ced4",
    "immunoglobulin": "#bfd8c8",
    "transmembrane": "#b4bcc5",
    "juxtamembrane": "#ecd0a8",
    "kinase": "#cfcbe6",
    "kinase part": "#a9a2d6",
}
SHORT_NAMES = {
    "signal peptide": "",
    "transmembrane": "",
    "juxtamembrane": "JM",
    "protein kinase": "Protein kinase",
    "kinase insert": "KI",
    "activation loop": "A",
}
TICKS = range(100, 1000, 100)


class Band(NamedTuple):
    """A row of the chain's axes, whose y axis is in inches."""

    name: str
    bottom: float
    height: float

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.bottom + self.height


DOMAINS, PARTS, EXONS = Band("Domain", 0.66, 0.24), Band("Part", 0.43, 0.2), Band("Exon", 0.2, 0.2)
HEIGHT = DOMAINS.top
"""Of the chain in inches, its residue numbers left out."""


def draw_chain(axes: Axes, protein: Protein) -> None:
    """Draw the chain on axes whose x axis counts residues and whose y axis is in inches, from 0."""
    length = len(protein.sequence)
    middle = DOMAINS.bottom + DOMAINS.height / 2
    axes.add_patch(Rectangle((0.5, middle - 0.05), length, 0.1, facecolor="#c9ced4", lw=0, gid="backbone"))
    for domain in protein.domains:
        name = domain.name[-1] if domain.kind == "immunoglobulin" else SHORT_NAMES[domain.name]
        _segment(axes, (domain.start, domain.end), DOMAINS, FILLS[domain.kind], name)
        if domain.kind == "transmembrane":  # too narrow for its name
            y = PARTS.bottom + PARTS.height / 2
            axes.text((domain.start + domain.end) / 2, y, "TM", ha="center", va="center_baseline")
    for part in protein.parts:
        name = SHORT_NAMES.get(part.name, part.name)
        _segment(axes, (part.start, part.end), PARTS, FILLS["kinase part"], name)
    for exon in protein.exons:
        name = str(exon.number) if exon.end - exon.start > 27 else ""
        _segment(axes, (exon.start, exon.end), EXONS, EMPTY, name)
    _name_bands(axes, (DOMAINS, PARTS, EXONS))
    axes.set_xlim(0.5, length + 0.5)
    axes.set_xticks([1, *TICKS], ["1", *map(str, TICKS)])
    axes.set_xlabel(f"Residue of {length} (isoform 1, UniProt P10721)", labelpad=2)


def _name_bands(axes: Axes, bands: Iterable[Band]) -> None:
    for band in bands:
        axes.text(
            -0.012,
            band.bottom + band.height / 2,
            band.name,
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center_baseline",
        )


def _segment(axes: Axes, ends: tuple[int, int], band: Band, fill: str, name: str) -> None:
    """Draw one stretch with its name; it covers its first and last residue."""
    left, width = ends[0] - 0.5, ends[1] - ends[0] + 1
    box = Rectangle((left, band.bottom), width, band.height, facecolor=fill, edgecolor=MUTED, linewidth=0.5)
    box.set_gid(f"{band.name} {name}")
    axes.add_patch(box)
    axes.text(
        left + width / 2,
        band.bottom + band.height / 2,
        name,
        ha="center",
        va="center_baseline",
        color=INK,
    )
