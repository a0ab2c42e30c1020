"""Errors a user can mend: each names the file, row, column, value and the rule that was broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import TracebackType
from typing import Any

LONGEST_VALUE = 60
LONGEST_NAME = 200
MOST_SHOWN = 20
PLAIN = {
    "missing": "must be there",
    "extra_forbidden": "is not a key that is known here",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "string_pattern_mismatch": "must match {pattern}",
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be more than {gt:g}",
    "less_than_equal": "must be at most {le:g}",
    "literal_error": "must be one of {expected}",
    "union_tag_invalid": "{discriminator} must be one of {expected_tags}",
    "union_tag_not_found": "must have {discriminator}",
    "value_error": "{error}",
    **dict.fromkeys(("list_type", "tuple_type"), "must be a list"),
    "string_too_short": "must have at least {min_length} characters",
    "too_short": "must have at least {min_length} entries",
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "must be keys with values"),
}
"""What pydantic finds wrong, in the words of this project."""


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
            self.file and _cut(self.file, LONGEST_NAME),
            f"row {self.row}" if self.row is not None else None,
            f"column {_cut(self.column, LONGEST_NAME)}" if self.column is not None else None,
            f"value {shortened(self.value)}" if self.value is not None else None,
        ]
        return ": ".join([", ".join(part for part in place if part), self.rule]).removeprefix(": ")


def shortened(value: str) -> str:
    """Show `value` in quotes on one line, cut when it is long."""
    return repr(_cut(value, LONGEST_VALUE))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"


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

    def _render_traceback_(self) -> list[str]:
        """Tell IPython what a notebook shows: the problems, and no way that led to them."""
        return [f"{type(self).__name__}: {self}"]


class Problems:
    """Gathers what is wrong in several parts, each read in a `with` block, so that all is told at once."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def __enter__(self) -> None:
        """Begin a part."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Keep the problems of a part that cannot be used, and go on behind it."""
        if not isinstance(error, InputError):
            return False
        self._found |= dict.fromkeys(error.problems)
        return True

    def tell(self) -> None:
        """Raise an `InputError` with every problem gathered; do nothing where there is none."""
        if self._found:
            raise InputError(tuple(self._found))


def nearest(name: str, known: Iterable[str]) -> str:
    """Ask whether the known name that is most like `name` was meant; say nothing where none is like it."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f"; did you mean {found[0]!r}?" if found else ""


def rule_of(detail: Mapping[str, Any]) -> str:
    """Say what pydantic found wrong, given one of its details.

    Examples
    --------
    ``{"type": "missing", …}`` is "must be there".
    """
    if detail.get("ctx", {}).get("min_length") == 1:
        return "must not be empty"
    if detail["type"] == "string_type" and isinstance(detail["input"], int | float | date):
        return "must be text: put it in quotes"
    rule = PLAIN.get(detail["type"])
    return rule.format_map(detail.get("ctx", {})).replace("'", "") if rule else str(detail["msg"])


def value_of(detail: Mapping[str, Any]) -> str | None:
    """Return what pydantic found, or None where nothing was there or a whole entry is at fault."""
    whole = detail["type"] in ("value_error", "union_tag_invalid", "union_tag_not_found")
    if detail["type"] == "missing" or (whole and not isinstance(detail["input"], str | int | float)):
        return None
    return str(detail["input"])
