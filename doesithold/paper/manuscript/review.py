"""Drafts one by one: a person confirms, corrects or drops them, and the file is whole after every answer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from doesithold.errors import InputError, Problem
from doesithold.files import read_text, write_atomic
from doesithold.numbers import read_number

ENTRY = re.compile(r"^- ", re.MULTILINE)
DRAFT_LINE = re.compile(r"^  draft: true\n?", re.MULTILINE)
DROPPED = "its draft was dropped"
TRUTH = ("true", "false")
SAYS = re.compile(r"^  says: .*?(?=^  \w)", re.MULTILINE | re.DOTALL)
REPORTED_LINE = re.compile(r"^  reported: .*$", re.MULTILINE)


def may_stand_for(value: str, old: str) -> bool:
    """Tell whether a value can be what a draft ought to have read: a number for a number."""
    if old in TRUTH:
        return value in TRUTH
    return is_number(value) if is_number(old) else bool(value)


def is_number(text: str) -> bool:
    """Tell whether a text is a printed number."""
    try:
        read_number(text)
    except InputError:
        return False
    return True


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
        text = read_text(path)
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
            if DRAFT_LINE.search(entry):
                yield index, yaml.safe_load(entry)[0]

    def confirm(self, index: int) -> None:
        """Keep a claim as it is."""
        self.entries[index] = DRAFT_LINE.sub("", self.entries[index])
        self._save()

    def correct(self, index: int, reported: str) -> None:
        """Keep a claim with another printed value, which its sentence then names, too."""
        entry = self.entries[index]
        old = yaml.safe_load(entry)[0]["reported"]
        line = f"  reported: {yaml.safe_dump(reported, default_style=chr(39)).strip()}"
        if is_number(old) and is_number(reported):
            number = rf"(?<![\d.]){re.escape(old)}(?![\d.]*\d)"
            entry = SAYS.sub(lambda says: re.sub(number, lambda _: reported, says[0]), entry)
        self.entries[index] = REPORTED_LINE.sub(lambda _: line, entry)
        self.confirm(index)

    def drop(self, index: int) -> None:
        """Take a claim out of the file, with those that refer to it, and out of the register of numbers."""
        identity = yaml.safe_load(self.entries[index])[0]["id"]
        refers = re.compile(rf"^ +other: {re.escape(identity)}$", re.MULTILINE)
        gone = [index, *(place for place, entry in enumerate(self.entries) if refers.search(entry))]
        register = self.path.with_name("numbers.csv")
        for place in gone:
            if register.exists():
                name = yaml.safe_load(self.entries[place])[0]["id"]
                write_atomic(register, _without(register.read_text(encoding="utf-8"), name))
            self.entries[place] = ""
        self._save()

    def _save(self) -> None:
        text = self.head + "".join(self.entries)
        write_atomic(self.path, text if any(self.entries) else f"{self.head}[]\n")


def _without(register: str, claim: str) -> str:
    """Take a claim out of a register; a number that is left without one says why."""
    rows = list(csv.DictReader(io.StringIO(register)))
    for row in rows:
        kept = [name for name in row["claims"].split(";") if name != claim]
        if row["claims"] and not any(kept):
            row["reason"] = DROPPED
        row["claims"] = ";".join(kept)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
