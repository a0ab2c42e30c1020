"""What figures are drawn from: values read off the paper's own, or data sets that agree with its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.figures.palette import Provenance
from doesithold.paper.digitised import DigitisedBar, DigitisedLane
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Reading
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import Times

DRAWS, SEED = 2000, 1
"""Data sets behind every reconstructed figure, and where their random numbers start."""


@dataclass(frozen=True)
class Sources:
    """What each kind of figure is drawn from."""

    paper: Paper
    reading: Reading

    @cached_property
    def ensemble(self) -> Ensemble:
        """Data sets that agree with all constraints of the default reading."""
        from doesithold.reconstruct import reconstruct

        return reconstruct(self.paper, draws=DRAWS, seed=SEED, readings=self.reading)

    @property
    def changes(self) -> Ensemble | Sequence[DigitisedBar]:
        """Best tumour changes, not all of which need have a patient's name."""
        return self.paper.digitised.waterfall or self.ensemble

    @property
    def changes_by_patient(self) -> Ensemble | Sequence[DigitisedBar]:
        """Best tumour changes of patients who are named."""
        named = all(bar.patient for bar in self.paper.digitised.waterfall)
        return self.paper.digitised.waterfall if self.paper.digitised.waterfall and named else self.ensemble

    @property
    def treatment(self) -> Ensemble | Sequence[DigitisedLane]:
        """Times on treatment."""
        return self.paper.digitised.swimmer or self.ensemble

    def survival(self, endpoint: str) -> tuple[Times, Provenance]:
        """Return times to an endpoint, and where they come from."""
        curve = self.paper.digitised.curve(endpoint)
        return (curve.times(), "digitised") if curve else (self.ensemble.times[endpoint], "reconstructed")
