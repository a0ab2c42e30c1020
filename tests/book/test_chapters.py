"""The sources of the chapters: no typed numbers, references that lead somewhere, code that only calls."""

import ast
import re

import pytest

FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
CELL = re.compile(r"^```\{python\}\n(.*?)^```$", re.M | re.S)
INLINE = re.compile(r"`\{python\} (.*?)`", re.S)
FORMULA = re.compile(r"\$\$.*?\$\$", re.S)
NAMES = re.compile(
    r"Pt-\d\d|\b[A-Z]\d{3}(?:[A-Z]|del)?\b|RECIST 1\.1|CTLA-4|PD-1|NF1|TP53"
    r"|(?:Table|Figure) \d[ab]?|exon\s\d+"
)
PATTERNED = (
    "abstract",
    "introduction",
    "methods",
    "patient-characteristics",
    "efficacy",
    "safety",
    "discussion",
)


def prose(text):
    """A chapter without code, formulas, attributes, citations, references and links."""
    for gone in (
        FENCED,
        INLINE,
        FORMULA,
        re.compile(r"\{[#.][^}]*\}"),
        re.compile(r"@[\w-]+"),
        re.compile(r"\]\([^)]*\)"),
    ):
        text = gone.sub(" ", text)
    return text


def test_no_number_is_typed_into_prose(texts):
    typed = {source: re.findall(r".*\d.*", NAMES.sub("", prose(text))) for source, text in texts.items()}
    assert {source: lines for source, lines in typed.items() if lines} == {}


def test_chapters_of_the_paper_share_one_pattern(texts):
    for name in PATTERNED:
        headings = re.findall(r"^## ([^{\n]*[^{\s])", texts[f"chapters/{name}.qmd"], re.M)
        assert headings[:3] == ["What the paper says", "What we recomputed", "Does it hold?"], name


def test_every_claim_named_in_a_chapter_exists(texts, book):
    named = re.findall(r'book\.(?:reported|recomputed|explanation)\("([^"]*)"\)', "".join(texts.values()))
    named += re.findall(r'book\.findings\["([^"]*)"\]', "".join(texts.values()))
    assert len(named) > 50
    assert set(named) <= set(book.findings)


def test_every_reference_leads_to_one_label_and_every_table_and_figure_is_mentioned(texts):
    whole = "".join(texts.values())
    labels = re.findall(r'(?:#\| label: (?=tbl-|fig-)|\{#(?=sec-|fig-|tbl-)|"(?=fig-))([\w-]+)', whole)
    mentioned = set(re.findall(r"@((?:sec|fig|tbl)-[\w-]+)", FENCED.sub("", whole)))
    assert len(labels) == len(set(labels))
    assert mentioned <= set(labels)
    assert {label for label in labels if not label.startswith("sec-")} <= mentioned


def test_the_results_show_every_figure_of_the_paper(texts):
    cells = "".join(CELL.findall(texts["chapters/efficacy.qmd"]))
    assert set(re.findall(r"the paper's Figure (\d\w?)", cells)) == {"1a", "1b", "2", "3a", "4"}
    assert "ct_report" in texts["chapters/efficacy.qmd"]


def test_citations_and_bibliography_match(texts, bibliography):
    entries = set(re.findall(r"^@\w+\{([^,]*),", bibliography, re.M))
    cited = set(re.findall(r"@([a-z]+\d*)\b(?!-)", "".join(FENCED.sub("", text) for text in texts.values())))
    assert cited == entries


def test_every_work_can_be_found(bibliography):
    for entry in re.split(r"^@", bibliography, flags=re.M)[1:]:
        assert re.search(r"^  (doi|url) = ", entry, re.M), entry.splitlines()[0]


EXERCISES = "chapters/exercises.qmd"
"""Computes by itself: a student carries its solutions away, so they use no module of this project."""


def test_chapters_call_and_compute_nothing_themselves(texts):
    allowed = ("analysis", "doesithold", "fractions", "pathlib")
    for source, text in texts.items():
        if source == EXERCISES:
            continue
        tree = ast.parse("\n".join(re.sub(r"^#\|.*\n", "", cell, flags=re.M) for cell in CELL.findall(text)))
        for node in ast.walk(tree):
            assert not isinstance(node, ast.FunctionDef | ast.Lambda | ast.BinOp | ast.While), source
            if isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] in allowed, source
            assert not isinstance(node, ast.Import), source


@pytest.mark.parametrize("name", PATTERNED)
def test_does_it_hold_begins_with_the_discrepancies_of_its_own_section(texts, name):
    _, _, section = texts[f"chapters/{name}.qmd"].partition("## Does it hold?")
    first = CELL.search(section)
    assert first[1].endswith(f'\ndiscrepancies_of("{name}", book.audited)\n')
    assert "###" not in section[: first.start()]


def test_marks_work_wherever_there_are_some_and_nobody_on_paper_is_told_to_tap(texts):
    for source, text in texts.items():
        if "book.reported(" in text:
            assert "assets/marks.js" in text, source
        on_paper = re.sub(
            r'::: \{[^}]*\.content-visible when-format="html"\}.*?^:::$', "", text, flags=re.M | re.S
        )
        assert not re.search(r"\b(?:tap|click|hover)\b", prose(on_paper)), source
