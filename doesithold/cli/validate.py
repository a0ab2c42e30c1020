"""The command `validate`: everything in the data folder against its rules."""

from __future__ import annotations

import argparse
from pathlib import Path

from doesithold.cli.folder import add_data

ONE = {
    "claims": "claim",
    "cells": "cell",
    "numbers": "number",
    "constraints": "constraint",
    "scenarios": "scenario",
    "discrepancies": "discrepancy",
}
"""What one of several is called."""


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
        With every mistake in any file; where the files are right, with every measure that cannot be carried
        out and every remark about nothing.
    """
    from doesithold.audit.remarks import load_remarks
    from doesithold.errors import Problems
    from doesithold.measures import check_measures
    from doesithold.paper.paper import load_paper
    from doesithold.reconstruct.constraints import load_constraints
    from doesithold.report.whole import audit_paper
    from doesithold.scenarios.scenarios import load_scenarios

    folder, problems, parts = Path(args.data), Problems(), dict[str, int]()
    with problems:
        paper = load_paper(folder)
        parts |= {name: len(table) for name, table in paper.tables.items()}
        parts |= {"claims": len(paper.claims), "cells": len(paper.cells), "numbers": len(paper.register)}
        with problems:
            check_measures(paper)
        if (file := folder / "constraints.yaml").exists():
            parts["constraints"] = len(load_constraints(file, paper).constraints)
    with problems:
        if (file := folder / "scenarios.yaml").exists():
            parts["scenarios"] = len(load_scenarios(file))
    with problems:
        parts["discrepancies"] = len(load_remarks(folder))
    problems.tell()
    audit_paper(paper)  # carries out every measure, and finds what each remark is about
    counted = ", ".join(f"{size} {_called(name, size)}" for name, size in parts.items() if size)
    print(f"{args.data}: valid, {counted}{'' if paper.digitised.empty else ', figures read off'}")
    return 0


def _called(name: str, size: int) -> str:
    """Name parts of a folder; a table goes by its own name."""
    return ONE.get(name, name) if size == 1 else name.replace("_", " ")
