"""Reading a Frictionless data package: one schema, every broken rule named with its place."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import re
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from doesithold.errors import InputError, Problem, rule_of, value_of
from doesithold.files import BOM, LARGEST_FILE, UTF_16, read_bytes, read_json

DESCRIPTOR = "datapackage.json"
LONGEST_FIELD = 2_000
SLOWEST_PATTERN = 2.0
"""Seconds that a pattern may need for a column, beyond which it is one that never ends."""
CONSTRAINTS = {
    "required": "must be filled",
    "unique": "must be unique",
    "enum": "must be one of {}",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "pattern": "must match {}",
}
ANY_TYPE = {"required", "unique", "enum"}
SUITS: Mapping[str, set[str]] = {
    "string": {"minLength", "maxLength", "pattern"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "date": {"minimum", "maximum"},
    "boolean": set(),
}
"""Constraints that a column of a type can have beside those of any type."""
FORMULA = (
    *(ast.Expression, ast.Name, ast.Constant, ast.Subscript, ast.Slice, ast.Load),
    *(ast.Compare, ast.cmpop, ast.BoolOp, ast.boolop, ast.UnaryOp, ast.unaryop),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div),
)
"""What the formula of a row rule is made of."""
NUMERALS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "number": re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][+-]?[0-9]{1,3})?"),
}

Text = Annotated[str, Field(min_length=1)]
Limit = Annotated[int | float, Field(allow_inf_nan=False)]


class _Described(BaseModel):
    """A part of the descriptor; keys that nothing here reads, such as titles and licences, are kept."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, defer_build=True)


class ColumnConstraint(BaseModel):
    """What the cells of a column must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    required: bool = False
    unique: bool = False
    enum: Annotated[list[str | int | float | bool], Field(min_length=1)] | None = None
    minimum: Limit | Text | None = None
    maximum: Limit | Text | None = None
    minLength: Annotated[int, Field(ge=0)] | None = None  # noqa: N815
    maxLength: Annotated[int, Field(ge=0)] | None = None  # noqa: N815
    pattern: Text | None = None

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except (re.error, RecursionError, OverflowError) as error:
            raise ValueError(f"must be a regular expression ({error})") from None
        return pattern


class FieldEntry(_Described):
    """A column."""

    name: Text
    type: Literal["string", "integer", "number", "boolean", "date"] = "string"
    constraints: ColumnConstraint = ColumnConstraint()
    listSeparator: Text | None = None  # noqa: N815
    unit: str = ""

    @model_validator(mode="after")
    def _fits_its_type(self) -> FieldEntry:
        given = self.constraints.model_dump(exclude_none=True, exclude_defaults=True)
        if strangers := sorted(given.keys() - ANY_TYPE - SUITS[self.type]):
            raise ValueError(f"column {self.name} of type {self.type} cannot have a {strangers[0]}")
        bounds = [given[name] for name in ("minimum", "maximum") if name in given]
        if any(isinstance(bound, str) != (self.type == "date") for bound in bounds):
            raise ValueError(f"column {self.name}: bounds must be of type {self.type}")
        if len(bounds) == 2 and bounds[0] > bounds[1]:
            raise ValueError(f"column {self.name}: the minimum is above the maximum")
        if self.type == "string" and not all(isinstance(value, str) for value in given.get("enum", ())):
            raise ValueError(f"column {self.name}: enum must be of type string")
        return self


class KeyTarget(_Described):
    """What a foreign key points at."""

    resource: str
    fields: Annotated[list[Text], Field(min_length=1, max_length=1)]


class ForeignKey(_Described):
    """A column whose values stand in a column of another table."""

    fields: Annotated[list[Text], Field(min_length=1, max_length=1)]
    reference: KeyTarget


class SchemaEntry(_Described):
    """The columns and keys of a table."""

    fields: Annotated[list[FieldEntry], Field(min_length=1)]
    primaryKey: list[Text] = []  # noqa: N815
    foreignKeys: list[ForeignKey] = []  # noqa: N815
    missingValues: list[str] = [""]  # noqa: N815

    @field_validator("fields")
    @classmethod
    def _differ(cls, fields: list[FieldEntry]) -> list[FieldEntry]:
        if len({field.name for field in fields}) < len(fields):
            raise ValueError("a column stands twice")
        return fields

    @model_validator(mode="after")
    def _has_its_keys(self) -> SchemaEntry:
        names = {field.name for field in self.fields}
        for column in [*self.primaryKey, *(key.fields[0] for key in self.foreignKeys)]:
            if column not in names:
                raise ValueError(f"a key names no column: {column}")
        return self


class RowRule(_Described):
    """A formula that every row must satisfy, and how to say so."""

    formula: Text
    column: Text
    rule: Text

    @property
    def names(self) -> set[str]:
        """The columns that the formula speaks of."""
        parts = ast.walk(ast.parse(self.formula, mode="eval"))
        return {part.id for part in parts if isinstance(part, ast.Name)}

    @field_validator("formula")
    @classmethod
    def _compares(cls, formula: str) -> str:
        try:
            strangers = [node for node in ast.walk(ast.parse(formula, mode="eval")) if not _in_formula(node)]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError("must be a formula in the way of Python") from None
        if strangers:
            raise ValueError(f"must compare columns and nothing else, not by {type(strangers[0]).__name__}")
        return formula


def _in_formula(node: ast.AST) -> bool:
    """Tell whether a formula may have a part of this kind: no call but of `str`, no attribute, no power."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "str"
    return isinstance(node, FORMULA)


