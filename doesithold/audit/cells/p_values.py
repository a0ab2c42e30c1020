"""P values against the counts, or the means and standard deviations, of the row they stand in."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.cells.sheet import Line, Sheet
from doesithold.audit.rounding import Rounding
from doesithold.explain.p_value import (
    ArmWindow,
    Window,
    p_chance,
    p_fits,
    p_of_counts,
    p_range,
    p_window,
    stands_for_limit,
)
from doesithold.explain.search import WEAK
from doesithold.labels import TESTS, method_label, sentence_case
from doesithold.numbers import PrintedNumber, read_p
from doesithold.paper.assumptions import Assumption
from doesithold.statistics.tests import COUNT_TESTS, MEAN_TESTS, Counts, least_mann_whitney

NAMED_TESTS: dict[str, tuple[str, ...]] = {
    "mann": ("mann_whitney",),
    "wilcoxon": ("mann_whitney",),
    "rank": ("mann_whitney",),
    "fisher": ("fisher",),
    "exact": ("fisher",),
    "yates": ("chi_squared_corrected",),
    "correct": ("chi_squared_corrected",),
    "likelihood": ("likelihood_ratio",),
    "chi": ("chi_squared", "chi_squared_corrected"),
    "χ": ("chi_squared", "chi_squared_corrected"),
    "pearson": ("chi_squared", "chi_squared_corrected"),
    "welch": ("welch",),
    "unequal": ("welch",),
    "student": ("student",),
    "anova": ("anova",),
    "variance": ("anova",),
    "t test": ("student", "welch"),
    "t-test": ("student", "welch"),
}
"""Words in the name of a test, and the tests they may mean; the first word found decides."""
USUAL_FOR_COUNTS = ("chi_squared", "chi_squared_corrected", "fisher")
USUAL_FOR_MEANS = ("student", "welch")


def tests_named(text: str) -> tuple[str, ...]:
    """Return the tests that a printed name may mean, of each if several are joined by "or"; empty if none."""
    found: dict[str, None] = {}
    for name in text.casefold().split(" or "):
        found |= dict.fromkeys(next((tests for word, tests in NAMED_TESTS.items() if word in name), ()))
    return tuple(found)


class Given(NamedTuple):
    """What a p value can be computed from."""

    counts: Counts | None
    arms: tuple[ArmWindow, ...]
    source: str


@dataclass
class _Paper:
    """What all p values of a paper are checked with.

    Attributes
    ----------
    hits : Counter of str
        How often each test printed a p value of this paper so far; the usual one is tried first.
    """

    sheet: Sheet
    rounding: Rounding
    hits: Counter[str] = field(default_factory=Counter)

    def fits(self, printed: PrintedNumber, window: Window) -> bool:
        """Tell whether some p value of a window prints so in this paper."""
        return p_fits(printed, window) or (self.rounding.may_cut and p_fits(printed, window, cut=True))

    def ordered(self, tests: Sequence[str]) -> list[str]:
        """Return tests, the paper's usual one first."""
        return sorted(tests, key=lambda test: -self.hits[test])


class _Tried(NamedTuple):
    """A test of some numbers, and the p values it can have."""

    test: str
    window: Window
    given: Given


def check_p_values(sheet: Sheet, rounding: Rounding) -> Iterator[Outcome]:
    """Yield an outcome for each p value; one printed on several cells of a row is checked once."""
    paper = _Paper(sheet, rounding)
    done: set[tuple[str, str, str]] = set()
    failed: list[tuple[Outcome, list[_Tried]]] = []
    for line in sheet.lines:
        key = (line.cell.table, line.row, line.cell.p)
        if not line.cell.p or key in done:
            continue
        done.add(key)
        outcome, tried = _check(paper, line)
        if outcome.verdict == "contradicted" and tried:
            failed.append((outcome, tried))
        else:
            yield outcome
    yield from _exchanged(paper, failed)


