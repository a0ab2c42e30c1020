"""The book of a paper's folder: whole in a browser and on paper, and its text stays text."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from doesithold.cli.main import main
from doesithold.report.whole import audit_folder

EXAMPLES = Path(__file__).parents[2] / "examples"
HOSTILE = (
    "<script>document.title='taken'</script> | `a` **b** [c](javascript:alert(1)) {{< x >}} @fig-x #eval(1)"
)


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
            seen[identity] = row.inner_text()
    assert set(seen) == {f"claim-{finding.id}" for finding in audit.findings}
    for finding in audit.findings:
        told = seen[f"claim-{finding.id}"]
        assert finding.verdict in told
        assert finding.reported in told
    page.goto((folder / "_book" / "index.html").as_uri())
    links = page.locator("main a[href*='#claim-']")
    assert links.count() == sum(len(one.findings) for one in audit.discrepancies)
    links.first.click()
    assert page.locator(":target").count() == 1
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pdf = folder / "_book" / "audit.pdf"
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for one in audit.discrepancies:
        assert one.title.split()[0] in text
    assert "Report to the editor" in text


def test_text_of_the_folder_is_never_markup(
    tmp_path: Path, page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(EXAMPLES / "contrast", tmp_path / "x"))
    for name, old in (("claims.yaml", "says: People who refused."), ("study.yaml", "title: Acetylcysteine")):
        text = (folder / name).read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.lstrip().startswith(old))
        key = line[: line.index(":")]
        text = text.replace(line, f"{key}: '{HOSTILE.replace(chr(39), chr(39) * 2)}'", 1)
        (folder / name).write_text(text, encoding="utf-8")
    cells = (folder / "cells.csv").read_text(encoding="utf-8")
    cells = cells.replace("body mass index", f'"{HOSTILE}"')
    (folder / "cells.csv").write_text(cells, encoding="utf-8")
    assert build(folder, "--to", "html", "--to", "pdf") == 0, capsys.readouterr().err
    for name in ("index.html", "tables.html", "ledger.html", "section-2.html"):
        page.goto((folder / "_book" / name).as_uri())
        assert page.title() != "taken"
        assert page.locator("main script, a[href^='javascript:']").count() == 0
        shown = re.sub(r"\s+", " ", page.locator("body").text_content() or "")
        assert HOSTILE in shown.replace("’", "'").replace("‘", "'"), name


def test_a_folder_that_is_no_paper_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(tmp_path) == 2
    assert "has neither study.yaml" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
