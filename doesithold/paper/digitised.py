"""Values that a user read off the published figures, in ``data/digitised/``; every file is optional."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doesithold.errors import InputError, Problem
from doesithold.paper.package import DESCRIPTOR, Resource, read_descriptor, read_package

if TYPE_CHECKING:
    from doesithold.statistics.survival import Times

Rows = Sequence[Mapping[str, Any]]
HEADER_ROWS = 1
READING_ERROR = 0.02
"""How far off a point of a curve may have been read, as a share of either axis."""
WATERFALL, SWIMMER = "waterfall", "swimmer"
CURVE, AT_RISK = ["time_months", "survival"], "-at-risk"
"""Columns of a curve, whatever its endpoint, and how the name of the numbers below it ends."""


@dataclass(frozen=True)
class DigitisedBar:
    """One bar of the waterfall plot; `change_percent` is negative for shrinkage."""

    patient: str | None
    response: str | None
    change_percent: float


@dataclass(frozen=True)
class DigitisedLane:
    """One lane of the swimmer plot; the marks of the response are None where there are none."""

    patient: str
    duration_months: float
    ongoing: bool
    response_from_months: float | None
    response_to_months: float | None


@dataclass(frozen=True)
class Curve:
    """A survival curve as read off.

    Attributes
    ----------
    points : tuple of (float, float)
        Months and heights as proportions.
    at_risk : tuple of (float, int)
        Months and patients at risk just before; the number of patients analysed at 0 where none were given.
    """

    points: tuple[tuple[float, float], ...]
    at_risk: tuple[tuple[float, int], ...]

    def times(self) -> Times:
        """Rebuild the patients' times, one draw of them: shape (1, patients)."""
        from doesithold.statistics.guyot import reconstruct_patients
        from doesithold.statistics.survival import Times

        times, events = reconstruct_patients(self.points, self.at_risk)
        return Times(times[None, :], events[None, :])


@dataclass(frozen=True)
class Digitised:
    """Everything a user read off; empty where a file is not there, curves by their endpoints."""

    waterfall: tuple[DigitisedBar, ...] = ()
    swimmer: tuple[DigitisedLane, ...] = ()
    curves: Mapping[str, Curve] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return self == Digitised()

    def curve(self, endpoint: str) -> Curve | None:
        """Return the curve of an endpoint, such as ``pfs`` or ``dfs``."""
        return self.curves.get(endpoint)


def load_digitised(path: Path | str, analysed: Collection[str]) -> Digitised:
    """Read and validate the files of a folder.

    Parameters
    ----------
    path : Path or str
        Folder that holds ``datapackage.json`` and any of the files it describes. A folder that does not exist
        is as good as an empty one.
    analysed : collection of str
        The patients, by their ids, whom the rows must belong to.

    Raises
    ------
    InputError
        If a file breaks the schema, names a patient who was not analysed or the same one twice, or gives a
        curve no numbers at risk can belong to; every problem is named.
    """
    folder = Path(path)
    if not folder.exists():
        return Digitised()
    if not folder.is_dir():
        raise InputError([Problem("must be a folder", folder.name)])
    files = [file.name for file in sorted(folder.iterdir()) if _is_data(file)]
    if not files:
        return Digitised()
    described = read_descriptor(folder)
    paths = {resource.path: name for name, resource in described.items()}
    if strangers := [name for name in files if name not in paths]:
        raise InputError([Problem(f"must be one of {', '.join(paths)}", name) for name in strangers])
    endpoints = [name for name, resource in described.items() if _names(resource) == CURVE]
    if odd := set(described) - {WATERFALL, SWIMMER, *endpoints, *(f"{name}{AT_RISK}" for name in endpoints)}:
        rule = f"must be {WATERFALL}, {SWIMMER}, a curve ({', '.join(CURVE)}) or the numbers at risk of one"
        raise InputError([Problem(rule, DESCRIPTOR, column="name", value=name) for name in sorted(odd)])
    rows = read_package(folder, only=[paths[name] for name in files]).rows
    problems = [
        *_patients(analysed, rows.get(WATERFALL, []), "waterfall.csv"),
        *_patients(analysed, rows.get(SWIMMER, []), "swimmer.csv"),
        *_marks(rows.get(SWIMMER, [])),
        *(problem for name in endpoints for problem in _points(rows.get(name), described[name].path)),
        *(problem for name in endpoints for problem in _numbers(rows, described, name, len(analysed))),
    ]
    if problems:
        raise InputError(problems)
    return Digitised(
        tuple(_typed(DigitisedBar, row) for row in rows.get(WATERFALL, [])),
        tuple(_typed(DigitisedLane, row) for row in rows.get(SWIMMER, [])),
        {name: _curve(rows, name, len(analysed)) for name in endpoints if name in rows},
    )


