"""Executing one run: papermill puts the parameters into the notebook, a warm kernel works through it."""

from __future__ import annotations

import json
import logging
import re
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import papermill
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from doesithold.scenarios.kernels import WarmKernel, warm_up
from doesithold.scenarios.pages import to_page
from doesithold.scenarios.plan import Run
from doesithold.scenarios.results import read_json
from doesithold.scenarios.stamp import NOTEBOOK, STAMP_KEY
from doesithold.scratch import session

HEAVY = (
    "scipy.stats",
    "frictionless",
    "analysis.book",
    "doesithold.scenarios.spread",
)
"""What the notebook imports."""
INJECTED = "injected-parameters"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Executed:
    """What became of a run.

    Attributes
    ----------
    notebook : str
        Executed; up to the error, if there was one.
    page : str
        The same to look at; empty for the grid.
    findings : str
        What the notebook wrote; empty if there was an error.
    error : str
        One line, empty if all went well.
    seconds : float
        Wall time.
    """

    run: Run
    notebook: str
    page: str
    findings: str
    error: str
    seconds: float


class _WarmEngine(Engine):  # type: ignore[misc]
    """Papermill with a kernel that is handed over, and that leaves a trace when it dies."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        client = PapermillNotebookClient(
            nb_man,
            km=options["kernel"],
            kernel_name=kernel_name,
            record_timing=False,
            shutdown_kernel="immediate",
        )
        try:
            client.execute(cleanup_kc=True)
        except RuntimeError as error:
            code = [cell for cell in nb_man.nb.cells if cell.cell_type == "code"]
            begun = [cell for cell in code if cell.metadata.papermill["start_time"]] or code[:1]
            begun[-1].outputs += [_death(error)]


def _death(error: RuntimeError) -> Any:
    trace = {"ename": type(error).__name__, "evalue": str(error), "traceback": []}
    return nbformat.from_dict({"output_type": "error", **trace})  # type: ignore[no-untyped-call]


papermill_engines.register("warm", _WarmEngine)


def prepare() -> None:
    """Make kernels of this process start warm."""
    warm_up(HEAVY)


def execute(run: Run, root: Path) -> Executed:
    """Execute the notebook under one scenario; an error in a cell is a result like any other.

    Parameters
    ----------
    run : Run
    root : Path
        The project's folder, which the kernel works in and writes the findings to.
    """
    began = time.monotonic()
    logging.getLogger("papermill").setLevel(logging.ERROR)
    with TemporaryDirectory(dir=session()) as folder:
        target, error = Path(folder) / "executed.ipynb", ""
        try:
            papermill.execute_notebook(
                str(root / NOTEBOOK),
                str(target),
                run.papermill_parameters,
                engine_name="warm",
                request_save_on_cell_execute=False,
                progress_bar=False,
                kernel=WarmKernel(Path(folder) / "kernel.json", root),
            )
        except PapermillExecutionError as stopped:
            error = f"{stopped.ename}: {COLOURS.sub('', stopped.evalue)}".splitlines()[0]
        notebook = _cleaned(target, run)
    found = read_json(root / run.findings).get(STAMP_KEY)
    if not error and found != run.stamp:
        error = f"not the {_differences(run, found)} planned: changed meanwhile, or another checkout's"
    if error:
        return Executed(run, notebook, "", "", error, time.monotonic() - began)
    page = to_page(notebook, run.notebook.name, run.scenario.title) if run.in_book else ""
    findings = (root / run.findings).read_text(encoding="utf-8")
    return Executed(run, notebook, page, findings, "", time.monotonic() - began)


def _differences(run: Run, found: Any) -> str:
    found = found or {}
    return ", ".join(name for name, digest in run.stamp.items() if found.get(name) != digest)


def _cleaned(executed: Path, run: Run) -> str:
    """Return the notebook without times, paths and random names, and with its stamp."""
    notebook = json.loads(executed.read_bytes())
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags")
        cell["metadata"] = {"tags": tags} if tags else {}
        if INJECTED in (tags or ()):
            cell["id"] = INJECTED
    notebook["metadata"] = {
        "kernelspec": notebook["metadata"]["kernelspec"],
        "language_info": {"name": "python"},
        STAMP_KEY: run.stamp,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
