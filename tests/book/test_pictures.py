"""The README shows pictures that are made by a command and show what the book says now."""

import re
from dataclasses import replace
from pathlib import Path

from analysis.pictures import outdated, sources

ROOT = Path(__file__).parents[2]


def test_every_picture_of_the_readme_is_made_by_the_command_and_current(book):
    shown = re.findall(r"!\[[^]]+\]\((docs/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown
    assert set(shown) == {str(path) for path in sources(book, ROOT)}
    assert list(outdated(book, ROOT)) == [], "run `make pictures`"


def test_a_picture_of_other_verdicts_is_outdated(book):
    other = type(book)(replace(book.paper, register=book.paper.register[1:]))
    other.__dict__.update(audited=book.audited)
    assert list(outdated(other, ROOT)) == [Path("docs/glance.png")]
