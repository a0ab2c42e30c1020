"""What every value in the chapters' sentences comes to, told without the project's modules.

A chapter's source holds no typed number, so the numbers of its prose are those of its inline expressions.
Each is known here by its text and computed from the CSV and YAML files by pandas, scipy and statsmodels; one
that is not known fails the test.
"""

import csv
import itertools
import json
import math
import re
from collections import Counter
from fractions import Fraction

import pandas as pd
import yaml
from scipy import stats

from tests.book.recomputed import CLAIMS, DATA, EVENTS, TABLE, chosen, expected, printed
from tests.statistics.luck import MODES, luck_of_an_interval, rounded

ROOT = DATA.parent
INLINE = re.compile(r"`\{python\} ([^`]+)`")
VERDICTS = ("contradicted", "explained", "unverifiable", "reproduced", "external")
WEIGHTS = ("conclusion", "result", "detail", "wording")
REMARKS = yaml.safe_load((DATA / "discrepancies.yaml").read_text(encoding="utf-8"))
with (ROOT / "tests/audit/verdicts.csv").open(newline="", encoding="utf-8") as file:
    REVIEWED = {row["id"]: row for row in csv.DictReader(file)}
STATEMENTS = [claim for claim in CLAIMS if CLAIMS[claim].get("provenance", "reported") == "reported"]
CHAPTERS = {
    "Abstract": "abstract", "Introduction": "introduction", "Methods": "methods",
    "Table 1": "patient-characteristics", "Table 2": "safety", "Captions": "efficacy",
    "Discussion": "discussion",
}  # fmt: skip
OF_RESULTS = {
    "Patients": "patient-characteristics",
    "KIT alterations": "patient-characteristics",
    "Safety": "safety",
}


def chapter_of(claim):
    """Name the chapter in which a claim is judged."""
    section, place = CLAIMS[claim]["section"], CLAIMS[claim]["place"]
    return OF_RESULTS.get(place.split(",")[0], "efficacy") if section == "Results" else CHAPTERS[section]


def counted(claims):
    """Count the verdicts that a person gave."""
    return Counter(REVIEWED[claim]["verdict"] for claim in claims)


def is_clean(claim):
    row = REVIEWED[claim]
    return row["verdict"] not in ("contradicted", "explained") and not (row["conflicts"] or row["tension"])


def reported(claim):
    found = CLAIMS[claim]
    return (
        f"{found['reported']}\N{NARROW NO-BREAK SPACE}%" if found["unit"] == "percent" else found["reported"]
    )


def _summary(chapter):
    here = [claim for claim in STATEMENTS if chapter_of(claim) == chapter]
    number = counted(here)
    return f"{len(here)} statements: {', '.join(f'{number[verdict]} {verdict}' for verdict in VERDICTS)}"


def _weighed():
    number = Counter(remark["weight"] for remark in REMARKS)
    first, *others = [weight for weight in WEIGHTS if number[weight]]
    whats = {weight: f"{'the' if weight == 'wording' else 'a'} {weight}" for weight in WEIGHTS}
    assert number[first] > 1
    return ", ".join(
        [f"{number[first]} touch {whats[first]}", *(f"{number[one]} {whats[one]}" for one in others)]
    )


def _by_search():
    return sum(REVIEWED[claim]["by"] == "search" for claim in STATEMENTS)


def _responders(group):
    """Count evaluable patients of a KIT group with and without a response."""
    here = TABLE[(TABLE["kit_group"] == group) & TABLE["evaluable"]]
    return [int(here["objective_response"].sum()), int((~here["objective_response"]).sum())]


def p_between(*groups):
    """Return Fisher's P between KIT groups, which R's fisher.test gives as well."""
    return f"{stats.fisher_exact([_responders(group) for group in groups])[1]:.2f}"


