"""Running the cells of every chapter, several chapters at a time, each in a kernel of its own."""

from __future__ import annotations

import ast
import os
import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat.v4 as notebook
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from analysis.errors import InputError, Problem
from render.chapters import Cell, Chapter
from render.kernels import WarmKernel, warm_up
from render.settings import Settings

Outputs = list[dict[str, Any]]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class CellFailed(RuntimeError):
    """A cell raised; the message names chapter, line, cell and error."""


@dataclass(frozen=True)
class Executed:
    """A chapter and what each of its cells put out, in order."""

    chapter: Chapter
    outputs: tuple[Outputs, ...]


def execute(chapters: Sequence[Chapter], settings: Settings, root: Path) -> list[Executed]:
    """Run all cells.

    Parameters
    ----------
    chapters : sequence of Chapter
        In any order; each gets a fresh kernel.
    settings : Settings
        Says which cells run and how large figures are.
    root : Path
        The project's folder, which cells run in.

    Raises
    ------
    CellFailed
        For the first cell that raises; no other chapter is begun then.
    """
    warm_up()
    with TemporaryDirectory(prefix="kernels-") as sockets, ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            jobs = [
                pool.submit(_run, chapter, settings, root, Path(sockets) / f"{number}.json")
                for number, chapter in enumerate(chapters)
            ]
            return [job.result() for job in jobs]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in active_children():
                kernel.kill()
            raise


def with_parameters(chapter: Chapter, parameters: Mapping[str, Any]) -> Chapter:
    """Set parameters as papermill does: in a cell of their own after the one tagged `parameters`.

    Raises
    ------
    InputError
        If the chapter has no such cell, or the cell assigns no such name.
    """
    tagged = [piece for piece in chapter.cells if "parameters" in piece.options.tags]
    if not tagged:
        raise InputError([Problem("has no cell tagged `parameters`", chapter.source)])
    targets = [node.targets for node in ast.parse(tagged[0].source).body if isinstance(node, ast.Assign)]
    names = [name.id for group in targets for name in group if isinstance(name, ast.Name)]
    if unknown := [name for name in parameters if name not in names]:
        rule = f"is not a parameter; there is {', '.join(names)}"
        raise InputError([Problem(rule, chapter.source, tagged[0].line, value=name) for name in unknown])
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    at = chapter.pieces.index(tagged[0]) + 1
    injected = Cell(source, tagged[0].line, tagged[0].options.model_copy(update={"tags": []}))
    return Chapter(
        chapter.source,
        chapter.part,
        chapter.appendix,
        chapter.front,
        (*chapter.pieces[:at], "\n", injected, *chapter.pieces[at:]),
    )


def _run(chapter: Chapter, settings: Settings, root: Path, connection: Path) -> Executed:
    began = time.monotonic()
    html = settings.format.html
    size = (7.0, 5.0) if html == "default" else (html.fig_width, html.fig_height)
    runs = settings.execute.eval and chapter.front.execute.eval
    cells = [
        notebook.new_code_cell(_sized(cell) if cell.options.given().get("eval", runs) else "")
        for cell in chapter.cells
    ]
    if any(cell.source for cell in cells):
        client = NotebookClient(notebook.new_notebook(cells=cells), WarmKernel(connection, root, size), timeout=None)
        try:
            client.execute(cleanup_kc=True)
        except (CellExecutionError, DeadKernelError) as error:
            raise _failure(chapter, cells, error) from None
    print(f"  {chapter.source:<44}{time.monotonic() - began:6.1f} s", flush=True)
    return Executed(chapter, tuple(cell.outputs for cell in cells))


def _sized(cell: Cell) -> str:
    """Wrap the cell's code so that figures it starts have the size it asks for."""
    width, height = cell.options.fig_width, cell.options.fig_height
    if width is None and height is None:
        return cell.source
    return f"import matplotlib\nmatplotlib.rcParams['figure.figsize'] = {width or 7}, {height or 5}\n{cell.source}"


def _failure(chapter: Chapter, cells: Sequence[Any], error: Exception) -> CellFailed:
    """Say which cell failed, with the traceback above."""
    for cell, ran in zip(chapter.cells, cells, strict=True):
        for output in ran.outputs:
            if output.output_type == "error":
                traceback = COLOURS.sub("", "\n".join(output.traceback))
                place = f"{chapter.source}, row {cell.line}: cell {cell.name}"
                return CellFailed(f"{traceback}\n{place}: {output.ename}: {output.evalue}")
    return CellFailed(f"{chapter.source}: {error}")
