"""Sentences of the chapters that rest on verdicts: if the audit comes to others, the prose is wrong."""

import pytest

from doesithold.reconstruct import check
from doesithold.statistics.survival import kaplan_meier

EVENTS = ["edema", "anorexia", "nausea", "skin-rash"]


def test_the_abstracts_four_events_fit_one_denominator_and_the_counts_of_table_2(book):
    bases = {
        place: [str(book.findings[f"{place}-{event}-percent"].share) for event in EVENTS]
        for place in ("abstract", "results")
    }
    assert bases == {
        "abstract": ["5/16", "4/16", "3/16", "3/16"],
        "results": ["5/17", "4/17", "3/17", "3/17"],
    }
    assert {book.findings[f"abstract-{event}-percent"].verdict for event in EVENTS} == {"explained"}


def test_the_primary_result_stands(book):
    for claim in ("results-cr-count", "results-sd-count", "results-orr", "results-dcr"):
        assert book.findings[claim].verdict == "reproduced"
    assert book.findings["results-pr-count"].verdict == "reproduced"


def test_the_intervals_are_walds_from_the_rounded_rate_and_hardly_by_luck(book):
    for rate in ("orr", "dcr"):
        finding = book.findings[f"results-{rate}-lower"]
        assert finding.verdict == "explained"
        assert finding.assumptions[0].value.startswith("wald, proportion rounded to 3 digits")
        assert finding.chance < 1 / 1000


@pytest.mark.parametrize("section", ["results", "abstract"])
def test_percentages_of_single_patients_were_cut_off(book, section):
    for tumour in ("ovary", "breast", "muo"):
        (assumption,) = book.findings[f"{section}-{tumour}-percent"].assumptions
        assert (assumption.kind, assumption.value) == ("rounding", "truncate")
    assert book.findings["results-age-median"].assumptions[0].value == "truncate"


def test_one_variant_fits_another_isoform_and_one_fits_nothing(book):
    assert book.findings["table1-pt10-variant-fits"].verdict == "explained"
    assert "isoform 2" in book.findings["table1-pt10-variant-fits"].explanation
    assert book.findings["table1-pt17-variant-fits"].verdict == "contradicted"
    assert book.findings["discussion-n822k-fits"].verdict == "reproduced"


def test_the_discussion_miscounts_partial_responses_beside_the_right_rate(book):
    assert book.findings["discussion-pr-count"].verdict == "contradicted"
    assert book.findings["discussion-orr"].verdict == "reproduced"


def test_safety_percentages_come_out_from_their_table(book):
    for name, finding in book.findings.items():
        if name.startswith("table2-") and name.endswith("-percent"):
            assert finding.verdict == "reproduced", name


def test_the_first_scan_lies_between_the_median_of_progression_and_its_lower_bound(book):
    lower, scan, median = (
        float(book.findings[claim].reported)
        for claim in ("results-pfs-lower", "methods-scan-months", "results-pfs-median")
    )
    assert lower < scan < median


@pytest.fixture(scope="module")
def drawn(book):
    return book.sources.ensemble


def test_every_data_set_behind_the_figures_agrees_with_the_paper(book, drawn):
    assert check(drawn, book.paper, book.sources.reading) == ()


def test_after_two_years_nobody_or_several_are_free_of_progression(drawn):
    heights = kaplan_meier(drawn.times["pfs"].times, drawn.times["pfs"].events).at(24.0)
    assert heights.min() == 0
    assert heights.max() > 3 / 17


def test_the_data_sets_side_by_side_tell_different_stories(drawn):
    shown = drawn.rows(slice(4))
    last = kaplan_meier(shown.times["pfs"].times, shown.times["pfs"].events).survival.min(axis=1)
    assert last.min() == 0 and last.max() > 3 / 17


def test_pt_14_bounds_what_can_be_said_of_the_deepest_shrinkage(book):
    assert "Pt-14 (K642E) had a complete response" in book.findings["results-shrinkage-variants"].tension
    partial = {p.variant for p in book.paper.rows() if p.best_response == "PR"}
    assert partial == {"W557G", "N655K", "L576P"}
