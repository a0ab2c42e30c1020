"""A manuscript: the same in every format that it may come in, and its results found by their form."""

import csv
import io
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from doesithold.audit.cells import audit_cells
from doesithold.audit.verdicts import audit
from doesithold.cli.main import main
from doesithold.errors import InputError
from doesithold.paper.cells import read_cells
from doesithold.paper.manuscript.draft import draft_files
from doesithold.paper.manuscript.numbers import numbers
from doesithold.paper.manuscript.patterns import drafts
from doesithold.paper.manuscript.reading import read_manuscript, split_sentences
from doesithold.paper.manuscript.review import ClaimsFile, corrected
from doesithold.paper.manuscript.tables import cells
from doesithold.paper.paper import load_paper
from doesithold.report.whole import audit_folder

MANUSCRIPT = Path(__file__).parents[2] / "examples" / "tutorial" / "manuscript.md"
TUTORIAL = MANUSCRIPT.parent
FORMATS = (".docx", ".xml", ".html", ".tex", ".txt")


@pytest.fixture(scope="module")
def manuscript():
    return read_manuscript(MANUSCRIPT)


def said(manuscript):
    return [(draft.says, draft.reported, draft.measure, draft.needs) for draft in drafts(manuscript)]


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_gives_the_same_sections_numbers_cells_and_drafts(manuscript, ending):
    other = read_manuscript(MANUSCRIPT.with_suffix(ending))
    assert other.sections == manuscript.sections
    assert other.title == manuscript.title
    assert [found.text for found in numbers(other)] == [found.text for found in numbers(manuscript)]
    assert list(cells(other)) == list(cells(manuscript))
    assert said(other) == said(manuscript)


def test_the_kept_formats_are_those_of_the_markdown(tmp_path):
    make = runpy.run_path(str(TUTORIAL / "formats.py"))["make"]
    made = make(tmp_path)
    assert {file.suffix for file in made} == set(FORMATS)
    for file in made:
        kept = TUTORIAL / file.name
        if file.suffix == ".docx":
            assert read_manuscript(file) == read_manuscript(kept)
        else:
            assert file.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8"), kept


def test_the_same_folder_is_drafted_from_every_format(manuscript):
    drafted = draft_files(manuscript, "manuscript")
    for ending in FORMATS:
        assert draft_files(read_manuscript(MANUSCRIPT.with_suffix(ending)), "manuscript") == drafted, ending


def test_women_and_men_are_drafted_as_a_set_and_stated_methods_as_methods(manuscript):
    files = draft_files(manuscript, "manuscript.md")
    rows = list(csv.DictReader(io.StringIO(files["cells.csv"])))
    assert {row["row"] for row in rows if row["set"]} == {"Women, n (%)", "Men, n (%)"}
    assert yaml.safe_load(files["study.yaml"])["methods"] == {
        "proportion_interval": "wilson",
        "count_test": "fisher",
        "mean_test": "student",
    }


SAYS = {
    "Percentages were truncated, not rounded.": "truncate",
    "All percentages are cut off, not rounded, to one decimal.": "truncate",
    "Decimals were cut off after the first place.": "truncate",
    "Data were left truncated at study entry and follow-up was cut off in June.": None,
}


@pytest.mark.parametrize("sentence", SAYS)
def test_digits_that_a_paper_says_it_cuts_off_are_cut_off_in_drafts_and_hold(tmp_path, sentence):
    file = tmp_path / "manuscript.md"
    methods = f"# Methods\n\nSixteen patients were enrolled. {sentence}\n\n"
    file.write_text(f"{methods}# Results\n\nOf all, 3 (18.7%) had oedema.\n", encoding="utf-8")
    assert main(["new", str(tmp_path / "paper"), "--from", str(file)]) == 0
    paper = load_paper(tmp_path / "paper")
    stated = SAYS[sentence]
    assert paper.about.methods.get("rounding") == stated
    verdicts = [finding.verdict for finding in audit(paper)]
    assert verdicts == (["reproduced"] if stated else ["unverifiable"])


def test_bars_make_a_table_of_plain_text(manuscript, tmp_path):
    text = MANUSCRIPT.read_text(encoding="utf-8").partition("---\n\n")[2].replace("# ", "")
    file = tmp_path / "manuscript.txt"
    file.write_text(text, encoding="utf-8")
    assert list(cells(read_manuscript(file))) == list(cells(manuscript))


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        (
            "# A trial of walks\n\nA. Author\n\n## Abstract\n\nShort.\n\n## Results\n\nLong.",
            "A trial of walks",
            3,
        ),
        ("# Results\n\nLong.\n\n## Safety\n\nSafe.", "", 1),
        ("# Abstract\n\nShort.\n\n# Results\n\nLong.", "", 2),
    ],
)
def test_a_heading_above_all_sections_is_the_title(tmp_path, text, title, sections):
    file = tmp_path / "a.md"
    file.write_text(text, encoding="utf-8")
    read = read_manuscript(file)
    assert (read.title, len(read.sections)) == (title, sections)


