"""What a scenario changes: printed values that now come out, and those that no longer do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import Verdict

Verdicts = Mapping[str, Verdict]
"""Id of a claim to the verdict on it."""


@dataclass(frozen=True)
class Comparison:
    """A scenario against the baseline; ids of claims in the paper's order.

    Attributes
    ----------
    gained : tuple of str
        Come out as printed now, and did not.
    lost : tuple of str
        Did come out as printed, and no longer do.
    unmended : tuple of str
        Do not come out in either, and only in the baseline does some assumption mend them.
    mended : tuple of str
        Do not come out in either, and only now does some assumption mend them.
    """

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    unmended: tuple[str, ...]
    mended: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """All claims that the scenario judges otherwise."""
        return (*self.gained, *self.lost, *self.unmended, *self.mended)


def verdicts_of(findings: Iterable[Finding]) -> Verdicts:
    """Return the verdict on each claim."""
    return {finding.id: finding.verdict for finding in findings}


def compare(baseline: Verdicts, scenario: Verdicts) -> Comparison:
    """Set the verdicts of a scenario against those of the baseline."""
    changes = {claim: (before, scenario[claim]) for claim, before in baseline.items()}

    def among(*wanted: tuple[Verdict, Verdict]) -> tuple[str, ...]:
        return tuple(claim for claim, change in changes.items() if change in wanted)

    return Comparison(
        gained=among(("explained", "reproduced"), ("contradicted", "reproduced")),
        lost=among(("reproduced", "explained"), ("reproduced", "contradicted")),
        unmended=among(("explained", "contradicted")),
        mended=among(("contradicted", "explained")),
    )
