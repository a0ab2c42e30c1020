"""Printed tables as summary cells: what each cell holds is read from its shape and the words about it."""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from doesithold.paper.cells import Cell
from doesithold.paper.manuscript.patients import is_of_patients
from doesithold.paper.manuscript.reading import Manuscript, PrintedTable

N = r"-?\d+(?:\.\d+)?"
DASH = r"\s*(?:[\u2010-\u2015-]|to|,|;)\s*"
SIZE = re.compile(r"[(\[]?\b[nN]\s*=\s*(\d+)[)\]]?")
COUNT_PERCENT = re.compile(rf"(?P<count>\d+)(?:/(?P<n>\d+))?\s*[(\[]\s*(?P<percent>{N})\s*%?\s*[)\]]")
FRACTION = re.compile(r"(?P<count>\d+)/(?P<n>\d+)")
PLUS_MINUS = re.compile(rf"(?P<mean>{N})\s*(?:±|\+/-|\+-)\s*(?P<sd>{N})")
PAIR = re.compile(rf"(?P<first>{N})\s*[(\[]\s*(?P<second>{N})\s*[)\]]")
TRIPLE = re.compile(rf"(?P<first>{N})\s*[(\[]\s*(?P<low>{N}){DASH}(?P<high>{N})\s*[)\]]")
P_HEAD = re.compile(r"p\s*[-\u2010-\u2015]?\s*(?:values?)?", re.IGNORECASE)
P_VALUE = re.compile(r"(?:p\s*)?(?P<p>[<>=]?\s?0?\.\d+|1\.0*|[<>=]?\s?1)", re.IGNORECASE)
PERCENT = re.compile(rf"(?P<percent>{N})\s*%")
PERCENT_ALONE = re.compile(rf"[(\[]?(?P<percent>{N})\s*%?[)\]]?")
COUNT_ALONE = re.compile(r"(?P<count>\d+)")
PEOPLE = r"(?:patients|participants|subjects|people|women|men|cases|adults|children)"
OF_PEOPLE = rf"(?:\s+of\s+{PEOPLE}|\s+{PEOPLE})?"
COUNT_HEAD = re.compile(rf"(?:n|no\.?|number|count|{PEOPLE}){OF_PEOPLE}", re.IGNORECASE)
PERCENT_HEAD = re.compile(r"(.*?)[(\[]?%[)\]]?(?:\s+of\s+\w+)?", re.IGNORECASE)
FORM_HEAD = re.compile(
    rf"(?:(?:n|no\.?|number){OF_PEOPLE}\s*[(\[/,]\s*%\s*[)\]]?|mean\s*(?:±|\(|\+/-)\s*(?:SD|SEM?)\)?|values?)",
    re.IGNORECASE,
)
EFFECT_HEAD = re.compile(
    r"\b(?:OR|RR|HR|aOR|aHR|CI|ratio|difference|effect|coefficient|statistic|β|χ2|t|F|df|change)\b"
)
RATIO_HEADS = {
    "odds_ratio": re.compile(r"(?:crude |unadjusted )?(?:OR|odds ratio)\b(?!.*adj)", re.IGNORECASE),
    "risk_ratio": re.compile(
        r"(?:crude |unadjusted )?(?:RR|risk ratio|relative risk)\b(?!.*adj)", re.IGNORECASE
    ),
}
SIZES_ROW = re.compile(
    rf"(?:number of |no\. of )?(?:{PEOPLE}|n)(?: (?:enrolled|randomi[sz]ed|analy[sz]ed|included))?"
    r"\s*,?\s*[(\[]?(?:n|no\.)?[)\]]?|total|all",
    re.IGNORECASE,
)
NO_COUNT = re.compile(r"\b(?:age|median|mean|range|minimum|maximum|IQR|years?|\d+%)\b", re.IGNORECASE)
SAYS_COUNT = re.compile(r"%|\bn\b|no\.|number|[<>≤≥]|\d")
TWO_NAMES = re.compile(r"[A-Za-z]\s*[/:]\s*[A-Za-z]")
"""Names of rows such as “male/female”, whose cells are no fractions."""
MARKS = re.compile(r"(?:\^[a-z*†‡§]{1,2}|[*†‡§¶]+)(?=\s|$|[)\]])")
FAR_OFF = 5
"""Percentage points that rounding, a misprint or people missing seldom account for in all groups of a row."""
EVERYBODY = "all patients"
"""Name of a group whose column names none."""
EXHAUSTIVE = (
    ({"men", "male", "males", "m"}, {"women", "female", "females", "f"}),
    ({"yes", "present"}, {"no", "absent"}),
)
"""Names of rows that are, two by two, all there can be."""


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
    """

    kind: str
    group: str = ""
    size: str = ""


@dataclass
class _Row:
    """A row of a table: its name, the heading it stands under, what its cells hold by group, its ratios."""

    name: str
    parent: str
    cells: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    effects: dict[str, str] = field(default_factory=dict)
    set: str = ""


@dataclass(frozen=True)
class PrintedEffect:
    """A ratio with its interval that a table prints beside the counts of two groups.

    Attributes
    ----------
    measure : str
        ``odds_ratio`` or ``risk_ratio``.
    groups : tuple of str
        The two groups, the one in the numerator first: whichever order is nearer to the printed ratio.
    """

    table: str
    row: str
    measure: str
    groups: tuple[str, str]
    value: str
    lower: str
    upper: str


def cells(manuscript: Manuscript) -> Iterator[Cell]:
    """Read the cells of every table; what has none of the usual shapes is left out.

    A count with a percentage, a fraction, mean ± SD (or SE, where the table says so), mean (SD), median
    (quartiles or range), a count and a percentage in columns of their own: each is told by its shape, and
    where a shape has two meanings by the words of its row, its head and its caption. Rows that are all there
    can be (women and men), or that stand under one heading and add up to everybody, are marked as a set.
    """
    for table, row in _all_rows(manuscript):
        for group, values in row.cells.items():
            yield Cell(table, row.name, group, **values, extra={"set": row.set})  # type: ignore[arg-type]


def effects(manuscript: Manuscript) -> Iterator[PrintedEffect]:
    """Read the odds and risk ratios, not adjusted ones, of rows that print the counts of two groups."""
    for table, row in _all_rows(manuscript):
        counted = {group: one for group, one in row.cells.items() if one.get("count") and one.get("n")}
        if len(counted) != 2:
            continue
        for measure, printed in row.effects.items():
            if found := TRIPLE.fullmatch(printed):
                value, lower, upper = found.groups()
                groups = _in_order(measure, counted, float(value))
                yield PrintedEffect(table, row.name, measure, groups, value, lower, upper)


def _in_order(measure: str, counted: Mapping[str, Mapping[str, str]], value: float) -> tuple[str, str]:
    """Return two groups, exchanged where the ratio of the second to the first is nearer to the value."""
    first, second = counted
    odds = []
    for one in counted.values():
        count, n = int(one["count"]), int(one["n"])
        odds.append((count + 0.5) / ((n - count if measure == "odds_ratio" else n) + 0.5))
    ratio = odds[0] / odds[1]
    is_inverse = value > 0 and ratio > 0 and abs(math.log(value * ratio)) < abs(math.log(value / ratio))
    return (second, first) if is_inverse else (first, second)


def _all_rows(manuscript: Manuscript) -> Iterator[tuple[str, _Row]]:
    """Go through the rows of all tables, named, with sizes and sets."""
    read = [(table, *_read(table)) for table in manuscript.tables if not is_of_patients(table)]
    printed: dict[str, set[str]] = defaultdict(set)
    for _, _, sizes in read:
        for group, size in sizes.items():
            printed[group].add(size)
    known = {group: sizes.pop() for group, sizes in printed.items() if len(sizes) == 1}
    for table, rows, sizes in read:
        elsewhere = {group: size for group, size in known.items() if _holds(rows, group, int(size))}
        for row in _completed(rows, elsewhere | sizes):
            yield table.name, row


def _holds(rows: list[_Row], group: str, size: int) -> bool:
    """Tell whether a group of this size can have all counts of a table."""
    return all(int(row.cells.get(group, {}).get("count", 0)) <= size for row in rows)


def _read(table: PrintedTable) -> tuple[list[_Row], dict[str, str]]:
    """Return the rows of a table, and the sizes of groups that it prints."""
    columns, labels = _columns(table)
    rows = list(_rows(table, columns, labels))
    sizes = {column.group: column.size for column in columns.values() if column.size}
    return rows, sizes | _printed_sizes(rows)


def _completed(rows: list[_Row], sizes: Mapping[str, str]) -> Iterator[_Row]:
    """Give each row a name of its own, its set, and its cells the sizes of their groups."""
    kept = [row for row in rows if not SIZES_ROW.fullmatch(row.name)]
    sets = _sets(kept, sizes)
    seen: set[str] = set()
    for at, row in enumerate(kept):
        label = row.name
        if row.parent and (label in seen or label[:1].islower()):
            label = f"{row.parent}: {label}"
        number = 2
        while label in seen:
            label, number = f"{row.name} ({number})", number + 1
        seen.add(label)
        cells = _as_means(row.cells) if _are_means(row.cells, sizes) else row.cells
        cells = {
            group: _possible(values) | {"n": values.get("n") or (sizes.get(group, "") if group else "")}
            for group, values in cells.items()
        }
        yield replace(row, name=label, cells=cells, set=sets.get(at, ""))


def _are_means(cells: Mapping[str, dict[str, str]], sizes: Mapping[str, str]) -> bool:
    """Tell whether what looks like counts and percentages, in all groups, cannot be: they are means (SD)."""
    off = []
    for group, one in cells.items():
        n = int(one.get("n") or sizes.get(group) or 0)
        if "count" in one and "percent" in one:
            percent = float(one["percent"])
            off.append(percent > 100 or (n > 0 and abs(100 * int(one["count"]) / n - percent) > FAR_OFF))
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
        if not (name == "percent" and not 0 <= float(value) <= 100) and not (name == "n" and int(value) == 0)
    }


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
    return columns, labels


def _names_rows(heads: tuple[tuple[str, ...], ...], body: tuple[tuple[str, ...], ...], place: int) -> bool:
    texts = [row[place] for row in body if row[place].strip()]
    words = [text for text in texts if not text[:1].isdigit()]
    return not any(head[place].strip() for head in heads) and 2 * len(words) > len(texts)


def _column(parts: list[str], before: PrintedColumn | None) -> PrintedColumn:
    """Tell what a column holds from its heads."""
    size = next((found[1] for part in parts if (found := SIZE.search(part))), "")
    bare = [text for part in parts if (text := SIZE.sub("", part).strip(" ,;:"))]
    kind, names = "cell", []
    for text in bare:
        if P_HEAD.fullmatch(text):
            return PrintedColumn("p")
        if EFFECT_HEAD.search(text):
            return PrintedColumn(
                next((name for name, head in RATIO_HEADS.items() if head.match(text)), "none")
            )
        if COUNT_HEAD.fullmatch(text):
            kind = "count"
        elif FORM_HEAD.fullmatch(text):
            kind = "cell"
        elif "%" in text and (found := PERCENT_HEAD.fullmatch(text)):
            kind = "percent"
            names += [found[1].strip(" ,;:(")] if found[1].strip(" ,;:(") else []
        else:
            names.append(text)
    group = " ".join(names)
    if not group and kind == "percent" and before and before.kind == "count":
        return PrintedColumn(kind, before.group, size or before.size)
    return PrintedColumn(kind, group or EVERYBODY, size)


def _rows(table: PrintedTable, columns: Mapping[int, PrintedColumn], labels: int) -> Iterator[_Row]:
    about = f"{table.caption} {table.notes}"
    parent = ""
    for line in table.rows[table.heads :]:
        text = [MARKS.sub("", cell).strip() for cell in line]
        first, *more = text[:labels]
        printed = text[labels:]
        if first and not any((*more, *printed)):
            parent = first
            continue
        if more:
            parent = first or parent
        name = ": ".join(part for part in ((parent if any(more) else first), *more) if part)
        if not name:
            continue
        row = _Row(name, parent)
        for place, cell in enumerate(text[labels:], start=labels):
            column = columns[place]
            if column.kind in RATIO_HEADS:
                row.effects[column.kind] = _plain(cell)
                continue
            row.cells[column.group] |= _cell(column.kind, _plain(cell), f"{name} {parent}", about)
        row.cells = {group: values for group, values in row.cells.items() if values}
        if row.cells:
            yield row


def _plain(text: str) -> str:
    """Write a number with a point, a hyphen and no commas between thousands."""
    text = text.replace("\u2212", "-").replace("\u00b7", ".")
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text).strip()


def _cell(kind: str, printed: str, words: str, about: str) -> dict[str, str]:
    """Return the columns of a cell by what it looks like; nothing where it looks like none of them."""
    if kind == "p":
        found = P_VALUE.fullmatch(printed)
        return {"p": found["p"].replace(" ", "")} if found else {}
    if kind in ("count", "percent"):
        shape = COUNT_ALONE if kind == "count" else PERCENT_ALONE
        return {} if NO_COUNT.search(words) else _filled(shape.fullmatch(printed))
    if kind == "none":
        return {}
    return _middle(printed, words, about) or _counted(printed, words)


def _middle(printed: str, words: str, about: str) -> dict[str, str]:
    """Read a median with quartiles or a range, or a mean with its deviation or error."""
    if found := TRIPLE.fullmatch(printed):
        names = ("minimum", "maximum") if re.search(r"range", words, re.IGNORECASE) else ("q1", "q3")
        is_interval = re.search(r"\bCI\b|confidence", words)
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
    return _filled(COUNT_ALONE.fullmatch(printed)) if says_so else {}


def _filled(found: re.Match[str] | None) -> dict[str, str]:
    groups = found.groupdict() if found else {}
    return {name: value for name, value in groups.items() if value is not None}


def _printed_sizes(rows: list[_Row]) -> dict[str, str]:
    """Return the sizes of groups that a row of its own prints."""
    found: dict[str, str] = {}
    for row in rows:
        if SIZES_ROW.fullmatch(row.name):
            found |= {group: values["count"] for group, values in row.cells.items() if values.get("count")}
    return found


def _sets(rows: list[_Row], sizes: Mapping[str, str]) -> dict[int, str]:
    """Name the set of each row that is part of one, by its place."""
    found: dict[int, str] = {}
    for at, (one, other) in enumerate(itertools.pairwise(rows)):
        names = {_bare(one.name), _bare(other.name)}
        if any(names & first and names & second for first, second in EXHAUSTIVE):
            found |= dict.fromkeys((at, at + 1), f"{one.name} and {other.name}")
    by_parent: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        by_parent[row.parent].append(at)
    for parent, places in by_parent.items():
        if len(places) > 1 and not set(places) & found.keys() and _add_up([rows[at] for at in places], sizes):
            found |= dict.fromkeys(places, parent or f"{rows[places[0]].name} to {rows[places[-1]].name}")
    return found


def _bare(name: str) -> str:
    return re.split(r"[:,(]", name.rpartition(": ")[2])[0].strip().casefold()


def _add_up(rows: list[_Row], sizes: Mapping[str, str]) -> bool:
    """Tell whether the counts of rows add up to everybody in half of the groups or more."""
    groups = [group for group in rows[0].cells if sizes.get(group)]
    fits = [
        sum(int(row.cells[group]["count"]) for row in rows) == int(sizes[group])
        for group in groups
        if all(row.cells.get(group, {}).get("count") for row in rows)
    ]
    return bool(fits) and 2 * sum(fits) >= len(groups)
