"""What the width of a symmetric interval tells of the wait between two events."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np

from doesithold.reconstruct.limits import Target
from doesithold.statistics.survival import TOLERANCE, critical_value
from doesithold.statistics.symmetric import MARGIN


@dataclass(frozen=True)
class KnownWait:
    """The event of rank `second` comes from `least` to `most` months after that of rank `first`.

    Attributes
    ----------
    error : float
        Greenwood's standard error of the curve at its median, as a proportion.
    """

    first: int
    second: int
    least: Fraction
    most: Fraction
    error: float


def wait_of(patients: int, target: Target) -> KnownWait | None:
    """Compute the wait between the two events that the interval's density is taken from.

    Parameters
    ----------
    patients : int
        Patients at the start, none of them censored before the second event; no two events at one time.
    target : Target
        What is printed.

    Returns
    -------
    KnownWait or None
        None where no interval is printed, or too few patients leave no event above one half.
    """
    if target.lower is None or target.upper is None or patients < 2:
        return None
    left = np.arange(patients, -1, -1) / patients
    before = int(np.flatnonzero(left >= 0.5 + MARGIN - TOLERANCE).max())
    after = int(np.flatnonzero(left <= 0.5 - MARGIN + TOLERANCE).min())
    half = left[left <= 0.5 + TOLERANCE].max()
    error = sqrt(half * (1 - half) / patients)
    scale = Fraction((left[before] - left[after]) / error / critical_value(target.level))
    least = (target.upper.low - target.lower.high) / 2 * scale
    most = (target.upper.high - target.lower.low) / 2 * scale
    return KnownWait(before, after, least, most, error) if before else None
