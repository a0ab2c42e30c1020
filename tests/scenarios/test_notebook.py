"""The scenario notebook itself, run as a user would."""

import json

from analysis.book import open_book
from doesithold.audit.verdicts import audit
from doesithold.paper.assumptions import Assumptions


def test_findings_are_those_of_the_audit(truncated):
    found = json.loads(truncated.results()["truncation.json"])
    book = open_book(truncated.folder / "data")
    expected = audit(book.paper, Assumptions(rounding="truncate"))
    assert [(one["id"], one["verdict"], one["by"], one["recomputed"]) for one in found["findings"]] == [
        (one.id, one.verdict, one.by, one.recomputed) for one in expected
    ]
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


def test_checked_in_notebook_has_no_outputs(snapshot):
    notebook = json.loads((snapshot / "runs/scenario.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
