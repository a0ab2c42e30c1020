"""The command `new`: a paper's folder to start from, empty but for examples, or drafted from a manuscript."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path

from doesithold.errors import InputError
from doesithold.files import write_atomic

NEXT_FROM = """\
{folder}: drafted from {file}
  {claims} draft claims, {cells} cells of tables, {numbers} numbers

What to do next
  doesithold audit {folder}      a first audit, drafts and all
  doesithold review {folder}     look at each draft: one key confirms, corrects or drops it
  doesithold render {folder}     the book: every finding, with the reason
Look at cells.csv beside the printed tables, and at the groups in study.yaml: they are read by their form.
"""
NEXT = """\
{folder}: a made-up trial with one example for every measure

What to do next
  doesithold audit {folder}: see what an audit says
  doesithold measures: read what a claim may name
  study.yaml, claims.yaml: replace the example by your paper, one claim at a time
  doesithold validate {folder}: every mistake by file, row, column, value and rule
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `new` to the command line."""
    parser = subparsers.add_parser(
        "new",
        help="a folder for another paper",
        description="Write a folder that can be audited at once: an example, or a draft of a manuscript.",
    )
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="folder to make; it must not exist or be empty"
    )
    parser.add_argument(
        "--from",
        dest="manuscript",
        type=Path,
        metavar="FILE",
        help="manuscript to draft it from: DOCX, ODT, JATS XML, HTML, LaTeX, Markdown or plain text",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the folder, whole or not at all.

    Raises
    ------
    InputError
        If the folder has anything in it, or the manuscript cannot be read.
    """
    folder: Path = args.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is there already; name a folder that does not exist or is empty")
    return _drafted(folder, args.manuscript) if args.manuscript else _example(folder)


def _drafted(folder: Path, manuscript: Path) -> int:
    from doesithold.paper.manuscript.draft import draft_files
    from doesithold.paper.manuscript.reading import read_manuscript

    files = draft_files(read_manuscript(manuscript), manuscript.name)
    _write(folder, files)
    shutil.copyfile(manuscript, folder / manuscript.name)
    counted = {
        "claims": files["claims.yaml"].count("\n  draft: true"),
        "cells": max(files.get("cells.csv", "").count("\n") - 1, 0),
        "numbers": files["numbers.csv"].count("\n") - 1,
    }
    print(NEXT_FROM.format(folder=folder, file=manuscript.name, **counted), end="")
    return 0


def _example(folder: Path) -> int:
    from doesithold.measures.examples import example_files

    _write(folder, example_files())
    print(NEXT.format(folder=folder), end="")
    return 0


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_atomic(folder / name, text)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None
