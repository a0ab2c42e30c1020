"""The command `reconstruct`: data sets that agree with the constraints of a paper."""

from __future__ import annotations

import argparse
import csv
import io
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from doesithold.cli.folder import add_data
from doesithold.errors import InputError
from doesithold.labels import sentence_case
from doesithold.markup import spreadsheet

if TYPE_CHECKING:
    from doesithold.paper.paper import Paper
    from doesithold.statistics.survival import Times

MOST_DRAWS = 1_000_000
COLUMNS = ("draw", "patient", "time_months", "event")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `reconstruct` to the command line."""
    parser = subparsers.add_parser(
        "reconstruct", help="data sets that agree with the constraints of the paper"
    )
    parser.add_argument(
        "endpoint",
        metavar="NAME|theorems",
        help="an endpoint that constraints.yaml bounds, such as pfs or os, or a curve that was read off a "
        "figure; theorems: try each anew, and write what breaks it",
    )
    parser.add_argument("--draws", default="1000", help="number of data sets (default 1000)")
    parser.add_argument("--seed", default="1", help="seed of the random numbers (default 1)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write FILE.csv or FILE.parquet")
    parser.add_argument(
        "--reading",
        action="append",
        default=[],
        metavar="NAME=ALTERNATIVE",
        help="read the paper otherwise than by default, for example withdrawal=event; may be repeated",
    )
    add_data(parser, "--data")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Draw data sets, and write them or print what they have in common; or try theorems.

    Raises
    ------
    InputError
        If an argument makes no sense, or the constraints of the reading contradict one another.
    """
    from doesithold.files import write_atomic
    from doesithold.paper.paper import load_paper
    from doesithold.reconstruct import reconstruct
    from doesithold.reconstruct.constraints import Interval, load_constraints
    from doesithold.reconstruct.outcomes import CONSTRAINTS

    if args.endpoint == "theorems":
        return _prove(args.data)
    draws, seed = _whole("--draws", args.draws, 1, MOST_DRAWS), _whole("--seed", args.seed, 0, 2**63 - 1)
    if args.out is not None and args.out.suffix not in WRITERS:
        raise InputError(f"--out {args.out}: the name must end in {' or '.join(WRITERS)}")
    paper = load_paper(args.data)
    file = args.data / CONSTRAINTS
    constraints = load_constraints(file, paper) if file.exists() else None
    if constraints and args.endpoint in constraints.endpoints:
        reading = constraints.under(_choices(args.reading))
        ensemble = reconstruct(paper, draws, seed, readings=reading)
        patients, times = ensemble.patients, ensemble.times[args.endpoint]
        answers = constraints.changed(reading.choices)
        symmetric = any(one.endpoint == args.endpoint for one in reading.of(Interval))
        told = "" if args.out else summary(reading.label(args.endpoint), patients, times, answers, symmetric)
    else:
        patients, times, told = _from_curve(
            paper, args.endpoint, constraints.endpoints if constraints else ()
        )
    if args.out is None:
        sys.stdout.write(told)
        return 0
    try:
        write_atomic(args.out, WRITERS[args.out.suffix](patients, times))
    except OSError as error:
        raise InputError(f"--out {args.out}: cannot be written ({error.strerror})") from None
    return 0


def _from_curve(paper: Paper, endpoint: str, bounded: Iterable[str]) -> tuple[tuple[str, ...], Times, str]:
    """Rebuild the patients behind a curve that was read off, once: no constraints bear on it."""
    from doesithold.statistics.survival import kaplan_meier

    curve = paper.digitised.curve(endpoint)
    if curve is None:
        known = ", ".join(dict.fromkeys([*bounded, *paper.digitised.curves, "theorems"]))
        raise InputError(
            f"unknown endpoint {endpoint!r}: choose from {known} (an endpoint needs constraints in "
            "constraints.yaml, or its curve, read off a figure, in digitised/)"
        )
    times = curve.times()
    number = times.times.shape[1]
    median = float(kaplan_meier(times.times, times.events).median()[0])
    reached = f"{median:.4f} months" if math.isfinite(median) else "not reached"
    told = [
        f"{endpoint}: rebuilt from the curve that was read off",
        f"median     {reached}",
        f"events     {times.events.sum()} of {number} patients",
    ]
    return tuple(f"{place}" for place in range(1, number + 1)), times, "\n".join(told) + "\n"


