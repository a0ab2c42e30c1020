"""Each named scenario changes exactly the verdicts that were found by hand."""

from pathlib import Path

import pytest
import yaml

from doesithold.audit.verdicts import audit
from doesithold.scenarios.evidence import compare, verdicts_of
from doesithold.scenarios.scenarios import load_scenarios

ROOT = Path(__file__).parents[2]
REVIEWED = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text(encoding="utf-8"))
KINDS = ("gained", "lost", "unmended", "mended")


@pytest.fixture(scope="module")
def scenarios():
    return {scenario.name: scenario for scenario in load_scenarios(ROOT / "data/scenarios.yaml")}


def test_every_scenario_was_reviewed_and_nothing_else(scenarios):
    assert list(REVIEWED) == list(scenarios)


@pytest.mark.parametrize("name", REVIEWED)
def test_scenario_changes_these_claims_and_no_others(scenarios, book, name):
    baseline = tuple(book.findings.values())
    findings = audit(book.paper, scenarios[name].parameters)
    found = compare(verdicts_of(baseline), verdicts_of(findings))
    assert {kind: list(getattr(found, kind)) for kind in KINDS} == {
        kind: REVIEWED[name].get(kind, []) for kind in KINDS
    }
    moved = {
        before.id
        for before, after in zip(baseline, findings, strict=True)
        if before.verdict != after.verdict and before.provenance == "reported"
    }
    assert moved == set(found.changed)
