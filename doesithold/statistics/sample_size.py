"""Sample sizes as protocols state them: two proportions, two means, events of a survival trial, one arm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from doesithold.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TwoProportionsMethod = Literal["pooled", "unpooled", "corrected", "arcsine"]
TwoMeansMethod = Literal["t", "normal"]
EventsMethod = Literal["schoenfeld", "freedman"]
MOST_PATIENTS = 500
MOST_TWO_STAGE = 100


def two_proportions(
    first: float, second: float, alpha: float = 0.05, power: float = 0.8, method: str = "pooled"
) -> float:
    """Patients an arm to tell two proportions apart, two-sided, before rounding up.

    Parameters
    ----------
    first, second : float
        The proportions expected.
    alpha, power : float
        Two-sided significance level and power.
    method : str
        ``pooled`` (variance pooled under the null hypothesis, as in R's ``power.prop.test``), ``unpooled``,
        ``corrected`` (pooled, with Fleiss's continuity correction) or ``arcsine`` (Cohen's h).

    Raises
    ------
    InputError
        If the method is unknown, a probability is none, or the proportions are equal.

    References
    ----------
    Fleiss JL, Tytun A, Ury HK (1980), A simple approximation for calculating sample sizes; Cohen J (1988).
    """
    from scipy.special import ndtri

    _known(method, get_args(TwoProportionsMethod))
    _probabilities(first, second, alpha, power)
    if first == second:
        raise InputError("equal proportions cannot be told apart by any number of patients")
    z_alpha, z_power = float(ndtri(1 - alpha / 2)), float(ndtri(power))
    difference, mean = abs(first - second), (first + second) / 2
    own = first * (1 - first) + second * (1 - second)
    if method == "arcsine":
        h = 2 * abs(math.asin(math.sqrt(first)) - math.asin(math.sqrt(second)))
        return 2 * ((z_alpha + z_power) / h) ** 2
    if method == "unpooled":
        return (z_alpha + z_power) ** 2 * own / difference**2
    root = z_alpha * math.sqrt(2 * mean * (1 - mean)) + z_power * math.sqrt(own)
    n = (root / difference) ** 2
    if method == "corrected":
        n = n / 4 * (1 + math.sqrt(1 + 4 / (n * difference))) ** 2
    return n


def two_means(
    difference: float, sd: float, alpha: float = 0.05, power: float = 0.8, method: str = "t"
) -> float:
    """Patients an arm to tell two means apart, two-sided, before rounding up.

    Parameters
    ----------
    difference, sd : float
        The difference expected and the standard deviation, in the same unit.
    alpha, power : float
        Two-sided significance level and power.
    method : str
        ``t`` (noncentral t, by statsmodels) or ``normal``.

    Raises
    ------
    InputError
        If the method is unknown, a probability is none, the difference or deviation is 0, or their ratio is
        so far from 1 that no number is found.
    """
    from scipy.special import ndtri

    _known(method, get_args(TwoMeansMethod))
    _probabilities(alpha, power)
    if not difference or sd <= 0:
        raise InputError("a sample size needs a difference and a standard deviation above 0")
    effect = abs(difference) / sd
    if method == "normal":
        return float(2 * ((ndtri(1 - alpha / 2) + ndtri(power)) / effect) ** 2)
    return _by_noncentral_t(effect, alpha, power)


def _by_noncentral_t(effect: float, alpha: float, power: float) -> float:
    import warnings

    import numpy as np
    from statsmodels.stats.power import TTestIndPower
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        found = TTestIndPower().solve_power(effect, alpha=alpha, power=power) if effect else math.nan
    if not np.isfinite(found).all():
        raise InputError(f"no number of patients is found for a difference of {effect:g} standard deviations")
    return float(np.ravel(found)[0])


def events(hazard_ratio: float, alpha: float = 0.05, power: float = 0.8, method: str = "schoenfeld") -> float:
    """Events in both arms together for a log-rank test with equal arms, two-sided, before rounding up.

    References
    ----------
    Schoenfeld DA (1983), Sample-size formula for the proportional-hazards regression model; Freedman LS
    (1982), Tables of the number of patients required in clinical trials using the logrank test.
    """
    from scipy.special import ndtri

    _known(method, get_args(EventsMethod))
    _probabilities(alpha, power)
    if hazard_ratio <= 0 or hazard_ratio == 1:
        raise InputError(f"hazard ratio {hazard_ratio}: must be above 0 and not 1")
    z = float(ndtri(1 - alpha / 2) + ndtri(power))
    if method == "freedman":
        return (z * (1 + hazard_ratio) / (1 - hazard_ratio)) ** 2
    return (2 * z / math.log(hazard_ratio)) ** 2


@dataclass(frozen=True)
class OneStage:
    """A single-arm design: promising with `responses` or more among `n`; its true error and power."""

    n: int
    responses: int
    alpha: float
    power: float


def one_stage(null: float, alternative: float, alpha: float = 0.05, power: float = 0.8) -> OneStage:
    """Return the smallest exact single-stage design for one proportion.

    Parameters
    ----------
    null, alternative : float
        Response rates of no and of full interest.
    alpha, power : float
        One-sided significance level and power.

    Raises
    ------
    InputError
        If a probability is none, the rates are in the wrong order, or more than `MOST_PATIENTS` are needed.

    References
    ----------
    A'Hern RP (2001), Sample size tables for exact single-stage phase II designs.
    """
    import numpy as np
    from scipy.special import bdtrc

    _ordered(null, alternative, alpha, power)
    for n in range(1, MOST_PATIENTS + 1):
        below = np.arange(n)
        errors = bdtrc(below, n, null)
        allowed = np.flatnonzero(errors <= alpha)
        if allowed.size:
            r = int(allowed[0])
            reached = float(bdtrc(r, n, alternative))
            if reached >= power:
                return OneStage(n, r + 1, float(errors[r]), reached)
    raise InputError(f"more than {MOST_PATIENTS} patients would be needed")


@dataclass(frozen=True)
class TwoStage:
    """Simon's design: stop after `n1` with `r1` responses or fewer; promising with more than `r` among `n`.

    Attributes
    ----------
    alpha, power : float
        What it truly has.
    expected : float
        Patients expected where the treatment is of no interest.
    stops : float
        Probability to stop early then.
    """

    r1: int
    n1: int
    r: int
    n: int
    alpha: float
    power: float
    expected: float
    stops: float


def two_stage(
    null: float,
    alternative: float,
    alpha: float = 0.05,
    power: float = 0.8,
    criterion: Literal["optimal", "minimax"] = "optimal",
) -> TwoStage:
    """Return Simon's two-stage design with the fewest expected (optimal) or the fewest (minimax) patients.

    Raises
    ------
    InputError
        As `one_stage`, or if no design has up to `MOST_TWO_STAGE` patients.

    References
    ----------
    Simon R (1989), Optimal two-stage designs for phase II clinical trials.
    """
    _known(criterion, ("optimal", "minimax"))
    _ordered(null, alternative, alpha, power)
    best: TwoStage | None = None
    single = one_stage(null, alternative, alpha, power).n
    for n in range(2, min(MOST_TWO_STAGE, 2 * single) + 1):
        found = min(
            _designs(n, (null, alternative), (alpha, power), best if criterion == "optimal" else None),
            key=lambda design: design.expected,
            default=None,
        )
        if found and (best is None or found.expected < best.expected):
            best = found
        if best and criterion == "minimax":
            return best
    if best is None:
        raise InputError(f"no two-stage design has up to {MOST_TWO_STAGE} patients")
    return best


def _designs(
    n: int, rates: tuple[float, float], errors: tuple[float, float], best: TwoStage | None
) -> Iterator[TwoStage]:
    """Yield, for each first stage of `n` patients in all, the design with the least final limit it allows."""
    import numpy as np
    from scipy.special import bdtr

    (null, alternative), (alpha, power) = rates, errors
    for n1 in range(1, n):
        if best and n1 >= best.expected:
            return
        for r1 in range(n1):
            stops = float(bdtr(r1, n1, null))
            if bdtr(r1, n1, alternative) > 1 - power:
                break
            expected = n1 + (1 - stops) * (n - n1)
            if best and expected >= best.expected:
                continue
            false = _promising(r1, n1, n, null)
            allowed = np.flatnonzero(false <= alpha)
            if not allowed.size:
                continue
            at = int(allowed[0])
            reached = float(_promising(r1, n1, n, alternative)[at])
            if reached >= power:
                yield TwoStage(r1, n1, r1 + at, n, float(false[at]), reached, expected, stops)


def _promising(r1: int, n1: int, n: int, rate: float) -> NDArray[np.float64]:
    """Return the probability to end with more than r responses, for each r from `r1` to n - 1."""
    import numpy as np
    from scipy.special import bdtrc

    first = np.arange(r1 + 1, n1 + 1)
    mass = bdtrc(first - 1, n1, rate) - bdtrc(first, n1, rate)
    rest = np.arange(r1, n)[:, None] - first
    tail = np.where(rest < 0, 1.0, bdtrc(np.maximum(rest, 0), n - n1, rate))
    return np.asarray(tail @ mass, np.float64)


def _known(method: str, methods: tuple[str, ...]) -> None:
    if method not in methods:
        raise InputError(f"unknown method {method!r}: choose from {', '.join(methods)}")


def _probabilities(*values: float) -> None:
    for value in values:
        if not 0 < value < 1:
            raise InputError(f"{value}: a probability must lie between 0 and 1")


def _ordered(null: float, alternative: float, alpha: float, power: float) -> None:
    _probabilities(null, alternative, alpha, power)
    if null >= alternative:
        raise InputError(f"the rate of interest ({alternative}) must be above the other ({null})")
