"""Kernels that start warm: forks of one process that has imported what cells will import already."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from doesithold.scenarios import reads
from doesithold.scratch import session

ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONIOENCODING": "utf-8",
    "SOURCE_DATE_EPOCH": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""The same hash order, dates and kind of figure in every run."""
FIGURES = "figure.figsize: {}, {}\nsvg.hashsalt: book\n"
PARTS_OF_A_KERNEL = ["ipykernel.kernelapp", "ipykernel.debugger"]
PRELOADED = "DOESITHOLD_PRELOADED"
MOST_MEGABYTES = 50
"""What one cell may print."""
PR_SET_CHILD_SUBREAPER = 36


def warm_up(modules: Sequence[str], figure_size: tuple[float, float] = (7.0, 5.0)) -> None:
    """Start the process to be forked; Ctrl-C is for the one who starts it alone.

    Parameters
    ----------
    modules : sequence of str
        What it imports; a module that cannot be imported is left for the cell that needs it.
    figure_size : tuple of float
        Width and height of a figure that names none, in inches.
    """
    settings = session() / "matplotlibrc"
    settings.write_text(FIGURES.format(*figure_size), encoding="utf-8")
    os.environ.update(ENVIRONMENT)
    os.environ |= {
        "MATPLOTLIBRC": str(settings),
        "IPYTHONDIR": str(session() / "ipython"),
        PRELOADED: " ".join(modules),
    }
    forkserver.set_forkserver_preload([*PARTS_OF_A_KERNEL, "doesithold.scenarios.preload"])
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    forkserver.ensure_running()
    signal.signal(signal.SIGINT, handler)


def preload() -> None:
    """Import what was asked for, in the process that is forked, and let it prepare what all kernels share.

    A module does so in a function ``before_forks()``. What is there then lives on: no fork's collector goes
    through it, which would copy its pages.
    """
    sys.path.insert(0, str(Path.cwd()))
    for module in os.environ.get(PRELOADED, "").split():
        with suppress(Exception):
            getattr(import_module(module), "before_forks", bool)()
    gc.freeze()


class WarmKernel(AsyncKernelManager):
    """Manages one forked kernel.

    Parameters
    ----------
    connection : Path
        A file that does not exist yet, in a folder of this user alone; sockets are made beside it.
    folder : Path
        Where cells find themselves, and import from.
    megabytes : float
        What one cell may print.

    Attributes
    ----------
    seen : Path
        Where the kernel notes what it reads and writes.
    """

    def __init__(self, connection: Path, folder: Path, megabytes: float = MOST_MEGABYTES) -> None:
        super().__init__(transport="ipc", connection_file=str(connection))
        self.seen = _noted_beside(connection)
        fork = _Fork(target=_serve, args=(connection, folder, megabytes), daemon=True)
        self.provisioner = _Forking(parent=self, kernel_spec=self.kernel_spec, fork=fork)


class _Fork(ForkServerProcess):
    """A forked process that answers as `subprocess.Popen` does, and that takes its children along."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        return self.exitcode

    def wait(self) -> int | None:
        self.join()
        return self.exitcode

    def send_signal(self, number: int) -> None:
        """Pass a signal on, except the interrupt that Jupyter sends just before it kills."""
        if number == signal.SIGKILL:
            self.kill()
        elif number != signal.SIGINT and self.pid and self.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel and all that its cells started, unless it has ended and was closed."""
        with suppress(ValueError):
            if kernel := self.pid:
                _end(kernel)


def _end(kernel: int) -> None:
    for process in [*_descendants(kernel), kernel]:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGKILL)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(kernel, signal.SIGKILL)


def _descendants(process: int) -> list[int]:
    """List children and their children, where the system tells; the group of processes has the others."""
    found: list[int] = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, listed.read_text().split()):
                found += [child, *_descendants(child)]
    return found


class _Forking(LocalProvisioner):
    """Forks a kernel where Jupyter would start another interpreter."""

    def __init__(self, fork: _Fork, **traits: Any) -> None:
        super().__init__(**traits)
        self.fork = fork

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        self.fork.start()
        self.process: Any = self.fork
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Close the pipes to a kernel that has ended: there may be thousands in one run."""
        await super().cleanup(restart)
        if not self.has_process:
            self.fork.close()


def _noted_beside(connection: Path) -> Path:
    return connection.with_suffix(".seen")


def _serve(connection: Path, folder: Path, megabytes: float) -> None:
    """Be the kernel, the head of a group of processes."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    os.chdir(folder)
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    reads.report(_noted_beside(connection))
    _close_the_port(connection)
    _limit_output(round(megabytes * 1e6))
    threading.Thread(target=_end_with_the_builder, daemon=True).start()
    IPKernelApp.launch_instance(
        [
            f"-f={connection}",
            "--InlineBackend.figure_formats=svg",
            "--HistoryManager.enabled=False",
            f"--IPKernelApp.parent_handle={os.getppid()}",
        ]
    )


def _close_the_port(connection: Path) -> None:
    """Let forks of the kernel print over a socket beside the others, not over a port open to every user."""
    import zmq
    from ipykernel.iostream import IOPubThread
    from zmq.eventloop.zmqstream import ZMQStream

    address = f"ipc://{connection.with_suffix('.forks')}"

    def listen(self: Any) -> None:
        self._pipe_uuid = os.urandom(16)
        pipe = self.socket.context.socket(zmq.PULL)
        pipe.linger = 0
        pipe.bind(address)
        self._pipe_in = ZMQStream(pipe, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def connect(self: Any) -> tuple[Any, Any]:
        context = zmq.Context()
        pipe = context.socket(zmq.PUSH)
        pipe.linger = 3000
        pipe.connect(address)
        return context, pipe

    methods: Any = IOPubThread
    methods._setup_pipe_in, methods._setup_pipe_out = listen, connect


class OutputLimitError(BaseException):
    """A cell printed too much; no `except Exception` in it may go on."""


def _limit_output(most: int) -> None:
    """Stop a cell that prints more than `most` characters before they are gathered in memory."""
    from ipykernel.iostream import OutStream

    stream: Any = OutStream
    write = stream.write
    printed: dict[str, int] = {}

    def limited(self: Any, string: str) -> int | None:
        cell = str(self.parent_header.get("msg_id"))
        printed[cell] = printed.get(cell, 0) + len(string)
        if printed[cell] > most:
            if printed[cell] - len(string) <= most:
                raise OutputLimitError(f"printed more than {most / 1e6:g} MB")
            return len(string)
        written: int | None = write(self, string)
        return written

    stream.write = limited


def _end_with_the_builder() -> None:
    """Leave no kernel behind and none of its children, even where the build was killed."""
    if builder := multiprocessing.parent_process():
        builder.join()
        for process in _descendants(os.getpid()):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        os.killpg(0, signal.SIGKILL)
