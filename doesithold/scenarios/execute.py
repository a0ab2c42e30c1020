"""Executing runs: papermill puts the parameters into the notebook, a warm kernel works through it.

What comes of it is the notebook, its findings, and the notebook as a page that the book links to.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from doesithold.lean import without

# isort: split
import nbformat

with without("pyarrow"):
    import papermill
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from doesithold.markup import plain
from doesithold.pandoc import in_sandbox
from doesithold.scenarios.kernels import WarmKernel, warm_up
from doesithold.scenarios.plan import Run
from doesithold.scenarios.results import NOTEBOOK, STAMP_KEY, read_json
from doesithold.scratch import session

HEAVY = (
    "scipy.stats",
    "frictionless",
    "analysis.book",
    "doesithold.scenarios.notebook",
    "doesithold.scenarios.results",
)
"""What the notebook imports."""
INJECTED = "injected-parameters"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
STYLE = Path(__file__).with_name("page.css")
FENCE = "`" * 40
PARAMETERS = {"parameters", "injected-parameters"}
MARKDOWN = "markdown-raw_html-raw_tex-native_divs-native_spans-markdown_in_html_blocks-latex_macros"
"""Without markup other than Markdown's own; what is HTML says so."""
OPEN, CLOSE = (f"```{{=html}}\n{tags}\n```" for tags in ("<details><summary>Code</summary>", "</details>"))
CHAPTER = "../../chapters/runs.html"


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


def run_here(runs: Sequence[Run], root: Path, jobs: int) -> Generator[Executed, None, None]:
    """Execute runs, handing over each as it ends; closing the iterator ends the kernels.

    Parameters
    ----------
    runs : sequence of Run
    root : Path
        The project's folder.
    jobs : int
        Kernels at a time.
    """
    prepare()
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for done in as_completed([pool.submit(execute, run, root) for run in runs]):
                yield done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in active_children():
                kernel.kill()


def to_page(notebook: str, name: str, title: str) -> str:
    """Turn an executed notebook whose outputs are Markdown into one HTML file without anything beside it.

    Parameters
    ----------
    notebook : str
        The notebook as JSON.
    name : str
        Its file, in the same folder as the page, for download.
    title : str
        Heads the page.
    """
    links = f"[← All scenarios]({CHAPTER}) · [This notebook, to run and to change]({name}){{download=}}"
    bar = f"::: {{.bar}}\n{links}\n:::"
    text = "\n\n".join([bar, *_cells(notebook), bar])
    options = [
        "--standalone",
        f"--variable=header-includes:<style>{STYLE.read_text(encoding='utf-8')}</style>",
        "--wrap=none",
        "--shift-heading-level-by=1",
    ]
    metadata = [f"--metadata=title:{plain(title)}", "--metadata=lang:en-GB"]
    return in_sandbox(text, [f"--from={MARKDOWN}", "--to=html5", *options, *metadata]).decode()


def _cells(notebook: str) -> Iterator[str]:
    for cell in json.loads(notebook)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield source
        else:
            code = f"{FENCE}python\n{source}\n{FENCE}"
            shown = PARAMETERS & set(cell["metadata"].get("tags", []))
            yield code if shown else f"{OPEN}\n\n{code}\n\n{CLOSE}"
            yield from ("".join(output["data"]["text/markdown"]) for output in cell["outputs"])
