"""How many pairs of bounds the interval methods print, by formulas written a second time and scipy."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

from scipy import stats


def rounded(value, mode):
    """Round a number to a whole one by a mode named as the project names it."""
    floor = math.floor(value)
    return {
        "half_up": math.floor(value + Fraction(1, 2)), "half_even": round(value), "truncate": floor,
        "half_down": math.ceil(value - Fraction(1, 2)), "ceiling": math.ceil(value), "floor": floor,
    }[mode]  # fmt: skip


MODES = ("half_up", "half_even", "truncate", "half_down", "ceiling", "floor")


def luck_of_an_interval(k, n, places=2):
    """Return the share of pairs of percentages, between the extremes of methods, that some method prints."""
    with localcontext(prec=50):
        share = Decimal(k) / n
        inputs = {share} | {round(share, digits) for digits in (2, 3, 4)}
        criticals = [Decimal(float(z)) for z in (stats.norm.ppf(0.975), stats.t.ppf(0.975, n - 1))]
        criticals += [Decimal("1.96"), Decimal(2)]
        bounds = [pair for p in inputs for z in criticals for pair in _closed(p, n, z)]
    bounds.append((stats.beta.ppf(0.025, k + 0.5, n - k + 0.5), stats.beta.isf(0.025, k + 0.5, n - k + 0.5)))
    bounds.append((stats.beta.ppf(0.025, k, n - k + 1), stats.beta.isf(0.025, k + 1, n - k)))
    bounds.append((_mid_p(k, n), 1 - _mid_p(n - k, n)))
    scale = 100 * 10**places
    pairs = {
        tuple(rounded(scale * min(max(Fraction(bound), Fraction(0)), Fraction(1)), mode) for bound in pair)
        for pair in bounds
        for mode in MODES
    }
    lows, highs = zip(*pairs, strict=True)
    return Fraction(len(pairs), (max(lows) - min(lows) + 1) * (max(highs) - min(highs) + 1))


def _closed(p, n, z):
    half = z * (p * (1 - p) / n).sqrt()
    step = 1 / Decimal(2 * n)
    yield p - half, p + half
    yield p - half - step, p + half + step
    wilson = lambda p: [  # noqa: E731
        (p + z * z / (2 * n) + sign * z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()) / (1 + z * z / n)
        for sign in (-1, 1)
    ]
    yield tuple(wilson(p))
    yield wilson(p - step)[0], wilson(p + step)[1]
    centre = (p * n + z * z / 2) / (n + z * z)
    half = z * (centre * (1 - centre) / (n + z * z)).sqrt()
    yield centre - half, centre + half


def _mid_p(k, n):
    """Solve for the lower mid-P bound by bisection."""
    low, high = 0.0, 1.0
    for _ in range(80):
        p = (low + high) / 2
        tail = stats.binom.sf(k, n, p) + stats.binom.pmf(k, n, p) / 2
        low, high = (p, high) if tail < 0.025 else (low, p)
    return low
