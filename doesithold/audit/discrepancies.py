"""Discrepancies: the findings that are not clean, grouped by what causes them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from doesithold.audit.finding import Finding
from doesithold.audit.proposals import ERRORS, Proposal, propose
from doesithold.audit.remarks import REMARKS, Remark
from doesithold.audit.vocabulary import KINDS, WEIGHTS, Kind, Weight
from doesithold.errors import InputError, Problem
from doesithold.paper.assumptions import Assumption

Groups = list[tuple[str, ...]]
CELL = " of "
"""What tells a cell of the data from a whole column in `Finding.rests_on`."""


@dataclass(frozen=True)
class Discrepancy:
    """One cause, with all the findings it touches.

    Attributes
    ----------
    kind : str
        One of `KINDS`, from the findings.
    weight, why : str
        One of `WEIGHTS`, and a sentence why.
    cause : str
        What lies behind it, in a sentence or two.
    question : str
        To the authors.
    findings : tuple of str
        Ids, in the paper's order; none of them is clean, and each belongs to no other discrepancy.
    places : tuple of str
        Where these findings stand in the paper.
    """

    id: str
    title: str
    kind: Kind
    weight: Weight
    why: str
    cause: str
    question: str
    findings: tuple[str, ...]
    places: tuple[str, ...]


def discrepancies(findings: Sequence[Finding], remarks: Sequence[Remark] = ()) -> tuple[Discrepancy, ...]:
    """Group the findings that are not clean by cause.

    Two such findings have the same cause if they come out under the same assumption, are in conflict, in
    tension or in agreement with each other, are refuted by the same cell of the data, or if one rests on the
    other.

    Parameters
    ----------
    findings : sequence of Finding
        On the statements of the paper, in its order.
    remarks : sequence of Remark
        What a person has said. A remark about clean findings only is left out.

    Returns
    -------
    tuple of Discrepancy
        The weightiest first, then errors before the other kinds, then in the paper's order.

    Raises
    ------
    InputError
        If a remark names an unknown finding, or two remarks speak of one discrepancy.
    """
    by_id = {finding.id: finding for finding in findings}
    groups = _components([finding for finding in findings if not finding.clean])
    merged, said = _apply(groups, remarks, by_id)
    order = {finding.id: place for place, finding in enumerate(findings)}
    found = [_discrepancy([by_id[name] for name in group], said.get(group)) for group in merged]
    found.sort(
        key=lambda one: (WEIGHTS.index(one.weight), KINDS.index(one.kind), order[one.findings[0]]),
    )
    return tuple(found)


def _components(unclean: Sequence[Finding]) -> Groups:
    """Join findings that share a key, directly or through others."""
    group_of = {finding.id: {finding.id} for finding in unclean}
    first_with: dict[Hashable, str] = {}
    chosen = _fewest_assumptions(unclean)
    for finding in unclean:
        for key in _keys(finding, group_of, chosen):
            other = key if key in group_of else first_with.setdefault(key, finding.id)
            mine, others = group_of[finding.id], group_of[str(other)]
            if mine is not others:
                small, large = sorted((mine, others), key=len)
                large |= small
                group_of.update(dict.fromkeys(small, large))
    members: dict[int, list[str]] = defaultdict(list)
    for finding in unclean:
        members[id(group_of[finding.id])].append(finding.id)
    return [tuple(names) for names in members.values()]


def _keys(
    finding: Finding, unclean: Collection[str], chosen: Mapping[str, tuple[Assumption, ...]]
) -> Iterator[Hashable]:
    """Yield what a finding shares with others of the same cause: ids of findings, or anything hashable."""
    yield from finding.conflicts_with
    yield from finding.tension_with
    yield from (("agreeing", *sorted((finding.id, other))) for other in finding.agrees_with)
    yield from (other for other in finding.rests_on if other in unclean)
    if finding.tension:
        yield ("tension", finding.tension)
    if finding.assumptions:
        misprinted = finding.assumptions[0].kind == "misprint"
        unit = finding.unit if finding.by == "search" and not misprinted else ""
        yield ("assumption", unit, *((one.kind, one.value) for one in chosen[finding.id]))
    if finding.verdict == "contradicted" or any(one.kind in ERRORS for one in finding.assumptions):
        yield ("recomputed by", finding.measure, finding.reported)
        yield from (("cell", cell) for cell in finding.rests_on if CELL in cell)


def _fewest_assumptions(unclean: Iterable[Finding]) -> dict[str, tuple[Assumption, ...]]:
    """Choose for each explained finding, among equally simple assumptions, those that explain the most."""
    options = {
        finding.id: [
            finding.assumptions,
            *(other for other in finding.alternatives if len(other) == len(finding.assumptions)),
        ]
        for finding in unclean
        if finding.assumptions
    }
    explains = Counter(
        tuple((one.kind, one.value) for one in option) for some in options.values() for option in some
    )
    return {
        name: max(some, key=lambda option: explains[tuple((one.kind, one.value) for one in option)])
        for name, some in options.items()
    }


def _apply(
    groups: Groups, remarks: Sequence[Remark], by_id: Mapping[str, Finding]
) -> tuple[Groups, dict[tuple[str, ...], Remark]]:
    """Merge the groups that one remark speaks of."""
    problems, claimed = [], dict[str, Remark]()
    touched: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for remark in remarks:
        for name in remark.about:
            if name not in by_id:
                rule = f"{remark.id}: must be the id of a finding"
                problems.append(Problem(rule, REMARKS, column="about", value=name))
            for group in groups:
                if name in group and group not in touched[remark.id]:
                    if rival := claimed.get(group[0]):
                        rule = f"{remark.id}: belongs to the same discrepancy as what {rival.id} is about"
                        problems.append(Problem(rule, REMARKS, column="about", value=name))
                        continue
                    claimed[group[0]] = remark
                    touched[remark.id].append(group)
    if problems:
        raise InputError(problems)
    order = {name: place for place, name in enumerate(by_id)}
    said = {
        tuple(sorted((name for group in touched[remark.id] for name in group), key=order.__getitem__)): remark
        for remark in remarks
        if touched[remark.id]
    }
    return [*said, *(group for group in groups if group[0] not in claimed)], said


def _discrepancy(members: Sequence[Finding], remark: Remark | None) -> Discrepancy:
    proposal: Proposal = propose(members)
    return Discrepancy(
        id=remark.id if remark else members[0].id,
        title=(remark and remark.title) or proposal.title,
        kind=proposal.kind,
        weight=(remark and remark.weight) or proposal.weight,
        why=(remark and remark.why) or proposal.why,
        cause=(remark and remark.cause) or proposal.cause,
        question=(remark and remark.question) or proposal.question,
        findings=tuple(finding.id for finding in members),
        places=tuple(dict.fromkeys(f"{finding.section} ({finding.place})" for finding in members)),
    )
