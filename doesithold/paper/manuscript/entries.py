"""Draft claims of a manuscript: each with an id, the place it stands for, and a denominator that fits."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from fractions import Fraction
from typing import Any

from doesithold.markup import slug
from doesithold.numbers import decimal_places, to_decimal
from doesithold.paper.manuscript.forms import Draft
from doesithold.paper.manuscript.numbers import numbers_in, whole_number
from doesithold.paper.manuscript.patients import PatientTable
from doesithold.paper.manuscript.patterns import drafts
from doesithold.paper.manuscript.reading import Manuscript
from doesithold.paper.manuscript.study import OF
from doesithold.paper.manuscript.table_effects import effects
from doesithold.paper.manuscript.tables import EVERYBODY

NAMES = {
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "mean_difference": "difference of means",
    "count": "number",
    "mean": "mean",
    "sd": "standard deviation",
    "standard_error": "standard error",
}
"""What a claim's sentence calls a measure."""
AGAINST_REST = "against those who are in none of the rows beside it"
"""How a ratio may be meant whose row is one of several kinds of the same thing."""


def claims_of_text(
    manuscript: Manuscript, study: Mapping[str, Any]
) -> Iterator[tuple[dict[str, Any], Draft]]:
    """Yield an entry of ``claims.yaml`` for each result of the sentences, with the draft it is made of.

    Parameters
    ----------
    manuscript : Manuscript
    study : mapping
        The drafted ``study.yaml``: its groups and arms are the denominators, its rounding prints percentages.
    """
    rounding = study["methods"].get("rounding", "half_up")
    times: Counter[str] = Counter()
    arms, groups = (
        {name: group["size"] for name, group in study[kind].items()} for kind in ("arms", "groups")
    )
    paragraphs: dict[tuple[str, int], set[int]] = defaultdict(set)
    for sentence in manuscript.sentences:
        paragraphs[sentence.section, sentence.paragraph] |= {
            whole_number(text) for _, text in numbers_in(sentence.text) if "." not in text
        }
    for found in drafts(manuscript):
        beside = paragraphs[found.sentence.section, found.sentence.paragraph]
        draft = _with_group(found, arms, groups, beside, rounding)
        stem = f"{_name(draft.sentence.section)}-{draft.sentence.paragraph}-{draft.sentence.number}"
        times[stem] += 1
        identity = f"{stem}-{times[stem]}"
        neighbour = {"upper": f"{stem}-{times[stem] + 1}", "lower": f"{stem}-{times[stem] - 1}"}
        for call in (draft.measure or {}).values():
            if "other" in call:
                call["other"] = neighbour[call["other"]]
        entry = {
            "id": identity,
            "section": draft.sentence.section,
            "place": draft.sentence.place,
            "says": draft.says,
            "reported": draft.reported,
            "unit": draft.unit,
            "measure": draft.measure,
            "readings": draft.readings or None,
            "needs": draft.needs,
            "draft": True,
        }
        yield {key: value for key, value in entry.items() if value is not None}, draft


def _with_group(
    draft: Draft, arms: Mapping[str, int], groups: Mapping[str, int], beside: Set[int], rounding: str
) -> Draft:
    """Give a count without a denominator the one that it most likely has.

    In turn: the arm or group that prints its percentage; the arm that the sentence names, where another known
    group prints it; a number beside it that prints it. If none of these is there, the claim says what it
    needs: a wrong denominator would make an error of a right percentage.
    """
    call = (draft.measure or {}).get("given_percent")
    if not call or "of" in call:
        return draft
    count, known = call["count"], {**arms, **groups}

    def prints(size: int) -> bool:
        text = to_decimal(Fraction(100 * count, size), decimal_places(draft.reported), rounding)
        return count <= size and text == draft.reported

    sentence = draft.sentence.text.casefold()
    named = {name: size for name, size in known.items() if not name.startswith(f"{OF} ")}
    for size in named.values():
        if prints(size):
            return _of(draft, count, size, " or ".join(name for name in named if named[name] == size))
    is_known = any(prints(size) for size in known.values())
    for name, size in arms.items() if is_known else ():
        words = re.findall(r"[^\W\d]{4,}", name.casefold())
        if name != EVERYBODY and any(word[:4] in sentence for word in words):
            return _of(draft, count, size, name)
    for size in sorted(beside - {0}):
        if prints(size):
            return _of(draft, count, size, "a number beside it")
    return replace(draft, measure=None, needs="the number of people that the percentage refers to")


def _of(draft: Draft, count: int, size: int, name: str) -> Draft:
    says = f"{draft.reported} % is the share of {count} in {size} ({name})."
    return replace(draft, says=says, measure={"given_percent": {"count": count, "of": size}})


def claims_of_ratios(manuscript: Manuscript) -> Iterator[dict[str, Any]]:
    """Yield an entry of ``claims.yaml`` for each ratio or difference of the tables, and for its bounds."""
    for number, effect in enumerate(effects(manuscript), start=1):
        is_ratio = effect.measure.endswith("ratio")
        stem = f"{_name(effect.table)}-{'ratio' if is_ratio else 'difference'}-{number}"
        call: dict[str, Any] = {"row": effect.row, "of_table": effect.table, "arms": list(effect.groups)}
        rest = [number for group in effect.groups for number in effect.rest.get(group, ())]
        against: dict[str, Any] = {"counts": rest} if rest else {}
        if against and effect.of_set:
            call, against = against, {}
        kind, (one, other) = NAMES[effect.measure], effect.groups
        words = f"{kind} of {effect.row}, {one} against {other}"
        parts: list[tuple[str, str, dict[str, str]]] = [
            (stem, effect.value, {}),
            (f"{stem}-lower", effect.lower, {"bound": "lower", "other": f"{stem}-upper"}),
            (f"{stem}-upper", effect.upper, {"bound": "upper", "other": f"{stem}-lower"}),
        ]
        for identity, reported, bound in parts:
            which = f"{bound['bound']} bound of the " if bound else ""
            yield {
                "id": identity,
                "section": effect.table,
                "place": effect.row,
                "says": f"The {which}{words} is {reported}.",
                "reported": reported,
                "unit": "ratio" if is_ratio else "difference",
                "measure": {effect.measure: call | bound},
                **(_reading(effect.measure, against | bound) if against else {}),
                "draft": True,
            }


def _reading(measure: str, call: dict[str, Any]) -> dict[str, Any]:
    return {"readings": [{"name": AGAINST_REST, "measure": {measure: call}}]}


def claims_of_patients(people: Iterable[PatientTable]) -> Iterator[dict[str, Any]]:
    """Yield an entry of ``claims.yaml`` for each summary that a table of patients prints below them."""
    for table in people:
        for measure, place, value, entry in table.summaries:
            column, head = table.columns[place], table.heads[place]
            counted = {column: entry} if entry else {"not": {column: None}}
            about = {"where": counted} if measure == "count" else {"column": column}
            of = f"{head} “{entry}”" if entry else head
            yield {
                "id": f"{table.resource}-{_name(column)}-{_name(measure)}",
                "section": table.name,
                "place": head,
                "says": f"The {NAMES[measure]} of {of} is {value}.",
                "reported": value,
                "unit": "people" if measure == "count" else "value",
                "measure": {measure: about | {"table": table.resource}},
                "draft": True,
            }


def _name(text: str) -> str:
    """Write a part of an id; a heading in letters that ids cannot have is plain text."""
    return slug(text) or "text"
