"""Fisher's exact test, with the probability as an exact fraction."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

from doesithold.errors import InputError

MOST_TABLES = 1_000_000


def fisher_exact(table: Sequence[Sequence[int]]) -> Fraction:
    """Test whether two rows of counts share one distribution over the columns.

    Parameters
    ----------
    table : sequence of two sequences of int
        For example responders and non-responders (rows) in each group (columns).

    Returns
    -------
    Fraction
        Two-sided p-value: the probability, given the margins, of a table no likelier than this one.

    Raises
    ------
    InputError
        If the table is not two rows of equally many counts, or more than a million tables have its margins.

    References
    ----------
    Fisher RA (1922), On the interpretation of chi-squared from contingency tables; for more than two columns
    Freeman GH, Halton JH (1951), Note on an exact treatment of contingency.
    """
    if len(table) != 2 or len(table[0]) != len(table[1]) or min(*table[0], *table[1], 0) < 0:
        raise InputError(f"table {table!r}: Fisher's exact test needs two rows of equally many counts")
    columns = [first + second for first, second in zip(*table, strict=True)]
    if math.prod(column + 1 for column in columns) > MOST_TABLES:
        raise InputError(f"more than {MOST_TABLES:,} tables have these margins: too many to go through")
    observed = _ways(table[0], columns)
    total = sum(table[0])
    ways = (
        _ways(row, columns)
        for row in itertools.product(*(range(column + 1) for column in columns))
        if sum(row) == total
    )
    return Fraction(sum(way for way in ways if way <= observed), math.comb(sum(columns), total))


def _ways(row: Sequence[int], columns: Sequence[int]) -> int:
    return math.prod(math.comb(column, count) for count, column in zip(row, columns, strict=True))
