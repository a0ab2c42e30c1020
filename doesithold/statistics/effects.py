"""Effects of two arms with intervals by named methods: ratios and differences of shares, and of means."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from doesithold.errors import InputError
from doesithold.statistics.tests import MOST_TABLES, ArmSummary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RiskRatioMethod = Literal["log", "log_adjusted", "score"]
OddsRatioMethod = Literal["logit", "logit_adjusted", "score", "exact"]
RiskDifferenceMethod = Literal["wald", "wald_corrected", "newcombe", "agresti_caffo", "score"]
MeanDifferenceMethod = Literal["student", "welch", "normal"]
NEWCOMBE_IN_STATSMODELS = "newcomb"
FARTHEST = 100.0
"""Logarithm of an odds ratio beyond all that counts can give."""


@dataclass(frozen=True)
class Effect:
    """An estimate with its confidence interval; unbounded where an arm has no events."""

    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True)
class TwoByTwo:
    """Events and sizes of two arms, the first compared with the second.

    Raises
    ------
    InputError
        Unless ``0 <= events <= n`` and ``n >= 1`` in each arm.
    """

    events: int
    n: int
    other_events: int
    other_n: int

    def __post_init__(self) -> None:
        for events, n in ((self.events, self.n), (self.other_events, self.other_n)):
            if not (n >= 1 and 0 <= events <= n):
                raise InputError(f"{events}/{n}: events must lie between 0 and the size of the arm")

    @property
    def table(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The counts with and without the event, an arm a row."""
        return (
            (self.events, self.n - self.events),
            (self.other_events, self.other_n - self.other_events),
        )

    def __str__(self) -> str:
        return f"{self.events}/{self.n} against {self.other_events}/{self.other_n}"


def risk_ratio(counts: TwoByTwo, method: str = "log", level: float = 0.95) -> Effect:
    """Ratio of two shares.

    Parameters
    ----------
    counts : TwoByTwo
    method : str
        ``log`` (Katz), ``log_adjusted`` (Walter, half a patient added) or ``score`` (Koopman).
    level : float
        Confidence level.

    Raises
    ------
    InputError
        If the method is unknown, or the ratio is not defined.

    References
    ----------
    Katz D et al (1978), Obtaining confidence intervals for the risk ratio; Walter SD (1975); Koopman PAR
    (1984). Intervals by statsmodels.
    """
    _known("risk ratio", method, get_args(RiskRatioMethod))
    if not counts.other_events:
        raise InputError(f"{counts}: a risk ratio needs an event in the second arm")
    estimate = (counts.events / counts.n) / (counts.other_events / counts.other_n)
    return _by_statsmodels(counts, estimate, "ratio", method.replace("_", "-"), level)


def odds_ratio(counts: TwoByTwo, method: str = "logit", level: float = 0.95) -> Effect:
    """Ratio of two odds.

    Parameters
    ----------
    counts : TwoByTwo
    method : str
        ``logit`` (Woolf), ``logit_adjusted`` (Gart, half a patient added to each cell), ``score``, or
        ``exact`` (Fisher's conditional estimate and Cornfield's exact limits, as in R's ``fisher.test``).
    level : float
        Confidence level.

    Raises
    ------
    InputError
        If the method is unknown, the ratio is not defined, or an exact one is asked of too many patients.

    References
    ----------
    Woolf B (1955), On estimating the relation between blood group and disease; Gart JJ (1966); Cornfield J
    (1956). Intervals by statsmodels, except the exact one.
    """
    _known("odds ratio", method, get_args(OddsRatioMethod))
    if method == "exact":
        return _conditional(counts, level)
    (a, b), (c, d) = counts.table
    if not b * c:
        raise InputError(
            f"{counts}: an odds ratio needs an event in the second arm and a patient without one"
        )
    return _by_statsmodels(counts, a * d / (b * c), "odds-ratio", method.replace("_", "-"), level)


def _conditional(counts: TwoByTwo, level: float) -> Effect:
    """Return the likeliest odds ratio given the margins, and those under which the table is just too rare."""
    import numpy as np
    from scipy.optimize import brentq
    from scipy.special import gammaln

    total = counts.events + counts.other_events
    least, most = max(0, total - counts.other_n), min(counts.n, total)
    if not 0 < most - least < MOST_TABLES:
        raise InputError(
            f"{counts}: an exact odds ratio needs 2 to {MOST_TABLES:,} tables with these margins"
        )
    events = np.arange(least, most + 1)
    arms = ((events, counts.n), (total - events, counts.other_n))
    ways = -sum(gammaln(some + 1) + gammaln(n - some + 1) for some, n in arms)

    def where(excess: Callable[[NDArray[np.float64]], float]) -> float:
        """Find the odds ratio under which the chances of all tables have no excess."""

        def _excess(log_ratio: float) -> float:
            logs = ways + events * log_ratio
            chances = np.exp(logs - logs.max())
            return excess(chances / chances.sum())

        return math.exp(brentq(_excess, -FARTHEST, FARTHEST, xtol=1e-12))

    at, tail = counts.events - least, (1 - level) / 2
    lower = where(lambda chances: float(chances[at:].sum()) - tail) if at else 0.0
    if counts.events == most:
        return Effect(math.inf, lower, math.inf)
    upper = where(lambda chances: float(chances[: at + 1].sum()) - tail)
    estimate = where(lambda chances: float(chances @ events) - counts.events) if at else 0.0
    return Effect(estimate, lower, upper)


