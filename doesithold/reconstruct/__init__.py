"""Data sets that agree with all the paper prints, what they share, and where the paper contradicts itself."""

from doesithold.reconstruct.check import Violation, check
from doesithold.reconstruct.clashes import Clash, clashes
from doesithold.reconstruct.consequences import Consequence, consequences
from doesithold.reconstruct.ensemble import Ensemble, Spread, spread
from doesithold.reconstruct.sampler import reconstruct

__all__ = [
    "Clash",
    "Consequence",
    "Ensemble",
    "Spread",
    "Violation",
    "check",
    "clashes",
    "consequences",
    "reconstruct",
    "spread",
]
