"""Data sets that agree with all the paper prints, what they share, and where the paper contradicts itself."""

from doesithold.reconstruct.check import Violation, check
from doesithold.reconstruct.clashes import Clash, clashes
from doesithold.reconstruct.ensemble import Ensemble, Spread, spread
from doesithold.reconstruct.sampler import reconstruct
from doesithold.statistics.survival import Times

__all__ = [
    "Clash",
    "Ensemble",
    "Spread",
    "Times",
    "Violation",
    "check",
    "clashes",
    "reconstruct",
    "spread",
]
