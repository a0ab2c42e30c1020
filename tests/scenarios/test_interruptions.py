"""Nothing that was finished is lost, and nothing half-written is left, whatever stops a run."""

import json
import os
import random
import re
import signal
import time
from pathlib import Path

import pytest

from doesithold.scenarios.plan import plan
from doesithold.scenarios.scenarios import load_scenarios

KILLS = 8
ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "4711", "HOME": "/nowhere"}
DISK_FULL = """
import itertools
from doesithold.scenarios import results as store
write, calls = store.write_atomic, itertools.count()
def fill(path, data):
    if next(calls) >= 5:
        raise OSError(28, "No space left on device")
    write(path, data)
store.write_atomic = fill
"""


def first_result(process):
    """Wait until a run has reported its first result."""
    return next(line for line in process.stderr if re.match(r"\s*1/", line))


def test_kills_at_random_moments_in_other_surroundings_lose_and_change_nothing(tiny, undisturbed):
    chance, finished = random.Random(7), {}
    for _ in range(KILLS):
        process = tiny.start("--jobs", "2", **ELSEWHERE)
        next(line for line in process.stderr if "to run" in line)
        time.sleep(chance.uniform(0, 1))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        whole = {name: content for name, content in tiny.results().items() if not name.startswith(".")}
        assert whole.items() <= undisturbed.items()
        assert finished.items() <= whole.items()
        finished = whole
        if finished == undisturbed:
            gone = chance.choice(sorted(finished))
            (tiny.folder / "runs/output" / gone).unlink()
            del finished[gone]
    assert tiny.run()[0] == 0
    assert tiny.results() == undisturbed


def test_ctrl_c_keeps_what_is_finished_and_says_so(tiny, undisturbed):
    process = tiny.start("--jobs", "1")
    first_result(process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "interrupted" in err
    assert "Traceback" not in err
    kept = tiny.results()
    assert kept
    assert kept.items() < undisturbed.items()
    code, _, err = tiny.run()
    assert code == 0
    assert "5 of 5" not in err
    assert tiny.results() == undisturbed


def test_full_disk_stops_with_one_line_and_the_next_call_does_the_rest(tiny, undisturbed):
    code, _, err = tiny.run("--jobs", "1", beforehand=DISK_FULL)
    assert code == 1
    assert "No space left on device" in err.splitlines()[-1]
    assert "Traceback" not in err
    assert {name: undisturbed[name] for name in tiny.results()} == tiny.results()
    assert tiny.run()[0] == 0
    assert tiny.results() == undisturbed


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("if seed == 3: raise ValueError('three is too many')", "ValueError: three is too many"),
        ("import os\nif seed == 3: os.kill(os.getpid(), 9)", "Kernel died"),
    ],
    ids=["failing cell", "dying kernel"],
)
def test_failure_is_kept_and_listed_and_the_others_finish(project, cell, said):
    project.make_tiny(cell)
    code, out, err = project.run()
    assert code == 1
    assert "4 of 5 scenarios" in out
    assert err.splitlines()[-1].startswith("failed: seed-3: ")
    assert said in err.splitlines()[-1]
    results = project.results()
    assert "seed-3.ipynb" not in results
    assert said.partition(": ")[2] in results["failed/seed-3.ipynb"].decode()
    assert sum(name.endswith(".json") for name in results) == 4


def test_mended_failure_leaves_the_list(project):
    project.make_tiny("if seed == 3: raise ValueError")
    assert project.run("--scenario", "seed-3")[0] == 1
    project.make_tiny()
    assert project.run("--scenario", "seed-3")[0] == 0
    assert sorted(project.results()) == ["seed-3.html", "seed-3.ipynb", "seed-3.json"]


def test_second_call_does_only_what_changed(tiny):
    assert tiny.run()[0] == 0
    before = {path: path.stat().st_mtime_ns for path in (tiny.folder / "runs/output").glob("seed-*")}
    tiny.set_scenarios({"seed-2": {"seed": 2}, "seed-3": {"seed": 3}, "seed-4": {"seed": 4, "draws": 7}})
    code, out, err = tiny.run()
    assert (code, out.split()[0]) == (0, "4")
    assert "1 of 4 scenarios to run" in err
    changed = {path.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert changed == {"seed-4.html", "seed-4.ipynb", "seed-4.json"}
    assert json.loads(tiny.results()["seed-4.json"])["parameters"]["draws"] == 7


@pytest.mark.parametrize("touched", ["doesithold/numbers.py", "data/responses.csv", "requirements.lock"])
def test_change_of_code_data_or_lock_makes_results_old(tiny, touched):
    scenarios = load_scenarios(tiny.folder / "data/scenarios.yaml", ["seed-2"])
    (before,) = plan(scenarios, tiny.folder)
    with (tiny.folder / touched).open("a") as file:
        file.write("\n")
    (after,) = plan(scenarios, tiny.folder)
    assert before.stamp != after.stamp


def test_change_of_code_that_the_notebook_does_not_import_makes_nothing_old(tiny):
    scenarios = load_scenarios(tiny.folder / "data/scenarios.yaml", ["seed-2"])
    before = plan(scenarios, tiny.folder)
    (tiny.folder / "analysis/pictures.py").write_text("")
    assert plan(scenarios, tiny.folder) == before


COUNT_PIPES = """
import atexit, gc, os
gc.disable()
def pipes():
    opened = [os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")]
    print(sum("pipe:" in name for name in opened), file=sys.stderr)
atexit.register(pipes)
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not list open files")
def test_a_kernel_that_has_ended_leaves_no_file_open(tiny):
    opened = [
        tiny.run("--jobs", "1", *chosen, beforehand=COUNT_PIPES)[2].splitlines()[-1]
        for chosen in (["--scenario", "baseline"], [])
    ]
    assert opened[0] == opened[1]
