"""Kaplan-Meier curves of many small data sets at once: one row of an array is one data set."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from doesithold.errors import InputError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
Rows = Bools | Integers | slice
Family = Literal["plain", "log", "log-log"]
Flat = Literal["first", "midpoint"]
FAMILIES: tuple[Family, ...] = ("plain", "log", "log-log")

TOLERANCE = 1e-9
"""Heights of a curve closer than this are equal: 9/18 is reached as a product and must count as one half."""


@dataclass(frozen=True)
class Times:
    """Times to one endpoint; both arrays have the shape (draws, patients).

    Attributes
    ----------
    times : array
        Months; NaN where the patient is missing from the analysis.
    events : array of bool
        Whether the event was seen; False means censored.
    """

    times: Floats
    events: Bools

    def rows(self, which: Rows) -> Times:
        """Return some of the draws."""
        return Times(self.times[which], self.events[which])


@dataclass(frozen=True)
class KaplanMeier:
    """Product-limit curves of a stack of data sets.

    Attributes
    ----------
    times : array (draws, n)
        Observed times in ascending order, events before censorings at the same time, missing (NaN) last.
    events : array of bool (draws, n)
        Whether an event was seen at that time.
    at_risk : array of int (draws, n)
        Patients still observed just before that time.
    survival : array (draws, n)
        Height of the curve from that time on, all ties at it included.
    greenwood : array (draws, n)
        Greenwood's sum of d / (r (r - d)) up to that time; infinite once the curve is at zero.

    References
    ----------
    Kaplan EL, Meier P (1958), Nonparametric estimation from incomplete observations. Greenwood M (1926), The
    natural duration of cancer.
    """

    times: Floats
    events: Bools
    at_risk: Integers
    survival: Floats
    greenwood: Floats

    @property
    def standard_error(self) -> Floats:
        """Greenwood's standard error of `survival`; NaN where the curve is at zero, as in R."""
        with np.errstate(invalid="ignore"):
            return self.survival * np.sqrt(self.greenwood)

    def at(self, times: ArrayLike) -> Floats:
        """Return the height of every curve at the given times, shape (draws, number of times).

        A curve is 1 before the first event and keeps its last height after the last observation.
        """
        steps = np.concatenate([np.ones((len(self.times), 1)), self.survival], axis=1)
        reached = [np.sum(self.times <= time, axis=1) for time in np.atleast_1d(np.asarray(times, float))]
        return np.take_along_axis(steps, np.stack(reached, axis=1), axis=1)

    def band(self, family: Family = "log-log", level: float = 0.95) -> tuple[Floats, Floats]:
        """Compute pointwise confidence bounds for the curve.

        Parameters
        ----------
        family : {"plain", "log", "log-log"}
            Scale on which the interval is symmetric. Plain bounds and the upper log bound are cut to 0 and 1.
        level : float
            Confidence level.

        Returns
        -------
        tuple of array (draws, n)
            Lower and upper bound; NaN where R's ``survfit`` gives none (where the curve is at zero, and for
            log-log where it is still at one).
        """
        z = critical_value(level)
        s, relative = self.survival, np.sqrt(self.greenwood)
        with np.errstate(invalid="ignore", divide="ignore"):
            if family == "plain":
                half = z * relative * s
                return np.maximum(s - half, 0), np.minimum(s + half, 1)
            if family == "log":
                positive = np.where(s > 0, s, np.nan)
                return positive * np.exp(-z * relative), np.minimum(positive * np.exp(z * relative), 1)
            if family == "log-log":
                inner = np.where((s > 0) & (s < 1), s, np.nan)
                half = z * relative / np.log(inner)
                return inner ** np.exp(-half), inner ** np.exp(half)
        raise InputError(f"unknown interval family {family!r}: choose from {', '.join(FAMILIES)}")

    def median(self, flat: Flat = "first") -> Floats:
        """Return the median time of every data set; infinite where the curve does not come down to one half.

        Parameters
        ----------
        flat : {"first", "midpoint"}
            What counts where the curve rests at exactly one half: the first such time (SPSS, lifelines), or
            the middle of the flat stretch (R; Collett 2015), which ends with the next event or else with the
            last observation.
        """
        return self._crossing(self.survival, flat)

    def median_interval(
        self, family: Family = "log-log", level: float = 0.95, flat: Flat = "first"
    ) -> tuple[Floats, Floats]:
        """Return the times at which the bounds of `band` cross one half; infinite where one does not.

        References
        ----------
        Brookmeyer R, Crowley J (1982), A confidence interval for the median survival time.
        """
        lower, upper = self.band(family, level)
        return self._crossing(lower, flat), self._crossing(upper, flat)

    def _crossing(self, curve: Floats, flat: Flat) -> Floats:
        first: Floats = np.fmin.reduce(self.times, axis=1, initial=np.inf, where=curve <= 0.5 + TOLERANCE)
        if flat == "first":
            return first
        below = np.fmin.reduce(self.times, axis=1, initial=np.inf, where=curve < 0.5 - TOLERANCE)
        last = np.fmax.reduce(self.times, axis=1, initial=0)
        ends = np.where(np.isinf(below), last, below)
        rests = np.any(np.abs(curve - 0.5) <= TOLERANCE, axis=1)
        return np.where(rests, (first + ends) / 2, first)


