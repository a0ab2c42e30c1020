"""The fewest scenarios that between them explain everything explainable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations


def smallest_covers(reproduced: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Find every smallest set of scenarios that between them reproduce all that any scenario does.

    A scenario that alone reproduces some claim belongs to every such set; the others are tried exhaustively,
    small sets before larger ones, so that what is found is exactly the smallest.

    Parameters
    ----------
    reproduced : mapping of str to iterable of str
        Scenario to the claims that come out under it.

    Returns
    -------
    tuple of tuple of str
        Sets of equal size, each in the order of the scenarios.
    """
    covered = {scenario: frozenset(claims) for scenario, claims in reproduced.items()}
    wanted = frozenset().union(*covered.values())
    times = {claim: sum(claim in claims for claims in covered.values()) for claim in wanted}
    needed = [name for name, claims in covered.items() if any(times[claim] == 1 for claim in claims)]
    missing = wanted.difference(*(covered[name] for name in needed))
    others = [name for name, claims in covered.items() if name not in needed and claims & missing]
    for size in range(len(others) + 1):
        chosen = [
            added
            for added in combinations(others, size)
            if missing <= frozenset().union(*(covered[name] for name in added))
        ]
        if chosen:
            return tuple(tuple(name for name in covered if name in (*needed, *added)) for added in chosen)
    raise AssertionError("all scenarios together cover what they cover")
