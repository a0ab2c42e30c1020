"""The ledger as readers meet it: on the command line, on a page in a browser, on paper."""

import csv
import io
import json
import re
import shutil
from base64 import b64decode
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import pypandoc
import pytest
import typst
from pypdf import PdfReader

from benchmarks.seeded_errors import alarms, false_alarms, seeded_errors
from doesithold.audit.jointly import shared_assumptions
from doesithold.audit.verdicts import audit
from doesithold.audit.vocabulary import VERDICTS
from doesithold.cli.main import main
from doesithold.report.formats import as_percent, to_csv, to_markdown
from doesithold.report.ledger import checks_table, downloads, findings_table, glance
from doesithold.report.ledger.shared import counts_table
from doesithold.report.terminal import to_table
from doesithold.report.words import verdicts_table

ROOT = Path(__file__).parents[2]
LEDGER_STYLE = "assets/ledger.css"
WORDS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "six": "6",
    "eight": "8",
    "ten": "10",
    "twelve": "12",
}
TOLD = {"true": "yes", "false": "no"}
KEYS = {
    "id",
    "section",
    "says",
    "reported",
    "recomputed",
    "verdict",
    "explanation",
    "assumptions",
    "measure",
    "by",
    "basis",
    "chance",
    "agrees_with",
    "conflicts_with",
    "tension_with",
    "rests_on",
    "provenance",
}
DISCREPANCY_KEYS = {"id", "title", "kind", "weight", "cause", "question", "findings", "places"}


@pytest.fixture(scope="module")
def truth():
    """What the data and a person say, without the project; not read when tests are collected."""
    return import_module("tests.book.prose")


def shown(capsys, *arguments):
    assert main(["audit", *arguments]) == 0
    return capsys.readouterr().out


def test_json_is_one_document_with_the_agreed_keys(capsys, book):
    document = json.loads(shown(capsys, "--format", "json"))
    assert list(document) == ["findings", "discrepancies", "counts", "checks"]
    findings = document["findings"]
    assert sum(document["counts"].values()) == len(findings)
    assert all(one.keys() >= DISCREPANCY_KEYS for one in document["discrepancies"])
    assert {one["provenance"] for one in findings} == {"reported"}
    assert {one["provenance"] for one in document["checks"]} == {"derived"}
    assert [finding["id"] for finding in findings] == [finding.id for finding in book.audited.findings]
    assert all(finding.keys() >= KEYS for finding in findings)
    edema = next(finding for finding in findings if finding["reported"] == "31.3")
    assert edema["assumptions"][0] == {
        "kind": "denominator",
        "value": "16",
        "note": "the size of the group “with a KIT mutation”",
    }


def test_csv_has_a_row_a_finding(capsys, book):
    rows = list(csv.DictReader(io.StringIO(shown(capsys, "--format", "csv"))))
    assert [row["id"] for row in rows] == [finding.id for finding in book.audited.findings]


def test_no_cell_of_the_csv_is_a_formula(book):
    claim = replace(book.audited.findings[0], says="=1+2", place="@here", reported="-5.0", unit="+x")
    (row,) = csv.DictReader(io.StringIO(to_csv(replace(book.audited, findings=(claim,)))))
    assert (row["says"], row["place"], row["reported"], row["unit"]) == ("'=1+2", "'@here", "-5.0", "'+x")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_can_be_picked_out(capsys, verdict):
    lines = shown(capsys, "--format", "md", "--verdict", verdict).splitlines()
    rows = [line for line in lines if line.startswith("| ")][1:]
    assert rows
    assert all(row.split("|")[1].split()[1] == verdict for row in rows)


def test_markdown_keeps_what_is_printed_text(book):
    odd = replace(book.audited.findings[0], says="a | b\n*c* <i>", verdict="contradicted")
    text = to_markdown(book.audited, [odd])
    assert r"| a \| b \*c\* \<i\> |" in text


def test_the_overview_tells_discrepancies_first_and_then_only_what_is_not_clean(capsys, book, truth):
    lines = shown(capsys).splitlines()
    assert lines[0].startswith(f"{len(book.audited.discrepancies)} discrepancies (")
    assert max(map(len, lines)) <= 120
    text = " ".join(" ".join(lines).split())
    named = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text.partition("Findings that are not clean")[2]))
    names = {finding.id for finding in book.audited.findings if not finding.clean}
    assert named >= names
    assert not named & {finding.id for finding in book.audited.findings if finding.clean}
    values = re.findall(r"([a-z0-9-]+) \(([^()]+), data: ([^()]+)\)", text)
    assert len(values) > 20
    for claim, printed, data in values:
        assert (printed, data) == (truth.CLAIMS[claim]["reported"], truth.expected(claim) or data), claim


