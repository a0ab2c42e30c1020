"""Errors put on purpose into printed cells of made-up papers: false alarms, and recall by kind of error.

Run ``python -m benchmarks.planted_errors [--papers 300] [--seed 1]``.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from scipy import stats

from benchmarks.generated_papers import ARMS, Paper, Row, audited, random_paper, show_percent
from doesithold.audit.cells import Outcome


@dataclass(frozen=True)
class Planted:
    """One error: its kind, the paper that has it, where a finding may show it, and what explains it."""

    kind: str
    paper: Paper
    at: frozenset[tuple[str, str]]
    explained_by: str = ""


def _units(text: str) -> int:
    return int(Decimal(text).scaleb(_places(text)))


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _moved(text: str, units: int) -> str:
    """Move a printed number by units of its last digit."""
    return str(Decimal(text) + Decimal(units).scaleb(-_places(text)))


def _apart(one: str, other: str) -> bool:
    """Tell whether no rounding can make two printed numbers of one value."""
    return abs(_units(one) - _units(other)) > 1


def _pick(paper: Paper, rng: random.Random, wanted: Callable[[Row], bool]) -> int | None:
    found = [at for at, row in enumerate(paper.rows) if wanted(row)]
    return rng.choice(found) if found else None


def _at(*rows: Row) -> frozenset[tuple[str, str]]:
    return frozenset((row["table"], row["row"]) for row in rows)


def _counted(row: Row) -> bool:
    return bool(row.get("percent")) and row.get("group") in ARMS


def _print_percent(paper: Paper, count: int, n: int) -> str:
    return show_percent(paper.convention, count, n)


def percent_digit(paper: Paper, rng: random.Random) -> Planted | None:
    """Print a percentage with a wrong digit."""
    at = _pick(paper, rng, _counted)
    if at is None:
        return None
    old = paper.rows[at]["percent"]
    new = _moved(old, rng.choice([-1, 1]) * rng.randint(2, 30))
    if not 0 <= Decimal(new) <= 100:
        return None
    return Planted("percentage, a digit", paper.with_row(at, percent=new), _at(paper.rows[at]))


def other_denominator(paper: Paper, rng: random.Random) -> Planted | None:
    """Print a percentage over the other arm, or over both arms together."""
    at = _pick(paper, rng, _counted)
    if at is None:
        return None
    row = paper.rows[at]
    arm = row["group"]
    other = paper.sizes[ARMS[1] if arm == ARMS[0] else ARMS[0]]
    n = rng.choice([other, sum(paper.sizes.values())])
    if int(row["count"]) > n:
        return None
    new = _print_percent(paper, int(row["count"]), n)
    if not _apart(new, row["percent"]):
        return None
    return Planted("percentage, other denominator", paper.with_row(at, percent=new), _at(row), "denominator")


def cut_off(paper: Paper, rng: random.Random) -> Planted | None:
    """Cut one percentage off in a paper that rounds half up."""
    if paper.convention.rounding != "half_up":
        return None
    cut = replace(paper, convention=replace(paper.convention, rounding="truncate"))
    at = _pick(
        paper,
        rng,
        lambda row: _counted(row) and _print_percent(cut, int(row["count"]), int(row["n"])) != row["percent"],
    )
    if at is None:
        return None
    row = paper.rows[at]
    new = _print_percent(cut, int(row["count"]), int(row["n"]))
    return Planted("percentage, one cut off", paper.with_row(at, percent=new), _at(row), "rounding")


def swapped_percentages(paper: Paper, rng: random.Random) -> Planted | None:
    """Exchange the percentages of two rows of one group, or of two groups of one row."""
    at = _pick(paper, rng, _counted)
    if at is None:
        return None
    row = paper.rows[at]
    kind = rng.choice(["row", "group"])
    same = "group" if kind == "row" else "row"
    then = _pick(
        paper,
        rng,
        lambda other: (
            _counted(other)
            and other is not row
            and (other["table"], other[same]) == (row["table"], row[same])
            and _apart(other["percent"], row["percent"])
        ),
    )
    if then is None:
        return None
    other = paper.rows[then]
    changed = paper.with_row(at, percent=other["percent"]).with_row(then, percent=row["percent"])
    name = "rows" if kind == "row" else "arms"
    return Planted(f"percentages of two {name} exchanged", changed, _at(row, other), "swap")


def count_digit(paper: Paper, rng: random.Random) -> Planted | None:
    """Print a count with a wrong digit beside the right percentage."""
    at = _pick(paper, rng, _counted)
    if at is None:
        return None
    row = paper.rows[at]
    new = int(row["count"]) + rng.choice([-1, 1]) * rng.randint(1, 9)
    if not 0 <= new <= int(row["n"]) or not _apart(_print_percent(paper, new, int(row["n"])), row["percent"]):
        return None
    explained = "misprint" if row.get("set") or paper.convention.has_total else ""
    return Planted("count, a digit", paper.with_row(at, count=str(new)), _at(row), explained)


def count_above_all(paper: Paper, rng: random.Random) -> Planted | None:
    """Print a count above its denominator."""
    at = _pick(paper, rng, _counted)
    if at is None:
        return None
    row = paper.rows[at]
    changed = paper.with_row(at, count=str(int(row["n"]) + rng.randint(1, 9)))
    return Planted("count above all", changed, _at(row))


def part_of_set(paper: Paper, rng: random.Random) -> Planted | None:
    """Print another count with its own percentage in a set that no longer adds up."""
    at = _pick(paper, rng, lambda row: _counted(row) and bool(row.get("set")))
    if at is None:
        return None
    row = paper.rows[at]
    new = int(row["count"]) + rng.choice([-1, 1]) * rng.randint(1, 5)
    if not 0 <= new <= int(row["n"]):
        return None
    changed = paper.with_row(at, count=str(new), percent=_print_percent(paper, new, int(row["n"])))
    return Planted("part of a set", changed, _at(row, row | {"row": row["set"]}))


def whole_of_arms(paper: Paper, rng: random.Random) -> Planted | None:
    """Print another count, with its own percentage, for all people together."""
    at = _pick(paper, rng, lambda row: bool(row.get("percent")) and row.get("group") == "Total")
    if at is None:
        return None
    row = paper.rows[at]
    new = int(row["count"]) + rng.choice([-1, 1]) * rng.randint(1, 5)
    if not 0 <= new <= int(row["n"]):
        return None
    changed = paper.with_row(at, count=str(new), percent=_print_percent(paper, new, int(row["n"])))
    return Planted("whole of arms", changed, _at(row))


def _has_number(row: Row) -> bool:
    return bool(row.get("p")) and not row["p"].startswith("<")


def p_digit(paper: Paper, rng: random.Random) -> Planted | None:
    """Print a p value with a wrong digit."""
    at = _pick(paper, rng, _has_number)
    if at is None:
        return None
    new = _moved(paper.rows[at]["p"], rng.choice([-1, 1]) * rng.choice([10, 20, 30, 40, 50]))
    if not 0 <= Decimal(new) <= 1:
        return None
    return Planted("p value, a digit", paper.with_row(at, p=new), _at(paper.rows[at]))


def p_of_other_test(paper: Paper, rng: random.Random) -> Planted | None:
    """Print the p value of another test than the stated one."""
    test = paper.convention.count_test
    if not paper.convention.states_tests or test == "chi_squared":
        return None
    named = {"fisher": "Fisher", "chi_squared_corrected": "chi-squared, Yates"}[test]
    at = _pick(
        paper, rng, lambda row: row.get("test") == named and not row.get("set") and row["table"] == "Table 2"
    )
    if at is None or not _has_number(paper.rows[at]):
        return None
    row = paper.rows[at]
    cells = [r for r in paper.rows if _at(r) == _at(row) and r.get("group") in ARMS]
    counts = [[int(cell["count"]), int(cell["n"]) - int(cell["count"])] for cell in cells]
    new = paper.convention.show_p(stats.chi2_contingency(counts, correction=False).pvalue)
    if new.startswith("<") or not _apart(new, row["p"]):
        return None
    return Planted("p value, other test", paper.with_row(at, p=new), _at(row), "test")


def p_exchanged(paper: Paper, rng: random.Random) -> Planted | None:
    """Exchange the p values of two rows."""
    at = _pick(paper, rng, lambda row: _has_number(row) and row["table"] == "Table 2")
    if at is None:
        return None
    row = paper.rows[at]
    then = _pick(
        paper,
        rng,
        lambda other: _has_number(other) and other["table"] == "Table 2" and _apart(other["p"], row["p"]),
    )
    if then is None:
        return None
    other = paper.rows[then]
    step = 10 ** -max(_places(row["p"]), 1)
    if abs(float(row["p"]) - float(other["p"])) < max(0.02, 5 * step):
        return None
    changed = paper.with_row(at, p=other["p"]).with_row(then, p=row["p"])
    return Planted("p values of two rows exchanged", changed, _at(row, other), "swap")


def mean_digit(paper: Paper, rng: random.Random) -> Planted | None:
    """Print a mean that no whole numbers have."""
    at = _pick(paper, rng, lambda row: bool(row.get("mean")) and row.get("group") in ARMS)
    if at is None:
        return None
    row = paper.rows[at]
    new = _moved(row["mean"], rng.choice([-1, 1]) * rng.randint(1, 9))
    n, step = int(row["n"]), Decimal(1).scaleb(-_places(new))
    near = int(Decimal(new) * n)
    for total in range(near - 2, near + 3):
        if abs(Decimal(total) / n - Decimal(new)) <= step:
            return None
    return Planted("mean of whole numbers", paper.with_row(at, mean=new), _at(row))


def sd_digit(paper: Paper, rng: random.Random) -> Planted | None:
    """Print another standard deviation beside its standard error."""
    at = _pick(paper, rng, lambda row: bool(row.get("sd")) and row.get("group") in ARMS)
    if at is None:
        return None
    row = paper.rows[at]
    new = str((Decimal(row["sd"]) * Decimal(rng.choice(["0.7", "1.4"]))).quantize(Decimal(row["sd"])))
    if abs(float(new) - float(row["sd"])) / int(row["n"]) ** 0.5 < 3 * 10 ** -_places(row["se"]):
        return None
    return Planted("standard deviation", paper.with_row(at, sd=new), _at(row))


def errors_as_deviations(paper: Paper, rng: random.Random) -> Planted | None:
    """Print standard errors as standard deviations, in both arms, beside the right p value."""
    at = _pick(paper, rng, lambda row: bool(row.get("sd")) and row.get("group") in ARMS)
    if at is None:
        return None
    changed, row = paper, paper.rows[at]
    for index, other in enumerate(paper.rows):
        if _at(other) == _at(row) and other.get("sd"):
            cleared = {"se": "", "minimum": "", "maximum": "", "median": "", "q1": "", "q3": "", "items": ""}
            changed = changed.with_row(index, **cleared, sd=other["se"])
    p = next((other["p"] for other in paper.rows if _at(other) == _at(row) and other.get("p")), "")
    if not p or p.startswith("<") or not 0.05 < float(p) < 0.9:
        return None
    return Planted("standard errors as deviations", changed, _at(row), "reading")


def quartile_order(paper: Paper, rng: random.Random) -> Planted | None:
    """Exchange the third quartile and the median, or print one beyond the maximum."""
    at = _pick(paper, rng, lambda row: float(row.get("q3") or 0) - float(row.get("median") or 0) > 0.2)
    if at is None:
        return None
    row = paper.rows[at]
    changed = paper.with_row(at, q3=row["median"], median=row["q3"])
    return Planted("order of quartiles", changed, _at(row))


def repeated_otherwise(paper: Paper, rng: random.Random) -> Planted | None:
    """Print a row again with another count and its own percentage in one arm."""
    at = _pick(paper, rng, lambda row: _counted(row) and row["table"] == "Table 3")
    if at is None:
        return None
    row = paper.rows[at]
    new = int(row["count"]) + rng.choice([-1, 1]) * rng.randint(1, 5)
    if not 0 <= new <= int(row["n"]):
        return None
    changed = paper.with_row(at, count=str(new), percent=_print_percent(paper, new, int(row["n"])))
    return Planted("repeated otherwise", changed, _at(row))


KINDS: tuple[Callable[[Paper, random.Random], Planted | None], ...] = (
    percent_digit,
    other_denominator,
    cut_off,
    swapped_percentages,
    count_digit,
    count_above_all,
    part_of_set,
    whole_of_arms,
    p_digit,
    p_of_other_test,
    p_exchanged,
    mean_digit,
    sd_digit,
    errors_as_deviations,
    quartile_order,
    repeated_otherwise,
)


def alarms(paper: Paper) -> list[Outcome]:
    """Return the outcomes that a reader would look at: all but what the paper's own rounding explains."""
    convention = {("rounding", paper.convention.rounding)}
    return [
        outcome
        for outcome in audited(paper).values()
        if outcome.verdict == "contradicted"
        or outcome.conflicts_with
        or {(one.kind, one.value) for one in outcome.assumptions} - convention
    ]


