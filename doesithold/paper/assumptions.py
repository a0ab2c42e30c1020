"""Assumptions: what must be supposed for the printed numbers to come out, and what a scenario may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from doesithold.statistics.proportions import BinomialInterval

Rounding = Literal["half_up", "half_even", "half_down", "truncate", "ceiling", "floor"]
MedianInterval = Literal["symmetric", "log"]
Withdrawal = Literal["excluded", "event", "censored"]
ResponseCounts = Literal["table", "discussion"]


@dataclass(frozen=True)
class Assumption:
    """One thing supposed so that a printed value comes out.

    Attributes
    ----------
    kind : str
        What is supposed: ``denominator``, ``rounding``, ``interval``, ``median``, ``reading``, or, of a value
        read off a figure, ``reading error``.
    value : str
        What it is supposed to be.
    note : str
        Anything a reader needs to judge it, possibly empty.
    """

    kind: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Assumptions:
    """The choices under which the whole paper is recomputed; the defaults are the baseline of the ledger.

    Attributes
    ----------
    efficacy_denominator, safety_denominator : int or None
        Patients that response rates and adverse events refer to; None takes what the data give (17 and 17).
    rounding : str
        How recomputed values are printed.
    binomial_interval : str
        Method of the intervals of response rates.
    median_interval : str
        Whether median survival lies midway between the bounds of its interval (``symmetric``), or midway on
        the logarithmic scale (``log``).
    withdrawal : str
        Whether the patient who withdrew consent is left out of the evaluable patients, or kept among them
        (for survival: as an event, or censored).
    response_counts : str
        Whether responses are counted in Table 1, or partial responses are as many as the discussion says.
    """

    efficacy_denominator: int | None = None
    safety_denominator: int | None = None
    rounding: Rounding = "half_up"
    binomial_interval: BinomialInterval = "wald"
    median_interval: MedianInterval = "symmetric"
    withdrawal: Withdrawal = "excluded"
    response_counts: ResponseCounts = "table"


BASELINE = Assumptions()
