"""Carrying out a run: batches of folders here, in processes, or on a Dask cluster."""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from doesithold.corpus.table import audit_batch

BATCH = 100
"""Folders that are audited and put aside together: half a second of work, and all that a stop can lose."""
AHEAD = 2
"""Batches that wait for each process."""
Batch = Sequence[tuple[str, str]]


def batches(folders: Batch) -> list[Batch]:
    """Cut folders into batches."""
    return [folders[start : start + BATCH] for start in range(0, len(folders), BATCH)]


def audit_all(
    work: Sequence[Batch], jobs: int = 1, scheduler: str | None = None
) -> Generator[tuple[Batch, bytes], None, None]:
    """Audit batches, handing over each with its rows as it ends.

    Parameters
    ----------
    work : sequence of Batch
    jobs : int
        Processes.
    scheduler : str, optional
        Address of a Dask scheduler whose workers see the same folders and have this package.

    Raises
    ------
    InputError
        If no cluster can be reached there.
    ConnectionError
        If a process or the cluster is lost on the way.
    """
    if scheduler is not None:
        yield from _on_cluster(work, scheduler)
    elif jobs == 1 or len(work) < 2:
        for batch in work:
            yield batch, audit_batch(batch)
    else:
        yield from _in_processes(work, min(jobs, len(work)))


def _in_processes(work: Sequence[Batch], jobs: int) -> Generator[tuple[Batch, bytes], None, None]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["doesithold.corpus.table"])
    left = iter(work)
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        running: dict[Future[bytes], Batch] = {
            pool.submit(audit_batch, batch): batch for batch in islice(left, jobs * AHEAD)
        }
        try:
            while running:
                ended, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    yield running.pop(future), future.result()
                    running |= {pool.submit(audit_batch, batch): batch for batch in islice(left, 1)}
        except BrokenProcessPool:
            raise ConnectionError("a process ended before its batch did; was there enough memory?") from None
        finally:
            pool.shutdown(cancel_futures=True)


def _on_cluster(work: Sequence[Batch], address: str) -> Generator[tuple[Batch, bytes], None, None]:
    from doesithold.scenarios.cluster import connected

    with connected(address) as client:
        from distributed import as_completed

        jobs = {client.submit(audit_batch, batch, pure=False): batch for batch in work}
        for job in as_completed(jobs):  # type: ignore[no-untyped-call]
            if job.cancelled() or job.exception() is not None:
                raise ConnectionError(f"a batch was lost on the cluster at {address}")
            yield jobs[job], job.result()
            job.release()
