"""Counts against what they are part of: their denominator, an exhaustive set, the group of all people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.cells.sheet import Line, Sheet
from doesithold.audit.rounding import TO_NEAREST, percent_modes
from doesithold.paper.assumptions import Assumption


@dataclass(frozen=True)
class Sum:
    """Parts that must add up to a whole.

    Attributes
    ----------
    at : Line
        The cell that shows the outcome: the whole, or the first part where the whole is a denominator.
    parts : tuple of Line
    whole : int
    what : str
        What the parts and the whole are, for a reader.
    set : str
        Name of the set where the whole is no printed count.
    """

    at: Line
    parts: tuple[Line, ...]
    whole: int
    what: str
    set: str = ""

    @property
    def missing(self) -> int:
        """How much the whole is above the parts."""
        return self.whole - sum(part.count or 0 for part in self.parts)


def find_sums(sheet: Sheet) -> list[Sum]:
    """Return every sum that the table states: parts of a set, and arms of the group of all people."""
    return [*_sets(sheet), *_arms(sheet)]


def _sets(sheet: Sheet) -> Iterator[Sum]:
    for (table, name), lines in sheet.by_set.items():
        for group in dict.fromkeys(line.group for line in lines if line.count is not None):
            parts = tuple(line for line in lines if line.group == group)
            if len(parts) < 2 or any(part.count is None for part in parts):
                continue
            total = next((line for line in sheet.by_row.get((table, name), ()) if line.group == group), None)
            where = f"“{name}”{f' in {group}' if group else ''}"
            if total is not None and total.count is not None:
                yield Sum(total, parts, total.count, where)
            else:
                sizes = {part.n for part in parts}
                if len(sizes) == 1 and (n := sizes.pop()):
                    yield Sum(parts[0], parts, n, where, set=name)


def _arms(sheet: Sheet) -> Iterator[Sum]:
    for (_, name), lines in sheet.by_row.items():
        whole = next((line for line in lines if line.is_whole and line.count is not None), None)
        parts = tuple(line for line in lines if line.group and not line.is_whole)
        if whole is None or len(parts) < 2 or any(part.count is None for part in parts):
            continue
        if whole.n and whole.n == sum(part.n or 0 for part in parts):
            yield Sum(whole, parts, whole.count or 0, f"“{name}” in all groups")


def check_sums(sums: Sequence[Sum]) -> list[Outcome]:
    """Hold every sum against its whole."""
    return [_checked(one) for one in sums]


def _checked(one: Sum) -> Outcome:
    adds = " + ".join(str(part.count) for part in one.parts)
    total = sum(part.count or 0 for part in one.parts)
    outcome = Outcome(
        one.at,
        "parts" if one.set else "count",
        "reproduced",
        f"The parts of {one.what} add up to {one.whole}.",
        f"{adds} = {total}.",
        recomputed=str(total),
        measure="sum of parts",
        rests_on=("count",),
        set=one.set,
        reported=str(one.whole),
    )
    if not one.missing:
        return outcome
    told = f"{adds} = {total}, not {one.whole}"
    if one.set and one.missing > 0 and _are_shares(one.parts, total):
        why = f"{told}. The percentages are of {total}."
        missing = (Assumption("denominator", str(total), f"all of “{one.set}”"),)
        return replace(outcome, verdict="explained", explanation=why, assumptions=missing)
    off = abs(one.missing)
    side = f"{off} {'is' if off == 1 else 'are'} {'missing' if one.missing > 0 else 'too many'}"
    return replace(outcome, verdict="contradicted", explanation=f"{told}: {side}.")


def _are_shares(parts: Sequence[Line], total: int) -> bool:
    """Tell whether the percentages of parts are of their sum, and not of the n that they have."""
    printed = [(part.count or 0, part.n or 1, part.numbers.get("percent")) for part in parts]
    if not total or any(percent is None for _, _, percent in printed):
        return False
    of_sum, of_n = (
        all(
            percent and set(percent_modes(count, size or n, percent)) & set(TO_NEAREST)
            for count, n, percent in printed
        )
        for size in (total, None)
    )
    return of_sum and not of_n


def _counts_no_people(sheet: Sheet, line: Line) -> bool:
    """Tell whether every group of a row has more than its people: there eyes or lesions are counted."""
    sizes = [(one.n, sheet.sizes.get(one.group)) for one in sheet.compared(sheet.in_row(line))]
    return len(sizes) > 1 and all(n is not None and size is not None and n > size for n, size in sizes)


def check_limits(sheet: Sheet) -> Iterator[Outcome]:
    """Yield counts above their denominator, and denominators above the size of their group."""
    for line in sheet.lines:
        if line.count is not None and line.n is not None and line.count > line.n:
            yield Outcome(
                line,
                "count",
                "contradicted",
                f"{line.count} people are among {line.n}.",
                f"{line.count} of {line.n} is more than all.",
                recomputed=f"at most {line.n}",
            )
        size = sheet.sizes.get(line.group)
        if size is not None and line.n is not None and line.n > size and not _counts_no_people(sheet, line):
            yield Outcome(
                line,
                "n",
                "contradicted",
                f"{line.n} people are among the {size} of {line.group}.",
                f"The group {line.group} has {size} people.",
                recomputed=f"at most {size}",
            )