def _luck_of_a_share():
    """Return the share of other percentages that some group of patients would explain for the oedema."""
    groups = yaml.safe_load((DATA / "study.yaml").read_text(encoding="utf-8"))["groups"]
    sizes = {int(chosen(group.get("where")).sum()) for group in groups.values()} | {len(TABLE)}
    events, people = int(EVENTS.loc["Edema", "all_grades"]), int(chosen({"evaluable": True}).sum())
    exact = {size: Fraction(1000 * events, size) for size in sizes | {people} if size >= events}
    plain = rounded(exact[people], "half_up")
    one_step = {rounded(value, "half_up") for value in exact.values()}
    one_step |= {rounded(exact[people], mode) for mode in MODES}
    reach = max(abs(value - exact[people]) for value in exact.values())
    others = math.ceil(exact[people] + reach) - math.floor(exact[people] - reach)
    return printed(Fraction(100 * len(one_step - {plain}), others), "0.0")


def _luck_of_an_interval():
    """Return one in how many pairs of bounds some method would explain for the response rate."""
    evaluable = chosen({"evaluable": True})
    k = int((chosen({"objective_response": True}) & evaluable).sum())
    return f"{round(1 / luck_of_an_interval(k, int(evaluable.sum()))):,}"


def _runs():
    """Read the verdicts of every run, in the order of the scenarios."""
    scenarios = yaml.safe_load((DATA / "scenarios.yaml").read_text(encoding="utf-8"))
    return [
        {
            one["id"]: one["verdict"]
            for one in json.loads(
                (ROOT / f"runs/output/{scenario['name']}.json").read_text(encoding="utf-8")
            )["findings"]
            if one["id"] in CLAIMS and CLAIMS[one["id"]].get("provenance", "reported") == "reported"
        }
        for scenario in scenarios
    ]


def _unchanged(*kinds):
    runs = _runs()
    return sum(len({run[claim] for run in runs}) == 1 and runs[0][claim] in kinds for claim in runs[0])


def _covers():
    """Return the number of scenarios that print all that any prints, and how many such sets there are."""
    runs = [{claim for claim, verdict in run.items() if verdict == "reproduced"} for run in _runs()]
    everything = set().union(*runs)
    for size in range(1, len(runs) + 1):
        sets = sum(set().union(*some) == everything for some in itertools.combinations(runs, size))
        if sets:
            return size, sets
    raise AssertionError(size)


def _bars(book):
    """Read off the waterfall's data how many bars have no name, and of how many patients they are."""
    bars = pd.read_csv(book / "chapters/drawn_files/fig-waterfall.csv", keep_default_na=False)
    unnamed = bars[bars["patient"] == ""].groupby("candidates", sort=False).size()
    return " ".join(f"{bars} {bars} {len(names.split())}" for names, bars in unnamed.items())


def _event(name):
    return str(int(EVENTS.loc[name, "all_grades"]))


def _holding(section):
    here = [claim for claim in STATEMENTS if CLAIMS[claim]["section"] == section]
    return f"{counted(here)['reproduced']} of {len(here)}"


def _of_all_enrolled():
    return printed(Fraction(100 * int(TABLE["objective_response"].sum()), len(TABLE)), "0.0")


def _woman_of_the_scans():
    age = TABLE.set_index("patient").loc["Pt-13", "age"]
    return f"{age} years, {CLAIMS['methods-scan-weeks']['reported']} weeks"


def _size_of_the_abstract():
    return REVIEWED["abstract-edema-percent"]["assumption"].split()[-1]


def _luck_of_a_slip(slips):
    """Share of wrong residues, weighed by how often the protein has them, that a slip would make right."""
    lines = (DATA / "kit_human_P10721.fasta").read_text(encoding="utf-8").splitlines()
    protein = "".join(lines[1:])
    often, mended, wrong = Counter(protein), 0, 0
    for place, right in enumerate(protein, start=1):
        moved = [int(other) for other in slips(str(place)) if other[0] != "0" and int(other) <= len(protein)]
        others = {protein[other - 1] for other in moved if other != place}
        if any(other != place for other in moved):
            wrong += sum(number for residue, number in often.items() if residue != right)
            mended += sum(often[residue] for residue in others - {right})
    return printed(Fraction(100 * mended, wrong), "0.0")


def _digit_changed(place):
    return [place[:at] + new + place[at + 1 :] for at in range(len(place)) for new in "0123456789"]


def _digits_swapped(place):
    return [place[:at] + place[at + 1] + place[at] + place[at + 2 :] for at in range(len(place) - 1)]


