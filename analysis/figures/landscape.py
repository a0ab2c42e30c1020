"""Figure 2: what Table 1 says of every patient, the tumour's genes and its metastases, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from analysis.figures.landscape_cells import NGS, GridCell, RowPercent, cells, order, tally
from analysis.figures.palette import (
    ALTERATIONS,
    EMPTY,
    INK,
    MUTED,
    RESPONSES,
    WIDTH,
    Drawn,
    counted,
    key_row,
    listed,
    styled,
)
from doesithold.paper.paper import Paper

ROW, LEFT, TOP, BOTTOM = 0.16, 1.27, 1.02, 1.42
COLUMN = 0.192
BARS = 0.36
"""Height of a margin bar at most, in inches; on top and on the right."""
UPRIGHT = {"Variant": 3.9, "Best response": 1.5, "Age, years": 1.5}
"""Heights of rows whose text stands upright, since it is wider than a column, in heights of other rows."""
INSETS = {"substitution": 0.2, "deletion": 0.34, "amplification": 0.06}
"""Space above and below each alteration's bar: two fit in one cell, and shape alone tells them apart."""


@styled
def landscape(paper: Paper) -> Drawn:
    """Draw all patients as columns: clinical tracks, KIT, other altered genes, metastatic sites.

    Patients are ordered by response, then by the position of their KIT variant.

    Returns
    -------
    Drawn
        `data` has one row for each `GridCell`, `table` for each `RowPercent` (see `landscape_cells`). Genes
        besides KIT are counted among the patients whose sequencing result is printed, "not found" included;
        everything else among all patients.
    """
    patients = sorted(paper.rows(), key=order)
    grid = cells(patients)
    tallies = tally(grid)
    places = _places(grid)
    lowest = min(places.values())
    height = TOP + BOTTOM - ROW * lowest
    figure = Figure(figsize=(WIDTH, height))
    columns = {patient.patient: index for index, patient in enumerate(patients)}
    width = COLUMN * len(columns) / WIDTH
    axes = figure.add_axes(
        (LEFT / WIDTH, BOTTOM / height, width, 1 - (TOP + BOTTOM) / height),
        xlim=(0, len(columns)),
        ylim=(lowest, 0),
    )
    axes.axis("off")
    for cell in grid:
        _draw_cell(axes, columns[cell.patient], places[cell.row], cell)
    _name_rows(axes, grid, places)
    for y, side in ((lowest - 0.25, "top"), (0.1, "bottom")):
        _name_columns(axes, columns, y, side)
    for row in tallies:
        share = f"{row.numerator}/{row.denominator} ({row.percent}%)"
        axes.text(len(columns) + 0.2, places[row.row] + 0.5, share, va="center_baseline")
    _draw_burdens(figure, grid, columns, height)
    _draw_frequencies(figure, axes, grid, places)
    _explain(figure, height, paper)
    return Drawn(figure, pd.DataFrame(grid), _alt(paper, grid, tallies), table=pd.DataFrame(tallies))


def _draw_burdens(figure: Figure, grid: Sequence[GridCell], columns: dict[str, int], height: float) -> None:
    """Draw on top how many genes are altered in each patient, KIT among them, by kind of alteration."""
    axes = figure.add_axes(
        (LEFT / WIDTH, 1 - (0.1 + BARS) / height, COLUMN * len(columns) / WIDTH, BARS / height),
        xlim=(0, len(columns)),
    )
    axes.set_gid("alterations of a patient")
    counts = {kind: dict.fromkeys(columns, 0) for kind in ALTERATIONS}
    for cell in grid:
        for kind in set(cell.kind.split("+")) & set(ALTERATIONS):
            counts[kind][cell.patient] += 1
    floor = dict.fromkeys(columns, 0)
    for kind, numbers in counts.items():
        heights = list(numbers.values())
        axes.bar(
            [x + 0.5 for x in columns.values()], heights, 0.8, list(floor.values()), color=ALTERATIONS[kind]
        )
        floor = {name: floor[name] + numbers[name] for name in floor}
    top = max(floor.values())
    axes.set(ylim=(0, top), yticks=[0, top], xticks=[])
    axes.spines["bottom"].set_visible(False)
    axes.set_ylabel("Alterations", rotation=0, ha="right", va="center", labelpad=3)


def _draw_frequencies(
    figure: Figure, beside: Axes, grid: Sequence[GridCell], places: dict[str, float]
) -> None:
    """Draw on the right how many patients have each alteration or site, by kind."""
    box = beside.get_position()
    left = box.x1 + 0.98 / WIDTH
    axes = figure.add_axes((left, box.y0, 0.995 - left, box.height), ylim=beside.get_ylim())
    axes.set_gid("patients of a row")
    axes.axis("off")
    longest = 1
    for row, bottom in places.items():
        kinds = Counter(
            part
            for cell in grid
            if cell.row == row and cell.block != "Patient"
            for part in cell.kind.split("+")
        )
        start = 0
        for kind, colour in (ALTERATIONS | {"present": MUTED}).items():
            if kinds[kind]:
                axes.add_patch(Rectangle((start, bottom + 0.16), kinds[kind], 0.68, facecolor=colour, lw=0))
                start += kinds[kind]
        longest = max(longest, start)
    axes.set_xlim(0, longest)


