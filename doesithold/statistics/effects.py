"""Effects of two arms with intervals by named methods: ratios and differences of shares, and of means."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from doesithold.errors import InputError
from doesithold.statistics.score import FARTHEST, score_limits
from doesithold.statistics.tests import MOST_TABLES, ArmSummary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RiskRatioMethod = Literal["log", "log_adjusted", "koopman", "miettinen_nurminen"]
OddsRatioMethod = Literal["logit", "logit_adjusted", "score", "miettinen_nurminen", "exact"]
RiskDifferenceMethod = Literal[
    "wald", "wald_corrected", "newcombe", "agresti_caffo", "mee", "miettinen_nurminen"
]
MeanDifferenceMethod = Literal["student", "welch", "normal"]
NEWCOMBE_IN_STATSMODELS = "newcomb"


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
        ``log`` (Katz), ``log_adjusted`` (Walter, half a patient added; where an arm has no event, to the
        estimate as well), ``koopman`` (score) or ``miettinen_nurminen`` (score, variance enlarged).
    level : float
        Confidence level.

    Raises
    ------
    InputError
        If the method is unknown, or the ratio is not defined.

    References
    ----------
    Katz D et al (1978), Obtaining confidence intervals for the risk ratio; Walter SD (1975), both by
    statsmodels; Koopman PAR (1984); Miettinen O, Nurminen M (1985).
    """
    _known("risk ratio", method, get_args(RiskRatioMethod))
    if method == "log_adjusted":
        half = 0.0 if counts.events and counts.other_events else 0.5
        shares = (
            (counts.events + half) / (counts.n + half),
            (counts.other_events + half) / (counts.other_n + half),
        )
        return _by_statsmodels(counts, shares[0] / shares[1], "ratio", "log-adjusted", level)
    if not counts.other_events:
        raise InputError(f"{counts}: a risk ratio needs an event in the second arm")
    estimate = (counts.events / counts.n) / (counts.other_events / counts.other_n)
    if method == "log":
        return _by_logarithm(counts, estimate, "ratio", "log", level)
    return Effect(estimate, *score_limits(counts, "ratio", level, corrected=method == "miettinen_nurminen"))


def odds_ratio(counts: TwoByTwo, method: str = "logit", level: float = 0.95) -> Effect:
    """Ratio of two odds.

    Parameters
    ----------
    counts : TwoByTwo
    method : str
        ``logit`` (Woolf), ``logit_adjusted`` (Gart, half a patient added to each cell; where one is empty, in
        the estimate as well), ``score``, ``miettinen_nurminen`` (score, variance enlarged), or ``exact``
        (Fisher's conditional estimate and Cornfield's exact limits, as in R's ``fisher.test``).
    level : float
        Confidence level.

    Raises
    ------
    InputError
        If the method is unknown, the ratio is not defined, or an exact one is asked of too many patients.

    References
    ----------
    Woolf B (1955), On estimating the relation between blood group and disease; Gart JJ (1966), both by
    statsmodels; Miettinen O, Nurminen M (1985); Cornfield J (1956).
    """
    _known("odds ratio", method, get_args(OddsRatioMethod))
    if method == "exact":
        return _conditional(counts, level)
    (a, b), (c, d) = counts.table
    if method == "logit_adjusted":
        half = 0.0 if a * b * c * d else 0.5
        estimate = (a + half) * (d + half) / ((b + half) * (c + half))
        return _by_statsmodels(counts, estimate, "odds-ratio", "logit-adjusted", level)
    if not b * c:
        raise InputError(
            f"{counts}: an odds ratio needs an event in the second arm and a patient without one in the first"
        )
    if method == "logit":
        return _by_logarithm(counts, a * d / (b * c), "odds-ratio", "logit", level)
    limits = score_limits(counts, "odds", level, corrected=method == "miettinen_nurminen")
    return Effect(a * d / (b * c), *limits)


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
        ``wald``, ``wald_corrected`` (Yates), ``newcombe`` (hybrid of Wilson's limits), ``agresti_caffo``,
        ``mee`` (score) or ``miettinen_nurminen`` (score, variance enlarged).
    level : float
        Confidence level.

    Raises
    ------
    InputError
        If the method is unknown.

    References
    ----------
    Newcombe RG (1998), Interval estimation for the difference between independent proportions; Agresti A,
    Caffo B (2000), these and Wald's by statsmodels; Mee RW (1984); Miettinen O, Nurminen M (1985).
    """
    _known("risk difference", method, get_args(RiskDifferenceMethod))
    estimate = counts.events / counts.n - counts.other_events / counts.other_n
    if method == "wald_corrected":
        plain = _by_statsmodels(counts, estimate, "diff", "wald", level)
        correction = (1 / counts.n + 1 / counts.other_n) / 2
        return Effect(estimate, plain.lower - correction, plain.upper + correction)
    if method in ("mee", "miettinen_nurminen"):
        limits = score_limits(counts, "difference", level, corrected=method == "miettinen_nurminen")
        return Effect(estimate, *limits)
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


def _known(what: str, method: str, methods: tuple[str, ...]) -> None:
    if method not in methods:
        raise InputError(f"unknown method {method!r} for a {what}: choose from {', '.join(methods)}")


def _by_logarithm(counts: TwoByTwo, estimate: float, compare: str, method: str, level: float) -> Effect:
    """Return a ratio whose logarithm has the interval; nothing bounds a ratio of 0."""
    if not estimate:
        return Effect(0.0, 0.0, math.inf)
    return _by_statsmodels(counts, estimate, compare, method, level)


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