def test_a_page_of_nested_parts_has_its_title_and_sections(tmp_path):
    file = tmp_path / "a.html"
    parts = "".join(f"<section><h2>{name}</h2><p>So.</p></section>" for name in ("Abstract", "Results"))
    file.write_text(f"<title>A</title><main><h1>A trial</h1>{parts}</main>", encoding="utf-8")
    assert read_manuscript(file).sections == ("Abstract", "Results")


def test_a_share_that_two_arms_of_one_size_print_is_given_to_neither(tmp_path):
    file = tmp_path / "a.md"
    file.write_text(
        "# Results\n\nOn placebo 3 patients (7.1%) stopped.\n\n"
        "| Characteristic | Magnesium (n = 42) | Placebo (n = 42) |\n|---|---|---|\n"
        "| Women, n (%) | 26 (61.9) | 24 (57.1) |\n",
        encoding="utf-8",
    )
    files = draft_files(read_manuscript(file), file.name)
    (claim,) = yaml.safe_load(files["claims.yaml"])
    assert claim["says"] == "7.1 % is the share of 3 in 42 (Magnesium or Placebo)."


JATS = """<article><front><article-meta><title-group><article-title>A trial</article-title></title-group>
<abstract><sec><title>Results</title><p>Of 25 patients 16 (64%) responded.</p></sec></abstract>
</article-meta></front>
<body><sec><title>Methods</title><p>Exact binomial confidence intervals were used.</p></sec>
<sec><title>Results</title><p>The response rate was 64% (16/25) (95% CI: 42.5-82.0%).</p>{tables}</sec></body>
</article>"""
WRAP = (
    "<table-wrap><label>Table 1</label><caption><p>{caption}</p></caption><table><thead>{head}</thead>"
    "<tbody>{body}</tbody></table><table-wrap-foot><p>{foot}</p></table-wrap-foot></table-wrap>"
)


def jats(tmp_path, head="", body="", caption="", foot=""):
    def rows(lines, tag):
        return "".join(f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in line)}</tr>" for line in lines)

    wrap = WRAP.format(caption=caption, foot=foot, head=rows(head, "th"), body=rows(body, "td"))
    file = tmp_path / "paper.xml"
    file.write_text(JATS.format(tables=wrap if head else ""), encoding="utf-8")
    return read_manuscript(file)


def test_the_abstract_and_the_stated_interval_of_a_journal_article_are_read(tmp_path):
    article = jats(tmp_path)
    assert article.sections == ("Abstract", "Methods", "Results")
    files = draft_files(article, "paper.xml")
    assert yaml.safe_load(files["study.yaml"])["methods"] == {"proportion_interval": "clopper_pearson"}
    claims = yaml.safe_load(files["claims.yaml"])
    assert [claim["reported"] for claim in claims] == ["64", "64", "42.5", "82.0"]
    assert claims[0]["measure"] == {"given_percent": {"count": 16, "of": 25}}


def test_counts_and_percentages_in_columns_of_their_own_are_one_cell(tmp_path):
    head = [["Response", "First line (N = 47)", "", "Second line (N = 31)", ""], ["", "No.", "%", "No.", "%"]]
    head[0] = ["Response", *["First line (N = 47)"] * 2, *["Second line (N = 31)"] * 2]
    body = [["CR", "5", "10.6", "2", "6.5"], ["PR", "24", "51.1", "7", "22.6"]]
    found = [(c.row, c.group, c.n, c.count, c.percent) for c in cells(jats(tmp_path, head, body))]
    assert found == [
        ("CR", "First line", "47", "5", "10.6"),
        ("CR", "Second line", "31", "2", "6.5"),
        ("PR", "First line", "47", "24", "51.1"),
        ("PR", "Second line", "31", "7", "22.6"),
    ]


