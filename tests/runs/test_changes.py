"""Each named scenario changes exactly the verdicts that were found by hand."""

from pathlib import Path

import pytest
import yaml

from analysis.book import open_book
from doesithold.audit.verdicts import audit
from doesithold.scenarios.evidence import compare, verdicts_of
from doesithold.scenarios.scenarios import load_scenarios

ROOT = Path(__file__).parents[2]
BOOK = open_book(ROOT / "data")
BASELINE = tuple(BOOK.findings.values())
SCENARIOS = load_scenarios(ROOT / "data/scenarios.yaml")
REVIEWED = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text(encoding="utf-8"))
KINDS = ("gained", "lost", "unmended", "mended")


def test_every_scenario_was_reviewed_and_nothing_else():
    assert list(REVIEWED) == [scenario.name for scenario in SCENARIOS]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_scenario_changes_these_claims_and_no_others(scenario):
    findings = audit(BOOK.paper, scenario.parameters)
    found = compare(verdicts_of(BASELINE), verdicts_of(findings))
    reviewed = REVIEWED[scenario.name]
    assert {kind: list(getattr(found, kind)) for kind in KINDS} == {
        kind: reviewed.get(kind, []) for kind in KINDS
    }
    moved = {
        before.id
        for before, after in zip(BASELINE, findings, strict=True)
        if before.verdict != after.verdict and before.provenance == "reported"
    }
    assert moved == set(found.changed)
