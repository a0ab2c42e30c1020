"""The report to the editor, in every format, and the files that describe the project to archives."""

import io
import re
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pypandoc
import pytest
import yaml
from pypdf import PdfReader

from doesithold import __version__
from doesithold.cli.main import main
from doesithold.report.editor import editor_report
from doesithold.report.editor_formats import to_docx, to_html, to_markdown, to_pdf
from doesithold.report.whole import audit_paper

ROOT = Path(__file__).parents[2]
ODD = '<b>"|*x*_y_\\#$`{{< meta title >}}` #panic() [link](http://example.org)\x1b[2J'
CFF = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers",
    "keywords", "license", "license-url", "message", "preferred-citation", "references", "repository",
    "repository-artifact", "repository-code", "title", "type", "url", "version",
}  # fmt: skip
"""The keys of the Citation File Format 1.2.0; nothing else may stand at its top level."""


def in_text(content, kind):
    return pypandoc.convert_text(content, "plain", format=kind, extra_args=["--wrap=none"])


def in_pdf(pdf):
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture(scope="module")
def report(book):
    return editor_report(book.paper, book.audited)


@pytest.fixture(scope="module")
def odd(book):
    """A report in which every text from data is as odd as can be."""
    finding = replace(book.audited.findings[0], place=ODD, reported=ODD, needs=ODD, verdict="unverifiable")
    one = replace(book.audited.discrepancies[0], title=ODD, cause=ODD, question=ODD, findings=(finding.id,))
    about = book.paper.about.model_copy(update={"title": ODD})
    audit = replace(book.audited, findings=(finding,), discrepancies=(one,))
    return editor_report(replace(book.paper, about=about), audit)


def test_every_format_has_every_discrepancy_with_both_values_cause_and_question_and_all_counts(report, book):
    texts = {
        "html": in_text(to_html(report), "html"),
        "md": in_text(to_markdown(report), "markdown"),
        "docx": in_text(to_docx(report), "docx"),
        "pdf": in_pdf(to_pdf(report)),
    }
    for kind, text in texts.items():
        letters = re.sub(r"[\W_]", "", text)
        for one in book.audited.discrepancies:
            for said in (one.title, one.cause, one.question):
                assert re.sub(r"[\W_]", "", said) in letters, (kind, said)
        close = re.sub(r"\s", "", text)
        assert "(Responses):two→6" in close, kind
        assert "31.3%,25.0%,18.8%→29.4%,23.5%,17.6%" in close, kind
        for verdict, number in book.audited.counts.items():
            assert re.search(rf"{verdict}{number}(?!\d)", close), (kind, verdict)
        assert f"{len(book.audited.findings)}statementsofthepaper" in close, kind
        assert f"{len(book.audited.checks)}morechecks" in close, kind


def test_the_signs_of_one_mark_stay_on_one_line(report):
    assert "?\N{WORD JOINER}~" in re.sub(r"\\", "", to_markdown(report)) and "?~" not in to_html(report)


def test_two_pages_are_enough(report):
    assert len(PdfReader(io.BytesIO(to_pdf(report))).pages) <= 2


def test_all_statements_are_counted_and_all_unverifiable_ones_say_what_they_need(report, book):
    findings = book.audited.findings
    assert report.statements == len(findings)
    assert {tally.verdict: tally.number for tally in report.tallies} == dict(book.audited.counts)
    assert report.unverifiable == sum(finding.verdict == "unverifiable" for finding in findings)
    assert list(report.needs) == sorted(report.needs, reverse=True)


def test_what_is_printed_stands_beside_what_the_data_give(report):
    sides = {side for group in report.groups for entry in group.entries for side in entry.sides}
    told = {(side.where, side.printed, side.recomputed) for side in sides}
    thin = "\N{NARROW NO-BREAK SPACE}%"
    assert ("Discussion (Responses)", "two", "6") in told
    assert (
        "Abstract (Result, adverse events)",
        f"31.3{thin}, 25.0{thin}, 18.8{thin}",
        f"29.4{thin}, 23.5{thin}, 17.6{thin}",
    ) in told
    assert all(side.recomputed == "" for side in sides if side.marks.startswith(("✓", "?")))


