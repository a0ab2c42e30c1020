"""The teaching chapters rendered by the built-in engine in a book whose other chapters are empty."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEACHING = ("chapters/try-it.qmd", "chapters/exercises.qmd", "chapters/glossary.qmd")
HEADING = re.compile(r"^#+ .*$", re.M)
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """HTML and PDF; chapters other than the lesson's keep only their headings."""
    root = tmp_path_factory.mktemp("teaching") / "book"
    settings = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    settings["project"].pop("pre-render", None)
    (root / "chapters").mkdir(parents=True)
    (root / "_quarto.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    for name in ("analysis", "assets", "data", "doesithold", "teaching"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "references.bib", root)
    for source in [*settings["book"]["chapters"], *settings["book"]["appendices"]]:
        text = (ROOT / source).read_text(encoding="utf-8")
        if source not in TEACHING:
            text = "\n\n".join(HEADING.findall(FENCED.sub("", text))) + "\n"
        (root / source).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "doesithold.render", "--engine", "builtin"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return root / "_book"
