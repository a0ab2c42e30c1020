"""What the data sets drawn under a scenario have in common, and how far they lie apart."""

from __future__ import annotations

import numpy as np

from doesithold.reconstruct.constraints import ENDPOINTS, Endpoint
from doesithold.reconstruct.ensemble import Ensemble, spread
from doesithold.statistics.survival import Floats, kaplan_meier

LANDMARKS = (6, 12)
"""Months."""


def reconstruction_summary(ensemble: Ensemble) -> dict[str, dict[str, str]]:
    """Summarise the drawn data sets of both endpoints.

    Returns
    -------
    dict
        Endpoint to label to value: times in months, survival in percent, distances as shares.
    """
    return {endpoint: _summary(ensemble, endpoint) for endpoint in ENDPOINTS}


def _summary(ensemble: Ensemble, endpoint: Endpoint) -> dict[str, str]:
    drawn, apart = ensemble.of(endpoint), spread(ensemble, endpoint)
    curves = kaplan_meier(drawn.times, drawn.events)
    heights = 100 * curves.at(LANDMARKS)
    return {
        "data sets": str(len(ensemble)),
        "patients in each": _span(np.sum(~np.isnan(drawn.times), axis=1), 0),
        "events": _span(drawn.events.sum(axis=1), 0),
        "median, months": _span(curves.median(), 2),
        **{
            f"free of the event at {months} months, %": _span(heights[:, column], 0)
            for column, months in enumerate(LANDMARKS)
        },
        "longest time, months": _span(np.nanmax(drawn.times, axis=1), 1),
        "pairs of patients that two data sets order differently, share": f"{apart.order_distance:.2f}",
        "largest distance between the curves of two data sets": f"{apart.curve_distance:.2f}",
    }


def _span(values: Floats, places: int) -> str:
    low, high = (f"{value:.{places}f}" for value in (np.min(values), np.max(values)))
    return low if low == high else f"{low} to {high}"
