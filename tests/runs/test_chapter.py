"""What the chapter on scenarios shows, against the changes that were found by hand."""

import re
from pathlib import Path

import pytest
import typst
import yaml

from analysis.book import open_book
from doesithold.audit.verdicts import audit
from doesithold.errors import InputError
from doesithold.scenarios.chapter import cover_table, matrix_table, scenario_table, unexplained_table
from doesithold.scenarios.evidence import Evidence, load_evidence, verdicts_of
from doesithold.scenarios.plan import plan
from doesithold.scenarios.scenarios import load_scenarios

ROOT = Path(__file__).parents[2]
BOOK = open_book(ROOT / "data")
REVIEWED = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def evidence():
    scenarios = load_scenarios(ROOT / "data/scenarios.yaml")
    results = {scenario.name: verdicts_of(audit(BOOK.paper, scenario.parameters)) for scenario in scenarios}
    return Evidence(plan(scenarios, ROOT), results)


@pytest.fixture(scope="module")
def changing(evidence):
    return [pattern for pattern in evidence.patterns if pattern.changes]


def test_matrix_holds_every_claim_that_a_scenario_changes_once(evidence, changing):
    page = matrix_table(evidence, BOOK.findings).html
    shown = re.findall(r'href="ledger.html#claim-([^"]+)"', page)
    changed = {
        claim
        for kinds in REVIEWED.values()
        for kind in ("gained", "lost", "unmended", "mended")
        for claim in kinds.get(kind, [])
    }
    assert sorted(shown) == sorted(changed)
    assert page.count("<td") == len(changing) * len(evidence.runs)


def test_every_scenario_leads_to_its_page_and_its_notebook(evidence):
    page = scenario_table(evidence).html
    for run in evidence.runs:
        assert f'href="../runs/output/{run.scenario.name}.html"' in page
        assert f'href="../runs/output/{run.scenario.name}.ipynb" download' in page


def test_paper_form_compiles(evidence, tmp_path):
    source = tmp_path / "tables.typ"
    tables = [scenario_table(evidence).typst, matrix_table(evidence, BOOK.findings).typst]
    source.write_text("\n\n".join(tables), encoding="utf-8")
    assert typst.compile(source).startswith(b"%PDF")


def test_four_scenarios_print_whatever_any_scenario_prints(evidence):
    assert evidence.covers == (
        ("results-efficacy", "abstract-safety", "truncation", "discussion-counts"),
        ("results-efficacy", "sixteen-patients", "truncation", "discussion-counts"),
    )
    everything = frozenset().union(*evidence.reproduced.values())
    assert cover_table(evidence).rows[-1]["total"] == str(len(everything))


def test_what_no_scenario_prints_is_all_that_fails_and_is_never_gained(evidence):
    failing = {
        finding.id
        for finding in BOOK.audited.findings
        if finding.verdict in ("explained", "contradicted") and finding.id in BOOK.findings
    }
    gained = {claim for kinds in REVIEWED.values() for claim in kinds.get("gained", [])}
    listed = [
        row
        for verdict in ("contradicted", "explained")
        for row in unexplained_table(evidence, BOOK.findings, verdict).rows
    ]
    assert len(listed) == len(failing - gained)


def test_results_that_are_not_there_are_named(project):
    with pytest.raises(InputError, match=r"no current results of baseline, .*python -m doesithold runs"):
        load_evidence(project.folder)
