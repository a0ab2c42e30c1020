from pathlib import Path

import numpy as np
import pytest

from doesithold.paper.study import load_study
from doesithold.reconstruct.ensemble import Ensemble, Times
from doesithold.statistics.variants import load_protein


def toy_ensemble(study, draws=40, seed=1):
    """Make data sets of the right shape and order of size; nothing in them is fitted to the paper."""
    rng = np.random.default_rng(seed)
    patients = study.evaluable
    shape = (draws, len(patients))
    bounds = {"CR": (-100, -100), "PR": (-95, -30), "SD": (-29, 19), "PD": (5, 80)}
    low, high = np.array([bounds[p.best_response] for p in patients]).T
    change = rng.uniform(low, high, shape)
    progressed = np.flatnonzero([p.best_response == "PD" for p in patients])
    for row in change:
        row[rng.choice(progressed, 4, replace=False)] = np.nan
    scale = np.array([{"CR": 18.0, "PR": 9.0, "SD": 4.0, "PD": 1.8}[p.best_response] for p in patients])
    pfs = scale * rng.uniform(0.6, 1.5, shape)
    ongoing = np.tile([p.patient == "Pt-03" for p in patients], (draws, 1))
    overall = pfs + rng.uniform(0.2, 12, shape)
    return Ensemble(
        patients=tuple(p.patient for p in patients),
        choices={},
        endpoint="pfs",
        pfs=Times(pfs, ~ongoing & (rng.random(shape) < 0.95)),
        os=Times(overall, ~ongoing & (rng.random(shape) < 0.75)),
        best_change=change,
        treatment=pfs.copy(),
    )


@pytest.fixture(scope="session")
def study():
    return load_study(Path("data"))


@pytest.fixture(scope="session")
def protein():
    return load_protein(Path("data"))


@pytest.fixture(scope="session")
def ensemble(study):
    return toy_ensemble(study)
