"""Everything that is checked of counts: their limits, percentages, sums and p values."""

from __future__ import annotations

from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.cells.p_values import check_p_values
from doesithold.audit.cells.percents import check_percents
from doesithold.audit.cells.sheet import Sheet
from doesithold.audit.cells.sums import check_limits, check_sums, find_sums
from doesithold.audit.rounding import Rounding


def check_counts(sheet: Sheet, rounding: Rounding) -> list[Outcome]:
    """Check what counts, sizes, percentages and p values say of one another."""
    return [
        *check_limits(sheet),
        *check_percents(sheet, rounding),
        *check_sums(find_sums(sheet)),
        *check_p_values(sheet, rounding),
    ]
