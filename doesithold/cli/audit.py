"""The command `audit`: the discrepancies, then the findings, in the format asked for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from doesithold.cli.folder import add_data
from doesithold.errors import InputError

if TYPE_CHECKING:
    from doesithold.audit.finding import Finding
    from doesithold.audit.whole import Audit


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `audit` to the command line."""
    parser = subparsers.add_parser(
        "audit", help="what is wrong with the paper, and every statement's verdict"
    )
    add_data(parser, "data", nargs="?", metavar="DIR")
    parser.add_argument("--all", action="store_true", help="show every finding, not only those not clean")
    parser.add_argument(
        "--verdict", action="append", metavar="V", help="show the findings of this verdict; may be repeated"
    )
    parser.add_argument("--format", choices=("table", "json", "csv", "md", "summary"), default="table")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the audit.

    Raises
    ------
    InputError
        If the data break their rules, or a verdict does not exist.
    """
    from doesithold.audit.vocabulary import VERDICTS
    from doesithold.report.whole import audit_folder

    for verdict in args.verdict or ():
        if verdict not in VERDICTS:
            raise InputError(f"--verdict {verdict!r} must be one of {', '.join(VERDICTS)}")
    audit = audit_folder(args.data)
    wanted = None
    if args.all or args.verdict:
        wanted = [one for one in audit.findings if not args.verdict or one.verdict in args.verdict]
    sys.stdout.write(_written(args.format, audit, wanted))
    return 0


def _written(form: str, audit: Audit, wanted: Sequence[Finding] | None) -> str:
    from doesithold.report.formats import headline, to_csv, to_json, to_markdown
    from doesithold.report.terminal import to_overview, to_table

    if form == "json":
        return to_json(audit, wanted)
    if form == "csv":
        return to_csv(audit, wanted)
    if form == "md":
        return to_markdown(audit, wanted or ())
    if form == "summary":
        return headline(audit) + "\n"
    return to_overview(audit) if wanted is None else to_table(audit, wanted)
