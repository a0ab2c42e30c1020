"""All that a paper prints, claims and cells: one misprinted count answers for everything computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from doesithold.audit.cells import Resting, check_cells
from doesithold.audit.cells.findings import as_finding
from doesithold.audit.finding import Finding, quoted
from doesithold.audit.given_counts import misprinted_counts
from doesithold.audit.verdicts import audit, judge
from doesithold.paper.assumptions import Assumption
from doesithold.paper.cells import Cell
from doesithold.paper.claims import Claim
from doesithold.paper.paper import Paper

COUNTED = "cells.csv:count"
"""What a finding rests on that is computed from the counts of a row."""


def audit_statements(paper: Paper) -> tuple[Finding, ...]:
    """Pass a verdict on every claim and every cell, the claims first.

    Raises
    ------
    InputError
        With every claim that names a measure that there is not, or one that the data cannot answer.
    """
    about, claims = paper.about, audit(paper) if paper.claims else ()
    statements = tuple(_of_rows(paper, claims))
    outcomes = check_cells(
        paper.cells, paper.sizes, about.arms, about.methods, about.integers, statements=statements
    )
    mended = {
        name: (cause, supposed)
        for cause, outcome in outcomes.items()
        for name, supposed in outcome.mends.items()
    }
    given = misprinted_counts(paper, {one.id: one for one in claims})
    mended |= {name: ("", supposed) for name, supposed in given.items() if name not in mended}
    told = (_mended(one, *mended[one.id]) if one.id in mended else one for one in claims)
    return (*told, *(as_finding(name, outcome) for name, outcome in outcomes.items()))


def _of_rows(paper: Paper, findings: Sequence[Finding]) -> Iterator[Resting]:
    """Yield the claims that are computed from the counts of a row of ``cells.csv``."""
    for claim, finding in zip(paper.claims, findings, strict=True):
        if claim.measure and COUNTED in finding.rests_on and (row := claim.measure.arguments.get("row")):
            table = claim.measure.arguments.get("of_table")
            yield Resting(claim.id, claim.says, row, table, finding, partial(_judged, paper, claim))


def _judged(paper: Paper, claim: Claim, cells: Sequence[Cell]) -> Finding:
    """Judge a claim with other cells."""
    return judge(replace(paper, cells=tuple(cells)), claim)


def _mended(finding: Finding, cause: str, supposed: Sequence[Assumption]) -> Finding:
    """Explain a claim by the misprint of a count."""
    first, *others = supposed
    return replace(
        finding,
        verdict="explained",
        by="search",
        explanation=f"From the printed counts it is {quoted(finding.recomputed or '')}. The printed "
        f"{quoted(finding.reported)} comes out with {first.value}.",
        assumptions=(first,),
        alternatives=tuple((one,) for one in others),
        tried=(),
        chance=None,
        basis=None,
        rests_on=(*finding.rests_on, *filter(None, [cause])),
    )
