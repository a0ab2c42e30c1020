"""Percentages against their counts: denominators, roundings, exchanged rows and arms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from doesithold.audit.cells.denominators import Shared, shared_denominators
from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.cells.sheet import Line, Sheet
from doesithold.audit.rounding import TO_NEAREST, Rounding, percent_modes
from doesithold.explain.percent import explain_percent
from doesithold.explain.search import WEAK
from doesithold.labels import ROUNDINGS
from doesithold.numbers import MODES, PrintedNumber, Share, to_decimal
from doesithold.paper.assumptions import Assumption

MEASURE = "percent of count and n"
OF_ONE = "a share of 1, not of 100"
MOST_MISSING = 10
"""A denominator without a name may lack at most one in ten people (and may always lack two)."""
TWICE = Fraction(1, 10)
"""Share of all values that are rounded down which, rounded twice, are rounded up."""
MOSTLY = 4
"""Of how many percentages without counts one may fail before the denominator of all is in doubt."""


@dataclass(frozen=True)
class Denominators:
    """One step of the search: denominators by size, each with its name."""

    kind: str
    names: Mapping[int, str]


def check_percents(sheet: Sheet, rounding: Rounding) -> list[Outcome]:
    """Hold every percentage against its count.

    Parameters
    ----------
    sheet : Sheet
    rounding : Rounding

    Returns
    -------
    list of Outcome
        One for each percentage with a count and a known denominator, or without a count.
    """
    outcomes, failed, alone = [], [], []
    for line in sheet.lines:
        printed = line.numbers.get("percent")
        if printed is None or not line.n:
            continue
        if line.count is None:
            alone.append(line)
        elif line.count <= line.n:
            plain = _plain(line, line.count, line.n, printed, rounding)
            if plain:
                outcomes.append(plain)
            else:
                failed.append(line)
    return [*outcomes, *_without_counts(alone), *_explain_all(sheet, failed, rounding)]


def modes_of(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Yield the rounding modes that print each percentage whose count and denominator are printed."""
    for line in sheet.lines:
        if line.count is not None and line.n and "percent" in line.numbers:
            yield percent_modes(line.count, line.n, line.numbers["percent"])


def _plain(line: Line, count: int, n: int, printed: PrintedNumber, rounding: Rounding) -> Outcome | None:
    """Return the outcome where the percentage comes out under the paper's rounding, or at a tie."""
    modes = percent_modes(count, n, printed)
    usual = rounding.mode if rounding.stated else "half_up"
    if usual in modes:
        return Outcome(
            line,
            "percent",
            "reproduced",
            f"{count} of {n} are {printed.text} %.",
            f"It is {count}/{n}.",
            recomputed=printed.text,
            basis=Share(count, n),
            measure=MEASURE,
            rests_on=("count", "n"),
        )
    for nearest in (rounding.mode, *TO_NEAREST):
        if nearest in modes:
            mode = "truncate" if rounding.may_cut and "truncate" in modes else nearest
            learnt = mode == rounding.mode and rounding.chance is not None
            note = f"as {rounding.numbers} percentages of the paper together show" if learnt else ""
            value = to_decimal(Fraction(100 * count, n), printed.places + 2)
            return replace(
                _base(line),
                verdict="explained",
                explanation=f"{value} was {ROUNDINGS[mode].done}{f', {note}' if note else ''}.",
                assumptions=(Assumption("rounding", mode, note),),
                chance=rounding.chance if learnt else None,
            )
    return None


def _base(line: Line) -> Outcome:
    printed = line.numbers["percent"]
    assert line.count is not None and line.n
    return Outcome(
        line,
        "percent",
        "contradicted",
        f"{line.count} of {line.n} are {printed.text} %.",
        "",
        recomputed=to_decimal(Fraction(100 * line.count, line.n), printed.places),
        basis=Share(line.count, line.n),
        measure=MEASURE,
        rests_on=("count", "n"),
    )


def _without_counts(lines: Sequence[Line]) -> Iterator[Outcome]:
    """Say whether some count prints each percentage whose count is not printed.

    It is refuted only where most others of its group come out, so that they are shares of these people, and
    where nobody missing would make it one.
    """
    counts = {line: _counts(line, line.n or 0) for line in lines}
    for line in lines:
        text, n = line.numbers["percent"].text, line.n or 0
        says = f"{text} % of {n} people is a whole number of them."
        possible = Outcome(line, "percent", "unverifiable", says, "")
        if counts[line]:
            told = (
                f"{' or '.join(map(str, counts[line]))} of {n}" if len(counts[line]) < 4 else "several counts"
            )
            yield replace(possible, explanation=f"Possible ({told}), but the count is not printed.")
            continue
        others = [bool(counts[one]) for one in lines if _beside(one, line)]
        none = f"No count of {n} people prints {text} %"
        fewer = [(count, size) for size in _fewer(n) for count in _counts(line, size, TO_NEAREST)]
        if fewer:
            why = f"{none}; {fewer[0][0]} of {fewer[0][1]} do."
            yield replace(possible, explanation=why)
        elif MOSTLY * sum(others) < (MOSTLY - 1) * max(len(others), MOSTLY):
            yield replace(possible, explanation=f"{none}; it may be a share of others.")
        else:
            yield replace(possible, verdict="contradicted", explanation=f"{none}.")


