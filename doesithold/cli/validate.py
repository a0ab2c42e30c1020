"""The command `validate`: everything in the data folder against its rules."""

from __future__ import annotations

import argparse

from doesithold.cli.folder import add_data


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `validate` to the command line."""
    parser = subparsers.add_parser("validate", help="hold the data to their rules, naming every mistake")
    add_data(parser, "data", nargs="?", metavar="DIR")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read everything and say what there is.

    Raises
    ------
    InputError
        With every mistake in the first file that has any.
    """
    from analysis.book import open_book
    from doesithold.scenarios.scenarios import load_scenarios

    book = open_book(args.data)
    parts = {
        "patients": book.study.patients,
        "adverse events": book.study.adverse_events,
        "claims": book.claims,
        "numbers": book.numbers,
        "constraints": book.constraints.constraints,
        "scenarios": load_scenarios(args.data / "scenarios.yaml"),
    }
    counted = ", ".join(f"{len(part)} {name}" for name, part in parts.items())
    print(f"{args.data}: valid, {counted}{'' if book.digitised.empty else ', figures read off'}")
    return 0
