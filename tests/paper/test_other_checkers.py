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

# Results of the PROSECCO trial (10.1371/journal.pmed.1004323) that effectcheck's tests use: a ratio of two
# arms, the bounds of its interval, and the p value of an uncorrected chi-squared test.
TWO_ARMS = [
    ("79/106 (74.5%) versus 82/99 (82.8%), RR 0.90; 95% CI 0.78 to 1.04; p = 0.15", "0.78", "1.04", "0.15"),
    ("8/106 (7.5%) and 5/101 (5.0%) (RR 1.53; 95% CI 0.52 to 4.51; p-value 0.44)", "0.52", "4.51", "0.44"),
    ("8/77 (10.4%) versus 9/68 (13.2%); RR 0.79; 95% CI 0.32 to 1.92; p-value 0.60", "0.32", "1.92", "0.60"),
]
ORACLES = Path(__file__).parents[1] / "oracles"


def _drafted(folder, paragraphs):
    """Audit what is drafted from paragraphs of a text."""
    manuscript = folder / "a.txt"
    manuscript.write_text("\n\n".join(["Results", *paragraphs]) + "\n", encoding="utf-8")
    for name, content in draft_files(read_manuscript(manuscript), manuscript.name).items():
        (folder / name).write_text(content, encoding="utf-8")
    return audit(load_paper(folder))


@pytest.mark.parametrize(("package", "size"), [("statcheck", 60), ("effectcheck", 23)])
def test_every_case_of_another_checker_gets_its_answer(package, size, tmp_path):
    with (ORACLES / f"{package}.csv").open(newline="", encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    drafted = _drafted(tmp_path, [f"The result was {case['result']}." for case in cases])
    findings = {finding.place: finding for finding in drafted}
    assert len(findings) == len(cases) == size
    for number, case in enumerate(cases, start=1):
        finding = findings[f"paragraph {number}, sentence 1"]
        is_error = finding.verdict != "reproduced"
        expected = (case["error"] == "yes") != bool(case["told_otherwise"])
        assert is_error == expected, (case, finding.explanation)


@pytest.mark.parametrize(("result", "lower", "upper", "p"), TWO_ARMS)
def test_two_arms_of_one_sentence_are_recomputed_from_its_counts(result, lower, upper, p, tmp_path):
    shares = _drafted(tmp_path, [f"It was seen in {result}."])
    found = {finding.reported: finding for finding in shares}
    assert {found[bound].verdict for bound in (lower, upper)} == {"reproduced"}
    assert [(one.kind, one.value) for one in found[p].assumptions] == [("method", "chi_squared")]
    assert "contradicted" not in {finding.verdict for finding in shares}
    other = _drafted(tmp_path, [f"It was seen in {result.replace(upper, '2.64')}."])
    assert [finding.reported for finding in other if finding.verdict == "contradicted"] == ["2.64"]
