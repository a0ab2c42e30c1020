"""The study and its constraints, read once."""

from pathlib import Path

import pytest

from doesithold.paper.paper import Paper, load_paper
from doesithold.reconstruct.constraints import Constraints, load_constraints

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def paper() -> Paper:
    return load_paper(DATA)


@pytest.fixture(scope="session")
def constraints() -> Constraints:
    return load_constraints(DATA / "constraints.yaml")
