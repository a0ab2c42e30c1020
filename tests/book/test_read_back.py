"""The real book, read back: every number, mark, row and table is what the data give without our modules."""

import getpass
import re
import socket
import sys
import tempfile
from collections import Counter
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from tests.book.pages import MARKS, classes, having, numbers, prose, read, signs, told

ROOT = Path(__file__).parents[2]
OF_THE_PAPER = tuple(
    f"chapters/{name}"
    for name in (
        "abstract",
        "introduction",
        "methods",
        "patient-characteristics",
        "efficacy",
        "safety",
        "discussion",
    )
)
WITH_NUMBERS = (
    "index",
    *OF_THE_PAPER,
    *(f"chapters/{name}" for name in ("reconstruction", "runs", "ledger", "try-it", "exercises")),
)
NAMES = re.compile(
    r"Pt-\d\d|\b[A-Z]\d{3}(?:[A-Z]|del)?\b|RECIST 1\.1|CTLA-4|PD-1|NF1|TP53|exon\s\d+"
    r"|(?:Sections?|Tables?|Figures?|Chapters?) [\dA-Z][\d.]*[ab]?"
)
YES_OR_NO = {"true": "yes", "false": "no"}


@pytest.fixture(scope="module")
def truth():
    """What the data give, computed without the project; read here and not when tests are collected."""
    return import_module("tests.book.prose")


@pytest.fixture(scope="module")
def pages(real_book):
    return {name: read(real_book.pages[name]) for name in WITH_NUMBERS}


@pytest.fixture(scope="module")
def sources():
    return {name: (ROOT / f"{name}.qmd").read_text(encoding="utf-8") for name in WITH_NUMBERS}


