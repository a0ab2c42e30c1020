"""The lesson: its plan, what readers found in a study of such reading, and the key to the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from analysis.book import Book
from doesithold.report.booktable import BookTable


class Plain(str):
    """A printed value for the running text, without the mark that would tell a student its verdict."""

    def _repr_markdown_(self) -> str:
        return str(self)


def plain(book: Book) -> dict[str, Plain]:
    """Return the printed values of all claims, unmarked."""
    return {claim: Plain(book.reported(claim)) for claim in book.findings}


@dataclass(frozen=True)
class Readers:
    """What the readers of a trial report found (Cole and others, 2015); shares in percent, as printed there."""

    readers: int = 260
    discrepancies: int = 39
    missed: Plain = Plain("95.3 %")
    found_none: Plain = Plain("62 %")


@dataclass(frozen=True)
class Step:
    """A part of the lesson."""

    minutes: int
    who: str
    does: str


PLAN = (
    Step(5, "Teacher", "Writes two percentages of oedema on the board, both from one paper, and asks who is right."),
    Step(2, "Teacher", "Hands out the sheet: pencil, no computer, no talking."),
    Step(12, "Each alone", "Reads the sheet. Marks what cannot be true and writes the reason beside it."),
    Step(5, "All", "Show hands: who found none, one, two, more? Then tell what the readers of a study found."),
    Step(12, "Pairs", "Compare. Now phones are allowed: try the percentages and the interval in the box below."),
    Step(10, "All", "Go through the key. For each: Can both be true? Does a result change? What would you ask?"),
    Step(4, "Each alone", "Writes one question to the authors, polite and answerable. Hands in the sheet."),
)


def plan() -> BookTable:
    """Show who does what, from which minute to which."""
    ends = list(accumulate(step.minutes for step in PLAN))
    rows = [
        {"from": f"{end - step.minutes} to {end}", "who": step.who, "does": step.does}
        for step, end in zip(PLAN, ends, strict=True)
    ]
    return BookTable(
        name="lesson-plan",
        module=__name__,
        headings={"from": "Minute", "who": "Who", "does": "What"},
        rows=rows,
        source_note=f"{ends[-1]} minutes. With less time leave out the pairs.",
        widths=(2, 3, 12),
    )


@dataclass(frozen=True)
class SheetEntry:
    """One thing to find on the sheet, and the claims it is about."""

    what: str
    why: str
    claims: tuple[str, ...]

    def weight(self, book: Book) -> str:
        """Weight of the discrepancy that its claims belong to."""
        (weight,) = {one.weight for one in book.audited.discrepancies if {*self.claims} & {*one.findings}}
        return weight


def entries(book: Book) -> Sequence[SheetEntry]:
    """List what is to be found, in the order of weight, with the paper's numbers put in."""
    told = plain(book)
    one_fewer = book.findings["abstract-edema-percent"].basis
    return (
        SheetEntry(
            "Adverse events in the abstract and in the results",
            f"{told['abstract-edema-percent']} and {told['results-edema-percent']} are one count of oedema, divided "
            f"by two numbers of patients. The abstract's is {one_fewer}; all four events fit its number.",
            ("abstract-edema-percent", "abstract-anorexia-percent"),
        ),
        SheetEntry(
            "Partial responses in the discussion",
            f"The results count {told['results-pr-count']}, the discussion {told['discussion-pr-count']}. The printed "
            f"rate, {told['discussion-orr']}, needs {told['results-pr-count']}.",
            ("discussion-pr-count",),
        ),
        SheetEntry(
            "Bars of the waterfall plot",
            f"{told['captions-waterfall-patients']} bars, but {told['captions-swimmer-patients']} evaluable patients, "
            "and no word on the others. Both can be true: some may never have been measured again.",
            ("captions-waterfall-patients",),
        ),
        SheetEntry(
            "The patient who withdrew",
            "The methods count a patient's own request as an event; the results leave out the patient who withdrew. Both "
            "can be true: perhaps treatment never began.",
            ("methods-pfs-withdrawal",),
        ),
        SheetEntry(
            "The interval of the response rate",
            "No usual method gives these bounds from the counts. Wald's formula gives them from the rounded "
            "percentage. Needs a computer.",
            ("abstract-orr-lower", "abstract-dcr-lower"),
        ),
        SheetEntry(
            f"{told['abstract-ovary-percent']} for one patient",
            "The share is nearer to the next tenth. It was cut off, not rounded.",
            ("abstract-ovary-percent",),
        ),
    )


def key(book: Book) -> BookTable:
    """Show what is to be found on the sheet, why, and how much it matters."""
    found = entries(book)
    return BookTable(
        name="marking-key",
        module=__name__,
        headings={"what": "What, and how much it matters", "why": "Why"},
        rows=[{"what": f"{entry.what} ({entry.weight(book)})", "why": entry.why} for entry in found],
        source_note="Two points for each with a reason, one without. Take a point off for whatever is marked and holds.",
        widths=(2, 3),
    )