def _counts(line: Line, n: int, modes: Collection[str] = MODES) -> list[int]:
    ways = explain_percent(line.numbers["percent"].text, n).explanations
    return sorted({way.k for way in ways if way.rounding in modes})


def _beside(one: Line, line: Line) -> bool:
    return one is not line and (one.cell.table, one.group, one.n) == (line.cell.table, line.group, line.n)


def _fewer(n: int) -> range:
    """Return the numbers of people that are left of n if some are missing."""
    return range(n - 1, max(n - 1 - max(2, n // MOST_MISSING), 0), -1)


def _explain_all(sheet: Sheet, failed: list[Line], rounding: Rounding) -> Iterator[Outcome]:
    left = list(failed)
    for line, other, kind in list(_swaps(failed, rounding)):
        if line in left and other in left:
            left.remove(line)
            left.remove(other)
            yield _swapped(line, other, kind)
            yield _swapped(other, line, kind)
    shared = shared_denominators(sheet, left, lambda line, n: _is_share(line, n, rounding))
    for line in left:
        outcome = _by_denominator(sheet, line, line.numbers["percent"], rounding)
        if outcome.verdict == "contradicted" and line in shared:
            outcome = _by_shared(line, shared[line])
        yield outcome


def _is_share(line: Line, n: int, rounding: Rounding) -> bool:
    printed = line.numbers.get("percent")
    return line.count is not None and printed is not None and _prints(line.count, n, printed, rounding)


def _by_shared(line: Line, shared: Shared) -> Outcome:
    basis = Share(line.count or 0, shared.n)
    return replace(
        _comes_out(line, f"comes out if it is {basis} ({shared.name})"),
        assumptions=(Assumption("denominator", str(shared.n), shared.name),),
        chance=shared.chance,
        basis=basis,
    )


def _recomputed(line: Line) -> str:
    base = _base(line)
    return f"Recomputed: {base.recomputed} ({base.basis})"


def _comes_out(line: Line, how: str) -> Outcome:
    """Return the outcome of a percentage that some assumption explains."""
    told = f"{_recomputed(line)}. The printed {line.numbers['percent'].text} {how}."
    return replace(_base(line), verdict="explained", explanation=told)


def _prints(count: int, n: int, printed: PrintedNumber, rounding: Rounding) -> bool:
    if not 0 <= count <= n:
        return False
    modes = percent_modes(count, n, printed)
    return rounding.mode in modes or any(mode in modes for mode in TO_NEAREST)


def _swaps(failed: list[Line], rounding: Rounding) -> Iterator[tuple[Line, Line, str]]:
    """Find two failing percentages that each come out from the other's count."""
    for at, line in enumerate(failed):
        for other in failed[at + 1 :]:
            if line.cell.table != other.cell.table:
                continue
            if line.group == other.group:
                kind = "rows"
            elif line.row == other.row:
                kind = "arms"
            else:
                continue
            if _from(other, line, rounding) and _from(line, other, rounding):
                yield line, other, kind


def _from(source: Line, line: Line, rounding: Rounding) -> bool:
    """Tell whether a line's percentage is that of another's count, over either denominator."""
    assert source.count is not None and source.n and line.n
    printed = line.numbers["percent"]
    return any(_prints(source.count, n, printed, rounding) for n in {source.n, line.n})


def _swapped(line: Line, other: Line, kind: str) -> Outcome:
    here, there = (line.row, other.row) if kind == "rows" else (line.group, other.group)
    what = f"the counts or the percentages of “{here}” and “{there}” are exchanged"
    return replace(
        _comes_out(line, f"comes out if {what}"),
        assumptions=(Assumption("swap", kind, what),),
        basis=Share(other.count or 0, other.n or 1),
    )


def _by_denominator(sheet: Sheet, line: Line, printed: PrintedNumber, rounding: Rounding) -> Outcome:
    """Search the denominators step by step; keep strong explanations, and name weak ones as such."""
    assert line.count is not None and line.n
    if printed.places > 1 and to_decimal(Fraction(line.count, line.n), printed.places) == str(printed):
        return replace(_comes_out(line, f"is {OF_ONE}"), assumptions=(Assumption("reading", OF_ONE),))
    weak: list[str] = []
    weak_sets: list[tuple[Assumption, ...]] = []
    for step in _denominators(sheet, line):
        hits = [n for n in step.names if _prints(line.count, n, printed, rounding)]
        if not hits:
            continue
        chance = _chance(line, printed, step.names)
        named = [f"{line.count}/{n} ({step.names[n]})" for n in hits]
        found = [(Assumption("denominator", str(n), step.names[n]),) for n in hits]
        if chance <= WEAK:
            return replace(
                _comes_out(line, f"comes out if it is {' or '.join(named)}"),
                assumptions=found[0],
                alternatives=tuple(found[1:]) + tuple(weak_sets),
                chance=chance,
                basis=Share(line.count, hits[0]),
            )
        weak += named
        weak_sets += found
    if not weak and printed.text == _rounded_twice(line.count, line.n, printed.places):
        value = to_decimal(Fraction(100 * line.count, line.n), printed.places + 1)
        return replace(
            _comes_out(line, f"comes out if {value} was rounded once more"),
            assumptions=(Assumption("rounding", "twice", f"{value} first"),),
            chance=TWICE,
        )
    base, told = _base(line), _recomputed(line)
    for mode in percent_modes(line.count, line.n, printed)[:1]:
        weak.append(f"{base.basis}, {ROUNDINGS[mode].done}")
        weak_sets.append((Assumption("rounding", mode),))
    tried = ("exchanged rows and arms", "denominators of all groups and rows", "every rounding")
    counts = _counts(line, line.n)
    hint = f" {counts[0]}/{line.n} would print it." if len(counts) == 1 else ""
    maybe = f" Weak explanations: {'; '.join(weak)}." if weak else ""
    return replace(
        base,
        explanation=f"{told}; no assumption tried gives {printed.text} by more than luck.{maybe}{hint}"
        if weak
        else f"{told}; no assumption tried gives {printed.text}.{hint}",
        alternatives=tuple(weak_sets),
        tried=tried,
    )


def _rounded_twice(count: int, n: int, places: int) -> str:
    return to_decimal(Fraction(to_decimal(Fraction(100 * count, n), places + 1)), places)


def _denominators(sheet: Sheet, line: Line) -> Iterator[Denominators]:
    """Yield denominators: groups by name, other rows, the group in other tables, a few people missing."""
    assert line.count is not None and line.n
    row = sheet.in_row(line)
    groups = {other.n: other.group for other in reversed(row) if other.n and other.group}
    groups |= {size: name for name, size in sheet.sizes.items()}
    if len(sheet.arms) > 1 and all(arm in sheet.sizes for arm in sheet.arms):
        groups.setdefault(sum(sheet.sizes[arm] for arm in sheet.arms), "all arms together")
    arms = sheet.compared(row)
    sizes, counts = [arm.n for arm in arms if arm.n], [arm.count for arm in arms if arm.count is not None]
    groups |= {sum(sizes): "all groups together"} if len(sizes) > 1 else {}
    groups |= {sum(counts): "all with it, in all groups"} if len(counts) > 1 else {}
    yield Denominators("group", _possible(groups.items(), line))
    others = sheet.in_group(line)
    rows = {other.n: f"the {other.n} of “{other.row}”" for other in others if other.n}
    rows |= {other.count: f"those of “{other.row}”" for other in others if other.count and other is not line}
    yield Denominators("row", _possible(rows.items(), line))
    elsewhere = {n: f"{line.group} in “{table}”" for n, table in sheet.sizes_of[line.group].items()}
    yield Denominators("group", _possible(elsewhere.items(), line))
    missing = ((left, f"{line.n} less {line.n - left}") for left in _fewer(line.n))
    yield Denominators("missing", _possible(missing, line))


def _possible(names: Iterable[tuple[int, str]], line: Line) -> dict[int, str]:
    assert line.count is not None
    return {n: name for n, name in names if n >= max(line.count, 1) and n != line.n}


def _chance(line: Line, printed: PrintedNumber, names: Mapping[int, str]) -> Fraction:
    """Return the share of percentages between the least and the largest of a step that it would print."""
    assert line.count is not None and line.n
    grid = 100 * 10**printed.places
    explained = {(2 * line.count * grid + n) // (2 * n) for n in names}
    reach = explained | {(2 * line.count * grid + line.n) // (2 * line.n)}
    return Fraction(len(explained), max(max(reach) - min(reach) + 1, 1))