def test_a_row_of_sizes_and_forms_heads_the_rows_below_it_anew(tmp_path):
    head = [["Everybody", "New (n = 40)", "Old (n = 80)^†", "", ""]]
    body = [
        ["", "n (%)", "", "p", "OR (95%CI)"],
        ["Fever", "", "", "0.75", ""],
        ["Yes", "8 (20.0)", "18 (22.5)", "", "0.9 (0.3;2.2)"],
        ["No", "32 (80.0)", "62 (77.5)", "", "–"],
        ["", "mean (SD)", "", "", "MD (95%CI)"],
        ["Days", "12.4 (3.1)", "13.6 (3.3)", "0.06", "-1.2 (-2.4; 0.0)"],
        ["Who stayed", "n = 20", "n = 50", "", ""],
        ["", "n (%)", "", "", "OR (95%CI)"],
        ["Fever", "", "", "0.51", ""],
        ["Yes", "5 (25.0)", "9 (18.0)", "", "1.5 (0.4-5.3)"],
        ["No", "15 (75.0)", "41 (82.0)", "", "–"],
    ]
    article = jats(tmp_path, head, body)
    read = list(cells(article))
    found = {(c.row, c.group): (c.n, c.count, c.percent, c.mean, c.sd) for c in read if c.group}
    assert found["Fever: Yes", "Old"] == ("80", "18", "22.5", "", "")
    assert found["Days", "New"] == ("40", "", "", "12.4", "3.1")
    assert found["Who stayed: Fever: No", "Old"] == ("50", "41", "82.0", "", "")
    assert {c.row: (c.p, c.extra["set"]) for c in read if not c.group} == {
        "Fever": ("0.75", "Fever"),
        "Days": ("0.06", ""),
        "Who stayed: Fever": ("0.51", "Who stayed: Fever"),
    }
    files = draft_files(article, "paper.xml")
    claims = [claim for claim in yaml.safe_load(files["claims.yaml"]) if claim["section"] == "Table 1"]
    assert [claim["reported"] for claim in claims if claim["unit"] == "difference"] == ["-1.2", "-2.4", "0.0"]
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert {finding.verdict for finding in audit_folder(tmp_path).findings} == {"reproduced"}


def test_events_means_and_sizes_of_columns_are_told_from_counts_of_people(tmp_path):
    head = [["", "No. (%)", "No. (%)"], ["", "N = 90", "N = 90"], ["", "New (N = 40)", "Old (N = 50)"]]
    body = [
        ["Falls, total (n)", "46", "99"],
        ["Smoking", "", ""],
        ["Now", "10 (25)", "20 (40)"],
        ["Never", "30 (75)", "30 (60)"],
        ["Years", "26.9 ± 11.1", "28.0 ± 12.2"],
    ]
    found = {(c.row, c.group): (c.n, c.count, c.extra["set"]) for c in cells(jats(tmp_path, head, body))}
    assert ("Falls, total (n)", "Old") not in found
    assert found["Now", "Old"] == ("50", "20", "Smoking")
    assert found["Years", "Old"] == ("50", "", "")


@pytest.mark.parametrize(
    ("head", "read"),
    [
        (["", "New (n = 40)", "Old (n = 50)", "p"], ["0.03"]),
        (["", "At home: new (n = 40)", "p", "At home: old (n = 50)", "p"], []),
        (["", "Before (n = 40)", "After 3 months (n = 40)", "p"], []),
    ],
)
def test_a_p_value_is_read_where_it_compares_the_groups_of_its_row(tmp_path, head, read):
    cell = {"p": "0.03", "": "Falls"}
    body = [[cell.get(name, "20 (50)") for name in head]]
    assert [c.p for c in cells(jats(tmp_path, [head], body)) if c.p] == read


def test_a_group_that_counts_more_people_in_a_table_without_sizes_has_no_known_size(tmp_path):
    jats(tmp_path, [["", "New (n = 43)", "Old (n = 50)"]], [["Pain", "10 (23%)", "20 (40%)"]])
    file = tmp_path / "paper.xml"
    text = file.read_text(encoding="utf-8")
    wrap = text[text.index("<table-wrap>") : text.index("</sec></body>")]
    other = wrap.replace(" (n = 43)", "").replace("Table 1", "Table 2").replace("10 (23%)", "50 (81%)")
    file.write_text(text.replace(wrap, wrap + other), encoding="utf-8")
    study = yaml.safe_load(draft_files(read_manuscript(file), file.name)["study.yaml"])
    assert "Old" in study["groups"] | study["arms"]
    assert "New" not in study["groups"] | study["arms"]


def test_a_share_before_its_count_is_read_so_and_measures_are_no_people(tmp_path):
    head = [["", "New (n = 24)", "Old (n = 32)", "All"]]
    body = [
        ["Cough, % (n)", "20.8 (5)", "100 (32)", ""],
        ["Reaction (ms)", "240 (45)", "259 (45)", "250 (44)"],
    ]
    found = {
        (c.row, c.group): (c.count, c.percent, c.mean) for c in cells(jats(tmp_path, head, body)) if c.group
    }
    assert found["Cough, % (n)", "New"] == ("5", "20.8", "")
    assert found["Cough, % (n)", "Old"] == ("32", "100", "")
    assert found["Reaction (ms)", "New"] == ("", "", "240")


def test_those_of_whom_a_thing_is_not_known_belong_to_its_set(tmp_path):
    head = [["", "New (n = 79)", "Old (n = 69)"]]
    body = [
        ["Aid", "", ""],
        ["Yes", "10 (12.7)", "10 (14.5)"],
        ["No", "69 (87.3)", "58 (84.1)"],
        ["Missing", "0", "1"],
    ]
    assert {c.extra["set"] for c in cells(jats(tmp_path, head, body))} == {"Aid"}


