"""Intervals for a proportion agree with R and with Newcombe's published table."""

import json
from pathlib import Path

import pytest

from doesithold.errors import InputError
from doesithold.statistics.proportions import METHODS, binomial_interval

ORACLE = Path(__file__).parents[1] / "oracles" / "binomial.json"
CASES = json.loads(ORACLE.read_text())

NEWCOMBE = json.loads((ORACLE.parent / "newcombe.json").read_text())["single"]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_agrees_with_r(method: str) -> None:
    for case in CASES:
        ours = binomial_interval(case["k"], case["n"], method, case["level"])
        assert ours == pytest.approx(tuple(map(float, case[method])), abs=1e-9), case


@pytest.mark.parametrize("method", ["wilson", "wilson_corrected", "mid_p"])
def test_newcombes_examples_agree_with_r(method: str) -> None:
    for case in NEWCOMBE:
        found = binomial_interval(case["k"], case["n"], method)
        assert found == pytest.approx(case[method], abs=1e-7)


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
