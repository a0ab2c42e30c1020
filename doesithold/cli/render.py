"""The command `render`: the book of a paper's folder, or of a project that has its own chapters."""

from __future__ import annotations

import argparse
from pathlib import Path

from doesithold.errors import InputError
from doesithold.render.options import add_options


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `render` to the command line."""
    parser = subparsers.add_parser("render", help="the book as HTML and PDF")
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="a paper's folder, or one with _quarto.yml (default: here)",
    )
    parser.add_argument("--chapter", metavar="FILE", help="the chapter that -P is for, in a project")
    add_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Render the project in a folder, or write one for the paper in it and render that.

    Raises
    ------
    InputError
        If the folder holds neither, or anything in it breaks its rules.
    """
    from doesithold.render.command import guarded

    return guarded(lambda: _render(args.folder, args))


def _render(folder: Path, args: argparse.Namespace) -> int:
    from doesithold.paper.about import STUDY
    from doesithold.render.command import PROJECT, render_project

    if (folder / PROJECT).exists():
        return render_project(folder.resolve(), args, args.chapter)
    if not (folder / STUDY).exists():
        raise InputError(f"{folder}: has neither {STUDY}, as a paper's folder, nor {PROJECT}, as a project")
    if args.chapter or args.parameters:
        raise InputError("--chapter and -P are for projects, which have a _quarto.yml")
    return _render_paper(folder.resolve(), args)


def _render_paper(folder: Path, args: argparse.Namespace) -> int:
    from doesithold.paper.paper import load_paper
    from doesithold.render.command import quarto_command, render_project
    from doesithold.report.project import write_project
    from doesithold.report.whole import audit_paper
    from doesithold.scratch import session, workplace

    paper = load_paper(folder)
    formats = args.to or ["html", "pdf"]
    args.output = str(Path(args.output).resolve() if args.output else folder / "_book")
    with workplace(session(), "paper-") as project:
        for_quarto = quarto_command(args.engine) is not None
        write_project(paper, audit_paper(paper), project, formats=formats, for_quarto=for_quarto)
        return render_project(project.resolve(), args)
