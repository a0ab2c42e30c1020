"""Figure 4: progression-free and overall survival, as far as the paper's summaries determine the curves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import chi2

from analysis.figures.curve_panel import (
    AXIS,
    LINE,
    PLOT,
    draw_arm,
    draw_printed,
    dress,
    write_counts,
)
from analysis.figures.curves import Arm, Count, band, count, ticks
from analysis.figures.extents import horizon
from analysis.figures.palette import (
    CURVE,
    FIRST_GROUP,
    SECOND_GROUP,
    WIDTH,
    Drawn,
    Provenance,
    head_note,
    styled,
)
from doesithold.measures.selection import select
from doesithold.numbers import to_decimal
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Interval, Median, Reading
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics import two_curves
from doesithold.statistics.survival import Times, log_rank

NAMES: dict[str, tuple[str, str]] = {
    "pfs": ("Progression-free survival", "Free of progression, %"),
    "os": ("Overall survival", "Surviving, %"),
}
HEAD, LEFT, RIGHT, TOP = 0.32, 0.9, 0.45, 0.42
"""Inches for a panel's title, beside the plots, and for the words on top of the figure."""
PANEL_HEIGHT = HEAD + PLOT + AXIS + 3.6 * LINE
"""Inches of a panel with title, axis and counts."""


class Panel(NamedTuple):
    """A plot: its title, an arm, and the printed median, lower and upper bound where there are any."""

    title: str
    arm: Arm
    printed: tuple[str, str, str] | None = None


@styled
def kaplan_meier(
    endpoint: str, reading: Reading, times: Times, provenance: Provenance = "reconstructed"
) -> Drawn:
    """Draw the curves of one endpoint with the median and interval the paper prints.

    Parameters
    ----------
    endpoint : {"pfs", "os"}
    reading : Reading
        What the paper prints of the endpoint.
    times : Times
        The data sets: many that agree with the paper, or the one that was digitised.

    Returns
    -------
    Drawn
        `data` has the columns `arm`, `time` (months), `low`, `example` and `high` (proportions: lowest
        curve of all data sets, the first one's, highest); `table` has a `Count` in each row.
    """
    arm = Arm("all patients", CURVE, times.times, times.events)
    return _draw(endpoint, [Panel(NAMES[endpoint][0], arm, _printed(reading, endpoint))], provenance)


@styled
def survival_by_kit(paper: Paper, ensemble: Ensemble, provenance: Provenance = "reconstructed") -> Drawn:
    """Draw overall survival, a panel for patients with a KIT mutation and one for amplification only.

    Returns
    -------
    Drawn
        As from `kaplan_meier`.
    """
    panels, survival = [], ensemble.times["os"]
    for name, colour, mutated in (("mutated", FIRST_GROUP, True), ("amplified only", SECOND_GROUP, False)):
        group = {patient.patient for patient in select(paper, {"mutated": mutated})}
        columns = np.array([patient in group for patient in ensemble.patients])
        arm = Arm(name, colour, survival.times[:, columns], survival.events[:, columns])
        panels.append(Panel(f"Overall survival, KIT {name} (n = {columns.sum()})", arm))
    return _draw("os", panels, provenance)


def log_rank_told(paper: Paper, ensemble: Ensemble) -> str:
    """Print the P of the two groups' log-rank test: of the example, the least and largest of all."""
    mutated = [patient.mutated for patient in paper.rows() if patient.patient in ensemble.patients]
    survival = ensemble.times["os"]
    statistics = log_rank(survival.times, survival.events, mutated)
    p = [float(chi2.sf(extreme, 1)) for extreme in (statistics.max(), statistics.min())]
    example = two_curves.log_rank(list(survival.times[0]), list(survival.events[0]), mutated)
    shown, least, largest = (to_decimal(Fraction(value), 2) for value in (example, *p))
    return f"P\xa0=\xa0{shown} in the example, and from {least} to {largest} over all data sets"


def _printed(reading: Reading, endpoint: str) -> tuple[str, str, str] | None:
    medians = [fact.printed for fact in reading.of(Median) if fact.endpoint == endpoint]
    bounds = [(fact.lower, fact.upper) for fact in reading.of(Interval) if fact.endpoint == endpoint]
    return (medians[0], *bounds[0]) if medians and bounds else None


def _draw(endpoint: str, panels: Sequence[Panel], provenance: Provenance) -> Drawn:
    """Draw the panels one above the other, with one axis of months for all."""
    arms = [panel.arm for panel in panels]
    last = max(arm.last for arm in arms)
    every = np.concatenate([arm.times for arm in arms], axis=1)
    end = last if len(every) == 1 else min(horizon(every), last)
    cut = f" (axis cut; longest: {last:.0f})" if last > end else ""
    height = TOP + PANEL_HEIGHT * len(panels)
    figure = Figure(figsize=(WIDTH, height))
    frames = [band(arm, end) for arm in arms]
    counts = [count(arm, ticks(end)) for arm in arms]
    for place, panel in enumerate(panels):
        bottom = height - TOP - place * PANEL_HEIGHT - HEAD - PLOT
        width = (WIDTH - LEFT - RIGHT) / WIDTH
        axes = figure.add_axes((LEFT / WIDTH, bottom / height, width, PLOT / height))
        dress(axes, panel.title, NAMES[endpoint][1], end)
        draw_arm(axes, panel.arm, frames[place], provenance)
        axes.set_xlabel(f"Months since the start of imatinib{cut}", labelpad=2)
        write_counts(axes, counts[place])
        if panel.printed:
            draw_printed(axes, *panel.printed)
    _explain(figure, provenance, len(every))
    table = pd.concat([pd.DataFrame(numbers) for numbers in counts], ignore_index=True)
    alt = _alt(endpoint, panels, counts, provenance)
    return Drawn(figure, pd.concat(frames, ignore_index=True), alt, provenance, table)


def _explain(figure: Figure, provenance: Provenance, draws: int) -> None:
    text = {
        "reconstructed": (
            f"Reconstructed: band over {draws:,} data sets that agree with the paper. The line is\n"
            "the curve of one of them, as an example; below, its counts (and the range of all)."
        ),
        "digitised": "Digitised: patients rebuilt from points read off the published curve (dashed).",
    }.get(provenance, "")
    head_note(figure, text)


def _alt(
    endpoint: str, panels: Sequence[Panel], counts: Sequence[Sequence[Count]], provenance: Provenance
) -> str:
    sentences = [f"Kaplan-Meier curves of {NAMES[endpoint][0].lower()} ({provenance})."]
    for panel, numbers in zip(panels, counts, strict=True):
        medians = panel.arm.curves.median()
        ends = [
            f"{m:.1f} months" if np.isfinite(m) else "not reached" for m in (medians.min(), medians.max())
        ]
        found = " to ".join(dict.fromkeys(ends))
        name = panel.arm.name.capitalize()
        sentences.append(f"{name}: {numbers[0].high} at risk at time 0, median {found}.")
        if panel.printed:
            sentences.append("Printed median {} months, 95% interval {} to {}.".format(*panel.printed))
    return " ".join(sentences)