def risk_difference(counts: TwoByTwo, method: str = "wald", level: float = 0.95) -> Effect:
    """Difference of two shares, as a proportion (not in percent).

    Parameters
    ----------
    counts : TwoByTwo
    method : str
        ``wald``, ``wald_corrected`` (Yates), ``newcombe`` (hybrid of Wilson's limits), ``agresti_caffo`` or
        ``score`` (Miettinen and Nurminen).
    level : float
        Confidence level.

    Raises
    ------
    InputError
        If the method is unknown.

    References
    ----------
    Newcombe RG (1998), Interval estimation for the difference between independent proportions; Agresti A,
    Caffo B (2000); Miettinen O, Nurminen M (1985), Comparative analysis of two rates. Intervals by
    statsmodels, except the corrected and the score interval (its upper score limit is not Newcombe's).
    """
    _known("risk difference", method, get_args(RiskDifferenceMethod))
    estimate = counts.events / counts.n - counts.other_events / counts.other_n
    if method == "wald_corrected":
        plain = _by_statsmodels(counts, estimate, "diff", "wald", level)
        correction = (1 / counts.n + 1 / counts.other_n) / 2
        return Effect(estimate, plain.lower - correction, plain.upper + correction)
    if method == "score":
        return Effect(estimate, *_score_limits(counts, level))
    name = {"newcombe": NEWCOMBE_IN_STATSMODELS}.get(method, method.replace("_", "-"))
    return _by_statsmodels(counts, estimate, "diff", name, level)


def mean_difference(
    one: ArmSummary, other: ArmSummary, method: str = "student", level: float = 0.95
) -> Effect:
    """Difference of two means.

    Parameters
    ----------
    one, other : ArmSummary
        Size, mean and standard deviation of each arm.
    method : str
        ``student`` (pooled variance), ``welch`` or ``normal``.
    level : float
        Confidence level.

    Raises
    ------
    InputError
        If the method is unknown, or an arm has fewer than two people.
    """
    from scipy.special import ndtri, stdtrit

    _known("mean difference", method, get_args(MeanDifferenceMethod))
    if min(one.n, other.n) < 2:
        raise InputError("a difference of means needs two people or more in each arm")
    first, second = one.sd**2 / one.n, other.sd**2 / other.n
    if method == "student":
        df = float(one.n + other.n - 2)
        pooled = ((one.n - 1) * one.sd**2 + (other.n - 1) * other.sd**2) / df
        half = stdtrit(df, (1 + level) / 2) * math.sqrt(pooled * (1 / one.n + 1 / other.n))
    elif method == "welch":
        spread = first**2 / (one.n - 1) + second**2 / (other.n - 1)
        df = (first + second) ** 2 / spread if spread else 1
        half = stdtrit(df, (1 + level) / 2) * math.sqrt(first + second)
    else:
        half = ndtri((1 + level) / 2) * math.sqrt(first + second)
    estimate = one.mean - other.mean
    return Effect(estimate, estimate - float(half), estimate + float(half))


def _score_limits(counts: TwoByTwo, level: float) -> tuple[float, float]:
    """Return the differences a score test, its variance enlarged by N / (N - 1), just does not reject."""
    from scipy.optimize import brentq
    from scipy.special import ndtri

    first, second = counts.events / counts.n, counts.other_events / counts.other_n
    z, total = float(ndtri((1 + level) / 2)), counts.n + counts.other_n

    def _distance(difference: float) -> float:
        share = _share_under(counts, difference)
        moved = share + difference
        variance = moved * (1 - moved) / counts.n + share * (1 - share) / counts.other_n
        error = math.sqrt(max(variance, 0.0) * total / (total - 1))
        return abs(first - second - difference) - z * error

    estimate, edge = first - second, 1 - 1e-12
    lower = brentq(_distance, -edge, estimate, xtol=1e-12) if estimate > -1 else -1.0
    upper = brentq(_distance, estimate, edge, xtol=1e-12) if estimate < 1 else 1.0
    return float(lower), float(upper)


def _share_under(counts: TwoByTwo, difference: float) -> float:
    """Return the likeliest share of the second arm where the first is `difference` above it."""
    from scipy.optimize import brentq

    least, most = max(0.0, -difference), min(1.0, 1 - difference)
    (a, b), (c, d) = counts.table

    def _slope(share: float) -> float:
        moved = share + difference
        up = (a / moved if a else 0.0) + (c / share if c else 0.0)
        down = (b / (1 - moved) if b else 0.0) + (d / (1 - share) if d else 0.0)
        return up - down

    nearly = 1e-13 * max(most - least, 1e-3)
    low, high = least + nearly, most - nearly
    if low >= high or _slope(low) <= 0:
        return least
    return most if _slope(high) >= 0 else float(brentq(_slope, low, high, xtol=1e-15))


def _known(what: str, method: str, methods: tuple[str, ...]) -> None:
    if method not in methods:
        raise InputError(f"unknown method {method!r} for a {what}: choose from {', '.join(methods)}")


def _by_statsmodels(counts: TwoByTwo, estimate: float, compare: str, method: str, level: float) -> Effect:
    import warnings

    from statsmodels.stats.proportion import confint_proportions_2indep

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        lower, upper = confint_proportions_2indep(
            counts.events,
            counts.n,
            counts.other_events,
            counts.other_n,
            method=method,
            compare=compare,
            alpha=1 - level,
        )
    return Effect(estimate, float(lower), float(upper))
