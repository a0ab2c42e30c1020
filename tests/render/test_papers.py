"""The book of a paper's folder: whole in a browser and on paper, and its text stays text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from doesithold.cli.main import main
from doesithold.report.shown import told
from doesithold.report.whole import audit_folder
from tests.broken.folder import entry, rewritten, write

EXAMPLES = Path(__file__).parents[2] / "examples"
HOSTILE = (
    "<script>document.title='taken'</script> <img src=x onerror=\"document.title='taken'\"> | `a` **b** "
    "[c](javascript:alert(1)) ![d](/etc/hostname) {{< x >}} @fig-x #eval(1)"
)
FREE = set("says place note needs tension title why asks unit description rule".split())
"""Keys of YAML and JSON files that hold words of no fixed list."""
TEXT_CELLS = {
    "cells.csv": "age",
    "participants.csv": "P40",
    "numbers.csv": "a citation",
    "side_effects.csv": "heartburn",
}


def build(folder: Path, *options: str) -> int:
    return main(["render", str(folder), "--engine", "builtin", *options])


@pytest.mark.parametrize("name", ["heart-iron", "contrast"])
def test_every_statement_stands_in_the_book_with_its_verdict(
    name: str, tmp_path: Path, page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(EXAMPLES / name, tmp_path / name))
    assert build(folder) == 0, capsys.readouterr().err
    audit = audit_folder(folder)
    seen = {}
    for path in sorted((folder / "_book").glob("section-*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for row in page.locator(".findings tbody tr").all():
            identity = row.locator("[id^=claim-]").get_attribute("id")
            seen[identity] = row.locator("td").all_inner_texts()
    assert set(seen) == {f"claim-{finding.id}" for finding in audit.findings}
    page.goto((folder / "_book" / "ledger.html").as_uri())
    ledger = [row.locator("td").all_inner_texts() for row in page.locator(".places tbody tr").all()]
    for finding, (mark, *_, reported, recomputed) in zip(audit.findings, ledger, strict=True):
        verdict, _, printed, given, _ = seen[f"claim-{finding.id}"]
        assert not re.search(r"\((?:[a-z]+_[a-z_]+|fisher|student|welch)\)", given), (
            "no reader sees an identifier"
        )
        assert verdict == mark == f"{finding.marks} {finding.verdict}"
        assert (reported, recomputed) == (told(finding.reported), told(finding.recomputed))
        assert printed.startswith(reported) and given.startswith(recomputed)
    page.goto((folder / "_book" / "index.html").as_uri())
    counted = Counter(f"{finding.marks[0]} {finding.verdict}" for finding in audit.findings)
    shown = [row.locator("td").all_inner_texts() for row in page.locator("main table tbody tr").all()]
    assert {verdict: int(number) for verdict, number, _ in shown if int(number)} == counted
    links = page.locator("main a[href*='#claim-']")
    assert links.count() == sum(len(one.findings) for one in audit.discrepancies)
    links.first.click()
    expect(page.locator(":target")).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pdf = folder / "_book" / "audit.pdf"
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for one in audit.discrepancies:
        assert one.title.split()[0] in text
    assert "Report to the editor" in text


def _hostile(content: Any, key: str = "") -> Any:
    """Add markup to every free text of a YAML or JSON file."""
    if isinstance(content, dict):
        return {name: _hostile(value, name) for name, value in content.items()}
    if isinstance(content, list):
        return [_hostile(value) for value in content]
    return f"{content} {HOSTILE}" if isinstance(content, str) and key in FREE else content


def test_no_text_of_any_file_of_the_folder_is_markup(
    tmp_path: Path, page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "x"
    write(folder)
    entry("claims.yaml", "0.note", "A note.")(folder)
    entry("claims.yaml", "1.tension", "At odds.")(folder)
    for path in (*folder.glob("*.yaml"), folder / "datapackage.json"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(_hostile(content)), encoding="utf-8")
    for name, cell in TEXT_CELLS.items():
        odd = f"{cell} {HOSTILE}".replace('"', '""')
        rewritten(name, lambda text, cell=cell, odd=odd: text.replace(cell, f'"{odd}"'))(folder)
    assert build(folder) == 0, capsys.readouterr().err
    pages = sorted((folder / "_book").glob("*.html"))
    assert len(pages) == 7
    for path in pages:
        page.goto(path.as_uri())
        assert page.title() != "taken"
        assert page.locator("main script, [onerror], a[href^='javascript:']").count() == 0
        shown = re.sub(r"\s+", " ", page.locator("body").text_content() or "")
        assert HOSTILE in re.sub("[‘’]", "'", re.sub("[“”]", '"', shown)), path.name


def test_a_folder_that_is_no_paper_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(tmp_path) == 2
    assert "has neither study.yaml" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
