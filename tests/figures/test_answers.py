"""Figures of an answer: dots and bars on the page against decimal arithmetic and scipy."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from matplotlib.colors import to_hex
from scipy.stats import binomtest

from analysis.figures.answers import denominators, interval_widths, rounding_hides, two_shares
from doesithold.numbers import Share

from .conftest import artists, finding


def prints(k, n, places):
    """Round a percentage half up in decimal arithmetic."""
    exact = Decimal(100 * k) / Decimal(n)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def test_two_shares_have_a_dot_for_each_patient_those_counted_filled():
    drawn = two_shares(finding("31.3", Share(5, 16), "Abstract"), finding("29.4", Share(5, 17), "Results"))
    (axes,) = drawn.figure.axes
    rows = {}
    for gid in ("counted", "not counted"):
        for dot in artists(axes, gid):
            rows.setdefault(dot.get_ydata()[0], {}).setdefault(gid, []).append(
                to_hex(dot.get_markerfacecolor())
            )
    counts = [{gid: len(dots) for gid, dots in row.items()} for _, row in sorted(rows.items())]
    assert counts == [{"counted": 5, "not counted": 11}, {"counted": 5, "not counted": 12}]
    assert all(
        set(row["counted"]) == {"#b5431a"} and set(row["not counted"]) == {"#ffffff"} for row in rows.values()
    )
    words = {text.get_text() for text in axes.texts}
    assert words == {"31.3 %", "Abstract: 5 of 16", "29.4 %", "Results: 5 of 17"}


@pytest.mark.parametrize(("printed", "n_max"), [("31.3", 18), ("29.4", 18), ("50", 12), ("33.33", 30)])
def test_shares_that_print_a_percentage_are_large_and_named(printed, n_max):
    (axes,) = denominators(printed, n_max).figure.axes
    shown = {
        dots.get_gid(): {(round(float(x), 6), int(y)) for x, y in dots.get_offsets()}
        for dots in axes.collections
    }
    places = len(printed.partition(".")[2])
    near = [
        (k, n)
        for n in range(1, n_max + 1)
        for k in range(n + 1)
        if abs(Fraction(100 * k, n) - Fraction(printed)) <= 6
    ]
    hits = [(k, n) for k, n in near if prints(k, n, places) == printed]
    assert shown["prints"] == {(round(100 * k / n, 6), n) for k, n in hits}
    assert shown["other"] == {(round(100 * k / n, 6), n) for k, n in near if (k, n) not in hits}
    assert [text.get_text().strip() for text in axes.texts] == [f"{k}/{n}" for k, n in hits]


def test_intervals_are_those_of_scipy_and_shrink_with_n():
    drawn = interval_widths(Share(7, 17), (1, 4))
    lines = artists(drawn.figure.axes[0], "interval")
    expected = [
        [100 * bound for bound in binomtest(k, n).proportion_ci(0.95, method)]
        for k, n in ((7, 17), (28, 68))
        for method in ("wilson", "exact")
    ]
    found = [list(lines[place].get_ydata()) for place in (1, 2, 4, 5)]
    assert found == [pytest.approx(ends) for ends in expected]
    assert lines[0].get_ydata()[0] == pytest.approx(100 * (7 / 17 - 1.959964 * (7 * 10 / 17**3) ** 0.5))


def test_fewer_decimals_hide_more_shares():
    axes = rounding_hides("41.2", 40).figure.axes[0]
    for line, places in zip(artists(axes, "share"), (0, 1), strict=True):
        shown = prints(412, 1000, places)
        expected = [n for n in range(1, 41) for k in range(n + 1) if prints(k, n, places) == shown]
        assert list(line.get_xdata()) == expected
        assert set(line.get_ydata()) == {places}
    assert [label.get_text() for label in axes.get_yticklabels()] == ["41 %", "41.2 %"]