def _check(paper: _Paper, line: Line) -> tuple[Outcome, list[_Tried]]:
    """Return the outcome, and the tests that were tried in vain."""
    printed = read_p(line.cell.p)
    stated = tests_named(line.cell.test) or tests_named(paper.sheet.methods.get("test", ""))
    says = f"The p value of {line.row} is {line.cell.p}."
    base = Outcome(line, "p", "unverifiable", says, "", measure="p value")
    names = line.cell.test.split(" or ")
    several = len(names) > 1
    if "mann_whitney" in stated and not several:
        return _rank_test(base, printed, paper.sheet.compared(paper.sheet.in_row(line))), []
    if line.cell.test and not stated:
        return replace(base, explanation=f"The test “{line.cell.test}” is not among those known here."), []
    tried: list[_Tried] = []
    for at, given in enumerate(_given(paper.sheet, line, paper.rounding)):
        own = [test for test in stated if test in _all_tests(given)] or _usual(given)
        for test, window in _values(given, paper.ordered(own)):
            tried.append(_Tried(test, window, given))
            if paper.fits(printed, window):
                paper.hits[test] += 1
                return _comes_out(base, printed, tried[-1], first=at == 0), []
    if not tried:
        return replace(base, explanation="The row prints nothing from which a p value can be computed."), []
    if several and not all(tests_named(one) and "mann_whitney" not in tests_named(one) for one in names):
        why = f"It may be of another test than {method_label(tried[0].test)}: {line.cell.test}."
        return replace(base, explanation=why), []
    return _explained(paper, base, printed, tried), tried


def _comes_out(base: Outcome, printed: PrintedNumber, way: _Tried, *, first: bool) -> Outcome:
    source = way.given.source
    outcome = replace(
        base,
        verdict="reproduced",
        recomputed=_shown(way.window, printed),
        explanation=f"{sentence_case(TESTS[way.test])} of {source} gives it{_width(way.window)}.",
        basis=way.test,
        rests_on=_columns(way.given),
    )
    if first:
        return outcome
    return replace(outcome, verdict="explained", assumptions=(Assumption("reading", f"a test of {source}"),))


def _columns(given: Given) -> tuple[str, ...]:
    return ("count", "n") if given.counts is not None else ("n", "mean", "sd")


def _width(window: Window) -> str:
    low, high = window
    return "" if high - low < 1e-12 else f" ({low:.2g} to {high:.2g}, as means and deviations are rounded)"


def _shown(window: Window, printed: PrintedNumber) -> str:
    low, high = (f"{max(edge, 0.0):.{max(printed.places, 3)}f}" for edge in window)
    return low if low == high else f"{low} to {high}"


def _usual(source: Given) -> tuple[str, ...]:
    if source.counts is not None:
        return USUAL_FOR_COUNTS
    return USUAL_FOR_MEANS if len(source.arms) == 2 else ("anova",)


def _values(source: Given, tests: Sequence[str]) -> Iterator[tuple[str, Window]]:
    if source.counts is not None:
        for test, p in p_of_counts(source.counts, tests):
            yield test, (p, p)
    else:
        for test in tests:
            if (test == "anova") != (len(source.arms) == 2):
                yield test, p_range(test, source.arms)
            elif test == "anova":
                yield test, p_range("student", source.arms)


def _given(sheet: Sheet, line: Line, rounding: Rounding) -> Iterator[Given]:
    """Yield what a p value may be about, the likeliest first: the whole set, the row, its means."""
    lines = sheet.compared(sheet.in_row(line))
    if line.set:
        table = _set_table(sheet, line)
        rows = {one.row for one in sheet.by_set[line.cell.table, line.set] if one.cell.p}
        of_set = [Given(table, (), f"all of “{line.set}”")] if table else []
        own = list(_row_counts(lines, line))
        yield from [*of_set, *own] if len(rows) == 1 else [*own, *of_set]
    else:
        yield from _row_counts(lines, line)
    arms = [arm for one in lines if (arm := _arm(one, rounding))]
    if len(arms) == len(lines) >= 2 and min(arm.n for arm in arms) > 1:
        yield Given(None, tuple(arms), "means and standard deviations")


