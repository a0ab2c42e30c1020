"""Values printed in each other's place: two claims that each come out as the other is printed."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from doesithold.audit.finding import Finding, normal, quoted
from doesithold.paper.assumptions import Assumption
from doesithold.paper.claims import Claim


def name_exchanged(judged: Mapping[str, Finding], claims: Mapping[str, Claim]) -> dict[str, Finding]:
    """Explain contradicted claims of one section and measure whose printed values are exchanged.

    Parameters
    ----------
    judged : mapping of str to Finding
        All findings, judged by the data.
    claims : mapping of str to Claim
        All claims.

    Returns
    -------
    dict of str to Finding
        The same findings; those of a pair are explained by the exchange. A value that is the partner of more
        than one other is left as it is.
    """
    alike: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in judged.values():
        call = claims[finding.id].measure
        if finding.verdict == "contradicted" and finding.recomputed and call and finding.unit != "statement":
            alike[finding.section, finding.unit, call.name].append(finding)
    partners: dict[str, list[Finding]] = defaultdict(list)
    for group in alike.values():
        for one, other in itertools.combinations(group, 2):
            if _exchanged(one, other):
                partners[one.id].append(other)
                partners[other.id].append(one)
    return {
        name: _explained(finding, partners[name][0]) if _is_pair(name, partners) else finding
        for name, finding in judged.items()
    }


def _exchanged(one: Finding, other: Finding) -> bool:
    return normal(one.reported) == other.recomputed and normal(other.reported) == one.recomputed


def _is_pair(name: str, partners: Mapping[str, list[Finding]]) -> bool:
    return len(partners.get(name, ())) == 1 and len(partners[partners[name][0].id]) == 1


def _explained(finding: Finding, other: Finding) -> Finding:
    what = f"it and the {quoted(other.reported)} of “{other.says.rstrip('.')}” are exchanged"
    return replace(
        finding,
        verdict="explained",
        by="search",
        explanation=f"Recomputed, it is {quoted(finding.recomputed or '')}. The printed "
        f"{quoted(finding.reported)} comes out if {what}.",
        assumptions=(Assumption("swap", other.id, what),),
        rests_on=(*finding.rests_on, other.id),
    )