def test_the_report_to_paste_into_a_review_has_at_most_two_pages(capsys, tmp_path):
    markdown = shown(capsys, "--format", "md")
    source = pypandoc.convert_text(markdown, "typst", format="markdown", extra_args=["--standalone"])
    (tmp_path / "review.typ").write_text(source, encoding="utf-8")
    assert len(PdfReader(io.BytesIO(typst.compile(tmp_path / "review.typ"))).pages) <= 2


def test_all_findings_are_shown_on_request(capsys, book):
    text = shown(capsys, "--all")
    assert len(re.findall(r"✓[⇄~]* reproduced", text)) == book.audited.counts["reproduced"]


def test_the_printed_value_stands_before_that_of_the_data_on_a_terminal_and_in_markdown(book, truth):
    unclean = [one for one in book.audited.findings if one.verdict in ("contradicted", "explained")]
    differing = [one for one in unclean if truth.expected(one.id)]
    wanted = [(truth.CLAIMS[one.id]["reported"], truth.expected(one.id)) for one in differing]
    assert len(wanted) > 20 and all(printed != data for printed, data in wanted)
    row = re.compile(r"^ ?\S+ \w+ {2,}\S+ {2,}(\S.*?) {2,}(\S.*?) {2,}", re.M)
    assert row.findall(to_table(book.audited, differing, 600)) == wanted
    lines = [line for line in to_markdown(book.audited, differing).splitlines() if line.startswith("| ")]
    assert [tuple(cell.strip() for cell in line.split("|")[4:6]) for line in lines[1:]] == wanted


@pytest.mark.parametrize(
    ("verdict", "colour"), [("contradicted", "1;31"), ("explained", "33"), ("reproduced", "32")]
)
def test_a_terminal_shows_verdicts_in_their_colours(book, monkeypatch, verdict, colour):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    finding = next(one for one in book.audited.findings if one.verdict == verdict)
    assert f"\x1b[{colour}m{finding.marks} {verdict}" in to_table(book.audited, [finding], 200)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ((39, 1000), "3.9 %"),
        ((1, 2), "50.0 %"),
        ((1, 3517), "1 in 3,517"),
        ((1, 10**7), "below 1 in a million"),
    ],
)
def test_a_chance_is_told_in_percent_or_as_one_in_so_many(share, told):
    assert as_percent(Fraction(*share)) == told


def test_what_a_terminal_would_obey_is_shown_as_text(book):
    odd = replace(book.audited.findings[0], id="x\x1b[2Jy", explanation="a\x07\u202eb")
    audit_ = replace(book.audited, findings=(odd,))
    drawn = to_table(audit_, [odd], 120)
    assert not {"\x1b", "\x07", "\u202e"} & set(drawn)


def test_an_unknown_verdict_is_refused(capsys):
    assert main(["audit", "--verdict", "wrong"]) == 2
    assert "must be one of contradicted" in capsys.readouterr().err


@pytest.fixture
def ledger_page(book, page, tmp_path):
    parts = [
        downloads(book.audited),
        findings_table(book.audited.findings),
        checks_table(book.audited.checks),
    ]
    style, script = ((ROOT / name).read_text(encoding="utf-8") for name in (LEDGER_STYLE, "assets/ledger.js"))
    file = tmp_path / "ledger.html"
    body = "".join(f'<div id="cell-{place}">{part.html}</div>' for place, part in enumerate(parts))
    file.write_text(
        "<!doctype html><meta charset=utf-8>"
        f"<style>* {{ box-sizing: border-box }} {style}</style>{body}<script>{script}</script>"
    )
    page.goto(file.as_uri())
    return page


ROWS = "form + .findings tbody tr"


def column(page, number):
    """Return the cells of one column of the findings, in the order shown."""
    return page.locator(f"{ROWS}:visible > td:nth-child({number})").all_inner_texts()


