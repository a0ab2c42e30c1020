"""Two arms followed over time: hazard ratio and log-rank test, by lifelines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, get_args

from doesithold.errors import InputError
from doesithold.statistics.effects import Effect

HazardRatioMethod = Literal["cox", "cox_breslow", "pike", "peto"]
LARGEST_ERROR = 50.0
"""Standard error of a logarithm beyond all that counts give: the likelihood has no maximum."""


def hazard_ratio(
    times: Sequence[float],
    events: Sequence[bool],
    first_arm: Sequence[bool],
    method: str = "cox",
    level: float = 0.95,
) -> Effect:
    """Hazard in the first arm over that in the other.

    Parameters
    ----------
    times : sequence of float
        Time to the event or to censoring, in any unit.
    events : sequence of bool
        Whether the event was seen; False is censored.
    first_arm : sequence of bool
        Who belongs to the first arm.
    method : str
        ``cox`` (partial likelihood, ties by Efron), ``cox_breslow`` (ties by Breslow), ``pike``
        (observed over expected in each arm) or ``peto`` (one step from the log-rank test).
    level : float
        Confidence level.

    Raises
    ------
    InputError
        If the method is unknown, the lengths differ, an arm has nobody, or the ratio is not finite: all
        events of one arm come before anybody of the other can have one, or an arm has none (Peto's ratio
        needs events in one arm only).

    References
    ----------
    Cox DR (1972), Regression models and life tables; Efron B (1977); Breslow N (1974); Pike MC (1972); Peto R
    et al (1977), Design and analysis of randomized clinical trials. Cox models by statsmodels.
    """
    import numpy as np
    from scipy.special import ndtri

    if method not in get_args(HazardRatioMethod):
        known = ", ".join(get_args(HazardRatioMethod))
        raise InputError(f"unknown method {method!r} for a hazard ratio: choose from {known}")
    _check(times, events, first_arm)
    for name, arm in (("first", True), ("other", False)):
        seen = any(event for event, first in zip(events, first_arm, strict=True) if bool(first) is arm)
        if not seen and method != "peto":
            raise InputError(f"the {name} arm has no event")
    z = float(ndtri((1 + level) / 2))
    if method in ("cox", "cox_breslow"):
        log, error = _cox(times, events, first_arm, "efron" if method == "cox" else "breslow")
    else:
        log, error = _from_log_rank(times, events, first_arm, method)
    return Effect(float(np.exp(log)), float(np.exp(log - z * error)), float(np.exp(log + z * error)))


def _cox(
    times: Sequence[float], events: Sequence[bool], first_arm: Sequence[bool], ties: str
) -> tuple[float, float]:
    """Return the logarithm of the ratio under which the events are likeliest, and its standard error."""
    import warnings

    import numpy as np
    from statsmodels.duration.hazard_regression import PHReg

    arm = np.asarray(first_arm, float)[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it does not converge is told below
        fit = PHReg(np.asarray(times, float), arm, status=np.asarray(events, int), ties=ties).fit()
        log, error = float(fit.params[0]), float(fit.bse[0])
    if not error < LARGEST_ERROR:
        raise InputError("no hazard ratio makes these times likeliest: one arm has all its events first")
    return log, error


def _from_log_rank(
    times: Sequence[float], events: Sequence[bool], first_arm: Sequence[bool], method: str
) -> tuple[float, float]:
    """Return the logarithm of Pike's or Peto's ratio, and its standard error."""
    observed, expected, variance = _log_rank(times, events, first_arm)
    if method == "peto":
        return (observed[0] - expected[0]) / variance, variance**-0.5
    ratio = observed[0] / expected[0] / (observed[1] / expected[1])
    return math.log(ratio), (1 / expected[0] + 1 / expected[1]) ** 0.5


def log_rank(times: Sequence[float], events: Sequence[bool], first_arm: Sequence[bool]) -> float:
    """Log-rank test of two arms: p value; arguments as in `hazard_ratio`.

    Raises
    ------
    InputError
        If the lengths differ, an arm has nobody, or at no event both arms could have had it.

    References
    ----------
    Mantel N (1966), Evaluation of survival data; by lifelines.
    """
    import numpy as np
    from lifelines.statistics import logrank_test

    _check(times, events, first_arm)
    _log_rank(times, events, first_arm)
    arm, time, event = np.asarray(first_arm, bool), np.asarray(times, float), np.asarray(events, bool)
    found = logrank_test(time[arm], time[~arm], event[arm], event[~arm])
    return float(found.p_value)


def _check(times: Sequence[float], events: Sequence[bool], first_arm: Sequence[bool]) -> None:
    if not len(times) == len(events) == len(first_arm):
        raise InputError("times, events and arms must be equally many")
    for name, members in (("first", any(first_arm)), ("other", not all(first_arm))):
        if not members:
            raise InputError(f"the {name} arm has nobody in it")


def _log_rank(
    times: Sequence[float], events: Sequence[bool], first_arm: Sequence[bool]
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return events observed and expected in both arms, and the hypergeometric variance, which is not 0."""
    import numpy as np

    time, event, arm = np.asarray(times, float), np.asarray(events, bool), np.asarray(first_arm, bool)
    at = np.unique(time[event])
    risk, risk_first = (time >= at[:, None]).sum(1), (time[arm] >= at[:, None]).sum(1)
    deaths = ((time == at[:, None]) & event).sum(1)
    share = risk_first / risk
    left = np.maximum(risk - 1, 1)
    variance = float((deaths * share * (1 - share) * (risk - deaths) / left).sum())
    if not variance:
        raise InputError("at no event could somebody of either arm have had it and somebody not")
    total, first = float(event.sum()), float(event[arm].sum())
    expected = float((deaths * share).sum())
    return (first, total - first), (expected, total - expected), variance
