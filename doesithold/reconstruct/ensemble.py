"""Many data sets that agree with the paper, and how far they differ from one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from doesithold.statistics.survival import Bools, Floats, Rows, Times, kaplan_meier


@dataclass(frozen=True)
class Ensemble:
    """Data sets that satisfy every constraint of one reading; a row of an array is one data set.

    Attributes
    ----------
    patients : tuple of str
        Columns of all arrays.
    times : mapping
        Times of the same patients to each endpoint, an endpoint after those that are never longer.
    best_change : array (draws, patients)
        Best tumour change in percent of baseline; NaN where none is bounded or no bar is drawn.
    treatment : array (draws, patients)
        Months on treatment; NaN for a patient of whom no constraint tells its end.
    """

    patients: tuple[str, ...]
    times: Mapping[str, Times]
    best_change: Floats
    treatment: Floats

    def __len__(self) -> int:
        return len(self.best_change)

    @property
    def absent(self) -> Bools:
        """Patients who are missing from the analysis of every endpoint."""
        missing: Bools = np.all([np.isnan(times.times) for times in self.times.values()], axis=0)
        return missing

    def rows(self, which: Rows) -> Ensemble:
        """Return some of the draws."""
        return replace(
            self,
            times={endpoint: times.rows(which) for endpoint, times in self.times.items()},
            best_change=self.best_change[which],
            treatment=self.treatment[which],
        )

    def column(self, patient: str) -> int:
        """Return the column of a patient."""
        return self.patients.index(patient)


def everywhere(marks: Bools) -> Bools:
    """Tell which draws are marked in every column: shape (draws, columns) to (draws,)."""
    good: Bools = np.logical_and.reduce(marks, axis=1)
    return good


@dataclass(frozen=True)
class Spread:
    """How much the draws leave open about the times to one endpoint.

    Attributes
    ----------
    low, middle, high : array (patients,)
        5th, 50th and 95th percentile over draws of each patient's time, in months.
    event_share : array (patients,)
        Share of draws in which the patient's time ends with an event.
    order_distance : float
        Share of pairs of patients that two draws put in a different order, averaged over pairs of draws: 0 if
        all draws agree, 0.5 if the order were arbitrary.
    curve_distance : float
        Largest vertical distance between the survival curves of two draws, averaged over pairs of draws.
    """

    low: Floats
    middle: Floats
    high: Floats
    event_share: Floats
    order_distance: float
    curve_distance: float


CURVE_POINTS = 241
"""Times at which curves are compared; fewer than events, so the distance is slightly too small."""


def spread(asked: Times) -> Spread:
    """Measure how far the draws of an ensemble lie apart; neighbouring draws make the pairs.

    Raises
    ------
    ValueError
        If there are fewer than two draws.
    """
    if len(asked.times) < 2:
        raise ValueError("the spread of fewer than two draws is not defined")
    low, middle, high = np.nanquantile(asked.times, [0.05, 0.5, 0.95], axis=0)
    signs = np.sign(asked.times[:, :, None] - asked.times[:, None, :])
    rows, columns = np.triu_indices(asked.times.shape[1], k=1)
    differs = np.abs(np.diff(signs[:, rows, columns], axis=0)) / 2
    grid = np.linspace(0, np.nanmax(asked.times), CURVE_POINTS)
    curves = kaplan_meier(asked.times, asked.events).at(grid)
    return Spread(
        low,
        middle,
        high,
        asked.events.mean(axis=0),
        float(np.nanmean(differs)),
        float(np.abs(np.diff(curves, axis=0)).max(axis=1).mean()),
    )
