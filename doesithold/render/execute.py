"""Running the cells of every chapter, several chapters at a time, each in a kernel of its own."""

from __future__ import annotations

import ast
import atexit
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import doesithold.lean  # noqa: F401

# isort: split
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, v4

from doesithold.errors import InputError, Problem
from doesithold.render.cache import OutputCache, Ran
from doesithold.render.chapters import Chapter, CodeCell
from doesithold.render.options import Limits
from doesithold.render.settings import Settings
from doesithold.scenarios.kernels import WarmKernel, warm_up
from doesithold.scenarios.reads import Seen, seen
from doesithold.scratch import session

Outputs = Sequence[NotebookNode]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class CellError(RuntimeError):
    """A cell raised; the message names chapter, line, cell and error, the traceback above."""


@dataclass(frozen=True)
class ExecutedChapter:
    """A chapter and what each of its cells put out, in order."""

    chapter: Chapter
    outputs: Sequence[Outputs]


def execute(
    chapters: Sequence[Chapter],
    settings: Settings,
    root: Path,
    limits: Limits | None = None,
    cache: OutputCache | None = None,
) -> list[ExecutedChapter]:
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
    cache : OutputCache, optional
        Has what chapters put out in earlier builds, and keeps it for later ones.

    Raises
    ------
    CellError
        For the first cell that raises; the other chapters are stopped then.
    """
    began = time.time()
    sources = {chapter.source: _sources(chapter, settings) for chapter in chapters}
    done: dict[str, ExecutedChapter] = {}
    for chapter in chapters:
        cells = sources[chapter.source]
        kept = cache.kept(chapter.source, cells) if cache and any(cells) else None
        if kept is not None:
            print(f"  {chapter.source:<44}     kept", flush=True)
            done[chapter.source] = ExecutedChapter(chapter, kept)
    waiting = [chapter for chapter in chapters if chapter.source not in done]
    waiting.sort(
        key=lambda chapter: -sum(map(len, sources[chapter.source]))
    )  # the longest is not to end last
    if any(map(any, (sources[chapter.source] for chapter in waiting))):
        warm_up(_imported(waiting), _figure_size(settings))
    ran: list[Ran] = []
    try:
        for chapter, one in _run_all(waiting, sources, root, limits or Limits()):
            done[chapter.source] = ExecutedChapter(chapter, one.outputs)
            ran.append(one)
    finally:
        if cache:
            cache.keep([one for one in ran if any(one.cells)], began)
    return [done[chapter.source] for chapter in chapters]


def _run_all(
    chapters: Sequence[Chapter], sources: Mapping[str, Sequence[str]], root: Path, limits: Limits
) -> Iterator[tuple[Chapter, Ran]]:
    """Run chapters, as many at a time as there are processors; hand over each as it ends."""
    with TemporaryDirectory(dir=session()) as sockets, ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {
            pool.submit(
                _run, chapter, sources[chapter.source], root, Path(sockets) / f"{number}.json", limits
            ): chapter
            for number, chapter in enumerate(chapters)
        }
        try:
            for job in as_completed(jobs):
                yield jobs[job], job.result()
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


def _figure_size(settings: Settings) -> tuple[float, float]:
    return settings.format.html.fig_width, settings.format.html.fig_height


def _sources(chapter: Chapter, settings: Settings) -> list[str]:
    """List what is run of a chapter; nothing for cells that are only shown."""
    runs = settings.execute.eval and chapter.front.execute.eval
    size = _figure_size(settings)
    sized = any(cell.options.fig_width or cell.options.fig_height for cell in chapter.cells)
    return [
        (_sizing(cell, size) if sized else "") + cell.source if cell.options.given().get("eval", runs) else ""
        for cell in chapter.cells
    ]


def _run(chapter: Chapter, sources: Sequence[str], root: Path, connection: Path, limits: Limits) -> Ran:
    began = time.monotonic()
    cells = [v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    noted = Seen(frozenset(), frozenset(), left=False)
    if any(sources):
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
        noted = seen(kernel.seen)
    print(f"  {chapter.source:<44}{time.monotonic() - began:6.1f} s\n", end="", flush=True)  # one piece
    return Ran(chapter.source, sources, [cell.outputs for cell in cells], noted)


def _sizing(cell: CodeCell, default: tuple[float, float]) -> str:
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
