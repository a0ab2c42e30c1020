"""The audit of a whole paper: findings on its statements, checks of our own, discrepancies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from doesithold.audit.discrepancies import Discrepancy, discrepancies
from doesithold.audit.finding import Finding
from doesithold.audit.remarks import Remark
from doesithold.audit.vocabulary import VERDICTS, WEIGHTS


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Attributes
    ----------
    findings : tuple of Finding
        On the statements of the paper, in its order.
    checks : tuple of Finding
        On what follows from the statements; never counted as statements.
    discrepancies : tuple of Discrepancy
        The weightiest first.
    """

    findings: tuple[Finding, ...]
    checks: tuple[Finding, ...]
    discrepancies: tuple[Discrepancy, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Finding]:
        """Findings and checks by their ids."""
        return {finding.id: finding for finding in (*self.findings, *self.checks)}

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of statements with each verdict, the gravest first."""
        return counts(self.findings)

    @property
    def weights(self) -> Mapping[str, int]:
        """Number of discrepancies of each weight, the weightiest first."""
        number = Counter(one.weight for one in self.discrepancies)
        return {weight: number[weight] for weight in WEIGHTS}


def counts(findings: Iterable[Finding]) -> Mapping[str, int]:
    """Count the findings of each verdict, the gravest first."""
    number = Counter(finding.verdict for finding in findings)
    return {verdict: number[verdict] for verdict in VERDICTS}


def sum_up(
    findings: Sequence[Finding], theorems: Sequence[Finding] = (), remarks: Sequence[Remark] = ()
) -> Audit:
    """Tell statements from checks of our own, and group what is not clean.

    Parameters
    ----------
    findings : sequence of Finding
        On all claims, derived ones included.
    theorems : sequence of Finding
        What follows about every data set that agrees with the paper.
    remarks : sequence of Remark
        What a person has said of the discrepancies.

    Raises
    ------
    InputError
        If the remarks break their rules.
    """
    statements = tuple(finding for finding in findings if finding.provenance == "reported")
    checks = tuple(finding for finding in findings if finding.provenance == "derived")
    return Audit(statements, (*checks, *theorems), discrepancies(statements, remarks))