def test_what_is_not_known_of_the_paper_is_said(report):
    assert set(report.known) | set(report.unknown) == {
        "authors", "title", "journal", "year", "doi", "registration",
    }  # fmt: skip
    assert "doi" in report.unknown
    assert "NCT" in report.known["registration"]


def test_the_same_report_gives_the_same_bytes_without_a_date(report):
    assert to_docx(report) == to_docx(report)
    assert to_pdf(report) == to_pdf(report)
    assert "/CreationDate" not in PdfReader(io.BytesIO(to_pdf(report))).metadata
    with zipfile.ZipFile(io.BytesIO(to_docx(report))) as docx:
        assert {member.date_time for member in docx.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(r"\d{4}-\d\d-\d\d", docx.read("docProps/core.xml").decode())) == {"1980-01-01"}


def test_text_from_data_stays_text_in_every_format(odd):
    html = to_html(odd)
    assert "<b>" not in html
    assert "http://example.org" in html
    assert "<a " not in html
    shown = ODD.replace("\x1b", "\N{REPLACEMENT CHARACTER}")
    blocks = pypandoc.convert_text(to_markdown(odd), "native", format="markdown")
    assert not re.search(r"\b(Link|RawInline|Image|Math)\b", blocks)
    for text in (
        in_text(html, "html"),
        in_text(to_docx(odd), "docx"),
        in_pdf(to_pdf(odd)),
    ):
        assert "{{< meta title >}}" in text
        assert "#panic()" in text
        assert shown[:10] in text.replace("“", '"')
        assert "\x1b" not in text


def test_a_page_needs_nothing_beside_it(report, page, tmp_path):
    (tmp_path / "report.html").write_text(to_html(report), encoding="utf-8")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto((tmp_path / "report.html").as_uri())
    assert len(asked) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("ol > li").count() == report.discrepancies


def test_a_paper_of_cells_only_has_a_report():
    from doesithold.paper.paper import load_paper

    paper = load_paper(ROOT / "examples/contrast")
    report = editor_report(paper, audit_paper(paper))
    assert report.statements > 50
    assert len(PdfReader(io.BytesIO(to_pdf(report))).pages) <= 2


def test_the_command_writes_what_the_ending_says(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert main(["report"]) == 0
    assert capsys.readouterr().out.startswith("# Report to the editor")
    for ending, begins in {"pdf": b"%PDF", "docx": b"PK", "html": b"<!doctype html>"}.items():
        out = tmp_path / f"letter.{ending}"
        assert main(["report", "--out", str(out)]) == 0
        assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("out", "said"), [("letter.rtf", "must end in one of .md"), ("letter.md/x.pdf", "cannot be written")]
)
def test_a_file_that_cannot_be_is_one_line(tmp_path, capsys, monkeypatch, out, said):
    monkeypatch.chdir(ROOT)
    (tmp_path / "letter.md").touch()
    assert main(["report", "--out", str(tmp_path / out)]) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.md"]


def test_codecheck_file_has_what_its_specification_asks_for():
    text = (ROOT / "codecheck.yml").read_text(encoding="utf-8")
    assert text.startswith("%YAML 1.1\n---\n")
    content = yaml.safe_load(text)
    assert content["version"] == "https://codecheck.org.uk/spec/config/1.0/"
    assert content["codechecker"]
    assert all(set(one) == {"name"} for one in content["codechecker"])
    assert content["report"]
    assert set(content["paper"]) == {"title", "reference"}
    assert set(content) <= {"version", "manifest", "paper", "codechecker", "report", "summary"}
    book = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))["book"]
    chapters = [*book["chapters"], *book["appendices"]]
    made = {f"_book/{Path(chapter).with_suffix('.html')}" for chapter in chapters}
    made |= {f"_book/{book['output-file']}.pdf", "runs/output/baseline.ipynb"}
    assert {one["file"] for one in content["manifest"]} <= made
    assert all(one["comment"] for one in content["manifest"])


def test_citation_file_has_what_its_schema_asks_for():
    content = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"authors", "cff-version", "message", "title"} <= set(content) <= CFF
    assert content["cff-version"] == "1.2.0"
    assert content["type"] in ("software", "dataset")
    assert all(author["name"] for author in content["authors"])
    assert len(set(content["keywords"])) == len(content["keywords"])


def test_there_is_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert __version__ == project["version"] == citation["version"]
