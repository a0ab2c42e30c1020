"""Draft claims of comparisons: ratios and differences with their intervals, and the p values beside them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from doesithold.paper.manuscript.forms import (
    CI,
    NUMBERED,
    SHARE,
    SIGNED_CI,
    TO,
    Draft,
    Maker,
    N,
    P,
    draft_at,
)
from doesithold.paper.manuscript.numbers import whole_number
from doesithold.paper.manuscript.reading import Sentence

SIGNED = rf"(?<![\d./^\u2010-\u2015-])(?:[-\u2212]|(?<==\s)[-\u2212\u2013]\s)?(?<!\^[-\u2212]){N}"
UNIT = r"(?:\s*[A-Za-z%/]+){0,2}"
DIFFERENCE = re.compile(r"differ|decreas|increas|reduc|declin|improv|chang|\bfell\b|\brose\b|lower|higher")
OTHER_SCALE = re.compile(
    r"\b(?:a?[OHR]R|ratio|odds|hazard|risk|median|rate|fold|times|geometric)\b", re.IGNORECASE
)
NOT_AN_ESTIMATE = re.compile(rf"(?:[<>≤≥]|\b(?:{'|'.join(NUMBERED)})s?)\s*$", re.IGNORECASE)
"""What stands before a limit, or the number of a grade."""
RATIO_NAME = re.compile(r"\b\w*[A-Z]R\)?\s*(?:=|:|,|of|was)?\s*$")
"""A name just before an estimate that ends as those of ratios do: LPR, IRR, SMR."""
LARGEST_PART = 5
"""Largest number that “two out of three” and parts of a mixture are told of."""
NEAR_MIDDLE = 0.1
"""Share of half an interval by which rounding may move an estimate off its middle."""
RATIOS = {
    "risk_ratio": r"RR|risk ratio|relative risk",
    "odds_ratio": r"OR|odds ratio",
    "": r"a?HR|aOR|aRR|hazard ratio",
}
"""Names of ratios, by the measure that computes them from counts; of some no counts alone do."""
EFFECTS = {
    "risk_ratio": "risk ratio",
    "odds_ratio": "odds ratio",
    "risk_difference": "risk difference",
}
RATIO = rf"(?P<name>{'|'.join(RATIOS.values())})"
RISK_DIFFERENCE = (
    r"(?:(?:absolute )?risk (?:difference|reduction)|absolute difference|rate difference|RD|ARR)"
)
FOR_WHAT = r"(?:\s+for\s[^.,;:(\[\d]{1,60}?\s(?=was\b))?"
"""What a ratio is of, between its name and “was”."""
IS = r"\s*(?:of|was|=|:|,)?\s*"
P_BESIDE = (
    r"(?:\s*%?\s*[)\]]?\s*[,;:]?\s*[(\[]?\s*\b[pP](?:[- ]?value)?\s*"
    r"(?P<relation>[<>=\u2264\u2265]=?|of|was|:)?\s*(?P<p>0?\.\d+))?"
)
NOT_OF_COUNTS = re.compile(
    r"adjust|regress|model|multivaria|stratif|weight|propensity|log-?rank|interact|trend|\bmean|median|surviv",
    re.IGNORECASE,
)
"""Words of a sentence whose p value or ratio is not that of its counts alone."""
NO_MIDDLE = "an interval that is not symmetric, as exact ones and those of ratios are"
NOT_SYMMETRIC = "an interval that is not symmetric on the logarithmic scale, as exact ones are"
ONE_SIDED = "a one-sided test"
Counts = list[int]


def counts_of_arms(sentence: Sentence) -> Counts | None:
    """Return events and people of two arms, where a sentence has two shares and compares nothing else."""
    if NOT_OF_COUNTS.search(sentence.text):
        return None
    found = [
        (whole_number(share["count"]), whole_number(share["of"])) for share in SHARE.finditer(sentence.text)
    ]
    if len(found) != 2 or any(count > of or not of for count, of in found):
        return None
    (first, n), (second, m) = found
    are_parts = max(n, m) <= LARGEST_PART
    return None if first == m or second == n or are_parts else [first, n, second, m]


def _ratio(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    low, value, high = match["lower"], match["value"], match["upper"]
    name = match["name"]
    measure = next(key for key, names in RATIOS.items() if re.fullmatch(names, name, re.IGNORECASE))
    counts = counts_of_arms(sentence)
    if measure and counts and min(map(float, (low, value, high))) > 0:
        yield from _of_counts(sentence, match, measure, counts)
        return
    if float(low) > float(high):
        yield _inside(sentence, match, low, value, high)
        return
    says = f"The ratio {value} fits its interval from {low} to {high}."
    call = {"ratio_fits": {"estimate": value, "lower": low, "upper": high}}
    readings = [{"name": NOT_SYMMETRIC, "measure": {"rising": {"values": [low, value, high]}}}]
    yield draft_at(sentence, match, says, "true", "statement", measure=call, readings=readings)
    yield from _p_of_interval(sentence, match, {"estimate": value, "lower": low, "upper": high})


def _risk_difference(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    counts = counts_of_arms(sentence)
    if counts and match["percent"]:
        yield from _of_counts(sentence, match, "risk_difference", counts)
    else:
        yield from _estimate(sentence, match)


def _of_counts(sentence: Sentence, match: re.Match[str], measure: str, counts: Counts) -> Iterator[Draft]:
    """Draft an effect, its bounds and its p value from what two arms had."""
    value = float(_signed(match["value"]))
    order = _in_order(counts, value if measure == "risk_difference" else math.log(value))
    one, other = f"{order[0]}/{order[1]}", f"{order[2]}/{order[3]}"
    words = f"{EFFECTS[measure]} of {one} against {other}"
    unit = "percent" if measure == "risk_difference" else "ratio"
    for which, bound in (("value", {}), ("lower", {"bound": "lower"}), ("upper", {"bound": "upper"})):
        beside = {"lower": "upper", "upper": "lower"}.get(which)
        call: dict[str, Any] = {"counts": order, **bound} | ({"other": beside} if beside else {})
        says = f"The {f'{which} bound of the ' if beside else ''}{words} is {match[which]}."
        yield draft_at(sentence, match, says, _signed(match[which]), unit, measure={measure: call})
    if match["p"]:
        yield _p_of_counts(sentence, match, order)


def _in_order(counts: Counts, wanted: float) -> Counts:
    """Return the arms in the order in which the first is above the second where the effect says so."""
    first, n, second, m = counts
    gap = first * m - second * n
    return [second, m, first, n] if gap * wanted < 0 else counts


def _p_of_counts(sentence: Sentence, match: re.Match[str], counts: Counts) -> Draft:
    says = f"A test of {counts[0]}/{counts[1]} against {counts[2]}/{counts[3]} gives p {_p(match)}."
    return draft_at(sentence, match, says, _p(match), "p value", measure={"p_of_counts": {"counts": counts}})


def _p_of_interval(
    sentence: Sentence, match: re.Match[str], printed: dict[str, str], scale: str = "ratio"
) -> Iterator[Draft]:
    """Draft the p value beside an interval: it must be one that the interval allows."""
    if not match["p"] or float(printed["lower"]) > float(printed["upper"]):
        return
    call = {"p": _p(match), **printed, "scale": scale}
    says = f"p {_p(match)} fits the interval from {printed['lower']} to {printed['upper']}."
    readings = [{"name": ONE_SIDED, "measure": {"p_fits_interval": {**call, "sides": 1}}}]
    yield draft_at(
        sentence, match, says, "true", "statement", measure={"p_fits_interval": call}, readings=readings
    )


def _p(match: re.Match[str]) -> str:
    """Return a p value as it is reported, with its sign where it is a limit."""
    relation = match["relation"] if match["relation"] in ("<", ">", "≤", "≥", "<=", ">=") else ""
    return f"{relation}{match['p']}"


def _estimate(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    low, value, high = _as_ordered(*(_signed(match[name]) for name in ("lower", "value", "upper")))
    inside = {"rising": {"values": [low, value, high]}}
    before = sentence.text[: match.start("value")]
    if NOT_AN_ESTIMATE.search(before):
        return
    is_of_risks = re.search(rf"\b{RISK_DIFFERENCE}{IS}$", before, re.IGNORECASE)
    is_other = OTHER_SCALE.search(before) or RATIO_NAME.search(before) or _is_of_ratio(low, value, high)
    if not is_of_risks and (not DIFFERENCE.search(before) or is_other):
        yield _inside(sentence, match, low, value, high)
        if match["p"]:
            yield from _p_alone(sentence, match)
        return
    says = f"{value} is the middle of its interval from {low} to {high}."
    measure = {"middle_fits": {"estimate": value, "lower": low, "upper": high}}
    readings = [{"name": NO_MIDDLE, "measure": inside}] if not re.search(r"\b[Mm]eans?\b", before) else []
    yield draft_at(sentence, match, says, "true", "statement", measure=measure, readings=readings)
    if float(low) <= float(value) <= float(high):
        printed = {"estimate": value, "lower": low, "upper": high}
        yield from _p_of_interval(sentence, match, printed, "difference")


def _inside(sentence: Sentence, match: re.Match[str], low: str, value: str, high: str) -> Draft:
    """Draft of an estimate that lies between its bounds, of which no more can be said."""
    says = f"{value} lies within its interval from {low} to {high}."
    measure = {"rising": {"values": [low, value, high]}}
    return draft_at(sentence, match, says, "true", "statement", measure=measure)


def _as_ordered(low: str, value: str, high: str) -> tuple[str, str, str]:
    """Read bounds printed by their size, and a fall printed without the sign that its bounds have."""
    if float(high) < float(low) <= 0:
        low, high = high, low
    least, estimate, most = map(float, (low, value, high))
    middle, near = (least + most) / 2, NEAR_MIDDLE * (most - least) / 2
    falls = least <= -estimate <= most <= 0 or abs(middle + estimate) <= near < abs(middle - estimate)
    return low, f"-{value}" if falls and estimate > 0 else value, high


def _is_of_ratio(low: str, value: str, high: str) -> bool:
    """Tell whether an estimate is in the middle of its interval on the logarithmic scale alone."""
    least, estimate, most = map(float, (low, value, high))
    if min(least, estimate, most) <= 0:
        return False
    half, off = (most - least) / 2, abs((least + most) / 2 - estimate)
    return off > NEAR_MIDDLE * half and abs(math.sqrt(least * most) - estimate) <= NEAR_MIDDLE * half


def _signed(printed: str) -> str:
    return re.sub(r"[\u2212\u2013\u2014]\s?", "-", printed)


def _p_alone(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    if counts := counts_of_arms(sentence):
        yield _p_of_counts(sentence, match, counts)
        return
    says = f"A test gave p {match['relation'] or '='} {match['p']}."
    needs = "the test and the data behind this p value"
    yield draft_at(sentence, match, says, _p(match), "p value", needs=needs)


RATIO_FORMS: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (
        re.compile(rf"\b{RATIO}\)?{FOR_WHAT}{IS}(?P<value>{N})\s*[(\[,;]\s*{CI}{P_BESIDE}", re.IGNORECASE),
        _ratio,
    ),
    (
        re.compile(
            rf"\b{RATIO}\)?{IS}(?P<value>{N})"
            rf"\s*[(\[]\s*(?P<lower>\d+\.\d+){TO}(?P<upper>\d+\.\d+)(?=\s*[)\];,]){P_BESIDE}",
            re.IGNORECASE,
        ),
        _ratio,
    ),
    (
        re.compile(
            rf"\b{RISK_DIFFERENCE}\)?{IS}(?P<value>{SIGNED})\s*(?P<percent>%)?\s*[(\[,;]\s*{SIGNED_CI}{P_BESIDE}",
            re.IGNORECASE,
        ),
        _risk_difference,
    ),
)
DIFFERENCE_FORM: tuple[re.Pattern[str], Maker] = (
    re.compile(rf"(?P<value>{SIGNED}){UNIT}\s*[(\[,;]\s*{SIGNED_CI}{P_BESIDE}"),
    _estimate,
)
P_FORM: tuple[re.Pattern[str], Maker] = (re.compile(P), _p_alone)
