"""Kernels that start warm: forks of one process that has imported the heavy packages already."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""The same hash order, dates and kind of figure in every run."""


def warm_up(modules: Sequence[str]) -> None:
    """Start the process to be forked, which imports `modules`; Ctrl-C is for the one who starts it alone."""
    os.environ.update(ENVIRONMENT)
    forkserver.set_forkserver_preload(["ipykernel.kernelapp", *modules])
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    forkserver.ensure_running()
    signal.signal(signal.SIGINT, handler)


class WarmKernel(AsyncKernelManager):
    """Manages one forked kernel.

    Parameters
    ----------
    connection : Path
        A file that does not exist yet; sockets are made beside it.
    folder : Path
        Where cells find themselves, and import from.
    figure_size : tuple of float
        Width and height of a figure that names none, in inches.
    """

    def __init__(self, connection: Path, folder: Path, figure_size: tuple[float, float] = (7.0, 5.0)) -> None:
        super().__init__(transport="ipc", connection_file=str(connection))
        fork = _Fork(target=_serve, args=(connection, folder, figure_size), daemon=True)
        self.provisioner = _Forking(parent=self, kernel_spec=self.kernel_spec, fork=fork)


class _Fork(ForkServerProcess):
    """A forked process that answers as `subprocess.Popen` does."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        return self.exitcode

    def wait(self) -> int | None:
        self.join()
        return self.exitcode

    def send_signal(self, number: int) -> None:
        """Pass a signal on, except the interrupt that Jupyter sends just before it kills."""
        if number != signal.SIGINT and self.pid and self.is_alive():
            os.kill(self.pid, number)


class _Forking(LocalProvisioner):
    """Forks a kernel where Jupyter would start another interpreter."""

    def __init__(self, fork: _Fork, **traits: Any) -> None:
        super().__init__(**traits)
        self.fork = fork

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        self.fork.start()
        self.process: Any = self.fork
        return self.connection_info


def _serve(connection: Path, folder: Path, figure_size: tuple[float, float]) -> None:
    """Be the kernel."""
    import matplotlib as mpl
    from ipykernel.kernelapp import IPKernelApp

    os.chdir(folder)
    sys.path.insert(0, str(folder))
    mpl.rcParams.update({"figure.figsize": figure_size, "svg.hashsalt": "book"})
    threading.Thread(target=_end_with_the_builder, daemon=True).start()
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    IPKernelApp.launch_instance([f"-f={connection}", "--InlineBackend.figure_formats=svg", parent])


def _end_with_the_builder() -> None:
    """Leave no kernel behind, even where the build was killed."""
    if builder := multiprocessing.parent_process():
        builder.join()
        os._exit(1)
