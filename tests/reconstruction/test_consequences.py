"""What is said to follow does so in every draw, and not for want of trying."""

import pytest

from doesithold.paper.paper import Paper
from doesithold.reconstruct import consequences, reconstruct
from doesithold.reconstruct.clashes import minimal_sets
from doesithold.reconstruct.constraints import Constraints

IDS = [
    "share-at-first-scan",
    "median-is-one-patient",
    "who-the-median-is",
    "who-the-median-is-if-confirmed",
    "sixteen-lacks-a-progressor",
    "withdrawal-after-first-scan",
    "pfs-window",
    "os-window",
]


def test_every_consequence_is_proved(paper: Paper, constraints: Constraints) -> None:
    found = consequences(paper, constraints)
    assert [consequence.id for consequence in found] == IDS
    known = {constraint.id for constraint in constraints.constraints}
    for consequence in found:
        assert consequence.rests_on
        assert set(consequence.rests_on) <= known
        assert minimal_sets(paper, constraints.under(consequence.choices)) == []


@pytest.mark.parametrize("name", IDS)
def test_every_draw_agrees(paper: Paper, constraints: Constraints, name: str) -> None:
    (found,) = (consequence for consequence in consequences(paper, constraints) if consequence.id == name)
    for seed in (1, 2):
        ensemble = reconstruct(paper, "pfs", 500, seed, readings=constraints.under(found.choices))
        assert found.holds(ensemble).all()


def test_numbers_a_reviewer_would_quote(paper: Paper, constraints: Constraints) -> None:
    says = {consequence.id: consequence.says for consequence in consequences(paper, constraints)}
    assert "8 of 17" in says["share-at-first-scan"]
    assert "52.9 %" in says["share-at-first-scan"]
    assert "2.24 to 2.25 months (68.2 to 68.5 days)" in says["median-is-one-patient"]
    assert "12.2 to 12.5 days after the scan" in says["median-is-one-patient"]
    assert says["who-the-median-is"].endswith(
        "Pt-01 (PR) or Pt-05 (SD) or Pt-07 (SD) or Pt-08 (PR) or Pt-13 (PR)."
    )
    assert says["who-the-median-is-if-confirmed"].endswith("Pt-05 (SD) or Pt-07 (SD).")
    assert "0.707 to 0.714 months" in says["pfs-window"]
    assert "2.24 months (68.2 days)" in says["withdrawal-after-first-scan"]


def test_without_the_schedule_nothing_follows_about_the_first_scan(
    paper: Paper, constraints: Constraints
) -> None:
    loose = constraints.model_copy(
        update={
            "constraints": [c for c in constraints.constraints if c.id != "progressors-by-first-scan"],
        }
    )
    ids = {consequence.id for consequence in consequences(paper, loose)}
    assert "share-at-first-scan" not in ids
    assert "median-is-one-patient" not in ids
    assert "withdrawal-after-first-scan" not in ids


def test_a_late_first_scan_moves_its_share_but_not_who_the_median_is(
    paper: Paper, constraints: Constraints
) -> None:
    share, one, who, *_ = consequences(paper, constraints)
    late = reconstruct(paper, "pfs", 500, 1, readings=constraints.under({"first_scan": "within_a_week"}))
    assert not share.holds(late).all()
    assert one.holds(late).all()
    assert who.holds(late).all()