def _prove(folder: Path) -> int:
    """Try every theorem anew, write counterexamples beside the constraints, and say what came out."""
    from doesithold.paper.paper import load_paper
    from doesithold.reconstruct.constraints import load_constraints
    from doesithold.reconstruct.outcomes import CONSTRAINTS, in_words, prove

    paper = load_paper(folder)
    constraints = load_constraints(folder / CONSTRAINTS, paper)
    for tried in prove(paper):
        sys.stdout.write(f"{tried.outcome.id}\n  {tried.outcome.says}\n  {in_words(tried, constraints)}\n")
    return 0


def _whole(option: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdecimal() or not least <= int(value) <= most:
        raise InputError(f"{option} {value}: must be a whole number from {least} to {most:,}")
    return int(value)


def _choices(readings: Sequence[str]) -> dict[str, str]:
    choices: dict[str, str] = {}
    for text in readings:
        name, separator, alternative = text.partition("=")
        if not separator:
            raise InputError(f"--reading {text}: must be NAME=ALTERNATIVE, for example withdrawal=event")
        if choices.setdefault(name, alternative) != alternative:
            raise InputError(f"--reading {text}: {name} is already {choices[name]}")
    return choices


def to_csv(patients: Sequence[str], asked: Times) -> bytes:
    """Write one line for each draw and patient; draws count from 1, an event is 1 and a censored time 0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    names = [spreadsheet(patient) for patient in patients]
    for draw, (times, events) in enumerate(zip(asked.times.tolist(), asked.events.tolist(), strict=True), 1):
        here = zip(names, times, events, strict=True)
        writer.writerows((draw, name, time, int(event)) for name, time, event in here if not math.isnan(time))
    return out.getvalue().encode()


def to_parquet(names: Sequence[str], asked: Times) -> bytes:
    """Write the same table as `to_csv`, the event as a truth value."""
    import numpy as np
    import pyarrow
    from pyarrow import parquet

    here = ~np.isnan(asked.times)
    draws = np.broadcast_to(np.arange(1, len(here) + 1)[:, None], here.shape)
    patients = np.broadcast_to(np.array(names), here.shape)
    columns = (draws[here], patients[here], asked.times[here], asked.events[here])
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(dict(zip(COLUMNS, columns, strict=True))), buffer)
    return buffer.getvalue()


WRITERS = {".csv": to_csv, ".parquet": to_parquet}


def summary(
    label: str, patients: Sequence[str], asked: Times, answers: Mapping[str, str], symmetric: bool
) -> str:
    """Describe draws in words and a table: what all of them print, and how far they spread.

    The interval about the median is told where the paper has one that is read as `symmetric`.
    """
    import numpy as np

    from doesithold.reconstruct import spread
    from doesithold.statistics.survival import kaplan_meier
    from doesithold.statistics.symmetric import symmetric_median

    found = symmetric_median(kaplan_meier(asked.times, asked.events))
    events, analysed = asked.events.sum(axis=1), np.sum(~np.isnan(asked.times), axis=1)
    draws, told = len(asked.times), [f"{name}={answer}" for name, answer in answers.items()]
    interval = (
        f"interval   {found.lower.min():.4f} to {found.lower.max():.4f}, "
        f"{found.upper.min():.4f} to {found.upper.max():.4f} months"
    )
    lines = [
        f"{sentence_case(label)}: {draws:,} drawn; each agrees with all constraints",
        f"reading    {', '.join(told) or 'default'}",
        f"median     {found.median.min():.4f} to {found.median.max():.4f} months",
        *([interval] if symmetric else []),
        f"events     {events.min()} to {events.max()} of {analysed.max()} patients",
    ]
    if draws > 1:
        open_still = spread(asked)
        lines += [
            f"distance   between the curves of two draws {open_still.curve_distance:.2f} on average, "
            f"{100 * open_still.order_distance:.0f} % of patient pairs in another order",
            "",
            "patient   5 %    50 %    95 % of draws, months   events",
        ]
        table = zip(
            patients,
            open_still.low,
            open_still.middle,
            open_still.high,
            open_still.event_share,
            strict=True,
        )
        lines += [
            f"{name}  {low:6.2f}  {middle:6.2f}  {high:6.2f}" + " " * 18 + f"{100 * share:3.0f} %"
            for name, low, middle, high, share in table
        ]
    return "\n".join(lines) + "\n"