def _row_counts(lines: Sequence[Line], line: Line) -> Iterator[Given]:
    pairs = [(one.count, one.n) for one in lines if one.count is not None and one.n]
    if len(pairs) == len(lines) >= 2 and all(count <= n for count, n in pairs):
        yield Given([(count, n - count) for count, n in pairs], (), f"the counts of “{line.row}”")


def _set_table(sheet: Sheet, line: Line) -> Counts | None:
    rows: dict[str, dict[str, int]] = {}
    for one in sheet.compared(sheet.by_set[line.cell.table, line.set]):
        if one.count is not None:
            rows.setdefault(one.group, {})[one.row] = one.count
    names = {frozenset(row) for row in rows.values()}
    if len(rows) < 2 or len(names) != 1 or len(next(iter(names))) < 2:
        return None
    order = list(next(iter(rows.values())))
    columns = [name for name in order if any(row[name] for row in rows.values())]
    return [[row[name] for name in columns] for row in rows.values()]


def _arm(line: Line, rounding: Rounding) -> ArmWindow | None:
    mean, n = line.numbers.get("mean"), line.n
    if mean is None or not n:
        return None
    if "sd" in line.numbers:
        sd = rounding.window(line.numbers["sd"])
    elif "se" in line.numbers:
        root = n**0.5
        low, high = rounding.window(line.numbers["se"])
        sd = (low * root, high * root)
    else:
        return None
    return ArmWindow(n, rounding.window(mean), (max(sd[0], 0.0), sd[1]))


def _rank_test(base: Outcome, printed: PrintedNumber, lines: Sequence[Line]) -> Outcome:
    sizes = [line.n for line in lines if line.n]
    if len(sizes) != 2 or len(lines) != 2:
        return replace(base, explanation="A rank test needs the single values, which are not printed.")
    least = least_mann_whitney(*sizes)
    if p_window(printed)[1] >= least:
        why = (
            f"Possible ({sizes[0]} against {sizes[1]} can reach {least:.2g}), but the values are not printed."
        )
        return replace(base, explanation=why)
    why = (
        f"{sizes[0]} against {sizes[1]} people that do not overlap have p = {least:.2g}; none can be smaller"
    )
    told = replace(base, recomputed=f"at least {least:.2g}", basis=f"{sizes[0]} against {sizes[1]}")
    if p_window(printed)[1] >= least / 2:
        why += ". A weak explanation: a one-sided test."
        alternatives = ((Assumption("test", "one-sided"),),)
        return replace(told, verdict="contradicted", explanation=why, alternatives=alternatives)
    return replace(told, verdict="contradicted", explanation=f"{why}.", tried=("a one-sided test",))


