"""A figure of the answer for each method: which shares print a percentage, what n does to an interval."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.figures.palette import (
    CURVE,
    DASHES,
    INK,
    MUTED,
    PANEL,
    RESPONSES,
    WIDTH,
    Drawn,
    counted,
    key_row,
    listed,
    styled,
)
from doesithold.audit.finding import Finding
from doesithold.labels import INTERVALS
from doesithold.numbers import Share, decimal_places, to_decimal, to_fraction
from doesithold.statistics.proportions import binomial_interval

DOT = 0.3
"""Distance of two patients' dots, in inches."""
HIT, WASH = RESPONSES["PD"].fill, RESPONSES["SD"].fill
METHODS = ("wald", "wilson", "clopper_pearson")
"""Intervals of a proportion that are set side by side."""


class Ratio(NamedTuple):
    """A share of patients, and whether it prints the percentage that is asked about."""

    k: int
    n: int
    percent: float
    prints: bool


class ShareInterval(NamedTuple):
    """An interval of a proportion in percent."""

    method: str
    k: int
    n: int
    low: float
    high: float


class Hidden(NamedTuple):
    """A share that stands behind a percentage shown with so many decimals."""

    decimals: int
    shown: str
    k: int
    n: int
    percent: float


@styled
def two_shares(first: Finding, second: Finding) -> Drawn:
    """Draw two shares that the paper prints for one thing, a dot for each patient, those counted filled.

    Parameters
    ----------
    first, second : Finding
        Percentages that are reproduced or explained by a share.

    Returns
    -------
    Drawn
        `data` has one row for each dot: `place`, `printed`, `dot`, `counted`.

    Raises
    ------
    ValueError
        If no share gives one of the printed values.
    """
    shares = {finding: _share(finding) for finding in (first, second)}
    figure = Figure(figsize=(WIDTH, 1.55))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(1.55, 0))
    axes.axis("off")
    rows, told = [], []
    left = WIDTH - DOT * max(share.denominator for share in shares.values()) - 0.02
    for (finding, share), y in zip(shares.items(), (0.42, 1.12), strict=True):
        printed, place = finding.reported, finding.section
        axes.text(0.02, y, f"{printed} %", weight="bold", fontsize=17, va="center_baseline", color=INK)
        counts = f"{share.numerator} of {share.denominator}"
        axes.text(left + 0.03, y - 0.27, f"{place}: {counts}", va="center_baseline")
        told.append(f"{printed} percent ({place}) is {counts}")
        for dot in range(share.denominator):
            filled = dot < share.numerator
            axes.plot(
                left + DOT * (dot + 0.5),
                y + 0.05,
                "o",
                ms=15,
                color=HIT if filled else PANEL,
                mec=HIT if filled else MUTED,
                mew=1.2,
                gid="counted" if filled else "not counted",
            )
            rows.append({"place": place, "printed": printed, "dot": dot + 1, "counted": filled})
    return Drawn(figure, pd.DataFrame(rows), f"Dots for patients: {listed(told)}.", "derived")


def _share(finding: Finding) -> Share:
    if not finding.share:
        raise ValueError(f"{finding.id}: no share gives {finding.reported}")
    return finding.share


@styled
def denominators(printed: str, n_max: int, reach: Fraction = Fraction(6)) -> Drawn:
    """Draw every share of up to `n_max` patients near a printed percentage, and which of them print it.

    Parameters
    ----------
    printed : str
        The percentage as printed.
    n_max : int
    reach : Fraction
        Percentage points shown on either side.

    Returns
    -------
    Drawn
        `data` has one row for each share: `k`, `n`, `percent`, and `prints` (rounded half up).
    """
    value, places = to_fraction(printed), decimal_places(printed)
    near = [
        Ratio(k, n, float(share), to_decimal(share, places) == printed)
        for n in range(1, n_max + 1)
        for k in range(n + 1)
        if abs((share := Fraction(100 * k, n)) - value) <= reach
    ]
    data = pd.DataFrame(near, columns=Ratio._fields)
    hits = [ratio for ratio in near if ratio.prints]
    figure = Figure(figsize=(WIDTH, 0.9 + 0.19 * n_max))
    height = figure.get_figheight()
    axes = figure.add_axes((0.085, 0.55 / height, 0.895, 1 - 0.9 / height))
    axes.set(xlim=(float(value - reach), float(value + reach)), ylim=(n_max + 0.7, 0.3))
    axes.set_yticks(range(1, n_max + 1))
    axes.set_yticklabels([str(n) if n == 1 or n % 2 == 0 else "" for n in range(1, n_max + 1)])
    axes.set_xlabel(f"k of n patients, % (line: {printed} as printed)", labelpad=3)
    axes.set_ylabel("n")
    axes.axvline(float(value), color=MUTED, linewidth=0.9, linestyle=DASHES, zorder=0, gid="printed")
    _scatter(axes, data)
    for ratio in hits:
        name, place = f"{ratio.k}/{ratio.n}", (ratio.percent, ratio.n - 0.15)
        axes.annotate(name, place, (6, 0), textcoords="offset points", weight="bold", va="center")
    axes.set_title(f"Which shares of up to {n_max} patients print {printed} %?", pad=6)
    told = listed([f"{ratio.k} of {ratio.n}" for ratio in hits]) or "none"
    alt = f"All shares near {printed} percent of up to {n_max} patients: {told} print it."
    return Drawn(figure, data, alt, "derived")


