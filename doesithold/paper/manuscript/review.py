"""Drafts one by one: a person confirms, corrects or drops them, and the file is whole after every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from doesithold.errors import InputError, Problem
from doesithold.files import write_atomic

ENTRY = re.compile(r"^- ", re.MULTILINE)
DRAFT_LINE = re.compile(r"^  draft: true\n?", re.MULTILINE)
REPORTED_LINE = re.compile(r"^  reported: .*$", re.MULTILINE)


@dataclass
class ClaimsFile:
    """The text of ``claims.yaml``, changed one claim at a time; comments and order stay.

    Attributes
    ----------
    head : str
        What stands before the first claim.
    entries : list of str
        The text of each claim.
    """

    path: Path
    head: str
    entries: list[str]

    @classmethod
    def read(cls, path: Path) -> ClaimsFile:
        """Split the file into its claims.

        Raises
        ------
        InputError
            If the file is missing or its claims do not begin with a hyphen at the start of a line.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise InputError([Problem(f"cannot be read ({error.strerror})", path.name)]) from None
        starts = [found.start() for found in ENTRY.finditer(text)]
        if not starts:
            raise InputError([Problem("must be a list of claims, each after a hyphen", path.name)])
        ends = [*starts[1:], len(text)]
        return cls(
            path, text[: starts[0]], [text[start:end] for start, end in zip(starts, ends, strict=True)]
        )

    def drafts(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Go through the claims that nobody has looked at, each with its place in the file."""
        for index, entry in enumerate(self.entries):
            if entry and DRAFT_LINE.search(entry):
                yield index, yaml.safe_load(entry)[0]

    def confirm(self, index: int) -> None:
        """Keep a claim as it is."""
        self.entries[index] = DRAFT_LINE.sub("", self.entries[index])
        self._save()

    def correct(self, index: int, reported: str) -> None:
        """Keep a claim with another printed value."""
        line = f"  reported: {yaml.safe_dump(reported, default_style=chr(39)).strip()}"
        self.entries[index] = REPORTED_LINE.sub(lambda _: line, self.entries[index])
        self.confirm(index)

    def drop(self, index: int) -> None:
        """Take a claim out of the file."""
        self.entries[index] = ""
        self._save()

    def _save(self) -> None:
        text = self.head + "".join(self.entries)
        write_atomic(self.path, text if any(self.entries) else f"{self.head}[]\n")
