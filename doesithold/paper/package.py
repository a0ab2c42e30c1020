"""Reading a Frictionless data package: one schema, every broken rule named with its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doesithold.errors import InputError, Problem

DESCRIPTOR = "datapackage.json"
LARGEST_FILE = 5_000_000
LONGEST_FIELD = 2_000
BOM = b"\xef\xbb\xbf"
CONSTRAINTS = {
    "enum": "must be one of {}",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "pattern": "must match {}",
}


@dataclass(frozen=True)
class PackageData:
    """Rows of each table, lists split and types cast, and the text of each other file, by resource name."""

    rows: dict[str, list[dict[str, Any]]]
    files: dict[str, str]


def read_package(folder: Path, only: Sequence[str] | None = None) -> PackageData:
    """Read and validate the resources of the package in `folder`.

    Parameters
    ----------
    folder : Path
        Holds ``datapackage.json``; all paths in it are relative to this folder.
    only : sequence of str, optional
        Names of the resources to read, which the package must have; all of them by default.

    Raises
    ------
    InputError
        With one Problem for each broken rule in any file.
    """
    described = _read_descriptor(folder)
    wanted = described if only is None else only
    if absent := [name for name in wanted if name not in described]:
        raise InputError([Problem(f"must have a resource named {name}", DESCRIPTOR) for name in absent])
    resources = {name: described[name] for name in wanted}
    problems: list[Problem] = []
    texts = {name: _read_text(folder, resource["path"], problems) for name, resource in resources.items()}
    tables = {
        name: _parse(text, resources[name], problems)
        for name, text in texts.items()
        if resources[name]["type"] == "table" and text is not None
    }
    rows = _validate(resources, tables, problems)
    if problems:
        raise InputError(problems)
    return PackageData(rows, {name: texts[name] or "" for name in texts.keys() - tables.keys()})


def _read_descriptor(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the resources of the package by name."""
    from frictionless import FrictionlessException, Package

    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        Package.from_descriptor(descriptor)
        return {resource["name"]: resource for resource in descriptor["resources"]}
    except FileNotFoundError:
        raise InputError([Problem("the file is missing", file=str(folder / DESCRIPTOR))]) from None
    except FrictionlessException as error:
        reasons = [reason.note for reason in error.reasons] or [error.error.note]
        raise InputError(
            [Problem(f"must be a data package: {reason}", DESCRIPTOR) for reason in reasons]
        ) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem(f"must be readable JSON ({error})", DESCRIPTOR)]) from None