def _scatter(axes: Axes, data: pd.DataFrame) -> None:
    """Draw shares as dots, those that print the value large and filled."""
    for prints, size, colour, gid in ((False, 22, MUTED, "other"), (True, 85, HIT, "prints")):
        part = data[data["prints"] == prints]
        sns.scatterplot(
            data=part, x="percent", y="n", s=size, color=colour, ax=axes, legend=False, linewidth=0, gid=gid
        )
    axes.set(xlabel=axes.get_xlabel(), ylabel="n")


@styled
def interval_widths(share: Share, multiples: Sequence[int] = (1, 2, 4, 8, 16), level: float = 0.95) -> Drawn:
    """Draw the interval of one proportion by three methods, for the trial's size and multiples of it.

    Parameters
    ----------
    share : Share
        The trial's count and total.
    multiples : sequence of int
        How many times larger the trials are, with the same proportion.

    Returns
    -------
    Drawn
        `data` has one row for each interval: `method`, `k`, `n`, `low`, `high` (percent).

    References
    ----------
    Newcombe RG (1998), Two-sided confidence intervals for the single proportion.
    """
    k, n = share.numerator, share.denominator
    found = [
        ShareInterval(INTERVALS[method], k * times, n * times, 100 * low, 100 * high)
        for times in multiples
        for method in METHODS
        for low, high in [binomial_interval(k * times, n * times, method, level)]
    ]
    figure = Figure(figsize=(WIDTH, 3.3))
    axes = figure.add_axes((0.075, 0.26, 0.91, 0.64))
    palette = dict(zip((INTERVALS[method] for method in METHODS), (CURVE, HIT, WASH), strict=True))
    for place, interval in enumerate(found):
        group, member = divmod(place, len(METHODS))
        x, ends = group + (member - 1) * 0.2, [interval.low, interval.high]
        colour = palette[interval.method]
        axes.plot([x, x], ends, color=colour, lw=3.5, solid_capstyle="butt", gid="interval")
    axes.axhline(100 * k / n, color=MUTED, linewidth=0.9, linestyle=DASHES, zorder=0)
    axes.set_xticks(range(len(multiples)), [f"{k * times} of {n * times}" for times in multiples])
    axes.set(xlim=(-0.5, len(multiples) - 0.5), ylim=(0, 100), yticks=[0, 25, 50, 75, 100])
    axes.set_title(f"{level:.0%} interval of one proportion, %, in larger and larger trials", pad=6)
    handles = [Line2D([], [], color=colour, lw=3.5, label=name) for name, colour in palette.items()]
    key_row(figure, handles, 0.2)
    told = [
        f"{size} patients: {min(widths):.0f} to {max(widths):.0f}"
        for size in sorted({interval.n for interval in found})
        for widths in [[interval.high - interval.low for interval in found if interval.n == size]]
    ]
    alt = f"Widths of {level:.0%} intervals of {k} of {n} in percentage points, by size: {'; '.join(told)}."
    return Drawn(figure, pd.DataFrame(found), alt, "derived")


@styled
def rounding_hides(printed: str, n_max: int) -> Drawn:
    """Draw which shares of up to `n_max` patients a percentage may stand for, with fewer and more decimals.

    The printed value is cut to each number of decimals down to none.

    Returns
    -------
    Drawn
        `data` has one row for each share and number of decimals: `decimals`, `shown`, `k`, `n`, `percent`.
    """
    value, places = to_fraction(printed), decimal_places(printed)
    hidden = [
        Hidden(decimals, shown, k, n, float(Fraction(100 * k, n)))
        for decimals in range(places + 1)
        for shown in [to_decimal(value, decimals)]
        for n in range(1, n_max + 1)
        for k in range(n + 1)
        if to_decimal(Fraction(100 * k, n), decimals) == shown
    ]
    figure = Figure(figsize=(WIDTH, 0.95 + 0.75 * (places + 1)))
    height = figure.get_figheight()
    axes = figure.add_axes((0.17, 0.52 / height, 0.81, 1 - 0.87 / height))
    axes.set(xlim=(0, n_max + 1), ylim=(places + 0.5, -0.5))
    told = []
    for decimals in range(places + 1):
        group = [share for share in hidden if share.decimals == decimals]
        sizes = [share.n for share in group]
        axes.plot(sizes, [decimals] * len(sizes), "o", ms=7, color=CURVE, mec=PANEL, gid="share")
        names = [f"{share.k}/{share.n}" for share in group]
        more = [f"{len(names) - 6} more"] if len(names) > 6 else []
        axes.text(0.5, decimals + 0.28, listed(names[:6] + more), va="center")
        told.append(f"{to_decimal(value, decimals)} percent for {counted(len(group), 'share')}")
    axes.set_yticks(range(places + 1), [f"{to_decimal(value, decimals)} %" for decimals in range(places + 1)])
    axes.set_xlabel("n, the patients that the percentage may be of", labelpad=3)
    axes.set_title(f"Shares of up to {n_max} patients behind one percentage", pad=6)
    alt = f"Of shares of up to {n_max} patients, {listed(told)}."
    return Drawn(figure, pd.DataFrame(hidden, columns=Hidden._fields), alt, "derived")
