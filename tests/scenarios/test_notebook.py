"""The scenario notebook itself, run as a user would."""

import csv
import json
from collections import Counter
from pathlib import Path

from analysis.book import open_book
from doesithold.audit.verdicts import audit
from doesithold.paper.assumptions import Assumptions
from doesithold.scenarios.results import verdicts

JUDGED = Path(__file__).parents[1] / "audit" / "verdicts.csv"
MARKS = {"contradicted": "✗", "explained": "≈", "unverifiable": "?", "reproduced": "✓", "external": "↗"}


def test_findings_are_those_of_the_audit(truncated):
    found = json.loads(truncated.results()["truncation.json"])
    book = open_book(truncated.folder / "data")
    expected = audit(book.paper, Assumptions(rounding="truncate"))
    assert [(one["id"], one["verdict"], one["by"], one["recomputed"]) for one in found["findings"]] == [
        (one.id, one.verdict, one.by, one.recomputed) for one in expected
    ]
    assert verdicts(found) == {one.id: one.verdict for one in expected if one.provenance == "reported"}
    assert found["parameters"]["rounding"] == "truncate"
    assert found["stamp"].keys() == {"parameters", "data", "code", "notebook", "lock"}
    assert found["reconstruction"]["pfs"]["data sets"] == "200"


def test_executed_notebook_holds_nothing_of_this_machine_or_moment(truncated):
    text = truncated.results()["truncation.ipynb"].decode()
    notebook = json.loads(text)
    assert notebook["metadata"].keys() == {"kernelspec", "language_info", "stamp"}
    assert all(cell["metadata"].keys() <= {"tags"} for cell in notebook["cells"])
    assert [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"] == list(
        range(1, 1 + sum(cell["cell_type"] == "code" for cell in notebook["cells"]))
    )
    for trace in (str(truncated.folder), "/tmp/", 'papermill":'):
        assert trace not in text


def test_page_shows_the_results_and_leads_back_and_to_the_notebook(truncated):
    page = truncated.results()["truncation.html"].decode().replace("\xa0", " ")
    assert "<h1" in page
    assert "Digits cut off" in page
    assert 'href="truncation.ipynb"' in page
    assert 'href="../../chapters/runs.html"' in page
    assert "5.5 % of patients had ovarian cancer" in page
    assert "src=" not in page


def test_page_counts_the_verdicts_of_the_baseline_and_those_of_the_scenario(truncated):
    page = truncated.results()["truncation.html"].decode().replace("\xa0", " ")
    found = json.loads(truncated.results()["truncation.json"])["findings"]
    here = {one["id"]: one["verdict"] for one in found if one["provenance"] == "reported"}
    with JUDGED.open(newline="", encoding="utf-8") as file:
        judged = Counter(row["verdict"] for row in csv.DictReader(file) if row["id"] in here)
    counted = Counter(here.values())
    assert judged != counted
    table = page[page.index(">Verdict</th>") :].partition("</table>")[0]
    assert table.index(">Baseline<") < table.index(">Here<") < table.index("<td")
    rows = [[cell.split(">")[-1] for cell in row.split("</td>")[:3]] for row in table.split("<tr")[1:]]
    assert rows == [
        [f"{mark} {verdict}", str(judged[verdict]), str(counted[verdict])] for verdict, mark in MARKS.items()
    ]


def test_checked_in_notebook_has_no_outputs(snapshot):
    notebook = json.loads((snapshot / "runs/scenario.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
