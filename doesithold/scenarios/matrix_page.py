"""Scenarios and matrix as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import MARKS, Verdict
from doesithold.markup import html
from doesithold.scenarios.evidence import Evidence
from doesithold.scenarios.matrix import Pattern, statements
from doesithold.scenarios.plan import Run
from doesithold.scenarios.scenarios import BASELINE_NAME

LEDGER = "ledger.html"
ROOT = "../"


def scenarios(evidence: Evidence) -> str:
    """List the scenarios, each with links to its executed notebook."""
    rows = "\n".join(_scenario(evidence, run) for run in evidence.runs)
    head = '<tr><th scope="col">Scenario</th><th scope="col">Why</th><th scope="col">Notebook</th></tr>'
    table = f'<table class="scenarios"><thead>{head}</thead>\n<tbody>{rows}</tbody></table>'
    return f'<div class="wide">{table}</div>'


def _scenario(evidence: Evidence, run: Run) -> str:
    baseline, code = evidence.scenario(BASELINE_NAME).parameters, evidence.codes[run.scenario.name]
    scenario, page, notebook = run.scenario, ROOT + run.page.as_posix(), ROOT + run.notebook.as_posix()
    changed = ", ".join(f"{name} = {value}" for name, value in scenario.parameters.changed(baseline).items())
    return (
        f'<tr id="scenario-{scenario.name}"><th scope="row">{code} {html(scenario.title)}</th>'
        f"<td>{html(scenario.why)} <code>{html(changed)}</code></td>"
        f'<td><a href="{page}">executed</a>, <a href="{notebook}" download>.ipynb</a></td></tr>'
    )


def matrix(evidence: Evidence, rows: Sequence[Pattern], findings: Mapping[str, Finding]) -> str:
    """Write the matrix; every printed value leads to its row in the ledger, every letter to its scenario."""
    heads = "".join(_head(evidence.codes[run.scenario.name], run) for run in evidence.runs)
    parts = []
    for holds, members in groupby(rows, key=lambda pattern: pattern.verdicts[0] == "reproduced"):
        title = f"{'As' if holds else 'Not as'} printed in the baseline"
        parts.append(
            f'<tr class="part"><th colspan="{len(evidence.runs) + 1}" scope="colgroup">{title}</th></tr>'
        )
        parts += [_row(evidence.codes.values(), pattern, findings) for pattern in members]
    head = f'<thead><tr><th scope="col">Printed</th>{heads}</tr></thead>'
    body = "\n".join(parts)
    return f'<div class="wide"><table class="matrix">{head}\n<tbody>{body}</tbody></table></div>'


def _head(code: str, run: Run) -> str:
    title = html(run.scenario.title)
    return f'<th scope="col"><a href="#scenario-{run.scenario.name}" title="{title}">{code}</a></th>'


def _row(codes: Iterable[str], pattern: Pattern, findings: Mapping[str, Finding]) -> str:
    cells = "".join(map(_cell, codes, pattern.verdicts))
    members = [findings[claim] for claim in pattern.claims]
    printed = "; ".join(
        f"{html(section)}: {', '.join(_value(finding) for finding in group)}"
        for section, group in groupby(members, key=lambda finding: finding.section)
    )
    told = html(statements(pattern, findings))
    return f'<tr><th scope="row">{told}<span class="printed">{printed}</span></th>{cells}</tr>'


def _value(finding: Finding) -> str:
    told = html(finding.says)
    return f'<a href="{LEDGER}#claim-{finding.id}" title="{told}">{html(finding.reported)}</a>'


def _cell(code: str, verdict: Verdict) -> str:
    return f'<td class="verdict-{verdict}" data-code="{code}" title="{verdict}">{MARKS[verdict]}</td>'
