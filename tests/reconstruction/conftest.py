"""The study and its constraints, read once."""

from pathlib import Path

import pytest

from analysis.constraints import Constraints, load_constraints
from analysis.dataset import Study, load_study

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(DATA)


@pytest.fixture(scope="session")
def constraints() -> Constraints:
    return load_constraints(DATA / "constraints.yaml")