def _explained(paper: _Paper, base: Outcome, printed: PrintedNumber, tried: Sequence[_Tried]) -> Outcome:
    """Search what would give the printed p value: errors as deviations, other tests."""
    test, window, given = tried[0]
    base = replace(base, rests_on=_columns(given))
    reported = base.line.cell.p
    shown = _shown(window, printed)
    told = f"{sentence_case(TESTS[test])} of {given.source} gives {shown}"
    base = replace(base, verdict="contradicted", recomputed=shown, basis=test)
    weak: dict[str, tuple[Assumption, ...]] = {}
    for reading, assumption, other in _other_givens(paper, base.line):
        for name, value in _values(other, [way.test for way in tried]):
            if not paper.fits(printed, value):
                continue
            if value[1] - value[0] > WEAK:
                weak[reading] = (assumption,)
            else:
                return replace(
                    base,
                    verdict="explained",
                    explanation=f"{told}. The printed {reported} comes out if {reading}.",
                    assumptions=(assumption,),
                    basis=name,
                )
    if stands_for_limit(printed, window):
        reading = f"the limit p < {reported} is printed as a value"
        return replace(
            base,
            verdict="explained",
            explanation=f"{told}. The printed {reported} comes out if {reading}.",
            assumptions=(Assumption("reading", reading),),
        )
    known = dict.fromkeys(way.test for way in tried)
    others = list(_values(given, [name for name in _all_tests(given) if name not in known]))
    hits = [name for name, value in others if paper.fits(printed, value)]
    names = tuple(dict.fromkeys(TESTS[name] for name in (*known, *(name for name, _ in others))))
    base = replace(base, tried=names)
    if not hits and not weak:
        return replace(base, explanation=f"{told}; no test tried gives {reported}.")
    ranges = [*(way.window for way in tried), *(value for _, value in others)]
    limit = bool(printed.relation)
    chance = Fraction(len(hits), len(ranges)) if limit else p_chance(printed, ranges)
    assumptions = tuple((Assumption("test", name),) for name in hits)
    said = " or ".join(TESTS[name] for name in hits)
    if chance > WEAK or not hits:
        only = "; ".join(filter(None, [said, *weak]))
        why = f"{told}, not {reported}. A weak explanation: {only}."
        return replace(base, explanation=why, alternatives=(*weak.values(), *assumptions))
    return replace(
        base,
        verdict="explained",
        explanation=f"{told}. The printed {reported} comes out by {said}.",
        assumptions=assumptions[0],
        alternatives=assumptions[1:],
        chance=chance,
        basis=hits[0],
    )


def _all_tests(source: Given) -> tuple[str, ...]:
    if source.counts is not None:
        return tuple(COUNT_TESTS)
    return tuple(MEAN_TESTS) if len(source.arms) == 2 else ("anova",)


def _other_givens(paper: _Paper, line: Line) -> Iterator[tuple[str, Assumption, Given]]:
    """Yield what the p value may have been computed from instead, each with what must be supposed."""
    lines = paper.sheet.compared(paper.sheet.in_row(line))
    arms = [arm for one in lines if "sd" in one.numbers and (arm := _arm(one, paper.rounding))]
    if len(arms) == len(lines) >= 2 and min(arm.n for arm in arms) > 1:
        errors = tuple(
            ArmWindow(arm.n, arm.mean, (arm.sd[0] * arm.n**0.5, arm.sd[1] * arm.n**0.5)) for arm in arms
        )
        reading = "the printed standard deviations are standard errors"
        yield reading, Assumption("reading", reading), Given(None, errors, "means and standard errors")


def _one_fits(paper: _Paper, printed: PrintedNumber, ways: Sequence[_Tried]) -> bool:
    return any(paper.fits(printed, way.window) for way in ways)


def _exchanged(paper: _Paper, failed: Sequence[tuple[Outcome, list[_Tried]]]) -> Iterator[Outcome]:
    """Name two failing p values of one table that each come out in the other's row."""
    partner: dict[int, int] = {}
    for (at, (one, ways)), (then, (other, others)) in itertools.combinations(enumerate(failed), 2):
        if one.line.cell.table != other.line.cell.table or {at, then} & partner.keys():
            continue
        here, there = read_p(one.line.cell.p), read_p(other.line.cell.p)
        if _one_fits(paper, here, others) and _one_fits(paper, there, ways):
            partner |= {at: then, then: at}
    for at, (outcome, _) in enumerate(failed):
        if at not in partner:
            yield outcome
            continue
        other = failed[partner[at]][0]
        what = f"the p values of “{outcome.line.row}” and “{other.line.row}” are exchanged"
        told = f"Recomputed: {outcome.recomputed}. The printed {outcome.line.cell.p} comes out if {what}."
        swap = (Assumption("swap", "rows", what),)
        yield replace(outcome, verdict="explained", explanation=told, assumptions=swap, alternatives=())
