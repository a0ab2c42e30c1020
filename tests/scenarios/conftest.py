"""A copy of the project in which scenarios run, with a notebook that takes no time to execute."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TINY_NOTEBOOK = [
    (
        "parameters",
        "title = why = findings_file = ''\n"
        "efficacy_denominator = safety_denominator = None\n"
        "rounding = binomial_interval = median_interval = withdrawal = response_counts = ''\n"
        "seed = draws = 2\n",
    ),
    (
        "write",
        "from pathlib import Path\n"
        "from doesithold.paper.about import load_about\n"
        "from doesithold.scenarios.scenarios import parameters\n"
        "from doesithold.scenarios.results import write_findings\n"
        "from doesithold.scenarios.scenarios import Scenario\n"
        "chosen = parameters(dict(rounding=rounding, binomial_interval=binomial_interval, seed=seed,\n"
        "    median_interval=median_interval, withdrawal=withdrawal, response_counts=response_counts,\n"
        "    efficacy_denominator=efficacy_denominator, safety_denominator=safety_denominator,\n"
        "    draws=draws), load_about(Path('data')))\n"
        "scenario = Scenario(name=Path(findings_file).stem, title=title, why=why, parameters=chosen)\n"
        "write_findings(findings_file, scenario, [], {})\n",
    ),
]
LIGHT_KERNELS = """
from doesithold.audit import verdicts
from doesithold.paper import paper
from doesithold.scenarios import execute
execute.HEAVY = ("doesithold.scenarios.results",)
paper.load_paper, verdicts.audit = Path, str
"""
"""Little for kernels to import beforehand and nothing to audit, as the tiny notebook needs no more."""
PROGRAM = """
import sys
from pathlib import Path
from doesithold.cli import main as cli
{}
{}
sys.exit(cli.main(sys.argv[1:]))
"""
TINY_SCENARIOS = {f"seed-{seed}": {"seed": seed} for seed in range(2, 6)}


class Project:
    """A copy of the project's folder."""

    def __init__(self, folder: Path, original: Path) -> None:
        self.folder, self.beforehand = folder, ""
        for name in ("analysis", "data", "doesithold"):
            shutil.copytree(original / name, folder / name)
        (folder / "runs").mkdir()
        for name in ("runs/scenario.ipynb", "requirements.lock", "_quarto.yml"):
            shutil.copy(original / name, folder / name)

    def make_tiny(self, *more_cells: str) -> None:
        """Put a notebook in place that only writes an empty file of findings, with scenarios of its own."""
        cells = [
            TINY_NOTEBOOK[0],
            *((f"more-{n}", code) for n, code in enumerate(more_cells)),
            TINY_NOTEBOOK[1],
        ]
        notebook = json.loads((self.folder / "runs/scenario.ipynb").read_text())
        notebook["cells"] = [
            {
                "cell_type": "code",
                "id": name,
                "source": source,
                "outputs": [],
                "execution_count": None,
                "metadata": {"tags": ["parameters"]} if name == "parameters" else {},
            }
            for name, source in cells
        ]
        (self.folder / "runs/scenario.ipynb").write_text(json.dumps(notebook))
        self.set_scenarios(TINY_SCENARIOS)
        self.beforehand = LIGHT_KERNELS

    def set_scenarios(self, scenarios: dict[str, dict[str, object]]) -> None:
        entries = [
            {"name": name, "title": name.title(), "why": "To try.", "parameters": parameters}
            for name, parameters in {"baseline": {}, **scenarios}.items()
        ]
        (self.folder / "data/scenarios.yaml").write_text(yaml.safe_dump(entries))

    def start(self, *arguments: str, beforehand: str = "", **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(self.beforehand, beforehand), "runs", *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, beforehand: str = "") -> tuple[int, str, str]:
        process = self.start(*arguments, beforehand=beforehand)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def results(self, *endings: str) -> dict[str, bytes]:
        """Return every file of results, hidden ones included, by its name."""
        output = self.folder / "runs/output"
        files = {path.relative_to(output).as_posix(): path for path in output.rglob("*") if path.is_file()}
        return {name: path.read_bytes() for name, path in sorted(files.items()) if name != ".lock"}


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory):
    """The project as it is when the tests begin, so that all copies are alike."""
    return Project(tmp_path_factory.mktemp("snapshot"), ROOT).folder


@pytest.fixture
def project(tmp_path, snapshot):
    return Project(tmp_path, snapshot)


@pytest.fixture
def tiny(project):
    project.make_tiny()
    return project


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory, snapshot):
    """Results of the tiny scenarios when nothing goes wrong."""
    project = Project(tmp_path_factory.mktemp("undisturbed"), snapshot)
    project.make_tiny()
    assert project.run()[0] == 0
    return project.results()


@pytest.fixture(scope="session")
def truncated(tmp_path_factory, snapshot):
    """A project in which the scenario notebook was executed, with all its percentages cut off."""
    project = Project(tmp_path_factory.mktemp("truncated"), snapshot)
    code, _, err = project.run("--scenario", "truncation")
    assert code == 0, err
    return project
