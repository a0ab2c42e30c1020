"""P values beside test statistics: what the tests of statcheck and of effectcheck say of them.

`tests/oracles/statcheck.csv` holds the results that the tests of the R package statcheck 1.6.0 use (Nuijten
MB and others; github.com/MicheleNuijten/statcheck, commit b288d94: `tests/testthat` and
`inst/test_materials/test_dir`), each with whether statcheck must call it an error. `effectcheck.csv` holds
those of the R package effectcheck 0.7 (Feldman G; github.com/giladfeldman/escicheck, commit f1142e5:
`tests/testthat`) whose p value its tests judge.
"""

import csv
from pathlib import Path

import pytest

from doesithold.audit.verdicts import audit
from doesithold.paper.manuscript.draft import draft_files
from doesithold.paper.manuscript.reading import read_manuscript
from doesithold.paper.paper import load_paper

ORACLES = Path(__file__).parents[1] / "oracles"


@pytest.mark.parametrize(("package", "size"), [("statcheck", 60), ("effectcheck", 23)])
def test_every_case_of_another_checker_gets_its_answer(package, size, tmp_path):
    with (ORACLES / f"{package}.csv").open(newline="", encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    manuscript = tmp_path / "a.txt"
    text = "\n\n".join(f"The result was {case['result']}." for case in cases)
    manuscript.write_text(f"Results\n\n{text}\n", encoding="utf-8")
    for name, content in draft_files(read_manuscript(manuscript), manuscript.name).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    findings = {finding.place: finding for finding in audit(load_paper(tmp_path))}
    assert len(findings) == len(cases) == size
    for number, case in enumerate(cases, start=1):
        finding = findings[f"paragraph {number}, sentence 1"]
        is_error = finding.verdict != "reproduced"
        expected = (case["error"] == "yes") != bool(case["told_otherwise"])
        assert is_error == expected, (case, finding.explanation)
