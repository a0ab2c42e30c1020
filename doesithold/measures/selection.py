"""Selections of a paper's rows: who is meant, how many they are, and shares of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doesithold.numbers import Share
from doesithold.paper.paper import Paper
from doesithold.paper.selection import Selection, matching
from doesithold.paper.table import Row

__all__ = ["Selection", "Share", "count", "select", "share"]


def select(paper: Paper, where: Mapping[str, Any] | None = None, table: str | None = None) -> tuple[Row, ...]:
    """Return the rows that match a selection, in the order of the table.

    Parameters
    ----------
    paper : Paper
    where : mapping, optional
        See `Selection`; all rows by default.
    table : str, optional
        The paper's first table by default.

    Raises
    ------
    InputError
        If a column does not exist, or cannot have a value.
    """
    return matching(paper.table(table), where)


def count(paper: Paper, where: Mapping[str, Any] | None = None, table: str | None = None) -> int:
    """Count the rows that match `where`."""
    return len(select(paper, where, table))


def share(
    paper: Paper, where: Mapping[str, Any], of: Mapping[str, Any] | None = None, table: str | None = None
) -> Share:
    """Count the rows that match both selections over those that match `of` (all rows by default)."""
    denominator = select(paper, of, table)
    numerator = set(select(paper, where, table)) & set(denominator)
    return Share(len(numerator), len(denominator))