def kaplan_meier(times: ArrayLike, events: ArrayLike) -> KaplanMeier:
    """Estimate the survival curve of every row.

    Parameters
    ----------
    times : array (draws, n) or (n,)
        Follow-up times, in any unit; a single data set may be given without its first axis. NaN means that
        the patient is not in the data set.
    events : array of bool, same shape
        True where the event was seen, False where the time is censored. A patient censored at the time of an
        event is still at risk for it.

    Raises
    ------
    InputError
        If the shapes differ or a time is negative or infinite.
    """
    t = np.atleast_2d(np.asarray(times, float))
    e = np.atleast_2d(np.asarray(events, bool))
    if t.shape != e.shape or t.ndim != 2:
        raise InputError(f"times of shape {t.shape} and events of shape {e.shape} do not belong together")
    if np.any(t < 0) or np.any(np.isinf(t)):
        raise InputError("follow-up times must be finite and not negative")
    e = e & ~np.isnan(t)
    order = np.lexsort((~e, t))
    t, e = np.take_along_axis(t, order, axis=1), np.take_along_axis(e, order, axis=1)
    present: Integers = np.sum(~np.isnan(t), axis=1, keepdims=True)
    left = np.maximum(present - np.arange(t.shape[1]), 0)
    # One patient at a time: (1 - 1/r)(1 - 1/(r-1)) is 1 - 2/r, and Greenwood's terms add up likewise.
    with np.errstate(divide="ignore"):
        hazard: Floats = np.where(e, 1.0 / left, 0.0)
        terms: Floats = np.where(e, 1.0 / (left * (left - 1.0)), 0.0)
    survival: Floats = np.multiply.accumulate(1.0 - hazard, axis=1)
    greenwood: Floats = np.add.accumulate(terms, axis=1)
    first, last = _tie_ends(t)
    at_risk: Integers = np.take_along_axis(left, first, axis=1)
    return KaplanMeier(
        t,
        e,
        at_risk,
        np.take_along_axis(survival, last, axis=1),
        np.take_along_axis(greenwood, last, axis=1),
    )


def log_rank(times: ArrayLike, events: ArrayLike, groups: ArrayLike) -> Floats:
    """Compute the log-rank statistic of two groups for every row.

    Parameters
    ----------
    times, events : array (draws, n) or (n,)
        As for `kaplan_meier`; NaN means that the patient is not in the data set.
    groups : array of bool (n,)
        True for the patients of one group, False for those of the other.

    Returns
    -------
    array (draws,)
        Chi squared with one degree of freedom; 0 where nothing can be compared.

    References
    ----------
    Mantel N (1966), Evaluation of survival data and two new rank order statistics arising in its
    consideration.
    """
    t = np.atleast_2d(np.asarray(times, float))
    e = np.atleast_2d(np.asarray(events, bool)) & ~np.isnan(t)
    order = np.argsort(np.where(np.isnan(t), np.inf, t), axis=1, kind="stable")
    t, e = np.take_along_axis(t, order, axis=1), np.take_along_axis(e, order, axis=1)
    here = ~np.isnan(t)
    one = np.asarray(groups, bool)[order] & here
    first, last = _tie_ends(t)
    starts = first == np.arange(t.shape[1])
    at_risk, of_one = (
        np.take_along_axis(np.cumsum(marks[:, ::-1], axis=1)[:, ::-1], first, axis=1) for marks in (here, one)
    )
    deaths, deaths_of_one = (
        np.take_along_axis(total, last, axis=1) - np.take_along_axis(total - marks, first, axis=1)
        for marks, total in ((marks, np.cumsum(marks, axis=1)) for marks in (e, e & one))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share = of_one / at_risk
        spread = np.where(at_risk > 1, deaths * (at_risk - deaths) / (at_risk - 1), 0) * share * (1 - share)
        counts = starts & here & (deaths > 0)
        excess = np.sum(np.where(counts, deaths_of_one - deaths * share, 0), axis=1)
        variance = np.sum(np.where(counts, spread, 0), axis=1)
        return np.where(variance > 0, excess**2 / variance, 0.0)


def critical_value(level: float) -> float:
    """Return the two-sided critical value of the standard normal distribution.

    Raises
    ------
    InputError
        Unless ``0 < level < 1``.
    """
    if not 0 < level < 1:
        raise InputError(f"level = {level}: a confidence level must lie between 0 and 1")
    return NormalDist().inv_cdf((1 + level) / 2)


def _tie_ends(times: Floats) -> tuple[Integers, Integers]:
    """Return for each sorted time the positions of the first and the last time equal to it."""
    positions = np.broadcast_to(np.arange(times.shape[1]), times.shape)
    changes = times[:, 1:] != times[:, :-1]
    edge = np.ones((len(times), 1), dtype=bool)
    starts = np.where(np.concatenate([edge, changes], axis=1), positions, 0)
    ends = np.where(np.concatenate([changes, edge], axis=1), positions, times.shape[1])
    return np.maximum.accumulate(starts, axis=1), np.minimum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
