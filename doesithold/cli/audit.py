"""The command `audit`: every finding, in the format asked for."""

from __future__ import annotations

import argparse
import sys

from doesithold.cli.folder import add_data
from doesithold.errors import InputError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `audit` to the command line."""
    parser = subparsers.add_parser("audit", help="every claim of the paper with its verdict and the reason")
    add_data(parser, "--data")
    parser.add_argument(
        "--verdict", action="append", metavar="V", help="show only this verdict; may be repeated"
    )
    parser.add_argument("--format", choices=("table", "json", "csv", "md", "summary"), default="table")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the ledger.

    Raises
    ------
    InputError
        If the data break their rules, or a verdict does not exist.
    """
    from analysis.book import open_book
    from doesithold.audit.vocabulary import VERDICTS
    from doesithold.report.formats import FORMATS

    for verdict in args.verdict or ():
        if verdict not in VERDICTS:
            raise InputError(f"--verdict {verdict!r} must be one of {', '.join(VERDICTS)}")
    ledger = open_book(args.data).ledger
    wanted = [finding for finding in ledger if not args.verdict or finding.verdict in args.verdict]
    sys.stdout.write(FORMATS[args.format](wanted))
    return 0
