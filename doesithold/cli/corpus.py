"""The command `corpus`: many papers' folders into one Parquet file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from doesithold.errors import InputError

if TYPE_CHECKING:
    from doesithold.corpus.results import Results

INTERRUPTED = 130


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `corpus` to the command line."""
    parser = subparsers.add_parser(
        "corpus",
        help="audit many folders into one Parquet file",
        description="Audit every paper's folder, given itself or by the folder that holds it. One row a "
        "finding; a folder that cannot be audited has one row with its error. What has been done is kept "
        "beside FILE until all is: the same command goes on where it stopped, and does what has changed.",
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.parquet")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: CPUs)"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="run on the Dask cluster at tcp://…, whose workers see the same folders and have this package",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Audit what is not done yet, and write the file.

    Returns
    -------
    int
        0 if the file was written, 1 if a folder given holds no paper or the run lost its workers, 130 if
        interrupted.

    Raises
    ------
    InputError
        If no folder holds a paper, or the file or the cluster cannot be used.
    """
    from doesithold.corpus.folders import SIGNS, digest, find_folders, is_paper
    from doesithold.corpus.results import Results

    if args.out.suffix != ".parquet" or not args.out.parent.is_dir():
        raise InputError(f"--out {args.out}: must end in .parquet and lie in a folder that exists")
    if args.jobs < 1:
        raise InputError(f"--jobs {args.jobs}: must be 1 or more")
    found = find_folders(args.folders)
    absent = [folder for folder in found if not is_paper(folder)]
    if len(absent) == len(found):
        raise InputError(f"{absent[0]}: neither it nor a folder in it holds {' or '.join(SIGNS)}")
    folders = [(str(folder), digest(folder)) for folder in found]
    results = Results(args.out)
    missing = {key: path for path, key in folders if key not in results.done}
    work = [(path, key) for key, path in missing.items()]
    try:
        for content in _audited(work, args.jobs, args.scheduler):
            results.add(content)
    except KeyboardInterrupt:
        print(f"stopped; what was done is in {results.parts}", file=sys.stderr)
        return INTERRUPTED
    except ConnectionError as error:
        print(f"{error}; what was done is in {results.parts}, run the same again", file=sys.stderr)
        return 1
    results.finish(folders)
    print(_summary(folders, len(work), results))
    for folder in absent:
        print(f"{folder}: holds no paper; its row says why", file=sys.stderr)
    return 1 if absent else 0


def _audited(work: list[tuple[str, str]], jobs: int, scheduler: str | None) -> Iterator[bytes]:
    """Yield the rows of each batch, with a bar on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from doesithold.corpus.run import audit_all, batches

    columns = (TextColumn("folders"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with (
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
        closing(audit_all(batches(work), jobs, scheduler)) as done,
    ):
        task = bar.add_task("folders", total=len(work))
        for batch, content in done:
            yield content
            bar.advance(task, len(batch))


def _summary(folders: list[tuple[str, str]], audited: int, results: Results) -> str:
    from doesithold.audit.vocabulary import VERDICTS

    counts = results.counts(folders)
    verdicts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
    number, errors = len(folders), counts["error"]
    done = f"{number - errors} audited, {errors} could not be audited"
    return f"{number} folders ({audited} of them now): {done}; findings: {verdicts}; {results.out}"
