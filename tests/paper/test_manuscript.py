"""A manuscript: the same in every format that it may come in, and its results found by their form."""

import csv
import io
import subprocess
from pathlib import Path

import pypandoc
import pytest
import yaml

from doesithold.errors import InputError
from doesithold.paper.manuscript.draft import draft_files
from doesithold.paper.manuscript.numbers import numbers
from doesithold.paper.manuscript.patterns import drafts
from doesithold.paper.manuscript.reading import read_manuscript, split_sentences
from doesithold.paper.manuscript.review import ClaimsFile
from doesithold.paper.manuscript.tables import cells

MANUSCRIPT = Path(__file__).parents[2] / "examples" / "tutorial" / "manuscript.md"
WRITERS = {".docx": "docx", ".xml": "jats", ".html": "html", ".tex": "latex", ".odt": "odt"}


@pytest.fixture(scope="module")
def manuscript():
    return read_manuscript(MANUSCRIPT)


def said(manuscript):
    return [(draft.says, draft.reported, draft.measure, draft.needs) for draft in drafts(manuscript)]


@pytest.mark.parametrize("ending", WRITERS)
def test_every_format_gives_the_same_sections_numbers_cells_and_drafts(manuscript, tmp_path, ending):
    file = tmp_path / f"manuscript{ending}"
    command = [pypandoc.get_pandoc_path(), "-s", f"--to={WRITERS[ending]}", "-o", str(file), str(MANUSCRIPT)]
    subprocess.run(command, check=True)
    other = read_manuscript(file)
    assert [name for name in other.sections if name in manuscript.sections] == list(manuscript.sections)
    assert [found.text for found in numbers(other)] == [found.text for found in numbers(manuscript)]
    assert list(cells(other)) == list(cells(manuscript))
    assert said(other) == said(manuscript)


def test_plain_text_is_read_by_its_headings_and_bars(manuscript, tmp_path):
    text = MANUSCRIPT.read_text(encoding="utf-8").partition("---\n\n")[2].replace("# ", "")
    file = tmp_path / "manuscript.txt"
    file.write_text(text, encoding="utf-8")
    other = read_manuscript(file)
    assert other.sections == manuscript.sections
    assert [(cell.row, cell.group, cell.count, cell.mean, cell.p) for cell in cells(other)] == [
        (cell.row, cell.group, cell.count, cell.mean, cell.p) for cell in cells(manuscript)
    ]
    assert [draft for draft in said(manuscript) if draft not in said(other)] == []


@pytest.mark.parametrize(
    ("text", "reported", "measure"),
    [
        ("In all 7/17 (41.2%) responded.", "41.2", {"given_percent": {"count": 7, "of": 17}}),
        (
            "Of these, 7 of the 17 patients (41.2%) responded.",
            "41.2",
            {"given_percent": {"count": 7, "of": 17}},
        ),
        ("It was seen in 41.2% (7/17).", "41.2", {"given_percent": {"count": 7, "of": 17}}),
        ("There were eight men (44%).", "44", {"given_percent": {"count": 8}}),
        ("Men were common (n = 1,234, 83.3%).", "83.3", {"given_percent": {"count": 1234}}),
        (
            "HR 0.72 (95% CI 0.55–0.94).",
            "true",
            {"ratio_fits": {"estimate": "0.72", "lower": "0.55", "upper": "0.94"}},
        ),
        (
            "The odds ratio was 1.5 (95% CI, 1.1 to 2.0).",
            "true",
            {"ratio_fits": {"estimate": "1.5", "lower": "1.1", "upper": "2.0"}},
        ),
        ("A rate of 41.2% (95% CI 17.8-64.6).", "true", {"rising": {"values": ["17.8", "41.2", "64.6"]}}),
        (
            "The median age was 59 years (range, 46–81 years).",
            "true",
            {"rising": {"values": ["46", "59", "81"]}},
        ),
        (
            "They differed, t(38) = \u22122.10, p = .04.",
            "true",
            {"p_fits": {"p": "= .04", "test": "t", "value": "-2.10", "freedom": ["38"]}},
        ),
        (
            "F(2, 57) = 3.20, p < .05",
            "true",
            {"p_fits": {"p": "< .05", "test": "F", "value": "3.20", "freedom": ["2", "57"]}},
        ),
        (
            "χ2(1, N = 90) = 4.1, p = 0.043",
            "true",
            {"p_fits": {"p": "= 0.043", "test": "chi2", "value": "4.1", "freedom": ["1"]}},
        ),
    ],
)
def test_a_result_is_drafted_from_its_form(tmp_path, text, reported, measure):
    file = tmp_path / "a.txt"
    file.write_text(f"Results\n\n{text}\n", encoding="utf-8")
    (draft,) = drafts(read_manuscript(file))
    assert (draft.reported, draft.measure) == (reported, measure)


