"""The whole paper explained together: percentages of one sentence or table share their assumptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from doesithold.audit.finding import Finding
from doesithold.explain import JointExplanation, explain_jointly
from doesithold.paper.claims import Claim
from doesithold.paper.study import Study


def shared_assumptions(
    study: Study, claims: Sequence[Claim], findings: Mapping[str, Finding]
) -> JointExplanation:
    """Find the fewest denominators and rounding modes that print every grouped percentage of the paper.

    Parameters
    ----------
    study : Study
    claims : sequence of Claim
        Those with a `group` are used; a group shares one denominator and one rounding mode.
    findings : mapping of str to Finding
        Give the numerators, where the data have them.
    """
    groups: dict[str, list[tuple[str, int | None]]] = {}
    for claim in claims:
        if claim.group and claim.unit == "percent":
            basis = findings[claim.id].basis
            numerator = int(basis.partition("/")[0]) if basis else None
            groups.setdefault(claim.group, []).append((claim.reported, numerator))
    enrolled, evaluable = len(study.patients), len(study.evaluable)
    named = {"enrolled": enrolled, "evaluable": evaluable}
    others = {f"of {n}": n for n in range(enrolled, 0, -1) if n not in named.values()}
    return explain_jointly(groups, named | others)
