"""Exact measures, against counts made by hand from the printed table."""

from fractions import Fraction
from statistics import median as standard_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doesithold.errors import InputError
from doesithold.measures.selection import (
    adverse_event,
    count,
    disease_control_rate,
    median,
    objective_response_rate,
    select,
    share,
)


def test_response_rates_of_the_paper(study):
    assert str(objective_response_rate(study)) == "7/17"
    assert str(disease_control_rate(study)) == "9/17"
    assert objective_response_rate(study, of={}).proportion == Fraction(7, 18)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, 18),
        ({"sex": "M"}, 8),
        ({"tumour_type": "melanoma"}, 15),
        ({"kit_group": "mutation"}, 12),
        ({"kit_group": "amplification"}, 2),
        ({"kit_group": "both"}, 4),
        ({"best_response": ["CR", "PR"]}, 7),
        ({"sites": "lung"}, 7),
        ({"altered_genes": "PDGFRA"}, 3),
        ({"co_alterations": "CDKN2A deletion", "best_response": "PR"}, 2),
        ({"not": {"variant": "L576P"}, "mutated": True}, 10),
    ],
)
def test_selections_count_as_by_hand(study, where, expected):
    assert count(study, where) == expected


def test_a_share_counts_only_patients_of_its_denominator(study):
    assert str(share(study, {"sex": "F"}, {"evaluable": True})) == "9/17"


def test_an_unknown_column_or_term_is_named(study):
    with pytest.raises(InputError, match="no column 'agee'"):
        select(study, {"agee": 3})
    with pytest.raises(InputError, match="no adverse event 'Oedema'"):
        adverse_event(study, "Oedema")


def test_the_median_age_is_59_and_a_half(study):
    assert median([patient.age for patient in study.patients]) == Fraction(119, 2)


@given(st.lists(st.integers(-1000, 1000), min_size=1))
def test_the_median_agrees_with_the_standard_library(values):
    assert median(values) == Fraction(standard_median(values))


def test_a_median_of_nothing_is_refused():
    with pytest.raises(InputError):
        median([])
