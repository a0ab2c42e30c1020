"""What the scenarios' results say together: changes, claims that fare alike, the fewest that explain all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from string import ascii_uppercase

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import Verdict
from doesithold.errors import InputError
from doesithold.scenarios.plan import Run, is_finished, plan
from doesithold.scenarios.results import SCENARIOS, read_json, verdicts
from doesithold.scenarios.scenarios import BASELINE_NAME, Scenario, load_scenarios

MOST_TOLD = 3
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
    """Return the verdict on each statement of the paper; checks of our own are left out."""
    return {finding.id: finding.verdict for finding in findings if finding.provenance == "reported"}


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


@dataclass(frozen=True)
class Evidence:
    """The results of all named scenarios.

    Attributes
    ----------
    runs : tuple of Run
        In the order of the file of scenarios.
    results : mapping
        Name of a scenario to its verdicts on the claims.
    """

    runs: tuple[Run, ...]
    results: Mapping[str, Verdicts]

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """A letter for each scenario, and two where the letters are used up."""
        return {run.scenario.name: letters(place) for place, run in enumerate(self.runs)}

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """All claims, grouped by how they fare."""
        return patterns(self.results)

    @cached_property
    def reproduced(self) -> Mapping[str, frozenset[str]]:
        """Claims that come out as printed, by scenario."""
        return {
            name: frozenset(claim for claim, verdict in found.items() if verdict == "reproduced")
            for name, found in self.results.items()
        }

    @property
    def baseline(self) -> Verdicts:
        """Verdicts in the baseline."""
        return self.results[BASELINE_NAME]

    def scenario(self, name: str) -> Scenario:
        """Return a scenario."""
        return next(run.scenario for run in self.runs if run.scenario.name == name)

    @cached_property
    def covers(self) -> tuple[tuple[str, ...], ...]:
        """Every smallest set of scenarios that reproduces whatever any of them does."""
        return smallest_covers(self.reproduced)

    def count(self, *kinds: str) -> int:
        """Count the claims on which all scenarios pass one of these verdicts."""
        return sum(
            len(pattern.claims)
            for pattern in self.patterns
            if not pattern.changes and pattern.verdicts[0] in kinds
        )


def load_evidence(root: Path | str = ".") -> Evidence:
    """Read the results of the named scenarios.

    Raises
    ------
    InputError
        If a scenario has none, or only results of other data, code or parameters.
    """
    project = Path(root)
    runs = plan(load_scenarios(project / SCENARIOS), project)
    if stale := [run.scenario.name for run in runs if not is_finished(run, project)]:
        raise InputError(f"no current results of {', '.join(stale)}: run `python -m doesithold runs`")
    return Evidence(runs, {run.scenario.name: verdicts(read_json(project / run.findings)) for run in runs})


def letters(place: int) -> str:
    """Count in letters: A to Z, then AA, AB and so on."""
    before, last = divmod(place, len(ascii_uppercase))
    return (letters(before - 1) if before else "") + ascii_uppercase[last]
