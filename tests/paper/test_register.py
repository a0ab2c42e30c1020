"""The register of numbers: each number of the paper is accounted for."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from doesithold.audit.finding import as_number
from doesithold.errors import InputError
from doesithold.numbers import to_fraction
from doesithold.paper.paper import load_paper
from doesithold.report.ledger import gravest

ROOT = Path(__file__).parents[2]
LISTER = ROOT.parent / "shared" / "paper_numbers.py"


def test_every_number_points_at_a_claim_or_gives_a_reason(book):
    assert len(book.paper.register) == 152
    assert all(number.claims or number.reason for number in book.paper.register)
    assert [number.position for number in book.paper.register] == list(range(1, 153))


def test_a_number_that_claims_report_as_numbers_is_that_number(book):
    reported = {claim.id: as_number(claim.reported) for claim in book.paper.claims}
    strangers = [
        number.position
        for number in book.paper.register
        if (values := {reported[claim] for claim in number.claims} - {None})
        and to_fraction(number.number) not in values
    ]
    assert strangers == []


def test_a_cell_shows_the_gravest_finding_on_its_number(book):
    edema = next(number for number in book.paper.register if number.number == "31.3")
    assert gravest(edema, book.findings).verdict == "explained"
    order = ("contradicted", "explained", "unverifiable", "reproduced", "external")
    by_verdict = {finding.verdict: name for name, finding in book.findings.items()}
    for place, verdict in enumerate(order):
        shared = replace(edema, claims=tuple(by_verdict[other] for other in reversed(order[place:])))
        assert gravest(shared, book.findings).verdict == verdict


@pytest.mark.skipif(not LISTER.exists(), reason="the paper is not beside the project")
def test_the_register_is_the_list_of_the_papers_numbers():
    command = [sys.executable, str(LISTER), str(ROOT / "data" / "numbers.csv")]
    assert "0 differ" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"abstract-dose", b"abstract-doze", "row 2, column claims, value 'abstract-doze': must be the id"),
        (b"abstract-dose", b"", "row 2, column reason: must be filled where claims is empty"),
        (b"\n2,Abstract,28", b"\n999,Abstract,28", "row 3, column position, value '999': must be 2"),
        (b"1,Abstract", b"1,Abstrakt", "row 2, column section, value 'Abstrakt': must be one of Abstract"),
    ],
)
def test_a_broken_row_is_named(tmp_path, book, old, new, rule):
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    content = (data / "numbers.csv").read_bytes()
    (data / "numbers.csv").write_bytes(content.replace(old, new, 1))
    with pytest.raises(InputError) as error:
        load_paper(data)
    assert f"numbers.csv, {rule}" in str(error.value)
