"""What a chapter needs: the paper, the findings, and printed numbers that carry their verdict with them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.protein import Protein, load_protein
from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import MARKS
from doesithold.audit.whole import Audit
from doesithold.markup import attribute, inline, markdown, typst
from doesithold.paper.paper import Paper, load_paper
from doesithold.reconstruct.constraints import Constraints, load_constraints
from doesithold.report.shown import COLOURS
from doesithold.report.whole import CONSTRAINTS, audit_paper, theorems

if TYPE_CHECKING:
    from analysis.sources import Sources

LEDGER = "/chapters/ledger.qmd"


@dataclass(frozen=True)
class Reported:
    """A printed value for the running text, with its verdict, the reason and a link to its row in the ledger.

    On a page the reason opens beside the number. On paper the mark stands there in the colour of the verdict.

    Attributes
    ----------
    finding : Finding
    first : bool
        Whether it is the first on its page, to which the ledger leads back.
    """

    finding: Finding
    first: bool = False

    def _repr_markdown_(self) -> str:
        finding, number = self.finding, markdown(str(self))
        agreement = [name for name, applies in self._agreement.items() if applies]
        classes = " ".join(f".{name}" for name in ("claim", f"verdict-{finding.verdict}", *agreement))
        identifier = f"#said-{finding.id} " * self.first
        note = {"verdict": f"{finding.marks} {finding.verdict}", "reason": finding.explanation}
        noted = " ".join(f'data-{name}="{attribute(text)}"' for name, text in note.items())
        page = (
            f"[[{number}]({LEDGER}#claim-{finding.id}){{{identifier}{classes}}}]"
            f'{{.noted .verdict-{finding.verdict} {noted} .content-visible when-format="html"}}'
        )
        mark = f'text(weight: "bold", fill: rgb({typst(COLOURS[finding.verdict])}), {typst(finding.marks)})'
        number = f"#link(<claim-{finding.id}>, text(fill: black, {typst(str(self))}))"
        place = f"#metadata(none)<said-{finding.id}>" * self.first
        paper = f"{number}#super(typographic: false, size: 0.75em, {mark}){place}"
        return f'{page}[{inline(paper, "typst")}]{{.content-visible when-format="typst"}}'

    @property
    def _agreement(self) -> Mapping[str, bool]:
        return {"in-conflict": bool(self.finding.conflicts_with), "in-tension": self.finding.in_tension}

    def __str__(self) -> str:
        return self.finding.reported + {"percent": "\N{NARROW NO-BREAK SPACE}%"}.get(self.finding.unit, "")


@dataclass(frozen=True)
class Book:
    """The paper, and what became of its claims."""

    paper: Paper

    @cached_property
    def audited(self) -> Audit:
        """Findings on the paper's statements, checks of our own, discrepancies."""
        return audit_paper(self.paper)

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """Findings by the id of their claim, in the order of the claims, derived ones included."""
        return {claim.id: self.audited.by_id[claim.id] for claim in self.paper.claims}

    def reported(self, claim: str) -> Reported:
        """Return the printed value of a claim, marked with its verdict."""
        first = claim not in self._said
        self._said.add(claim)
        return Reported(self.findings[claim], first)

    @cached_property
    def _said(self) -> set[str]:
        """Claims whose numbers this chapter has printed so far."""
        return set()

    def recomputed(self, claim: str) -> str:
        """Return the recomputed value of a claim, printed to the reported digits."""
        return self.findings[claim].recomputed or MARKS["unverifiable"]

    def explanation(self, claim: str) -> str:
        """Return the explanation of a finding."""
        return self.findings[claim].explanation

    @cached_property
    def constraints(self) -> Constraints:
        """What the paper says of data it does not print."""
        return load_constraints(self.paper.folder / CONSTRAINTS, self.paper)

    @cached_property
    def protein(self) -> Protein:
        """The protein that the paper's variants are placed on."""
        return load_protein(self.paper)

    @cached_property
    def sources(self) -> Sources:
        """What the figures are drawn from."""
        from analysis.sources import Sources

        return Sources(self.paper, self.constraints.under())

    @cached_property
    def theorems(self) -> tuple[Finding, ...]:
        """What follows from several statements together, and what cannot; none without constraints."""
        return theorems(self.paper)


_warm: dict[Path, Book] = {}


def before_forks() -> None:
    """Read and audit the paper once for all kernels, in the process that they are forked from."""
    book = open_book()
    if book.audited:
        _warm[Path("data").resolve()] = book


def open_book(data: Path | str = "data") -> Book:
    """Read the paper from the project's data folder.

    Raises
    ------
    InputError
        If anything in it breaks its rules.
    """
    warm = _warm.get(Path(data).resolve())
    return copy(warm) if warm else Book(load_paper(data))
