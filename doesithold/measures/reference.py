"""The reference of measures, read from their docstrings: what each is, arguments, an example, its source."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

import yaml

from doesithold.errors import InputError
from doesithold.measures.core import MEASURES, unknown

SECTION = re.compile(r"^(Parameters|Returns|Raises|Examples|References|Notes)\n-+\n", re.MULTILINE)
AS_IN = re.compile(r"As in ``(?P<measure>\w+)``\.")
KINDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


@dataclass(frozen=True)
class ArgumentEntry:
    """An argument of a measure: its kind in plain words, whether it may be left out, and what it means."""

    name: str
    kind: str
    optional: bool
    means: str


@dataclass(frozen=True)
class MeasureEntry:
    """One measure of the reference.

    Attributes
    ----------
    summary : str
        What it is, in a sentence.
    notes : str
        The rest of the description.
    examples : tuple of mapping
        Claims that hold in the sample paper, the last of them naming the measure; an id only where another
        refers to it.
    references : str
        Where the method comes from.
    """

    name: str
    summary: str
    notes: str
    arguments: tuple[ArgumentEntry, ...]
    examples: tuple[Mapping[str, Any], ...]
    example_text: str
    references: str


def entry(name: str) -> MeasureEntry:
    """Return the reference of one measure.

    Raises
    ------
    InputError
        If there is no such measure.
    """
    if name not in MEASURES:
        raise InputError(unknown(name))
    function = MEASURES[name]
    head, sections = _sections(inspect.getdoc(function) or "")
    summary, _, notes = head.partition("\n\n")
    example = sections.get("Examples", "")
    return MeasureEntry(
        name,
        " ".join(summary.split()),
        notes.strip(),
        tuple(_arguments(name)),
        _claims(example),
        example,
        " ".join(sections.get("References", "").split()),
    )


def _claims(example: str) -> tuple[Mapping[str, Any], ...]:
    loaded = yaml.safe_load(example) if example else []
    return tuple(loaded) if isinstance(loaded, list) else (loaded,)


def reference() -> tuple[MeasureEntry, ...]:
    """Return all measures, by name."""
    return tuple(entry(name) for name in sorted(MEASURES))


def _sections(doc: str) -> tuple[str, dict[str, str]]:
    head, *rest = SECTION.split(doc)
    return head.strip(), {name: text.strip("\n") for name, text in zip(rest[::2], rest[1::2], strict=True)}


def _described(name: str) -> dict[str, str]:
    """Return what a measure's docstring, or the one it points to, says of each argument."""
    _, sections = _sections(inspect.getdoc(MEASURES[name]) or "")
    found: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", sections.get("Parameters", "")):
        names, _, text = block.partition("\n")
        means = " ".join(text.split())
        pointer = AS_IN.fullmatch(means)
        for argument in map(str.strip, names.partition(" : ")[0].split(",")):
            found[argument] = _described(pointer["measure"])[argument] if pointer else means
    return found


def _arguments(name: str) -> Iterator[ArgumentEntry]:
    described = _described(name)
    hints = get_type_hints(MEASURES[name], include_extras=True)
    for key, parameter in inspect.signature(MEASURES[name]).parameters.items():
        if key != "context":
            optional = parameter.default is not inspect.Parameter.empty
            yield ArgumentEntry(key, _kind(hints[key]), optional, described.get(key, ""))


def _kind(hint: Any) -> str:
    """Say in plain words what an argument may be."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return "claim id" if "claim id" in hint.__metadata__ else _kind(parts[0])
    if origin is list:
        return f"list of {_kind(parts[0])}s"
    if origin is typing.Literal and isinstance(parts[0], str):
        return "one of those named"
    if origin is dict:
        return "selection"
    wanted = [_kind(part) for part in parts if part is not type(None)]
    return " or ".join(wanted) or KINDS.get(hint, str(hint))


def as_markdown(entries: tuple[MeasureEntry, ...] | None = None) -> str:
    """Write the reference in Markdown, ready for a chapter: a heading, a table and an example a measure."""
    return "\n".join(line for one in entries or reference() for line in _lines(one))


def _lines(one: MeasureEntry) -> Iterator[str]:
    yield from (f"## `{one.name}` {{#measure-{one.name.replace('_', '-')}}}", "", one.summary, "")
    if one.notes:
        yield from (one.notes, "")
    if one.arguments:
        yield from ("| argument | what | meaning |", "|----|-----|---------|")
        for argument in one.arguments:
            may = ", optional" if argument.optional else ""
            yield f"| `{argument.name}` | {_cell(argument.kind + may)} | {_cell(argument.means)} |"
        yield ""
    if one.example_text:
        yield from ("```yaml", one.example_text, "```", "")
    if one.references:
        yield from (f"Source: {one.references}", "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("``", "`")


def as_text(one: MeasureEntry) -> str:
    """Write one measure for a terminal, where code needs no backticks."""
    lines = [one.name, f"  {one.summary}"]
    lines += [f"  {line}" for line in one.notes.splitlines()]
    for argument in one.arguments:
        may = "?" if argument.optional else ""
        lines.append(
            f"  {argument.name}{may}: {argument.kind}{f'. {argument.means}' if argument.means else ''}"
        )
    if one.example_text:
        lines += ["  example:", *(f"    {line}" for line in one.example_text.splitlines())]
    if one.references:
        lines.append(f"  source: {one.references}")
    return "\n".join(lines).replace("``", "")
