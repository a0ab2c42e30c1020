"""The report to the editor: discrepancies by weight, what was checked and what was not, how to repeat it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from doesithold import __version__
from doesithold.audit.discrepancies import Discrepancy
from doesithold.audit.finding import Finding, quoted
from doesithold.audit.vocabulary import (
    AGREEMENT_WORDS,
    VERDICT_WORDS,
    VERDICTS,
    WEIGHT_WORDS,
    Verdict,
    Weight,
)
from doesithold.audit.whole import Audit
from doesithold.paper.paper import Paper

YES_OR_NO = ("true", "false")
NOT_SO = "not so"
UNSAID = "data that the audit does not name"
CITED = ("authors", "title", "journal", "year", "doi", "registration")
"""What a reference should hold, in the order of a citation."""


@dataclass(frozen=True)
class Side:
    """What one section of the paper says in a discrepancy.

    Attributes
    ----------
    marks : str
        Of the findings' verdict and agreement.
    where : str
        Section and places.
    printed : str
        The printed values; empty for statements that only hold or do not.
    recomputed : str
        What the data give instead; empty where they give nothing, or the same.
    """

    marks: str
    where: str
    printed: str
    recomputed: str


@dataclass(frozen=True)
class ReportEntry:
    """A discrepancy with its number in the report and what each section of the paper says."""

    number: int
    found: Discrepancy
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class WeightGroup:
    """The discrepancies of one weight."""

    weight: Weight
    meaning: str
    entries: tuple[ReportEntry, ...]


@dataclass(frozen=True)
class VerdictTally:
    """How many statements have a verdict, and what it means."""

    mark: str
    verdict: Verdict
    meaning: str
    number: int


@dataclass(frozen=True)
class EditorReport:
    """Everything that a report to an editor says, in no format yet.

    Attributes
    ----------
    title : str
        Of the audited paper, as its folder has it.
    known : mapping of str to str
        What the folder says of the reference.
    unknown : tuple of str
        What it does not say.
    groups : tuple of WeightGroup
        The weightiest first.
    tallies : tuple of VerdictTally
        The gravest verdict first.
    checks : int
        Number of checks of our own, which no count of statements holds.
    needs : mapping of int to tuple of str
        Number of unverifiable statements to the unpublished data that so many need, the most needed first.
    folder : str
        Name of the paper's folder.
    version : str
        Of `doesithold`.
    """

    title: str
    known: Mapping[str, str]
    unknown: tuple[str, ...]
    groups: tuple[WeightGroup, ...]
    tallies: tuple[VerdictTally, ...]
    checks: int
    needs: Mapping[int, tuple[str, ...]]
    folder: str
    version: str

    @property
    def heading(self) -> str:
        """What stands above the report."""
        return f"Report to the editor: {self.title}"

    @property
    def signs(self) -> tuple[tuple[str, str], ...]:
        """The marks that sides bear, each with its word."""
        words = (*VERDICT_WORDS.items(), *AGREEMENT_WORDS.items())
        return tuple((word.mark, name) for name, word in words)

    @property
    def commands(self) -> tuple[str, ...]:
        """What makes the audit and this report again."""
        return f"doesithold audit {self.folder} --all", f"doesithold report {self.folder} --format pdf"

    @property
    def statements(self) -> int:
        """Number of statements that have a verdict."""
        return sum(tally.number for tally in self.tallies)

    @property
    def discrepancies(self) -> int:
        """Number of discrepancies."""
        return sum(len(group.entries) for group in self.groups)

    @property
    def unverifiable(self) -> int:
        """Number of statements that no published data decide."""
        return sum(number * len(names) for number, names in self.needs.items())


def editor_report(paper: Paper, audit: Audit) -> EditorReport:
    """Gather what an editor needs to know of an audited paper."""
    reference = {name: getattr(paper.about.paper, name) for name in CITED}
    entries = [
        ReportEntry(number, one, tuple(_sides(audit.by_id[name] for name in one.findings)))
        for number, one in enumerate(audit.discrepancies, start=1)
    ]
    return EditorReport(
        title=paper.about.title,
        known={name: str(value) for name, value in reference.items() if value is not None},
        unknown=tuple(name for name, value in reference.items() if value is None),
        groups=tuple(
            WeightGroup(weight, WEIGHT_WORDS[weight], tuple(members))
            for weight, members in groupby(entries, key=lambda entry: entry.found.weight)
        ),
        tallies=tuple(
            VerdictTally(
                VERDICT_WORDS[verdict].mark, verdict, VERDICT_WORDS[verdict].meaning, audit.counts[verdict]
            )
            for verdict in VERDICTS
        ),
        checks=len(audit.checks),
        needs=_needs(audit.findings),
        folder=paper.folder.resolve().name,
        version=__version__,
    )


def _needs(findings: Iterable[Finding]) -> Mapping[int, tuple[str, ...]]:
    undecided = (finding for finding in findings if finding.verdict == "unverifiable")
    needed = Counter(finding.needs or UNSAID for finding in undecided).most_common()
    return {
        number: tuple(what for what, _ in members)
        for number, members in groupby(needed, key=lambda pair: pair[1])
    }


def _sides(members: Iterable[Finding]) -> Iterator[Side]:
    """Yield a side for neighbouring findings of one section that fare alike."""
    for (marks, section, _), findings in groupby(members, key=_alike):
        alike = tuple(findings)
        places = "; ".join(dict.fromkeys(finding.place for finding in alike))
        yield Side("\N{WORD JOINER}".join(marks), f"{section} ({places})", *map(", ".join, _values(alike)))


def _alike(finding: Finding) -> tuple[str, str, bool]:
    return finding.marks, finding.section, finding.reported in YES_OR_NO


def _values(alike: Sequence[Finding]) -> tuple[Iterable[str], Iterable[str]]:
    """Return what is printed, and what the data give where that differs; equal pairs once."""
    differ = alike[0].verdict in ("contradicted", "explained")
    if alike[0].reported in YES_OR_NO:
        return (), ((NOT_SO,) if differ else ())
    pairs = dict.fromkeys((_shown(one, one.reported), _shown(one, one.recomputed)) for one in alike)
    return (printed for printed, _ in pairs), (given for _, given in pairs if differ)


def _shown(finding: Finding, value: str | None) -> str:
    if value is None:
        return "–"
    return quoted(value) + {"percent": "\N{NARROW NO-BREAK SPACE}%"}.get(finding.unit, "")
