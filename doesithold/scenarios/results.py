"""Results of a scenario as a file: findings, the summary of its reconstruction, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import Verdict
from doesithold.files import write_atomic
from doesithold.scenarios.scenarios import Scenario
from doesithold.scenarios.stamp import STAMP_KEY, current_stamp

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
