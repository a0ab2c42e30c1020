"""Running on a Dask cluster: every worker stands in a checkout of the project and forks its own kernels."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doesithold.errors import InputError
from doesithold.markup import plain
from doesithold.scenarios.execute import Executed, execute, prepare
from doesithold.scenarios.plan import Run

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10
"""Seconds to wait for the scheduler, and then for a worker."""


def run_on_cluster(runs: Sequence[Run], address: str) -> Generator[Executed, None, None]:
    """Execute runs on a cluster, handing over each as it ends; what a lost worker had begun starts elsewhere.

    Parameters
    ----------
    runs : sequence of Run
    address : str
        Of the scheduler, such as ``tcp://127.0.0.1:8786``, or ``tls://…`` with the certificates that Dask's
        configuration names.

    Raises
    ------
    InputError
        If `distributed` is not installed, no scheduler answers there, or it has no workers.
    ConnectionError
        If the scheduler is lost on the way.
    """
    with connected(address) as client:
        from distributed import as_completed

        client.register_plugin(_warm_worker())
        jobs = {client.submit(_execute_in_place, run, pure=False): run for run in runs}
        for job in as_completed(jobs):  # type: ignore[no-untyped-call]
            if job.cancelled():
                raise ConnectionError(f"the scheduler at {address} is lost")
            error = job.exception()
            yield job.result() if error is None else _lost(jobs[job], error)
            job.release()


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Connect to a scheduler that has a worker.

    Raises
    ------
    InputError
        If `distributed` is not installed, no scheduler answers there in time, or it has no workers.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise InputError(
            "--scheduler needs the package distributed: pip install 'distributed>=2025.1'"
        ) from None
    for talker in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(talker).setLevel(logging.CRITICAL)
    _ask_who_is_there(address)
    with Client(address, timeout=PATIENCE) as client:  # type: ignore[no-untyped-call]
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise InputError(f"--scheduler {address}: the scheduler has no workers") from None
        yield client


def _ask_who_is_there(address: str) -> None:
    """Make sure that a scheduler answers; a client by itself waits for ever for one that says nothing."""
    from distributed import Security, rpc

    async def ask() -> None:
        arguments = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
        async with rpc(address, connection_args=arguments, timeout=PATIENCE) as scheduler:  # type: ignore[no-untyped-call]
            if (await scheduler.identity())["type"] != "Scheduler":
                raise ConnectionError("what answers is no scheduler")

    try:
        with ThreadPoolExecutor(1) as apart:  # a notebook's own thread already runs an event loop
            apart.submit(asyncio.run, asyncio.wait_for(ask(), PATIENCE)).result()
    except Exception as error:  # whatever an address or what answers there may bring about
        said = plain(str(error).partition("\n")[0]) or f"nothing in {PATIENCE} s"
        raise InputError(f"--scheduler {address}: no Dask scheduler answers there ({said})") from None


def _execute_in_place(run: Run) -> Executed:
    return execute(run, Path.cwd())


def _lost(run: Run, error: BaseException) -> Executed:
    """Report a run that no worker could carry out: it could not begin, or took its workers down."""
    return Executed(run, "", "", "", f"{type(error).__name__}: {str(error).splitlines()[0]}", 0.0)


def _warm_worker() -> Any:
    from distributed import WorkerPlugin

    class WarmWorker(WorkerPlugin):
        """Lets a worker fork kernels, which Dask's workers may not as they are daemons."""

        name = "warm-kernels"

        def setup(self, worker: Any) -> None:
            multiprocessing.current_process().daemon = False
            prepare()

    return WarmWorker()
