"""Stamps: digests of everything a run depends on, so that it is repeated when, and only when, one changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from doesithold.scenarios.imports import Imports
from doesithold.scenarios.scenarios import Scenario

NOTEBOOK = Path("runs/scenario.ipynb")
SCENARIOS = Path("data/scenarios.yaml")
LOCK = Path("requirements.lock")
HERE = Path(__file__).parent
PRESENTED_BY = ("execute.py", "page.css", "../markup.py", "../pandoc.py")
"""What makes the kept notebook and its page from what the cells put out."""
STAMP_KEY = "stamp"
DIGITS = 16

Stamp = Mapping[str, str]


def checkout_stamp(root: Path) -> Stamp:
    """Digest what all scenarios share: data, the code that the notebook imports, notebook and lock file.

    Parameters
    ----------
    root : Path
        The project's folder. The file of scenarios is left out: each counts with its own parameters.
    """
    data = (path for path in (root / "data").rglob("*") if path.is_file() and path != root / SCENARIOS)
    cells = json.loads((root / NOTEBOOK).read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    engine = {path.name: _digest(path.read_bytes()) for path in map(HERE.joinpath, PRESENTED_BY)}
    return {
        "data": _digest_files(data, root),
        "code": _digest(json.dumps([Imports(root).behind(code), engine])),
        "notebook": _digest(_said(cells)),
        "lock": _digest_files([root / LOCK], root),
    }


def stamp(scenario: Scenario, checkout: Stamp) -> Stamp:
    """Add the digest of the scenario's own words and parameters."""
    return {"parameters": _digest(scenario.model_dump_json()), **checkout}


def current_stamp(scenario: Scenario) -> Stamp:
    """Stamp a scenario in the project's folder, where the notebook runs."""
    return stamp(scenario, checkout_stamp(Path()))


def _digest_files(paths: Iterable[Path], root: Path) -> str:
    listed = {path.relative_to(root).as_posix(): path for path in paths}
    return _digest(json.dumps([[name, _digest(listed[name].read_bytes())] for name in sorted(listed)]))


def _digest(content: str | bytes) -> str:
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:DIGITS]


def _said(cells: Iterable[Mapping[str, Any]]) -> str:
    """Return what a notebook says and does, without outputs that opening it may have left there."""
    kept = ("cell_type", "source", "metadata")
    return json.dumps([[cell[key] for key in kept] for cell in cells], sort_keys=True)
