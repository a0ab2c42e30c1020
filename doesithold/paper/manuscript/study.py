"""What a manuscript says of its study: sections, groups, arms and methods, read by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from doesithold.paper.cells import Cell
from doesithold.paper.manuscript.numbers import WORDS, whole_number
from doesithold.paper.manuscript.patients import PatientTable
from doesithold.paper.manuscript.patterns import drafts
from doesithold.paper.manuscript.reading import Manuscript

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
MODELS = {
    "Mantel–Haenszel": r"Mantel",
    "McNemar": r"McNemar",
    "ANCOVA": r"covariance|ANCOVA",
    "a mixed model": r"\bmixed[- ](?:\w+[- ])*models?|multi-?level|hierarchical|random[- ]effects"
    r"|repeated[- ]measures|estimating equations|\bGEE\b",
    "a regression": r"(?<!Cox )(?<!hazards )\bregression|generali[sz]ed linear|log-?binomial",
    "an adjustment": r"adjust(?:ed|ing|ment) for (?!multip)"
    r"|adjusted (?:odds|risks?|relative|ORs?\b|RRs?\b)",
    "imputed or drawn values": r"\bimput|bootstrap|permutation test|Bayes",
}
"""Ways to compare arms that their counts and means alone do not decide, and the words that name them."""
BASELINE = re.compile(r"baseline|demograph|characteristic", re.IGNORECASE)
"""Words of the caption of a table in which nothing is adjusted."""
USUAL_TESTS = "chi-squared test or Fisher’s exact test"
FEWEST_ARMS = 2
OTHERS = re.compile(r"background|introduction|discussion|conclusion|acknowledg|reference", re.IGNORECASE)
"""Names of sections that speak of other studies too."""
OF = "denominator"
"""What a group is called of which the text prints nothing but its size."""
METHODS = {
    "rounding": {
        "truncate": r"truncated,? (?:and )?not rounded|cut off,? (?:and )?not rounded"
        r"|(?:percentages?|numbers?|values?|decimals?|digits?) (?:\w+ ){0,4}(?:truncated|cut off)\b",
        "half_even": r"rounded half to even|bankers?[’']? rounding",
    },
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
        "chi_squared": r"\b(?:chi|χ|x)[- ]?\^?(?:squared?|2|²)|χ",
    },
    "mean_test": {
        "welch": r"Welch|unequal variances?",
        "student": r"Student|\bt[- ]tests?\b",
    },
}
"""Words that name a method, by its entry under ``methods``; where two are named the entry is left out."""


def draft_study(
    manuscript: Manuscript, printed: Sequence[Cell], people: Sequence[PatientTable], file: str
) -> dict[str, Any]:
    """Draft ``study.yaml``.

    Parameters
    ----------
    manuscript : Manuscript
    printed : sequence of Cell
        Its tables.
    people : sequence of PatientTable
        Its tables of patients.
    file : str
        Its name.
    """
    arms = _sizes(printed)
    alone = arms if len(arms) < FEWEST_ARMS else {}
    groups = alone | {name: size for name, size in _groups(manuscript) if name not in arms}
    arms = arms if not alone else {}
    for size in _denominators(manuscript):
        if size not in {*arms.values(), *groups.values()}:
            groups[f"{OF} {size}"] = size
    title = manuscript.title or "A paper without a title"
    tables = {one.resource: {"resource": one.resource, "row": "patient", "id": "patient"} for one in people}
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


def with_tests(printed: Sequence[Cell], manuscript: Manuscript) -> list[Cell]:
    """Name the tests that p values may be of, where the methods name others than the usual ones.

    Means may be compared by all that the methods name, counts by models, where the table is not of the
    baseline, and kinds that may have an order by rank tests.
    """
    others = _named(OTHER_TESTS, _about_methods(manuscript))
    ranks = [name for name in others if name == "Mann–Whitney"]
    models = _named(MODELS, _about_methods(manuscript))
    baseline = {table.name for table in manuscript.tables if BASELINE.search(table.caption)}
    of_means = {(cell.table, cell.row) for cell in printed if cell.mean}

    def test(cell: Cell) -> str:
        if (cell.table, cell.row) in of_means:
            return " or ".join(["t test", *others]) if others else ""
        beside = [*(ranks if cell.extra.get("set") else []), *(() if cell.table in baseline else models)]
        return " or ".join([USUAL_TESTS, *beside]) if beside else ""

    return [replace(cell, test=test(cell)) if cell.p else cell for cell in printed]


def _named(words: Mapping[str, str], text: str) -> list[str]:
    return [name for name, form in words.items() if re.search(form, text, re.IGNORECASE)]


def _about_methods(manuscript: Manuscript) -> str:
    return " ".join(
        sentence.text
        for sentence in manuscript.sentences
        if re.search(r"method|statistic|analysis|text", sentence.section, re.IGNORECASE)
    )


def _sizes(printed: Sequence[Cell]) -> dict[str, int]:
    """Return the size of each group: the largest that a table prints, as later tables may lack people.

    A group of which a table without sizes counts more people has another size there, which is not printed.
    """
    sizes: dict[str, int] = {}
    for cell in printed:
        if cell.group and cell.n and int(cell.n) > 0:
            sizes[cell.group] = max(int(cell.n), sizes.get(cell.group, 0))
    more = {cell.group for cell in printed if cell.count and int(cell.count) > sizes.get(cell.group, 0)}
    doubtful = more & {cell.group for cell in printed if cell.group and not cell.n}
    return {group: size for group, size in sizes.items() if group not in doubtful}


def _groups(manuscript: Manuscript) -> Iterator[tuple[str, int]]:
    """Yield the groups whose size the text names; a name that stands for several sizes is told by them."""
    seen: dict[str, set[int]] = {}
    for sentence in manuscript.sentences:
        for found in () if OTHERS.search(sentence.section) else COUNTED.finditer(sentence.text):
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
    notes = " ".join(f"{table.caption} {table.notes}" for table in manuscript.tables)
    if models := _named(MODELS, f"{text} {notes}"):
        yield "model", ", ".join(models)
