"""Fisher's exact test agrees with R."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from doesithold.errors import InputError
from doesithold.statistics.contingency import fisher_exact

CASES = json.loads((Path(__file__).parents[1] / "oracles" / "fisher.json").read_text())


def test_p_values_agree_with_r() -> None:
    for case in CASES:
        assert float(fisher_exact(case["table"])) == pytest.approx(float(case["p"]), abs=1e-9), case


def test_tea_tasting() -> None:
    assert fisher_exact([[3, 1], [1, 3]]) == Fraction(34, 70)


@pytest.mark.parametrize("table", [[[1, 2]], [[1, 2], [3]], [[1, -2], [3, 4]], [[10**4, 10**4], [1, 2]]])
def test_other_tables_are_refused(table: list[list[int]]) -> None:
    with pytest.raises(InputError):
        fisher_exact(table)
