"""Running on this machine: as many warm kernels at a time as there are jobs."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing import active_children
from pathlib import Path

from doesithold.scenarios.execute import Executed, execute, prepare
from doesithold.scenarios.plan import Run


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
