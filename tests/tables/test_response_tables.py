from fractions import Fraction

import pytest
from scipy.stats import fisher_exact

from analysis.tables import adverse_events, patient_characteristics
from analysis.tables.findings import one_in, told_twice
from analysis.tables.responses import p_between, response_counts, response_rates, responses_by_kit_group
from doesithold.report.roundings import rounding_modes

PRINTED = {"orr": ("17.80", "64.60"), "dcr": ("29.17", "76.63")}


def all_tables(paper):
    return [
        patient_characteristics(paper, {}),
        adverse_events(paper, {}),
        response_counts(paper),
        response_rates(paper, PRINTED),
        responses_by_kit_group(paper),
        rounding_modes([Fraction(5, 16)]),
    ]


def test_counts_of_responses_are_the_papers(paper):
    table = response_counts(paper)
    assert [(row["patients"], row["percent"]) for row in table.rows] == [
        ("1", "5.9"),
        ("6", "35.3"),
        ("2", "11.8"),
        ("8", "47.1"),
        ("1", ""),
    ]


def test_one_method_alone_gives_the_printed_bounds_and_gives_all_of_them(paper):
    table = response_rates(paper, PRINTED)
    marked = {row["method"]: [rate for rate in PRINTED if "✓" in row[rate]] for row in table.rows}
    assert {method: rates for method, rates in marked.items() if rates} == {
        "Wald (from the rounded proportion)": ["orr", "dcr"]
    }
    assert len(table.rows) == 9
    assert table.headings["orr"] == "ORR 7/17 = 41.2 %"
    assert table.headings["dcr"] == "DCR 9/17 = 52.9 %"


def test_responders_by_kit_group_are_counted_among_the_evaluable(paper):
    rows = [tuple(row.values()) for row in responses_by_kit_group(paper).rows]
    assert rows == [
        ("Mutation only", "11", "5", "45.5"),
        ("Mutation and amplification", "4", "2", "50.0"),
        ("Amplification only", "2", "0", "0.0"),
    ]


@pytest.mark.parametrize(
    ("groups", "counts"),
    [(["mutation", "amplification"], [[5, 0], [6, 2]]), (["mutation", "both"], [[5, 2], [6, 2]])],
)
def test_p_between_kit_groups_is_scipys(paper, groups, counts):
    assert p_between(paper, groups) == f"{fisher_exact(counts).pvalue:.2f}"


def test_rounding_modes_part_at_the_tie():
    shown = {row["mode"]: row["5/16"] for row in rounding_modes([Fraction(5, 16)]).rows}
    assert (shown["Half up"], shown["Half to even"], shown["Cut off"]) == ("31.3", "31.2", "31.2")


EVENTS = {"Edema": "edema", "Anorexia": "anorexia", "Nausea": "nausea", "Skin rash": "skin-rash"}


def test_events_told_twice_have_the_share_whose_digits_are_printed(paper, book):
    pairs = {
        event: [f"{place}-{name}-percent" for place in ("abstract", "results")]
        for event, name in EVENTS.items()
    }
    counts = {event.term: event.all_grades for event in paper.rows("adverse_events")}
    for row in told_twice(book.findings, pairs, ["Abstract", "Results"]).rows:
        for place, people in (("0", 16), ("1", 17)):
            tenths = (2000 * counts[row["event"]] + people) // (2 * people)
            assert row[place] == f"{tenths / 10} = {counts[row['event']]}/{people}"


def test_a_rare_chance_is_told_as_one_in_so_many():
    assert [one_in(Fraction(1, 6319)), one_in(Fraction(2, 3001))] == ["1 in 6,319", "1 in 1,500"]


def test_every_heading_says_what_it_heads(paper, cells):
    for table in all_tables(paper):
        read = cells(table)
        scopes = [attributes.get("scope") for tag, attributes in read.attributes if tag == "th"]
        rows = len(table.rows)
        assert scopes == ["col"] * len(table.headings) + ["row"] * rows


def test_tables_are_the_same_bytes_twice_under_ids_of_their_own(paper):
    once, twice = all_tables(paper), all_tables(paper)
    assert [table._repr_markdown_() for table in once] == [table._repr_markdown_() for table in twice]
    ids = [table.name for table in once]
    assert len(set(ids)) == len(ids)
    assert all(f'id="{table.name}"' in table._repr_markdown_() for table in once)
