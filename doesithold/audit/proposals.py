"""What the engine says of a discrepancy by itself: its kind, a title, the weight, the cause, a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doesithold.audit.finding import Finding, as_number, quoted
from doesithold.audit.vocabulary import VERDICTS, Kind, Weight
from doesithold.numbers import decimal_places
from doesithold.paper.assumptions import Assumption

ERRORS = ("swap", "misprint")
"""Kinds of assumption that suppose an error in print."""
QUESTIONS = {
    "denominator": "Which number of patients stands behind {values}?",
    "rounding": "By what rule were the digits of {values} rounded?",
    "interval": "How were the bounds {values} computed?",
    "misprint": "Is a count beside {values} misprinted?",
    "median": "Which convention gave {values}?",
}
MOST_NAMED = 4


@dataclass(frozen=True)
class Proposal:
    """What can be said of a group of findings without knowing the subject."""

    kind: Kind
    title: str
    weight: Weight
    why: str
    cause: str
    question: str


def propose(members: Sequence[Finding]) -> Proposal:
    """Say what the findings themselves tell of a discrepancy."""
    lead = min(members, key=_gravity)
    weight, why = _weight(members)
    return Proposal(
        _kind(members), _title(lead, members), weight, why, _cause(lead, members), _question(lead, members)
    )


def _gravity(finding: Finding) -> tuple[int, bool, bool]:
    return VERDICTS.index(finding.verdict), not finding.conflicts_with, not finding.tension


def _kind(members: Iterable[Finding]) -> Kind:
    kinds = {one.kind for finding in members for one in finding.assumptions}
    if kinds & set(ERRORS) or any(finding.verdict == "contradicted" for finding in members):
        return "error"
    if any(finding.conflicts_with for finding in members):
        return "inconsistency"
    return "undeclared" if any(finding.verdict == "explained" for finding in members) else "tension"


def _weight(members: Sequence[Finding]) -> tuple[Weight, str]:
    refuted = [finding for finding in members if finding.verdict == "contradicted"]
    for finding in refuted:
        if "conclusion" in f"{finding.section} {finding.place}".casefold():
            return "conclusion", f"The data refute a statement of the conclusions ({finding.place})."
    moved = [finding for finding in members if _moves(finding)]
    for finding in moved:
        if finding.section.casefold() == "abstract":
            return "result", f"It affects a number in the abstract ({quoted(finding.reported)})."
    if any(finding.section.startswith(("Result", "Discussion")) for finding in moved):
        return "result", "It changes a number in the text by more than its last digit."
    if told := _told_apart(members):
        return told, "A number is told in two ways."
    if refuted or any(finding.by == "search" for finding in members):
        return "detail", "No number moves by more than its last digits, and no conclusion rests on it."
    return "wording", "Only the wording is affected; no number changes."


def _moves(finding: Finding) -> bool:
    """Tell whether the data give a number that differs by more than ten units of the last printed digit."""
    reported, recomputed = as_number(finding.reported), as_number(finding.recomputed or "")
    if reported is None or recomputed is None or finding.by == "reading" or _only_rounded(finding):
        return False
    places = decimal_places(finding.reported)
    return abs(reported - recomputed) >= (Fraction(10, 10**places) if places else 1)


def _told_apart(members: Iterable[Finding]) -> Weight | None:
    """Weigh numbers in conflict: by more than ten units of the last digit, a result depends on it."""
    told = [one.reported for one in members if one.conflicts_with and as_number(one.reported) is not None]
    values = [value for text in told if (value := as_number(text)) is not None]
    if len(set(values)) < 2:
        return None
    places = min(map(decimal_places, told))
    far = max(values) - min(values) >= (Fraction(10, 10**places) if places else 1)
    return "result" if far else "detail"


def _only_rounded(finding: Finding) -> bool:
    return {one.kind for one in finding.assumptions} == {"rounding"}


def _title(lead: Finding, members: Sequence[Finding]) -> str:
    if lead.by == "search":
        sharing = _sharing(members)
        return f"{_values(sharing)} fit{'s' * (len(sharing) == 1)} only {_in_words(lead.assumptions)}"
    if lead.verdict == "contradicted":
        if not _gives_value(lead):
            return f"Not so: {lead.says.rstrip('.')}"
        return f"{lead.says.rstrip('.')}: the data give {quoted(lead.recomputed or '')}"
    if lead.conflicts_with:
        return f"Stated in two ways: {lead.says.rstrip('.')}"
    if lead.by == "reading":
        return f"Holds only in another reading: {lead.says.rstrip('.')}"
    return f"In tension: {lead.says.rstrip('.')}"


def _cause(lead: Finding, members: Sequence[Finding]) -> str:
    if lead.verdict not in ("contradicted", "explained"):
        return _told(members) if lead.conflicts_with else lead.tension or lead.explanation
    if lead.by != "search":
        return lead.explanation
    given = list(dict.fromkeys(finding.recomputed or "" for finding in _sharing(members)))
    more = ", …" if len(given) > MOST_NAMED else ""
    notes = "".join(f" {one.value} is {one.note}." for one in lead.assumptions if one.kind == "denominator")
    values = ", ".join(given[:MOST_NAMED])
    return f"Without this assumption the data give {values}{more}.{notes}"


def _told(members: Iterable[Finding]) -> str:
    """Say which values stand where."""
    by_value: dict[str, list[str]] = {}
    for finding in members:
        if finding.conflicts_with:
            place = f"{finding.section} ({finding.place})"
            by_value.setdefault(quoted(finding.reported), []).append(place)
    told = "; ".join(f"{value} in {', '.join(places)}" for value, places in by_value.items())
    return f"The paper has {told}."


def _question(lead: Finding, members: Sequence[Finding]) -> str:
    if lead.by == "search":
        asked = QUESTIONS.get(lead.assumptions[0].kind, "How do {values} come about?")
        return asked.format(values=_values(_sharing(members)))
    if lead.verdict == "contradicted" and _gives_value(lead):
        return f"Where does {quoted(lead.reported)} come from? The data give {quoted(lead.recomputed or '')}."
    if lead.conflicts_with:
        values = list(
            dict.fromkeys(quoted(finding.reported) for finding in members if finding.conflicts_with)
        )
        return f"Which holds: {' or '.join(values[:MOST_NAMED])}?"
    if lead.by == "reading":
        return f"Is it meant as: {lead.assumptions[0].value}?"
    return f"What is meant by this statement: {lead.says}"


def _gives_value(finding: Finding) -> bool:
    """Tell whether the data give a value to set against the printed one, not only that it does not hold."""
    return bool(finding.recomputed) and finding.recomputed not in ("true", "false")


def _sharing(members: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in members if finding.by == "search"]


def _values(findings: Sequence[Finding]) -> str:
    values = list(dict.fromkeys(finding.reported for finding in findings))
    more = f" and {len(values) - MOST_NAMED} more" if len(values) > MOST_NAMED else ""
    return ", ".join(values[:MOST_NAMED]) + more


def _in_words(assumptions: Iterable[Assumption]) -> str:
    return " and ".join(
        f"if {one.words}"
        if one.kind == "rounding"
        else one.words
        if one.kind in ("method", "test")
        else f"with the {one.kind} {one.words}"
        for one in assumptions
    )
