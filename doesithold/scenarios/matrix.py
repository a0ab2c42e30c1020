"""Claims by scenarios: which assumptions reproduce which printed values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import Verdict
from doesithold.scenarios.compare import Verdicts

MOST_TOLD = 3


@dataclass(frozen=True)
class Pattern:
    """Claims that fare alike under every scenario.

    Attributes
    ----------
    claims : tuple of str
        In the paper's order.
    verdicts : tuple of str
        On each of the claims, one for each scenario.
    """

    claims: tuple[str, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def changes(self) -> bool:
        """Whether the scenarios differ."""
        return len(set(self.verdicts)) > 1

    @property
    def comes_out(self) -> bool:
        """Whether any scenario prints the values as the paper does."""
        return "reproduced" in self.verdicts


def patterns(results: Mapping[str, Verdicts]) -> tuple[Pattern, ...]:
    """Group the claims by how they fare.

    Parameters
    ----------
    results : mapping of str to verdicts
        Scenario to its verdicts, the baseline first.

    Returns
    -------
    tuple of Pattern
        What does not come out in the baseline first; within that, in the paper's order.
    """
    claims: dict[tuple[Verdict, ...], list[str]] = defaultdict(list)
    for claim in next(iter(results.values())):
        claims[tuple(verdicts[claim] for verdicts in results.values())].append(claim)
    grouped = [Pattern(tuple(members), verdicts) for verdicts, members in claims.items()]
    return tuple(sorted(grouped, key=lambda pattern: pattern.verdicts[0] == "reproduced"))


def statements(pattern: Pattern, findings: Mapping[str, Finding]) -> str:
    """Say in words which claims fare alike: all of them where they are few, the first where they are many."""
    says = list(dict.fromkeys(findings[claim].says for claim in pattern.claims))
    if len(says) <= MOST_TOLD:
        return " ".join(says)
    return f"{says[0]} And {len(pattern.claims) - 1} more."
