"""Papers made up at random: two arms of people, printed in one convention.

Every number is computed from made-up people with scipy and `decimal`, never with the engine's own
arithmetic, so that an audit of such a paper tests the engine. To write them as folders run
``python -m benchmarks.generated_papers FOLDER [--papers 300] [--seed 1]``.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

from scipy import stats

from doesithold.audit.cells import Outcome, check_cells
from doesithold.paper.cells import COLUMNS as CELL_COLUMNS
from doesithold.paper.cells import Cell

ROUNDINGS = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "truncate": ROUND_DOWN}
ARMS = ("Active", "Control")
COLUMNS = (
    *("table", "row", "group", "n", "count", "percent", "mean", "sd", "se", "median", "q1", "q3"),
    *("minimum", "maximum", "p", "test", "set", "items"),
)
EVENTS = "nausea fatigue rash fever cough anaemia headache diarrhoea".split()
Row = dict[str, str]


@dataclass(frozen=True)
class Convention:
    """How a paper prints, the same throughout."""

    rounding: str = "half_up"
    percent_places: int = 1
    mean_places: int = 1
    sd_places: int = 1
    p_places: int = 3
    count_test: str = "fisher"
    mean_test: str = "student"
    states_tests: bool = False
    has_total: bool = False

    def show(self, value: Decimal, places: int) -> str:
        """Print a number."""
        step = Decimal(1).scaleb(-places)
        return str(value.quantize(step, rounding=ROUNDINGS[self.rounding]))

    def show_p(self, p: float) -> str:
        """Print a p value, as a limit where it is small."""
        least = Decimal(1).scaleb(-self.p_places)
        return f"<{least}" if Decimal(p) < least else self.show(Decimal(repr(float(p))), self.p_places)


@dataclass(frozen=True)
class Paper:
    """The cells of one paper, how they were printed, and what its arms are."""

    rows: tuple[Row, ...]
    convention: Convention
    sizes: dict[str, int]

    def with_row(self, index: int, **changes: str) -> Paper:
        """Return the paper with some cells of one row changed."""
        rows = list(self.rows)
        rows[index] = rows[index] | changes
        return replace(self, rows=tuple(rows))

    def write(self, folder: Path) -> None:
        """Write the paper as a folder that the command ``audit`` takes."""
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "cells.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        arms = "".join(f"  {arm}: {{size: {self.sizes[arm]}}}\n" for arm in ARMS)
        study = f"title: A made-up trial\nsections: [Table 1, Table 2, Table 3]\narms:\n{arms}"
        (folder / "study.yaml").write_text(study, encoding="utf-8")


def random_convention(rng: random.Random) -> Convention:
    """Draw a convention."""
    return Convention(
        rounding=rng.choice(list(ROUNDINGS)),
        percent_places=rng.choice([0, 1, 1, 2]),
        mean_places=rng.choice([1, 1, 2]),
        sd_places=rng.choice([1, 2]),
        p_places=rng.choice([2, 3, 3]),
        count_test=rng.choice(["chi_squared", "chi_squared_corrected", "fisher"]),
        mean_test=rng.choice(["student", "welch"]),
        states_tests=rng.random() < 0.5,
        has_total=rng.random() < 0.4,
    )


def show_percent(convention: Convention, k: int, n: int) -> str:
    """Print a percentage."""
    with localcontext(prec=50):
        return convention.show(Decimal(100 * k) / n, convention.percent_places)


@dataclass
class _Writer:
    """Turns made-up people into printed rows."""

    rng: random.Random
    convention: Convention
    sizes: dict[str, int]
    rows: list[Row] = field(default_factory=list)

    def groups(self, values: dict[str, list]) -> dict[str, list]:
        """Add the group of all people, where the paper prints one."""
        return (
            values | {"Total": [*values[ARMS[0]], *values[ARMS[1]]]} if self.convention.has_total else values
        )

    def levels(self, table: str, name: str, values: dict[str, list[str]], levels: Sequence[str]) -> None:
        """Print counts and percentages of the levels of one variable, its p value on the first row."""
        counts = [[values[arm].count(level) for level in levels] for arm in ARMS]
        p, test = self.count_p(counts)
        is_set = len(levels) > 1
        for level in levels:
            for group, people in self.groups(values).items():
                k, n = people.count(level), len(people)
                self.rows.append(
                    {
                        "table": table,
                        "row": level,
                        "group": group,
                        "n": str(n),
                        "count": str(k),
                        "percent": self.percent(k, n),
                        "set": name if is_set else "",
                    }
                )
            if level == levels[0] and p:
                self.rows.append(
                    {"table": table, "row": level, "p": p, "test": test, "set": name if is_set else ""}
                )

    def event(self, table: str, name: str, values: dict[str, list[bool]]) -> None:
        """Print how many had an event."""
        named = {arm: [name if had else "" for had in people] for arm, people in values.items()}
        p, test = self.count_p([[sum(people), len(people) - sum(people)] for people in values.values()])
        self.levels_of_event(table, name, named)
        if p:
            self.rows.append({"table": table, "row": name, "p": p, "test": test})

    def levels_of_event(self, table: str, name: str, named: dict[str, list[str]]) -> None:
        for group, people in self.groups(named).items():
            k, n = people.count(name), len(people)
            cell = {"table": table, "row": name, "group": group, "n": str(n), "count": str(k)}
            self.rows.append(cell | {"percent": self.percent(k, n)})

    def percent(self, k: int, n: int) -> str:
        return show_percent(self.convention, k, n)

    def count_p(self, counts: list[list[int]]) -> tuple[str, str]:
        kept = [column for column in zip(*counts, strict=True) if sum(column)]
        if len(kept) < 2 or (len(kept) < len(counts[0])):
            return "", ""
        two = len(kept) == 2
        test = self.convention.count_test if two else "chi_squared"
        if test == "fisher":
            p = stats.fisher_exact(counts).pvalue
        else:
            p = stats.chi2_contingency(counts, correction=test.endswith("corrected")).pvalue
        names = {
            "fisher": "Fisher",
            "chi_squared": "chi-squared",
            "chi_squared_corrected": "chi-squared, Yates",
        }
        return self.convention.show_p(p), names[test] if self.convention.states_tests else ""

    def measured(self, table: str, name: str, values: dict[str, list[int]]) -> None:
        """Print summaries of whole numbers, their p value on a row of its own."""
        for group, people in self.groups(values).items():
            self.rows.append(
                {"table": table, "row": name, "group": group, "items": "1"} | self.summary(people)
            )
        arms = [values[arm] for arm in ARMS]
        if any(len(set(arm)) < 2 for arm in arms):
            return
        p = stats.ttest_ind(*arms, equal_var=self.convention.mean_test == "student").pvalue
        name_of = {"student": "Student", "welch": "Welch"}[self.convention.mean_test]
        test = name_of if self.convention.states_tests else ""
        self.rows.append({"table": table, "row": name, "p": self.convention.show_p(p), "test": test})

    def summary(self, people: list[int]) -> Row:
        shown = self.convention
        with localcontext(prec=50):
            n = Decimal(len(people))
            mean = Decimal(sum(people)) / n
            sd = (sum((Decimal(x) - mean) ** 2 for x in people) / (n - 1)).sqrt()
            q1, median, q3 = (Decimal(x) for x in statistics.quantiles(people, n=4, method="inclusive"))
            return {
                "n": str(len(people)),
                "mean": shown.show(mean, shown.mean_places),
                "sd": shown.show(sd, shown.sd_places),
                "se": shown.show(sd / n.sqrt(), shown.sd_places + 1),
                "median": shown.show(median, 1),
                "q1": shown.show(q1, 1),
                "q3": shown.show(q3, 1),
                "minimum": str(min(people)),
                "maximum": str(max(people)),
            }


def random_paper(rng: random.Random, convention: Convention | None = None) -> Paper:
    """Make up a trial and print it."""
    sizes = {arm: rng.randint(8, 150) for arm in ARMS}
    sizes[ARMS[1]] = max(6, min(150, sizes[ARMS[0]] + rng.randint(-6, 6)))
    paper = _Writer(rng, convention or random_convention(rng), sizes)
    centre, spread = rng.uniform(45, 65), rng.uniform(6, 14)
    ages = {arm: [round(rng.gauss(centre, spread)) for _ in range(n)] for arm, n in sizes.items()}
    paper.measured("Table 1", "age", ages)
    paper.levels("Table 1", "sex", _drawn(rng, sizes, ["female", "male"]), ["female", "male"])
    stages = ["stage I", "stage II", "stage III"]
    paper.levels("Table 1", "stage", _drawn(rng, sizes, stages, missing=True), stages)
    chosen = rng.sample(EVENTS, rng.randint(3, len(EVENTS)))
    for event in chosen:
        rates = {arm: min(0.95, max(0.02, rng.gauss(0.35, 0.2))) for arm in ARMS}
        had = {arm: [rng.random() < rates[arm] for _ in range(n)] for arm, n in sizes.items()}
        paper.event("Table 2", event, had)
        if event == chosen[0]:
            paper.event("Table 3", event, had)
    shift = rng.choice([0, 0, 1, 2])
    scores = {
        arm: [rng.randint(0, 7) + shift * (arm == ARMS[0]) for _ in range(max(5, n - rng.randint(0, 4)))]
        for arm, n in sizes.items()
    }
    paper.measured("Table 2", "score", scores)
    return Paper(tuple(paper.rows), paper.convention, sizes)


def _drawn(
    rng: random.Random, sizes: dict[str, int], levels: list[str], *, missing: bool = False
) -> dict[str, list[str]]:
    weights = [rng.uniform(0.5, 2) for _ in levels]
    return {
        arm: rng.choices(levels, weights, k=n - (rng.randint(0, 2) if missing else 0))
        for arm, n in sizes.items()
    }


def as_cells(paper: Paper) -> list[Cell]:
    """Return the paper's rows as the engine reads them."""
    return [
        Cell(
            **{name: value for name, value in row.items() if name in CELL_COLUMNS},
            extra={name: row.get(name, "") for name in COLUMNS if name not in CELL_COLUMNS},
            line=line,
        )
        for line, row in enumerate(paper.rows, start=2)
    ]


def audited(paper: Paper) -> dict[str, Outcome]:
    """Audit a paper with its arms and nothing else known."""
    return check_cells(as_cells(paper), {arm: paper.sizes[arm] for arm in ARMS}, ARMS)


def main() -> None:
    """Write papers as folders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    for number in range(args.papers):
        random_paper(rng).write(args.folder / f"paper-{number:05d}")


if __name__ == "__main__":
    main()