def test_a_row_of_sizes_under_a_heading_is_of_that_heading(tmp_path):
    head = [["", "New", "Old"]]
    body = [
        ["Sex", "", ""],
        ["N", "41", "39"],
        ["Female", "13 (32%)", "18 (46%)"],
        ["Male", "28 (68%)", "21 (54%)"],
        ["Place", "", ""],
        ["N", "40", "38"],
        ["Left", "10 (25%)", "19 (50%)"],
    ]
    found = {(c.row, c.group): (c.n, c.extra["heading"]) for c in cells(jats(tmp_path, head, body))}
    assert (found["Male", "New"], found["Left", "New"]) == (("41", "Sex"), ("40", "Place"))


def test_sizes_beside_a_variable_are_those_of_its_rows(tmp_path):
    head = [["", "New (n = 40)", "Old (n = 80)"]]
    body = [
        ["Smoking, n (%)", "n = 20", "n = 50"],
        ["Never", "5 (25.0)", "9 (18.0)"],
        ["Now", "15 (75.0)", "41 (82.0)"],
        ["Ward, n (%)", "", ""],
        ["First", "10 (25.0)", "20 (25.0)"],
    ]
    found = {(c.row, c.group): c.n for c in cells(jats(tmp_path, head, body))}
    assert (found["Now", "Old"], found["First", "Old"]) == ("50", "80")


@pytest.mark.parametrize(("caption", "named"), [("Outcomes", True), ("Baseline characteristics", False)])
def test_p_values_of_counts_may_be_of_a_model_but_not_at_baseline(tmp_path, caption, named):
    head, body = [["", "A (n = 40)", "B (n = 40)", "p"]], [["Pain", "12 (30%)", "20 (50%)", "0.95"]]
    jats(tmp_path, head, body, caption)
    file = tmp_path / "paper.xml"
    text = file.read_text(encoding="utf-8").replace("were used.", "were used. We used Poisson regression.")
    file.write_text(text, encoding="utf-8")
    assert ("or a regression" in draft_files(read_manuscript(file), file.name)["cells.csv"]) is named


def test_a_ratio_of_one_of_several_kinds_may_be_against_those_of_none_of_them(tmp_path):
    head = [["", "A (n = 100)", "B (n = 100)", "OR (95% CI)"]]
    body = [["Weight", "", "", ""], ["Low", "10 (10)", "20 (20)", "0.43 (0.19–0.99)"]]
    body += [["High", "15 (15)", "15 (15)", "0.87 (0.39–1.91)"]]
    files = draft_files(jats(tmp_path, head, body), "paper.xml")
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    ratios = [one for one in audit_folder(tmp_path).findings if one.unit == "ratio"]
    assert [one.verdict for one in ratios] == ["explained"] * len(ratios)
    assert [one.by for one in ratios[::3]] == ["reading"] * 2


def test_rows_under_a_label_that_stands_once_carry_it(tmp_path):
    head = [["", "Scale", "Fell (n = 20)"]]
    body = [["Week 2", "Sleep", "5.1 ± 2.0"], ["", "Mood", "4.0 ± 1.5"], ["Week 4", "Sleep", "3.0 ± 1.0"]]
    assert [c.row for c in cells(jats(tmp_path, head, body))] == [
        "Week 2: Sleep",
        "Week 2: Mood",
        "Week 4: Sleep",
    ]


def test_an_error_of_the_mean_is_no_deviation_where_the_table_says_so(tmp_path):
    head, body = [["", "A (n = 9)", "B (n = 9)"]], [["Weight", "61.2 ± 3.4", "60.1 ± 3.9"]]
    (one, _) = cells(jats(tmp_path, head, body, foot="Values are means ± SEM."))
    assert (one.mean, one.se, one.sd) == ("61.2", "3.4", "")


def test_a_ratio_beside_two_counts_is_drafted_with_its_bounds_and_an_adjusted_one_is_not(tmp_path):
    head = [["", "A", "B", "OR (95% CI)", "OR adj. (95% CI)", "P value"]]
    body = [["Died", "13/76 (17)", "19/69 (28)", "0.5 (0.2–1.2)", "0.4 (0.1–1.1)", "0.13"]]
    files = draft_files(jats(tmp_path, head, body), "paper.xml")
    ratios = [claim for claim in yaml.safe_load(files["claims.yaml"]) if claim["unit"] == "ratio"]
    assert [claim["reported"] for claim in ratios] == ["0.5", "0.2", "1.2"]
    assert ratios[0]["measure"]["odds_ratio"] == {"row": "Died", "of_table": "Table 1", "arms": ["A", "B"]}


