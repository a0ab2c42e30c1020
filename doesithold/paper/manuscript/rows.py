"""A row of a printed table, and what its name says by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

PEOPLE = r"(?:patients|participants|subjects|people|women|men|cases|adults|children)"
OF_PEOPLE = rf"(?:\s+of\s+{PEOPLE}|\s+{PEOPLE})?"
FORM_HEAD = re.compile(
    rf"(?:(?:n|no\.?|number){OF_PEOPLE}\s*[(\[/,]\s*%\s*[)\]]?|mean\s*(?:±|\(|\+/-)\s*(?:SD|SEM?)\)?|values?)",
    re.IGNORECASE,
)
SHORT = {"yes", "no", "present", "absent"}
"""Names of rows that say nothing without the heading they stand under."""


@dataclass
class PrintedRow:
    """A row of a table.

    Attributes
    ----------
    name, parent, block : str
        Its name, the heading it stands under, and the part of the table that has heads of its own.
    cells : dict
        What its cells hold, by group.
    effects : dict
        Ratios and differences as printed, by measure.
    set : str
        The set whose part it is.
    counts : bool
        Whether what looks like counts and percentages can be nothing else.
    """

    name: str
    parent: str
    block: str = ""
    cells: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    effects: dict[str, str] = field(default_factory=dict)
    set: str = ""
    counts: bool = False


def says_little(name: str) -> bool:
    """Tell whether a row's name needs the heading it stands under."""
    return not name[:1].isupper() or name.casefold() in SHORT or FORM_HEAD.fullmatch(name) is not None
