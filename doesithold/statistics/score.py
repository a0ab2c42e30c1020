"""Score intervals of two arms: the effects that Pearson's test, made for each of them, does not reject."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from doesithold.statistics.effects import TwoByTwo

Scale = Literal["difference", "ratio", "odds"]
CLOSE = 1e-9
"""Events that are no more off than floating point."""
FARTHEST = 100.0
"""Logarithm of a ratio beyond all that counts can give."""


def score_limits(
    counts: TwoByTwo, scale: Scale, level: float = 0.95, *, corrected: bool = False
) -> tuple[float, float]:
    """Return the least and the largest effect that a score test does not reject.

    Parameters
    ----------
    counts : TwoByTwo
    scale : {"difference", "ratio", "odds"}
        Of the two shares, as proportions, or of their odds.
    level : float
        Confidence level.
    corrected : bool
        Whether the variance is enlarged by N / (N - 1), N being all people of both arms.

    Returns
    -------
    tuple of float
        0 or infinity where nothing bounds a ratio, -1 or 1 where nothing bounds a difference.

    References
    ----------
    Mee RW (1984), Confidence bounds for the difference between two probabilities; Koopman PAR (1984),
    Confidence limits for the ratio of two binomial proportions; Miettinen O, Nurminen M (1985), Comparative
    analysis of two rates, who enlarge the variance.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtri

    total = counts.n + counts.other_n
    rejected = float(ndtri((1 + level) / 2)) ** 2 * (total / (total - 1) if corrected else 1)
    estimate, farthest, effect = _axis(counts, scale)

    def excess(at: float) -> float:
        return _statistic(counts, *_shares(counts, scale, effect(at))) - rejected

    def limit(side: int) -> float:
        near, far = max(-farthest, min(estimate, farthest)), side * farthest
        if near * side >= far * side or excess(far) <= 0:
            return {"difference": float(side)}.get(scale, math.inf if side > 0 else 0.0)
        return effect(float(brentq(excess, near, far, xtol=1e-13)))

    return limit(-1), limit(1)


def _axis(counts: TwoByTwo, scale: Scale) -> tuple[float, float, Callable[[float], float]]:
    """Return the estimate on an axis without an end nearby, the farthest point on it, and the way back."""
    share, other = counts.events / counts.n, counts.other_events / counts.other_n
    if scale == "difference":
        return share - other, 1 - 1e-12, float
    (a, b), (c, d) = counts.table
    above, below = (share, other) if scale == "ratio" else (a * d, b * c)
    if not above and not below:
        return 0.0, FARTHEST, math.exp
    return _log(above) - _log(below), FARTHEST, math.exp


def _log(value: float) -> float:
    return math.log(value) if value else -math.inf


def _statistic(counts: TwoByTwo, share: float, other: float) -> float:
    """Return Pearson's chi-squared of two counts against the shares that are expected."""
    return _squared(counts.events, counts.n, share) + _squared(counts.other_events, counts.other_n, other)


def _squared(events: int, n: int, share: float) -> float:
    off = events - n * share
    if not 0 < share < 1:
        return 0.0 if abs(off) < CLOSE else math.inf
    return off * off / (n * share * (1 - share))


def _shares(counts: TwoByTwo, scale: Scale, effect: float) -> tuple[float, float]:
    """Return the likeliest shares of both arms among those with this effect."""
    events, (n, m) = counts.events + counts.other_events, (counts.n, counts.other_n)
    if scale == "difference":
        other = _under_difference(counts, effect)
        return min(max(other + effect, 0.0), 1.0), other
    if scale == "ratio":
        middle = effect * (n + counts.other_events) + counts.events + m
        other = 2 * events / (middle + math.sqrt(max(middle**2 - 4 * effect * (n + m) * events, 0.0)))
        return min(effect * other, 1.0), min(other, 1.0)
    return _under_odds(events, m, n, 1 / effect), _under_odds(events, n, m, effect)


def _under_odds(events: int, n: int, m: int, ratio: float) -> float:
    """Return the share of m people where the odds of the n others are `ratio` times as high."""
    middle, square = n * ratio + m - events * (ratio - 1), m * (ratio - 1)
    root = math.sqrt(max(middle**2 + 4 * square * events, 0.0))
    return 2 * events / (middle + root) if middle > 0 else (root - middle) / (2 * square)


def _under_difference(counts: TwoByTwo, difference: float) -> float:
    """Return the likeliest share of the second arm where the first is `difference` above it."""
    from scipy.optimize import brentq

    least, most = max(0.0, -difference), min(1.0, 1 - difference)
    (a, b), (c, d) = counts.table

    def slope(share: float) -> float:
        moved = share + difference
        up = (a / moved if a else 0.0) + (c / share if c else 0.0)
        down = (b / (1 - moved) if b else 0.0) + (d / (1 - share) if d else 0.0)
        return up - down

    nearly = 1e-13 * max(most - least, 1e-3)
    low, high = least + nearly, most - nearly
    if low >= high or slope(low) <= 0:
        return least
    return most if slope(high) >= 0 else float(brentq(slope, low, high, xtol=1e-15))