def test_a_table_whose_name_no_id_can_hold_is_plain_text_in_the_ids(tmp_path):
    head, body = [["", "A", "B", "OR (95% CI)"]], [["Died", "13/76 (17)", "19/69 (28)", "0.5 (0.2–1.2)"]]
    read = jats(tmp_path, head, body)
    named = replace(read, tables=tuple(replace(table, name="Таблица") for table in read.tables))
    ids = [claim["id"] for claim in yaml.safe_load(draft_files(named, "paper.xml")["claims.yaml"])]
    assert ids[-3:] == ["text-ratio-1", "text-ratio-1-lower", "text-ratio-1-upper"]


def test_numbers_of_another_kind_are_not_taken_for_counts(tmp_path):
    head = [["", "A (n = 40)", "B (n = 23)"]]
    body = [
        ["Systolic pressure", "123 (15)", "126 (13)"],
        ["Sex, M/F", "18/8", "18/9"],
        ["Weight", "59.5 (4)", "60 (4)"],
        ["Change", "104 %", "-3 %"],
    ]
    assert [
        (c.row, c.count, c.mean, c.sd)
        for c in cells(jats(tmp_path, head, body, foot="Values are means (SD)."))
        if c.mean or c.count
    ] == [
        ("Systolic pressure", "", "123", "15"),
        ("Systolic pressure", "", "126", "13"),
        ("Weight", "", "59.5", "4"),
        ("Weight", "", "60", "4"),
    ]


def test_a_row_may_say_of_how_many_people_it_is(tmp_path):
    head, body = [["", "All (N = 40)"]], [["Rash", "20 (50%)"], ["First ward (N=8)", "2 (25%)"]]
    assert [c.n for c in cells(jats(tmp_path, head, body))] == ["40", "8"]


def test_a_p_value_of_means_names_the_tests_that_it_may_be_of(tmp_path):
    head, body = [["", "A (n = 9)", "B (n = 9)", "p"]], [["Weight", "61.2 ± 3.4", "60.1 ± 3.9", "0.95"]]
    article = jats(tmp_path, head, body)
    text = (tmp_path / "paper.xml").read_text(encoding="utf-8")
    rank = text.replace("were used.", "were used. Means were compared by t tests or Mann-Whitney tests.")
    (tmp_path / "paper.xml").write_text(rank, encoding="utf-8")
    drafted = [
        draft_files(one, "paper.xml")["cells.csv"]
        for one in (article, read_manuscript(tmp_path / "paper.xml"))
    ]
    assert ["t test or Mann–Whitney" in cells for cells in drafted] == [False, True]
    p_values = []
    for number, content in enumerate(drafted):
        file = tmp_path / f"{number}.csv"
        file.write_text(content, encoding="utf-8")
        p_values += [one.verdict for one in audit_cells(read_cells(file)) if one.unit == "p value"]
    assert p_values == ["contradicted", "unverifiable"]


def test_a_table_of_patients_becomes_a_table_of_the_folder_with_its_means(tmp_path):
    head = [["Patient", "Sex", "VC (L)"]]
    body = [[str(n), "F" if n % 2 else "M", f"3.{n}"] for n in range(1, 7)]
    body += [["Mean ± SD", "", "3.35 ± 0.19"], ["N", "3 M", "6"]]
    files = draft_files(jats(tmp_path, head, body), "paper.xml")
    assert "cells.csv" not in files
    assert files["table-1.csv"].splitlines()[:2] == ["patient,sex,vc_l", "1,F,3.1"]
    summaries = [c for c in yaml.safe_load(files["claims.yaml"]) if c["section"] == "Table 1"]
    assert [(c["reported"], *c["measure"]) for c in summaries] == [
        ("3.35", "mean"),
        ("0.19", "sd"),
        ("3", "count"),
        ("6", "count"),
    ]
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    held = [one.verdict for one in audit_folder(tmp_path).findings if one.section == "Table 1"]
    assert held == ["reproduced"] * 4


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
        (
            "It decreased by 13.20 (95% CI: 6.46-19.94) points.",
            "true",
            {"middle_fits": {"estimate": "13.20", "lower": "6.46", "upper": "19.94"}},
        ),
        (
            "A difference of \u22120.03 units (95% CI \u22120.08, 0.02).",
            "true",
            {"middle_fits": {"estimate": "-0.03", "lower": "-0.08", "upper": "0.02"}},
        ),
        ("The slope was 0.5 (95% CI 0.1 to 2.0).", "true", {"rising": {"values": ["0.1", "0.5", "2.0"]}}),
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
            "They differed (t9 = 2.81, p = 0.020).",
            "true",
            {"p_fits": {"p": "= 0.020", "test": "t", "value": "2.81", "freedom": ["9"]}},
        ),
        (
            "Five patients of 26 had at worst a grade 3 reaction that was seen by a doctor (19%).",
            "19",
            {"given_percent": {"count": 5, "of": 26}},
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
        (
            "It fell (b = \u2212 0.18; 95% CI: -0.49, 0.14).",
            "true",
            {"middle_fits": {"estimate": "-0.18", "lower": "-0.49", "upper": "0.14"}},
        ),
        (
            "The decline was 8.92 (95% CI -6.84 to -11.02).",
            "true",
            {"middle_fits": {"estimate": "-8.92", "lower": "-11.02", "upper": "-6.84"}},
        ),
        (
            "It was reduced (LPR = 0.63, 95% CI: 0.28-1.40).",
            "true",
            {"rising": {"values": ["0.28", "0.63", "1.40"]}},
        ),
        (
            "All 40 were seen, more than with the old one (12.5% [5/40]), who came back (30.0% [12/40]).",
            ["12.5", "30.0"],
            [{"given_percent": {"count": 5, "of": 40}}, {"given_percent": {"count": 12, "of": 40}}],
        ),
        (
            "The rate was 97.5%, (39/40; 95% CI 86.8, 99.9).",
            ["97.5", "86.8", "99.9"],
            [
                {"given_percent": {"count": 39, "of": 40}},
                {"given_interval": {"count": 39, "of": 40, "bound": "lower", "other": "upper"}},
                {"given_interval": {"count": 39, "of": 40, "bound": "upper", "other": "lower"}},
            ],
        ),
    ],
)
def test_a_result_is_drafted_from_its_form(tmp_path, text, reported, measure):
    file = tmp_path / "a.txt"
    file.write_text(f"Results\n\n{text}\n", encoding="utf-8")
    found = list(drafts(read_manuscript(file)))
    reported, measure = ([one] if not isinstance(one, list) else one for one in (reported, measure))
    assert [draft.reported for draft in found] == reported
    assert [draft.measure for draft in found] == measure


