"""Draft claims: the forms in which papers print results, found in a manuscript's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from doesithold.numbers import decimal_places
from doesithold.paper.manuscript.comparisons import DIFFERENCE_FORM, LARGEST_PART, P_FORM, RATIO_FORMS
from doesithold.paper.manuscript.forms import (
    CI,
    CI_NAME,
    COUNT,
    NUMBERED,
    OF,
    PEOPLE,
    PERCENT,
    TO,
    WHOLE,
    Draft,
    Maker,
    N,
    P,
    draft_at,
)
from doesithold.paper.manuscript.numbers import whole_number
from doesithold.paper.manuscript.reading import Manuscript, Sentence

NOT_SIGNIFICANT = "> .05"
"""What “ns” beside a statistic stands for."""
VALUE = (
    r"(?P<is>[<>=\u2264\u2265]=?)\s*"
    r"(?P<value>[-\u2212\u2013\u2014]?\s?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+))"
)
OPEN, CLOSE = r"(?:_|\s*[(\[])?\s*", r"\s*[)\]]?\s*"
"""Brackets around degrees of freedom; those set low stand without."""
STATISTICS = {
    "t": rf"\bt{OPEN}(?P<df>{N}){CLOSE}{VALUE}",
    "F": rf"\bF{OPEN}(?P<df1>\d+)\s*,\s*(?P<df>{N}){CLOSE}{VALUE}",
    "chi2": rf"(?:χ2|χ²|χ\^2|[cC]hi[-_ ]?(?:2|squared?)|[xX]2|\bQ(?:[A-Za-z]\w*)?)\s*[(\[]\s*(?P<df>\d+)"
    rf"(?:\s*,\s*[nN]\s*=\s*[\d,]+)?{CLOSE}{VALUE}",
    "z": rf"\b[zZ]\s*{VALUE}",
    "r": rf"\br{OPEN}(?P<df>\d+){CLOSE}{VALUE}",
}
"""Test statistics with their degrees of freedom; heterogeneity (Q) has a chi-squared distribution."""

CORRECTION = re.compile(r"\bBonferroni\b", re.IGNORECASE)
SIDES = r"(?:[oO]ne|[tT]wo)[- ](?:sided|tailed)"
ONE_SIDED = re.compile(r"\bone[- ](?:sided|tailed)\b", re.IGNORECASE)
TWICE = "p was multiplied by two comparisons, as Bonferroni does"


def drafts(manuscript: Manuscript) -> Iterator[Draft]:
    """Draft a claim for every result whose form is known; a longer form is read before those inside it."""
    corrects = any(CORRECTION.search(sentence.text) for sentence in manuscript.sentences)
    for sentence in manuscript.sentences:
        taken: list[tuple[int, int]] = []
        found: list[Draft] = []
        for form, make in FORMS:
            for match in form.finditer(sentence.text):
                if not any(match.start() < end and start < match.end() for start, end in taken):
                    taken.append(match.span())
                    found += make(sentence, match)
        found.sort(key=lambda draft: draft.span)
        yield from map(_corrected, found) if corrects else found


def _corrected(draft: Draft) -> Draft:
    """Add to a p value of a test that it may have been multiplied by two comparisons."""
    call = (draft.measure or {}).get("p_fits")
    if not call:
        return draft
    reading = {"name": TWICE, "measure": {"p_fits": {**call, "comparisons": 2}}}
    return replace(draft, readings=[*draft.readings, reading])


def _share(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    count, of, percent = whole_number(match["count"]), whole_number(match["of"]), match["percent"]
    if not count <= of or (of <= LARGEST_PART and not _prints(count, of, percent)):
        return
    says = f"{percent} % is the share of {count} in {of}."
    measure = {"given_percent": {"count": count, "of": of}}
    yield draft_at(sentence, match, says, percent, "percent", measure=measure)
    if match.groupdict().get("lower"):
        yield from _bounds(sentence, match, {"count": count, "of": of}, f"{count} in {of}")


def _prints(count: int, of: int, percent: str) -> bool:
    unit = Fraction(1, 10 ** decimal_places(percent))
    return abs(Fraction(100 * count, of) - Fraction(percent)) <= unit


def _bounds(sentence: Sentence, match: re.Match[str], share: dict[str, int], words: str) -> Iterator[Draft]:
    for bound, other in (("lower", "upper"), ("upper", "lower")):
        says = f"{match[bound]} % is the {bound} bound of the 95 % interval of {words}."
        measure = {"given_interval": {**share, "bound": bound, "other": other}}
        yield draft_at(sentence, match, says, match[bound], "percent", measure=measure)


def _count_percent(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    count, percent = whole_number(match["count"]), match["percent"]
    says = f"{percent} % is the share of {count} in a group that the paper names."
    yield draft_at(sentence, match, says, percent, "percent", measure={"given_percent": {"count": count}})


def _interval_only(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    says = f"{match['percent']} % lies within its interval from {match['lower']} to {match['upper']} %."
    values = [match["lower"], match["percent"], match["upper"]]
    yield draft_at(sentence, match, says, "true", "statement", measure={"rising": {"values": values}})


def _median(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    says = f"The median {match['value']} lies between {match['lower']} and {match['upper']}."
    values = [match["lower"], match["value"], match["upper"]]
    yield draft_at(sentence, match, says, "true", "statement", measure={"rising": {"values": values}})


def _mean(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    says = f"The mean is {match['value']} with a standard deviation of {match['sd']}."
    yield draft_at(sentence, match, says, match["value"], "mean", needs="the single values behind the mean")


def _statistic(test: str) -> Maker:
    def make(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        groups = match.groupdict()
        freedom = [groups[name] for name in ("df1", "df") if groups.get(name)]
        value = re.sub(r"[\u2212\u2013\u2014]", "-", match["value"]).replace(" ", "").replace(",", "")
        value = value if match["is"] == "=" else f"{match['is']} {value}"
        degrees = f"({', '.join(freedom)})" if freedom else ""
        p = f"{match['relation']} {match['p']}" if match["p"] else NOT_SIGNIFICANT
        says = f"p {p} belongs to {test}{degrees} {match['is']} {match['value']}."
        call: dict[str, Any] = {"p": p, "test": test, "value": value, "freedom": freedom}
        ways = [("a two-sided test", call)]
        if test in ("t", "z", "r"):
            ways.append(("a one-sided test", {**call, "sides": 1}))
        if ONE_SIDED.search(sentence.text):
            ways.reverse()
        (_, plain), *others = ways
        readings = [{"name": name, "measure": {"p_fits": other}} for name, other in others]
        yield draft_at(
            sentence, match, says, "true", "statement", measure={"p_fits": plain}, readings=readings
        )

    return make


WORDS_BETWEEN = rf"(?:(?:{'|'.join(NUMBERED)}) \d(?:[-\u2010-\u2015/]\d)?|[^.()\[\]\d]){{0,90}}"
"""Words between a count and its percentage, without a bracket or another number but of a grade."""
FIRST = rf"{PERCENT}[\s,]*(?:[a-z]+\s+)?[(\[]\s*{COUNT}{OF}"
"""A percentage before its count."""
NO_INTERVAL = r"(?!\s*(?:CI|confidence))"
FORMS: tuple[tuple[re.Pattern[str], Maker], ...] = (
    *(
        (re.compile(rf"{form}\s*[,;]?\s*(?:{SIDES}\s+)?(?:{P}|n\.?s\b)"), _statistic(test))
        for test, form in STATISTICS.items()
    ),
    *RATIO_FORMS,
    (
        re.compile(rf"{COUNT}{OF}[^.(]{{0,40}}\(\s*{PERCENT}\s*[,;:]\s*{CI}"),
        _share,
    ),
    (re.compile(rf"{FIRST}\s*[)\];,]\s*[,;]?\s*[(\[]?\s*{CI}"), _share),
    (re.compile(FIRST), _share),
    (re.compile(rf"{COUNT}{OF}{WORDS_BETWEEN}[(\[]\s*{PERCENT}{NO_INTERVAL}"), _share),
    (re.compile(rf"{PERCENT}\s*[(\[,;]\s*{CI}"), _interval_only),
    (re.compile(rf"\b[nN]\s*=\s*(?P<count>{WHOLE})\s*[,;]\s*{PERCENT}"), _count_percent),
    (re.compile(rf"\btotal\s+{COUNT}\s*,\s*{PERCENT}"), _count_percent),
    (re.compile(rf"{COUNT}\s*(?:[a-z-]+\s+){{0,4}}\(\s*{PERCENT}{NO_INTERVAL}"), _count_percent),
    (re.compile(rf"{COUNT} {PEOPLE}{WORDS_BETWEEN}\(\s*{PERCENT}{NO_INTERVAL}"), _count_percent),
    (
        re.compile(
            rf"\bmedian\b[^.()]{{0,60}}?(?P<value>{N})[^.(]{{0,20}}\("
            rf"\s*(?:IQR|interquartile range|range|{CI_NAME})?\s*[,:]?\s*"
            rf"(?P<lower>{N}){TO}(?P<upper>{N})(?!,?\d)",
            re.IGNORECASE,
        ),
        _median,
    ),
    DIFFERENCE_FORM,
    (re.compile(rf"(?P<value>{N})\s*(?:±|\+/-)\s*(?P<sd>{N})"), _mean),
    (re.compile(rf"(?P<value>{N})[^.(]{{0,12}}\(\s*(?:SD|standard deviation)\s*[,:=]?\s*(?P<sd>{N})"), _mean),
    P_FORM,
)
"""Each form with what makes claims of it; earlier forms come before those they contain."""