@dataclass
class Recall:
    """How many errors of one kind were planted, noticed, and, where one exists, explained rightly."""

    planted: int = 0
    noticed: int = 0
    explainable: int = 0
    explained: int = 0


def recall(papers: int, seed: int) -> tuple[int, dict[str, Recall]]:
    """Audit made-up papers, and each again with one error of every kind.

    Returns
    -------
    tuple of (int, dict of str to Recall)
        Papers without an error that raised an alarm, and recall by kind.
    """
    rng = random.Random(seed)
    false, kinds = 0, {}
    for _ in range(papers):
        paper = random_paper(rng)
        false += bool(alarms(paper))
        for plant in KINDS:
            error = plant(paper, rng)
            if error is None:
                continue
            found = [
                one
                for one in alarms(error.paper)
                if (one.line.cell.table, one.set or one.line.row) in error.at
            ]
            count = kinds.setdefault(error.kind, Recall())
            count.planted += 1
            count.noticed += bool(found)
            if error.explained_by:
                count.explainable += 1
                named = {
                    supposed.kind
                    for outcome in found
                    for assumptions in (outcome.assumptions, *outcome.alternatives)
                    for supposed in assumptions
                }
                count.explained += error.explained_by in named
    return false, kinds


def main() -> None:
    """Print false alarms and recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    false, kinds = recall(args.papers, args.seed)
    print(f"{false} of {args.papers} papers without an error raised an alarm")
    for kind, count in kinds.items():
        explained = f", {count.explained} of {count.explainable} explained" if count.explainable else ""
        print(f"{kind:35} {count.noticed:5} of {count.planted:5} noticed{explained}")
    total = sum(count.planted for count in kinds.values())
    print(f"{sum(count.noticed for count in kinds.values()) / total:.1%} of {total:,} errors noticed")


if __name__ == "__main__":
    main()
