"""What the chapter on scenarios shows, against the changes that were found by hand."""

import csv
import re
from pathlib import Path

import pytest
import typst
import yaml

from doesithold.audit.verdicts import audit
from doesithold.errors import InputError
from doesithold.scenarios.chapter import cover_table, matrix_table, scenario_table, unexplained_table
from doesithold.scenarios.evidence import Evidence, letters, load_evidence, verdicts_of
from doesithold.scenarios.plan import plan
from doesithold.scenarios.scenarios import load_scenarios

ROOT = Path(__file__).parents[2]
REVIEWED = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def evidence(book):
    scenarios = load_scenarios(ROOT / "data/scenarios.yaml")
    results = {scenario.name: verdicts_of(audit(book.paper, scenario.parameters)) for scenario in scenarios}
    return Evidence(plan(scenarios, ROOT), results)


@pytest.fixture(scope="module")
def changing(evidence):
    return [pattern for pattern in evidence.patterns if pattern.changes]


def test_matrix_holds_every_claim_that_a_scenario_changes_once(evidence, changing, book):
    page = matrix_table(evidence, book.findings).html
    shown = re.findall(r'href="ledger.html#claim-([^"]+)"', page)
    changed = {
        claim
        for kinds in REVIEWED.values()
        for kind in ("gained", "lost", "unmended", "mended")
        for claim in kinds.get(kind, [])
    }
    assert sorted(shown) == sorted(changed)
    assert page.count("<td") == len(changing) * len(evidence.runs)


BECOMES = {
    "gained": {"reproduced"},
    "lost": {"explained", "contradicted"},
    "unmended": {"contradicted"},
    "mended": {"explained"},
}
MARKS = {"contradicted": "✗", "explained": "≈", "unverifiable": "?", "reproduced": "✓", "external": "↗"}


def test_every_cell_of_the_matrix_is_the_verdict_found_by_hand(evidence, book):
    with (ROOT / "tests/audit/verdicts.csv").open(newline="", encoding="utf-8") as file:
        baseline = {row["id"]: row["verdict"] for row in csv.DictReader(file)}
    page = matrix_table(evidence, book.findings).html
    wrong = []
    for row in re.findall(r"<tr>.*?</tr>", page, re.S):
        cells = re.findall(r'<td class="verdict-(\w+)" data-code="(\w+)" title="(\w+)">(.)</td>', row)
        for claim in re.findall(r'href="ledger.html#claim-([^"]+)"', row):
            assert [code for _, code, _, _ in cells] == list(evidence.codes.values())
            for scenario, (name, _, title, mark) in zip(evidence.codes, cells, strict=True):
                kinds = [kind for kind, claims in REVIEWED[scenario].items() if claim in claims]
                allowed = BECOMES[kinds[0]] if kinds else {baseline[claim]}
                if name != title or mark != MARKS[name] or name not in allowed:
                    wrong.append((claim, scenario, name))
    assert wrong == []


def test_every_scenario_tells_its_assumptions_and_leads_to_its_page_and_its_notebook(evidence):
    page = scenario_table(evidence).html
    for run in evidence.runs:
        assert f'href="../runs/output/{run.scenario.name}.html"' in page
        assert f'href="../runs/output/{run.scenario.name}.ipynb" download' in page
    rows = dict(re.findall(r'<tr id="scenario-([^"]+)">(.*?)</tr>', page, re.S))
    for scenario in yaml.safe_load((ROOT / "data/scenarios.yaml").read_text(encoding="utf-8")):
        assumed = [f"{name} = {value}" for name, value in scenario.get("parameters", {}).items()]
        assert re.findall("<code>(.*?)</code>", rows[scenario["name"]]) == assumed


def test_paper_form_compiles(evidence, book, tmp_path):
    source = tmp_path / "tables.typ"
    tables = [scenario_table(evidence).typst, matrix_table(evidence, book.findings).typst]
    source.write_text("\n\n".join(tables), encoding="utf-8")
    assert typst.compile(source).startswith(b"%PDF")


def test_four_scenarios_print_whatever_any_scenario_prints_each_some_more(evidence):
    assert evidence.covers == (
        ("results-efficacy", "abstract-safety", "truncation", "discussion-counts"),
        ("results-efficacy", "sixteen-patients", "truncation", "discussion-counts"),
    )
    with (ROOT / "tests/audit/verdicts.csv").open(newline="", encoding="utf-8") as file:
        judged = {row["id"] for row in csv.DictReader(file) if row["verdict"] == "reproduced"}
    baseline, seen = judged & evidence.baseline.keys(), set()
    for name, row in zip(evidence.covers[0], cover_table(evidence).rows, strict=True):
        changes = REVIEWED[name]
        new = (baseline - {*changes.get("lost", [])} | {*changes.get("gained", [])}) - seen
        seen |= new
        counts = (str(len(new)), str(len(new - baseline)), str(len(seen)))
        assert (row["new"], row["mended"], row["total"]) == counts, name
    assert seen == frozenset().union(*evidence.reproduced.values())


def test_what_no_scenario_prints_is_all_that_fails_and_is_never_gained(evidence, book):
    failing = {
        finding.id
        for finding in book.audited.findings
        if finding.verdict in ("explained", "contradicted") and finding.id in book.findings
    }
    gained = {claim for kinds in REVIEWED.values() for claim in kinds.get("gained", [])}
    listed = [
        row
        for verdict in ("contradicted", "explained")
        for row in unexplained_table(evidence, book.findings, verdict).rows
    ]
    assert len(listed) == len(failing - gained)


def test_results_that_are_not_there_are_named(project):
    with pytest.raises(InputError, match=r"no current results of baseline, .*python -m doesithold runs"):
        load_evidence(project.folder)


def test_scenarios_beyond_the_alphabet_have_letters_too():
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
