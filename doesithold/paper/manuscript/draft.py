"""A paper's folder drafted from its manuscript: for a person to confirm, correct or drop."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import yaml

from doesithold.numbers import decimal_places, to_decimal
from doesithold.paper.cells import COLUMNS, Cell
from doesithold.paper.manuscript.numbers import WORDS, numbers, numbers_in, whole_number
from doesithold.paper.manuscript.patients import PatientTable, patient_tables
from doesithold.paper.manuscript.patterns import Draft, drafts
from doesithold.paper.manuscript.reading import Manuscript
from doesithold.paper.manuscript.tables import EVERYBODY, cells, effects

PEOPLE = "patients|participants|subjects|adults|children|women|men|individuals|volunteers|people"
VERBS = (
    "enrolled|randomi[sz]ed|included|evaluable|analy[sz]ed|recruited|assessed|completed|treated|received"
    "|underwent|participated|followed"
)
COUNTED = re.compile(
    rf"\b(?P<size>\d{{1,3}}(?:,\d{{3}})+|\d+|{WORDS})\s+(?:\w+\s+){{0,3}}?(?:{PEOPLE})"
    rf"\s+(?:\w+\s+){{0,5}}?(?P<what>{VERBS}|receive\b)",
    re.IGNORECASE,
)
OTHER_TESTS = {
    "Mann–Whitney": r"Mann.Whitney|Wilcoxon|Kruskal|rank[- ]sum|non-?parametric",
    "ANCOVA": r"covariance|ANCOVA",
    "a mixed model": r"mixed[- ](?:\w+ )*model|repeated[- ]measures|estimating equations",
    "a regression": r"\bregression",
    "a paired test": r"\bpaired",
}
"""Tests that means and standard deviations do not decide, and the words that name them."""
NAMES = {
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "mean": "mean",
    "sd": "standard deviation",
    "standard_error": "standard error",
}
"""What a claim's sentence calls a measure."""
FEWEST_ARMS = 2
NOT_LOOKED_AT = "a draft: nobody has looked at this number yet"
HEAD = "# Drafted from {file}: the groups, arms and methods are read by their form. Look at each.\n\n"
METHODS = {
    "proportion_interval": {
        "clopper_pearson": r"Clopper|exact(?: binomial)? (?:95 ?% )?(?:confidences? intervals?|CIs?)",
        "wilson": r"\bWilson\b",
        "wald": r"\bWald (?:95 ?% )?(?:confidence )?interval",
        "jeffreys": r"\bJeffreys\b",
        "agresti_coull": r"Agresti",
    },
    "count_test": {
        "fisher": r"Fisher[’']?s? exact",
        "chi_squared_corrected": r"continuity correction|Yates",
        "chi_squared": r"\b(?:chi|χ|x)[- ]?\^?(?:squared?|2|²)",
    },
    "mean_test": {
        "welch": r"Welch|unequal variances?",
        "student": r"Student|\bt[- ]tests?\b",
    },
}
"""Words that name a method, by its entry under ``methods``; where two are named the entry is left out."""


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
    printed = _with_tests(list(cells(manuscript)), manuscript)
    people = list(patient_tables(manuscript))
    study = _study(manuscript, printed, people, file)
    claims = list(_claims(manuscript, study))
    tables = [*_effect_claims(manuscript), *_summary_claims(people)]
    study["sections"] += sorted({entry["section"] for entry in tables} - set(study["sections"]))
    files = {
        "study.yaml": HEAD.format(file=file) + _yaml(study),
        "claims.yaml": _yaml([*(entry for entry, _ in claims), *tables]),
        "numbers.csv": _register(manuscript, claims),
    }
    return files | _table_files(people) | ({"cells.csv": _cells(printed)} if printed else {})


class _Plain(yaml.SafeDumper):
    """Writes a value out each time it stands, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(content: Any) -> str:
    text: str = yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    return text


def _study(
    manuscript: Manuscript, printed: list[Cell], people: list[PatientTable], file: str
) -> dict[str, Any]:
    arms = {cell.group: int(cell.n) for cell in printed if cell.group and _is_size(cell, printed)}
    alone = arms if len(arms) < FEWEST_ARMS else {}
    groups = alone | {name: size for name, size in _groups(manuscript) if name not in arms}
    arms = arms if not alone else {}
    for size in _denominators(manuscript):
        if size not in {*arms.values(), *groups.values()}:
            groups[f"{size}, a printed denominator"] = size
    title = manuscript.title or "A paper without a title"
    tables = {
        _slug(one.name): {"resource": _slug(one.name), "row": "patient", "id": "patient"} for one in people
    }
    return {
        "title": title,
        "paper": {"title": title},
        "manuscript": file,
        "sections": list(manuscript.sections) or ["Text"],
        **({"tables": tables} if tables else {}),
        "groups": {name: {"size": size} for name, size in groups.items()},
        "arms": {name: {"size": size} for name, size in arms.items()},
        "methods": dict(_methods(manuscript)),
    }


def _with_tests(printed: list[Cell], manuscript: Manuscript) -> list[Cell]:
    """Name the tests that p values of means may be of, where the methods name others than Student's."""
    text = _about_methods(manuscript)
    others = [name for name, words in OTHER_TESTS.items() if re.search(words, text, re.IGNORECASE)]
    of_means = {(cell.table, cell.row) for cell in printed if cell.mean}
    test = " or ".join(["t test", *others]) if others else ""
    return [
        replace(cell, test=test) if cell.p and (cell.table, cell.row) in of_means else cell
        for cell in printed
    ]