def _read_text(folder: Path, name: str, problems: list[Problem]) -> str | None:
    """Return the file's text, after noting what is wrong with the file as a whole."""
    try:
        size = (folder / name).stat().st_size
        with (folder / name).open("rb") as file:
            raw = file.read(LARGEST_FILE)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        problems.append(Problem("the file is missing" if missing else f"must be readable ({error})", name))
        return None
    if size > LARGEST_FILE:
        problems.append(Problem(f"must be at most {LARGEST_FILE:,} bytes, is {size:,}", name))
    if raw.startswith(BOM):
        problems.append(Problem("must be UTF-8 without a byte order mark", name, row=1))
    if b"\r" in raw:
        row = raw.count(b"\n", 0, raw.index(b"\r")) + 1
        problems.append(Problem("must not contain a carriage return: lines end in a line feed", name, row))
    text = raw.removeprefix(BOM).decode(errors="surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        problems.append(Problem("the file is empty", name))
        return None
    return text


def _parse(text: str, resource: dict[str, Any], problems: list[Problem]) -> list[list[str]]:
    """Split CSV text into cells; return no rows where the header or a monstrous cell forbids going on."""
    csv.field_size_limit(LARGEST_FILE)
    name = resource["path"]
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header, expected = rows[0], [field["name"] for field in resource["schema"]["fields"]]
    faults = [
        Problem("the column is missing", name, 1, column) for column in expected if column not in header
    ]
    faults += [
        Problem("is not a column of the schema", name, 1, column)
        for column in header
        if column not in expected
    ]
    if not faults and header != expected:
        faults.append(Problem(f"columns must be in the order {', '.join(expected)}", name, 1))
    if len(rows) < 2:
        faults.append(Problem("must have at least one row below the header", name))
    faults += [
        Problem(rule, name, row, column, cell.encode(errors="surrogateescape").decode("latin-1"))
        for row, cells in enumerate(rows, start=1)
        for column, cell in zip(header, cells, strict=False)
        for rule in _faults_of(cell)
    ]
    problems.extend(faults)
    return [] if faults else rows


def _faults_of(cell: str) -> list[str]:
    faults = []
    if len(cell) > LONGEST_FIELD:
        faults.append(f"must be at most {LONGEST_FIELD:,} characters")
    if "\0" in cell:
        faults.append("must not contain a NUL byte")
    if not cell.isascii() and any("\udc80" <= character <= "\udcff" for character in cell):
        faults.append("must be UTF-8")
    return faults


def _validate(
    resources: dict[str, dict[str, Any]], tables: dict[str, list[list[str]]], problems: list[Problem]
) -> dict[str, list[dict[str, Any]]]:
    """Check each table against its schema, keys and row rules; return the typed rows."""
    from frictionless import Checklist, Package, Resource, Schema
    from frictionless.checks import row_constraint

    package = Package(
        resources=[
            Resource(name=name, data=rows, schema=Schema.from_descriptor(resources[name]["schema"]))
            for name, rows in tables.items()
            if rows
        ]
    )
    typed = {}
    for resource in package.resources:
        described = resources[resource.name]
        rules = {rule["formula"]: rule for rule in described.get("rowRules", [])}
        report = resource.validate(Checklist(checks=[row_constraint(formula=formula) for formula in rules]))
        errors = [error for task in report.tasks for error in task.errors]
        rows = tables[resource.name]
        problems.extend(filter(None, (_problem(error, described["path"], rows, rules) for error in errors)))
        if not errors:
            with resource:
                typed[resource.name] = [_split_lists(row.to_dict(), described) for row in resource.row_stream]
    return typed


def _problem(
    error: Any, file: str, rows: list[list[str]], rules: dict[str, dict[str, str]]
) -> Problem | None:
    """Translate an error of the validator, or return None for one that another error already says better."""
    row = getattr(error, "row_number", None)
    cells = dict(zip(rows[0], rows[row - 1], strict=False)) if row else {}
    column, value, rule = getattr(error, "field_name", None), getattr(error, "cell", None), error.note
    match type(error).__name__:
        case "RowConstraintError":
            broken = rules[error.note.partition('"')[2].rpartition('"')[0]]
            rule, column = broken["rule"], broken["column"]
            value = cells.get(column, "")
        case "ForeignKeyError":
            column, value = error.field_names[0], error.field_cells[0]
            rule = f"must be listed in {error.reference_name}.csv, column {error.reference_field_names[0]}"
        case "PrimaryKeyError":
            column, rule = rows[0][0], f"must be unique, {error.note}"
            value = cells[column]
        case "MissingCellError":
            value, rule = None, "the row has too few cells"
        case "ExtraCellError":
            column, rule = None, "the row has too many cells"
        case "ConstraintError" if value in ("", "None"):
            if column not in cells:
                return None
            value, rule = None, "must be filled"
        case "ConstraintError":
            rule = _constraint(error.note)
        case "TypeError":
            rule = f"must be of type {error.note.split(chr(34))[1].partition('/')[0]}"
    return Problem(rule, file, row, column, value)


def _constraint(note: str) -> str:
    """Say in words what the validator notes as ``constraint "maximum" is "110"``."""
    _, name, _, limit, _ = note.split('"', maxsplit=4)
    values = limit.strip("[]").replace("'", "") if name == "enum" else limit
    return CONSTRAINTS[name].format(values)


def _split_lists(row: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """Turn the cells of list columns into tuples."""
    for field in described["schema"]["fields"]:
        separator = field.get("listSeparator")
        if separator:
            value = row[field["name"]]
            row[field["name"]] = tuple(value.split(separator)) if value else ()
    return row
