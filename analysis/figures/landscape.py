"""Figure 2: what Table 1 says of every patient, the tumour's genes and its metastases, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from analysis.figures.landscape_cells import NGS, Cell, Tally, cells, order, tally
from analysis.figures.palette import (
    EMPTY,
    INK,
    MUTED,
    PANEL,
    RESPONSES,
    SMALL,
    WIDTH,
    Drawn,
    counted,
    listed,
    styled,
)
from doesithold.paper.study import Study

ROW, LEFT, RIGHT, TOP, BOTTOM = 0.163, 1.25, 0.9, 0.02, 1.36
VARIANT_ROWS = 3.3
"""Height of the row with the variants' names, which stand upright, in heights of other rows."""
ALTERATIONS = {"substitution": "#1b7837", "deletion": "#35357a", "amplification": "#9e4a9c"}
INSETS = {"substitution": 0.2, "deletion": 0.34, "amplification": 0.06}
"""Space above and below each alteration's bar: two fit in one cell, and shape alone tells them apart."""


@styled
def landscape(study: Study) -> Drawn:
    """Draw all patients as columns: clinical tracks, KIT, other altered genes, metastatic sites.

    Patients are ordered by response, then by the position of their KIT variant.

    Returns
    -------
    Drawn
        `data` has one row for each `Cell`, `table` for each `Tally` (see `landscape_cells`). Genes
        besides KIT are counted among the patients whose sequencing result is printed, "not found" included;
        everything else among all patients.
    """
    patients = sorted(study.patients, key=order)
    grid = cells(patients)
    tallies = tally(grid)
    places = _places(grid)
    height = ROW * -min(places.values()) + TOP + BOTTOM
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes(
        (LEFT / WIDTH, BOTTOM / height, 1 - (LEFT + RIGHT) / WIDTH, 1 - (TOP + BOTTOM) / height)
    )
    columns = {patient.patient: index for index, patient in enumerate(patients)}
    for cell in grid:
        _draw_cell(axes, columns[cell.patient], places[cell.row], cell)
    axes.set(xlim=(0, len(columns)), ylim=(min(places.values()), 0))
    axes.axis("off")
    _name_rows(axes, grid, places)
    _name_columns(axes, columns, min(places.values()) - 0.25)
    for row in tallies:
        share = f"{row.numerator}/{row.denominator} ({row.percent}%)"
        axes.text(len(columns) + 0.25, places[row.row] + 0.47, share, va="center", fontsize=SMALL)
    _explain(figure, height)
    return Drawn(figure, pd.DataFrame(grid), _alt(study, grid, tallies), table=pd.DataFrame(tallies))


def _places(grid: Sequence[Cell]) -> dict[str, float]:
    """Return the lower edge of each row, counted downwards in row heights."""
    places: dict[str, float] = {}
    edge, last = 0.0, None
    for block, row in dict.fromkeys((cell.block, cell.row) for cell in grid):
        heading = 0.4 if row == "Variant" else 1.3
        edge -= (heading if block != last else 0) + (VARIANT_ROWS if row == "Variant" else 1)
        places[row], last = edge, block
    return places


def _draw_cell(axes: Axes, x: float, y: float, cell: Cell) -> None:
    kind, text = cell.kind, cell.text
    if cell.row == "Variant":
        axes.text(x + 0.5, y + 0.15, text, rotation=90, ha="center", va="bottom", fontsize=SMALL)
        return
    style = RESPONSES.get(kind)
    if kind == "not reported":
        axes.add_patch(
            Rectangle(
                (x + 0.04, y + 0.06), 0.92, 0.88, facecolor=PANEL, edgecolor="#b3bac2", hatch="//////", lw=0
            )
        )
    else:
        axes.add_patch(
            Rectangle((x + 0.04, y + 0.06), 0.92, 0.88, facecolor=style.fill if style else EMPTY, lw=0)
        )
    if kind == "present":
        axes.plot(x + 0.5, y + 0.5, "o", color=INK, markersize=4.5)
    for part in (part for part in ALTERATIONS if part in kind.split("+")):
        size = 1 - 2 * INSETS[part]
        axes.add_patch(Rectangle((x + 0.04, y + INSETS[part]), 0.92, size, facecolor=ALTERATIONS[part], lw=0))
    if kind == "not found":
        text = NGS[kind]
    ink = MUTED if kind == "not found" else style.ink if style else INK
    axes.text(x + 0.5, y + 0.53, text, ha="center", va="center_baseline", fontsize=SMALL, color=ink)


def _name_rows(axes: Axes, grid: Sequence[Cell], places: dict[str, float]) -> None:
    last = None
    for block, row in dict.fromkeys((cell.block, cell.row) for cell in grid):
        size = VARIANT_ROWS if row == "Variant" else 1
        style = "italic" if row.isupper() or any(map(str.isdigit, row)) else "normal"
        axes.text(
            -0.25, places[row] + min(size, 2) / 2, row, ha="right", va="center", fontsize=SMALL, style=style
        )
        if block != last:
            top = places[row] + size + (-0.9 if row == "Variant" else 0.12)
            axes.text(-0.25, top, block, ha="right", va="bottom", weight="bold")
        last = block


def _name_columns(axes: Axes, columns: dict[str, int], y: float) -> None:
    for patient, x in columns.items():
        axes.text(x + 0.5, y, patient, rotation=90, ha="center", va="top", fontsize=SMALL)


def _explain(figure: Figure, height: float) -> None:
    """Put the keys under the columns."""
    responses = [Patch(facecolor=style.fill, label=code) for code, style in RESPONSES.items()]
    kinds = [Patch(facecolor=colour, label=kind) for kind, colour in ALTERATIONS.items()]
    unaltered = [
        Patch(facecolor=EMPTY, label="unaltered (0: none found)"),
        Patch(facecolor=PANEL, edgecolor="#b3bac2", hatch="//////", label="not reported"),
    ]
    for line, handles in enumerate((responses, [*kinds, *unaltered])):
        figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0.01, (0.88 - 0.2 * line) / height),
            ncols=len(handles),
            handlelength=1.1,
            handletextpad=0.4,
            columnspacing=1.1,
            borderpad=0,
        )
    note = (
        "Tumour type: Ac acral, Cu cutaneous, Mu mucosal melanoma; Br breast; Ov ovary; UO unknown origin.\n"
        "Sequencing besides KIT: + alterations reported, 0 not found, – not reported."
    )
    figure.text(0.01, 0.42 / height, note, fontsize=SMALL, va="top", linespacing=1.35)


def _alt(study: Study, grid: Sequence[Cell], tallies: Sequence[Tally]) -> str:
    shares = {row.row: f"{row.numerator} of {row.denominator}" for row in tallies}
    genes = [row for row in tallies if row.block == "Other genes"]
    statuses = Counter(patient.ngs_status for patient in study.patients)
    responses = Counter(cell.kind for cell in grid if cell.row == "Best response")
    often = listed([f"{gene.row} in {shares[gene.row]}" for gene in genes if gene.numerator > 1])
    sites = [row.row for row in tallies if row.block == "Metastases"][:3]
    return (
        f"Grid of {len(study.patients)} patients in columns, ordered by best response "
        f"({listed([f'{n} {code}' for code, n in responses.items()])}). "
        f"KIT is mutated in {shares['Mutation']} and amplified in {shares['Amplification']}. "
        f"{counted(len(genes), 'other gene')} are altered, most often {often} with a printed result; "
        f"{statuses['not found']} patients have none found, {statuses['not reported']} no result reported. "
        f"The commonest sites of metastasis are {listed([f'{site} ({shares[site]})' for site in sites])}."
    )