class Resource(_Described):
    """A file of the package."""

    name: Text
    path: Text
    type: Literal["table", "file"] = "table"
    schema_: Annotated[SchemaEntry | None, Field(alias="schema")] = None
    rowRules: list[RowRule] = []  # noqa: N815
    bytes: Annotated[int, Field(ge=0)] | None = None
    hash: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")] | None = None

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        if (
            "\0" in path
            or "\\" in path
            or PurePosixPath(path).is_absolute()
            or ".." in PurePosixPath(path).parts
        ):
            raise ValueError("must be a file inside the folder, written as a relative path with slashes")
        return path

    @model_validator(mode="after")
    def _has_its_columns(self) -> Resource:
        if self.type == "table" and self.schema_ is None:
            raise ValueError("a table needs a schema")
        names = {field.name for field in self.columns} | {"str"}
        for rule in self.rowRules:
            if strangers := sorted({*rule.names, rule.column} - names):
                raise ValueError(f"a row rule names no column: {strangers[0]}")
        return self

    @property
    def columns(self) -> list[FieldEntry]:
        """The columns of a table; none for any other file."""
        return self.schema_.fields if self.schema_ else []


class Descriptor(_Described):
    """Everything in ``datapackage.json`` that is read here."""

    resources: Annotated[list[Resource], Field(min_length=1)]

    @field_validator("resources")
    @classmethod
    def _can_be_read(cls, resources: list[Resource]) -> list[Resource]:
        known = {resource.name: resource for resource in resources}
        if len(known) < len(resources):
            raise ValueError("two resources have the same name")
        for resource in resources:
            for key in resource.schema_.foreignKeys if resource.schema_ else []:
                other = known.get(key.reference.resource or resource.name)
                if other is None or key.reference.fields[0] not in {field.name for field in other.columns}:
                    raise ValueError(f"resource {resource.name}: a foreign key points at no column")
        return resources


@dataclass(frozen=True)
class PackageData:
    """Rows of each table, lists split and types cast, and the text of each other file, by resource name."""

    resources: Mapping[str, Resource]
    rows: Mapping[str, list[dict[str, Any]]]
    files: Mapping[str, str]


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
    described = read_descriptor(folder)
    wanted = described if only is None else only
    if absent := [name for name in wanted if name not in described]:
        raise InputError([Problem(f"must have a resource named {name}", DESCRIPTOR) for name in absent])
    resources = {name: described[name] for name in wanted}
    problems: list[Problem] = []
    texts = {name: _read_text(folder, resource, problems) for name, resource in resources.items()}
    tables = {
        name: _parse(text, resources[name], problems)
        for name, text in texts.items()
        if resources[name].type == "table" and text is not None
    }
    rows = _validate(resources, tables, problems)
    if problems:
        raise InputError(_first_of_each_cell(problems))
    files = {name: texts[name] or "" for name in resources if resources[name].type == "file"}
    return PackageData(resources, rows, files)


def _first_of_each_cell(problems: Sequence[Problem]) -> list[Problem]:
    """Leave out what else is wrong with a cell that is at fault already."""
    first: dict[Any, Problem] = {}
    for problem in problems:
        of_a_cell = problem.row is not None and problem.column is not None
        first.setdefault((problem.file, problem.row, problem.column) if of_a_cell else problem, problem)
    return list(first.values())


def read_descriptor(folder: Path) -> dict[str, Resource]:
    """Return the resources of the package by name.

    Raises
    ------
    InputError
        If ``datapackage.json`` cannot be read or describes what cannot be.
    """
    try:
        descriptor = Descriptor.model_validate(read_json(folder / DESCRIPTOR))
    except ValidationError as error:
        problems = map(_descriptor_problem, reversed(error.errors()))
        raise InputError(list({problem.column: problem for problem in problems}.values())[::-1]) from None
    return {resource.name: resource for resource in descriptor.resources}


