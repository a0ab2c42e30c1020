from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.protein import load_protein
from doesithold.audit.finding import Finding
from doesithold.paper.paper import load_paper
from doesithold.reconstruct.constraints import Convention
from doesithold.reconstruct.ensemble import Ensemble
from doesithold.statistics.survival import Times


@pytest.fixture(scope="session")
def patients():
    """Table 1, read without our modules."""
    return pd.read_csv("data/patients.csv", keep_default_na=False)


@pytest.fixture(scope="session")
def evaluable(patients):
    return patients[patients["best_response"] != "Withdrawal"].reset_index(drop=True)


CONVENTION = Convention(scan=Fraction(56))


def finding(printed, share, section):
    """Make a percentage that comes from a share."""
    return Finding(
        "made-up", section, "here", "A share.", printed, "percent", printed, "reproduced", "", basis=share
    )


def toy_ensemble(evaluable, draws=40, seed=1):
    """Make data sets of the right shape and order of size; nothing in them is fitted to the paper."""
    rng = np.random.default_rng(seed)
    responses = evaluable["best_response"]
    shape = (draws, len(evaluable))
    bounds = {"CR": (-100, -100), "PR": (-95, -30), "SD": (-29, 19), "PD": (5, 80)}
    low, high = np.array([bounds[response] for response in responses]).T
    change = rng.uniform(low, high, shape)
    progressed = np.flatnonzero(responses == "PD")
    for row in change:
        row[rng.choice(progressed, 4, replace=False)] = np.nan
    scale = np.array([{"CR": 18.0, "PR": 9.0, "SD": 4.0, "PD": 1.8}[response] for response in responses])
    pfs = scale * rng.uniform(0.6, 1.5, shape)
    ongoing = np.tile(evaluable["patient"] == "Pt-03", (draws, 1))
    overall = pfs + rng.uniform(0.2, 12, shape)
    return Ensemble(
        patients=tuple(evaluable["patient"]),
        times={
            "pfs": Times(pfs, ~ongoing & (rng.random(shape) < 0.95)),
            "os": Times(overall, ~ongoing & (rng.random(shape) < 0.75)),
        },
        best_change=change,
        treatment=pfs.copy(),
    )


@pytest.fixture(scope="session")
def paper():
    return load_paper(Path("data"))


@pytest.fixture(scope="session")
def protein():
    return load_protein(load_paper(Path("data")))


@pytest.fixture(scope="session")
def ensemble(evaluable):
    return toy_ensemble(evaluable)


def artists(axes, gid):
    """Return what was drawn under a name."""
    return [artist for artist in axes.get_children() if artist.get_gid() == gid]


def main_axes(figure):
    """Return the axes of a figure but for the key of the fade."""
    return [axes for axes in figure.axes if axes.get_gid() != "fade key"]