WORTH = {
    "str(digit.variant)": lambda: "N822Y",
    "str(swap.variant)": lambda: "N828Y",
    "as_percent(digit.chance)": lambda: f"{_luck_of_a_slip(_digit_changed)} %",
    "as_percent(swap.chance)": lambda: f"{_luck_of_a_slip(_digits_swapped)} %",
    "len(audit.discrepancies)": lambda: len(REMARKS),
    "weighed(audit)": _weighed,
    'holding(audit, "Table 2")': lambda: _holding("Table 2"),
    "len(book.paper.rows())": lambda: len(TABLE),
    "len(patients)": lambda: len(TABLE),
    "len(book.paper.analysed)": TABLE["evaluable"].sum,
    "sum(counts.values())": lambda: len(STATEMENTS),
    "len(audit.findings)": lambda: len(STATEMENTS),
    "by_search(audit.findings)": _by_search,
    'counts["explained"] - by_search(audit.findings)': lambda: (
        counted(STATEMENTS)["explained"] - _by_search()
    ),
    'book.findings["abstract-edema-percent"].assumptions[0].value': _size_of_the_abstract,
    'as_percent(book.findings["abstract-edema-percent"].chance)': lambda: f"{_luck_of_a_share()} %",
    'one_in(book.findings["results-orr-lower"].chance)': lambda: f"1 in {_luck_of_an_interval()}",
    "percent(objective_response_rate(book.paper, {}))": _of_all_enrolled,
    'f"{len(sources.ensemble):,}"': lambda: "2,000",
    'f"{len(ensemble):,}"': lambda: "2,000",
    'count(book.paper, {"ngs_status": "not reported"})': (TABLE["ngs_printed"] == "-").sum,
    'p_between(book.paper, ["mutation", "amplification"])': lambda: p_between("mutation", "amplification"),
    'p_between(book.paper, ["mutation", "both"])': lambda: p_between("mutation", "both"),
    "ct_report(book.paper)": _woman_of_the_scans,
    "files": lambda: len(list((DATA / "counterexamples").glob("*--*.csv"))),
    "len(evidence.runs)": lambda: len(_runs()),
    'evidence.count("reproduced")': lambda: _unchanged("reproduced"),
    'evidence.count("explained", "contradicted")': lambda: _unchanged("explained", "contradicted"),
    'evidence.count("unverifiable", "external")': lambda: _unchanged("unverifiable", "external"),
    "len(evidence.covers[0])": lambda: _covers()[0],
    "len(evidence.covers)": lambda: _covers()[1],
    'int(events.all_grades["Edema"])': lambda: _event("Edema"),
    'f"{patients.line.mean():.2f}"': lambda: f"{TABLE['line'].mean():.2f}",
    "f\"{patients.line[patients.best_response != 'Withdrawal'].mean():.2f}\"": lambda: (
        f"{TABLE.loc[TABLE['evaluable'], 'line'].mean():.2f}"
    ),
    "cole.readers": lambda: 260,
    "cole.discrepancies": lambda: 39,
    "cole.missed": lambda: "95.3 %",
    "cole.found_none": lambda: "62 %",
}
"""Expressions in the sources of chapters, and what they come to."""
NAMED = {
    r'book\.reported\("(.*)"\)': reported,
    r'printed\["(.*)"\]': reported,
    r'book\.recomputed\("(.*)"\)': expected,
    r'summary\(findings_of\("(.*)", book\.findings\)\)': _summary,
    r'counts\["([a-z]+)"\]': lambda verdict: counted(STATEMENTS)[verdict],
    r'counts\["([A-Z].*)"\]': _event,
}


def worth(expression, book):
    """Say what an inline expression comes to; `book` is the folder of the rendered book.

    Raises
    ------
    KeyError
        If nobody has said here how to compute it.
    """
    if expression == "whose_bars(drawn)":
        return _bars(book)
    for form, value in NAMED.items():
        if found := re.fullmatch(form, expression):
            return str(value(found[1]))
    return str(WORTH[expression]())


def expressions(source):
    """List the inline expressions of a source's sentences, in their order."""
    return INLINE.findall(source)


def marked(source):
    """List the claims that a source marks, in their order."""
    return re.findall(r'`\{python\} book\.reported\("([^"]*)"\)`', source)
