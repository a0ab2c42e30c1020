"""The same share told in two sections of a manuscript: drafts that state one quantity, and must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doesithold.paper.manuscript.forms import NUMBERED, SHARE, Draft

STEM = 4
"""First letters that words of one family share: walk, walkers, walking."""
NEAR = 3
"""Words before and after a share that may name who it is of."""
LEAST_SHARED = 0.5
WORD = re.compile(r"[^\W\d_]+")
BREAK = re.compile(r"[,;:.()\[\]]|\band\b|\bversus\b|\d")
WHEN = re.compile(rf"\b(?:{'|'.join(NUMBERED)}) \d+|\b\d+ (?:days|weeks|months|years)\b", re.IGNORECASE)
USUAL = {
    word[:STEM]
    for word in (
        "group groups patients participants people subjects trial study were have with this that from than "
        "them there their which these those after before both each all none compared versus respectively "
        "occurred observed found seen reported percent confidence interval primary outcome endpoint rate"
    ).split()
    if len(word) >= STEM
}
"""Words that say nothing of what a share is of."""
Entry = dict[str, Any]


@dataclass(frozen=True)
class _Told:
    """A share in a sentence.

    Attributes
    ----------
    labels : mapping of str to str
        Words beside it, by their stems.
    words : mapping of str to str
        All words of the sentence.
    others : set of str
        Stems of the words beside other shares of the sentence.
    when : set of str
        Weeks, grades and the like.
    """

    entry: Entry
    section: str
    count: int
    of: int
    labels: Mapping[str, str]
    words: Mapping[str, str]
    others: frozenset[str]
    when: frozenset[str]


def with_quantities(claims: Sequence[tuple[Entry, Draft]], title: str) -> list[tuple[Entry, Draft]]:
    """Give a quantity to shares that two sections tell of the same people and the same thing.

    Two shares are one quantity only where their denominators are equal, a word beside both names the same
    people, half of what the shorter sentence says stands in the other, no week or grade tells them apart, and
    no second share of either section could be meant as well. Where the counts differ, all that the shorter
    sentence says must stand in the other, or a word of the title, and no side may name people of its own.

    Parameters
    ----------
    claims : sequence of (entry, Draft)
        The entries of ``claims.yaml`` with the drafts they are made of.
    title : str
        Of the manuscript: what is in it is what the paper is about.
    """
    told = [one for entry, draft in claims if (one := _told(entry, draft))]
    names: dict[str, str] = {}
    for one, other in _pairs(told, frozenset(_stems(WORD.findall(title)))):
        first, second = one.entry["id"], other.entry["id"]
        name = names.get(first) or names.get(second) or _name(one, other)
        names |= {first: name, second: name}
    return [
        ({**entry, "quantity": names[entry["id"]]} if entry["id"] in names else entry, draft)
        for entry, draft in claims
    ]


def _told(entry: Entry, draft: Draft) -> _Told | None:
    call = (entry.get("measure") or {}).get("given_percent")
    if not call or "of" not in call:
        return None
    text, (start, end) = draft.sentence.text, draft.span
    others = [share.span() for share in SHARE.finditer(text) if not start <= share.start() < end]
    beside = [stem for span in others for stem in _beside(text, *span)]
    labels = _beside(text, start, end) | _stems(WORD.findall(text[start:end]))
    when = frozenset(found.casefold() for found in WHEN.findall(text))
    words = _stems(WORD.findall(text))
    return _Told(
        entry, draft.sentence.section, call["count"], call["of"], labels, words, frozenset(beside), when
    )


def _beside(text: str, start: int, end: int) -> dict[str, str]:
    """Return the words just before and after a part of a sentence, up to the next break."""
    before = BREAK.split(text[:start].rstrip(" ,;("))[-1]
    after = BREAK.split(text[end:].lstrip(" ,;)"))[0]
    return _stems([*WORD.findall(before)[-NEAR:], *WORD.findall(after)[:NEAR]])


def _stems(words: Sequence[str]) -> dict[str, str]:
    stems = {word.casefold()[:STEM]: word.casefold() for word in words if len(word) >= STEM}
    return {stem: word for stem, word in stems.items() if stem not in USUAL}


def _pairs(told: Sequence[_Told], title: frozenset[str]) -> Iterator[tuple[_Told, _Told]]:
    """Yield shares of two sections that each have no other partner there."""
    sections = list(dict.fromkeys(one.section for one in told))
    for at, section in enumerate(sections):
        for later in sections[at + 1 :]:
            here = [one for one in told if one.section == section]
            there = [one for one in told if one.section == later]
            for one in here:
                if (other := _only(one, there, title)) and _only(other, here, title) is one:
                    yield one, other


def _only(one: _Told, others: Sequence[_Told], title: frozenset[str]) -> _Told | None:
    alike = [other for other in others if _same(one, other, title)]
    equal = [other for other in alike if other.count == one.count]
    is_told = any((other.count, other.of) == (one.count, one.of) for other in others)
    found = equal if is_told else alike
    return found[0] if len(found) == 1 else None


def _same(one: _Told, other: _Told, title: frozenset[str]) -> bool:
    if one.of != other.of or (one.when and other.when and one.when != other.when):
        return False
    stems = [share.words.keys() - one.others - other.others for share in (one, other)]
    shared, least = stems[0] & stems[1], min(map(len, stems))
    people = shared & one.labels.keys() & other.labels.keys()
    if not people or len(shared) < max(2, LEAST_SHARED * least):
        return False
    if one.count == other.count or len(shared) == least:
        return True
    strangers = [share.labels.keys() - shared for share in (one, other)]
    return not all(strangers) and bool((shared - people) & title)


def _name(one: _Told, other: _Told) -> str:
    shared = [stem for stem in one.words if stem in other.words and stem not in one.others | other.others]
    shared.sort(key=lambda stem: stem not in one.labels or stem not in other.labels)
    return f"share of {one.of}: {', '.join(one.words[stem] for stem in shared[:NEAR])}"
