"""Measures of values that a reader has read off the paper's figures, with how far off these may be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from doesithold.errors import InputError
from doesithold.measures.core import Context, Recomputed, measure, recompute
from doesithold.measures.selection import Selection, select
from doesithold.numbers import DAYS_A_MONTH, DAYS_A_WEEK
from doesithold.paper import digitised
from doesithold.paper.claims import MeasureCall
from doesithold.paper.table import Row

Unit = Literal["week", "month", "year"]
MONTHS = {"week": DAYS_A_WEEK / DAYS_A_MONTH, "month": Fraction(1), "year": Fraction(12)}
SHARE_OF_AXIS = Fraction(1, 100)
"""How far off a value may have been read, as a share of the stretch of axis that all values take up."""
WATERFALL, SWIMMER = "digitised/waterfall.csv", "digitised/swimmer.csv"


class NotDigitisedError(InputError):
    """The values that a measure needs were not read off."""


def read_off(context: Context, call: MeasureCall) -> Recomputed | None:
    """Carry out a call; None where the values it needs were not read off."""
    try:
        return recompute(context, call)
    except NotDigitisedError:
        return None


@measure
def bars(context: Context) -> Recomputed:
    """Count the bars of the waterfall plot.

    Examples
    --------
    says: The waterfall plot shows forty people.
    reported: forty
    unit: people
    measure: {bars: {}}
    """
    return Recomputed(Fraction(len(_bars(context))), (WATERFALL,), margin=Fraction(0))


@measure
def lanes(context: Context) -> Recomputed:
    """Count the lanes of the swimmer plot.

    Examples
    --------
    says: The swimmer plot shows forty people.
    reported: forty
    unit: people
    measure: {lanes: {}}
    """
    return Recomputed(Fraction(len(_lanes(context))), (SWIMMER,), margin=Fraction(0))


@measure
def deepest_entries(
    context: Context, column: str, first: Annotated[int, Field(ge=1)], where: Selection | None = None
) -> Recomputed:
    """List the entries of a column whose deepest bars lie lowest, among some patients.

    Parameters
    ----------
    column : str
        A column of the first table; patients without an entry are left out.
    first : int
        How many entries are named.
    where : selection, optional
        The patients; all by default.

    Examples
    --------
    says: The deepest fall of nausea was seen on ginger.
    reported: ginger
    unit: list
    measure: {deepest_entries: {column: arm, first: 1}}
    """
    there = context.paper.table()
    if there.column(column).type != "string":
        raise InputError(f"column {column} of table {there.name} holds no text")
    changes = _changes(context, [row for row in there.rows if row[column]])
    deepest: dict[str, float] = {}
    for row in select(context.paper, where):
        name, entry = there.name_of(row), row[column]
        if name in changes:
            deepest[entry] = min(changes[name], deepest.get(entry, changes[name]))
    lowest = sorted(deepest, key=lambda entry: (deepest[entry], entry))[:first]
    return Recomputed("; ".join(sorted(lowest)), (WATERFALL, f"{there.file}:{column}"), margin=Fraction(0))


@measure
def none_shrank(context: Context, where: Selection) -> Recomputed:
    """Tell whether no patient of `where` has a bar below zero by more than the error of reading.

    Parameters
    ----------
    where : selection
        The patients.

    Examples
    --------
    says: Nausea fell in none of P01, P02 and P04.
    reported: "true"
    unit: statement
    measure: {none_shrank: {where: {participant: [P01, P02, P04]}}}
    """
    changes = _changes(context, select(context.paper, where))
    error = -_margin([bar.change_percent for bar in _bars(context)])
    return Recomputed(all(change >= error for change in changes.values()), (WATERFALL,), margin=Fraction(0))


@measure
def lasted_longer(context: Context, patient: str, unit: Unit, ongoing: bool = False) -> Recomputed:
    """Take how long a response lasted, or treatment where it is not marked; the claim prints a limit.

    Parameters
    ----------
    patient : str
        Whose lane.
    unit : str
        ``week``, ``month`` or ``year``.
    ongoing : bool
        Whether the claim says that it still went on.

    Examples
    --------
    says: Relief of P05 lasted longer than 8 weeks.
    reported: "8"
    unit: weeks
    measure: {lasted_longer: {patient: P05, unit: week}}
    """
    lane = _lane(context, patient)
    start, end = lane.response_from_months, lane.response_to_months
    months = lane.duration_months if start is None or end is None else end - start
    if ongoing and not lane.ongoing:
        return Recomputed(f"{months:.1f} months, ended", (SWIMMER,), margin=Fraction(0))
    value = Fraction(months) / MONTHS[unit]
    return Recomputed(value, (SWIMMER,), margin=_lane_margin(context) / MONTHS[unit], exceeds=True)


@measure
def response_start(context: Context, patient: str, unit: Unit) -> Recomputed:
    """Take when a patient's response began.

    Parameters
    ----------
    patient : str
        Whose lane.
    unit : str
        ``week``, ``month`` or ``year``.

    Examples
    --------
    says: Relief of P05 began in week 3.
    reported: "3"
    unit: weeks
    measure: {response_start: {patient: P05, unit: week}}
    """
    start = _lane(context, patient).response_from_months
    if start is None:
        raise NotDigitisedError(f"no response of {patient} is marked in {SWIMMER}")
    return Recomputed(Fraction(start) / MONTHS[unit], (SWIMMER,), margin=_lane_margin(context) / MONTHS[unit])


@measure
def median_survival(context: Context, endpoint: str) -> Recomputed:
    """Take the median, in months, of the patients rebuilt from a survival curve.

    Parameters
    ----------
    endpoint : str
        The curve's name: ``pfs``, ``os``, or any other that ``digitised/datapackage.json`` describes.

    Examples
    --------
    says: People took the treatment for a median of 1.22 months.
    reported: "1.22"
    unit: months
    measure: {median_survival: {endpoint: pfs}}
    """
    from doesithold.statistics.survival import kaplan_meier

    curve, file = _curve(context, endpoint)
    times = curve.times()
    median = float(kaplan_meier(times.times, times.events).median()[0])
    margin = _margin([0, *(time for time, _ in curve.points)])
    return Recomputed(_months(median), (file,), margin=margin)


@measure
def median_survival_bound(context: Context, endpoint: str, bound: Literal["lower", "upper"]) -> Recomputed:
    """Take a bound, in months, of the symmetric 95 % interval of that median.

    Its half width is some multiple of the wait between two events, so both times and the median, each read
    with an error, add to its margin.

    Parameters
    ----------
    endpoint : str
        The curve's name: ``pfs``, ``os``, or any other that ``digitised/datapackage.json`` describes.
    bound : str
        ``lower`` or ``upper``.

    Examples
    --------
    says: The interval of that median begins at 0.79 months.
    reported: "0.79"
    unit: months
    measure: {median_survival_bound: {endpoint: pfs, bound: lower}}

    References
    ----------
    Guyot P, Ades AE, Ouwens MJNM, Welton NJ (2012), Enhanced secondary analysis of survival data.
    """
    from doesithold.statistics.survival import kaplan_meier
    from doesithold.statistics.symmetric import symmetric_median

    curve, file = _curve(context, endpoint)
    times = curve.times()
    found = symmetric_median(kaplan_meier(times.times, times.events))
    median, edge = float(found.median[0]), float((found.lower if bound == "lower" else found.upper)[0])
    if not math.isfinite(edge):
        return Recomputed("not reached", (file,), margin=Fraction(0))
    wait = float(found.after[0] - found.before[0])
    factor = Fraction(abs(edge - median) / wait) if wait else Fraction(0)
    margin = _margin([0, *(time for time, _ in curve.points)]) * (1 + 2 * factor)
    return Recomputed(_months(edge), (file,), margin=margin)


def _months(time: float) -> Fraction | str:
    return Fraction(time) if math.isfinite(time) else "not reached"


def _margin(values: Sequence[float]) -> Fraction:
    return SHARE_OF_AXIS * (Fraction(max(values)) - Fraction(min(values)))


def _lane_margin(context: Context) -> Fraction:
    return _margin([0, *(lane.duration_months for lane in _lanes(context))])


def _bars(context: Context) -> tuple[digitised.DigitisedBar, ...]:
    if not context.paper.digitised.waterfall:
        raise NotDigitisedError(f"{WATERFALL} is not there")
    return context.paper.digitised.waterfall


def _changes(context: Context, rows: Iterable[Row]) -> dict[str, float]:
    """Return the bars of some patients, of whom at least one must have a bar, no bar being without a name."""
    chosen = {context.paper.table().name_of(row) for row in rows}
    named = {bar.patient: bar.change_percent for bar in _bars(context) if bar.patient}
    if len(named) < len(_bars(context)) or not chosen & named.keys():
        raise NotDigitisedError(f"{WATERFALL} does not say whose bars these are")
    return {patient: change for patient, change in named.items() if patient in chosen}


def _lanes(context: Context) -> tuple[digitised.DigitisedLane, ...]:
    if not context.paper.digitised.swimmer:
        raise NotDigitisedError(f"{SWIMMER} is not there")
    return context.paper.digitised.swimmer


def _lane(context: Context, patient: str) -> digitised.DigitisedLane:
    for lane in _lanes(context):
        if lane.patient == patient:
            return lane
    raise NotDigitisedError(f"{SWIMMER} has no lane of {patient}")


def _curve(context: Context, endpoint: str) -> tuple[digitised.Curve, str]:
    curve, file = context.paper.digitised.curve(endpoint), f"digitised/{endpoint}.csv"
    if curve is None:
        raise NotDigitisedError(f"{file} is not there")
    return curve, file
