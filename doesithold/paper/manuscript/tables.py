"""Printed tables as summary cells: what each cell holds is read from its shape and the words about it."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from doesithold.paper.cells import Cell
from doesithold.paper.manuscript.patients import is_of_patients
from doesithold.paper.manuscript.reading import Manuscript, PrintedTable
from doesithold.paper.manuscript.rows import FORM_HEAD, OF_PEOPLE, PEOPLE, PrintedRow, says_little
from doesithold.paper.manuscript.sets import MISSING, sets_of

N = r"-?\d+(?:\.\d+)?"
DASH = r"\s*(?:[\u2010-\u2015-]|to|,|;)\s*"
SIZE = re.compile(r"[(\[]?\b[nN]\s*=\s*(\d{1,3}(?:,\d{3})+|\d+)[)\]]?")
COUNT_PERCENT = re.compile(rf"(?P<count>\d+)(?:/(?P<n>\d+))?\s*[(\[]\s*(?P<percent>{N})\s*%?\s*[)\]]")
FRACTION = re.compile(r"(?P<count>\d+)/(?P<n>\d+)")
PLUS_MINUS = re.compile(rf"(?P<mean>{N})\s*%?\s*(?:±|\+/-|\+-)\s*(?P<sd>{N})\s*%?")
PAIR = re.compile(rf"(?P<first>{N})\s*[(\[]\s*(?P<second>{N})\s*[)\]]")
TRIPLE = re.compile(rf"(?P<first>{N})\s*[(\[]\s*(?P<low>{N}){DASH}(?P<high>{N})\s*[)\]]")
P_HEAD = re.compile(r"p\s*[-\u2010-\u2015]?\s*(?:values?)?", re.IGNORECASE)
P_VALUE = re.compile(r"(?:p\s*)?(?P<p>[<>=]?\s?0?\.\d+|1\.0*|[<>=]?\s?1)", re.IGNORECASE)
PERCENT = re.compile(rf"(?P<percent>{N})\s*%")
PERCENT_ALONE = re.compile(rf"[(\[]?(?P<percent>{N})\s*%?[)\]]?")
COUNT_ALONE = re.compile(r"(?P<count>\d+)")
COUNT_HEAD = re.compile(rf"(?:n|no\.?|number|count|{PEOPLE}){OF_PEOPLE}", re.IGNORECASE)
PERCENT_HEAD = re.compile(r"(.*?)[(\[]?%[)\]]?(?:\s+of\s+\w+)?", re.IGNORECASE)
EFFECT_HEAD = re.compile(
    r"\b(?:OR|RR|HR|aOR|aHR|CI|ratio|difference|effect|coefficient|statistic|β|χ2|t|F|df|change)\b"
)
EFFECT_HEADS = {
    "odds_ratio": re.compile(r"(?:crude |unadjusted )?(?:OR|odds ratio)\b(?!.*adj)", re.IGNORECASE),
    "risk_ratio": re.compile(
        r"(?:crude |unadjusted )?(?:RR|risk ratio|relative risk)\b(?!.*adj)", re.IGNORECASE
    ),
    "mean_difference": re.compile(
        r"(?:MD|mean difference|difference (?:of|in|between) means)\b(?!.*adj)", re.IGNORECASE
    ),
}
SIZES_ROW = re.compile(
    rf"(?:number of |no\. of )?(?:{PEOPLE}|n)(?: (?:enrolled|randomi[sz]ed|analy[sz]ed|included))?"
    r"\s*,?\s*[(\[]?(?:n|no\.)?[)\]]?|total|all",
    re.IGNORECASE,
)
NO_COUNT = re.compile(r"\b(?:age|median|mean|range|minimum|maximum|IQR|years?|\d+%)\b", re.IGNORECASE)
SAYS_COUNT = re.compile(r"%|\bn\b|no\.|number|[<>≤≥]|\d")
LIMITS = re.compile(r"[<>≤≥]|\d\s*[\u2010-\u2015-]\s*\d")
"""Names of rows of people whose age, or another number, lies beyond or between limits."""
TWO_NAMES = re.compile(r"[A-Za-z]\s*[/:]\s*[A-Za-z]")
"""Names of rows such as “male/female”, whose cells are no fractions."""
MARKS = re.compile(r"\s*(?:\^\(?[^\d\s()]{1,2}\)?|[*†‡§¶]+)(?=\s|$|[)\]])")
QUARTILES = re.compile(r"\bIQR\b|quartile|range|median", re.IGNORECASE)
TIMES = re.compile(
    r"\b(?:pre|post|before|after|baseline|change|follow-?up|weeks?|months?|days?)\b", re.IGNORECASE
)
"""Words of the head of a column that holds the same people at another time."""
SHARE_FIRST = re.compile(r"%\s*[(\[]\s*(?:n|no\.?)\s*[)\]]", re.IGNORECASE)
INTERVAL_HEAD = re.compile(r"\bCI\b|confidence interval")
FAR_OFF = 5
"""Percentage points that rounding, a misprint or people missing seldom account for in all groups of a row."""
EVERYBODY = "all patients"
"""Name of a group whose column names none."""


@dataclass(frozen=True)
class PrintedColumn:
    """A column of a table: the kind of its cells, and the group of people it is about.

    Attributes
    ----------
    kind : str
        ``cell`` where its shape tells, ``count``, ``percent``, ``p``, ``odds_ratio``, ``risk_ratio``, or
        ``none`` for what is not read.
    size : str
        How many people the head says the group has.
    form : str
        What the head says its cells print, such as ``n (%)``.
    """

    kind: str
    group: str = ""
    size: str = ""
    form: str = ""


def cells(manuscript: Manuscript) -> Iterator[Cell]:
    """Read the cells of every table; what has none of the usual shapes is left out.

    A count with a percentage, a fraction, mean ± SD (or SE, where the table says so), mean (SD), median
    (quartiles or range), a count and a percentage in columns of their own: each is told by its shape, and
    where a shape has two meanings by the words of its row, its head and its caption. Rows that are all there
    can be (women and men), or that stand under one heading and add up to everybody, are marked as a set.
    """
    for table, row in all_rows(manuscript):
        for group, values in row.cells.items():
            extra = {"set": row.set, "heading": row.parent if row.parent != row.name else ""}
            yield Cell(table, row.name, group, **values, extra=extra)  # type: ignore[arg-type]


def all_rows(manuscript: Manuscript) -> Iterator[tuple[str, PrintedRow]]:
    """Go through the rows of all tables."""
    for table, rows in tables_of(manuscript):
        for row in rows:
            yield table, row


def tables_of(manuscript: Manuscript) -> Iterator[tuple[str, list[PrintedRow]]]:
    """Go through the tables with their rows, named, with sizes and sets."""
    read = [(table, *_read(table)) for table in manuscript.tables if not is_of_patients(table)]
    printed: dict[str, set[str]] = defaultdict(set)
    for _, _, sizes in read:
        for group, size in sizes.items():
            printed[group].add(size)
    known = {group: sizes.pop() for group, sizes in printed.items() if len(sizes) == 1}
    for table, rows, sizes in read:
        elsewhere = {group: size for group, size in known.items() if _holds(rows, group, int(size))}
        yield table.name, list(_completed(rows, elsewhere | sizes))


def _holds(rows: list[PrintedRow], group: str, size: int) -> bool:
    """Tell whether a group of this size can have all counts of a table."""
    return all(int(row.cells.get(group, {}).get("count", 0)) <= size for row in rows)


def _read(table: PrintedTable) -> tuple[list[PrintedRow], dict[str, str]]:
    """Return the rows of a table, and the sizes of groups that it prints."""
    columns, labels = _columns(table)
    rows = _sized(_headed(list(_rows(table, columns, labels))))
    sizes = {column.group: column.size for column in columns.values() if column.size and column.group}
    return rows, sizes | _printed_sizes(rows)


def _completed(rows: list[PrintedRow], sizes: Mapping[str, str]) -> Iterator[PrintedRow]:
    """Give each row a name of its own, its set, and its cells the sizes of their groups."""
    kept = [row for row in rows if not _is_of_sizes(row)]
    sets = sets_of(kept, sizes)
    seen: set[str] = set()
    for at, row in enumerate(kept):
        label = next(name for name in _labels(row) if name not in seen)
        seen.add(label)
        means = any("mean" in one for one in row.cells.values())
        means = means or (not row.counts and _are_means(row.cells, sizes))
        cells = _as_means(row.cells) if means else row.cells
        own = SIZE.search(row.name) if len([group for group in cells if group]) == 1 else None
        size = {group: own[1].replace(",", "") if own else sizes.get(group, "") for group in cells if group}
        cells = {
            group: _possible({"n": size.get(group, "")} | values)
            for group, values in cells.items()
            if not _are_events(values, size.get(group, ""))
        }
        yield replace(row, name=label, cells=cells, set=sets.get(at, ""))


def _labels(row: PrintedRow) -> Iterator[str]:
    """Yield names for a row, the shortest first that says something by itself."""
    has_parent = not row.parent or row.name == row.parent or row.name.startswith(f"{row.parent}: ")
    in_parent = row.name if has_parent else f"{row.parent}: {row.name}"
    if not says_little(row.name):
        yield row.name
    yield in_parent
    if row.block:
        yield f"{row.block}: {in_parent}"
    yield from (f"{in_parent} ({number})" for number in itertools.count(2))


def _are_means(cells: Mapping[str, dict[str, str]], sizes: Mapping[str, str]) -> bool:
    """Tell whether what looks like counts and percentages, in all groups, cannot be: they are means (SD)."""
    off = []
    for group, one in cells.items():
        n = int(one.get("n") or sizes.get(group) or 0)
        if "count" in one and "percent" in one:
            percent = float(one["percent"])
            if n > 0 or percent > 100:
                off.append(percent > 100 or abs(100 * int(one["count"]) / n - percent) > FAR_OFF)
    return (
        bool(off)
        and all(off)
        and (len(off) > 1 or any(float(one.get("percent", 0)) > 100 for one in cells.values()))
    )


def _possible(values: dict[str, str]) -> dict[str, str]:
    """Leave out a percentage that none is: a change, or an index."""
    return {
        name: value
        for name, value in values.items()
        if not (name == "percent" and not 0 <= float(value) <= 100) and not (name == "n" and value == "0")
    }


def _are_events(values: Mapping[str, str], size: str) -> bool:
    """Tell whether a count alone is above the people of its group: there what befell them is counted."""
    return values.keys() == {"count"} and size != "" and int(values["count"]) > int(size)


def _as_means(cells: Mapping[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {
        group: {"mean": one["count"], "sd": one["percent"]} if "percent" in one and "count" in one else one
        for group, one in cells.items()
    }


def _columns(table: PrintedTable) -> tuple[dict[int, PrintedColumn], int]:
    """Return the columns that hold cells, by place, and how many columns before them name the rows."""
    heads, body = table.rows[: table.heads], table.rows[table.heads :]
    width = len(table.rows[0]) if table.rows else 0
    labels = 1
    while labels < width - 1 and _names_rows(heads, body, labels):
        labels += 1
    columns: dict[int, PrintedColumn] = {}
    for place in range(labels, width):
        parts = list(
            dict.fromkeys(MARKS.sub("", head[place]).strip() for head in heads if head[place].strip())
        )
        columns[place] = _column(parts, columns.get(place - 1))
    return _without_p_of_others(columns), labels


def _without_p_of_others(columns: dict[int, PrintedColumn]) -> dict[int, PrintedColumn]:
    """Leave out p values that compare other things than all groups of a row: several, or beside times."""
    several = sum(column.kind == "p" for column in columns.values()) > 1
    times = {column.group for column in columns.values() if column.kind != "p" and TIMES.search(column.group)}
    if not several and len(times) < 2:
        return columns
    return {
        place: PrintedColumn("none") if column.kind == "p" else column for place, column in columns.items()
    }


def _names_rows(heads: tuple[tuple[str, ...], ...], body: tuple[tuple[str, ...], ...], place: int) -> bool:
    texts = [row[place].strip() for row in body if row[place].strip()]
    if any(head[place].strip() for head in heads):
        return 2 * len(texts) > len(body) and all(text[:1].isalpha() for text in texts)
    return 2 * sum(not text[:1].isdigit() for text in texts) > len(texts)


def _column(parts: list[str], before: PrintedColumn | None) -> PrintedColumn:
    """Tell what a column holds from its heads."""
    size = next((found[1].replace(",", "") for part in reversed(parts) if (found := SIZE.search(part))), "")
    bare = [text for part in parts if (text := SIZE.sub("", part).strip(" ,;:"))]
    kind, form, names = "cell", "", []
    for text in bare:
        if P_HEAD.fullmatch(text):
            return PrintedColumn("p")
        if EFFECT_HEAD.search(text):
            return PrintedColumn(
                next((name for name, head in EFFECT_HEADS.items() if head.match(text)), "none")
            )
        if COUNT_HEAD.fullmatch(text):
            kind = "count"
        elif FORM_HEAD.fullmatch(text):
            kind, form = "cell", text
        elif "%" in text and (found := PERCENT_HEAD.fullmatch(text)):
            kind = "percent"
            names += [found[1].strip(" ,;:(")] if found[1].strip(" ,;:(") else []
        else:
            names.append(text)
    group = " ".join(names)
    if not group and kind == "percent" and before and before.kind == "count":
        return PrintedColumn(kind, before.group, size or before.size)
    return PrintedColumn(kind, group or EVERYBODY, size, form)


def _heads_again(text: list[str], columns: Mapping[int, PrintedColumn]) -> dict[int, PrintedColumn] | None:
    """Return the columns as a row among the others heads them anew; None for any other row.

    Such a row prints nothing but sizes, forms (“n (%)”), the names of p values, ratios or groups that were
    there before; a p value beside them is of what follows.
    """
    found, form, is_head = dict(columns), "", False
    for place, column in columns.items():
        printed = text[place]
        if not printed or (column.kind == "p" and P_VALUE.fullmatch(printed)):
            continue
        bare = SIZE.sub("", printed).strip(" ,;:")
        if (size := SIZE.search(printed)) and bare in ("", column.group):
            found[place] = replace(column, size=size[1].replace(",", ""))
        elif FORM_HEAD.fullmatch(printed):
            form = printed
        elif P_HEAD.fullmatch(printed) or INTERVAL_HEAD.search(printed):
            found[place] = _column([printed], None)
        elif printed != column.group:
            return None
        is_head = True
    if form:
        found = {
            place: replace(column, form=form) if column.kind == "cell" else column
            for place, column in found.items()
        }
    return found if is_head else None


def _rows(table: PrintedTable, columns: Mapping[int, PrintedColumn], labels: int) -> Iterator[PrintedRow]:
    """Go through the rows; one that heads those below anew, or heads them with a p value, is told apart.

    Sizes beside the name of a variable, “Smoking, n (%)”, are of its rows: up to the next heading.
    """
    parent = block = waiting = ""
    heads, of_variable = columns, False
    for line in table.rows[table.heads :]:
        text = [MARKS.sub("", cell).strip() for cell in line]
        first, *more = text[:labels]
        p = next((found for place, one in columns.items() if (found := _p(one, text[place]))), "")
        if (again := _heads_again(text, columns)) is not None:
            columns, parent, block, waiting = again, "", first or block, p
            of_variable = "%" in first
            continue
        others = any(text[place] and not _p(column, text[place]) for place, column in columns.items())
        if first and not any(more) and not others:
            if p := p or waiting:
                yield PrintedRow(first, first, block, {"": {"p": p}})
            parent, waiting = first, ""
            if of_variable:
                columns, block, of_variable = heads, "", False
            continue
        if more:
            parent = first or parent
        name = ": ".join(part for part in ((parent if any(more) else first), *more) if part)
        if not name:
            continue
        row = PrintedRow(name, parent, block)
        _fill(row, text, columns, heads, table)
        if waiting and "" not in row.cells:
            row.cells[""] = {"p": waiting}
        waiting = ""
        if row.cells:
            yield row


def _fill(
    row: PrintedRow,
    text: list[str],
    columns: Mapping[int, PrintedColumn],
    heads: Mapping[int, PrintedColumn],
    table: PrintedTable,
) -> None:
    """Read the cells of a row; a size that a row among the others prints is that of its cells alone."""
    for place, column in columns.items():
        cell = _plain(text[place])
        if column.kind in EFFECT_HEADS:
            row.effects[column.kind] = cell
            continue
        words = row.name if SIZES_ROW.fullmatch(row.name) else f"{row.name} {row.parent}"
        read = _cell(column, cell, words, f"{table.caption} {table.notes}")
        if read and column.size != heads[place].size:
            read = {"n": column.size} | read
        row.counts |= "%" in column.form or _has_deviations(table)
        if read:
            row.cells[column.group] |= read


@cache
def _has_deviations(table: PrintedTable) -> bool:
    """Tell whether means stand with their deviations behind ±: brackets then hold something else."""
    return any(PLUS_MINUS.fullmatch(_plain(cell)) for line in table.rows[table.heads :] for cell in line)


def _p(column: PrintedColumn, printed: str) -> str:
    """Return the p value of a cell, or nothing."""
    found = P_VALUE.fullmatch(_plain(printed)) if column.kind == "p" else None
    return found["p"].replace(" ", "") if found else ""


def _plain(text: str) -> str:
    """Write a number with a point, a hyphen and no commas between thousands."""
    text = text.replace("\u2212", "-").replace("\u00b7", ".")
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text).strip()


def _cell(column: PrintedColumn, printed: str, words: str, about: str) -> dict[str, str]:
    """Return the columns of a cell by what it looks like; nothing where it looks like none of them."""
    if column.kind == "p":
        return {"p": p} if (p := _p(column, printed)) else {}
    if column.kind in ("count", "percent"):
        shape = COUNT_ALONE if column.kind == "count" else PERCENT_ALONE
        return (
            {} if NO_COUNT.search(words) and not LIMITS.search(words) else _filled(shape.fullmatch(printed))
        )
    if column.kind == "none":
        return {}
    words = f"{words} {column.form}"
    if SHARE_FIRST.search(words) and (found := PAIR.fullmatch(printed)) and found["second"].isdecimal():
        return {"count": found["second"], "percent": found["first"]}
    return _middle(printed, words, about) or _counted(printed, words)


def _middle(printed: str, words: str, about: str) -> dict[str, str]:
    """Read a median with quartiles or a range, or a mean with its deviation or error."""
    if found := TRIPLE.fullmatch(printed):
        names = ("minimum", "maximum") if re.search(r"range", words, re.IGNORECASE) else ("q1", "q3")
        is_interval = INTERVAL_HEAD.search(words) or (
            INTERVAL_HEAD.search(about) and not QUARTILES.search(f"{words} {about}")
        )
        return {} if is_interval else dict(zip(("median", *names), found.groups(), strict=True))
    if found := PLUS_MINUS.fullmatch(printed):
        is_error = re.search(r"\bSEM?\b|standard errors?", f"{words} {about}")
        return {"mean": found["mean"], "se" if is_error else "sd": found["sd"]}
    if found := PAIR.fullmatch(printed):
        if re.search(r"IQR|quartile|range", words):
            return {}
        names_it = re.search(r"\bmean\b|\bSD\b|±", words, re.IGNORECASE)
        if names_it or ("." in found["first"] and re.search(r"\bmeans?\b|\bSDs?\b", about, re.IGNORECASE)):
            return {"mean": found["first"], "sd": found["second"]}
    return {}


def _counted(printed: str, words: str) -> dict[str, str]:
    """Read a count, a percentage, or both."""
    is_measured = NO_COUNT.search(words) and not SAYS_COUNT.search(words)
    for shape in (COUNT_PERCENT, FRACTION, PERCENT):
        if found := shape.fullmatch(printed):
            values = _filled(found)
            is_ratio = "n" in values and int(values["count"]) > int(values["n"])
            return (
                {} if is_measured or is_ratio or (shape is FRACTION and TWO_NAMES.search(words)) else values
            )
    says_so = re.search(r"\bn\b|no\.|number", words) or SIZES_ROW.fullmatch(words.strip())
    says_so = says_so or MISSING.search(words)
    return _filled(COUNT_ALONE.fullmatch(printed)) if says_so else {}


def _filled(found: re.Match[str] | None) -> dict[str, str]:
    groups = found.groupdict() if found else {}
    return {name: value for name, value in groups.items() if value is not None}


def _is_of_sizes(row: PrintedRow) -> bool:
    """Tell whether a row says how many people the groups have: no share of them stands beside it."""
    whole = all(float(one.get("percent", 100)) == 100 for one in row.cells.values())
    return whole and SIZES_ROW.fullmatch(row.name) is not None


def _printed_sizes(rows: list[PrintedRow]) -> dict[str, str]:
    """Return the sizes of groups that a row of its own prints, rather one that stands under no heading."""
    found: dict[str, str] = {}
    for row in sorted(filter(_is_of_sizes, rows), key=lambda row: not row.parent):
        found |= {group: values["count"] for group, values in row.cells.items() if values.get("count")}
    return found


def _sized(rows: list[PrintedRow]) -> list[PrintedRow]:
    """Give the rows under a heading the sizes that a row among them prints, where headings have their own."""
    of_heading = [row for row in rows if row.parent and row.name != row.parent and _is_of_sizes(row)]
    if len({tuple(_printed_sizes([row]).items()) for row in of_heading}) < 2:
        return rows
    for sizes in of_heading:
        printed = _printed_sizes([sizes])
        for row in rows:
            if (row.block, row.parent) == (sizes.block, sizes.parent) and row is not sizes:
                for group in row.cells.keys() & printed.keys():
                    row.cells[group] = {"n": printed[group]} | row.cells[group]
    return rows


def _headed(rows: list[PrintedRow]) -> list[PrintedRow]:
    """Give the p value of a heading to the row below it where that row is alone."""
    kept: list[PrintedRow] = []
    for at, row in enumerate(rows):
        below = [one for one in rows[at + 1 :] if (one.block, one.parent) == (row.block, row.name)]
        if row.name == row.parent and len(below) == 1 and not below[0].cells.get(""):
            below[0].cells[""] = row.cells[""]
        else:
            kept.append(row)
    return kept
