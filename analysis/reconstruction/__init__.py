"""Data sets that agree with all the paper prints, what they share, and where the paper contradicts itself."""

from analysis.reconstruction.check import Violation, check
from analysis.reconstruction.clashes import Clash, clashes
from analysis.reconstruction.consequences import Consequence, consequences
from analysis.reconstruction.ensemble import Ensemble, Spread, Times, spread
from analysis.reconstruction.sampler import reconstruct

__all__ = [
    "Clash",
    "Consequence",
    "Ensemble",
    "Spread",
    "Times",
    "Violation",
    "check",
    "clashes",
    "consequences",
    "reconstruct",
    "spread",
]
