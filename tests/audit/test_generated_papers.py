"""Made-up papers raise no alarm, errors planted in them do, and what explains an error is named."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generated_papers import ROUNDINGS, Convention, as_cells, random_paper
from benchmarks.planted_errors import alarms, recall
from doesithold.audit.cells import audit_cells

CONVENTIONS = st.builds(
    Convention,
    rounding=st.sampled_from(list(ROUNDINGS)),
    percent_places=st.integers(0, 2),
    mean_places=st.integers(1, 2),
    sd_places=st.integers(1, 2),
    p_places=st.integers(2, 4),
    count_test=st.sampled_from(["chi_squared", "chi_squared_corrected", "fisher"]),
    mean_test=st.sampled_from(["student", "welch"]),
    states_tests=st.booleans(),
    has_total=st.booleans(),
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(CONVENTIONS, st.integers(0, 10**9))
def test_a_paper_without_an_error_raises_no_alarm(convention: Convention, seed: int) -> None:
    paper = random_paper(random.Random(seed), convention)
    found = [f"{one.line.cell.table}, {one.line.named()}: {one.explanation}" for one in alarms(paper)]
    assert found == [], convention


def test_planted_errors_are_noticed_and_rightly_explained() -> None:
    false, kinds = recall(papers=40, seed=5)
    assert false == 0
    assert len(kinds) >= 16
    planted = sum(count.planted for count in kinds.values())
    explainable = sum(count.explainable for count in kinds.values())
    assert planted > 400
    assert sum(count.noticed for count in kinds.values()) >= 0.95 * planted
    assert sum(count.explained for count in kinds.values()) >= 0.9 * explainable
    for kind, count in kinds.items():
        assert count.noticed >= 0.8 * count.planted, kind


def test_a_hundred_papers_in_another_order_and_form_raise_no_alarm() -> None:
    rng = random.Random(9)
    for _ in range(100):
        paper = random_paper(rng)
        rows = [dict(row) for row in paper.rows]
        rng.shuffle(rows)
        for row in rows:
            if row.get("p", "").startswith("0."):
                row["p"] = row["p"].removeprefix("0")
        other = replace(paper, rows=tuple(rows))
        found = [f"{one.line.cell.table}, {one.line.named()}: {one.explanation}" for one in alarms(other)]
        assert found == [], paper.convention


def test_the_order_of_rows_changes_no_verdict() -> None:
    paper = random_paper(random.Random(3), Convention())
    cells = as_cells(paper)
    moved = sorted(cells, key=lambda cell: (cell.table, cell.row, cell.group))
    arms = {"sizes": paper.sizes, "arms": ("Active", "Control")}
    before = {one.id: one.verdict for one in audit_cells(cells, **arms) if one.provenance == "reported"}
    after = {one.id: one.verdict for one in audit_cells(moved, **arms) if one.provenance == "reported"}
    assert {key: after.get(key) for key in before if key.endswith("percent")} == {
        key: value for key, value in before.items() if key.endswith("percent")
    }


def test_ids_are_unique_and_hyphenated() -> None:
    paper = random_paper(random.Random(4))
    ids = [one.id for one in audit_cells(as_cells(paper))]
    assert len(set(ids)) == len(ids)
    assert "cell-table-1-age-active-mean" in ids
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name in ids)


@pytest.mark.parametrize("rounding", ["half_up", "truncate"])
def test_a_stated_rounding_is_no_assumption(rounding: str) -> None:
    paper = random_paper(random.Random(6), replace(Convention(), rounding=rounding))
    found = audit_cells(as_cells(paper), paper.sizes, ("Active", "Control"), {"rounding": rounding})
    assert {one.verdict for one in found if one.unit == "percent"} == {"reproduced"}


def test_two_hundred_papers_a_second() -> None:
    papers = [as_cells(random_paper(random.Random(seed))) for seed in range(60)]
    audit_cells(papers[0])
    start = time.process_time()
    for cells in papers:
        audit_cells(cells)
    assert time.process_time() - start < 60 / 100