def test_the_table_holds_every_statement_once_and_no_check(ledger_page, book, truth):
    rows = ledger_page.locator(ROWS).evaluate_all("rows => rows.map(row => row.id)")
    assert sorted(rows) == sorted(f"claim-{finding.id}" for finding in book.audited.findings)
    for row, printed, data in zip(rows, column(ledger_page, 4), column(ledger_page, 5), strict=True):
        claim = row.removeprefix("claim-")
        reported, value = truth.CLAIMS[claim]["reported"], truth.expected(claim) or data
        assert (printed, data) == (TOLD.get(reported, reported), TOLD.get(value, value)), claim
    others = ledger_page.locator(".ledger >> nth=1 >> tbody tr").evaluate_all(
        "rows => rows.map(row => row.id)"
    )
    assert sorted(others) == sorted(f"claim-{check.id}" for check in book.audited.checks)


def test_details_name_the_statements_that_conflict_and_no_other_ones(ledger_page, truth):
    rows = ledger_page.locator(ROWS).evaluate_all(
        "rows => rows.map(row => [row.id.slice(6), Object.fromEntries("
        "[...row.querySelectorAll('dt')].map(term => [term.textContent,"
        " [...term.nextSibling.querySelectorAll('a')].map(link => link.hash.slice(7))]))])"
    )
    for claim, links in rows:
        judged = truth.REVIEWED[claim]
        for term, ids in (("Conflicts with", judged["conflicts"]), ("In tension with", judged["tension"])):
            named = [one for one in ids.split(";") if one in truth.REVIEWED]
            assert sorted(links.get(term, [])) == sorted(named), (claim, term)
        assert not {*links.get("Agrees with", [])} & {*judged["conflicts"].split(";")}, claim
    assert sum("Agrees with" in links for _, links in rows) > 50


def test_verdicts_sort_by_gravity_and_start_so(ledger_page, book):
    words = [cell.split()[1] for cell in column(ledger_page, 1)]
    assert words == sorted(words, key=VERDICTS.index)
    heading = ledger_page.locator(".ledger th button").first
    heading.click()
    heading.click()
    assert column(ledger_page, 1)[0].split()[1] == VERDICTS[-1]


def test_printed_numbers_sort_as_numbers_words_of_number_included(ledger_page):
    ledger_page.locator(".ledger th button").nth(3).click()
    printed = column(ledger_page, 4)
    numbers = [
        float(WORDS.get(cell, cell))
        for cell in printed
        if re.fullmatch(r"\d+(\.\d+)?", WORDS.get(cell, cell))
    ]
    assert len(numbers) > 150
    assert numbers == sorted(numbers)
    assert {"one", "six", "2.2", "17.80", "400"} <= set(printed)
    assert ledger_page.locator("th[aria-sort=ascending]").inner_text().startswith("Printed")


def test_findings_are_filtered_and_searched_and_the_count_says_how_many(ledger_page, book):
    explained = book.audited.counts["explained"]
    ledger_page.check("input[value=explained]")
    assert ledger_page.locator(f"{ROWS}:visible").count() == explained
    assert (
        ledger_page.locator("output").inner_text() == f"{explained} of {len(book.audited.findings)} findings"
    )
    ledger_page.fill("input[type=search]", "oedema 31.3")
    assert ledger_page.locator(f"{ROWS}:visible").count() == 1
    ledger_page.check("input[value=all]")
    ledger_page.fill("input[type=search]", "")
    assert ledger_page.locator("output").inner_text() == f"{len(book.audited.findings)} findings"


def test_a_row_that_is_jumped_to_is_shown_whatever_the_filter_says(ledger_page):
    ledger_page.check("input[value=contradicted]")
    assert not ledger_page.locator("#claim-abstract-orr").is_visible()
    ledger_page.evaluate("location.hash = 'claim-abstract-orr'")
    ledger_page.wait_for_selector("#claim-abstract-orr:visible")
    assert ledger_page.locator("#claim-abstract-orr details").get_attribute("open") is not None
    box = ledger_page.locator("#claim-abstract-orr").bounding_box()
    assert 0 <= box["y"] < 900
    assert ledger_page.locator("output").inner_text().split()[1] == "findings"


def test_on_a_phone_no_detail_passes_the_edge(ledger_page):
    ledger_page.set_viewport_size({"width": 360, "height": 740})
    ledger_page.evaluate("document.querySelectorAll('.ledger details').forEach(one => one.open = true)")
    beyond = ledger_page.evaluate(
        "[...document.querySelectorAll('.ledger *')]"
        ".filter(one => one.getBoundingClientRect().right > 360).length"
    )
    assert beyond == 0


