"""Exact measures, against counts made by hand from the printed table."""

import re
from fractions import Fraction
from statistics import median as standard_median
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.tables.responses import disease_control_rate, objective_response_rate
from doesithold.errors import InputError
from doesithold.measures import Context, MeasureCall, recompute
from doesithold.measures.patients import significance
from doesithold.measures.selection import count, select, share
from doesithold.paper.assumptions import Assumptions
from doesithold.paper.table import Column, Row, Table
from doesithold.statistics.describe import median


def test_response_rates_of_the_paper(paper):
    assert str(objective_response_rate(paper)) == "7/17"
    assert str(disease_control_rate(paper)) == "9/17"
    assert objective_response_rate(paper, of={}).proportion == Fraction(7, 18)
    assert objective_response_rate(paper).percent == Fraction(700, 17)


@pytest.mark.parametrize(
    ("one", "other", "significant"),
    [
        ((5, 5), (1, 5), True),  # P = 0.048
        ((4, 5), (0, 5), True),  # P = 0.048
        ((4, 5), (1, 5), False),  # P = 0.21
        ((1, 1), (0, 19), False),  # P is 0.05 itself
        ((3, 4), (0, 6), True),  # P = 0.033
        ((3, 6), (0, 4), False),  # P = 0.20
    ],
)
def test_a_difference_is_significant_where_fishers_p_lies_below_5_percent(one, other, significant):
    rows = [(arm, place < k) for arm, (k, n) in zip("AB", (one, other), strict=True) for place in range(n)]
    p = stats.fisher_exact([[k, n - k] for k, n in (one, other)]).pvalue
    assert (p < 0.05 - 1e-9) == significant
    columns = {"arm": Column("arm", "string", ("A", "B")), "response": Column("response", "boolean")}
    made = tuple(Row("people", {"arm": arm, "response": response}) for arm, response in rows)
    table = Table("people", "people.csv", "person", None, columns, made)
    context = Context(SimpleNamespace(table=lambda name: table))
    found = significance(context, {"response": True}, [{"arm": "A"}, {"arm": "B"}])
    assert found.value == ("significant difference" if significant else "no significant difference")


def test_the_midpoint_of_bounds_is_that_of_the_scale_which_is_assumed(paper):
    call = MeasureCall("midpoint", {"lower": "results-pfs-lower", "upper": "results-pfs-upper"})
    plain, log = (
        recompute(Context(paper, Assumptions(median_interval=scale)), call).value
        for scale in ("symmetric", "log")
    )
    assert plain == Fraction("2.245")
    assert float(log) == pytest.approx((1.29 * 3.20) ** 0.5)


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
        ({"age": {"at_least": 60, "less_than": 70}}, 5),
        ({"age": {"at_least": 56}}, 13),
        ({"age": {"more_than": 56}}, 10),
        ({"age": {"at_most": 56}}, 8),
        ({"age": {"less_than": 56}}, 5),
        ({"co_alterations": None}, 10),
    ],
)
def test_selections_count_as_by_hand(paper, where, expected):
    assert count(paper, where) == expected


def test_a_share_counts_only_patients_of_its_denominator(paper):
    assert str(share(paper, {"sex": "F"}, {"evaluable": True})) == "9/17"


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"sex": "Male"}, "column sex has no value 'Male'; values are M, F"),
        ({"sex": 1}, "column sex holds text, not 1"),
        ({"age": "62"}, "column age holds a whole number, not '62'"),
        ({"age": True}, "column age holds a whole number, not True"),
        ({"age": {"over": 60}}, "'over' must be one of at_least, more_than, at_most, less_than"),
        ({"sex": {"at_least": 1}}, "a range of it makes no sense"),
        ({"mutated": "yes"}, "column mutated holds true or false"),
        ({"kit_group": "none"}, "column kit_group has no value 'none'"),
        ({"best_response": "Pr"}, "column best_response has no value 'Pr'"),
        ({"patient": "Pt-19"}, "column patient has no value 'Pt-19'"),
        ({"sites": "Lung"}, "column sites has 'lung', not 'Lung'"),
        ({"age": None}, "column age is never empty"),
        ({"not": {"sex": "X"}}, "column sex has no value 'X'"),
        ({"not": "F"}, "'not' must hold a selection"),
    ],
)
def test_what_cannot_match_is_an_error_and_never_counts_nobody(paper, where, message):
    with pytest.raises(InputError, match=re.escape(message)):
        count(paper, where)


def test_a_patient_with_neither_alteration_is_called_so(paper):
    (row,) = [row for row in paper.rows() if row.patient == "Pt-01"]
    changed = paper.changed("patients", row, variant=None)
    assert [row.kit_group for row in changed.rows()].count("neither") == 1
    assert row.kit_group == "mutation"


def test_an_unknown_column_is_named(paper):
    with pytest.raises(InputError, match="no column 'agee'"):
        select(paper, {"agee": 3})
    with pytest.raises(InputError, match="no column 'agee'"):
        _ = paper.rows()[0].agee


def test_the_median_age_is_59_and_a_half(paper):
    assert median([patient.age for patient in paper.rows()]) == Fraction(119, 2)


@given(st.lists(st.integers(-1000, 1000), min_size=1))
def test_the_median_agrees_with_the_standard_library(values):
    assert median(values) == Fraction(standard_median(values))


def test_a_median_of_nothing_is_refused():
    with pytest.raises(InputError):
        median([])


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("median", {"column": "sex"}, "column sex of table patients holds no numbers"),
        ("minimum", {"column": "sites"}, "column sites of table patients holds no numbers"),
        ("median", {"column": "colour"}, "table patients has no column 'colour'"),
        (
            "significance",
            {"where": {"sex": "F"}, "between": [{"mutated": True}, {"mutated": False}, {"sex": "M"}]},
            "between: must be two groups, not 3",
        ),
        ("event_count", {"table": "adverse_events", "event": "Edema", "count": "term"}, "holds no numbers"),
        ("value", {"row": "Pt-99", "column": "age"}, "table patients, column patient has no value 'Pt-99'"),
    ],
)
def test_a_measure_refuses_what_it_cannot_answer_in_one_line(paper, name, arguments, told):
    with pytest.raises(InputError) as caught:
        recompute(Context(paper), MeasureCall(name, arguments))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
