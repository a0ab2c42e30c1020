"""What the reconstruction tells the ledger: statements that cannot all be true, and what follows."""

from __future__ import annotations

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import Verdict
from doesithold.paper.assumptions import Assumption
from doesithold.paper.paper import Paper
from doesithold.reconstruct.clashes import Clash, clashes
from doesithold.reconstruct.consequences import Consequence, consequences
from doesithold.reconstruct.constraints import Constraints

SECTION = "Reconstruction"
AS_PRINTED = "as_printed"


def reconstruction_findings(paper: Paper, constraints: Constraints) -> tuple[Finding, ...]:
    """Return a finding for each clash and each consequence.

    A clash that another reading mends is explained by that reading, one between two statements as they are
    printed is contradicted; a consequence holds in every data set that agrees with the paper.
    """
    return (
        *(_clash_finding(clash, constraints) for clash in clashes(paper, constraints)),
        *(_consequence_finding(consequence) for consequence in consequences(paper, constraints)),
    )


def _clash_finding(clash: Clash, constraints: Constraints) -> Finding:
    says = {constraint.id: constraint for constraint in constraints.constraints}
    places = dict.fromkeys(says[name].place for name in clash.ids if says[name].place != "none")
    mended = () if AS_PRINTED in clash.choices.values() else _other_readings(clash, constraints)
    verdict: Verdict = "explained" if mended else "contradicted"
    remedy = f" They can be true if read as: {mended[0].value}." if mended else ""
    return Finding(
        provenance="derived",
        id=f"clash-{'-'.join(clash.ids)}",
        section=SECTION,
        place="; ".join(places),
        says="These can all be true: " + " ".join(says[name].says for name in clash.ids),
        reported="true",
        unit="statement",
        recomputed="false",
        verdict=verdict,
        explanation=clash.proof + remedy,
        assumptions=mended,
        rests_on=tuple(f"constraints.yaml:{name}" for name in clash.ids),
    )


def _other_readings(clash: Clash, constraints: Constraints) -> tuple[Assumption, ...]:
    questions = (constraints.readings[name] for name in clash.choices)
    return tuple(
        Assumption("reading", question.alternatives[question.default], question.asks)
        for question in questions
    )


def _consequence_finding(consequence: Consequence) -> Finding:
    return Finding(
        provenance="derived",
        id=f"consequence-{consequence.id}",
        section=SECTION,
        place="Follows from what is printed",
        says=consequence.says,
        reported="true",
        unit="statement",
        recomputed="true",
        verdict="reproduced",
        explanation=f"It holds in every data set that agrees with the paper. {consequence.proof}",
        rests_on=tuple(f"constraints.yaml:{name}" for name in consequence.rests_on),
    )
