"""A paper's folder drafted from its manuscript: for a person to confirm, correct or drop."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import yaml

from doesithold.numbers import decimal_places, to_decimal
from doesithold.paper.cells import COLUMNS, Cell
from doesithold.paper.manuscript.numbers import WORDS, numbers, whole_number
from doesithold.paper.manuscript.patterns import Draft, drafts
from doesithold.paper.manuscript.reading import Manuscript
from doesithold.paper.manuscript.tables import cells

PEOPLE = "patients|participants|subjects|adults|children|women|men|individuals|volunteers|people"
VERBS = "enrolled|randomi[sz]ed|included|evaluable|analy[sz]ed|recruited|assessed|completed|treated"
COUNTED = re.compile(
    rf"\b(?P<size>\d[\d,]*|{'|'.join(WORDS)})\s+(?:\w+\s+){{0,3}}?(?:{PEOPLE})"
    rf"\s+(?:\w+\s+){{0,3}}?(?P<what>{VERBS})",
    re.IGNORECASE,
)
NOT_LOOKED_AT = "a draft: nobody has looked at this number yet"


def draft_files(manuscript: Manuscript, file: str) -> Mapping[str, str]:
    """Draft the files of a paper's folder.

    Parameters
    ----------
    manuscript : Manuscript
    file : str
        Name of the manuscript, which the folder keeps so that a person can see the sentences.

    Returns
    -------
    mapping of str to str
        Name of each file to its text: ``study.yaml``, ``claims.yaml``, ``numbers.csv``, and ``cells.csv``
        where a table could be read. No sentence of the manuscript is copied; each claim says where its own
        stands.
    """
    printed = list(cells(manuscript))
    study = _study(manuscript, printed, file)
    claims = list(
        _claims(
            manuscript, {name: group["size"] for name, group in (study["groups"] | study["arms"]).items()}
        )
    )
    files = {
        "study.yaml": _yaml(study),
        "claims.yaml": _yaml([entry for entry, _ in claims]),
        "numbers.csv": _register(manuscript, claims),
    }
    return files | ({"cells.csv": _cells(printed)} if printed else {})


class _Plain(yaml.SafeDumper):
    """Writes a value out each time it stands, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(content: Any) -> str:
    text: str = yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    return text


def _study(manuscript: Manuscript, printed: list[Cell], file: str) -> dict[str, Any]:
    arms = {cell.group: int(cell.n) for cell in printed if cell.group and cell.n}
    groups = {name: size for name, size in _groups(manuscript) if name not in arms}
    title = manuscript.title or "A paper without a title"
    return {
        "title": title,
        "paper": {"title": title},
        "manuscript": file,
        "sections": list(manuscript.sections) or ["Text"],
        "groups": {name: {"size": size} for name, size in groups.items()},
        "arms": {name: {"size": size} for name, size in arms.items()},
        "methods": {},
    }


def _groups(manuscript: Manuscript) -> Iterator[tuple[str, int]]:
    """Yield the groups whose size the text names, the first size of each name."""
    seen = set()
    for sentence in manuscript.sentences:
        for found in COUNTED.finditer(sentence.text):
            name = found["what"].lower()
            if name not in seen:
                seen.add(name)
                yield name, whole_number(found["size"])


def _claims(manuscript: Manuscript, groups: Mapping[str, int]) -> Iterator[tuple[dict[str, Any], Draft]]:
    times: Counter[str] = Counter()
    for found in drafts(manuscript):
        draft = _with_group(found, groups)
        stem = f"{_slug(draft.sentence.section)}-{draft.sentence.paragraph}-{draft.sentence.number}"
        times[stem] += 1
        identity = f"{stem}-{times[stem]}"
        neighbour = {"upper": f"{stem}-{times[stem] + 1}", "lower": f"{stem}-{times[stem] - 1}"}
        if draft.measure and (call := draft.measure.get("given_interval")):
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


def _with_group(draft: Draft, groups: Mapping[str, int]) -> Draft:
    """Give a count without a denominator the first group that prints its percentage, or the first of all."""
    call = (draft.measure or {}).get("given_percent")
    if not call or "of" in call:
        return draft
    fitting = [
        (name, size)
        for name, size in groups.items()
        if call["count"] <= size
        and draft.reported == to_decimal(Fraction(100 * call["count"], size), decimal_places(draft.reported))
    ]
    if not groups:
        needs = "the number of people that the percentage refers to"
        return replace(draft, measure=None, needs=needs)
    name, size = fitting[0] if fitting else next(iter(groups.items()))
    says = f"{draft.reported} % is the share of {call['count']} in {size} ({name})."
    return replace(draft, says=says, measure={"given_percent": {**call, "of": size}})


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "text"


def _register(manuscript: Manuscript, claims: list[tuple[dict[str, Any], Draft]]) -> str:
    """Write every number with the draft claims that were read from it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["position", "section", "number", "claims", "reason"])
    for position, found in enumerate(numbers(manuscript), start=1):
        mine = [
            entry["id"]
            for entry, draft in claims
            if draft.sentence == found.sentence and draft.span[0] <= found.start < draft.span[1]
        ]
        writer.writerow(
            [position, found.sentence.section, found.text, ";".join(mine), "" if mine else NOT_LOOKED_AT]
        )
    return out.getvalue()


def _cells(printed: list[Cell]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for cell in printed:
        writer.writerow([getattr(cell, column) for column in COLUMNS])
    return out.getvalue()
