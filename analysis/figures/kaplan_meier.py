"""Figure 4: progression-free and overall survival, as far as the paper's summaries determine the curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.curve_panel import (
    AXIS,
    LINE,
    PLOT,
    draw_arm,
    draw_printed,
    dress,
    lines_of,
    write_counts,
)
from analysis.figures.curves import Arm, Count, count, summarise, ticks
from analysis.figures.extents import horizon
from analysis.figures.palette import WIDTH, Drawn, Provenance, head_note, styled
from doesithold.measures.selection import select
from doesithold.paper.study import Study
from doesithold.reconstruct.constraints import Endpoint, Interval, Median, Reading
from doesithold.reconstruct.ensemble import Ensemble, Times

NAMES: dict[Endpoint, tuple[str, str]] = {
    "pfs": ("Progression-free survival", "Free of progression, %"),
    "os": ("Overall survival", "Surviving, %"),
}
WHOLE, MUTATED, AMPLIFIED = "#24527a", "#1b7837", "#9e4a9c"
HEAD, LEFT, RIGHT, TOP = 0.32, 0.95, 0.22, 0.36
"""Inches for a panel's title, beside the plots, and for the words on top of the figure."""


class Panel(NamedTuple):
    """A plot: an endpoint, its arms, and the printed median, lower and upper bound where there are any."""

    endpoint: Endpoint
    arms: Sequence[Arm]
    printed: tuple[str, str, str] | None

    @property
    def last(self) -> float:
        """Latest time in any arm, in months."""
        return max(arm.last for arm in self.arms)

    @property
    def end(self) -> float:
        """Where the axis ends, in months; only that of several data sets is cut."""
        if len(self.arms[0].times) == 1:
            return self.last
        return min(horizon(np.concatenate([arm.times for arm in self.arms], axis=1)), self.last)

    @property
    def height(self) -> float:
        """Height with title, axis and counts, in inches."""
        return HEAD + PLOT + AXIS + LINE * lines_of(len(self.arms))


@styled
def kaplan_meier(
    endpoint: Endpoint, reading: Reading, times: Times, provenance: Provenance = "reconstructed"
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
        `data` has the columns `arm`, `time` (months), `low`, `median` and `high` (proportion over all data
        sets); `table` has a `Count` in each row.
    """
    arm = Arm("all patients", WHOLE, times.times, times.events)
    return _draw(Panel(endpoint, [arm], _printed(reading, endpoint)), provenance)


@styled
def survival_by_kit(study: Study, ensemble: Ensemble, provenance: Provenance = "reconstructed") -> Drawn:
    """Draw overall survival of patients with a KIT mutation and of those with amplification only.

    Returns
    -------
    Drawn
        As from `kaplan_meier`.
    """
    arms = []
    for name, colour, mutated in (("mutated", MUTATED, True), ("amplified only", AMPLIFIED, False)):
        group = {patient.patient for patient in select(study, {"mutated": mutated})}
        columns = np.array([patient in group for patient in ensemble.patients])
        arms.append(Arm(name, colour, ensemble.os.times[:, columns], ensemble.os.events[:, columns]))
    return _draw(Panel("os", arms, None), provenance)


def _printed(reading: Reading, endpoint: Endpoint) -> tuple[str, str, str] | None:
    medians = [fact.printed for fact in reading.of(Median) if fact.endpoint == endpoint]
    bounds = [(fact.lower, fact.upper) for fact in reading.of(Interval) if fact.endpoint == endpoint]
    return (medians[0], *bounds[0]) if medians and bounds else None


def _draw(panel: Panel, provenance: Provenance) -> Drawn:
    height = TOP + panel.height
    figure = Figure(figsize=(WIDTH, height))
    bottom, width = height - TOP - HEAD - PLOT, WIDTH - LEFT - RIGHT
    axes = figure.add_axes((LEFT / WIDTH, bottom / height, width / WIDTH, PLOT / height))
    summaries = [summarise(arm, panel.end) for arm in panel.arms]
    counts = [count(arm, ticks(panel.end)) for arm in panel.arms]
    for arm, summary in zip(panel.arms, summaries, strict=True):
        draw_arm(axes, arm, summary, provenance)
    dress(axes, *NAMES[panel.endpoint], panel.end)
    cut = f" (axis cut; longest: {panel.last:.0f})" if panel.last > panel.end else ""
    axes.set_xlabel(f"Months since the start of imatinib{cut}", labelpad=2)
    write_counts(axes, counts)
    if panel.printed:
        draw_printed(axes, *panel.printed)
    if len(panel.arms) > 1:
        axes.legend(loc="upper right")
    _explain(figure, provenance, len(panel.arms[0].times))
    table = pd.concat([pd.DataFrame(numbers) for numbers in counts], ignore_index=True)
    return Drawn(
        figure, pd.concat(summaries, ignore_index=True), _alt(panel, counts, provenance), provenance, table
    )


def _explain(figure: Figure, provenance: Provenance, draws: int) -> None:
    text = {
        "reconstructed": (
            f"reconstructed from {draws:,} data sets that agree with the paper: band over all, thick line\n"
            "at their median, thin lines some of them with ticks where patients are censored"
        ),
        "digitised": "digitised: patients rebuilt from points read off the published curve (dashed)",
    }.get(provenance, "")
    head_note(figure, text)


def _alt(panel: Panel, counts: Sequence[Sequence[Count]], provenance: Provenance) -> str:
    sentences = [f"Kaplan-Meier curves of {NAMES[panel.endpoint][0].lower()} ({provenance})."]
    for arm, numbers in zip(panel.arms, counts, strict=True):
        medians = arm.curves.median()
        ends = [
            f"{m:.1f} months" if np.isfinite(m) else "not reached" for m in (medians.min(), medians.max())
        ]
        found = " to ".join(dict.fromkeys(ends))
        sentences.append(f"{arm.name.capitalize()}: {numbers[0].high} at risk at time 0, median {found}.")
    if panel.printed:
        sentences.append("Printed median {} months, 95% interval {} to {}.".format(*panel.printed))
    return " ".join(sentences)
