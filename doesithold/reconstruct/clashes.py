"""The smallest sets of constraints that no data can satisfy together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Constraints, Reading
from doesithold.reconstruct.feasible import contradiction


@dataclass(frozen=True)
class Clash:
    """Constraints that cannot hold together, though any of them may be dropped to let the others stand.

    Attributes
    ----------
    ids : tuple of str
        The constraints, in the order of the file.
    choices : mapping
        The alternatives, other than defaults, under which all of them apply.
    proof : str
        Why no data satisfy them, in plain words with the numbers.
    """

    ids: tuple[str, ...]
    choices: Mapping[str, str]
    proof: str

    @property
    def id(self) -> str:
        """A name made of its members."""
        return "clash-" + "-".join(self.ids)


def clashes(paper: Paper, constraints: Constraints) -> tuple[Clash, ...]:
    """Find every smallest clash under the default reading and all that differ from it in one or two answers.

    References
    ----------
    Reiter R (1987), A theory of diagnosis from first principles: all minimal conflicts are found by dropping,
    in turn, each member of those already known.
    """
    found: dict[frozenset[str], Clash] = {}
    for choices in _readings(constraints):
        reading = constraints.under(choices)
        for ids in minimal_sets(paper, reading, known=list(found)):
            if ids not in found:
                found[ids] = _clash(paper, constraints, reading, ids)
    return tuple(found.values())


def minimal_sets(
    paper: Paper, reading: Reading, known: list[frozenset[str]] | None = None
) -> list[frozenset[str]]:
    """Return every smallest set of constraints of one reading that no data can satisfy.

    Parameters
    ----------
    known : list of frozenset, optional
        Sets already proved, to save work.
    """
    proved, found = list(known or []), []
    waiting: list[frozenset[str]] = [frozenset()]
    seen = set(waiting)
    while waiting:
        dropped = waiting.pop()
        rest = reading.without(*dropped)
        left = {constraint.id for constraint in rest.constraints}
        smallest = next((ids for ids in proved if ids <= left), None)
        if smallest is None:
            if contradiction(paper, rest) is None:
                continue
            smallest = shrink(paper, rest)
            proved.append(smallest)
        if smallest not in found:
            found.append(smallest)
        for name in smallest:
            if (further := dropped | {name}) not in seen:
                seen.add(further)
                waiting.append(further)
    return found


def shrink(paper: Paper, reading: Reading, keep: frozenset[str] = frozenset()) -> frozenset[str]:
    """Drop constraints from a contradictory reading, many at a time, then one by one, while it stays so.

    Parameters
    ----------
    keep : frozenset of str
        Constraints that are not tried.
    """
    loose = [constraint.id for constraint in reversed(reading.constraints) if constraint.id not in keep]
    size = len(loose)
    while size := size // 2:
        for start in range(0, len(loose), size):
            fewer = reading.without(*loose[start : start + size])
            if len(fewer.constraints) < len(reading.constraints) and contradiction(paper, fewer):
                reading = fewer
    return frozenset(constraint.id for constraint in reading.constraints)


def _readings(constraints: Constraints) -> Iterator[dict[str, str]]:
    others = [
        (name, alternative)
        for name, question in constraints.readings.items()
        for alternative in question.alternatives
        if alternative != question.default
    ]
    yield {}
    yield from ({name: alternative} for name, alternative in others)
    for first, second in combinations(others, 2):
        if first[0] != second[0]:
            yield dict([first, second])


def _clash(paper: Paper, constraints: Constraints, reading: Reading, ids: frozenset[str]) -> Clash:
    members = [constraint for constraint in reading.constraints if constraint.id in ids]
    asked = {name for constraint in members for name in constraint.when}
    choices = {
        name: answer
        for name, answer in reading.choices.items()
        if name in asked and answer != constraints.readings[name].default
    }
    proof = contradiction(paper, reading.only(*ids))
    return Clash(tuple(constraint.id for constraint in members), choices, proof or "")
