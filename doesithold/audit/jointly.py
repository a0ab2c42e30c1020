"""The whole paper explained together: percentages of one sentence or table share their assumptions."""

from __future__ import annotations

from collections.abc import Mapping

from doesithold.audit.finding import Finding
from doesithold.explain import JointExplanation, explain_jointly
from doesithold.paper.paper import Paper


def shared_assumptions(paper: Paper, findings: Mapping[str, Finding]) -> JointExplanation:
    """Find the fewest denominators and rounding modes that print every grouped percentage of the paper.

    Parameters
    ----------
    paper : Paper
        Its claims with a `group` are used; a group shares one denominator and one rounding mode.
    findings : mapping of str to Finding
        Give the numerators, where the data have them.
    """
    groups: dict[str, list[tuple[str, int | None]]] = {}
    for claim in paper.claims:
        if claim.group and claim.unit == "percent":
            share = findings[claim.id].share
            groups.setdefault(claim.group, []).append((claim.reported, share.numerator if share else None))
    named: dict[str, int] = {}
    for name, size in paper.sizes.items():
        if size not in named.values():
            named[name] = size
    others = {f"of {n}": n for n in range(max(named.values()), 0, -1) if n not in named.values()}
    return explain_jointly(groups, named | others)
