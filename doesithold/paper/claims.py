"""Claims: every checkable statement of the paper, each at one place in it, read from one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from doesithold.errors import InputError, Problem, rule_of, value_of
from doesithold.files import parse_yaml, read_csv, read_yaml

NESTED = ("measure", "digitised", "readings", "tension_with")
"""Columns of ``claims.csv`` that hold YAML, such as ``{count: {where: {sex: F}}}``."""


@dataclass(frozen=True)
class MeasureCall:
    """A measure's name with its arguments, as a claim states it."""

    name: str
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value}' for key, value in self.arguments.items())})"


def _read_call(value: Any) -> MeasureCall:
    if not (isinstance(value, dict) and len(value) == 1):
        raise ValueError("a measure is one name with its arguments")
    ((name, arguments),) = value.items()
    if not isinstance(name, str) or not (arguments is None or isinstance(arguments, dict)):
        raise ValueError("a measure is one name with its arguments")
    return MeasureCall(name, arguments or {})


Call = Annotated[MeasureCall, BeforeValidator(_read_call)]
Text = Annotated[str, Field(min_length=1)]
PERCENT = {"%", "per cent", "pct", "percents", "percentage"}


def _usual_unit(value: Any) -> Any:
    """Return ``percent`` for whatever else it is called: only so do measures know it."""
    return "percent" if isinstance(value, str) and value.casefold().strip() in PERCENT else value


class OtherReading(BaseModel):
    """Another fair way to read a sentence, with the measure that goes with it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    name: Text
    measure: Call
    digitised: Call | None = None


class Claim(BaseModel):
    """One checkable statement of the paper, at one place in it.

    Attributes
    ----------
    says : str
        The statement in our words.
    unit : str
        What it counts or measures; ``percent`` is understood as ``%`` and ``per cent``, too.
    reported : str
        The value as printed: digits, a number word, ``true``, or a list joined by ``"; "``.
    quantity : str or None
        What is being stated; claims of the same quantity must agree.
    group : str or None
        Percentages of one sentence or table, which must share a denominator and a rounding.
    measure : MeasureCall or None
        How the value is recomputed.
    needs : str or None
        The data that would be required and were not published.
    digitised : MeasureCall or None
        How the value is recomputed, instead, where a reader has read these data off a figure.
    external : bool
        Whether it is a statement about other work or the world.
    denominator : str or None
        What a percentage refers to, as the paper states it.
    draft : bool
        Whether it was found by a machine and nobody has looked at it yet.
    readings : tuple of OtherReading
        Other readings, tried in order where the plain one fails.
    tension : str or None
        What this statement sits ill with, in one sentence, where nothing contradicts it outright.
    tension_with : tuple of str
        The claims that it sits ill with; none where it is at odds with printed data only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    section: Text
    place: Text
    says: Text
    reported: Text
    unit: Annotated[Text, BeforeValidator(_usual_unit)]
    quantity: Text | None = None
    group: Text | None = None
    measure: Call | None = None
    needs: Text | None = None
    digitised: Call | None = None
    external: bool = False
    denominator: Text | None = None
    provenance: Literal["reported", "derived"] = "reported"
    readings: Annotated[tuple[OtherReading, ...], Field(strict=False)] = ()
    tension: Text | None = None
    tension_with: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    note: Text | None = None
    draft: bool = False

    @model_validator(mode="after")
    def _has_one_way_to_check(self) -> Claim:
        ways = [self.measure is not None, self.needs is not None, self.external]
        if sum(ways) > 1:
            raise ValueError("only one of measure, needs and external may be given")
        if self.digitised and not (self.measure or self.needs):
            raise ValueError("digitised needs measure or needs, for where nothing was read off")
        if not any(ways) and self.quantity is None:
            raise ValueError("one of measure, needs, external or quantity must be given")
        if self.tension_with and self.tension is None:
            raise ValueError("tension_with needs tension, the sentence that says what is at odds")
        if self.id in self.tension_with:
            raise ValueError("a claim cannot be in tension with itself")
        return self


def load_claims(path: Path | str) -> tuple[Claim, ...]:
    """Read and validate the claims.

    Parameters
    ----------
    path : Path or str
        A YAML list of claims, or a CSV file with a claim in each row, whose columns are the keys of the list.

    Raises
    ------
    InputError
        If the file cannot be read, a claim breaks the model, an id stands twice, a claim names another
        that does not exist, or a claim that only states a quantity is alone with it.
    """
    file = Path(path).name
    entries = _rows(path) if file.endswith(".csv") else read_yaml(path)
    if not isinstance(entries, list):
        raise InputError([Problem("must be a list of claims", file)])
    try:
        claims = TypeAdapter(tuple[Claim, ...]).validate_python(tuple(entries))
    except ValidationError as error:
        raise InputError([_problem(entries, detail, file) for detail in error.errors()]) from None
    if problems := list(_inconsistencies(claims, file)):
        raise InputError(list(dict.fromkeys(problems)))
    return claims


def _rows(path: Path | str) -> list[dict[str, Any]]:
    """Return the rows of a CSV file as entries of a YAML file: empty cells left out, nested values read."""
    entries: list[dict[str, Any]] = []
    for number, row in read_csv(path):
        entry: dict[str, Any] = {key: value for key, value in row.items() if value}
        for key in NESTED:
            if key in entry:
                entry[key] = parse_yaml(entry[key], f"{Path(path).name}, row {number}, column {key}")
        for key in ("external", "draft"):
            if key in entry:
                entry[key] = {"true": True, "false": False}.get(entry[key], entry[key])
        entries.append(entry)
    return entries


def _problem(entries: list[Any], detail: Any, file: str) -> Problem:
    position, *keys = detail["loc"]
    entry = entries[position]
    identity = entry.get("id", position + 1) if isinstance(entry, dict) else position + 1
    key = ".".join(str(key) for key in keys if not str(key).startswith("function"))
    return Problem(f"claim {identity}: {rule_of(detail)}", file, column=key or None, value=value_of(detail))


def _inconsistencies(claims: tuple[Claim, ...], file: str) -> Iterator[Problem]:
    ids, quantities = Counter(claim.id for claim in claims), Counter(claim.quantity for claim in claims)
    for claim in claims:
        if ids[claim.id] > 1:
            yield Problem("must be unique", file, column="id", value=claim.id)
        for other in claim.tension_with:
            if other not in ids:
                yield Problem(f"claim {claim.id}: refers to a claim that does not exist", file, value=other)
        ways = (claim.measure, claim.needs, claim.external or None)
        if all(way is None for way in ways) and quantities[claim.quantity] < 2:
            rule = f"claim {claim.id}: needs another claim with the same quantity, or a measure"
            yield Problem(rule, file, column="quantity", value=claim.quantity)
