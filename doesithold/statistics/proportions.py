"""Confidence intervals for a proportion by every method a reader of a trial report may expect."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist
from typing import Literal, get_args

from doesithold.errors import InputError
from doesithold.numbers import to_decimal

PRECISION = 50
MOST_TRIALS = 1_000_000
Bounds = tuple[Decimal, Decimal]
BinomialInterval = Literal[
    "wald",
    "wald_corrected",
    "wald_rounded",
    "wilson",
    "wilson_corrected",
    "agresti_coull",
    "jeffreys",
    "clopper_pearson",
    "mid_p",
]


def _wald(p: Decimal, n: int, z: Decimal) -> Bounds:
    half = z * (p * (1 - p) / n).sqrt()
    return p - half, p + half


def _wald_corrected(p: Decimal, n: int, z: Decimal) -> Bounds:
    lower, upper = _wald(p, n, z)
    correction = Decimal(1) / (2 * n)
    return lower - correction, upper + correction


def _wilson(p: Decimal, n: int, z: Decimal) -> Bounds:
    centre = 2 * n * p + z * z
    half = z * (z * z + 4 * n * p * (1 - p)).sqrt()
    width = 2 * (n + z * z)
    return (centre - half) / width, (centre + half) / width


def _wilson_corrected(p: Decimal, n: int, z: Decimal) -> Bounds:
    step = Decimal(1) / (2 * n)
    lower = _wilson(p - step, n, z)[0] if p > step else Decimal(0)
    upper = _wilson(p + step, n, z)[1] if p + step < 1 else Decimal(1)
    return lower, upper


def _agresti_coull(p: Decimal, n: int, z: Decimal) -> Bounds:
    enlarged = n + z * z
    centre = (n * p + z * z / 2) / enlarged
    half = z * (centre * (1 - centre) / enlarged).sqrt()
    return centre - half, centre + half


CLOSED_FORMS: dict[str, Callable[[Decimal, int, Decimal], Bounds]] = {
    "wald": _wald,
    "wald_corrected": _wald_corrected,
    "wilson": _wilson,
    "wilson_corrected": _wilson_corrected,
    "agresti_coull": _agresti_coull,
}


def _clopper_pearson(k: int, n: int, tail: float) -> tuple[float, float]:
    from scipy.special import betaincinv

    lower = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
    upper = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return lower, upper


def _jeffreys(k: int, n: int, tail: float) -> tuple[float, float]:
    from scipy.special import betaincinv

    a, b = k + 0.5, n - k + 0.5
    lower = float(betaincinv(a, b, tail)) if k else 0.0
    upper = float(betaincinv(a, b, 1 - tail)) if k < n else 1.0
    return lower, upper


def _mid_p(k: int, n: int, tail: float) -> tuple[float, float]:
    return _mid_p_lower(k, n, tail), 1 - _mid_p_lower(n - k, n, tail)


def _mid_p_lower(k: int, n: int, tail: float) -> float:
    """Find the proportion under which "more than k, or half of exactly k" has probability `tail`."""
    from scipy.optimize import brentq
    from scipy.special import bdtrc

    if k == 0:
        return 0.0
    if k == n:
        return float((2 * tail) ** (1 / n))
    return float(brentq(lambda p: (bdtrc(k, n, p) + bdtrc(k - 1, n, p)) / 2 - tail, 0, 1, xtol=1e-15))


TAIL_METHODS: dict[str, Callable[[int, int, float], tuple[float, float]]] = {
    "jeffreys": _jeffreys,
    "clopper_pearson": _clopper_pearson,
    "mid_p": _mid_p,
}

METHODS = get_args(BinomialInterval)


def normal_quantile(level: float) -> Decimal:
    """Return the two-sided critical value of the standard normal: 1.95996… for a level of 0.95."""
    return Decimal(NormalDist().inv_cdf((1 + level) / 2))


def closed_form(method: str, proportion: Fraction, trials: int, critical: Decimal) -> Bounds:
    """Compute an interval that is a formula in the proportion, to 50 digits.

    Parameters
    ----------
    method : str
        One of `CLOSED_FORMS`.
    proportion : Fraction
        Successes over trials, or that share after rounding.
    trials : int
        Number of trials.
    critical : Decimal
        Critical value, such as 1.96.

    Returns
    -------
    tuple of Decimal
        Lower and upper bound as proportions; Wald and Agresti-Coull bounds can lie outside 0 to 1.
    """
    with localcontext(prec=PRECISION):
        p = Decimal(proportion.numerator) / proportion.denominator
        return CLOSED_FORMS[method](p, trials, critical)


def check_counts(successes: int, trials: int, level: float = 0.95) -> None:
    """Refuse counts and levels no interval exists for.

    Raises
    ------
    InputError
        Unless ``0 <= successes <= trials``, ``1 <= trials <= MOST_TRIALS`` and ``0 < level < 1``.
    """
    if not 1 <= trials <= MOST_TRIALS:
        raise InputError(f"n = {trials}: the number of trials must lie between 1 and {MOST_TRIALS:,}")
    if not 0 <= successes <= trials:
        raise InputError(f"k = {successes}: the number of successes must lie between 0 and n = {trials}")
    if not 0 < level < 1:
        raise InputError(f"level = {level}: a confidence level must lie between 0 and 1")


def binomial_interval(
    successes: int, trials: int, method: str, level: float = 0.95, *, digits: int = 3
) -> tuple[float, float]:
    """Compute a confidence interval for a proportion.

    Parameters
    ----------
    successes, trials : int
        Counts, ``0 <= successes <= trials``.
    method : str
        One of `METHODS`. ``wald_rounded`` is the Wald interval about the proportion rounded half up, as it
        comes out when a printed percentage is put into the formula.
    level : float
        Confidence level, for example 0.95.
    digits : int
        Digits kept by ``wald_rounded``: 3 is a percentage with one decimal.

    Returns
    -------
    tuple of float
        Lower and upper bound as proportions. As in R, Wald and Agresti-Coull bounds are not cut to 0 and 1;
        those of all other methods never leave that range.

    Raises
    ------
    InputError
        If the counts, the level or the method make no sense.

    References
    ----------
    Newcombe RG (1998), Two-sided confidence intervals for the single proportion (Wald, Wilson, both with
    continuity correction, Clopper-Pearson, mid-P). Agresti A, Coull BA (1998), Approximate is better than
    "exact". Brown LD, Cai TT, DasGupta A (2001), Interval estimation for a binomial proportion (Jeffreys,
    with 0 and 1 at the extremes).
    """
    check_counts(successes, trials, level)
    tail = (1 - level) / 2
    if method in TAIL_METHODS:
        return TAIL_METHODS[method](successes, trials, tail)
    proportion = Fraction(successes, trials)
    if method == "wald_rounded":
        method, proportion = "wald", Fraction(to_decimal(proportion, digits))
    if method not in CLOSED_FORMS:
        raise InputError(f"unknown interval method {method!r}: choose from {', '.join(METHODS)}")
    lower, upper = closed_form(method, proportion, trials, normal_quantile(level))
    return float(lower), float(upper)
