"""What a chapter needs: the study, the findings, and printed numbers that carry their verdict with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from doesithold.audit.finding import Finding
from doesithold.audit.remarks import load_remarks
from doesithold.audit.verdicts import audit
from doesithold.audit.vocabulary import MARKS
from doesithold.audit.whole import Audit, sum_up
from doesithold.markup import markdown
from doesithold.paper.claims import Claim, load_claims
from doesithold.paper.digitised import Digitised, load_digitised
from doesithold.paper.register import PrintedNumber, load_numbers
from doesithold.paper.study import Study, load_study
from doesithold.reconstruct.constraints import Constraints, load_constraints
from doesithold.report.whole import CONSTRAINTS, theorems
from doesithold.statistics.variants import Protein, load_protein

if TYPE_CHECKING:
    from analysis.sources import Sources

LEDGER = "/chapters/ledger.qmd"


@dataclass(frozen=True)
class Reported:
    """A printed value for the running text, which tells its verdict where it is pointed at or tapped."""

    finding: Finding

    def _repr_markdown_(self) -> str:
        finding = self.finding
        recomputed = finding.recomputed or "nothing"
        told = f"{finding.verdict}: reported {finding.reported}, recomputed {recomputed}."
        conflict = " The paper tells it differently elsewhere." if finding.conflicts_with else ""
        note = f"{markdown(told)}{conflict} [Ledger]({LEDGER}#claim-{finding.id})"
        return (
            f'[{markdown(str(self))}[{note}]{{.told .content-visible when-format="html"}}]'
            f'{{.claim .verdict-{finding.verdict}{" .in-conflict" * bool(conflict)} tabindex="0"}}'
        )

    def __str__(self) -> str:
        return self.finding.reported + {"percent": "\N{NARROW NO-BREAK SPACE}%"}.get(self.finding.unit, "")


@dataclass(frozen=True)
class Book:
    """The study, the paper's claims and what became of them."""

    study: Study
    claims: tuple[Claim, ...]
    data: Path

    @cached_property
    def audited(self) -> Audit:
        """Findings on the paper's statements, checks of our own, discrepancies."""
        judged = audit(self.study, self.claims, digitised=self.digitised)
        return sum_up(judged, self.theorems, load_remarks(self.data))

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """Findings by the id of their claim, in the order of the claims, derived ones included."""
        return {claim.id: self.audited.by_id[claim.id] for claim in self.claims}

    def reported(self, claim: str) -> Reported:
        """Return the printed value of a claim, marked with its verdict."""
        return Reported(self.findings[claim])

    def recomputed(self, claim: str) -> str:
        """Return the recomputed value of a claim, printed to the reported digits."""
        return self.findings[claim].recomputed or MARKS["unverifiable"]

    def explanation(self, claim: str) -> str:
        """Return the explanation of a finding."""
        return self.findings[claim].explanation

    @cached_property
    def constraints(self) -> Constraints:
        """What the paper says of data it does not print."""
        return load_constraints(self.data / CONSTRAINTS)

    @cached_property
    def digitised(self) -> Digitised:
        """What a reader has read off the paper's figures."""
        return load_digitised(self.data / "digitised", self.study)

    @cached_property
    def protein(self) -> Protein:
        """The protein that the paper's variants are placed on."""
        return load_protein(self.data)

    @cached_property
    def sources(self) -> Sources:
        """What the figures are drawn from."""
        from analysis.sources import Sources

        return Sources(self.study, self.constraints.under(), self.digitised)

    @cached_property
    def theorems(self) -> tuple[Finding, ...]:
        """What follows from several statements together, and what cannot; none without constraints."""
        return theorems(self.study, self.data)

    @cached_property
    def numbers(self) -> tuple[PrintedNumber, ...]:
        """Every number of the paper outside its tables, in reading order."""
        return load_numbers(self.data, self.findings)


def open_book(data: Path | str = "data") -> Book:
    """Read the study and the claims from the project's data folder.

    Raises
    ------
    InputError
        If either breaks its rules.
    """
    return Book(load_study(data), load_claims(Path(data) / "claims.yaml"), Path(data))
