"""The same runs on a Dask cluster: two worker processes, one of which is killed in the middle."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from doesithold.errors import InputError
from doesithold.scenarios import cluster
from tests.alone import alone
from tests.scenarios.conftest import LIGHT_KERNELS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_cluster_that_loses_a_worker_gives_the_same_results(tiny, undisturbed, monkeypatch):
    monkeypatch.chdir(tiny.folder)
    monkeypatch.syspath_prepend(tiny.folder)
    (tiny.folder / "light.py").write_text("from pathlib import Path\n" + LIGHT_KERNELS)
    how = {"n_workers": 2, "threads_per_worker": 1, "preload": "light.py", "dashboard_address": None}
    with (
        LocalCluster(**how) as cluster,
        Client(cluster) as client,
    ):
        worker = next(iter(client.run(os.getpid).values()))
        process = tiny.start("--scheduler", cluster.scheduler_address)
        next(line for line in process.stderr if re.match(r"\s*1/", line))
        os.kill(worker, signal.SIGKILL)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert tiny.results() == undisturbed


def test_scheduler_that_does_not_answer_is_one_line(tiny):
    soon = "from doesithold.scenarios import cluster; cluster.PATIENCE = 1"
    code, _, err = tiny.run("--scheduler", "tcp://127.0.0.1:9", beforehand=soon)
    assert code == 2
    assert err.splitlines()[-1].startswith("--scheduler tcp://127.0.0.1:9: no Dask scheduler answers there")
    assert "Traceback" not in err


@pytest.fixture
def silent():
    """The address of a server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    "address", ["silent", "", "garbage", "foo://127.0.0.1:9", "tls://127.0.0.1:9", "tcp://\x1b[31m:9"]
)
def test_what_is_no_scheduler_is_said_in_one_line_and_in_time(address, silent, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    began = time.monotonic()
    with pytest.raises(InputError) as refused, cluster.connected(silent if address == "silent" else address):
        pass
    assert time.monotonic() - began < 5
    said = str(refused.value)
    assert said.startswith("--scheduler ") and "no Dask scheduler answers there" in said and "\n" not in said


CLUSTER = """
import fcntl, socket, struct, subprocess, sys
from pathlib import Path
from distributed import Client
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 1))
started = [subprocess.Popen(command.split(), stderr=subprocess.DEVNULL) for command in sys.argv[1:]]
with Client("tcp://127.0.0.1:8786", timeout=60) as client:
    client.wait_for_workers(2, timeout=60)
    listed = "".join(Path("/proc/net", kind).read_text() for kind in ("tcp", "tcp6"))
    print(*(line.split()[1].partition(":")[0] for line in listed.splitlines() if line.split()[3] == "0A"))
for process in reversed(started):
    process.terminate()
    process.wait()
"""


@pytest.mark.slow
def test_a_cluster_started_as_the_readme_says_listens_on_this_machine_only():
    commands = [line for line in README.splitlines() if line.startswith(".venv/bin/dask ")]
    assert [command.split()[1] for command in commands] == ["scheduler", "worker"]
    dask = str(Path(sys.executable).with_name("dask"))
    words = [command.replace(".venv/bin/dask", dask) for command in commands]
    command = [*alone("--map-root-user", "--net"), sys.executable, "-c", CLUSTER, *words]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    addresses = ran.stdout.split()
    assert len(addresses) > 3 and set(addresses) == {"0100007F"}


def test_missing_package_is_one_line(tiny):
    missing = "sys.modules['distributed'] = None"
    code, _, err = tiny.run("--scheduler", "tcp://127.0.0.1:9", beforehand=missing)
    assert code == 2
    assert "--scheduler needs the package distributed" in err.splitlines()[-1]
