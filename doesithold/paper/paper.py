"""A paper's folder, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from doesithold.errors import InputError, Problem, Problems
from doesithold.paper.about import STUDY, About, Group, TableEntry, load_about
from doesithold.paper.cells import Cell, read_cells
from doesithold.paper.claims import Claim, load_claims
from doesithold.paper.derived import Keys, derive
from doesithold.paper.digitised import Digitised, load_digitised
from doesithold.paper.package import DESCRIPTOR, PackageData, Resource, read_package
from doesithold.paper.register import REGISTER, RegisterEntry, load_register
from doesithold.paper.selection import matching
from doesithold.paper.table import Column, Row, Table

CLAIMS, CLAIMS_CSV, CELLS, DIGITISED = "claims.yaml", "claims.csv", "cells.csv", "digitised"
SEQUENCES = (".fasta", ".fa", ".faa")
RESIDUES = frozenset("ACDEFGHIKLMNPQRSTUVWXYBZ*-")


@dataclass(frozen=True)
class Paper:
    """Everything a paper's folder holds.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    about : About
        ``study.yaml``.
    tables : mapping of str to Table
        The paper's tables by name, derived columns included; the first is the default of measures.
    claims : tuple of Claim
    cells : tuple of Cell
        Printed summary cells.
    register : tuple of RegisterEntry
        Every number of the paper outside its tables, in reading order.
    sequences : mapping of str to str
        Residues of each reference sequence by the name of its resource.
    digitised : Digitised
        What was read off figures.
    keys : mapping
        Foreign keys between tables.
    """

    folder: Path
    about: About
    tables: Mapping[str, Table] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    cells: tuple[Cell, ...] = ()
    register: tuple[RegisterEntry, ...] = ()
    sequences: Mapping[str, str] = field(default_factory=dict)
    digitised: Digitised = field(default=Digitised())
    keys: Keys = field(default_factory=dict)

    def table(self, name: str | None = None) -> Table:
        """Return a table, by default the first one.

        Raises
        ------
        InputError
            If there is none of this name, or none at all.
        """
        if not self.tables:
            raise InputError("the paper has no table of data")
        wanted = name or next(iter(self.tables))
        if wanted not in self.tables:
            raise InputError(f"there is no table {wanted!r}; tables are {', '.join(self.tables)}")
        return self.tables[wanted]

    def rows(self, table: str | None = None) -> tuple[Row, ...]:
        """Return the rows of a table, by default the first one."""
        return self.table(table).rows

    def defined(self, group: str) -> Group:
        """Return the definition of a group or an arm.

        Raises
        ------
        InputError
            If there is none of this name.
        """
        known = self.about.groups | self.about.arms
        if group not in known:
            raise InputError(f"there is no group {group!r}; groups are {', '.join(known) or 'none'}")
        return known[group]

    def group(self, name: str) -> tuple[Row, ...]:
        """Return the rows that a group or an arm consists of.

        Raises
        ------
        InputError
            If there is none of this name, or only its size is printed.
        """
        group = self.defined(name)
        if group.size is not None:
            raise InputError(f"of group {name!r} only the size is printed, {group.size}")
        return matching(self.table(group.table), group.where)

    def size(self, group: str) -> int:
        """Return how many people a group or an arm has."""
        printed = self.defined(group).size
        return len(self.group(group)) if printed is None else printed

    @property
    def claims_file(self) -> str:
        """Name of the file that holds the claims."""
        return CLAIMS_CSV if (self.folder / CLAIMS_CSV).exists() else CLAIMS

    @property
    def sizes(self) -> dict[str, int]:
        """How many people each group and each arm has."""
        return {name: self.size(name) for name in self.about.groups | self.about.arms}

    @property
    def analysed(self) -> tuple[Row, ...]:
        """The people whose times and changes the figures show; everybody where nothing is said."""
        return self.group(self.about.analysed) if self.about.analysed else self.rows()

    def changed(self, table: str, row: Row, **values: Any) -> Paper:
        """Return the paper with other printed values in one row, derived columns made anew.

        Raises
        ------
        InputError
            If a column is not printed.
        """
        if derived := values.keys() - self.table(table).printed:
            raise InputError(f"column {sorted(derived)[0]} of table {table} is not printed")
        tables = {
            name: _printed(
                one, [other.asdict() | (values if other is row else {}) for other in one.rows], one.printed
            )
            for name, one in self.tables.items()
        }
        return replace(self, tables=derive(tables, self.about.derived, self.keys))


def _printed(table: Table, rows: Sequence[Mapping[str, Any]], printed: frozenset[str]) -> Table:
    """Return a table with these rows and without its derived columns."""
    columns = {name: column for name, column in table.columns.items() if name in printed}
    kept = tuple(Row(table.name, {name: row[name] for name in columns}) for row in rows)
    return replace(table, columns=columns, rows=kept)


def load_paper(folder: Path | str) -> Paper:
    """Read and check a paper's folder.

    Parameters
    ----------
    folder : Path or str
        Holds ``study.yaml`` and, each if there is one, ``datapackage.json`` with the tables and sequences it
        describes, ``claims.yaml`` or ``claims.csv``, ``cells.csv``, ``numbers.csv`` and ``digitised/``.

    Raises
    ------
    InputError
        If anything breaks its rules. The problems of all files are named together; where there are none,
        those of what the files say of each other.
    """
    folder = Path(folder)
    problems = Problems()
    with problems:
        about = load_about(folder)
    with problems:
        package = read_package(folder) if (folder / DESCRIPTOR).exists() else PackageData({}, {}, {})
        sequences = _sequences(package)
    with problems:
        claims = _claims(folder)
    with problems:
        cells = read_cells(folder / CELLS) if (folder / CELLS).exists() else ()
    problems.tell()
    tables, keys = _tables(about, package)
    paper = Paper(folder, about, tables, claims, cells, sequences=sequences, keys=keys)
    with problems:
        _refuse(_unknown_tables(paper))
        digitised = load_digitised(folder / DIGITISED, _analysed(paper))
    with problems:
        _refuse(_unknown_sections(paper))
    with problems:
        register = load_register(folder, {claim.id for claim in claims}, about.sections)
    problems.tell()
    return replace(paper, register=register, digitised=digitised)


def _analysed(paper: Paper) -> tuple[str, ...]:
    """Return the ids of the people whose times and changes the figures show."""
    group = paper.defined(paper.about.analysed) if paper.about.analysed else None
    table = paper.table(group.table if group else None) if paper.tables else None
    return tuple(table.name_of(row) for row in paper.analysed) if table else ()


def _tables(about: About, package: PackageData) -> tuple[dict[str, Table], Keys]:
    """Return the tables with their derived columns, those of ``study.yaml`` first, and the foreign keys."""
    entries = dict(about.tables)
    declared = {entry.resource for entry in entries.values()}
    for name, resource in package.resources.items():
        if (
            resource.type == "table"
            and name not in declared
            and resource.path not in (REGISTER, CELLS, CLAIMS_CSV)
        ):
            entries.setdefault(name, TableEntry(resource=name))
    missing = [entry for entry in entries.items() if entry[1].resource not in package.rows]
    if missing:
        raise InputError(
            [
                Problem(f"{DESCRIPTOR} has no table {entry.resource!r}", STUDY, column=f"tables.{name}")
                for name, entry in missing
            ]
        )
    names = {entry.resource: name for name, entry in entries.items()}
    keys = {
        (names[resource.name], key.fields[0]): (
            names[key.reference.resource or resource.name],
            key.reference.fields[0],
        )
        for resource in package.resources.values()
        if resource.name in names and resource.schema_
        for key in resource.schema_.foreignKeys
        if (key.reference.resource or resource.name) in names
    }
    bare = {name: _table(name, entry, package) for name, entry in entries.items()}
    with_keys = {name: _with_key_values(table, bare, keys) for name, table in bare.items()}
    return derive(with_keys, about.derived, keys), keys


def _table(name: str, entry: TableEntry, package: PackageData) -> Table:
    resource = package.resources[entry.resource]
    columns = {column.name: column for column in _columns(resource)}
    primary = resource.schema_.primaryKey if resource.schema_ else []
    identity = entry.id or (primary[0] if len(primary) == 1 else None)
    if identity is not None and identity not in columns:
        place = f"tables.{name}.id"
        raise InputError([Problem(f"table {name} has no column {identity!r}", STUDY, column=place)])
    rows = tuple(Row(name, row) for row in package.rows[entry.resource])
    if identity is not None and len({row[identity] for row in rows}) < len(rows):
        place = f"tables.{name}.id"
        raise InputError([Problem("must tell the rows apart", STUDY, column=place, value=identity)])
    return Table(name, resource.path, entry.row, identity, columns, rows, frozenset(columns))


def _columns(resource: Resource) -> Iterator[Column]:
    for entry in resource.columns:
        kind = "list" if entry.listSeparator else entry.type if entry.type != "date" else "string"
        enum = entry.constraints.enum
        values = tuple(enum) if enum else None
        yield Column(entry.name, kind, values, entry.constraints.required, entry.unit)


def _with_key_values(table: Table, tables: Mapping[str, Table], keys: Keys) -> Table:
    """Let a foreign key have the values it may point at."""
    columns = dict(table.columns)
    for (name, column), (other, target) in keys.items():
        if name == table.name:
            values = tuple(row[target] for row in tables[other].rows)
            columns[column] = replace(columns[column], values=values)
    return replace(table, columns=columns)


def _sequences(package: PackageData) -> dict[str, str]:
    return {
        name: read_fasta(text, package.resources[name].path)
        for name, text in package.files.items()
        if package.resources[name].path.endswith(SEQUENCES)
    }


def read_fasta(text: str, file: str) -> str:
    """Return the residues of a FASTA file that holds one sequence in capital letters.

    Raises
    ------
    InputError
        If it holds none, several, or other characters.
    """
    lines = text.splitlines()
    if not lines or not lines[0].startswith(">"):
        raise InputError([Problem("must be FASTA: the first line starts with >", file, 1)])
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith(">"):
            raise InputError([Problem("must hold one sequence only", file, number)])
        if strangers := set(line) - RESIDUES:
            rule = "must be one-letter residues in capital letters"
            raise InputError([Problem(rule, file, number, value=sorted(strangers)[0])])
    if not (residues := "".join(lines[1:])):
        raise InputError([Problem("holds no residues", file)])
    return residues


def _claims(folder: Path) -> tuple[Claim, ...]:
    files = [folder / name for name in (CLAIMS, CLAIMS_CSV) if (folder / name).exists()]
    if len(files) > 1:
        raise InputError(f"{folder}: has {CLAIMS} and {CLAIMS_CSV}, of which one is enough")
    return load_claims(files[0]) if files else ()


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise InputError(found)


def _unknown_tables(paper: Paper) -> Iterator[Problem]:
    """Hold each group to the tables: its table, its columns, their values."""
    for name, group in (paper.about.groups | paper.about.arms).items():
        kind = "groups" if name in paper.about.groups else "arms"
        if group.size is None:
            try:
                paper.group(name)
            except InputError as error:
                yield Problem(str(error), STUDY, column=f"{kind}.{name}")


def _unknown_sections(paper: Paper) -> Iterator[Problem]:
    sections = paper.about.sections
    for claim in paper.claims:
        if claim.section not in sections:
            rule = f"claim {claim.id}: must be one of the sections of study.yaml: {', '.join(sections)}"
            yield Problem(rule, paper.claims_file, column="section", value=claim.section)
