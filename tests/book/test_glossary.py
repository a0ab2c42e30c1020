"""The first use of each term in each chapter leads to the glossary."""

from pathlib import Path

import pytest

from doesithold.render.glossary import GLOSSARY, linked, read_terms, sources, unlinked
from tests.book.conftest import SOURCES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / GLOSSARY).read_text(encoding="utf-8")
TERMS = read_terms(TEXT)


def test_the_glossary_holds_the_terms_of_the_trade_once_and_in_order():
    names = [term.spellings[0] for term in TERMS]
    assert names == sorted(names, key=str.lower)
    assert len({term.identifier for term in TERMS}) == len(TERMS)
    for name in (
        "RECIST",
        "Evaluable",
        "Censored",
        "Wald",
        "Clopper–Pearson",
        "Objective response",
        "Hazard",
        "GRIM",
    ):
        assert name in names


@pytest.mark.parametrize("source", [source for source in SOURCES if source != GLOSSARY])
def test_the_first_use_of_each_term_leads_to_the_glossary(source):
    text = (ROOT / source).read_text(encoding="utf-8")
    missing = [
        f"row {text.count(chr(10), 0, used.start()) + 1}: {used[0]}" for _, used in unlinked(text, TERMS)
    ]
    assert missing == [], "run `make notebooks`"


def test_every_chapter_but_the_glossary_is_looked_at():
    assert [*sources(ROOT), GLOSSARY] == [*SOURCES] or set(sources(ROOT)) | {GLOSSARY} == set(SOURCES)


def test_only_prose_is_linked_and_only_once():
    text = (
        "---\ntitle: Wald\n---\n# Wald {#sec-wald}\n\n```{python}\nwald = 1\n```\n\n"
        "A [Wald test](x.html) and `wald` and $Wald$ [see @wald].\n\n"
        "The waldsterben, then Wald's\ninterval. Wald again.\n"
    )
    once = linked(text, "index.qmd", TERMS)
    assert once == text.replace("then Wald's", "then [Wald's](chapters/glossary.qmd#term-wald)")
    assert linked(once, "index.qmd", TERMS) == once
    assert list(unlinked(once, TERMS)) == []


def test_a_link_that_came_to_stand_later_moves_to_the_first_use():
    text = "The evaluable ones. Later the [evaluable](glossary.qmd#term-evaluable) ones."
    assert linked(text, "chapters/x.qmd", TERMS) == (
        "The [evaluable](glossary.qmd#term-evaluable) ones. Later the evaluable ones."
    )
