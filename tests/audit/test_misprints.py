"""One misprinted count beside right percentages, ratios and p values: it is blamed, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from doesithold.audit.doubt import slips
from doesithold.audit.finding import Finding
from doesithold.audit.statements import audit_statements
from doesithold.audit.whole import sum_up
from doesithold.numbers import to_decimal
from doesithold.paper.about import About, Group
from doesithold.paper.cells import Cell
from doesithold.paper.claims import Claim, MeasureCall
from doesithold.paper.paper import Paper
from doesithold.statistics import effects
from doesithold.statistics.effects import TwoByTwo
from doesithold.statistics.tests import COUNT_TESTS

ROW = "relief"
RATIOS = {
    "risk_ratio": (effects.risk_ratio, "log", 1),
    "odds_ratio": (effects.odds_ratio, "logit", 1),
    "risk_difference": (effects.risk_difference, "wald", 100),
}


def paper_of(two: TwoByTwo, measures: list[str], *, percents: bool, test: str) -> Paper:
    """Print a row of two arms as its true counts give it."""
    arms = {"A": (two.events, two.n), "B": (two.other_events, two.other_n)}
    cells = [
        Cell(
            "T1",
            ROW,
            arm,
            n=str(n),
            count=str(count),
            percent=to_decimal(Fraction(100 * count, n), 1) if percents else "",
        )
        for arm, (count, n) in arms.items()
    ]
    if test:
        cells.append(Cell("T1", ROW, p=f"{COUNT_TESTS[test](two.table):.3f}", test=test.replace("_", "-")))
    claims = []
    for name in measures:
        compute, method, scale = RATIOS[name]
        found = compute(two, method)
        for bound, value in (("", found.estimate), ("lower", found.lower), ("upper", found.upper)):
            other = {"lower": f"{slug(name)}-upper", "upper": f"{slug(name)}-lower"}.get(bound)
            call = {"row": ROW} | ({"bound": bound, "other": other} if bound else {})
            claims.append(
                Claim(
                    id=f"{slug(name)}-{bound}".strip("-"),
                    section="Results",
                    place="Text",
                    says=f"The {bound} {name}.",
                    reported=to_decimal(Fraction(value * scale), 2 if scale == 1 else 1),
                    unit="ratio" if scale == 1 else "percent",
                    measure={name: call},  # type: ignore[arg-type]
                )
            )
    sizes = {arm: Group(size=n) for arm, (_, n) in arms.items()}
    about = About(title="A trial", sections=("Results",), arms=sizes)
    return Paper(Path(), about, claims=tuple(claims), cells=tuple(cells))


def slug(name: str) -> str:
    return name.replace("_", "-")


def with_count(paper: Paper, at: int, count: int) -> Paper:
    cells = list(paper.cells)
    cells[at] = replace(cells[at], count=str(count))
    return replace(paper, cells=tuple(cells))


def verdicts(paper: Paper) -> dict[str, Finding]:
    return {one.id: one for one in audit_statements(paper)}


def random_row(rng: random.Random) -> TwoByTwo:
    n, m = rng.randint(15, 140), rng.randint(15, 140)
    return TwoByTwo(rng.randint(3, n - 3), n, rng.randint(3, m - 3), m)


def random_paper(rng: random.Random) -> tuple[TwoByTwo, Paper]:
    two = random_row(rng)
    measures = rng.sample(sorted(RATIOS), rng.randint(1, 3))
    test = rng.choice(["", "fisher", "chi_squared", "chi_squared_corrected"])
    return two, paper_of(two, measures, percents=rng.random() < 0.6, test=test)


def clean_papers(rng: random.Random) -> Iterator[tuple[TwoByTwo, Paper]]:
    """Yield those of sixty random papers in which every statement holds."""
    for _ in range(60):
        two, paper = random_paper(rng)
        if all(one.clean for one in audit_statements(paper)):
            yield two, paper


def test_a_misprinted_count_is_blamed_and_nothing_that_is_right() -> None:
    rng = random.Random(2)
    for two, paper in clean_papers(rng):
        at, true, n = rng.choice([(0, two.events, two.n), (1, two.other_events, two.other_n)])
        wrong = rng.choice([value for value in slips(true) if 0 < value < n])
        found = verdicts(with_count(paper, at, wrong))
        (refuted,) = (one for one in found.values() if one.verdict == "contradicted")
        assert (refuted.id, refuted.recomputed) == (f"cell-t1-relief-{'ab'[at]}-count", str(true)), two
        assert all(one.clean or refuted.id in one.rests_on for one in found.values() if one is not refuted)


def with_reported(paper: Paper, changed: dict[str, str]) -> Paper:
    claims = tuple(
        claim.model_copy(update={"reported": changed.get(claim.id, claim.reported)}) for claim in paper.claims
    )
    return replace(paper, claims=claims)


def test_a_wrong_ratio_beside_right_counts_stays_refuted_and_no_count_is_blamed() -> None:
    rng = random.Random(4)
    for _, paper in clean_papers(rng):
        claim = rng.choice(paper.claims)
        printed = Fraction(claim.reported) + rng.choice([-1, 1]) * Fraction(rng.randint(5, 40), 10)
        changed = with_reported(paper, {claim.id: to_decimal(printed, 2 if claim.unit == "ratio" else 1)})
        found = [one.id for one in audit_statements(changed) if one.verdict == "contradicted"]
        assert found in ([claim.id], []), found


def test_ratios_of_other_counts_than_row_and_percentage_agree_on_are_refuted() -> None:
    measures = ["risk_ratio", "odds_ratio"]
    true, other = TwoByTwo(12, 30, 20, 31), TwoByTwo(13, 30, 20, 31)
    paper, from_others = (paper_of(two, measures, percents=True, test="fisher") for two in (true, other))
    mixed = with_reported(paper, {claim.id: claim.reported for claim in from_others.claims})
    refuted = {one.id for one in audit_statements(mixed) if one.verdict == "contradicted"}
    assert refuted == {claim.id for claim in mixed.claims}


def test_one_cause_is_one_discrepancy_and_says_what_rests_on_it() -> None:
    paper = with_count(
        paper_of(TwoByTwo(13, 30, 20, 31), ["risk_ratio"], percents=True, test="fisher"), 0, 12
    )
    (only,) = sum_up(audit_statements(paper)).discrepancies
    assert (only.kind, only.title) == ("error", "The count of relief, A is 12: the data give 13")
    assert len(only.findings) == 6
    ratio = verdicts(paper)["risk-ratio"]
    assert ratio.assumptions[0].value == "13, not 12, for relief, A"
    assert (ratio.verdict, ratio.by) == ("explained", "search")


def test_all_single_changes_that_do_the_same_are_named() -> None:
    cells = (
        Cell("T1", "pain", "A", n="200", count="95", percent="43"),
        Cell("T1", "pain", "B", n="200", count="120", percent="60"),
        Cell("T1", "pain", p="<0.01", test="Fisher"),
    )
    found = verdicts(Paper(Path(), About(title="A trial", sections=("Results",)), cells=cells))
    count = found["cell-t1-pain-a-count"]
    assert (count.verdict, count.recomputed) == ("contradicted", "86 or 85")
    assert [one.verdict for one in found.values()].count("contradicted") == 1
    others = ["85, not 95, for pain, A", "n = 220, not 200, for pain, A"]
    assert [option[0].value for option in found["cell-t1-pain-p"].alternatives] == others
    assert [option[0].value for option in count.alternatives] == ["n = 220, not 200, for pain, A"]
    assert "So it does with n = 220, not 200, for pain, A" in count.explanation


def test_two_percentages_that_are_off_are_no_reason_to_blame_a_count() -> None:
    cells = (
        Cell("T1", "pain", "A", n="30", count="13", percent="46.7"),
        Cell("T1", "pain", "B", n="30", count="20", percent="63.3"),
    )
    found = verdicts(Paper(Path(), About(title="A trial", sections=("Results",)), cells=cells))
    assert {name for name, one in found.items() if one.verdict == "contradicted"} == {
        "cell-t1-pain-a-percent",
        "cell-t1-pain-b-percent",
    }


def sentence_of(two: TwoByTwo, counts: list[int]) -> Paper:
    """Print the results of two arms in a sentence, beside counts of which one may be another."""
    paper = paper_of(two, ["risk_ratio"], percents=False, test="")
    claims = [
        claim.model_copy(
            update={
                "measure": MeasureCall(
                    "risk_ratio",
                    {name: value for name, value in claim.measure.arguments.items() if name != "row"}
                    | {"counts": counts},
                )
            }
        )
        for claim in paper.claims
        if claim.measure
    ]
    true = [two.events, two.n, two.other_events, two.other_n]
    for arm in (0, 2):
        share = Fraction(100 * true[arm], true[arm + 1])
        claims.append(
            Claim(
                id=f"share-{arm}",
                section="Results",
                place="Text",
                says="A share.",
                reported=to_decimal(share, 1),
                unit="percent",
                measure={"given_percent": {"count": counts[arm], "of": counts[arm + 1]}},  # type: ignore[arg-type]
            )
        )
    return Paper(Path(), About(title="A trial", sections=("Results",)), claims=tuple(claims))


def test_a_misprinted_count_of_a_sentence_explains_all_that_is_computed_from_it() -> None:
    rng = random.Random(6)
    for _ in range(30):
        two = random_row(rng)
        counts = [two.events, two.n, two.other_events, two.other_n]
        if not all(one.clean for one in audit_statements(sentence_of(two, counts))):
            continue
        at = rng.choice([0, 2])
        wrong = rng.choice([value for value in slips(counts[at]) if 0 < value < counts[at + 1]])
        changed = [*counts[:at], wrong, *counts[at + 1 :]]
        found = audit_statements(sentence_of(two, changed))
        words = f"{counts[at]}/{counts[at + 1]}, not {wrong}/{counts[at + 1]}"
        assert {one.verdict for one in found} == {"explained", "reproduced"}, (counts, changed)
        assert {one.assumptions[0].value for one in found if one.verdict == "explained"} == {words}
        (only,) = sum_up(found).discrepancies
        assert only.kind == "error"


@pytest.mark.parametrize(("true", "printed"), [(58, 85), (134, 14), (34, 334), (13, 93), (134, 138)])
def test_digits_exchanged_left_out_doubled_or_wrong_are_slips(true: int, printed: int) -> None:
    paper = paper_of(TwoByTwo(true, 400, 200, 400), ["risk_ratio"], percents=True, test="fisher")
    refuted = [
        one for one in audit_statements(with_count(paper, 0, printed)) if one.verdict == "contradicted"
    ]
    assert [(one.id, one.recomputed) for one in refuted] == [("cell-t1-relief-a-count", str(true))]


def pain(first: tuple[str, str], percent: str, true: list[list[int]], kind: str = "") -> tuple[Cell, ...]:
    """Print a row: the count and n of its first arm, their percentage, and the p value of the true counts."""
    count, n = first
    extra = {"set": kind} if kind else {}
    return (
        Cell("T1", "pain", "A", n=n, count=count, percent=percent, extra=extra),
        Cell("T1", "pain", "B", n="31", count="20", percent="64.5", extra=extra),
        Cell("T1", "pain", p=f"{COUNT_TESTS['fisher'](true):.4f}", test="Fisher", extra=extra),
    )


def refuted_in(cells: tuple[Cell, ...], **known: Group) -> dict[str, Finding]:
    about = About(title="A trial", sections=("Results",), arms=known)
    found = audit_statements(Paper(Path(), about, cells=cells))
    return {one.id: one for one in found if one.verdict == "contradicted"}


def test_a_misprinted_number_of_people_is_blamed_but_not_one_that_other_rows_or_the_arm_share() -> None:
    for printed, true, percent in ((20, 30, "43.3"), (30, 20, "65.0")):
        cells = pain(("13", str(printed)), percent, [[13, true - 13], [20, 11]])
        (size,) = refuted_in(cells).values()
        assert (size.id, size.recomputed) == ("cell-t1-pain-a-n", str(true))
        assert size.says == f"The number of people of pain, A is {printed}."
        other = Cell(
            "T1", "rash", "A", n=str(printed), count="5", percent=to_decimal(Fraction(500, printed), 1)
        )
        for shared in (refuted_in(cells, A=Group(size=printed)), refuted_in((*cells, other))):
            assert size.id not in shared


def test_a_count_that_a_sum_bears_out_is_not_blamed() -> None:
    cells = pain(("12", "30"), "43.3", [[13, 18], [20, 11]], "any")
    others = tuple(
        Cell("T1", "no pain", arm, n=n, count=count, percent=percent, extra={"set": "any"})
        for arm, n, count, percent in (("A", "30", "18", "60.0"), ("B", "31", "11", "35.5"))
    )
    assert set(refuted_in((*cells, *others))) == {"cell-t1-pain-a-percent", "cell-t1-pain-p"}


def test_a_count_that_a_ratio_bears_out_is_not_blamed() -> None:
    printed, other = (
        paper_of(TwoByTwo(count, 30, 20, 31), ["risk_ratio"], percents=True, test="fisher")
        for count in (12, 13)
    )
    mixed = replace(printed, cells=with_count(other, 0, 12).cells)
    found = verdicts(mixed)
    assert found["risk-ratio"].verdict == "reproduced"
    assert found["cell-t1-relief-a-percent"].verdict == "contradicted"
    assert "cell-t1-relief-a-count" not in {one.id for one in found.values() if one.verdict == "contradicted"}
