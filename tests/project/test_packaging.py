"""The project's own files agree with each other."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NEEDED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
STYLE = {"mypy", "pandas-stubs", "pre-commit", "ruff", "scipy-stubs", "types-pyyaml"}
TESTING = [need for need in map(Requirement, PROJECT["dependency-groups"]["dev"]) if need.name not in STYLE]
STARTED = {"jupyter", "mypy", "pre-commit", "pytest-xdist", "ruff"}
"""Packages that are run and never imported."""
LOCK = (ROOT / "requirements.lock").read_text()


def conda_packages():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(entry["pip"] for entry in entries if isinstance(entry, dict))
    return {
        canonicalize_name(Requirement(line).name): Requirement(line)
        for line in [*(e for e in entries if isinstance(e, str)), *pip]
    }


def test_conda_users_get_the_same_packages_within_the_same_bounds_and_quarto():
    conda = conda_packages()
    wanted = {need.name: need.specifier for need in [*NEEDED, *TESTING]}
    assert wanted == {name: conda[name].specifier for name in wanted}
    assert "1.9" in conda["quarto"].specifier
    assert conda["python"].specifier == PROJECT["project"]["requires-python"]


def imported(*rooms):
    """The packages that the Python files of some folders import, but those of Python and our own."""
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    packages = packages_distributions()
    others = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
    others -= {path.name for path in ROOT.iterdir()}
    return {canonicalize_name(packages.get(name, [name])[0]) for name in others}


def test_what_is_imported_is_declared_and_what_is_declared_is_used():
    needed = {need.name for need in NEEDED}
    cluster = {Requirement(line).name for line in PROJECT["project"]["optional-dependencies"]["cluster"]}
    assert imported("doesithold") <= needed | cluster
    every = needed | {Requirement(line).name for line in PROJECT["dependency-groups"]["dev"]}
    used = imported("doesithold", "analysis", "tests", "benchmarks", "examples", ".ci")
    typed = {name for name in every if name.endswith("-stubs") or name.startswith("types-")}
    assert used == every - typed - STARTED


@pytest.mark.parametrize("need", [*NEEDED, *map(Requirement, PROJECT["dependency-groups"]["dev"])], ids=str)
def test_the_lock_holds_every_dependency_within_its_bounds(need):
    versions = re.findall(rf"^{re.escape(need.name)}(?:\[[^]]*])?==([^ ;\\]+)", LOCK, re.MULTILINE)
    assert versions
    assert all(need.specifier.contains(version) for version in versions)


def test_every_locked_package_has_a_hash_and_none_names_a_host():
    for block in re.split(r"\n(?=[a-z0-9])", LOCK):
        if re.match(r"[a-z0-9]", block):
            assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in LOCK


def test_the_versions_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == PROJECT["project"]["version"]
    assert f"## {PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text()


PLOTTING_AND_TABLES = {"matplotlib", "great_tables", "pandas", "statsmodels", "lifelines"}


@pytest.mark.parametrize(
    ("modules", "left_out"),
    [
        ("analysis.book, doesithold.cli.main", PLOTTING_AND_TABLES),
        ("doesithold.paper.paper, doesithold.audit.statements", PLOTTING_AND_TABLES | {"numpy"}),
    ],
    ids=["the analysis", "the engine"],
)
def test_an_import_leaves_out_what_only_some_work_needs(modules, left_out):
    code = f"import sys, {modules}; print(sorted(sys.modules))"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert not left_out & set(re.findall(r"'(\w+)'", shown))


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The engine as a wheel installs it, without this checkout on the path."""
    folder = tmp_path_factory.mktemp("installed")
    uv = [Path(sys.executable).with_name("uv")]
    subprocess.run([*uv, "build", "--quiet", "--offline", "--wheel", "-o", folder, ROOT], check=True)
    (wheel,) = folder.glob("doesithold-*.whl")
    target = folder / "site"
    subprocess.run(
        [*uv, "pip", "install", "--quiet", "--no-deps", "--offline", "--target", target, wheel], check=True
    )
    return target


def test_an_installed_engine_holds_every_file_of_its_source_and_nothing_of_this_paper(installed):
    files = {path.relative_to(installed) for path in (installed / "doesithold").rglob("*") if path.is_file()}
    source = {path.relative_to(ROOT) for path in (ROOT / "doesithold").rglob("*") if path.is_file()}
    assert {path for path in source if "__pycache__" not in path.parts} == files
    assert not (installed / "analysis").exists()


def test_the_installed_command_works_from_any_folder(installed, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    environment["PYTHONPATH"] = str(installed)
    done = subprocess.run(
        [sys.executable, installed / "bin" / "doesithold", "validate", ROOT / "data"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "valid, 18 patients" in done.stdout


def test_workers_keep_together_what_shares_a_costly_fixture(request: pytest.FixtureRequest) -> None:
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("the suite runs without groups; `make test` has them")
    assert request.node.nodeid.endswith(f"@{Path(__file__).name}")