def _about_methods(manuscript: Manuscript) -> str:
    return " ".join(
        sentence.text
        for sentence in manuscript.sentences
        if re.search(r"method|statistic|analysis|text", sentence.section, re.IGNORECASE)
    )


def _is_size(cell: Cell, printed: list[Cell]) -> bool:
    """Tell whether a cell's n is the one that most cells of its group have."""
    sizes = Counter(other.n for other in printed if other.group == cell.group and other.n)
    return bool(cell.n) and int(cell.n) > 0 and cell.n == sizes.most_common(1)[0][0]


def _groups(manuscript: Manuscript) -> Iterator[tuple[str, int]]:
    """Yield the groups whose size the text names; a name that stands for several sizes is told by them."""
    seen: dict[str, set[int]] = {}
    for sentence in manuscript.sentences:
        for found in COUNTED.finditer(sentence.text):
            name, size = found["what"].lower(), whole_number(found["size"])
            sizes = seen.setdefault(name, set())
            if size and size not in sizes:
                yield (f"{name} ({size})" if sizes else name), size
                sizes.add(size)


def _denominators(manuscript: Manuscript) -> Iterator[int]:
    """Yield the numbers of people that the text prints percentages of."""
    for draft in drafts(manuscript):
        for call in (draft.measure or {}).values():
            if isinstance(call.get("of"), int):
                yield call["of"]


def _methods(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    """Yield the methods that the sections on methods name, where they name one."""
    text = _about_methods(manuscript)
    for entry, named in METHODS.items():
        found = [method for method, words in named.items() if re.search(words, text, re.IGNORECASE)]
        if "chi_squared_corrected" in found and "chi_squared" in found:
            found.remove("chi_squared")
        if len(found) == 1:
            yield entry, found[0]


def _claims(manuscript: Manuscript, study: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Draft]]:
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
        draft = _with_group(found, arms, groups, beside)
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


def _with_group(
    draft: Draft, arms: Mapping[str, int], groups: Mapping[str, int], beside: Collection[int]
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
    sentence = draft.sentence.text.casefold()
    for name, size in known.items():
        if "printed denominator" not in name and _prints(count, size, draft.reported):
            return _of(draft, count, size, name)
    is_known = any(_prints(count, size, draft.reported) for size in known.values())
    for name, size in arms.items() if is_known else ():
        words = re.findall(r"[^\W\d]{4,}", name.casefold())
        if name != EVERYBODY and any(word[:4] in sentence for word in words):
            return _of(draft, count, size, name)
    for size in sorted(beside):
        if _prints(count, size, draft.reported):
            return _of(draft, count, size, "a number beside it")
    return replace(draft, measure=None, needs="the number of people that the percentage refers to")


def _prints(count: int, size: int, reported: str) -> bool:
    return (
        size > 0
        and count <= size
        and reported == to_decimal(Fraction(100 * count, size), decimal_places(reported))
    )


def _of(draft: Draft, count: int, size: int, name: str) -> Draft:
    says = f"{draft.reported} % is the share of {count} in {size} ({name})."
    return replace(draft, says=says, measure={"given_percent": {"count": count, "of": size}})


def _effect_claims(manuscript: Manuscript) -> Iterator[dict[str, Any]]:
    """Draft the ratios of tables, each bound beside the other."""
    for number, effect in enumerate(effects(manuscript), start=1):
        stem = f"{_slug(effect.table)}-ratio-{number}"
        call = {"row": effect.row, "of_table": effect.table, "arms": list(effect.groups)}
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
                "unit": "ratio",
                "measure": {effect.measure: call | bound},
                "draft": True,
            }


def _summary_claims(people: list[PatientTable]) -> Iterator[dict[str, Any]]:
    """Draft what a table of patients prints below them."""
    for table in people:
        for measure, place, value in table.summaries:
            column = table.columns[place]
            yield {
                "id": f"{_slug(table.name)}-{_slug(column)}-{_slug(measure)}",
                "section": table.name,
                "place": table.heads[place],
                "says": f"The {NAMES[measure]} of {table.heads[place]} is {value}.",
                "reported": value,
                "unit": "value",
                "measure": {measure: {"column": column, "table": _slug(table.name)}},
                "draft": True,
            }


def _table_files(people: list[PatientTable]) -> dict[str, str]:
    """Return the tables of patients and the description of their columns."""
    if not people:
        return {}
    resources = []
    files = {}
    for table in people:
        name = _slug(table.name)
        files[f"{name}.csv"] = _csv([table.columns, *table.rows])
        fields = [
            {"name": column, "type": kind, "description": head or column}
            for column, kind, head in zip(table.columns, table.kinds, table.heads, strict=True)
        ]
        resources.append({"name": name, "path": f"{name}.csv", "type": "table", "schema": {"fields": fields}})
    package = {"name": "paper", "resources": resources}
    return files | {"datapackage.json": json.dumps(package, indent=2, ensure_ascii=False) + "\n"}


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
    extra = sorted({name for cell in printed for name, value in cell.extra.items() if value})
    rows = [
        [*(getattr(cell, name) for name in COLUMNS), *(cell.extra.get(name, "") for name in extra)]
        for cell in printed
    ]
    return _csv([[*COLUMNS, *extra], *rows])


def _csv(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