@pytest.fixture(scope="module")
def paper(real_book):
    """The text of the PDF without its spaces and ends of lines."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(real_book.pdf).pages))


def tables(page, kind):
    return [
        [[told(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        for table in page.iter("table")
        if kind in classes(table)
    ]


def table(page, *headings):
    """Return the rows of the only table that has these headings."""
    (found,) = [rows for rows in tables(page, "gt_table") if set(headings) <= set(rows[0])]
    width = len(found[0])
    return [row for row in found[1:] if len(row) == width]


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_every_number_in_the_prose_is_what_the_data_give(pages, sources, truth, real_book, name):
    expressions = truth.expressions(sources[name])
    if name == "chapters/try-it":  # the last ones stand in a table
        expressions = [
            one for one in expressions if one not in truth.expressions(_rows_by_hand(sources[name]))
        ]
    wanted = [
        number for one in expressions for number in numbers(NAMES.sub("", truth.worth(one, real_book.folder)))
    ]
    assert numbers(NAMES.sub("", prose(pages[name]))) == wanted
    assert len(wanted) >= 4


def _rows_by_hand(source):
    return "\n".join(line for line in source.splitlines() if line.startswith("|"))


@pytest.mark.parametrize("name", ["index", *OF_THE_PAPER, "chapters/reconstruction"])
def test_every_mark_has_the_number_the_verdict_and_the_reason_of_its_claim(pages, sources, truth, name):
    claims, shown = truth.marked(sources[name]), having(pages[name], "noted")
    assert [_claim(one) for one in shown] == claims
    for claim, one in zip(claims, shown, strict=True):
        row = truth.REVIEWED[claim]
        (link,) = having(one, "claim")
        assert "".join(link.itertext()) == truth.reported(claim), claim
        assert f"verdict-{row['verdict']}" in classes(link)
        assert ("in-conflict" in classes(link)) == bool(row["conflicts"])
        assert ("in-tension" in classes(link)) == bool(row["tension"])
        reason = one.get("data-reason")
        assert one.get("data-verdict") == f"{signs(row)} {row['verdict']}", claim
        value = truth.expected(claim)
        if row["verdict"] in ("contradicted", "explained") and value not in (None, "true", "false"):
            assert re.search(rf"(?<![\d.]){re.escape(value)}(?![\d.]\d)", reason), (claim, reason)
        for other in filter(None, row["conflicts"].split(";")):
            assert truth.CLAIMS[other]["section"] in reason, (claim, other)


def _claim(noted):
    (link,) = having(noted, "claim")
    return link.get("href").rpartition("#claim-")[2]


def test_the_ledger_has_a_row_for_every_statement_as_judged_by_hand(pages, truth):
    rows = [row for row in pages["chapters/ledger"].iter("tr") if row.get("id", "").startswith("claim-")]
    by_id = {row.get("id").removeprefix("claim-"): [told(cell) for cell in row][:5] for row in rows}
    assert set(truth.STATEMENTS) <= set(by_id)
    unclear = []
    for claim in truth.STATEMENTS:
        found, row = truth.CLAIMS[claim], truth.REVIEWED[claim]
        verdict, where, says, reported, recomputed = by_id[claim]
        assert verdict.split()[:2] == [MARKS[row["verdict"]], row["verdict"]]
        assert "".join(verdict.split()[2:]) == signs(row)[1:], claim
        assert (where, says) == (f"{found['section']} {found['place']}", " ".join(found["says"].split()))
        assert reported == YES_OR_NO.get(found["reported"], found["reported"])
        value = truth.expected(claim)
        if value is not None:
            assert recomputed == YES_OR_NO.get(value, value), claim
        elif row["verdict"] in ("unverifiable", "external"):
            assert recomputed == "–", claim
        else:
            unclear.append(claim)
    assert len(unclear) < 0.05 * len(truth.STATEMENTS), unclear
    order = [list(MARKS).index(by_id[claim][0].split()[1]) for claim in by_id if claim in truth.STATEMENTS]
    assert order == sorted(order)


def test_the_counts_are_those_of_the_verdicts_given_by_hand(pages, truth):
    rows = table(pages["chapters/ledger"], "Section", *(f"{mark} {name}" for name, mark in MARKS.items()))
    found = {row[0]: dict(zip(MARKS, map(int, row[1:]), strict=True)) for row in rows}
    wanted = {"All": Counter()}
    for claim in truth.STATEMENTS:
        for place in (truth.CLAIMS[claim]["section"], "All"):
            wanted.setdefault(place, Counter())[truth.REVIEWED[claim]["verdict"]] += 1
    assert found == {place: {name: number[name] for name in MARKS} for place, number in wanted.items()}


@pytest.mark.parametrize("name", OF_THE_PAPER)
def test_a_chapter_lists_all_that_is_not_clean_in_it_and_nothing_else(pages, truth, name):
    listed = {}
    for row in (row for one in having(pages[name], "sides") for row in one.iter("tr")):
        cells = [told(cell) for cell in row]
        if links := [link.get("href") for link in row.iter("a")]:
            listed[links[0].rpartition("#claim-")[2]] = cells
    here = {claim for claim in truth.STATEMENTS if f"chapters/{truth.chapter_of(claim)}" == name}
    assert set(listed) == {claim for claim in here if not truth.is_clean(claim)}
    for claim, (where, says, reported, recomputed) in listed.items():
        found, value = truth.CLAIMS[claim], truth.expected(claim)
        assert where == f"{signs(truth.REVIEWED[claim])} {found['section']} {found['place']}"
        assert (says, reported) == (
            " ".join(found["says"].split()),
            YES_OR_NO.get(found["reported"], found["reported"]),
        )
        if value is not None:
            assert recomputed == YES_OR_NO.get(value, value), claim


def test_the_ledger_lists_the_discrepancies_in_the_order_of_their_weight(pages, truth):
    shown = [
        one.get("id").removeprefix("discrepancy-")
        for one in pages["chapters/ledger"].iter("li")
        if one.get("id", "").startswith("discrepancy-")
    ]
    weights = {remark["id"]: truth.WEIGHTS.index(remark["weight"]) for remark in truth.REMARKS}
    assert sorted(shown) == sorted(weights)
    assert [weights[one] for one in shown] == sorted(weights.values())


def test_tables_1_and_2_are_those_of_the_paper(pages):
    patients = pd.read_csv(ROOT / "data/patients.csv", dtype=str, keep_default_na=False)
    columns = "patient sex age tumour_type_printed performance_status kit_mutation_printed amplification "
    columns += "line_printed sites_printed ngs_printed best_response"
    rows = table(pages["chapters/patient-characteristics"], "Pt.no", "KIT Amp.")
    without_marks = [[re.sub(r"\s*[†‡§¶]$", "", cell) for cell in row] for row in rows]
    assert without_marks == patients[columns.split()].to_numpy().tolist()
    events = pd.read_csv(ROOT / "data/adverse_events.csv", dtype=str, keep_default_na=False)
    assert table(pages["chapters/safety"], "Adverse events", "Grade ≥3") == (
        events.iloc[:, :5].to_numpy().tolist()
    )


def test_response_tables_count_table_1_and_give_the_intervals_of_other_libraries(pages, truth):
    page, patients = pages["chapters/efficacy"], truth.TABLE
    counts = {row[0]: row[1:] for row in table(page, "Best response", "% of the evaluable")}
    codes = {"Complete response": "CR", "Partial response": "PR", "Stable disease": "SD"}
    codes |= {"Progressive disease": "PD"}
    for label, code in codes.items():
        number = int((patients["best_response"] == code).sum())
        assert counts[label] == [str(number), truth.printed(truth.Fraction(100 * number, 17), "0.0")]
    rows = {row[0]: row[1:] for row in table(page, "95 % interval")}
    methods = {"Wald": "normal", "Wilson": "wilson", "Agresti": "agresti_coull", "Jeffreys": "jeffreys"}
    methods |= {"Clopper": "beta"}
    for start, name in methods.items():
        label = min((label for label in rows if label.startswith(start)), key=len)
        for cell, k in zip(rows[label], (7, 9), strict=True):
            low, high = proportion_confint(k, 17, method=name)
            assert cell.startswith(f"{100 * low:.2f} to {100 * high:.2f}"), label
    printed = [label for label, cells in rows.items() if all(cell.endswith("✓") for cell in cells)]
    assert [label for label in printed if "rounded" in label] == printed and len(printed) == 1
    groups = {row[0]: row[1:] for row in table(page, "KIT alteration", "Responders")}
    for label, group in {
        "Mutation only": "mutation",
        "Mutation and amplification": "both",
        "Amplification only": "amplification",
    }.items():
        yes, no = truth._responders(group)
        assert groups[label][:2] == [str(yes + no), str(yes)]
    p = stats.fisher_exact([truth._responders(group) for group in ("mutation", "both", "amplification")])
    printed_p = re.search(r"over the groups, two-sided: P = (\d\.\d\d)", told(page))
    assert float(printed_p[1]) == pytest.approx(p[1], abs=0.03)  # scipy draws tables at random here


def test_marks_on_paper_stand_in_the_same_order_with_the_same_numbers(paper, sources, truth):
    at = 0
    for name in ("index", *OF_THE_PAPER, "chapters/reconstruction"):
        for claim in truth.marked(sources[name]):
            wanted = re.sub(r"\s+", "", truth.reported(claim)) + signs(truth.REVIEWED[claim])
            found = paper.find(wanted, at)
            assert found >= 0, (name, claim, wanted)
            at = found + len(wanted)


def test_the_ledger_on_paper_has_every_statement_with_both_values(paper, truth):
    missing = []
    for claim in truth.STATEMENTS:
        row, found, value = truth.REVIEWED[claim], truth.CLAIMS[claim], truth.expected(claim)
        if value is None or found["unit"] in ("statement", "list"):
            continue
        start = re.sub(
            r"\s+", "", f"{signs(row)}{row['verdict']}{found['section']}:{found['place']}{found['says']}"
        )
        wanted = start + re.sub(r"\s+", "", found["reported"] + value)
        missing += [] if wanted in paper else [(claim, wanted)]
    assert len(missing) <= 0.05 * len(truth.STATEMENTS), missing[:5]


def test_no_file_names_this_machine(real_book, paper):
    names = [
        f"{place}/" for place in (ROOT, Path.home(), sys.prefix, tempfile.gettempdir(), real_book.folder)
    ]
    files = [path for path in real_book.folder.rglob("*") if path.is_file()]
    assert len(files) > 50 and Path.home() != Path("/")
    assert [path.name for path in files for name in names if name.encode() in path.read_bytes()] == []
    assert not any(name in paper for name in [*names, f"{getpass.getuser()}@", socket.gethostname() + ":"])