def test_text_from_data_stays_text_on_the_page_and_on_paper(book, page, tmp_path):
    odd = replace(
        book.audited.findings[0], says='<img src=x onerror="document.title=1">', explanation='#panic[] " \\'
    )
    shown_ = findings_table([odd])
    (tmp_path / "odd.html").write_text(shown_.html, encoding="utf-8")
    page.goto((tmp_path / "odd.html").as_uri())
    assert page.locator("tbody img").count() == 0
    assert '<img src=x onerror="document.title=1">' in page.locator("tbody").inner_text()
    (tmp_path / "odd.typ").write_text(shown_.typst, encoding="utf-8")
    assert "#panic[]" in PdfReader(io.BytesIO(typst.compile(tmp_path / "odd.typ"))).pages[0].extract_text()


def test_the_downloads_are_the_ledger_itself(ledger_page, book):
    link = ledger_page.locator("a[download='ledger.json']").get_attribute("href")
    findings = json.loads(b64decode(link.partition("base64,")[2]))["findings"]
    assert len(findings) == len(book.audited.findings)


def test_on_paper_the_ledger_is_complete_and_its_links_hold(book, tmp_path):
    source = "\n".join(
        [glance(book.paper.register, book.findings).typst, findings_table(book.audited.findings).typst]
    )
    (tmp_path / "ledger.typ").write_text(source)
    assert typst.compile(tmp_path / "ledger.typ").startswith(b"%PDF")
    assert len(re.findall(r"#metadata\(none\)<claim-", source)) == len(book.audited.findings)


def test_three_denominators_and_two_roundings_explain_every_group_of_percentages(book):
    joint = shared_assumptions(book.paper, book.findings)
    assert joint.unexplained == ()
    assert {(found.group, found.n, found.rounding) for found in joint.groups} >= {
        ("abstract adverse events", 16, "half_up"),
        ("Table 2", 17, "half_up"),
        ("results KIT groups", 18, "truncate"),
        ("results sex", 18, "half_up"),
    }
    (abstract,) = (found for found in joint.groups if found.group == "abstract adverse events")
    # Known counts leave one printed value for each of 18 denominators and a handful of roundings.
    assert abstract.chance <= 18 * 5 / 1001 ** len(abstract.counts)
    assert len(joint.denominators) == 3
    assert joint.roundings == ("half_up", "truncate")


def test_seeded_errors_are_noticed_and_the_paper_as_it_is_raises_no_alarm(book):
    before = tuple(book.findings.values())
    missed = [
        error.what for error in seeded_errors(book, 40, seed=7) if not alarms(before, audit(error.paper))
    ]
    assert missed == []
    assert false_alarms(book) == []


def test_another_paper_is_audited_from_its_tables_and_claims_alone(tmp_path, capsys):
    for name in ("patients.csv", "adverse_events.csv", "responses.csv", "study.yaml"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    package = json.loads((ROOT / "data" / "datapackage.json").read_text())
    package["resources"] = [part for part in package["resources"] if (tmp_path / part["path"]).exists()]
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    (tmp_path / "claims.yaml").write_text(
        "[{id: women, section: Results, place: patients, says: Ten women., reported: ten, unit: patients,"
        " measure: {count: {where: {sex: F}}}}]"
    )
    (finding,) = json.loads(shown(capsys, str(tmp_path), "--format", "json"))["findings"]
    assert (finding["verdict"], finding["recomputed"]) == ("reproduced", "10")


def test_the_words_of_the_front_page_and_of_the_readme_are_those_of_the_audit():
    assert "\nverdicts_table()\n" in (ROOT / "index.qmd").read_text(encoding="utf-8")
    assert verdicts_table(spans=False) in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_counts_has_the_verdicts_given_by_hand(book, truth):
    claims = book.paper.claims
    by_hand = Counter((claim.section, truth.REVIEWED[claim.id]["verdict"]) for claim in claims)
    (*sections, last) = counts_table([book.findings[claim.id] for claim in claims]).rows
    for row in sections:
        assert [int(row[verdict]) for verdict in VERDICTS] == [
            by_hand[row["section"], one] for one in VERDICTS
        ]
    assert sum(int(last[verdict]) for verdict in VERDICTS) == len(claims)
