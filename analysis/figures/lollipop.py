"""Figure 3a: every KIT variant on the protein, a head for each patient, and below it the tumour changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy.optimize import isotonic_regression

from analysis.figures.chain import DOMAINS, draw_chain
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
    WIDTH,
    Drawn,
    Provenance,
    change_axis,
    counted,
    key_row,
    listed,
    styled,
)
from analysis.protein import Protein
from doesithold.paper import digitised
from doesithold.paper.paper import Paper
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import Floats
from doesithold.statistics.variants import Variant, parse_variant

HEIGHT, LEFT, RIGHT = 7.0, 0.72, 0.1
UNMUTATED = "amplified only"
HEAD = 0.215
"""Height of one patient's head in inches; heads of one variant are stacked."""
KNEES = (DOMAINS.top + 0.12, DOMAINS.top + 0.52)
"""Heights in inches between which a stem leans from its residue to its heads."""
APART = 0.285
"""Least distance between the heads of two variants, in inches."""


class Stick(NamedTuple):
    """One patient of the figure; `position` is 0 and `exon` None where KIT is only amplified.

    Attributes
    ----------
    head : float
        Where the patient's head stands, in residues of the linear axis.
    level : int
        Its place in the stack of one variant's heads, from below.
    low, median, high, held : float
        An `Extent` of the best change in percent.
    """

    patient: str
    response: str
    variant: str
    position: int
    kind: str
    fits: bool
    exon: int | None
    domain: str | None
    head: float
    level: int
    low: float
    median: float
    high: float
    held: float


@styled
def lollipop(paper: Paper, protein: Protein, changes: Ensemble | Sequence[digitised.DigitisedBar]) -> Drawn:
    """Draw the variants on the linear protein, and in a panel of their own the best tumour changes.

    A stem stands on its residue and leans where its neighbours leave no room. Each head is a patient, with
    the number and in the colour of the response. Variants that do not fit the sequence have a dashed stem and
    an open foot; a deletion in frame has a triangle.

    Parameters
    ----------
    paper : Paper
    protein : Protein
    changes : Ensemble or sequence of digitised.DigitisedBar
        Data sets that agree with the paper, or the bars read off it, each with its patient.

    Returns
    -------
    Drawn
        `data` has one row for each patient, a `Stick`, from the start of the protein to its end.
    """
    provenance = provenance_of(changes)
    sticks = _sticks(paper, protein, _by_patient(changes))
    figure = Figure(figsize=(WIDTH, HEIGHT))
    left, width = LEFT / WIDTH, 1 - (LEFT + RIGHT) / WIDTH
    top, bottom = 6.5, 3.2
    chain = figure.add_axes((left, bottom / HEIGHT, width, (top - bottom) / HEIGHT), ylim=(0, top - bottom))
    changes_axes = figure.add_axes(
        (left, 1.45 / HEIGHT, width, 1.15 / HEIGHT), xlim=(-0.6, len(sticks) - 0.4)
    )
    draw_chain(chain, protein)
    chain.set_yticks([])
    chain.spines["left"].set_visible(False)
    for variant in dict.fromkeys(stick.variant for stick in sticks):
        _draw_variant(chain, [stick for stick in sticks if stick.variant == variant])
    _draw_changes(changes_axes, sticks, provenance)
    explain_extents(figure, provenance, len(changes), "possible (changes, lower panel)")
    _keys(figure, sticks)
    return Drawn(figure, pd.DataFrame(sticks), _alt(sticks, protein, provenance), provenance)


def _by_patient(changes: Ensemble | Sequence[digitised.DigitisedBar]) -> dict[str, Extent]:
    if isinstance(changes, Ensemble):
        return dict(zip(changes.patients, extents(changes.best_change), strict=True))
    return {bar.patient: single(bar.change_percent) for bar in changes if bar.patient}


def _sticks(paper: Paper, protein: Protein, changes: dict[str, Extent]) -> list[Stick]:
    """Order the patients along the protein, those without a mutation last, and give each head a place."""

    def order(pair: tuple[Variant | None, str, str]) -> tuple[int, str, int, str]:
        variant, response, patient = pair
        rank = list(RESPONSES).index(response)
        return (variant.position if variant else 9999, variant.change if variant else "", rank, patient)

    pairs = sorted(
        ((parse_variant(p.variant) if p.variant else None, p.best_response, p.patient) for p in paper.rows()),
        key=order,
    )
    feet = {str(variant): variant.position for variant, _, _ in pairs if variant}
    length = len(protein.sequence)
    heads = dict(zip(feet, _spread(list(feet.values()), length), strict=True))
    seen: Counter[str] = Counter()
    sticks = []
    for variant, response, patient in pairs:
        name = str(variant) if variant else UNMUTATED
        place = _place(variant, protein) if variant else (0, "none", True, None, None)
        head, level = heads.get(name, length - 22.0), seen[name]
        seen[name] += 1
        sticks.append(Stick(patient, response, name, *place, head, level, *changes.get(patient, UNKNOWN)))
    return sticks


