"""A paper's folder drafted from its manuscript: for a person to confirm, correct or drop."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from doesithold.paper.cells import COLUMNS, Cell
from doesithold.paper.manuscript.entries import claims_of_patients, claims_of_ratios, claims_of_text
from doesithold.paper.manuscript.forms import Draft
from doesithold.paper.manuscript.numbers import numbers
from doesithold.paper.manuscript.patients import PatientTable, patient_tables
from doesithold.paper.manuscript.quantities import with_quantities
from doesithold.paper.manuscript.reading import Manuscript
from doesithold.paper.manuscript.study import draft_study, with_tests
from doesithold.paper.manuscript.tables import cells

NOT_LOOKED_AT = "a draft: nobody has looked at this number yet"
HEAD = "# Drafted from {file}: the groups, arms and methods are read by their form. Look at each.\n\n"


def draft_files(manuscript: Manuscript, file: str) -> Mapping[str, str]:
    """Draft the files of a paper's folder.

    Parameters
    ----------
    manuscript : Manuscript
    file : str
        Name of the manuscript, which the folder keeps so that a person can see the sentences.

    Returns
    -------
    mapping of str to str
        Name of each file to its text: ``study.yaml``, ``claims.yaml``, ``numbers.csv``, and ``cells.csv``
        where a table could be read. No sentence of the manuscript is copied; each claim says where its own
        stands.
    """
    printed = with_tests(list(cells(manuscript)), manuscript)
    people = list(patient_tables(manuscript))
    study = draft_study(manuscript, printed, people, file)
    claims = with_quantities(list(claims_of_text(manuscript, study)), study["title"])
    tables = [*claims_of_ratios(manuscript), *claims_of_patients(people)]
    study["sections"] += sorted({entry["section"] for entry in tables} - set(study["sections"]))
    files = {
        "study.yaml": HEAD.format(file=file) + _yaml(study),
        "claims.yaml": _yaml([*(entry for entry, _ in claims), *tables]),
        "numbers.csv": _register(manuscript, claims),
    }
    return files | _table_files(people) | ({"cells.csv": _cells(printed)} if printed else {})


class _Plain(yaml.SafeDumper):
    """Writes a value out each time it stands, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(content: Any) -> str:
    text: str = yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    return text


def _table_files(people: list[PatientTable]) -> dict[str, str]:
    """Return the tables of patients and the description of their columns."""
    if not people:
        return {}
    resources = []
    files = {}
    for table in people:
        name = table.resource
        files[f"{name}.csv"] = _csv([table.columns, *table.rows])
        fields = [
            {"name": column, "type": kind, "description": head or column}
            for column, kind, head in zip(table.columns, table.kinds, table.heads, strict=True)
        ]
        resources.append({"name": name, "path": f"{name}.csv", "type": "table", "schema": {"fields": fields}})
    package = {"name": "paper", "resources": resources}
    return files | {"datapackage.json": json.dumps(package, indent=2, ensure_ascii=False) + "\n"}


def _register(manuscript: Manuscript, claims: list[tuple[dict[str, Any], Draft]]) -> str:
    """Write every number with the draft claims that were read from it."""
    rows: list[Sequence[object]] = [["position", "section", "number", "claims", "reason"]]
    for position, found in enumerate(numbers(manuscript), start=1):
        mine = [
            entry["id"]
            for entry, draft in claims
            if draft.sentence == found.sentence and draft.span[0] <= found.start < draft.span[1]
        ]
        reason = "" if mine else NOT_LOOKED_AT
        rows.append([position, found.sentence.section, found.text, ";".join(mine), reason])
    return _csv(rows)


def _cells(printed: list[Cell]) -> str:
    extra = sorted({name for cell in printed for name, value in cell.extra.items() if value})
    rows = [
        [*(getattr(cell, name) for name in COLUMNS), *(cell.extra.get(name, "") for name in extra)]
        for cell in printed
    ]
    return _csv([[*COLUMNS, *extra], *rows])


def _csv(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
