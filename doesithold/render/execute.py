"""Running the cells of every chapter, several chapters at a time, each in a kernel of its own."""

from __future__ import annotations

import ast
import atexit
import os
import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, v4

from doesithold.errors import InputError, Problem
from doesithold.render.chapters import Cell, Chapter
from doesithold.render.options import Limits
from doesithold.render.settings import Settings
from doesithold.scenarios.kernels import WarmKernel, warm_up
from doesithold.scratch import session

Outputs = list[NotebookNode]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class CellError(RuntimeError):
    """A cell raised; the message names chapter, line, cell and error, the traceback above."""


@dataclass(frozen=True)
class Executed:
    """A chapter and what each of its cells put out, in order."""

    chapter: Chapter
    outputs: tuple[Outputs, ...]


def execute(
    chapters: Sequence[Chapter], settings: Settings, root: Path, limits: Limits | None = None
) -> list[Executed]:
    """Run all cells.

    Parameters
    ----------
    chapters : sequence of Chapter
        In any order; each gets a fresh kernel.
    settings : Settings
        Says which cells run and how large figures are.
    root : Path
        The project's folder, which cells run in.
    limits : Limits, optional
        What one cell may take.

    Raises
    ------
    CellError
        For the first cell that raises; the other chapters are stopped then.
    """
    limits = limits or Limits()
    if any(chapter.cells for chapter in chapters):
        warm_up(_imported(chapters), (settings.format.html.fig_width, settings.format.html.fig_height))
    with TemporaryDirectory(dir=session()) as sockets, ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [
            pool.submit(_run, chapter, settings, root, Path(sockets) / f"{number}.json", limits)
            for number, chapter in enumerate(chapters)
        ]
        try:
            for job in as_completed(jobs):
                job.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in active_children():
                kernel.kill()
            raise
        return [job.result() for job in jobs]


def with_parameters(chapter: Chapter, parameters: Mapping[str, Any]) -> Chapter:
    """Set parameters as papermill does: in a cell of their own after the one tagged `parameters`.

    Raises
    ------
    InputError
        If the chapter has no such cell, or the cell assigns no such name.
    """
    tagged = next((cell for cell in chapter.cells if "parameters" in cell.options.tags), None)
    if tagged is None:
        raise InputError([Problem("has no cell tagged `parameters`", chapter.source)])
    assigned = [node for node in ast.walk(ast.parse(tagged.source)) if isinstance(node, ast.Name)]
    names = sorted({node.id for node in assigned if isinstance(node.ctx, ast.Store)})
    if unknown := [name for name in parameters if name not in names]:
        rule = f"is not a parameter of this chapter; there is {', '.join(names)}"
        raise InputError([Problem(rule, chapter.source, tagged.line, value=name) for name in unknown])
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    before, after = chapter.pieces[: (at := chapter.pieces.index(tagged) + 1)], chapter.pieces[at:]
    return replace(chapter, pieces=(*before, replace(tagged, source=source), *after))


def _imported(chapters: Sequence[Chapter]) -> list[str]:
    """List the modules that cells import."""
    found = dict[str, None]()
    for cell in (cell for chapter in chapters for cell in chapter.cells):
        with suppress(SyntaxError):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
    return list(found)


def _run(chapter: Chapter, settings: Settings, root: Path, connection: Path, limits: Limits) -> Executed:
    began = time.monotonic()
    runs = settings.execute.eval and chapter.front.execute.eval
    size = (settings.format.html.fig_width, settings.format.html.fig_height)
    sized = any(cell.options.fig_width or cell.options.fig_height for cell in chapter.cells)
    cells = []
    for cell in chapter.cells:
        source = (_sizing(cell, size) if sized else "") + cell.source
        cells.append(v4.new_code_cell(source if cell.options.given().get("eval", runs) else ""))  # type: ignore[no-untyped-call]
    if any(cell.source for cell in cells):
        notebook = v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
        kernel = WarmKernel(connection, root, limits.megabytes)
        client = NotebookClient(notebook, kernel, timeout=limits.seconds, shutdown_kernel="immediate")
        try:
            client.execute(cleanup_kc=True)
        except CellTimeoutError:
            raise _too_long(chapter, cells, limits) from None
        except (CellExecutionError, DeadKernelError) as error:
            raise _failure(chapter, cells, error) from None
        finally:
            atexit.unregister(client._cleanup_kernel)  # nbclient does not, where a kernel dies as it starts
    print(f"  {chapter.source:<44}{time.monotonic() - began:6.1f} s", flush=True)
    return Executed(chapter, tuple(cell.outputs for cell in cells))


def _sizing(cell: Cell, default: tuple[float, float]) -> str:
    size = (cell.options.fig_width or default[0], cell.options.fig_height or default[1])
    return f"__import__('matplotlib').rcParams['figure.figsize'] = {size}\n"


def _too_long(chapter: Chapter, cells: Sequence[NotebookNode], limits: Limits) -> CellError:
    rule = f"ran longer than {limits.seconds:g} s (--cell-seconds allows more)"
    return CellError(f"{_begun_last(chapter, cells)}: {rule}")


def _begun_last(chapter: Chapter, cells: Sequence[NotebookNode]) -> str:
    """Name the cell that ran when a kernel came to its end."""
    begun = max((at for at, cell in enumerate(cells) if cell.metadata.get("execution")), default=0)
    cell = chapter.cells[begun]
    return f"{chapter.source}, row {cell.line}: cell {cell.name}"


def _failure(chapter: Chapter, cells: Sequence[NotebookNode], error: Exception) -> CellError | InputError:
    """Say which cell failed; an input that it refused needs no traceback."""
    for cell, ran in zip(chapter.cells, cells, strict=True):
        for output in ran.outputs:
            if output.output_type == "error":
                traceback = COLOURS.sub("", "\n".join(output.traceback))
                place = f"{chapter.source}, row {cell.line}: cell {cell.name}"
                said = CellError(f"{traceback}\n{place}: {output.ename}: {output.evalue}")
                return InputError(f"{place}: {output.evalue}") if output.ename == "InputError" else said
    return CellError(f"{_begun_last(chapter, cells)}: {error}")