def _spread(feet: Sequence[int], length: int) -> Floats:
    """Move heads apart by no more than is needed: their least squares distance from the feet."""
    gap = APART * length / (WIDTH - LEFT - RIGHT)
    steps = gap * np.arange(len(feet))
    heads: Floats = isotonic_regression(np.array(feet) - steps).x + steps
    return heads


def _place(variant: Variant, protein: Protein) -> tuple[int, str, bool, int | None, str | None]:
    exon, domain = protein.exon(variant.position), protein.domain(variant.position)
    return (
        variant.position,
        variant.kind,
        variant.fits(protein.sequence),
        exon.number if exon else None,
        domain.name if domain else None,
    )


def _draw_variant(axes: Axes, group: Sequence[Stick]) -> None:
    """Draw a foot on the residue, the stem, a head for each patient and the variant's name above."""
    first, base = group[0], KNEES[1] + 0.1
    if first.position:
        path = [first.position, first.position, first.head, first.head]
        heights = [DOMAINS.top, *KNEES, base + HEAD * (len(group) - 1)]
        line = "-" if first.fits else (0, (2.5, 2))
        axes.plot(path, heights, linestyle=line, color=MUTED, linewidth=1.1, zorder=1, gid="stem")
        marker = "v" if first.kind == "deletion" else "o"
        fill = INK if first.fits else PANEL
        axes.plot(first.position, DOMAINS.top, marker, color=fill, mec=INK, mew=1, ms=6, zorder=5, gid="foot")
    for stick in group:
        y, style = base + HEAD * (stick.level + 0.5), RESPONSES[stick.response]
        axes.plot(
            stick.head,
            y,
            "o",
            color=style.fill,
            mec=PANEL,
            mew=0.6,
            ms=15.5,
            zorder=3,
            clip_on=False,
            gid="head",
        )
        number = stick.patient.rpartition("-")[2]
        axes.text(
            stick.head, y, number, color=style.ink, ha="center", va="center_baseline", zorder=4
        ).set_gid("number")
    name = first.variant if first.fits else f"{first.variant} †"
    top = base + HEAD * len(group) + 0.05
    axes.text(first.head, top, name, rotation=90, ha="center", va="bottom", weight="bold").set_gid("variant")


def _draw_changes(axes: Axes, sticks: Sequence[Stick], provenance: Provenance) -> None:
    change_axis(axes, max(stick.high for stick in sticks if stick.held))
    axes.set_yticks([-100, -50, 0, 50, 100] if axes.get_ylim()[1] > 100 else [-100, -50, 0])
    axes.set_xticks(range(len(sticks)), [stick.patient for stick in sticks], rotation=90)
    axes.tick_params(axis="x", length=0, pad=2)
    axes.spines["bottom"].set_visible(False)
    for place, stick in enumerate(sticks):
        if not stick.held:
            axes.text(place, 6, "no bar", rotation=90, ha="center", va="bottom").set_gid("no change")
            continue
        extent = Extent(stick.low, stick.median, stick.high, stick.held)
        draw_extent(axes, place, extent, RESPONSES[stick.response].fill, provenance)


def _keys(figure: Figure, sticks: Sequence[Stick]) -> None:
    responses = [
        Line2D([], [], marker="o", ls="", color=style.fill, mec=PANEL, ms=11, label=code)
        for code, style in RESPONSES.items()
        if code in {stick.response for stick in sticks}
    ]
    feet = {
        "substitution": Line2D([], [], marker="o", color=MUTED, mfc=INK, mec=INK, ms=5),
        "deletion in frame": Line2D([], [], marker="v", color=MUTED, mfc=INK, mec=INK, ms=5),
        "† does not fit the sequence": Line2D(
            [], [], marker="o", color=MUTED, ls=(0, (2.5, 2)), mfc=PANEL, mec=INK, ms=5
        ),
    }
    for name, handle in feet.items():
        handle.set_label(name)
    key_row(figure, responses, 0.82)
    key_row(figure, list(feet.values()), 0.58)
    note = (
        "1–5 immunoglobulin-like, TM transmembrane, JM juxtamembrane,\nKI kinase insert, A activation loop."
    )
    figure.text(0.005, 0.41 / HEIGHT, note, va="top", linespacing=1.3)


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
