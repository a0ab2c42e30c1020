"""What the texts for users say is so."""

import re
import shlex
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from doesithold.audit.remarks import Remark
from doesithold.cli.main import main
from doesithold.paper.about import About, Reference
from doesithold.paper.cells import Cell
from doesithold.paper.claims import Claim
from doesithold.reconstruct.constraints import Constraints, Endpoint
from doesithold.reconstruct.constraints.kinds import AnyConstraint
from doesithold.reconstruct.constraints.theorems import Theorem

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FOLDER = (ROOT / "examples/README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("#")[0].split() for line in README.splitlines() if line.startswith(".venv/bin/doesithold")
]
MADE_BY_THE_READER = {"line", "extra"}


def demanded() -> set[str]:
    """Return the kinds of constraint with their keys, and the kinds of theorem."""
    constraints, theorems = (get_args(get_args(one)[0]) for one in (AnyConstraint, Theorem))
    kinds = {get_args(each.model_fields["kind"].annotation)[0] for each in (*constraints, *theorems)}
    keys = {key for each in constraints for key in each.model_fields}
    return kinds | keys - {"rounding", "flat"}  # these are the paper's convention, not a constraint's


def section(name: str) -> set[str]:
    """Return the words in code font under a heading."""
    text = FOLDER.split(f"## {name}\n")[1].split("\n## ")[0]
    return {word for code in re.findall(r"`([^`]+)`", text) for word in re.findall(r"\w+", code)}


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("study.yaml", {*About.model_fields, *Reference.model_fields}),
        ("claims.yaml", set(Claim.model_fields)),
        ("constraints.yaml", {*Constraints.model_fields, *Endpoint.model_fields, *demanded()}),
        ("cells.csv", {field.name for field in fields(Cell)} - MADE_BY_THE_READER),
        ("discrepancies.yaml", set(Remark.model_fields)),
    ],
)
def test_the_description_of_a_folder_names_every_key(heading, keys):
    assert keys <= section(heading)


def test_every_file_and_folder_that_the_readme_names_is_there():
    named = re.findall(r"\]\(([^):]+)\)|^\| `(\w+/)`", README, re.MULTILINE)
    assert len(named) > 5
    for place in (link or folder for link, folder in named):
        assert (ROOT / place).exists(), place


def test_every_command_of_the_readme_ends_well(tmp_path, capsys):
    """Rendering and clusters are left to tests of their own, and `review` asks questions."""
    assert {command[1] for command in COMMANDS} >= {"new", "audit", "render", "explain", "review"}
    for _, name, *words in COMMANDS:
        if name not in ("render", "review", "runs"):
            assert main([name, *(_placed(word, tmp_path) for word in words)]) == 0, shlex.join(words)
    assert "5/16" in capsys.readouterr().out


def _placed(word: str, folder: Path) -> str:
    return str(folder / "my") if word == "my" else str(ROOT / word) if word.startswith("examples/") else word


def test_the_readme_says_what_each_dependency_is_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    rows = re.findall(r"^\| (`.*?) \|", README.split("## Built on\n")[1], re.MULTILINE)
    named = {canonicalize_name(name) for name in re.findall(r"`([\w-]+)`", " ".join(rows))}
    assert {canonicalize_name(Requirement(line).name) for line in needed} == named
