"""Text from data is shown as text: nothing of it runs, is markup, embeds a file, or fetches."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from doesithold.paper.paper import load_paper
from doesithold.reconstruct import outcomes
from doesithold.reconstruct.constraints import load_constraints
from doesithold.render import builtin
from doesithold.scenarios.execute import to_page
from tests.render.conftest import PROJECT

PAYLOADS = (
    "<img src=x onerror=\"document.title='pwned'\">",
    "<script>document.title='pwned'</script>",
    "</script></td></table><svg onload=\"document.title='pwned'\">",
    "[tap](javascript:document.title='pwned')",
    '" onmouseover="document.title=\'pwned\'" x="',
    "![q](/etc/hostname) ![r](secret.txt) ![s](https://example.org/a.png)",
    "`<img src=x onerror=alert(1)>`{=html}",
    "[x]{onclick=\"document.title='pwned'\"}",
    "{{< include secret.txt >}} {{< env HOME >}}",
    '#read("/etc/hostname") $x$ @nobody | a | b',
    "\x1b[31mred\x1b[0m",
)
EVERYTHING = "MARKER " + " ".join(PAYLOADS)
SETTINGS = """
project: {type: book, execute-dir: project}
book: {title: Data, chapters: [index.qmd]}
format: {html: {echo: false}, typst: {echo: false}}
"""
CHAPTER = """# Data

```{python}
import json
from pathlib import Path
from types import SimpleNamespace
from doesithold.report.booktable import BookTable
from doesithold.scenarios import notebook
text = json.loads(Path("payload.json").read_text())
```

As a value: `{python} text`.

```{python}
BookTable(name="t", headings={"a": "A", "b": text}, rows=[{"a": text, "b": text}], source_note=text,
    footnotes={(0, "b"): text})
```

```{python}
notebook.table(["A", text], [[text, text]])
```

```{python}
notebook.heading(SimpleNamespace(title=text, why=text))
```

```{python}
print(text)
```
"""


@dataclass(frozen=True)
class Visited:
    """What a browser found on a page."""

    title: str
    asked: list[str]
    elements: list[str]
    text: str


TOUCH_ALL = """() => document.querySelectorAll(':is(td, th, p, h1, h2, code, span):not(a *)').forEach(
    element => ['mouseover', 'click'].forEach(
        kind => element.dispatchEvent(new MouseEvent(kind, {bubbles: true}))))"""
WATCHED = """() => [...document.querySelectorAll(
    'main img, main svg, main iframe, main object, main [onclick], main [onerror], main [onload],'
    + 'main [onmouseover], main a[href^="javascript" i], body > img, body > a[href^="javascript" i]')]
    .map(element => element.outerHTML)"""


def _visit(browser: Browser, page: Path) -> Visited:
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(page.as_uri())
    tab.evaluate(TOUCH_ALL)
    visited = Visited(tab.title(), asked, tab.evaluate(WATCHED), tab.text_content("body") or "")
    tab.close()
    return visited


def _squeezed(text: str) -> str:
    """Leave out what typesetting changes: spaces, kinds of quotes, dots."""
    return re.sub(r"[\s\u00ad'\"‘’“”.…\ufffd]|\x1b\[\d+m", "", text)


def _check(visited: Visited, times: int) -> None:
    assert visited.title != "pwned" and visited.elements == []
    assert all(re.search(r"\.(html|css|js)$", address) for address in visited.asked), visited.asked
    expected = _squeezed(" ".join(PAYLOADS[:-1]))
    assert _squeezed(visited.text).count(expected) >= times, visited.text


def test_a_chapter_shows_data_as_text_on_the_page_and_on_paper(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "_quarto.yml").write_text(SETTINGS)
    (tmp_path / "index.qmd").write_text(CHAPTER)
    (tmp_path / "secret.txt").write_text("the secret")
    (tmp_path / "payload.json").write_text(json.dumps(EVERYTHING))
    builtin.render(tmp_path, ["html", "pdf"])
    assert not (tmp_path / "_book/secret.txt").exists()
    page = tmp_path / "_book/index.html"
    assert "the secret" not in page.read_text() and "\x1b" not in page.read_text()
    _check(_visit(browser, page), times=9)


def test_a_notebook_s_page_shows_data_as_text(tmp_path: Path, browser: Browser) -> None:
    from doesithold.scenarios import notebook

    shown = str(notebook.table(["A", EVERYTHING], [[EVERYTHING, EVERYTHING]]))
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "metadata": {"tags": ["injected-parameters"]},
            "source": [f"title = {EVERYTHING + '```'!r}"],
            "outputs": [{"output_type": "display_data", "data": {"text/markdown": shown}, "metadata": {}}],
        }
    ]
    page = tmp_path / "page.html"
    page.write_text(to_page(json.dumps({"cells": cells}), "a.ipynb", EVERYTHING))
    assert Path("/etc/hostname").read_text().strip() not in page.read_text()
    _check(_visit(browser, page), times=3)


FEW = {"scenarios.yaml": 2}
"""How many entries of a file are enough, where each is an executed notebook."""
FREE_TEXTS = {"asks", "cause", "needs", "note", "place", "question", "says", "tension", "title", "why"}


def _poison(data: Path) -> None:
    """Add every payload to every free text of every YAML file, and of the outcomes kept beside them."""
    for file in data.glob("*.yaml"):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        poisoned = _poisoned(content[: FEW[file.name]] if file.name in FEW else content)
        file.write_text(yaml.safe_dump(poisoned, allow_unicode=True, sort_keys=False), encoding="utf-8")
    paper = load_paper(data)
    kept = data / outcomes.FOLDER / outcomes.OUTCOMES
    whole = json.loads(kept.read_text(encoding="utf-8"))
    whole["made_from"] = outcomes.fingerprint(paper, load_constraints(data / outcomes.CONSTRAINTS, paper))
    for outcome in whole["outcomes"]:
        outcome |= {key: _poisoned(outcome[key], free=True) for key in ("says", "why")}
    kept.write_text(json.dumps(whole), encoding="utf-8")


def _poisoned(value: Any, free: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: _poisoned(
                inside, free or key == "alternatives" or (isinstance(inside, str) and key in FREE_TEXTS)
            )
            for key, inside in value.items()
        }
    if isinstance(value, list):
        return [_poisoned(inside) for inside in value]
    return f"{value} {EVERYTHING}".replace("\x1b", "") if free and isinstance(value, str) else value


@pytest.mark.slow
def test_the_real_book_shows_poisoned_data_as_text(tmp_path: Path, browser: Browser) -> None:
    root = tmp_path / "project"
    hidden = shutil.ignore_patterns(".*", "_book*", "*_files", "output", "tests")
    shutil.copytree(PROJECT, root, ignore=hidden)
    _poison(root / "data")
    finished = subprocess.run(
        [sys.executable, "-m", "doesithold.render", "--engine", "builtin"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    for page in sorted((root / "_book").rglob("*.html")):
        visited = _visit(browser, page)
        assert visited.title != "pwned", page
        assert not [one for one in visited.elements if re.search(r"pwned|hostname|javascript:", one)], page
        assert not [one for one in visited.asked if not one.startswith("file://")], page
