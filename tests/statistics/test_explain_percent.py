"""The search behind a printed percentage finds every k/n and rounding, and nothing else."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doesithold.errors import InputError
from doesithold.explain import explain_percent, explain_share
from doesithold.numbers import MODES, to_decimal


@given(st.data(), st.integers(1, 400), st.sampled_from(MODES), st.integers(0, 3))
def test_what_was_printed_is_found(data: st.DataObject, n: int, mode: str, places: int) -> None:
    k = data.draw(st.integers(0, n))
    reported = to_decimal(Fraction(100 * k, n), places, mode)
    assert (k, n, mode) in {(way.k, way.n, way.rounding) for way in explain_percent(reported, n).explanations}


@given(st.integers(0, 1000), st.integers(1, 40))
def test_what_is_found_prints_the_digits(tenths: int, n_max: int) -> None:
    reported = to_decimal(Fraction(tenths, 10), 1)
    found = explain_percent(reported, n_max=n_max).explanations
    assert len(set(found)) == len(found)
    for way in found:
        assert 0 <= way.k <= way.n <= n_max
        assert to_decimal(Fraction(100 * way.k, way.n), 1, way.rounding) == reported


@pytest.mark.parametrize(("n", "n_max", "places"), [(None, 18, 1), (None, 5, 2), (17, 18, 1), (150, 18, 0)])
def test_chance_is_the_share_of_printable_values_that_are_explained(
    n: int | None, n_max: int, places: int
) -> None:
    grid = 100 * 10**places
    values = [to_decimal(Fraction(units, 10**places), places) for units in range(grid + 1)]
    explained = [value for value in values if explain_percent(value, n, n_max).explanations]
    assert explain_percent("50", n, n_max).chance > 0
    assert explain_percent(values[0], n, n_max).chance == Fraction(len(explained), len(values))


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ("31.3", [(5, 16, "half_up"), (5, 16, "ceiling")]),
        ("5.5", [(1, 18, "truncate"), (1, 18, "floor")]),
        ("99.9", []),
    ],
)
def test_percentages_of_the_paper_up_to_eighteen_patients(
    reported: str, expected: list[tuple[int, int, str]]
) -> None:
    found = explain_percent(reported).explanations
    assert [(way.k, way.n, way.rounding) for way in found] == expected


def test_named_denominators_and_half_up_come_first() -> None:
    found = explain_percent("22.2", candidates={"enrolled": 18, "evaluable": 17}).explanations
    assert [(way.n, way.rounding, way.denominator) for way in found[:2]] == [
        (18, "half_up", "enrolled"),
        (9, "half_up", None),
    ]


@pytest.mark.parametrize(
    "reported", ["31,3", "-5", "nan", "inf", "1e400", "100.1", "", "31.", "٣١", "1" * 5000, "<31.3"]
)
def test_what_is_no_percentage_is_refused(reported: str) -> None:
    with pytest.raises(InputError, match="percentage") as caught:
        explain_percent(reported)
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("n", "n_max"), [(0, 18), (-3, 18), (10**12, 18), (None, 0), (None, 10**12)])
def test_denominators_out_of_reach_are_refused(n: int | None, n_max: int) -> None:
    with pytest.raises(InputError, match="must be between"):
        explain_percent("31.3", n, n_max)


def test_a_known_count_leaves_fewer_explanations_and_fewer_lucky_fits():
    free, known = explain_percent("31.3"), explain_percent("31.3", k=5)
    assert {(way.k, way.n) for way in known.explanations} == {(5, 16)}
    printable = {to_decimal(Fraction(500, n), 1, mode) for n in range(5, 19) for mode in MODES}
    assert known.chance == Fraction(len(printable), 1000 - 277 + 1) < free.chance


def test_the_chance_of_a_share_counts_other_values_within_reach_of_what_the_data_give():
    search = explain_share("31.3", 5, 17, {"all": 18, "some": 16, "few": 14})
    assert [(way.n, way.rounding) for way in search.explanations[:1]] == [(16, "half_up")]
    furthest = Fraction(500, 14) - Fraction(500, 17)
    lowest = int(10 * (Fraction(500, 17) - furthest))
    others = {to_decimal(Fraction(units, 10), 1) for units in range(lowest, 358 + 1)} - {"29.4"}
    one_assumption = {"27.8", "31.3", "35.7", "29.5"}
    assert search.chance == Fraction(len(one_assumption), len(others))


def test_a_share_of_one_patient_is_easily_explained():
    named = {"all": 18, "others": 17, "some": 16}
    assert explain_share("6.3", 1, 18, named).chance > explain_share("66.6", 12, 18, named).chance
