"""The command `report`: one or two pages to an editor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from doesithold.cli.folder import add_data
from doesithold.errors import InputError

if TYPE_CHECKING:
    from doesithold.report.editor import EditorReport

FORMATS = ("md", "html", "pdf", "docx")
IN_A_FILE = ("pdf", "docx")
"""Formats that are no text; they are never written to a terminal."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `report` to the command line."""
    parser = subparsers.add_parser(
        "report", help="one or two pages to an editor: discrepancies, what was checked, how to repeat it"
    )
    add_data(parser, "data", nargs="?", metavar="DIR")
    parser.add_argument("--format", choices=FORMATS, help="by the ending of FILE, else md")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="report.pdf or report.docx where it is no text"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the report.

    Raises
    ------
    InputError
        If the data break their rules, or the file cannot be written.
    """
    from doesithold.paper.paper import load_paper
    from doesithold.report import editor_formats
    from doesithold.report.editor import editor_report
    from doesithold.report.whole import audit_paper

    form = args.format or _by_ending(args.out)
    out = args.out or (Path(f"report.{form}") if form in IN_A_FILE else None)
    paper = load_paper(args.data)
    report = editor_report(paper, audit_paper(paper))
    writers: Mapping[str, Callable[[EditorReport], str | bytes]] = {
        "md": editor_formats.to_markdown,
        "html": editor_formats.to_html,
        "pdf": editor_formats.to_pdf,
        "docx": editor_formats.to_docx,
    }
    written = writers[form](report)
    if out is None:
        sys.stdout.write(str(written))
    else:
        _write(out, written)
    return 0


def _by_ending(out: Path | None) -> str:
    if out is None:
        return "md"
    ending = out.suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        endings = ", ".join(f".{form}" for form in FORMATS)
        raise InputError(f"--out {out}: must end in one of {endings}, or --format say which it is")
    return ending


def _write(out: Path, content: str | bytes) -> None:
    from doesithold.files import write_atomic

    try:
        write_atomic(out, content)
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written ({error.strerror})") from None
    print(f"{out} written", file=sys.stderr)
