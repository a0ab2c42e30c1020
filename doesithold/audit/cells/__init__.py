"""The audit of printed summary cells: every number of a table against the others, without a claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from doesithold.audit.cells.blame import blamed
from doesithold.audit.cells.counts import check_counts
from doesithold.audit.cells.findings import as_finding
from doesithold.audit.cells.merge import merged
from doesithold.audit.cells.misprints import Resting, find_misprints
from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.cells.percents import modes_of
from doesithold.audit.cells.sheet import Sheet
from doesithold.audit.cells.spread import check_means_of_all, check_spread
from doesithold.audit.finding import Finding
from doesithold.audit.rounding import learn_rounding
from doesithold.paper.cells import Cell

__all__ = ["Outcome", "Resting", "audit_cells", "check_cells"]


def check_cells(
    cells: Iterable[Cell],
    sizes: Mapping[str, int] | None = None,
    arms: Collection[str] = (),
    methods: Mapping[str, str] | None = None,
    integers: Collection[str] = (),
    *,
    statements: Sequence[Resting] = (),
) -> dict[str, Outcome]:
    """Check everything that printed cells say about one another.

    Parameters
    ----------
    cells : iterable of Cell
    sizes : mapping of str to int, optional
        Size of each group that the paper names.
    arms : collection of str
        The groups that its tests compare; all but the whole, if not given.
    methods : mapping of str to str, optional
        What the paper states: ``rounding``, ``test``.
    integers : collection of str
        Rows whose values are whole numbers (as is a row whose column ``items`` says of how many each value is
        the mean).
    statements : sequence of Resting
        Claims that are computed from rows of the cells: what one misprinted count explains, too.

    Returns
    -------
    dict of str to Outcome
        By the id of its finding, in the order of the cells; one for a column of a cell.
    """
    sheet = Sheet(cells, sizes or {}, arms, methods or {}, integers)
    rounding = learn_rounding(modes_of(sheet), sheet.methods.get("rounding"))
    outcomes = [
        *check_counts(sheet, rounding),
        *check_means_of_all(sheet, rounding),
        *check_spread(sheet, rounding),
    ]
    return merged(sheet, blamed(outcomes, find_misprints(sheet, rounding, outcomes, statements)))


def audit_cells(
    cells: Iterable[Cell],
    sizes: Mapping[str, int] | None = None,
    arms: Collection[str] = (),
    methods: Mapping[str, str] | None = None,
    integers: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Pass a verdict on every number of printed cells that can be checked; arguments as in `check_cells`."""
    found = check_cells(cells, sizes, arms, methods, integers)
    return tuple(as_finding(name, outcome) for name, outcome in found.items())
