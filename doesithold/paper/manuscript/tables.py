"""Printed tables as summary cells: what each cell holds is read from its shape and its row's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from doesithold.paper.cells import Cell
from doesithold.paper.manuscript.reading import Manuscript, PrintedTable

N = r"-?\d+(?:\.\d+)?"
DASH = r"\s*(?:[\u2010-\u2015-]|to|,|;)\s*"
SIZE = re.compile(r"\(?\b[nN]\s*=\s*(\d+)\)?")
COUNT_PERCENT = re.compile(rf"(?P<count>\d+)(?:/(?P<n>\d+))?\s*[(\[]\s*(?P<percent>{N})\s*%?\s*[)\]]")
FRACTION = re.compile(r"(?P<count>\d+)/(?P<n>\d+)")
MEAN_SD = re.compile(rf"(?P<mean>{N})\s*(?:±|\+/-|\+-)\s*(?P<sd>{N})")
PAIR = re.compile(rf"(?P<first>{N})\s*[(\[]\s*(?P<second>{N})\s*[)\]]")
TRIPLE = re.compile(rf"(?P<first>{N})\s*[(\[]\s*(?P<low>{N}){DASH}(?P<high>{N})\s*[)\]]")
P_HEAD = re.compile(r"p\s*[-\u2010-\u2015]?\s*(?:values?)?", re.IGNORECASE)
P_VALUE = re.compile(r"(?:p\s*)?(?P<p>[<>=]?\s?0?\.\d+|1\.0*|[<>=]?\s?1)\*?", re.IGNORECASE)
PERCENT = re.compile(rf"(?P<percent>{N})\s*%")
COUNT = re.compile(r"\d+")


def cells(manuscript: Manuscript) -> Iterator[Cell]:
    """Read the cells of every table; what has none of the usual shapes is left out.

    A count with a percentage, a fraction, mean ± SD, mean (SD), median (quartiles or range), a percentage and
    a count each are told by their shape, and where a shape has two meanings by the words of their row.
    """
    for table in manuscript.tables:
        yield from _table_cells(table)


def _table_cells(table: PrintedTable) -> Iterator[Cell]:
    if not table.rows:
        return
    heads, *rows = table.rows
    groups = {column: SIZE.sub("", head).strip(" ,;:") or head for column, head in enumerate(heads)}
    sizes = {column: found[1] for column, head in enumerate(heads) if (found := SIZE.search(head))}
    seen: dict[tuple[str, str], int] = {}
    parent = ""
    for cells_of_row in rows:
        name, *printed = cells_of_row
        if name and not any(printed):
            parent = name
            continue
        row = f"{parent}: {name}" if parent and name[:1].islower() else name
        for column, text in enumerate(printed, start=1):
            group = "" if P_HEAD.fullmatch(groups[column].strip()) else groups[column]
            if printed_cell := _cell(text, f"{row} {parent}", group):
                key = (row, group)
                seen[key] = seen.get(key, 0) + 1
                label = row if seen[key] == 1 else f"{row} ({seen[key]})"
                size = printed_cell.pop("n", "") or sizes.get(column, "")
                yield replace(Cell(table=table.name, row=label, group=group, n=size), **printed_cell)


def _cell(text: str, words: str, group: str) -> dict[str, Any]:
    """Return the columns of a cell by what it looks like; nothing where it looks like none of them."""
    printed = text.strip().rstrip("*†‡§").strip()
    if not group:
        p_value = P_VALUE.fullmatch(printed)
        return {"p": p_value["p"].replace(" ", "")} if p_value else {}
    if found := TRIPLE.fullmatch(printed):
        names = ("minimum", "maximum") if re.search(r"range", words, re.IGNORECASE) else ("q1", "q3")
        if re.search(r"\bCI\b|confidence", words):
            return {}
        return {"median": found["first"], names[0]: found["low"], names[1]: found["high"]}
    if re.search(r"\bmean\b|\bSD\b|±", words) and (found := PAIR.fullmatch(printed)):
        return {"mean": found["first"], "sd": found["second"]}
    for shape in (COUNT_PERCENT, FRACTION, MEAN_SD, PERCENT):
        if found := shape.fullmatch(printed):
            return _filled(found.groupdict())
    return {"count": printed} if COUNT.fullmatch(printed) and re.search(r"\bn\b|no\.|number", words) else {}


def _filled(groups: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in groups.items() if value is not None}