@pytest.mark.parametrize(
    "text",
    [
        "The median was 2.2 months (95% CI unknown).",
        "One had grade 3 skin rash (5.9%).",
        "RECIST 1.1 was used.",
        "The median was 136 copies (50\u20132,590).",
        "About two out of three women (65.8%) came.",
        "It was kept in 1/3 wax (20% of it in water).",
        "Most had a rash of grade ≥ 2 (95% CI: 52% to 83%).",
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
    entries = [
        f"- id: c{n}\n  says: It is {n} of 1{n}\n    and {n}.\n  reported: '{n}'\n  draft: true\n"
        for n in range(4)
    ]
    file.write_text("# kept\n" + "".join(entries), encoding="utf-8")
    claims = ClaimsFile.read(file)
    assert [claim["id"] for _, claim in claims.drafts()] == ["c0", "c1", "c2", "c3"]
    claims.confirm(0)
    claims.correct(1, yaml.safe_load(claims.entries[1])[0] | {"reported": "it's 7: no"})
    claims.correct(3, corrected(yaml.safe_load(claims.entries[3])[0], "3.1"))
    claims.drop(2)
    after = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert [(claim["id"], claim["reported"], claim.get("draft")) for claim in after] == [
        ("c0", "0", None),
        ("c1", "it's 7: no", None),
        ("c3", "3.1", None),
    ]
    assert [claim["says"] for claim in after[1:]] == ["It is 1 of 11 and 1.", "It is 3.1 of 13 and 3.1."]
    assert file.read_text(encoding="utf-8").startswith("# kept\n")


@pytest.mark.parametrize(
    ("old", "answer", "new"),
    [
        ([12, 30, 20, 31], "13,30,20,31", [13, 30, 20, 31]),
        (["0.10", "0.5"], "0.10,0.50", ["0.10", "0.50"]),
        ("0.10", "0.20", "0.20"),
        (28, "30", 30),
    ],
)
def test_an_argument_is_corrected_as_what_it_was(old, answer, new):
    entry = {"says": "It is so.", "reported": "0.4", "measure": {"any": {"given": old}}}
    assert corrected(entry, f"given={answer}")["measure"] == {"any": {"given": new}}
    with pytest.raises(InputError, match="a number as printed"):
        corrected(entry, "many")


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


def test_a_p_value_that_a_paper_corrects_for_comparisons_is_read_so(tmp_path):
    file = tmp_path / "a.txt"
    said = "Methods\n\nA {} correction was applied.\n\nResults\n\nIt fell (t(9) = -2.81, p = 0.04).\n"
    verdicts = []
    for folder, name in enumerate(("Bonferroni", "dose")):
        file.write_text(said.format(name), encoding="utf-8")
        assert main(["new", str(tmp_path / str(folder)), "--from", str(file)]) == 0
        verdicts += [one.verdict for one in audit_folder(tmp_path / str(folder)).findings]
    assert verdicts == ["explained", "contradicted"]


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(InputError, match="the file is missing"):
        read_manuscript(tmp_path / "a.txt")


def test_a_number_word_above_ninety_nine_is_one_number(tmp_path):
    file = tmp_path / "manuscript.txt"
    file.write_text(
        "One hundred and twenty patients were enrolled. "
        "Sixty of one hundred and twenty (50%) left, then a hundred.",
        encoding="utf-8",
    )
    manuscript = read_manuscript(file)
    found = [number.text for number in numbers(manuscript)]
    assert found == ["one hundred and twenty", "sixty", "one hundred and twenty", "50", "a hundred"]
    (draft,) = drafts(manuscript)
    assert draft.measure == {"given_percent": {"count": 60, "of": 120}}


def test_shares_in_square_brackets_and_deviations_in_round_ones_are_drafted(tmp_path):
    file = tmp_path / "manuscript.txt"
    file.write_text("Events were seen in 12/20 [60%]. The mean was 5.19 years (SD 1.34).", encoding="utf-8")
    share, mean = drafts(read_manuscript(file))
    assert share.measure == {"given_percent": {"count": 12, "of": 20}}
    assert mean.says == "The mean is 5.19 with a standard deviation of 1.34."


@pytest.mark.parametrize(
    ("sentence", "drafted"),
    [
        ("The relative risk was 1.50 (0.97-2.31).", 1),
        ("The odds ratio of 2.98 [1.05, 8.51] was large.", 1),
        ("The hazard ratio was 0.62 (0.41 to 0.94; p = 0.02).", 2),
        ("The hazard ratio was 0.62 (12, 13).", 0),
        ("The hazard ratio for return of cramps was 0.62 (95% CI 0.41 to 0.94).", 1),
    ],
)
def test_a_ratio_whose_interval_goes_without_a_name_is_drafted(tmp_path, sentence, drafted):
    file = tmp_path / "manuscript.txt"
    file.write_text(sentence, encoding="utf-8")
    found = list(drafts(read_manuscript(file)))
    assert len(found) == drafted
    assert not drafted or "ratio_fits" in (found[0].measure or {})


def drafted(tmp_path, sentence):
    file = tmp_path / "manuscript.txt"
    file.write_text(f"Results\n\n{sentence}\n", encoding="utf-8")
    for name, text in draft_files(read_manuscript(file), file.name).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return audit(load_paper(tmp_path))


@pytest.mark.parametrize(
    ("sentence", "measures"),
    [
        ("Pain was felt by 12 of 30 people and by 20 of 31; p = 0.074.", ["p_of_counts"]),
        (
            "Pain was felt by 12/30 (40.0%) versus 20/31 (64.5%), RR 0.62; 95% CI 0.37 to 1.03; p = 0.055.",
            ["given_percent"] * 2 + ["risk_ratio"] * 3 + ["p_of_counts"],
        ),
        (
            "Pain was felt by 12 of 30 and 20 of 31, risk difference 24.5% (95% CI 0.2 to 48.8).",
            ["risk_difference"] * 3,
        ),
        (
            "Pain was felt by 12 of 30 and 20 of 31, risk difference 0.245 (95% CI 0.002 to 0.488).",
            ["middle_fits"],
        ),
        ("Pain was felt by 0 of 30 and 4 of 31, RR 0.00 (95% CI 0.00 to 2.10).", ["ratio_fits"]),
        ("HR = 1.87, 95% CI [1.54, 2.28], p < .01.", ["ratio_fits", "p_fits_interval"]),
        (
            "It fell, a difference of -2.0 (95% CI -3.8 to -0.2; p = 0.03).",
            ["middle_fits", "p_fits_interval"],
        ),
    ],
)
def test_two_arms_with_counts_are_drafted_as_one_comparison(tmp_path, sentence, measures):
    found = drafted(tmp_path, sentence)
    assert [finding.measure.partition("(")[0] for finding in found] == measures
    assert all(finding.verdict in ("reproduced", "explained") for finding in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Of 30 people 12 of 30 had pain and 4 of 12 were treated; p = 0.04.",
        "Pain was felt by 12 of 30 and 20 of 31 (adjusted p = 0.04).",
        "Pain was felt by 12 of 30, 20 of 31 and 11 of 29; p = 0.04.",
        "Pain was felt by 12 of 30 and 0 of 0; p = 0.04.",
        "Those who missed 2 of 3 visits fell more than those who missed 1 of 3; p = 0.04.",
        "The risk ratio was 0.93 (95% CI 1.20 to 0.72; p = 0.04).",
    ],
)
def test_a_p_value_that_may_be_of_something_else_is_not_held_against_the_counts(tmp_path, sentence):
    assert all("p_of_counts" not in (finding.measure or "") for finding in drafted(tmp_path, sentence))


@pytest.mark.parametrize(
    ("methods", "verdict"),
    [("Arms were compared by χ tests.", "contradicted"), ("A logistic regression was used.", "unverifiable")],
)
def test_what_counts_do_not_give_is_left_open_where_the_methods_name_a_model(tmp_path, methods, verdict):
    file = tmp_path / "manuscript.txt"
    results = "Pain was felt by 12 of 30 people and by 20 of 31; p = 0.004."
    file.write_text(f"Methods\n\n{methods}\n\nResults\n\n{results}\n", encoding="utf-8")
    for name, text in draft_files(read_manuscript(file), file.name).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [finding.verdict for finding in audit(load_paper(tmp_path))] == [verdict]
    claims = tmp_path / "claims.yaml"
    claims.write_text(claims.read_text(encoding="utf-8").replace("draft: true", "draft: false"))
    assert [finding.verdict for finding in audit(load_paper(tmp_path))] == ["contradicted"]


@pytest.mark.parametrize("p", ["", "; p = 0.01"])
def test_bounds_in_the_wrong_order_are_told_and_stop_nothing(tmp_path, p):
    (ratio,) = drafted(tmp_path, f"The hazard ratio was 0.72 (95% CI 0.94 to 0.55{p}).")
    assert (ratio.verdict, ratio.explanation.count("0.72 is below 0.94")) == ("contradicted", 1)


def test_a_p_value_of_one_side_is_a_reading_of_one_beside_an_interval(tmp_path):
    fits, p = drafted(tmp_path, "The odds ratio was 1.40 (95% CI 1.00 to 1.96; p = 0.006).")
    assert (fits.verdict, p.verdict, p.by) == ("reproduced", "explained", "reading")
    assert "one-sided" in p.explanation


def test_a_p_value_that_no_rounding_of_its_interval_allows_is_a_discrepancy(tmp_path):
    fits, p = drafted(tmp_path, "The odds ratio was 1.50 (95% CI 1.08 to 2.08; p = 0.31).")
    assert (fits.verdict, p.verdict) == ("reproduced", "contradicted")
    assert "stands for p 0.013 to 0.017" in p.explanation


def test_a_share_told_otherwise_in_another_section_is_in_conflict(tmp_path):
    for name, text in draft_files(read_manuscript(MANUSCRIPT), MANUSCRIPT.name).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = {finding.id: finding for finding in audit(load_paper(tmp_path))}
    assert set(found["discussion-1-1-1"].conflicts_with) == {"abstract-1-3-1", "results-1-3-1"}
    assert found["abstract-1-6-1"].conflicts_with == ("results-1-5-1",)
    assert [name for name, one in found.items() if one.conflicts_with and name.startswith("results")] == [
        "results-1-3-1",
        "results-1-5-1",
    ]


@pytest.mark.parametrize(
    ("abstract", "results"),
    [
        (
            "At week 12, 12 of 30 walkers (40.0%) were free of pain.",
            "At week 24, 15 of 30 walkers (50.0%) were free of pain.",
        ),
        ("Pain was felt by 12 of 30 walkers (40.0%).", "Nausea was felt by 15 of 30 walkers (50.0%)."),
        ("Pain was felt by 12 of 30 walkers (40.0%).", "Pain was felt by 15 of 30 sitters (50.0%)."),
        ("Pain was felt by 12 of 30 walkers (40.0%).", "Pain was felt by 12 of 28 walkers (42.9%)."),
        (
            "Pain was felt by 12 of 30 walkers (40.0%).",
            "Pain was felt by 15 of 30 walkers (50.0%). Pain at night was felt by 9 of 30 walkers (30.0%).",
        ),
        (
            "Of 30 walkers, pain at night was felt by 12 of 30 walkers (40.0%).",
            "Pain was felt by 12 of 30 walkers (40.0%) at night, and 15 of 30 walkers felt pain (50.0%).",
        ),
    ],
)
def test_shares_of_other_people_things_or_times_are_no_one_quantity(tmp_path, abstract, results):
    file = tmp_path / "a.txt"
    file.write_text(
        f"Pain and nausea of walkers\n\nAbstract\n\n{abstract}\n\nResults\n\n{results}\n", encoding="utf-8"
    )
    files = draft_files(read_manuscript(file), file.name)
    assert all("quantity" not in entry for entry in yaml.safe_load(files["claims.yaml"]))


def test_the_title_of_an_article_in_html_is_its_own_heading_not_the_name_of_the_page(tmp_path):
    file = tmp_path / "a.html"
    head = "<html><head><title>Journal of Walks | Vol 3</title></head><body><h1>A walk after lunch</h1>"
    file.write_text(f"{head}<h2>Results</h2><p>All of 30 walked.</p></body></html>", encoding="utf-8")
    assert read_manuscript(file).title == "A walk after lunch"
