"""What a paper is: ``study.yaml``, with its sections, tables, groups, arms and stated methods."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from doesithold.errors import InputError, Problem, rule_of, value_of
from doesithold.files import read_yaml
from doesithold.paper.assumptions import STATED, Option, stated
from doesithold.paper.derived import Derivation
from doesithold.paper.selection import Selection

STUDY = "study.yaml"
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Reference(_Strict):
    """How the paper is cited, as far as is known."""

    authors: Text | None = None
    title: Text | None = None
    journal: Text | None = None
    year: int | None = None
    doi: Text | None = None
    licence: Text | None = None
    registration: Text | None = None


class TableEntry(_Strict):
    """A table: its resource in ``datapackage.json``, what a row is, and the column that tells rows apart."""

    resource: Text
    row: Text = "row"
    id: Text | None = None


class Group(_Strict):
    """People who a percentage may refer to: rows of a table, or only how many they are.

    Attributes
    ----------
    table : str or None
        The first table where none is named.
    where : dict or None
        All rows of the table where nothing else is said.
    size : int or None
        How many, where the paper prints nothing but the number.
    """

    table: Text | None = None
    where: Selection | None = None
    size: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _has_rows_or_size(self) -> Group:
        if self.size is not None and (self.table is not None or self.where is not None):
            raise ValueError("a group has either a size or rows (table, where)")
        return self


class About(_Strict):
    """Everything in ``study.yaml``.

    Attributes
    ----------
    title : str
    paper : Reference
    sections : tuple of str
        In reading order.
    tables : mapping of str to TableEntry
        The first is the default of measures.
    derived : mapping
        Table to column to how it is made of others.
    groups : mapping of str to Group
        The denominators that a search may use.
    arms : mapping of str to Group
        Groups that are compared.
    analysed : str or None
        The group whose times and changes the figures show.
    methods : mapping of str to str
        What the paper states: ``rounding``, ``proportion_interval``, ``median_interval``, ``test`` …
        Drafts of comparisons that counts alone do not give are left open where a ``model`` is named.
    choices : mapping of str to list of Option
        What a scenario may suppose otherwise, beside the methods; the first option is the baseline's.
    integers : tuple of str
        Quantities of ``cells.csv`` that are whole numbers in each person.
    manuscript : str or None
        The file that the folder was drafted from.
    schedule : mapping
        When what was done, such as ``{scan: 8 weeks}``.
    """

    title: Text
    paper: Reference = Reference()
    sections: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
    tables: dict[Text, TableEntry] = {}
    derived: dict[Text, dict[Text, Derivation]] = {}
    groups: dict[Text, Group] = {}
    arms: dict[Text, Group] = {}
    analysed: Text | None = None
    methods: dict[Text, Text] = {}
    choices: dict[Text, Annotated[list[Option], Field(min_length=1)]] = {}
    integers: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    manuscript: Text | None = None
    schedule: dict[Text, str | int | float] = {}

    @field_validator("sections")
    @classmethod
    def _differ(cls, sections: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(sections)) < len(sections):
            raise ValueError("a section stands twice")
        return sections

    @field_validator("methods")
    @classmethod
    def _are_known(cls, methods: dict[str, str]) -> dict[str, str]:
        try:
            stated(methods)
        except ValidationError as error:
            detail = error.errors()[0]
            key = next(key for key, name in STATED.items() if name == detail["loc"][0])
            raise ValueError(f"{key}: {rule_of(detail)}") from None
        return methods

    @model_validator(mode="after")
    def _has_choices_that_can_be_made(self) -> About:
        groups = self.groups.keys() | self.arms.keys()
        for name, options in self.choices.items():
            values = [option.value for option in options]
            if len(set(values)) < len(values):
                raise ValueError(f"choices.{name}: a value stands twice")
            if options[0].sizes or options[0].groups or options[0].counts:
                raise ValueError(f"choices.{name}: the first option is the baseline and changes nothing")
            for option in options:
                named = {
                    *(option.sizes.keys() - self.tables.keys()),
                    *option.groups.keys(),
                    *option.groups.values(),
                    *(group for count in option.counts for group in count.among),
                }
                if strangers := sorted(named - groups):
                    raise ValueError(f"choices.{name}: there is no group {strangers[0]!r}")
        return self

    @model_validator(mode="after")
    def _names_known_groups(self) -> About:
        if both := self.groups.keys() & self.arms.keys():
            raise ValueError(f"{sorted(both)[0]!r} is a group and an arm")
        if self.analysed is not None and self.analysed not in self.groups | self.arms:
            raise ValueError(f"analysed: there is no group {self.analysed!r}")
        return self


def load_about(folder: Path) -> About:
    """Read and validate ``study.yaml``.

    Raises
    ------
    InputError
        If there is no such folder, the file cannot be read, a key is unknown or missing, or a value has the
        wrong type; every problem is named.
    """
    if not folder.is_dir():
        rule = "is not a folder" if folder.exists() else "there is no such folder"
        raise InputError([Problem(rule, str(folder))])
    content = read_yaml(folder / STUDY)
    try:
        return About.model_validate(content)
    except ValidationError as error:
        raise InputError(list(dict.fromkeys(map(_problem, error.errors())))) from None


def _problem(detail: Any) -> Problem:
    kinds = {"Where", "Cases", "LookUp", "FirstWord", "Difference"}
    keys = [str(key) for key in detail["loc"] if str(key) not in kinds]
    value, rule = value_of(detail), rule_of(detail)
    if "derived" in keys[:1] and len(keys) > 2:
        rule = "must be one of where, cases, look_up with take, first_word_of, difference, correctly filled"
        keys, value = keys[:3], None
    return Problem(rule, STUDY, column=".".join(keys) or None, value=value)
