"""Figure 3a: every KIT variant on the protein, with the response and best tumour change of its patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.chain import TOP, Scale, draw_chain
from analysis.figures.extents import (
    UNKNOWN,
    Extent,
    draw_extent,
    explain_extents,
    extents,
    provenance_of,
    single,
)
from analysis.figures.palette import (
    INK,
    MUTED,
    PANEL,
    RESPONSES,
    SMALL,
    WIDTH,
    Drawn,
    Provenance,
    change_axis,
    counted,
    key_row,
    listed,
    response_handles,
    styled,
)
from doesithold.paper import digitised
from doesithold.paper.study import Study
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.variants import Protein, Variant, parse_variant

HEIGHT, LEFT, RIGHT = 5.6, 0.68, 0.16
GAP = 0.35
"""Space between two variants, in widths of one patient."""
UNMUTATED = "amp. only"


class Stick(NamedTuple):
    """One patient of the figure; `position` is 0 and `exon` None where KIT is only amplified.

    `low`, `median`, `high` (percent) and `held` are those of the best change, an `Extent`.
    """

    patient: str
    response: str
    variant: str
    position: int
    kind: str
    fits: bool
    exon: int | None
    domain: str | None
    slot: float
    low: float
    median: float
    high: float
    held: float


@styled
def lollipop(study: Study, protein: Protein, changes: Ensemble | Sequence[digitised.Bar]) -> Drawn:
    """Draw best tumour change by KIT variant above the protein, its domains and exons.

    The marker of each patient is the printed response; the bar below it says how far the best change is
    known.

    Parameters
    ----------
    study : Study
    protein : Protein
    changes : Ensemble or sequence of digitised.Bar
        Data sets that agree with the paper, or the bars read off it, each with its patient.

    Returns
    -------
    Drawn
        `data` has one row for each patient, a `Stick`.
    """
    provenance, sticks = provenance_of(changes), _sticks(study, protein, _by_patient(changes))
    slots = sticks[-1].slot + 1
    figure = Figure(figsize=(WIDTH, HEIGHT))
    left, width = LEFT / WIDTH, 1 - (LEFT + RIGHT) / WIDTH
    responses = figure.add_axes((left, 0.835, width, 0.05), xlim=(0, slots), ylim=(0, 1))
    bars = figure.add_axes((left, 0.46, width, 0.375), xlim=(0, slots))
    chain = figure.add_axes((left, 0.125, width, 0.335), xlim=(0, slots), ylim=(0, 10))
    responses.axis("off")
    chain.axis("off")
    _draw_responses(responses, sticks)
    _draw_changes(bars, sticks, provenance)
    scale = Scale(len(protein.sequence), slots)
    draw_chain(chain, protein, scale)
    _draw_variants(chain, sticks, scale)
    explain_extents(figure, provenance, len(changes))
    key_row(figure, response_handles({stick.response for stick in sticks}), 0.1)
    figure.text(0.01, 0.004, _note(sticks), fontsize=SMALL, va="bottom", linespacing=1.35)
    return Drawn(figure, pd.DataFrame(sticks), _alt(sticks, protein, provenance), provenance)


def _by_patient(changes: Ensemble | Sequence[digitised.Bar]) -> dict[str, Extent]:
    if isinstance(changes, Ensemble):
        return dict(zip(changes.patients, extents(changes.best_change), strict=True))
    return {bar.patient: single(bar.change_percent) for bar in changes if bar.patient}


def _sticks(study: Study, protein: Protein, changes: dict[str, Extent]) -> list[Stick]:
    """Order the patients along the protein, those without a mutation last, and give each a place."""

    def order(pair: tuple[Variant | None, str, str]) -> tuple[int, str, int, str]:
        variant, response, patient = pair
        rank = list(RESPONSES).index(response)
        return (variant.position if variant else 9999, variant.change if variant else "", rank, patient)

    sticks: list[Stick] = []
    pairs = (
        (parse_variant(p.variant) if p.variant else None, p.best_response, p.patient) for p in study.patients
    )
    for variant, response, patient in sorted(pairs, key=order):
        name = str(variant) if variant else UNMUTATED
        last = sticks[-1] if sticks else None
        slot = last.slot + 1 + (GAP if last.variant != name else 0) if last else GAP
        place = _place(variant, protein) if variant else (0, "none", True, None, None)
        sticks.append(Stick(patient, response, name, *place, slot, *changes.get(patient, UNKNOWN)))
    return sticks


def _place(variant: Variant, protein: Protein) -> tuple[int, str, bool, int | None, str | None]:
    exon, domain = protein.exon(variant.position), protein.domain(variant.position)
    return (
        variant.position,
        variant.kind,
        variant.fits(protein.sequence),
        exon.number if exon else None,
        domain.name if domain else None,
    )


def _draw_responses(axes: Axes, sticks: Sequence[Stick]) -> None:
    axes.text(-0.25, 0.5, "Response", ha="right", va="center", fontsize=SMALL)
    for stick in sticks:
        style, x = RESPONSES[stick.response], stick.slot + 0.5
        axes.plot(x, 0.5, style.marker, color=style.fill, mec=INK, mew=0.5, ms=style.size)
        axes.text(x, 1.05, stick.patient, rotation=90, ha="center", va="bottom", fontsize=SMALL)


def _draw_changes(axes: Axes, sticks: Sequence[Stick], provenance: Provenance) -> None:
    change_axis(axes, max(stick.high for stick in sticks if stick.held))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for stick in sticks:
        x = stick.slot + 0.5
        if not stick.held:
            _say_missing(axes, x, "not assessed" if stick.response == "Withdrawal" else "no bar")
            continue
        extent = Extent(stick.low, stick.median, stick.high, stick.held)
        draw_extent(axes, x, extent, RESPONSES[stick.response].fill, provenance)


def _say_missing(axes: Axes, x: float, what: str) -> None:
    box = {"facecolor": PANEL, "edgecolor": "none", "pad": 1}
    axes.text(x, 4, what, rotation=90, ha="center", va="bottom", fontsize=SMALL, bbox=box)


def _draw_variants(axes: Axes, sticks: Sequence[Stick], scale: Scale) -> None:
    """Name each variant under its patients and lead a line to its residue."""
    for index, variant in enumerate(dict.fromkeys(stick.variant for stick in sticks)):
        group = [stick for stick in sticks if stick.variant == variant]
        first, last = group[0], group[-1]
        x, y = (first.slot + last.slot + 1) / 2, 9.5 if index % 2 else 8.4
        axes.plot([first.slot + 0.1, last.slot + 0.9], [9.8, 9.8], color=MUTED, linewidth=0.8)
        if y < 9:
            axes.plot([x, x], [9.8, y + 0.1], color=MUTED, linewidth=0.8)
        name = variant if first.fits else f"{variant}†"
        axes.text(x, y, name, ha="center", va="top", fontsize=SMALL, weight="bold", linespacing=1)
        if first.position:
            residue = scale(first.position)
            path = [y - 0.95, 7.2, 5.0, TOP + 0.25]
            dashes = "-" if first.fits else (0, (2.5, 2))
            axes.plot([x, x, residue, residue], path, linestyle=dashes, color=INK, linewidth=0.9)
            marker, fill = ("v", INK) if first.kind == "deletion" else ("o", INK if first.fits else PANEL)
            edge = PANEL if fill == INK else INK
            axes.plot(residue, TOP + 0.25, marker, color=fill, mec=edge, mew=0.7, ms=6)


def _note(sticks: Sequence[Stick]) -> str:
    misfits = listed(list(dict.fromkeys(stick.variant for stick in sticks if not stick.fits)))
    return (
        f"● substitution, ▼ deletion in frame, ○ and †: {misfits} do not fit this sequence\n"
        "(isoform 1, UniProt P10721). TM transmembrane, JM juxtamembrane. Exons 10 to 13 are drawn wider."
    )


def _alt(sticks: Sequence[Stick], protein: Protein, provenance: Provenance) -> str:
    mutated = [stick for stick in sticks if stick.position]
    variants = Counter(stick.variant for stick in mutated)
    by_exon = sorted(Counter(stick.exon for stick in mutated if stick.exon).items())
    exons = listed([f"{n} in exon {exon}" for exon, n in by_exon])
    misfits = listed([name for name in variants if any(s.variant == name and not s.fits for s in mutated)])
    deleted = listed([stick.variant for stick in mutated if stick.kind == "deletion"])
    common, often = variants.most_common(1)[0]
    bounds = []
    for response in RESPONSES:
        known = [stick for stick in sticks if stick.response == response and stick.held]
        if known:
            low, high = min(stick.low for stick in known), max(stick.high for stick in known)
            bounds.append(f"{response} {low:.0f} to {high:.0f}%" if low < high else f"{response} {low:.0f}%")
    return (
        f"Lollipop diagram of KIT, {len(protein.sequence)} residues, with "
        f"{counted(len(variants), 'variant')} of {len(mutated)} patients ({exons}). "
        f"{common} occurs {often} times, {deleted} is a deletion, {misfits} do not fit the reference "
        f"sequence; {counted(len(sticks) - len(mutated), 'patient')} had amplification only. "
        f"Best tumour change by response ({provenance}): {'; '.join(bounds)}."
    )
