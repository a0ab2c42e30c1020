"""The box in which a reader tries a number, and a table of what it answers for the paper's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.book import Book
from doesithold.explain import Search, explain_interval, explain_mean, explain_percent
from doesithold.explain.sentences import Explanation, sentence, simplest_roundings
from doesithold.markup import block
from doesithold.numbers import to_decimal, to_fraction
from doesithold.report.booktable import BookTable

SCRIPT = "../assets/try-your-number.js"
TEMPLATE = "try-your-number.html.j2"
KINDS = {
    "percent": "A percentage",
    "interval": "A confidence interval (95 %) of a proportion",
    "mean": "A mean of whole numbers",
}
SHOWN = 3


@dataclass(frozen=True)
class Field:
    """One input of the box and what stands in it first."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class Box:
    """The box with the paper's numbers in it."""

    book: Book

    def _printed(self, claim: str) -> str:
        return self.book.findings[claim].reported

    def _count(self, *claims: str) -> int:
        return int(sum(to_fraction(self._printed(claim)) for claim in claims))

    @cached_property
    def fields(self) -> dict[str, list[Field]]:
        """The inputs of each kind of number."""
        lines = [patient.line for patient in self.book.paper.rows()]
        enrolled = str(self._count("results-enrolled"))
        responders = self._count("results-cr-count", "results-pr-count")
        return {
            "percent": [
                Field("percentage", "Percentage", self._printed("abstract-edema-percent")),
                Field("denominator", "Number of patients, if known", ""),
                Field("largest", "else at most", enrolled),
            ],
            "interval": [
                Field("lower", "Lower bound, in percent", self._printed("results-orr-lower")),
                Field("upper", "Upper bound, in percent", self._printed("results-orr-upper")),
                Field("successes", "Patients with a response", str(responders)),
                Field("trials", "of all patients", str(self._count("results-evaluated"))),
            ],
            "mean": [
                Field("mean", "Mean", to_decimal(Fraction(sum(lines), len(lines)), 2)),
                Field("people", "Number of people", enrolled),
            ],
        }

    def _repr_markdown_(self) -> str:
        templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        html = templates.get_template(TEMPLATE).render(kinds=KINDS, fields=self.fields, script=SCRIPT)
        return block(html, "html")


def worked_examples(book: Book) -> BookTable:
    """Show what the box answers for the numbers that stand in it first."""
    value = {field.name: field.value for fields in Box(book).fields.values() for field in fields}
    successes, trials = int(value["successes"]), int(value["trials"])
    largest, people = int(value["largest"]), int(value["people"])
    asked: list[tuple[str, Search[Any]]] = [
        (
            f"{value['percentage']} %, at most {largest} patients",
            explain_percent(value["percentage"], n_max=largest),
        ),
        (
            f"{value['lower']} to {value['upper']} %, {successes} of {trials} patients",
            explain_interval(value["lower"], value["upper"], successes, trials),
        ),
        (f"mean {value['mean']}, {people} people", explain_mean(value["mean"], people)),
    ]
    return BookTable(
        name="worked-examples",
        module=__name__,
        headings={"asked": "Printed", "answer": "What prints it"},
        rows=[
            {"asked": question, "answer": _answer(search, f"{successes}/{trials}")}
            for question, search in asked
        ],
        source_note=f"The simplest assumptions first, at most {SHOWN}. The mean is that of the lines of "
        "treatment in Table 1 of the paper; the paper itself prints no mean.",
        widths=(2, 3),
    )


def _answer(search: Search[Any], share: str) -> str:
    found: Sequence[Explanation] = simplest_roundings(search.explanations)
    return "; ".join(sentence(one, share) for one in found[:SHOWN]) or "nothing that was tried"
