"""Intervals for a proportion agree with R and with Newcombe's published table."""

import json
from pathlib import Path

import pytest

from doesithold.errors import InputError
from doesithold.statistics.proportions import METHODS, binomial_interval

ORACLE = Path(__file__).parents[1] / "oracles" / "binomial.json"
CASES = json.loads(ORACLE.read_text())

# Newcombe 1998, Table I, methods 3, 4 and 6.
NEWCOMBE = {
    "wilson": [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718)],
    "wilson_corrected": [(0.2535, 0.3682), (0.0598, 0.1644), (0.0, 0.2005), (0.0018, 0.1963)],
    "mid_p": [(0.2544, 0.3658), (0.0601, 0.1581), (0.0, 0.1391), (0.0017, 0.1585)],
}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_agrees_with_r(method: str) -> None:
    for case in CASES:
        ours = binomial_interval(case["k"], case["n"], method, case["level"])
        assert ours == pytest.approx(tuple(map(float, case[method])), abs=1e-9), case


@pytest.mark.parametrize("method", NEWCOMBE)
def test_newcombe_examples(method: str) -> None:
    for (k, n), published in zip([(81, 263), (15, 148), (0, 20), (1, 29)], NEWCOMBE[method], strict=True):
        assert binomial_interval(k, n, method) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("method", [method for method in METHODS if method != "wald_rounded"])
def test_failures_mirror_successes(method: str) -> None:
    for k, n in [(0, 17), (7, 17), (9, 18), (29, 30)]:
        lower, upper = binomial_interval(k, n, method)
        assert binomial_interval(n - k, n, method) == pytest.approx((1 - upper, 1 - lower), abs=1e-12)


@pytest.mark.parametrize(
    ("k", "n", "method", "level", "fragment"),
    [
        (18, 17, "wald", 0.95, "k = 18"),
        (-1, 17, "wald", 0.95, "k = -1"),
        (0, 0, "wilson", 0.95, "n = 0"),
        (1, 10**12, "mid_p", 0.95, "n = 1000000000000"),
        (1, 2, "wald", 1.0, "level = 1.0"),
        (1, 2, "bootstrap", 0.95, "bootstrap"),
    ],
)
def test_senseless_input_is_refused(k: int, n: int, method: str, level: float, fragment: str) -> None:
    with pytest.raises(InputError, match=fragment):
        binomial_interval(k, n, method, level)
