"""What printed cells say about one another, one case a rule, with the explanation a reader gets."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from doesithold.audit.cells import audit_cells
from doesithold.audit.finding import Finding
from doesithold.errors import InputError
from doesithold.paper.cells import Cell, read_cells


def audited(*cells: Cell, **known: object) -> dict[str, Finding]:
    return {one.id: one for one in audit_cells(cells, **known)}  # type: ignore[arg-type]


def cell(row: str = "pain", group: str = "A", **values: str) -> Cell:
    extra = {name: values.pop(name) for name in ("set", "items", "quantity", "heading") if name in values}
    return Cell(table=values.pop("table", "T1"), row=row, group=group, extra=extra, **values)


def test_a_percentage_is_that_of_its_count() -> None:
    found = audited(cell(n="62", count="27", percent="43.5"))["cell-t1-pain-a-percent"]
    assert (found.verdict, found.recomputed, str(found.basis)) == ("reproduced", "43.5", "27/62")


@pytest.mark.parametrize(
    ("percent", "beside", "verdict", "told"),
    [
        (
            "30",
            ("40", "60", "70", "100"),
            "unverifiable",
            "Possible (3 of 10), but the count is not printed.",
        ),
        ("45", ("40", "60", "70", "100"), "contradicted", "No count of 10 people prints 45 %."),
        ("44", ("40", "60", "70", "100"), "unverifiable", "No count of 10 people prints 44 %; 4 of 9 do."),
        ("45", ("43", "57", "70", "100"), "unverifiable", "it may be a share of others."),
        ("45", (), "unverifiable", "it may be a share of others."),
    ],
)
def test_a_percentage_without_a_count_is_refuted_beside_others_of_the_same_people(
    percent: str, beside: tuple[str, ...], verdict: str, told: str
) -> None:
    others = [cell(f"row {text}", n="10", percent=text) for text in beside]
    found = audited(*others, cell(n="10", percent=percent))["cell-t1-pain-a-percent"]
    assert (found.verdict, told in found.explanation) == (verdict, True), found.explanation


def test_tests_that_were_tried_in_vain_are_told_in_the_order_they_were_tried() -> None:
    found = audited(cell(n="62", count="27", p="0.9"), cell(group="B", n="60", count="41"))[
        "cell-t1-pain-a-p"
    ]
    assert found.verdict == "contradicted"
    assert found.tried[:3] == (
        "the chi-squared test without correction",
        "the chi-squared test with Yates's correction",
        "Fisher's exact test",
    )


def test_a_denominator_is_searched_among_all_groups() -> None:
    found = audited(
        cell(n="62", count="27", percent="22.1"),
        cell(group="B", n="60", count="41", percent="68.3"),
        sizes={"A": 62, "B": 60, "randomised": 122},
    )["cell-t1-pain-a-percent"]
    assert found.verdict == "explained"
    assert (found.assumptions[0].kind, found.assumptions[0].value) == ("denominator", "122")
    assert str(found.basis) == "27/122"


def test_a_denominator_among_so_many_that_most_numbers_fit_is_weak_and_stays_red() -> None:
    sizes = {f"centre {n}": n for n in range(21, 60)}
    found = audited(cell(n="60", count="10", percent="22"), sizes=sizes)["cell-t1-pain-a-percent"]
    assert found.verdict == "contradicted"
    assert "Weak explanations: 10/45 (centre 45); 10/46 (centre 46)" in found.explanation


def test_a_denominator_is_searched_in_the_other_tables_of_a_group() -> None:
    found = audited(
        cell(n="396", count="48", percent="15.0"),
        cell("rash", n="320", count="22", percent="6.9", table="T2"),
        sizes={"A": 426},
    )["cell-t1-pain-a-percent"]
    assert (found.verdict, found.assumptions[0].value) == ("explained", "320")
    assert "48/320 (A in “T2”)" in found.explanation


def test_a_lone_percentage_that_is_cut_off_is_weakly_explained_and_stays_red() -> None:
    others = [
        cell(f"row {k}", n="60", count=str(k), percent=f"{100 * k / 60:.1f}") for k in (1, 7, 13, 19, 25, 31)
    ]
    found = audited(
        *others, cell(n="60", count="41", percent="68.2"), cell("x", n="60", count="40", percent="66.6")
    )
    assert found["cell-t1-x-a-percent"].verdict == "contradicted"
    assert "Weak explanations: 40/60, cut off" in found["cell-t1-x-a-percent"].explanation
    assert found["cell-t1-pain-a-percent"].verdict == "contradicted"


def test_a_correct_neighbour_is_never_blamed() -> None:
    found = audited(
        cell("pain", n="60", count="27", percent="45.0"),
        cell("rash", n="60", count="13", percent="12.1"),
    )
    assert found["cell-t1-pain-a-percent"].verdict == "reproduced"
    assert found["cell-t1-rash-a-percent"].verdict == "contradicted"


def test_a_share_of_one_in_place_of_a_percentage_is_read_so() -> None:
    found = audited(cell(n="21", count="13", percent="0.619"))["cell-t1-pain-a-percent"]
    assert (found.verdict, found.by, found.assumptions[0].value) == (
        "explained",
        "reading",
        "a share of 1, not of 100",
    )


def test_rows_below_one_another_may_have_lost_the_same_people() -> None:
    counts = (14, 18, 22, 11)
    lost = [cell(f"grade {k}", n="94", count=str(k), percent=f"{100 * k / 72:.1f}") for k in counts]
    other = cell("pain", n="94", count="47", percent="57.0")
    found = audited(*lost, other)
    assert found["cell-t1-pain-a-percent"].verdict == "contradicted"
    for k in counts:
        one = found[f"cell-t1-grade-{k}-a-percent"]
        assert (one.verdict, str(one.basis), one.assumptions[0].value) == ("explained", f"{k}/72", "72")


@pytest.mark.parametrize(("last", "verdict"), [("59.8", "explained"), ("59.4", "contradicted")])
def test_rows_of_one_heading_may_be_percentages_of_their_sum(last: str, verdict: str) -> None:
    printed = {"low": ("161", "26.7"), "medium": ("81", "13.5"), "high": ("360", last)}
    rows = [
        cell(row, n="603", count=k, percent=percent, heading="Load") for row, (k, percent) in printed.items()
    ]
    rows.append(cell("counted", n="603", count="9", heading="Load of others"))
    rows.append(cell("printed otherwise", n="603", count="9", percent="9.9", heading="Load of others"))
    others = {"201": "33.3", "210": "34.8", "35": "5.8"}
    rows += [cell(f"row {k}", n="603", count=k, percent=percent) for k, percent in others.items()]
    found = audited(*rows)["cell-t1-high-a-percent"]
    assert found.verdict == verdict
    assert verdict == "contradicted" or str(found.basis) == "360/602"


@pytest.mark.parametrize(("count", "verdict"), [("13", "explained"), ("12", "contradicted")])
def test_a_percentage_may_have_been_rounded_twice(count: str, verdict: str) -> None:
    printed = {"13": "48.2", "12": "44.5"}[count]
    found = audited(cell(n="27", count=count, percent=printed))["cell-t1-pain-a-percent"]
    assert found.verdict == verdict


@pytest.mark.parametrize(("of", "verdict"), [(20, "explained"), (21, "contradicted")])
def test_parts_whose_percentages_are_of_their_sum_lack_people(of: int, verdict: str) -> None:
    rows = [
        cell(f"row {k}", n="21", count=str(k), percent=f"{100 * k / of:.1f}", set="use") for k in (7, 12, 1)
    ]
    assert audited(*rows)["cell-t1-use-a-parts"].verdict == verdict


def test_a_table_may_print_the_percentages_of_its_rows() -> None:
    rows = [
        cell(row, group, n=n, count=str(count), percent=f"{100 * count / sum(counts):.0f}")
        for row, counts in {"women": (50, 150), "men": (30, 20)}.items()
        for group, n, count in zip("AB", ("400", "300"), counts, strict=True)
    ]
    found = audited(*rows, cell("pain", "A", n="400", count="40", percent="30"))
    assert str(found["cell-t1-women-b-percent"].basis) == "150/200"
    assert {one.verdict for name, one in found.items() if "men" in name} == {"explained"}
    assert found["cell-t1-pain-a-percent"].verdict == "contradicted"


@pytest.mark.parametrize(
    ("percents", "verdict"),
    [
        (("10.0", "35.0", "55.0", "62.3"), "contradicted"),
        (("10.0", "35.0", "55.0", "42.1"), "unverifiable"),
        (("11.7", "33.9", "54.2", "62.3"), "unverifiable"),
    ],
)
def test_a_percentage_alone_is_refuted_only_beside_others_of_the_same_people(
    percents: tuple[str, ...], verdict: str
) -> None:
    found = audited(*(cell(f"row {at}", n="20", percent=one) for at, one in enumerate(percents)))
    assert found["cell-t1-row-3-a-percent"].verdict == verdict


def test_exchanged_arms_are_named() -> None:
    found = audited(
        cell(n="62", count="27", percent="68.3"), cell(group="B", n="60", count="41", percent="43.5")
    )
    for name in ("cell-t1-pain-a-percent", "cell-t1-pain-b-percent"):
        assert [(one.kind, one.value) for one in found[name].assumptions] == [("swap", "arms")]
        assert "“A” and “B” are exchanged" in found[name].explanation.replace("“B” and “A”", "“A” and “B”")


def test_a_misprinted_count_is_found_by_percentage_sum_and_p_together() -> None:
    found = audited(
        cell("male", n="62", count="26", percent="41.9", set="sex"),
        cell("female", n="62", count="30", percent="58.1", set="sex"),
    )
    count = found["cell-t1-female-a-count"]
    assert (count.verdict, count.recomputed) == ("contradicted", "36")
    assert found["cell-t1-female-a-percent"].assumptions[0].value == "36, not 30, for female, A"
    assert found["cell-t1-sex-a-parts"].verdict == "explained"
    assert found["cell-t1-male-a-percent"].verdict == "reproduced"


def test_a_set_that_does_not_add_up_says_how_many_are_missing() -> None:
    found = audited(
        cell("male", n="62", count="26", set="sex"), cell("female", n="62", count="33", set="sex")
    )["cell-t1-sex-a-parts"]
    assert (found.verdict, found.recomputed, found.provenance) == ("contradicted", "59", "reported")
    assert "3 are missing" in found.explanation
    more = audited(
        cell("male", n="62", count="26", set="sex"), cell("female", n="62", count="38", set="sex")
    )["cell-t1-sex-a-parts"]
    assert "2 are too many" in more.explanation


def test_a_count_above_all_is_impossible() -> None:
    assert audited(cell(n="10", count="11"))["cell-t1-pain-a-count"].verdict == "contradicted"


def test_what_one_check_refutes_another_cannot_mend() -> None:
    parts = (cell("mild", count="4", set="ill"), cell("severe", count="6", set="ill"))
    assert audited(*parts, cell("ill", n="12", count="10"))["cell-t1-ill-a-count"].verdict == "reproduced"
    assert audited(*parts, cell("ill", n="8", count="10"))["cell-t1-ill-a-count"].verdict == "contradicted"


def test_a_rounding_that_all_percentages_show_is_told_as_an_assumption() -> None:
    cut = [
        cell(f"row {k}", n="60", count=str(k), percent=f"{math.floor(1000 * k / 60) / 10:.1f}")
        for k in (1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17)
    ]
    found = audited(*cut)["cell-t1-row-1-a-percent"]
    assert found.verdict == "explained"
    assert [(one.kind, one.value) for one in found.assumptions] == [("rounding", "truncate")]


@pytest.mark.parametrize(("p", "verdict"), [("0.043", "reproduced"), ("0.050", "contradicted")])
def test_p_of_three_means_is_that_of_an_analysis_of_variance(p: str, verdict: str) -> None:
    arms = {"A": (10, "5.000", "1.000"), "B": (12, "6.000", "1.200"), "C": (11, "6.200", "1.100")}
    cells = [cell(group=name, n=str(n), mean=mean, sd=sd) for name, (n, mean, sd) in arms.items()]
    everyone = [
        float(mean) + float(sd) * z * (n - 1) ** 0.5 / (z @ z) ** 0.5
        for n, mean, sd in arms.values()
        for z in [np.linspace(-1, 1, n)]
    ]
    assert stats.f_oneway(*everyone).pvalue == pytest.approx(0.0434, abs=5e-5)
    found = audited(*cells, cell(group="", p=p))["cell-t1-pain-p"]
    assert found.verdict == verdict


@pytest.mark.parametrize(("other", "conflict"), [("5.31", True), ("5.23", False), ("5.24", False)])
def test_a_value_printed_with_more_digits_elsewhere_must_round_to_it(other: str, conflict: bool) -> None:
    same = [cell(table=table, group="B", n="60", mean="4.0", sd="1.0") for table in ("T1", "T2")]
    values = [
        cell(table=table, n="62", mean=mean, sd="1.1") for table, mean in (("T1", "5.2"), ("T2", other))
    ]
    found = audited(*values, *same)
    assert bool(found.get("cell-t1-pain-a-mean")) == conflict


@pytest.mark.parametrize(
    ("p", "test", "verdict"),
    [
        ("0.007", "Fisher", "reproduced"),
        ("0.006", "", "reproduced"),
        ("0.010", "chi-squared", "reproduced"),
        ("<0.05", "", "reproduced"),
        ("<0.001", "", "contradicted"),
        ("0.13", "", "contradicted"),
        ("0.13", "Cochran-Armitage", "unverifiable"),
    ],
)
def test_p_of_counts(p: str, test: str, verdict: str) -> None:
    # 27/62 against 41/60; R: chi-squared 0.00586, corrected 0.01008, Fisher 0.00668.
    found = audited(
        cell(n="62", count="27"), cell(group="B", n="60", count="41"), cell(group="", p=p, test=test)
    )["cell-t1-pain-p"]
    assert found.verdict == verdict


def test_p_of_means_takes_all_that_rounding_allows() -> None:
    # 5.2 (1.1), 28 against 4.7 (1.2), 30: t = 1.65 with 56 df, p = 0.104; rounding allows 0.043 to 0.211.
    arms = (cell(n="28", mean="5.2", sd="1.1"), cell(group="B", n="30", mean="4.7", sd="1.2"))
    verdicts = {
        p: audited(*arms, cell(group="", p=p))["cell-t1-pain-p"].verdict for p in ("0.10", "0.08", "0.4")
    }
    assert verdicts == {"0.10": "reproduced", "0.08": "reproduced", "0.4": "contradicted"}


def test_standard_errors_printed_as_deviations_are_recognised_by_p() -> None:
    # From 50.0 (SD 9.0), 36 and 45.5 (SD 9.6), 36: the errors are 1.5 and 1.6, pooled p = 0.0437.
    arms = (cell(n="36", mean="50.0", sd="1.50"), cell(group="B", n="36", mean="45.5", sd="1.60"))
    found = audited(*arms, cell(group="", p="0.044"))["cell-t1-pain-p"]
    assert (found.verdict, found.by) == ("explained", "reading")
    assert "standard errors" in found.explanation


def test_a_p_value_that_no_rank_test_of_so_few_people_has() -> None:
    arms = (cell(n="7", median="5"), cell(group="B", n="6", median="2"))
    found = audited(*arms, cell(group="", p="<0.001", test="Mann-Whitney"))["cell-t1-pain-p"]
    assert (found.verdict, found.recomputed) == ("contradicted", "at least 0.0012")
    possible = audited(*arms, cell(group="", p="0.002", test="Mann-Whitney"))["cell-t1-pain-p"]
    assert possible.verdict == "unverifiable"


@pytest.mark.parametrize(
    ("values", "column", "verdict"),
    [
        ({"n": "28", "mean": "5.19", "items": "1"}, "mean", "contradicted"),
        ({"n": "28", "mean": "5.18", "items": "1"}, "mean", "unverifiable"),
        ({"n": "28", "mean": "5.19"}, "mean", None),
        ({"n": "40", "mean": "1.03", "sd": "0.41", "items": "1"}, "sd", "contradicted"),
        ({"n": "20", "mean": "50", "sd": "33", "minimum": "20", "maximum": "80"}, "sd", "contradicted"),
        ({"n": "20", "mean": "50", "sd": "21", "minimum": "20", "maximum": "80"}, "sd", None),
        ({"n": "20", "sd": "3", "minimum": "20", "maximum": "80"}, "sd", "contradicted"),
        ({"n": "25", "mean": "5", "sd": "10.0", "se": "2.0"}, "se", "reproduced"),
        ({"n": "25", "mean": "5", "sd": "10.0", "se": "2.2"}, "se", "contradicted"),
        ({"n": "25", "mean": "5", "sd": "2.0", "se": "10.0"}, "se", "explained"),
        ({"n": "25", "median": "9.5", "q1": "3.0", "q3": "8.0"}, "q3", "contradicted"),
        ({"n": "25", "median": "9.5", "q3": "9.0"}, "q3", "contradicted"),
        ({"n": "25", "median": "9.5", "q3": "9.5"}, "q3", None),
        ({"n": "25", "minimum": "11", "median": "9"}, "median", "contradicted"),
        ({"n": "25", "minimum": "9", "maximum": "7"}, "maximum", "contradicted"),
        ({"n": "25", "mean": "9", "sd": "1.0", "median": "3"}, "median", "contradicted"),
        ({"n": "25", "mean": "9.00", "sd": "1.00", "median": "7.90"}, "median", "contradicted"),
        ({"n": "25", "mean": "9.00", "sd": "1.00", "median": "8.10"}, "median", None),
        ({"n": "40", "count": "0", "percent": "2.5"}, "percent", "contradicted"),
        ({"n": "25", "mean": "9.0", "minimum": "11", "maximum": "12"}, "mean", "contradicted"),
        ({"n": "10", "mean": "0.30", "sd": "0.50", "items": "binary"}, "sd", "contradicted"),
        ({"n": "10", "mean": "0.30", "sd": "0.48", "items": "binary"}, "sd", "unverifiable"),
        ({"n": "7", "mean": "5.28", "items": "1"}, "mean", "explained"),
        ({"n": "60", "mean": "5.26", "items": "1"}, "mean", "contradicted"),
        ({"n": "62", "percent": "43.5"}, "percent", "unverifiable"),
        ({"n": "10", "percent": "43.5"}, "percent", "unverifiable"),
    ],
)
def test_summaries_hold_one_another(values: dict[str, str], column: str, verdict: str | None) -> None:
    found = audited(cell(**values)).get(f"cell-t1-pain-a-{column}")
    assert (found and found.verdict) == verdict


@pytest.mark.parametrize(("percent", "verdict"), [("33.3", "explained"), ("66.7", "contradicted")])
def test_a_deviation_that_is_cut_off_is_no_error_where_no_percentage_speaks_against_it(
    percent: str, verdict: str
) -> None:
    share = cell("rash", n="3", count="1" if percent == "33.3" else "2", percent=percent)
    found = audited(share, cell("score", n="5", mean="4.00", sd="1.5", items="1"))
    assert found["cell-t1-score-a-sd"].verdict == verdict


def test_more_people_than_a_group_has_are_impossible() -> None:
    found = audited(cell(n="70", count="3"), sizes={"A": 62})["cell-t1-pain-a-n"]
    assert (found.verdict, found.recomputed) == ("contradicted", "at most 62")


def test_a_rank_test_of_three_groups_needs_the_single_values() -> None:
    arms = [cell(group=name, n="7", median="5") for name in "ABC"]
    found = audited(*arms, cell(group="", p="<0.001", test="Wilcoxon"))["cell-t1-pain-p"]
    assert found.verdict == "unverifiable"
    assert "single values" in found.explanation


def test_rows_of_whole_numbers_may_be_named_by_the_study() -> None:
    assert (
        audited(cell(n="28", mean="5.19"), integers=["pain"])["cell-t1-pain-a-mean"].verdict == "contradicted"
    )


def test_a_row_printed_twice_with_another_value_is_a_conflict_and_no_verdict() -> None:
    found = audited(
        cell(n="62", count="27", percent="43.5"),
        cell(group="B", n="60", count="41", percent="68.3"),
        cell(table="T2", n="62", count="28", percent="45.2"),
        cell(table="T2", group="B", n="60", count="41", percent="68.3"),
    )
    one = found["cell-t1-pain-a-percent"]
    assert (one.verdict, one.conflicts_with) == ("reproduced", ("cell-t2-pain-a-percent",))
    assert found["cell-t2-pain-b-percent"].conflicts_with == ()


def test_rows_of_one_name_that_share_nothing_are_two_quantities() -> None:
    found = audited(
        cell(n="62", count="27", percent="43.5"), cell(table="T2", n="62", count="5", percent="8.1")
    )
    assert all(not one.conflicts_with for one in found.values())


def test_names_that_differ_only_in_signs_have_ids_of_their_own() -> None:
    found = audited(
        cell("< 60", n="10", count="1", percent="10"), cell("≥ 60", n="10", count="9", percent="90")
    )
    assert list(found) == ["cell-t1-60-a-percent", "cell-t1-60-a-percent-2"]


def test_bad_cells_are_named_with_row_column_value_and_rule(tmp_path: Path) -> None:
    file = tmp_path / "cells.csv"
    file.write_text('table,row,group,n,percent,p\nT1,pain,A,1.5,"31,3",maybe\nT1,pain,A,,,\nT1,,B,,,\n')
    with pytest.raises(InputError) as caught:
        read_cells(file)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("cells.csv, row 2, column n, value '1.5': must be a whole number")
    assert [line.split(":")[0] for line in lines[1:]] == [
        "cells.csv, row 2, column percent, value '31,3'",
        "cells.csv, row 2, column p, value 'maybe'",
        "cells.csv, row 4, column row",
        "cells.csv, row 3, value 'T1, pain, A'",
    ]
