"""Verdicts that the R package scrutiny (L. Jung) documents for its example data sets and test vectors.

`tests/oracles/scrutiny.csv` holds the numbers and the documented verdicts of pigs1, pigs2, pigs3 and pigs5
and of its GRIM vectors, with the package's default rounding (half up or half down).
"""

import csv
from pathlib import Path

import pytest

from doesithold.explain import debit, explain_percent, grim, grimmer

with (Path(__file__).parents[1] / "oracles" / "scrutiny.csv").open(newline="") as file:
    CASES = list(csv.DictReader(file))


def verdict(case: dict[str, str]) -> bool:
    mean, sd, n, items = case["mean"], case["sd"], int(case["n"]), int(case["items"])
    if case["test"] == "percent":
        return any(way.rounding.startswith("half") for way in explain_percent(mean, n=n).explanations)
    if case["test"] == "debit":
        return debit(mean, sd, n)
    if case["test"] == "grimmer":
        return grimmer(mean, sd, n, items)
    return grim(mean, n, items)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['set']} {case['mean']}")
def test_the_verdict_is_the_documented_one(case: dict[str, str]) -> None:
    assert verdict(case) is (case["consistent"] == "true")
