"""The command line: ``doesithold <command>``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from doesithold.cli import (
    audit,
    corpus,
    explain,
    measures,
    new,
    reconstruct,
    render,
    report,
    review,
    runs,
    validate,
)
from doesithold.streams import guarded


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        Exit status: 0 done, 1 the command itself failed in part, 2 bad input.
    """
    parser = argparse.ArgumentParser(
        prog="doesithold", description="Audit a published trial against the data it prints."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (
        audit,
        corpus,
        explain,
        measures,
        new,
        reconstruct,
        render,
        report,
        review,
        runs,
        validate,
    ):
        command.add_parser(subparsers)
    args = parser.parse_args(argv)
    return guarded(lambda: args.run(args))
