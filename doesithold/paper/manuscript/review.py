"""Drafts one by one: a person confirms, corrects or drops them, and the file is whole after every answer."""

from __future__ import annotations

import csv
import io
import re
import textwrap
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
NAMED = re.compile(r"\w+=\S+")
Entry = dict[str, Any]
KEYS = ("says", "reported", "unit", "measure")
"""Keys of a claim that a correction may change."""


def arguments(entry: Entry) -> Entry:
    """Return what a draft's measure is computed from."""
    return next(iter((entry.get("measure") or {}).values()), None) or {}


def corrected(entry: Entry, answer: str) -> Entry:
    """Return a draft as a person corrects it.

    Parameters
    ----------
    entry : dict
        The claim as the file has it.
    answer : str
        The printed value, or other values by name, such as ``of=28 method=wilson``; the numbers of a list are
        separated by commas. A number that changes is changed in the claim's sentence, too.

    Raises
    ------
    InputError
        If the printed value is none that the draft can stand for, or a value has no name.
    """
    parts = answer.split()
    is_named = all(map(NAMED.fullmatch, parts))
    changes = dict(part.split("=", 1) for part in parts) if is_named else {"value": answer}
    new = {**entry}
    for name, text in changes.items():
        if name == "value":
            _check_printed(text, entry["reported"])
            new["reported"] = text
            new["says"] = _renamed(new["says"], entry["reported"], text)
        elif name == "unit":
            new["unit"] = text
        elif entry.get("measure"):
            (measure, given), *_ = new["measure"].items()
            old = (given or {}).get(name)
            new["measure"] = {measure: {**(given or {}), name: _read(text, old)}}
            new["says"] = _renamed(new["says"], str(old), text)
        else:
            raise InputError(f"{name}: the draft names no measure; only value and unit can be corrected")
    return new


def _check_printed(value: str, old: str) -> None:
    if not may_stand_for(value, old):
        wanted = "true or false" if old in TRUTH else "a number as printed, like 31.3"
        raise InputError(f"must be {wanted}")


def _read(text: str, old: object) -> object:
    """Read an argument as what it was: text stays text, a list stays a list."""
    if isinstance(old, list):
        return [_read(part, old[0] if old else None) for part in text.split(",")]
    return text if isinstance(old, str) else yaml.safe_load(text)


def _renamed(says: str, old: str, new: str) -> str:
    if not (is_number(old) and is_number(new)):
        return says
    return re.sub(rf"(?<![\d.]){re.escape(old)}(?![\d.]*\d)", lambda _: new, says)


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

    def drafts(self) -> Iterator[tuple[int, Entry]]:
        """Go through the claims that nobody has looked at, each with its place in the file."""
        for index, entry in enumerate(self.entries):
            if DRAFT_LINE.search(entry):
                yield index, yaml.safe_load(entry)[0]

    def confirm(self, index: int) -> None:
        """Keep a claim as it is."""
        self.entries[index] = DRAFT_LINE.sub("", self.entries[index])
        self._save()

    def correct(self, index: int, new: Entry) -> None:
        """Keep a claim with other values, which it names by the same keys."""
        old = yaml.safe_load(self.entries[index])[0]
        for key in KEYS:
            if new.get(key) != old.get(key):
                self.entries[index] = _with(self.entries[index], key, new[key])
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


def _with(entry: str, key: str, value: object) -> str:
    """Write another value for a key into the text of a claim."""
    lines = textwrap.indent(yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True), "  ")
    before, rest = re.split(rf"^  {key}:", entry, maxsplit=1, flags=re.MULTILINE)
    _, _, below = rest.partition("\n")
    after = re.search(r"^(?:  )?[^\s-]", below, re.MULTILINE)
    return before + lines + (below[after.start() :] if after else "")


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