def _is_data(file: Path) -> bool:
    return file.name not in (DESCRIPTOR, "README.md") and not file.name.startswith(".")


def _names(resource: Resource) -> list[str]:
    return [column.name for column in resource.columns]


def _patients(analysed: Collection[str], rows: Rows, file: str) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for number, row in enumerate(rows, HEADER_ROWS + 1):
        patient = row["patient"]
        if patient is None:
            continue
        seen[patient] += 1
        if patient not in analysed:
            yield Problem("must be a patient who was analysed", file, number, "patient", patient)
        elif seen[patient] > 1:
            yield Problem("must be unique", file, number, "patient", patient)
    if len(rows) > len(analysed):
        yield Problem(f"must have at most {len(analysed)} rows, one for each patient analysed", file)


def _marks(rows: Rows) -> Iterator[Problem]:
    for number, row in enumerate(rows, HEADER_ROWS + 1):
        start, end = row["response_from_months"], row["response_to_months"]
        if (start is None) != (end is None):
            column = "response_from_months" if start is None else "response_to_months"
            yield Problem("must be filled where the other end is", "swimmer.csv", number, column)
        elif start is not None and not start <= end <= row["duration_months"]:
            rule = "must lie between the beginning of the response and the end of the lane"
            yield Problem(rule, "swimmer.csv", number, "response_to_months", str(end))


def _points(points: Rows | None, file: str) -> Iterator[Problem]:
    """Refuse what is no survival curve: it falls from 1 as time goes on, but for the error of reading."""
    if points is None:
        return
    if len(points) < 2:
        yield Problem("must have at least two points", file)
    first, width = points[0], float(max(point["time_months"] for point in points))
    if first["time_months"] == 0 and first["survival"] < 1 - READING_ERROR:
        yield Problem("must be 1 at the start", file, 2, "survival", str(first["survival"]))
    for number, (point, following) in enumerate(pairwise(points), HEADER_ROWS + 2):
        if following["time_months"] < float(point["time_months"]) - READING_ERROR * width:
            value = str(following["time_months"])
            yield Problem("must not be earlier than in the row before", file, number, "time_months", value)
        if following["survival"] > float(point["survival"]) + READING_ERROR:
            value = str(following["survival"])
            yield Problem("must not be higher than in the row before", file, number, "survival", value)


def _numbers(
    rows: Mapping[str, Rows], described: Mapping[str, Resource], endpoint: str, analysed: int
) -> Iterator[Problem]:
    name = f"{endpoint}{AT_RISK}"
    if not (numbers := rows.get(name, [])):
        return
    file = described[name].path
    if endpoint not in rows:
        yield Problem(f"needs {described[endpoint].path} beside it", file)
    if numbers[0]["time_months"] != 0:
        yield Problem("must be 0 in the first row", file, 2, "time_months", str(numbers[0]["time_months"]))
    if not 1 <= numbers[0]["at_risk"] <= analysed + 1:
        rule = f"must be from 1 to {analysed + 1} at the start"
        yield Problem(rule, file, 2, "at_risk", str(numbers[0]["at_risk"]))
    for number, (row, following) in enumerate(pairwise(numbers), HEADER_ROWS + 2):
        if following["time_months"] <= row["time_months"]:
            value = str(following["time_months"])
            yield Problem("must be later than in the row before", file, number, "time_months", value)
        if following["at_risk"] > row["at_risk"]:
            value = str(following["at_risk"])
            yield Problem("must not be more than in the row before", file, number, "at_risk", value)


def _typed(kind: type[Any], row: Mapping[str, Any]) -> Any:
    """Make one record of a row, decimal numbers as floats."""
    plain = (str, bool, type(None))
    return kind(
        **{
            column.name: row[column.name] if isinstance(row[column.name], plain) else float(row[column.name])
            for column in fields(kind)
        }
    )


def _curve(rows: Mapping[str, Rows], endpoint: str, analysed: int) -> Curve:
    points = tuple((float(row["time_months"]), float(row["survival"])) for row in rows[endpoint])
    numbers = rows.get(f"{endpoint}{AT_RISK}", [])
    at_risk = tuple((float(row["time_months"]), int(row["at_risk"])) for row in numbers)
    return Curve(points, at_risk or ((0.0, analysed),))