def _descriptor_problem(detail: Any) -> Problem:
    kinds = {"str", "int", "float", "bool", "constrained-str"}
    keys = [key for key in map(str, detail["loc"]) if key not in kinds and "[" not in key]
    return Problem(rule_of(detail), DESCRIPTOR, column=".".join(keys) or None, value=value_of(detail))


def _read_text(folder: Path, resource: Resource, problems: list[Problem]) -> str | None:
    """Return the file's text, after noting what is wrong with the file as a whole."""
    name = resource.path
    try:
        raw = read_bytes(name, folder)
    except InputError as error:
        problems.extend(error.problems)
        return None
    if resource.bytes is not None and resource.bytes != len(raw):
        problems.append(Problem(f"must have {resource.bytes:,} bytes, has {len(raw):,}", name))
    elif resource.hash and resource.hash != f"sha256:{hashlib.sha256(raw).hexdigest()}":
        problems.append(Problem(f"must be the file whose hash {DESCRIPTOR} gives", name))
    if raw.startswith(UTF_16) or b"\0" in raw.partition(b"\n")[0]:
        problems.append(Problem("must be UTF-8", name, 1))
        return None
    if raw.startswith(BOM):
        problems.append(Problem("must be UTF-8 without a byte order mark", name, row=1))
    if b"\r" in raw:
        row = raw.count(b"\n", 0, raw.index(b"\r")) + 1
        problems.append(Problem("must not contain a carriage return: lines end in a line feed", name, row))
    text = raw.removeprefix(BOM).decode(errors="surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        problems.append(Problem("the file is empty", name))
        return None
    if resource.type == "file" and any("\udc80" <= character <= "\udcff" for character in text):
        problems.append(Problem("must be UTF-8", name))
        return None
    return text


def _parse(text: str, resource: Resource, problems: list[Problem]) -> list[list[str]]:
    """Split CSV text into cells; return no rows where the header, a row or a cell forbids going on."""
    csv.field_size_limit(LARGEST_FILE)
    name = resource.path
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header, expected = rows[0], [field.name for field in resource.columns]
    if len(header) == 1 < len(expected):
        problems.append(Problem(f"must have the columns {','.join(expected)}", name, 1, value=header[0]))
        return []
    faults = [
        Problem("the column is missing", name, 1, column) for column in expected if column not in header
    ]
    faults += [
        Problem("is not a column of the schema" if column else "must have a name", name, 1, column)
        for column in header
        if column not in expected
    ]
    if not faults and header != expected:
        faults.append(Problem(f"columns must be in the order {', '.join(expected)}", name, 1))
    if len(rows) < 2:
        faults.append(Problem("must have at least one row below the header", name))
    if not faults:
        faults += [
            Problem(_miscount(len(cells), len(header)), name, row)
            for row, cells in enumerate(rows, start=1)
            if len(cells) != len(header)
        ]
    faults += [
        Problem(rule, name, row, column, cell.encode(errors="surrogateescape").decode("latin-1"))
        for row, cells in enumerate(rows, start=1)
        for column, cell in zip(header, cells, strict=False)
        for rule in _faults_of(cell)
    ]
    problems.extend(faults)
    return [] if faults else rows


def _miscount(cells: int, columns: int) -> str:
    if cells == 0:
        return "the row is blank"
    return f"the row has too {'few' if cells < columns else 'many'} cells: {cells}, not {columns}"


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
    resources: Mapping[str, Resource], tables: Mapping[str, list[list[str]]], problems: list[Problem]
) -> dict[str, list[dict[str, Any]]]:
    """Check each table against its schema, keys and row rules; return the typed rows."""
    readable = {name: rows for name, rows in tables.items() if rows}
    for name, rows in readable.items():
        problems.extend(_numerals(resources[name], rows))
        if slow := _slow_pattern(resources[name], rows):
            problems.append(slow)
            return {}
    if not readable:
        return {}
    import doesithold.lean  # noqa: F401

    # isort: split
    from frictionless import Package
    from frictionless import Resource as Checked

    package = Package(
        resources=[
            Checked(name=name, data=rows, schema=_schema(resources[name], readable))
            for name, rows in readable.items()
        ]
    )
    return {
        checked.name: typed
        for checked in package.resources
        if (typed := _typed(checked, resources, readable[checked.name], problems)) is not None
    }


