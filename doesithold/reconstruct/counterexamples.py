"""Data sets that agree with the paper under some reading and break a theorem: found, written, read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from doesithold.errors import InputError, Problem
from doesithold.files import read_csv, write_atomic
from doesithold.paper.paper import Paper
from doesithold.reconstruct.check import check
from doesithold.reconstruct.clashes import Clash, clashes
from doesithold.reconstruct.constraints import Bars, ChangeBound, Constraints, Deepest, Reading, Treatment
from doesithold.reconstruct.constraints.theorems import Statement
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.reconstruct.feasible import contradiction
from doesithold.reconstruct.limits import limits_of
from doesithold.reconstruct.patients import names
from doesithold.reconstruct.proofs import Answers, TheoremOutcome
from doesithold.reconstruct.sampler import reconstruct
from doesithold.reconstruct.theorems import Opposite, holds, opposites
from doesithold.statistics.survival import Times

Row = Mapping[str, str]
"""A patient's days and status of each endpoint, and the change, as they stand in a file."""

FOLDER = "counterexamples"
INDEX = "index.csv"
CHANGE = "best_change_percent"
INDEX_COLUMNS = ("file", "theorem", "reading")
TRIES = 5
"""Batches of proposals after which the search for one counterexample is given up."""
DRAWS = 40


@dataclass(frozen=True)
class Counterexample:
    """One data set and the theorem it refutes.

    Attributes
    ----------
    file : str
        Its name in the folder of counterexamples.
    theorem : str
        Id of the theorem or clash.
    answers : mapping
        The answers, other than defaults, under which the data set agrees with the paper.
    data : Ensemble
        One draw.
    """

    file: str
    theorem: str
    answers: Answers
    data: Ensemble


def search(
    paper: Paper, constraints: Constraints, theorem: Statement | Clash, answers: Answers
) -> Ensemble | None:
    """Look for a data set that agrees with the paper under some answers and breaks a theorem.

    The search draws a bounded number of data sets from a fixed seed, so it always finds the same one. None
    means that none was found, not that there is none.
    """
    reading = constraints.under(answers)
    for opposite in _suppositions(paper, constraints, theorem, reading):
        together = reading.plus(*opposite)
        if contradiction(paper, together):
            continue
        try:
            drawn = reconstruct(paper, DRAWS, 1, readings=together, tries=TRIES)
        except InputError:
            continue
        for row in range(len(drawn)):
            data = in_days(drawn.rows(slice(row, row + 1)), paper, reading)
            if refutes(data, paper, constraints, theorem, answers):
                return data
    return None


def _suppositions(
    paper: Paper, constraints: Constraints, theorem: Statement | Clash, reading: Reading
) -> Iterator[Opposite]:
    if isinstance(theorem, Clash):
        yield ()
    else:
        yield from opposites(theorem, paper, reading, constraints.under(theorem.given))
        yield ()


def refutes(
    data: Ensemble, paper: Paper, constraints: Constraints, theorem: Statement | Clash, answers: Answers
) -> bool:
    """Tell whether a data set agrees with every constraint under some answers, and not with the theorem."""
    reading = constraints.under(answers)
    problem = limits_of(paper, reading)
    absent = int(data.absent.sum())
    if data.patients != problem.patients or absent != problem.missing or check(data, paper, reading):
        return False
    if isinstance(theorem, Clash):
        return set(theorem.ids) <= {constraint.id for constraint in reading.constraints}
    return not holds(theorem, data, paper, reading, constraints.under(theorem.given)).all()


def in_days(data: Ensemble, paper: Paper, reading: Reading) -> Ensemble:
    """Put the times of one draw on days as they will be written: whole ones where the draw has none other."""
    return _ensemble(list(rows_of(data, reading)), paper, reading)


def columns(reading: Reading) -> tuple[str, ...]:
    """Return the columns of a data set under a reading."""
    times = [f"{endpoint}_{column}" for endpoint in reading.shorter for column in ("days", "event")]
    changes = any(isinstance(each, ChangeBound | Bars | Deepest) for each in reading.constraints)
    return ("patient", *times, *([CHANGE] if changes else []))


def rows_of(data: Ensemble, reading: Reading) -> Iterator[Row]:
    """Yield one draw, a patient a row, as it is written."""
    month = float(reading.convention.month)
    for column, patient in enumerate(data.patients):
        row = {"patient": patient, CHANGE: _decimal(data.best_change[0, column], 1)}
        for endpoint, times in data.times.items():
            row[f"{endpoint}_days"] = _day(times.times[0, column] * month)
            row[f"{endpoint}_event"] = f"{times.events[0, column]:d}"
        yield row


def _day(days: float) -> str:
    return (
        "" if np.isnan(days) else _decimal(days, 0) if abs(days - round(days)) < WHOLE else _decimal(days, 2)
    )


WHOLE = 1e-6


def _decimal(value: float, places: int) -> str:
    return "" if np.isnan(value) else f"{value:.{places}f}"


