"""Errors a user can mend: each names the file, row, column, value and the rule that was broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_VALUE = 60
MOST_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One broken rule and the place where it was broken.

    Parameters
    ----------
    rule : str
        What was expected, in plain words.
    file : str, optional
        Name of the file, relative to the folder that was checked.
    row : int, optional
        Line of the file, the header being line 1.
    column : str, optional
        Name of the column or key.
    value : str, optional
        What was found there; shortened when shown.
    """

    rule: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = [
            self.file,
            f"row {self.row}" if self.row is not None else None,
            f"column {self.column}" if self.column is not None else None,
            f"value {shortened(self.value)}" if self.value is not None else None,
        ]
        return ": ".join([", ".join(part for part in place if part), self.rule]).removeprefix(": ")


def shortened(value: str) -> str:
    """Show `value` in quotes on one line, cut when it is long."""
    cut = value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
    return repr(cut)


class InputError(ValueError):
    """Input that cannot be used; holds every problem found, not just the first.

    Parameters
    ----------
    problems : sequence of Problem, or str
        A string stands for one problem without a place.
    """

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems = (Problem(problems),) if isinstance(problems, str) else tuple(problems)
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        more = len(self.problems) - MOST_SHOWN
        super().__init__("\n".join([*shown, *([f"and {more:,} more"] if more > 0 else [])]))