def _schema(resource: Resource, readable: Mapping[str, list[list[str]]]) -> Any:
    """Make the validator's schema; a foreign key to a table that cannot be read is left out."""
    import doesithold.lean  # noqa: F401

    # isort: split
    from frictionless import FrictionlessException, Schema

    assert resource.schema_
    descriptor = resource.schema_.model_dump(exclude_none=True)
    descriptor["foreignKeys"] = [
        key for key in descriptor["foreignKeys"] if key["reference"]["resource"] in {*readable, ""}
    ]
    try:
        return Schema.from_descriptor(descriptor)
    except FrictionlessException as error:
        reasons = [reason.note for reason in error.reasons] or [error.error.note]
        raise InputError(
            [
                Problem(f"resource {resource.name} must have a schema: {reason}", DESCRIPTOR)
                for reason in reasons
            ]
        ) from None


def _typed(
    checked: Any, resources: Mapping[str, Resource], rows: list[list[str]], problems: list[Problem]
) -> list[dict[str, Any]] | None:
    """Return the typed rows of a table, or None after noting what is wrong with it."""
    from frictionless import Checklist, FrictionlessException
    from frictionless.checks import row_constraint

    described = resources[checked.name]
    formulas = dict.fromkeys(rule.formula for rule in described.rowRules)
    try:
        report = checked.validate(Checklist(checks=[row_constraint(formula=formula) for formula in formulas]))
        errors = [error for task in report.tasks for error in task.errors]
        problems.extend(filter(None, (_problem(error, described, rows, resources) for error in errors)))
        if errors or report.errors:
            problems.extend(Problem(error.note, described.path) for error in report.errors)
            return None
        with checked:
            return [_split_lists(row.to_dict(), described) for row in checked.row_stream]
    except FrictionlessException as error:
        problems.append(Problem(f"resource {described.name}: {error.error.note}", DESCRIPTOR))
        return None


def _numerals(resource: Resource, rows: list[list[str]]) -> Iterator[Problem]:
    """Find numbers in other digits than 0 to 9 or with separators, which the cast lets pass."""
    assert resource.schema_
    for position, field in enumerate(resource.columns):
        numeral = NUMERALS.get(field.type)
        if numeral is None or getattr(field, "bareNumber", True) is False:
            continue
        for row, cells in enumerate(rows[1:], start=2):
            cell = cells[position]
            if cell not in resource.schema_.missingValues and not numeral.fullmatch(cell):
                yield Problem(f"must be of type {field.type}", resource.path, row, field.name, cell)


def _slow_pattern(resource: Resource, rows: list[list[str]]) -> Problem | None:
    for position, field in enumerate(resource.columns):
        if field.constraints.pattern:
            pattern = re.compile(field.constraints.pattern)
            try:
                with _time_limit(SLOWEST_PATTERN):
                    for cells in rows[1:]:
                        pattern.fullmatch(cells[position])
            except TimeoutError:
                rule = f"resource {resource.name}: the pattern never ends on this column"
                return Problem(rule, DESCRIPTOR, column=field.name, value=field.constraints.pattern)
    return None


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Stop the block after some seconds; outside the main thread, where no signal arrives, it runs on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _problem(
    error: Any, described: Resource, rows: list[list[str]], resources: Mapping[str, Resource]
) -> Problem | None:
    """Translate an error of the validator, or return None for one that another error already says better."""
    file, row = described.path, getattr(error, "row_number", None)
    cells = dict(zip(rows[0], rows[row - 1], strict=False)) if row else {}
    column, value, rule = getattr(error, "field_name", None), getattr(error, "cell", None), error.note
    match type(error).__name__:
        case "RowConstraintError":
            formula = error.note.partition('"')[2].rpartition('"')[0]
            broken = next((one for one in described.rowRules if one.formula == formula), None)
            if broken is None:
                return Problem(error.note, file, row)
            rule, column = broken.rule, broken.column
            value = cells.get(column, "")
        case "ForeignKeyError":
            column, value = error.field_names[0], error.field_cells[0]
            other = resources.get(error.reference_name, described)
            rule = f"must be listed in {other.path}, column {error.reference_field_names[0]}"
        case "PrimaryKeyError":
            assert described.schema_
            column, rule = described.schema_.primaryKey[0], f"must be unique, {error.note}"
            value = cells[column]
        case "ConstraintError" if value in ("", "None"):
            if column not in cells:
                return None
            value, rule = None, "must be filled"
        case "UniqueError":
            rule = "must be unique"
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


def _split_lists(row: dict[str, Any], described: Resource) -> dict[str, Any]:
    """Turn the cells of list columns into tuples."""
    for field in described.columns:
        if field.listSeparator:
            value = row[field.name]
            row[field.name] = tuple(value.split(field.listSeparator)) if value else ()
    return row
