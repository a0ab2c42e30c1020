"""A build is repeatable, whole or not there at all, and leaves nothing running."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from doesithold.render import builtin, execute
from tests.render.conftest import PROJECT, Built, render

Tiny = Callable[..., Path]


def _digests(book: Path) -> dict[str, str]:
    files = sorted(path for path in book.rglob("*") if path.is_file())
    return {str(path.relative_to(book)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_each_chapter_is_reported_with_its_time(tiny: Tiny) -> None:
    finished = render(tiny(), "--engine", "builtin", "--to", "html")
    assert finished.stdout.splitlines()[0].split()[0] == "index.qmd"
    assert finished.stdout.splitlines()[0].endswith(" s")


def test_one_format_leaves_the_other_as_it_was(tiny: Tiny) -> None:
    root = tiny()
    assert render(root, "--engine", "builtin").returncode == 0
    before = _digests(root / "_book")
    (root / "index.qmd").write_text("# Title\n\nOther text.\n")
    assert render(root, "--engine", "builtin", "--to", "html").returncode == 0
    after = _digests(root / "_book")
    assert after["Tiny.pdf"] == before["Tiny.pdf"] and after["index.html"] != before["index.html"]
    assert render(root, "--engine", "builtin", "--to", "pdf").returncode == 0
    assert _digests(root / "_book")["index.html"] == after["index.html"]
    assert _digests(root / "_book")["Tiny.pdf"] != before["Tiny.pdf"]


def test_a_failing_cell_is_named_and_the_good_book_stays(tiny: Tiny) -> None:
    root = tiny()
    assert render(root, "--engine", "builtin", "--to", "html").returncode == 0
    before = _digests(root / "_book")
    (root / "index.qmd").write_text("# T\n\n```{python}\n#| label: divide\n1 / 0\n```\n")
    finished = render(root, "--engine", "builtin", "--to", "html")
    assert finished.returncode == 1
    last = finished.stderr.splitlines()[-1]
    assert last == "index.qmd, row 3: cell divide: ZeroDivisionError: division by zero"
    assert "1 / 0" in finished.stderr and _digests(root / "_book") == before
    assert sorted(path.name for path in root.iterdir()) == ["_book", "_quarto.yml", "index.qmd"]


def test_a_failing_inline_expression_is_named(tiny: Tiny) -> None:
    with pytest.raises(execute.CellError, match=r"index\.qmd, row 3: cell `nobody`: NameError"):
        builtin.render(tiny("# T\n\nSo `{python} nobody`.\n"), ["html"])


def test_an_inline_expression_that_prints_or_warns_shows_its_value_alone(tiny: Tiny) -> None:
    warns = "__import__('warnings').warn('careful')"
    root = tiny(
        f"# T\n\nSo `{{python}} print('said') or 3`, `{{python}} {warns} or 4`, `{{python}} print('x')`.\n"
    )
    builtin.render(root, ["html"])
    page = (root / "_book/index.html").read_text()
    assert "So 3, 4, None." in page and "said" not in page and "careful" not in page


def test_code_that_is_only_shown_is_not_run(tiny: Tiny) -> None:
    root = tiny("# T\n\n```python\nopen('ran', 'w')\n```\n")
    builtin.render(root, ["html"])
    assert "ran" in (root / "_book/index.html").read_text()
    assert not (root / "ran").exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_build_leaves_no_kernel(tiny: Tiny, how: signal.Signals) -> None:
    root = tiny(
        "# T\n\n```{python}\nimport os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)\n```\n"
    )
    command = [sys.executable, "-m", "doesithold.render", "--engine", "builtin", "--to", "html"]
    building = subprocess.Popen(
        command, cwd=root, env=os.environ | {"PYTHONPATH": str(PROJECT)}, stderr=subprocess.PIPE, text=True
    )
    kernel = _wait_for(lambda: int((root / "pid").read_text() or 0) if (root / "pid").exists() else 0)
    building.send_signal(how)
    _, said = building.communicate(timeout=20)
    assert building.returncode == (130 if how == signal.SIGINT else -how)
    assert "Traceback" not in said
    _wait_for(lambda: not _runs(kernel))
    assert not (root / "_book").exists()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_for(condition: Callable[[], int]) -> int:
    for _ in range(300):
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError("waited 30 s in vain")


def test_parameters_replace_what_the_chapter_says(tiny: Tiny) -> None:
    cell = "#| tags: [parameters]\nn = 17\nname = 'a'"
    root = tiny(f"# T\n\n```{{python}}\n{cell}\n```\n\nThere are `{{python}} n` in `{{python}} name`.\n")
    builtin.render(root, ["html"])
    builtin.render(root, ["html"], chapter="index.qmd", parameters={"n": 16})
    assert "There are 16 in a." in (root / "_book-live/index.html").read_text()
    assert "There are 17 in a." in (root / "_book/index.html").read_text()


def test_a_value_that_the_first_cell_refuses_is_one_line_and_nothing_else_runs(tiny: Tiny) -> None:
    check = (
        "from doesithold.paper.about import About\n"
        "from doesithold.scenarios.scenarios import parameters, refuse_others\n"
        "refuse_others(In[-2], ['rounding'])\n"
        "parameters({'rounding': rounding}, About(title='A trial', sections=('Results',)))"
    )
    cells = ("#| tags: [parameters]\nrounding = 'half_up'", check)
    live = "# L\n\n" + "\n\n".join(f"```{{python}}\n{cell}\n```" for cell in cells)
    root = tiny("# T\n\n```{python}\nopen('ran', 'w')\n```\n", settings="    - live.qmd\n")
    (root / "live.qmd").write_text(live)
    finished = render(root, "--engine", "builtin", "live.qmd", "-P", "rounding:sideways")
    assert finished.returncode == 2 and len(finished.stderr.splitlines()) == 1
    assert (
        "live.qmd, row 8" in finished.stderr and "value 'sideways': must be one of half_up" in finished.stderr
    )
    assert not (root / "ran").exists() and not (root / "_book").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("chapters/prose.qmd", "-P", "denominatr:16"),
            "'denominatr': is not a parameter of this chapter; there is denominator",
        ),
        (
            ("chapters/tables.qmd", "-P", "denominator:16"),
            "chapters/tables.qmd: has no cell tagged `parameters`",
        ),
        (("chapters/none.qmd",), "chapters/none.qmd: is not a chapter of this book"),
        (("-P", "denominator:16"), "-P needs the chapter"),
        (("chapters/prose.qmd", "-P", "denominator"), "is not NAME:VALUE"),
        (("chapters/prose.qmd", "-P", "denominator:[1"), "-P denominator:[1: the value is not YAML"),
    ],
)
def test_a_wrong_parameter_starts_no_kernel(built: Built, arguments: tuple[str, ...], said: str) -> None:
    finished = render(built.folder, "--engine", "builtin", *arguments)
    assert finished.returncode == 2 and said in finished.stderr and not finished.stdout


def test_scripts_of_the_project_run_before_it_is_rendered(tiny: Tiny) -> None:
    root = tiny()
    settings = (root / "_quarto.yml").read_text()
    (root / "_quarto.yml").write_text(settings.replace("project:", "project:\n  pre-render: first.py", 1))
    (root / "first.py").write_text("from pathlib import Path\nPath('made.txt').write_text('made')\n")
    assert render(root, "--engine", "builtin", "--to", "html").returncode == 0
    assert (root / "made.txt").read_text() == "made"
    (root / "first.py").write_text("raise SystemExit(1)\n")
    failed = render(root, "--engine", "builtin", "--to", "html")
    assert failed.returncode == 2
    assert failed.stderr.strip() == "first.py: failed, so the book was not begun"
