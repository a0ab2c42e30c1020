"""Results of scenarios: what they rest on, how they are written and read, and kept whole by one writer."""

from __future__ import annotations

import fcntl
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import Verdict
from doesithold.files import write_atomic
from doesithold.scenarios.reads import Imports
from doesithold.scenarios.scenarios import Scenario

if TYPE_CHECKING:
    from doesithold.scenarios.execute import Executed


NOTEBOOK = Path("runs/scenario.ipynb")
OUTPUT = Path("runs/output")
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


def before_forks() -> None:
    """Parse once the code that the stamp of every kernel rests on."""
    checkout_stamp(Path())


def _digest_files(paths: Iterable[Path], root: Path) -> str:
    listed = {path.relative_to(root).as_posix(): path for path in paths}
    return _digest(json.dumps([[name, _digest(listed[name].read_bytes())] for name in sorted(listed)]))


def _digest(content: str | bytes) -> str:
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:DIGITS]


def _said(cells: Iterable[Mapping[str, Any]]) -> str:
    """Return what a notebook says and does, without outputs that opening it may have left there."""
    kept = ("cell_type", "source", "metadata")
    return json.dumps([[cell[key] for key in kept] for cell in cells], sort_keys=True)


KEPT = (
    "id",
    "section",
    "says",
    "reported",
    "recomputed",
    "verdict",
    "by",
    "explanation",
    "assumptions",
    "measure",
    "conflicts_with",
    "provenance",
)
"""What is kept of a finding; the rest is in the claims."""


def write_findings(
    file: str, scenario: Scenario, findings: Iterable[Finding], reconstruction: Mapping[str, Any]
) -> None:
    """Write what was found as JSON, stamped with the parameters, data, code and lock it rests on."""
    record = {
        STAMP_KEY: current_stamp(scenario),
        "scenario": scenario.name,
        "title": scenario.title,
        "parameters": scenario.parameters.flat(),
        "reconstruction": reconstruction,
    }
    lines = [json.dumps(_kept(finding), ensure_ascii=False) for finding in findings]
    head = json.dumps(record, ensure_ascii=False, indent=1).removesuffix("\n}")
    write_atomic(file, head + ',\n "findings": [\n' + ",\n".join(lines) + "\n]}\n")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; anything else, or nothing, counts as an empty one."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def verdicts(record: Mapping[str, Any]) -> Mapping[str, Verdict]:
    """Return the verdict on each statement of the paper; checks of our own are left out."""
    return {one["id"]: one["verdict"] for one in record["findings"] if one["provenance"] == "reported"}


def _kept(finding: Finding) -> dict[str, Any]:
    record = asdict(finding)
    return {key: record[key] for key in KEPT}


def store(executed: Executed, root: Path) -> None:
    """Keep what a run gave: findings, page and notebook; after an error, the notebook among the failed ones.

    The notebook comes last, as the sign that what stands beside it is complete.

    Raises
    ------
    OSError
        If a file cannot be written; those already there are as they were.
    """
    run = executed.run
    if executed.error:
        write_atomic(root / run.failed_notebook, executed.notebook)
        return
    findings = root / run.findings
    if not findings.exists() or findings.read_text(encoding="utf-8") != executed.findings:
        write_atomic(findings, executed.findings)
    if run.in_book:
        write_atomic(root / run.page, executed.page)
    write_atomic(root / run.notebook, executed.notebook)
    (root / run.failed_notebook).unlink(missing_ok=True)


@contextmanager
def sole_writer(root: Path) -> Iterator[None]:
    """Wait until no other process writes results, then sweep up what a killed one left half-written."""
    output = root / OUTPUT
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another process that runs scenarios here", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in output.rglob(".*.*.*"):
            leftover.unlink()
        yield