def _ensemble(rows: Sequence[Row], paper: Paper, reading: Reading) -> Ensemble:
    """Turn rows as they stand in a file into one draw, in the months of a reading."""
    patients = tuple(row["patient"] for row in rows)
    times = {}
    for endpoint in reading.shorter:
        days = [row[f"{endpoint}_days"] for row in rows]
        months = [float(Fraction(day) / reading.convention.month) if day else np.nan for day in days]
        times[endpoint] = Times(
            np.array([months]), np.array([[row[f"{endpoint}_event"] == "1" for row in rows]])
        )
    change = np.array([[float(row.get(CHANGE) or "nan") for row in rows]])
    treated = np.full(change.shape, np.nan)
    for lane in reading.of(Treatment):
        who = np.isin(patients, names(paper, lane.who))
        treated[:, who] = times[lane.endpoint].times[:, who]
    return Ensemble(patients, times, change, treated)


def write(folder: Path, found: list[Counterexample], constraints: Constraints) -> None:
    """Write every data set and the list of them, and remove data sets that are no longer in the list."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.csv"):
        if old.name not in {INDEX, *(each.file for each in found)}:
            old.unlink()
    for each in found:
        reading = constraints.under(each.answers)
        header = columns(reading)
        rows = rows_of(each.data, reading)
        lines = [header, *(tuple(row[column] for column in header) for row in rows)]
        write_atomic(folder / each.file, _csv(lines))
    index = [INDEX_COLUMNS] + [(each.file, each.theorem, told(each.answers)) for each in found]
    write_atomic(folder / INDEX, _csv(index))


def told(answers: Answers) -> str:
    """Write answers as ``name=answer; name=answer``."""
    return "; ".join(f"{name}={answer}" for name, answer in answers.items())


def _csv(rows: Sequence[tuple[str, ...]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def read(folder: Path, paper: Paper, constraints: Constraints) -> tuple[Counterexample, ...]:
    """Read the data sets of a folder; none where there is no folder.

    Raises
    ------
    InputError
        If the list or a data set is not as `write` leaves it.
    """
    if not (folder / INDEX).is_file():
        return ()
    found = []
    for number, row in enumerate(_rows(folder / INDEX, INDEX_COLUMNS), 2):
        answers = dict(part.split("=", 1) for part in row["reading"].split("; ") if "=" in part)
        if Path(row["file"]).name != row["file"]:
            raise InputError([Problem("must be a file beside the list", INDEX, number, "file", row["file"])])
        reading = constraints.under(answers)
        try:
            content = _rows(folder / row["file"], columns(reading))
            data = _ensemble(content, paper, reading)
        except ValueError as error:
            raise InputError([Problem(f"must hold days and percentages ({error})", row["file"])]) from None
        found.append(Counterexample(row["file"], row["theorem"], answers, data))
    return tuple(found)


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    rows = [row for _, row in read_csv(path)]
    if rows and tuple(rows[0]) != columns:
        raise InputError([Problem(f"must have the columns {', '.join(columns)}", path.name)])
    return rows


def wanted(outcome: TheoremOutcome) -> Iterator[tuple[str, list[Answers]]]:
    """Yield a label for each counterexample to look for, and the readings under which it may be found."""
    if outcome.proved == 0:
        yield outcome.id, [outcome.usual]
    for condition in outcome.conditions:
        for answer, readings in condition.otherwise.items():
            yield f"{outcome.id}--{condition.question}-{answer}", list(readings)


def find(paper: Paper, constraints: Constraints, found: tuple[TheoremOutcome, ...]) -> list[Counterexample]:
    """Search for a data set against every answer that a condition excludes."""
    statements: dict[str, Statement | Clash] = {theorem.id: theorem for theorem in constraints.theorems}
    statements |= {clash.id: clash for clash in clashes(paper, constraints)}
    examples = []
    for outcome in found:
        statement = statements[outcome.id]
        for label, readings in wanted(outcome):
            for answers in (*readings, *_demanding_less(constraints, statement, readings[:1])):
                data = search(paper, constraints, statement, answers)
                if data is not None:
                    examples.append(
                        Counterexample(f"{label}.csv", outcome.id, constraints.changed(answers), data)
                    )
                    break
    return examples


def _demanding_less(
    constraints: Constraints, statement: Statement | Clash, readings: Sequence[Answers]
) -> Iterator[Answers]:
    """Yield readings changed by an answer that only lifts constraints which are no members of a clash."""
    if not isinstance(statement, Clash):
        return
    for answers in readings:
        for name, question in constraints.readings.items():
            for alternative in question.alternatives:
                fewer = {**answers, name: alternative}
                if {*statement.ids} <= _applying(constraints, fewer) < _applying(constraints, answers):
                    yield fewer


def _applying(constraints: Constraints, answers: Answers) -> set[str]:
    return {constraint.id for constraint in constraints.under(answers).constraints}
