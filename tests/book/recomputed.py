"""What the printed values come to, computed from the CSV files by pandas, scipy and statsmodels alone.

Nothing here comes from the project's own modules: the claims are read as plain YAML, the tables as plain CSV.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import yaml
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

DATA = Path(__file__).parents[2] / "data"
WORDS = dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True)
)
LISTS = ("sites", "co_alterations")


def patients():
    """Return Table 1 with what follows from its columns."""
    table = pd.read_csv(DATA / "patients.csv", dtype=str, keep_default_na=False)
    for column in ("age", "line", "performance_status"):
        table[column] = table[column].astype(int)
    for column in LISTS:
        table[column] = (
            table[column].str.split(";").map(lambda cells: [cell.strip() for cell in cells if cell])
        )
    response = table["best_response"]
    table["amplification"] = table["amplification"] == "present"
    table["mutated"] = table["variant"] != ""
    table["evaluable"] = response != "Withdrawal"
    table["objective_response"] = response.isin(["CR", "PR"])
    table["disease_control"] = response.isin(["CR", "PR", "SD"])
    both, mutation = table["mutated"] & table["amplification"], table["mutated"]
    table["kit_group"] = both.map({True: "both"}).where(
        both, mutation.map({True: "mutation", False: "amplification"})
    )
    return table


TABLE = patients()
EVENTS = pd.read_csv(DATA / "adverse_events.csv").fillna(0).set_index("term")
CLAIMS = {claim["id"]: claim for claim in yaml.safe_load((DATA / "claims.yaml").read_text(encoding="utf-8"))}


def chosen(where):
    """Mark the patients that a selection names."""
    marked = pd.Series(True, index=TABLE.index)
    for column, wanted in (where or {}).items():
        if column == "not":
            marked &= ~chosen(wanted)
            continue
        values = wanted if isinstance(wanted, list) else [wanted]
        marked &= entries_of(TABLE[column]).isin(values).groupby(level=0).any()
    return marked


def entries_of(cells):
    """List the entries of cells one by one, each under its row."""
    return cells.explode() if cells.name in LISTS else cells


def printed(value, reported):
    """Print a number with as many digits as the reported one, half up."""
    digits = len(str(reported).partition(".")[2])
    exact = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
    return str(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def number(claim):
    """Read what a claim reports as a number."""
    text = CLAIMS[claim]["reported"]
    return Fraction(WORDS.get(text, text))


def joined(values):
    return "; ".join(sorted({str(value) for value in values})) or "none"


def entries(column, where):
    return [entry for entry in entries_of(TABLE.loc[chosen(where), column]).dropna() if entry != ""]


def _interval(where, bound, other, of=None):
    among = chosen(of)
    bounds = proportion_confint(int((chosen(where) & among).sum()), int(among.sum()), method="normal")
    return Fraction(100 * float(bounds[bound == "upper"]))


def _significance(where, between):
    groups = [chosen(group) for group in between]
    table = [[int((group & chosen(where)).sum()), int((group & ~chosen(where)).sum())] for group in groups]
    p = stats.fisher_exact(table)[1]
    return "significant difference" if p < 0.05 else "no significant difference"


def _value(row, column):
    if column == "prior_lines":
        return _value(row, "line") - 1
    (cell,) = TABLE.loc[TABLE["patient"] == row, column]
    return (
        Fraction(int(cell)) if column in ("age", "line") else joined(cell) if column in LISTS else str(cell)
    )


def _ranked(count, first, table):
    assert table == "adverse_events"
    return "; ".join(EVENTS[count].sort_values(ascending=False, kind="stable").index[:first])


def _event(event, count, table):
    assert table == "adverse_events"
    return int(EVENTS.loc[event, count])


def _total(column, table):
    assert table == "adverse_events"
    return Fraction(int(EVENTS[column].sum()))


MEASURES = {
    "count": lambda where=None: Fraction(int(chosen(where).sum())),
    "percent": lambda where, of=None: Fraction(
        100 * int((chosen(where) & chosen(of)).sum()), int(chosen(of).sum())
    ),
    "interval": _interval,
    "median": lambda column, where=None: Fraction(TABLE.loc[chosen(where), column].median()),
    "minimum": lambda column, where=None: Fraction(int(TABLE.loc[chosen(where), column].min())),
    "maximum": lambda column, where=None: Fraction(int(TABLE.loc[chosen(where), column].max())),
    "value": _value,
    "values": lambda column, where=None: joined(entries(column, where)),
    "most_common": lambda column, where=None: joined(pd.Series(entries(column, where)).mode()),
    "patients_with": lambda where: joined(TABLE.loc[chosen(where), "patient"]),
    "every": lambda where, have: bool((~chosen(where) | chosen(have)).all()),
    "none": lambda where, have: not (chosen(where) & chosen(have)).any(),
    "some": lambda where, have: bool((chosen(where) & chosen(have)).any()),
    "all_different": lambda column, where=None: not pd.Series(entries(column, where)).duplicated().any(),
    "significance": _significance,
    "event_count": lambda event, count, table: Fraction(_event(event, count, table)),
    "event_percent": lambda event, count, of, table: Fraction(
        100 * _event(event, count, table), _event(event, of, table)
    ),
    "total": _total,
    "events_ranked": _ranked,
    "sum": lambda claims: sum(map(number, claims)),
    "difference": lambda claims: number(claims[0]) - sum(map(number, claims[1:])),
    "product": lambda claims: number(claims[0]) * number(claims[1]),
    "midpoint": lambda lower, upper: (number(lower) + number(upper)) / 2,
    "weeks_from_days": lambda claim: number(claim) / 7,
    "months_from_weeks": lambda claim: number(claim) * 7 / Fraction(36525, 1200),
    "quotient": lambda numerator, denominator: number(numerator) / number(denominator),
    "ratio_percent": lambda numerator, denominator: 100 * number(numerator) / number(denominator),
}


def expected(claim):
    """Say what a claim's value comes to, printed like the reported one; None where it cannot be told here."""
    ((name, arguments),) = (CLAIMS[claim].get("measure") or {None: None}).items()
    if name not in MEASURES:
        return None
    value = MEASURES[name](**(arguments or {}))
    if isinstance(value, bool):
        return str(value).lower()
    return printed(value, CLAIMS[claim]["reported"]) if isinstance(value, Fraction | int) else value
