"""Tables 1 and 2 against the paper, typed here from its print and not from the project's data."""

import re

from analysis.tables import adverse_events, patient_characteristics
from doesithold.report.booktable import BookTable

TABLE_1 = """
Pt.no|Sex|Age, y|Tumor type|PS|KIT mutation|KIT Amp.|Imatinib Line|Metastasis site|NGS result|Best response
Pt-01|M|62|Acral melanoma|1|KIT L576P|absent|2nd|Lung|CDKN2A deletion|PR
Pt-02|F|63|Acral melanoma|1|KIT L576P|absent|2nd|Distant LN|CDKN2A deletion|PD
Pt-03|M|61|Acral melanoma|1|KIT L576P|absent|5th|Liver, bone, brain|Not found|PR
Pt-04|F|58|Acral melanoma|1|KIT L576P|absent|3rd|Lung|MET amp CDKN2A deletion EGFR amp PDGFRA amp CDK6 amp|PR
Pt-05|F|81|Acral melanoma|1|KIT L576P|absent|4th|Distant LN|BRCA2 deletion NF2 deletion|SD
Pt-06|M|52|Acral melanoma|1|KIT L576P|absent|3rd|Lung|-|PR
Pt-07|F|46|Breast|1|KIT T304A|absent|2nd|Skin|ERBB2 amp CCND1 amp ABCC3 amp|SD
Pt-08|M|71|Acral melanoma|1|KIT N655K|absent|4th|Distant LN|CDK4 amp MDM2 amp|PR
Pt-09|M|63|Cutaneous melanoma|2|KIT D579del|absent|3rd|Distant LN, spine, liver|Not found|PD
Pt-10|F|64|Ovary|1|KIT M537L|absent|3rd|Peritoneum|-|PD
Pt-11|F|77|Acral melanoma|1|KIT I571V|absent|2nd|Pleural seeding|-|Withdrawal
Pt-12|F|47|Mucosal melanoma|1|KITV560A|absent|3rd|Distant LN, lung|Not found|PD
Pt-13|F|70|Mucosal melanoma|1|KIT W557G|present|3rd|Liver, spleen|PDGFRA amp|PR
Pt-14|M|56|Acral melanoma|1|KIT K642E|present|6th|Lung|PDGFRA amp|CR
Pt-15|M|56|Cutaneous melanoma|1|KIT K642I|present|4th|Distant LN, liver|-|PD
Pt-16|F|53|MUO|1|absent|present|4th|Cervical, retroperitoneum, distant LN|-|PD
Pt-17|F|56|Mucosal melanoma|1|KIT N882Y|present|2nd|Lung, liver|-|PD
Pt-18|M|54|Acral melanoma|1|absent|present|6th|Lung, Pleura seeding|-|PD
"""
TABLE_2 = """
Adverse events|All grades|%|Grade ≥3|%
Edema|5|29.4||
Anorexia|4|23.5||
Nausea|3|17.6||
Skin rash|3|17.6|1|5.9
Fatigue|2|11.8||
Myalgia|2|11.8||
Pneumonia|2|11.8||
Alopecia|1|5.9||
Anemia|1|5.9|1|5.9
Constipation|1|5.9||
General weakness|1|5.9||
Neutropenia|1|5.9||
Sensory neuropathy|1|5.9||
"""


def typed(text):
    return [line.split("|") for line in text.strip().splitlines()]


def on_paper(table):
    """The cells of the Markdown table, without the marks of footnotes and the escapes."""
    lines = [line for line in table._repr_markdown_().splitlines() if line.startswith("| ")]
    rows = [re.sub(r"\^[^^]*\^|\\(?=\W)", "", line).strip("| ") for line in lines]
    split = [[" ".join(cell.split()) for cell in re.split(r" ?\| ?", row)] for row in rows]
    return [cells for cells in split if not re.fullmatch(r":?-{3,}:?", cells[0])]


def test_table_1_is_the_papers_cell_by_cell(paper, cells):
    assert cells(patient_characteristics(paper, {})).rows == typed(TABLE_1)


def test_table_2_is_the_papers_cell_by_cell(paper, cells):
    assert cells(adverse_events(paper, {})).rows == typed(TABLE_2)


def test_paper_shows_the_same_cells_as_pages(paper):
    assert on_paper(patient_characteristics(paper, {})) == typed(TABLE_1)
    shown = [row + [""] * (5 - len(row)) for row in on_paper(adverse_events(paper, {}))]
    assert shown == typed(TABLE_2)


def test_notes_say_where_the_print_was_read(paper):
    notes = patient_characteristics(paper, {}).footnotes
    on_paper = patient_characteristics(paper, {})._repr_markdown_()
    for mark, note in zip("†‡§¶", dict.fromkeys(notes.values()), strict=False):
        assert on_paper.count(f"^{mark}^") == 1 + list(notes.values()).count(note)
    assert {(paper.rows()[row].patient, column): note for (row, column), note in notes.items()} == {
        ("Pt-11", "sites"): "Read as pleura.",
        ("Pt-11", "best_response"): "Not evaluable: withdrew consent before response was assessed.",
        ("Pt-12", "kit_mutation"): "Printed without a space; read as KIT V560A.",
        ("Pt-18", "sites"): "Read as lung, pleura.",
    }


def test_there_are_marks_for_any_number_of_notes():
    rows = [{"a": f"row {number}", "b": str(number)} for number in range(9)]
    notes = {(number, "b"): f"Note {number}." for number in range(9)}
    table = BookTable(name="t", headings={"a": "A", "b": "B"}, rows=rows, source_note="", footnotes=notes)
    marks = ["†", "‡", "§", "¶", "††", "‡‡", "§§", "¶¶", "†††"]
    assert re.findall(r'gt_footnote_marks"[^>]*>([^<]*)', table.gt.as_raw_html()) == marks * 2
    on_paper = table._repr_markdown_()
    assert all(on_paper.count(f"^{mark}^") == 2 for mark in marks)


def test_denominators_are_stated(paper):
    assert "18 enrolled patients, 17 of them evaluable" in patient_characteristics(paper, {}).source_note
    assert "percent of 17 patients" in adverse_events(paper, {}).source_note


def test_every_printed_percentage_and_checked_variant_leads_to_its_finding(book):
    for table in (
        adverse_events(book.paper, book.findings),
        patient_characteristics(book.paper, book.findings),
    ):
        assert table.claims
        for (row, column), claim in table.claims.items():
            finding, cell = book.findings[claim], table.rows[row][column]
            assert (
                cell == finding.reported
                or cell.removeprefix("KIT").strip() in finding.says
                or column == "ngs"
            )
    percentages = {
        (row, column)
        for row, cells in enumerate(adverse_events(book.paper, {}).rows)
        for column, cell in cells.items()
        if column.endswith("percent") and cell
    }
    assert set(adverse_events(book.paper, book.findings).claims) == percentages
    variants = {(row, "kit_mutation") for row, cells in enumerate(typed(TABLE_1)[1:]) if cells[5] != "absent"}
    sequenced = {(3, "ngs")}  # PDGFRA amplified without KIT, in Pt-04
    assert set(patient_characteristics(book.paper, book.findings).claims) == variants | sequenced
