"""The same runs on a Dask cluster: two worker processes, one of which is killed in the middle."""

import os
import re
import signal

from distributed import Client, LocalCluster


def test_cluster_that_loses_a_worker_gives_the_same_results(tiny, undisturbed, monkeypatch):
    monkeypatch.chdir(tiny.folder)
    monkeypatch.syspath_prepend(tiny.folder)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
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


def test_missing_package_is_one_line(tiny):
    missing = "sys.modules['distributed'] = None"
    code, _, err = tiny.run("--scheduler", "tcp://127.0.0.1:9", beforehand=missing)
    assert code == 2
    assert "--scheduler needs the package distributed" in err.splitlines()[-1]