def _places(grid: Sequence[GridCell]) -> dict[str, float]:
    """Return the lower edge of each row, counted downwards in row heights."""
    places: dict[str, float] = {}
    edge, last = 0.0, None
    for block, row in dict.fromkeys((cell.block, cell.row) for cell in grid):
        heading = 0.4 if row == "Variant" else 1.3
        edge -= (heading if block != last else 0) + UPRIGHT.get(row, 1)
        places[row], last = edge, block
    return places


def _draw_cell(axes: Axes, x: float, y: float, cell: GridCell) -> None:
    kind, text, tall = cell.kind, cell.text, UPRIGHT.get(cell.row, 1)
    if cell.row == "Variant":
        axes.text(x + 0.5, y + 0.15, text, rotation=90, ha="center", va="bottom")
        return
    style = RESPONSES.get(kind)
    box = Rectangle((x + 0.04, y + 0.06), 0.92, tall - 0.12, facecolor=style.fill if style else EMPTY, lw=0)
    if kind == "not reported":
        box.set(facecolor="none", edgecolor=MUTED, hatch="////")
    axes.add_patch(box)
    if kind == "present":
        axes.plot(x + 0.5, y + 0.5, "o", color=INK, markersize=4.5)
    for part in (part for part in ALTERATIONS if part in kind.split("+")):
        size = 1 - 2 * INSETS[part]
        axes.add_patch(Rectangle((x + 0.04, y + INSETS[part]), 0.92, size, facecolor=ALTERATIONS[part], lw=0))
    if kind == "not found":
        text = NGS[kind]
    ink = MUTED if kind == "not found" else style.ink if style else INK
    turned = {"rotation": 90, "va": "center"} if tall > 1 else {"va": "center_baseline"}
    axes.text(x + 0.5, y + tall / 2, text, ha="center", color=ink, **turned)


def _name_rows(axes: Axes, grid: Sequence[GridCell], places: dict[str, float]) -> None:
    last = None
    for block, row in dict.fromkeys((cell.block, cell.row) for cell in grid):
        size = UPRIGHT.get(row, 1)
        style = "italic" if row.isupper() or any(map(str.isdigit, row)) else "normal"
        axes.text(-0.25, places[row] + min(size, 2) / 2, row, ha="right", va="center", style=style)
        if block != last:
            top = places[row] + size + (-0.9 if row == "Variant" else 0.12)
            axes.text(-0.25, top, block, ha="right", va="bottom", weight="bold")
        last = block


def _name_columns(axes: Axes, columns: dict[str, int], y: float, side: str) -> None:
    for patient, x in columns.items():
        axes.text(x + 0.5, y, patient, rotation=90, ha="center", va=side).set_gid("patient")


def _explain(figure: Figure, height: float, paper: Paper) -> None:
    """Put the keys under the columns."""
    kinds = [Patch(facecolor=colour, label=kind) for kind, colour in ALTERATIONS.items()]
    unaltered = [
        Patch(facecolor=EMPTY, label="unaltered (0: none found)"),
        Patch(facecolor="none", edgecolor=MUTED, hatch="////", lw=0, label="not reported: may be altered"),
    ]
    for inches, handles in ((0.8, kinds), (0.58, unaltered)):
        key_row(figure, handles, inches)
    note = (
        f"Tumour: {_tumours(paper)}.\n"
        "Response: W withdrew. Sequencing: + alterations reported, 0 not found, – not reported."
    )
    figure.text(0.005, 0.43 / height, note, va="top", linespacing=1.3)


def _tumours(paper: Paper) -> str:
    """Explain the letters of the tumours, those of melanomas first."""
    kinds: dict[bool, set[str]] = {True: set(), False: set()}
    for patient in paper.rows():
        kinds[patient.melanoma_subtype is not None].add(
            f"{patient.tumour_key[0].upper()} {patient.tumour_key}"
        )
    return f"{', '.join(sorted(kinds[True]))} melanoma; {', '.join(sorted(kinds[False]))}"


def _alt(paper: Paper, grid: Sequence[GridCell], tallies: Sequence[RowPercent]) -> str:
    shares = {row.row: f"{row.numerator} of {row.denominator}" for row in tallies}
    genes = [row for row in tallies if row.block == "Other genes"]
    statuses = Counter(patient.ngs_status for patient in paper.rows())
    responses = Counter(cell.kind for cell in grid if cell.row == "Best response")
    often = listed([f"{gene.row} in {shares[gene.row]}" for gene in genes if gene.numerator > 1])
    sites = [row.row for row in tallies if row.block == "Metastases"][:3]
    return (
        f"Grid of {len(paper.rows())} patients in columns, ordered by best response "
        f"({listed([f'{n} {code}' for code, n in responses.items()])}). "
        f"KIT is mutated in {shares['Mutation']} and amplified in {shares['Amplification']}. "
        f"{counted(len(genes), 'other gene')} are altered, most often {often} with a printed result; "
        f"{statuses['not found']} patients have none found, {statuses['not reported']} no result reported. "
        f"The commonest sites of metastasis are {listed([f'{site} ({shares[site]})' for site in sites])}."
    )
