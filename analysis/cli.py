"""The command line: ``python -m analysis <command>``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis import cli_explain, cli_reconstruct, cli_runs
from analysis.errors import InputError

DATA = Path("data")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        Exit status: 0 done, 1 the command itself failed in part, 2 bad input.
    """
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Audit a published trial against the data it prints."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_audit(commands)
    _add_validate(commands)
    cli_explain.add_parser(commands)
    cli_reconstruct.add_parser(commands)
    cli_runs.add_parser(commands)
    args = parser.parse_args(argv)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _add_audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("audit", help="every claim of the paper with its verdict and the reason")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data package (default: data)")
    parser.add_argument(
        "--verdict", action="append", metavar="V", help="show only this verdict; may be repeated"
    )
    parser.add_argument("--format", choices=("table", "json", "csv", "md", "summary"), default="table")
    parser.set_defaults(run=_audit)


def _audit(args: argparse.Namespace) -> int:
    from analysis.audit import VERDICTS
    from analysis.book import open_book
    from analysis.report import FORMATS

    for verdict in args.verdict or ():
        if verdict not in VERDICTS:
            raise InputError(f"--verdict {verdict!r} must be one of {', '.join(VERDICTS)}")
    ledger = open_book(args.data).ledger
    wanted = [finding for finding in ledger if not args.verdict or finding.verdict in args.verdict]
    sys.stdout.write(FORMATS[args.format](wanted))
    return 0


def _add_validate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("validate", help="hold the data package and the claims to their rules")
    parser.add_argument("data", type=Path, nargs="?", default=DATA, metavar="DIR")
    parser.set_defaults(run=_validate)


def _validate(args: argparse.Namespace) -> int:
    from analysis.book import open_book

    book = open_book(args.data)
    parts = [
        f"{len(book.study.patients)} patients",
        f"{len(book.study.adverse_events)} adverse events",
        f"{len(book.claims)} claims",
    ]
    if not book.digitised.empty:
        parts.append("figures read off")
    print(f"{args.data}: valid, {', '.join(parts)}")
    return 0