@pytest.mark.parametrize(
    "text",
    [
        "The median was 2.2 months (95% CI unknown).",
        "One had grade 3 skin rash (5.9%).",
        "RECIST 1.1 was used.",
    ],
)
def test_what_is_no_count_is_not_taken_for_one(tmp_path, text):
    file = tmp_path / "a.txt"
    file.write_text(f"Results\n\n{text}\n", encoding="utf-8")
    assert list(drafts(read_manuscript(file))) == []


def test_sentences_end_at_full_stops_but_not_at_those_of_abbreviations_or_numbers():
    text = "It fell by 3.5 points vs. 2.1 (Smith et al. 2001). See Fig. 2.[1,2] Next."
    assert split_sentences(text) == [
        "It fell by 3.5 points vs. 2.1 (Smith et al. 2001).",
        "See Fig. 2.",
        "Next.",
    ]


def test_a_draft_locates_its_sentence_and_copies_none_of_it(manuscript):
    files = draft_files(manuscript, "manuscript.md")
    together = "\n".join(files.values())
    for sentence in manuscript.sentences:
        words = sentence.text.split()
        assert not any(" ".join(words[start : start + 8]) in together for start in range(len(words) - 7))
    claims = yaml.safe_load(files["claims.yaml"])
    assert len({claim["id"] for claim in claims}) == len(claims) > 10
    assert all(claim["draft"] and claim["place"].startswith("paragraph ") for claim in claims)
    register = list(csv.DictReader(io.StringIO(files["numbers.csv"])))
    assert [row["number"] for row in register] == [found.text for found in numbers(manuscript)]
    assert all(bool(row["claims"]) != bool(row["reason"]) for row in register)


def test_confirming_correcting_and_dropping_leave_everything_else_as_it_was(tmp_path):
    file = tmp_path / "claims.yaml"
    entries = [f"- id: c{n}\n  says: It is so.\n  reported: '{n}'\n  draft: true\n" for n in range(4)]
    file.write_text("# kept\n" + "".join(entries), encoding="utf-8")
    claims = ClaimsFile.read(file)
    assert [claim["id"] for _, claim in claims.drafts()] == ["c0", "c1", "c2", "c3"]
    claims.confirm(0)
    claims.correct(1, "it's 7: no")
    claims.drop(2)
    after = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert [(claim["id"], claim["reported"], claim.get("draft")) for claim in after] == [
        ("c0", "0", None),
        ("c1", "it's 7: no", None),
        ("c3", "3", True),
    ]
    assert file.read_text(encoding="utf-8").startswith("# kept\n")


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.pdf", b"%PDF-1.7", "a PDF cannot be read reliably"),
        ("a.xls", b"", "must end in one of .docx"),
        ("a.docx", b"no zip", "a.docx: must be readable"),
        ("a.txt", b"\xff\xfe", "a.txt: must be UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path, name, content, rule):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=rule) as error:
        read_manuscript(tmp_path / name)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(InputError, match="the file is missing"):
        read_manuscript(tmp_path / "a.txt")
